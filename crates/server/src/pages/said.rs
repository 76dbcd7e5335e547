//! Texts of people: in their own language, shown as they are and never obeyed.
//!
//! Templates escape markup. Characters that change the direction of reading and control characters are named here:
//! with them a line can be made to say something else than it holds.

use std::fmt::Write;

use askama::Template;
use serde::Serialize;

use crate::shown::BodyText;
use crate::words::Words;

/// A text of somebody, or a note that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Template)]
#[template(
    source = r#"{% if note %}<em>({{ text }})</em>{% else %}<bdi{% if let Some(lang) = lang %} lang="{{ lang }}"{% endif %} dir="auto">{{ text }}</bdi>{% endif %}"#,
    ext = "html"
)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its language, if its tag has the form of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The text is not somebody's: it says why there is none.
    pub note: bool,
}

impl Said {
    /// What can be shown of a body; `None` if its entry was withdrawn.
    #[must_use]
    pub fn new(words: &Words, body: Option<&BodyText>) -> Self {
        let note = |text: String| Self {
            text,
            lang: None,
            note: true,
        };
        match body {
            Some(BodyText::Text { language, text }) => Self {
                text: plain(text),
                lang: is_tag(language).then(|| language.clone()),
                note: false,
            },
            Some(BodyText::Attachment { media, bytes }) => note(words.with(
                "said-attachment",
                &[
                    ("media", plain(media).into()),
                    ("n", (bytes.len() as u64).into()),
                ],
            )),
            Some(BodyText::Sealed) => note(words.say("said-sealed")),
            Some(BodyText::Missing) => note(words.say("said-missing")),
            None => note(words.say("said-withdrawn")),
        }
    }
}

fn is_tag(language: &str) -> bool {
    (1..=35).contains(&language.len())
        && language
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A text with the characters named that would turn the direction of reading or are not to be seen.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(character),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => name(&mut out, character),
            hidden if hidden.is_control() => name(&mut out, hidden),
            shown => out.push(shown),
        }
    }
    out
}

fn name(out: &mut String, character: char) {
    // Writing to a String cannot fail.
    let _ = write!(out, "[U+{:04X}]", u32::from(character));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn said(language: &str, text: &str) -> String {
        let body = BodyText::Text {
            language: language.to_owned(),
            text: text.to_owned(),
        };
        Said::new(Words::of(Language::English), Some(&body)).to_string()
    }

    #[test]
    fn markup_in_a_text_is_shown_and_not_obeyed() {
        let html = said("en", "<script>alert('a' & \"b\")</script>");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("script"), "{html}");
    }

    #[test]
    fn what_turns_the_direction_of_reading_is_named() {
        let codes = (0x202a..=0x202e).chain(0x2066..=0x2069);
        for code in codes.chain([0, 0x1b, 0x85]) {
            let character = char::from_u32(code).unwrap();
            assert_eq!(
                plain(&format!("a{character}b")),
                format!("a[U+{code:04X}]b")
            );
        }
        let harmless = "Прыйшлі ўсе,\nأهلا";
        assert_eq!(plain(harmless), harmless);
    }

    #[test]
    fn a_language_that_is_no_tag_does_not_reach_an_attribute() {
        assert!(said("be-tarask", "a").contains(r#"lang="be-tarask""#));
        for bad in ["", "en\" onload=\"x", "a b", &"a".repeat(36)] {
            assert_eq!(said(bad, "a"), r#"<bdi dir="auto">a</bdi>"#);
        }
    }
}
