//! What pictures are drawn with.

use std::fmt::Write;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::outcome::Outcome;

/// Names longer than this are cut in the picture; the whole name is in its title.
const LONGEST_NAME: usize = 28;

/// Colours whose contrast to white and to #111 is at least 3 to 1 (WCAG 2.2, 1.4.11).
pub(super) const COLOURS: [&str; 8] = [
    "#3b78c2", "#c2573b", "#2e8b57", "#8f5fc2", "#a87b00", "#c0407f", "#008c95", "#7a7a7a",
];

/// The colour of an option, by its place.
pub(super) fn colour(at: usize) -> &'static str {
    COLOURS
        .get(at % COLOURS.len())
        .copied()
        .unwrap_or("#7a7a7a")
}

/// A picture that is being drawn.
pub(super) struct Drawing {
    body: String,
    title: String,
    description: String,
}

/// How a box is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Solid(&'static str),
    Outline,
    Hatched,
}

/// Where a text is fixed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    End,
}

impl Drawing {
    pub(super) fn new(title: &str, description: &str) -> Self {
        Self {
            body: String::new(),
            title: escaped(title),
            description: escaped(description),
        }
    }

    /// A box with what a pointer over it tells.
    pub(super) fn block(&mut self, at: (i64, i64), size: (i64, i64), fill: Fill, tells: &str) {
        let look = match fill {
            Fill::Solid(colour) => format!("fill=\"{colour}\""),
            Fill::Outline => {
                "fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"3 2\"".to_owned()
            }
            Fill::Hatched => "fill=\"url(#hatch)\" stroke=\"currentColor\"".to_owned(),
        };
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {look}><title>{}</title></rect>",
            at.0,
            at.1,
            size.0,
            size.1,
            escaped(tells)
        );
    }

    /// A band from the right side of one box to the left side of another, both of this height.
    pub(super) fn band(
        &mut self,
        from: (i64, i64),
        to: (i64, i64),
        height: i64,
        look: (&str, &str),
    ) {
        let middle = (from.0 + to.0) / 2;
        let (colour, tells) = look;
        let _ = writeln!(
            self.body,
            "<path d=\"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2} V{y4} C{middle},{y4} {middle},{y3} {x1},{y3} Z\" \
             fill=\"{colour}\" fill-opacity=\"0.4\"><title>{}</title></path>",
            escaped(tells),
            x1 = from.0,
            y1 = from.1,
            x2 = to.0,
            y2 = to.1,
            y3 = from.1 + height,
            y4 = to.1 + height,
        );
    }

    /// An upright line.
    pub(super) fn line(&mut self, x: i64, from: i64, to: i64) {
        let _ = writeln!(
            self.body,
            "<path d=\"M{x},{from} V{to}\" stroke=\"currentColor\" stroke-dasharray=\"4 3\" fill=\"none\"/>"
        );
    }

    pub(super) fn text(&mut self, at: (i64, i64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::End => "end",
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            at.0,
            at.1,
            escaped(text)
        );
    }

    /// The finished picture.
    pub(super) fn finish(self, width: i64, height: i64) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\" fill=\"currentColor\">\n\
             <title>{}</title>\n<desc>{}</desc>\n<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" \
             patternUnits=\"userSpaceOnUse\"><path d=\"M0,6 L6,0\" stroke=\"currentColor\"/></pattern></defs>\n{}</svg>\n",
            self.title, self.description, self.body
        )
    }
}

/// A text as XML has it. What XML cannot hold, and what turns the direction of reading, becomes U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{200e}'
            | '\u{200f}'
            | '\u{061c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fffe}'
            | '\u{ffff}' => out.push('\u{fffd}'),
            sign if sign.is_control() => out.push('\u{fffd}'),
            sign => out.push(sign),
        }
    }
    out
}

/// A name short enough for the picture.
pub(super) fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", cut.trim_end())
}

/// `value` of `whole` as a length of at most `length`, cut off; 0 for what is not above 0.
pub(super) fn length(value: &BigRational, whole: &BigRational, length: i64) -> i64 {
    if !value.is_positive() || whole.is_zero() {
        return 0;
    }
    let scaled = value * BigInt::from(length) / whole;
    scaled.to_integer().to_i64().unwrap_or(length).min(length)
}

/// Who is elected, in a sentence.
pub(super) fn result(outcome: &Outcome) -> String {
    let seated = outcome.seats.iter().filter(|list| list.seats > 0);
    let seats: Vec<String> = seated
        .map(|list| format!("{} {}", list.list, list.seats))
        .collect();
    match (outcome.elected.as_slice(), seats.as_slice()) {
        ([], []) => "Nobody is elected.".to_owned(),
        ([], seats) => format!("Seats: {}.", seats.join(", ")),
        (elected, _) => format!("Elected: {}.", elected.join(", ")),
    }
}

/// What a picture of this outcome is called.
pub(super) fn title(outcome: &Outcome) -> String {
    let transcript = &outcome.transcript;
    match transcript.contest.as_str() {
        "" => transcript.rules.clone(),
        contest => format!("{contest}: {}", transcript.rules),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2, definition of relative luminance, and of contrast.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| {
            let part = |at: usize| {
                let value = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
                let value = f64::from(value) / 255.0;
                match value <= 0.04045 {
                    true => value / 12.92,
                    false => ((value + 0.055) / 1.055).powf(2.4),
                }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        (one / other).max(other / one)
    }

    #[test]
    fn colours_stand_out_from_light_and_dark_pages() {
        for colour in COLOURS {
            assert!(contrast(colour, "#ffffff") >= 3.0, "{colour} on white");
            assert!(contrast(colour, "#111111") >= 3.0, "{colour} on black");
        }
    }

    #[test]
    fn no_text_breaks_out_of_a_picture() {
        let hostile = "<script>\"'&\u{202e}\u{0}";
        let safe = escaped(hostile);
        assert_eq!(safe, "&lt;script&gt;&quot;&#39;&amp;\u{fffd}\u{fffd}");
        assert_eq!(short(&"x".repeat(500)).chars().count(), LONGEST_NAME);
    }
}
