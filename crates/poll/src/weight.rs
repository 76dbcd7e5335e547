//! How many votes one voter has, and how many were cast together (spec §Credentials, §Encrypted tally).

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

/// A number of votes: the weight of one voter, or the sum of several.
///
/// The reference writes a weight into JSON as an integer up to 2³⁰−1 and as a string of decimal digits above; both
/// forms are read at any size, the right one is written. The type holds any `u64`; the protocol itself is usable up
/// to a total of about 10¹¹, since the result is found by a search bounded by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u64);

/// Why some text is not a [`Weight`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "not a weight: a whole number below 2^64 is needed, in decimal digits without sign or leading zero"
)]
pub struct WeightError;

impl Weight {
    /// No vote at all: the sum of nothing.
    pub const ZERO: Self = Self(0);
    /// One vote: the weight of a voter for whom nothing else is said.
    pub const ONE: Self = Self(1);
    /// The largest weight that the reference writes as a JSON integer.
    const LARGEST_INTEGER: u64 = (1 << 30) - 1;

    /// `votes` votes.
    #[must_use]
    pub const fn new(votes: u64) -> Self {
        Self(votes)
    }

    /// The number of votes.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The sum, or nothing if it passes 2⁶⁴−1.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The JSON form that the reference writes.
    #[must_use]
    pub fn to_json(self) -> String {
        if self.0 <= Self::LARGEST_INTEGER {
            self.0.to_string()
        } else {
            format!("\"{self}\"")
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Weight {
    type Err = WeightError;

    fn from_str(text: &str) -> Result<Self, WeightError> {
        let votes = text.parse().map_err(|_| WeightError)?;
        // `u64::from_str` accepts `+1` and `01`; a weight has one spelling.
        if Self(votes).to_string() == text {
            Ok(Self(votes))
        } else {
            Err(WeightError)
        }
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= Self::LARGEST_INTEGER {
            serializer.serialize_u64(self.0)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WeightVisitor)
    }
}

struct WeightVisitor;

impl Visitor<'_> for WeightVisitor {
    type Value = Weight;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or a string of decimal digits")
    }

    fn visit_u64<E: de::Error>(self, votes: u64) -> Result<Weight, E> {
        Ok(Weight(votes))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Weight, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_weight_turns_into_a_string_above_two_to_the_thirty() {
        let forms = [
            (0, "0"),
            (1, "1"),
            (1_073_741_823, "1073741823"),
            (1_073_741_824, "\"1073741824\""),
            (100_000_000_000, "\"100000000000\""),
            (u64::MAX, "\"18446744073709551615\""),
        ];
        for (votes, json) in forms {
            assert_eq!(Weight::new(votes).to_json(), json);
            assert_eq!(serde_json::to_string(&Weight::new(votes)).unwrap(), json);
        }
    }

    #[test]
    fn both_forms_are_read_at_any_size() {
        for votes in [
            0,
            1,
            1_073_741_823,
            1_073_741_824,
            100_000_000_000,
            u64::MAX,
        ] {
            for json in [votes.to_string(), format!("\"{votes}\"")] {
                assert_eq!(
                    serde_json::from_str::<Weight>(&json).unwrap(),
                    Weight::new(votes),
                    "{json}"
                );
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        let refused = [
            "-1",
            "-0",
            "1.0",
            "1e3",
            "null",
            "[1]",
            "\"\"",
            "\"01\"",
            "\"+1\"",
            "\"-1\"",
            "\" 1\"",
            "\"1_0\"",
            "\"0x1\"",
            "18446744073709551616",
            "\"18446744073709551616\"",
        ];
        for json in refused {
            assert!(serde_json::from_str::<Weight>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_sum_that_overflows_is_nothing() {
        assert_eq!(Weight::new(u64::MAX).checked_add(Weight::ONE), None);
        assert_eq!(
            Weight::new(2).checked_add(Weight::ONE),
            Some(Weight::new(3))
        );
    }

    proptest! {
        #[test]
        fn a_weight_survives_writing_and_reading(votes: u64) {
            let json = Weight::new(votes).to_json();
            prop_assert_eq!(serde_json::from_str::<Weight>(&json).unwrap(), Weight::new(votes));
        }
    }
}
