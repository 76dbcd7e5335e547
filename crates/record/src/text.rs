//! Small pieces of strict text that several formats share.

/// A number as the formats write it: ASCII decimal without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    match digits && !leading_zero {
        true => text.parse().ok(),
        false => None,
    }
}

/// Whether a character may not stand in a note, newline apart (signed-note §Format).
pub(crate) fn is_control(character: char) -> bool {
    character < ' ' && character != '\n'
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for refused in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "18446744073709551616",
            "١",
        ] {
            assert_eq!(decimal(refused), None, "{refused:?}");
        }
    }
}
