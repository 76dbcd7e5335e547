//! The lines of one letter on one page of A4: what stands where, before anything is drawn. Lengths are in points.

use anyhow::bail;
use zeroize::Zeroizing;

use super::content::Piece;
use super::face::{Face, Faces};

/// The page.
pub const WIDTH: f32 = 595.28;
/// The page.
pub const HEIGHT: f32 = 841.89;
/// White at the left and right, and below.
const MARGIN: f32 = 62.0;
/// Where the lines of the postal address begin, so that they show in the window of an envelope.
const ADDRESS_TOP: f32 = 130.0;
/// Where the letter itself begins.
const TEXT_TOP: f32 = 250.0;
/// The side of the square code, with as much white around it as it needs.
pub const SQUARE: f32 = 118.0;
/// The sizes of type that are tried: the greatest at which everything fits.
const SIZES: [f32; 5] = [10.0, 9.5, 9.0, 8.5, 8.0];

/// How a line is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Words.
    Text,
    /// A heading.
    Heading,
    /// A secret, in which each character counts.
    Secret,
}

/// A line and its place.
pub struct Line {
    /// The distance from the left edge.
    pub x: f32,
    /// The distance of the baseline from the upper edge.
    pub y: f32,
    /// The size of type.
    pub size: f32,
    /// How it is set.
    pub style: Style,
    /// The words; a space at the end says that a paragraph goes on.
    pub text: Zeroizing<String>,
}

/// A paragraph, for readers who hear the letter: a heading or lines that belong together.
pub struct Block {
    /// How it is set.
    pub style: Style,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A page.
pub struct Sheet {
    /// The paragraphs in reading order.
    pub blocks: Vec<Block>,
    /// The upper left corner of the square code.
    pub square: (f32, f32),
    /// After which paragraph the square is read.
    pub square_after: usize,
}

/// Lays out a letter in the greatest size of type in which it fits on the page.
///
/// # Errors
/// If it does not fit even in the smallest, or the font lacks a character.
pub fn lay_out(
    faces: &Faces,
    title: &str,
    name: &str,
    address: &[String],
    pieces: &[Piece],
) -> anyhow::Result<Sheet> {
    for size in SIZES {
        let mut setter = Setter {
            faces,
            size,
            y: 0.0,
            square: None,
            blocks: Vec::new(),
        };
        if let Some(sheet) = setter.letter(title, name, address, pieces)? {
            return Ok(sheet);
        }
    }
    bail!(
        "the letter to {name} does not fit on a page: the poll's name, the contact or the address is too long"
    )
}

struct Setter<'a> {
    faces: &'a Faces,
    size: f32,
    y: f32,
    /// The square's upper edge, once it stands, and after which paragraph.
    square: Option<(f32, usize)>,
    blocks: Vec<Block>,
}

impl Setter<'_> {
    /// Sets everything; `None` if that is more than a page.
    fn letter(
        &mut self,
        title: &str,
        name: &str,
        address: &[String],
        pieces: &[Piece],
    ) -> anyhow::Result<Option<Sheet>> {
        self.y = MARGIN;
        self.paragraph(Style::Heading, self.size * 1.4, "", title)?;
        if self.y > ADDRESS_TOP - self.size {
            return Ok(None);
        }
        self.y = ADDRESS_TOP;
        for line in std::iter::once(name).chain(address.iter().map(|line| &**line)) {
            self.paragraph(Style::Text, self.size, "", line)?;
            self.y -= self.size * 0.5;
        }
        if self.y > TEXT_TOP - self.size {
            return Ok(None);
        }
        self.y = TEXT_TOP;
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.paragraph(Style::Text, self.size, "", text)?,
                Piece::Secret(text) => self.paragraph(Style::Text, self.size, "", text)?,
                Piece::Point(text) => self.paragraph(Style::Text, self.size, "– ", text)?,
                Piece::Heading(text) => {
                    self.clear_square();
                    self.y += self.size * 0.3;
                    self.paragraph(Style::Heading, self.size * 1.1, "", text)?;
                }
                Piece::Link(text) => {
                    self.square = Some((self.y - self.size * 0.8, self.blocks.len()));
                    self.paragraph(Style::Secret, self.size, "", text)?;
                }
                Piece::Credential(text) => {
                    self.paragraph(Style::Secret, self.size * 1.25, "", text)?;
                }
            }
        }
        let Some((top, square_after)) = self.square else {
            bail!("a letter without a link");
        };
        Ok((self.y <= HEIGHT - MARGIN).then(|| Sheet {
            blocks: std::mem::take(&mut self.blocks),
            square: (WIDTH - MARGIN - SQUARE, top),
            square_after,
        }))
    }

    /// Goes on below the square.
    fn clear_square(&mut self) {
        if let Some((top, _)) = self.square {
            self.y = self.y.max(top + SQUARE + self.size);
        }
    }

    /// How far lines may go at this height: beside the square, or to the margin.
    fn room(&self) -> f32 {
        let beside = self
            .square
            .is_some_and(|(top, _)| self.y < top + SQUARE + self.size);
        match beside {
            true => WIDTH - 2.0 * MARGIN - SQUARE - 14.0,
            false => WIDTH - 2.0 * MARGIN,
        }
    }

    fn face(&self, style: Style) -> &Face {
        match style {
            Style::Text => &self.faces.text,
            Style::Heading => &self.faces.bold,
            Style::Secret => &self.faces.mono,
        }
    }

    /// Sets a paragraph below what is there; lines after the first are indented by the mark's width.
    fn paragraph(&mut self, style: Style, size: f32, mark: &str, text: &str) -> anyhow::Result<()> {
        let indent = self.face(style).width(mark, size)?;
        let mut lines = Vec::new();
        let mut rest = text.trim();
        let mut first = true;
        while first || !rest.is_empty() {
            let taken = self.fitting(style, size, rest, self.room() - indent)?;
            let (now, next) = rest.split_at(taken);
            rest = next.trim_start();
            let mut words = Zeroizing::new(String::with_capacity(mark.len() + now.len() + 1));
            if first {
                words.push_str(mark);
            }
            words.push_str(now.trim_end());
            // Between two halves of a word that had to be cut there is none.
            if !rest.is_empty() && (now.ends_with(' ') || next.starts_with(' ')) {
                words.push(' ');
            }
            lines.push(Line {
                x: if first { MARGIN } else { MARGIN + indent },
                y: self.y,
                size,
                style,
                text: words,
            });
            self.y += size * 1.35;
            first = false;
        }
        self.y += size * 0.5;
        self.blocks.push(Block { style, lines });
        Ok(())
    }

    /// How many bytes of a text fit: up to the last place where a line may end, or in the middle of a word that is longer
    /// than a line. An address may also end behind a sign, where whoever types it sees that it goes on.
    fn fitting(&self, style: Style, size: f32, text: &str, room: f32) -> anyhow::Result<usize> {
        let mut width = 0.0;
        let mut end = None;
        for glyph in self.face(style).set(text)? {
            let range = glyph.text_range.clone();
            let character = text.get(range.clone()).unwrap_or_default();
            if character == " " {
                end = Some(range.start);
            }
            width += glyph.x_advance * size;
            if width > room && range.start > 0 {
                return Ok(end.filter(|end| *end > 0).unwrap_or(range.start));
            }
            if style == Style::Secret && ["/", "#", "-"].contains(&character) {
                end = Some(range.end);
            }
        }
        Ok(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> anyhow::Result<Sheet> {
        let link = format!("https://vote.example/{}#SECRET", "x".repeat(90));
        let pieces = [
            Piece::Text(text.to_owned()),
            Piece::Link(Zeroizing::new(link)),
            Piece::Point(text.to_owned()),
        ];
        lay_out(&Faces::new()?, "A poll", "Ada", &[], &pieces)
    }

    #[test]
    fn every_line_stays_within_the_margins_and_beside_the_square() {
        let faces = Faces::new().unwrap();
        let sheet = sheet(&"Слова rather long. ".repeat(30)).unwrap();
        let (left, top) = sheet.square;
        for line in sheet.blocks.iter().flat_map(|block| &block.lines) {
            let face = match line.style {
                Style::Text => &faces.text,
                Style::Heading => &faces.bold,
                Style::Secret => &faces.mono,
            };
            let right = line.x + face.width(line.text.trim_end(), line.size).unwrap();
            let beside = (top..top + SQUARE).contains(&line.y);
            let limit = if beside { left } else { WIDTH - MARGIN };
            assert!(
                right <= limit + 0.1 && line.y <= HEIGHT - MARGIN,
                "{}",
                *line.text
            );
        }
    }

    #[test]
    fn no_word_is_lost_or_doubled_between_lines() {
        let text = "Слова rather long. ".repeat(30);
        let sheet = sheet(&text).unwrap();
        let read =
            |block: &Block| -> String { block.lines.iter().map(|line| &**line.text).collect() };
        let texts: Vec<String> = sheet.blocks.iter().map(read).collect();
        assert_eq!(texts[2], text.trim());
        assert!(texts[3].ends_with("x#SECRET"), "{}", texts[3]);
        assert_eq!(texts[4], format!("– {}", text.trim()));
        assert_eq!(sheet.square_after, 3);
    }

    #[test]
    fn what_does_not_fit_on_a_page_is_refused() {
        assert!(sheet(&"word ".repeat(2000)).is_err());
    }
}
