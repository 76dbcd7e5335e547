//! How many, as far as it is known.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number between bounds. Sources differ, and a record keeps what each says: exactly 17 is `{"min":17,"max":17}`,
/// at least 17 is `{"min":17}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Range {
    /// The least that the source says.
    pub min: u64,
    /// The most that the source says; absent if it says only "at least".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

impl Range {
    /// Exactly so many.
    #[must_use]
    pub fn exactly(number: u64) -> Self {
        Self {
            min: number,
            max: Some(number),
        }
    }

    /// Whether the bounds stand in order and are numbers that JSON keeps exactly.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        let most = self.max.unwrap_or(self.min);
        self.min <= most && most <= crate::canonical::MAX_INTEGER
    }

    /// Whether it is certainly more than another: its least is above the other's most.
    #[must_use]
    pub fn certainly_above(&self, other: &Self) -> bool {
        other.max.is_some_and(|most| self.min > most)
    }
}
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            Some(max) if max == self.min => f.write_str(&grouped(self.min)),
            Some(max) => write!(f, "{}–{}", grouped(self.min), grouped(max)),
            None => write!(f, "≥ {}", grouped(self.min)),
        }
    }
}

/// A number with a comma before each three digits.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_for_reading() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_939_572, "1,939,572"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(Range { min: 5, max: None }.to_string(), "≥ 5");
        assert_eq!(
            Range {
                min: 5,
                max: Some(7)
            }
            .to_string(),
            "5–7"
        );
        assert_eq!(Range::exactly(5).to_string(), "5");
    }

    #[test]
    fn an_open_range_is_never_surpassed() {
        let at_least = Range { min: 10, max: None };
        assert!(!Range::exactly(1_000).certainly_above(&at_least));
        assert!(Range::exactly(11).certainly_above(&Range::exactly(10)));
        assert!(!Range { min: 10, max: None }.certainly_above(&Range::exactly(10)));
    }
}
