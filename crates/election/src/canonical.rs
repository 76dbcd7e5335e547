//! Canonical JSON (RFC 8785, JCS): one value, one sequence of bytes.
//!
//! The record uses a part of it: no fractions and no number above 2^53, names of fields in ASCII only. So sorting names
//! as bytes is sorting them as UTF-16, and writing a number is writing an integer.

use serde::Serialize;
use serde_json::Value;

/// The largest integer that every JSON reader keeps exactly (RFC 8785 §3.2.2.3; RFC 7493 §2.2).
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Writes a value in canonical form.
pub fn write<T: Serialize>(value: &T) -> String {
    // Plain data always has a JSON value; and were there none, `null` is no entry and no body.
    let value = serde_json::to_value(value).unwrap_or_default();
    let mut text = String::with_capacity(512);
    write_value(&value, &mut text);
    text
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| name.as_bytes());
            text.push('{');
            for (index, (name, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_value(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(item, text);
            }
            text.push(']');
        }
        Value::String(string) => write_string(string, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
}

/// RFC 8785 §3.2.2.2.
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                text.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_sorted_and_nothing_is_spaced() {
        let value = json!({"b": [1, true, null], "a": {"d": "x", "c": 2}});
        assert_eq!(write(&value), r#"{"a":{"c":2,"d":"x"},"b":[1,true,null]}"#);
    }

    #[test]
    fn strings_are_escaped_as_the_rfc_has_it() {
        // The example of RFC 8785 §3.2.2.2.
        let value = json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/");
        assert_eq!(write(&value), "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    }
}
