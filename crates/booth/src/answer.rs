//! What comes back to the page: `{"ok": …}`, or `{"error": {"code": …, "text": …}}`.
//!
//! The code is stable and names the case, so that a page can say it in its reader's language. The text is for who looks
//! for the reason.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The case, in a word that stays the same.
    pub code: &'static str,
    /// In English, for who looks for the reason. It repeats nothing that is secret.
    pub text: String,
    /// Which question it is about, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<usize>,
    /// What is wrong with the selection, in a word that stays the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<&'static str>,
}

impl Failure {
    /// A failure that is about no question.
    pub fn new(code: &'static str, text: impl ToString) -> Self {
        Self {
            code,
            text: text.to_string(),
            question: None,
            says: None,
        }
    }

    /// About this question, from 1.
    #[must_use]
    pub fn about(self, question: usize) -> Self {
        Self {
            question: Some(question),
            ..self
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer<T> {
    Ok(T),
    Error(Failure),
}

/// The bytes that go to the page.
pub fn to_bytes<T: Serialize>(result: Result<T, Failure>) -> Vec<u8> {
    let answer = match result {
        Ok(value) => Answer::Ok(value),
        Err(failure) => Answer::Error(failure),
    };
    // Serialising texts, numbers and lists of them cannot fail.
    serde_json::to_vec(&answer).unwrap_or_default()
}

/// Reads what the page asks.
///
/// # Errors
/// [`Failure`] with the code `argument`. What was given is not repeated: it may hold secrets.
pub fn argument<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let text = format!("the argument is not what this function takes: {place}");
        Failure::new("argument", text)
    })
}

/// Bytes as text.
///
/// # Errors
/// [`Failure`] with the code `argument`.
pub fn text(bytes: &[u8]) -> Result<&str, Failure> {
    std::str::from_utf8(bytes).map_err(|_| Failure::new("argument", "the argument is no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_its_code_its_text_and_its_question() {
        let failure = Failure::new("selection", "select more").about(2);
        let text = String::from_utf8(to_bytes::<()>(Err(failure))).unwrap();
        let expected = r#"{"error":{"code":"selection","text":"select more","question":2}}"#;
        assert_eq!(text, expected);
        assert_eq!(to_bytes(Ok(["yes"])), br#"{"ok":["yes"]}"#);
    }

    #[test]
    fn what_cannot_be_read_is_not_repeated() {
        let secret = br#"{"credential": "secret", "seed": 5}"#;
        let error = argument::<Vec<u8>>(secret).unwrap_err();
        assert_eq!(error.code, "argument");
        assert!(!error.text.contains("secret"), "{}", error.text);
    }
}
