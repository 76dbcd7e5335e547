//! Texts of people: in their own language, shown as they are and never obeyed.
//!
//! Templates escape markup. Characters that change the direction of reading and control characters are named here:
//! with them a line can be made to say something else than it holds.

use askama::Template;
use serde::Serialize;
use veche_store::texts::{is_tag, plain};

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
    fn a_language_that_is_no_tag_does_not_reach_an_attribute() {
        assert!(said("be-tarask", "a").contains(r#"lang="be-tarask""#));
        for bad in ["", "en\" onload=\"x", "a b", &"a".repeat(36)] {
            assert_eq!(said(bad, "a"), r#"<bdi dir="auto">a</bdi>"#);
        }
    }
}
