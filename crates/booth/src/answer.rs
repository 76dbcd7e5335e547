//! What comes back to the page: `{"ok": …}`, or `{"error": {"code": …, "text": …, …}}`.
//!
//! The code is stable and names the case, so that a page can say it in its reader's language; further fields bring the
//! numbers for that. The text is for who looks for the reason.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Why something was not done.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The case, in a word that stays the same.
    pub code: &'static str,
    /// In English, for who looks for the reason. It repeats nothing that is secret.
    pub text: String,
    /// Numbers and names that belong to the case.
    pub fields: Map<String, Value>,
}

impl Failure {
    /// A failure without further fields.
    pub fn new(code: &'static str, text: impl ToString) -> Self {
        Self {
            code,
            text: text.to_string(),
            fields: Map::new(),
        }
    }

    /// With one more field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }
}

/// The bytes that go to the page.
#[must_use]
pub fn to_bytes(result: Result<Value, Failure>) -> Vec<u8> {
    let value = match result {
        Ok(value) => json!({ "ok": value }),
        Err(failure) => {
            let mut error = failure.fields;
            error.insert("code".to_owned(), json!(failure.code));
            error.insert("text".to_owned(), json!(failure.text));
            json!({ "error": error })
        }
    };
    value.to_string().into_bytes()
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
    fn an_error_has_its_code_its_text_and_its_numbers() {
        let failure = Failure::new("too_few", "select more").with("min", 2);
        let bytes = to_bytes(Err(failure));
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        let expected = json!({"error": {"code": "too_few", "text": "select more", "min": 2}});
        assert_eq!(value, expected);
    }

    #[test]
    fn what_cannot_be_read_is_not_repeated() {
        let secret = br#"{"credential": "secret", "seed": 5}"#;
        let error = argument::<Vec<u8>>(secret).unwrap_err();
        assert_eq!(error.code, "argument");
        assert!(!error.text.contains("secret"), "{}", error.text);
    }
}
