//! Hexadecimal digits, always lower-case: of Ed25519's elements, of encrypted data, of hashes.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Appends two digits a byte.
pub(crate) fn push<'a>(bytes: impl IntoIterator<Item = &'a u8>, out: &mut String) {
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The bytes in hexadecimal, as a text of its own.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    push(bytes, &mut out);
    out
}

/// The byte that two digits mean. `None` if they are not two digits in lower case.
pub(crate) fn byte([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |character| match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    };
    Some(digit(high)? << 4 | digit(low)?)
}

/// Reads what [`encode`] wrote, and nothing else. `None` if it is not such a text.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|&pair| byte(pair)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_read_back_from_its_two_digits() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = encode(&bytes);
        assert!(text.starts_with("000102") && text.ends_with("fdfeff"));
        assert_eq!(decode(&text), Some(bytes));
    }

    #[test]
    fn only_pairs_of_lower_case_digits_are_read() {
        for text in [
            "0", "000", "0g", "g0", "0F", "F0", "/0", ":0", "`0", "é", " 0", "0x00",
        ] {
            assert_eq!(decode(text), None, "{text:?}");
        }
        assert_eq!(decode(""), Some(Vec::new()));
    }
}
