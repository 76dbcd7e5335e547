//! Exact numbers in transcripts: whole votes, decimals as a rule prescribes them, fractions.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde::{Serialize, Serializer};

/// An exact number, and with how many decimals it is written.
///
/// Equality and order are of the values; how many decimals are written makes no difference.
#[derive(Clone, Debug)]
pub struct Number {
    value: BigRational,
    places: u32,
}

impl Number {
    /// A whole number.
    pub fn whole(value: impl Into<BigInt>) -> Self {
        Self {
            value: BigRational::from_integer(value.into()),
            places: 0,
        }
    }

    /// `units` in the last of `places` decimals: `decimal(123456, 5)` is 1.23456.
    pub fn decimal(units: impl Into<BigInt>, places: u32) -> Self {
        Self {
            value: BigRational::new(units.into(), BigInt::from(10).pow(places)),
            places,
        }
    }

    /// A fraction, written with `places` decimals, and as a fraction too where they do not say all.
    pub fn ratio(value: BigRational, places: u32) -> Self {
        Self { value, places }
    }

    /// The exact value.
    pub fn value(&self) -> &BigRational {
        &self.value
    }

    /// Whether the decimals that are written are the whole value.
    pub fn is_written_exactly(&self) -> bool {
        (&self.value * BigInt::from(10).pow(self.places)).is_integer()
    }

    /// The decimals, cut off after the last.
    fn decimals(&self) -> String {
        let scaled = (&self.value * BigInt::from(10).pow(self.places)).trunc();
        let digits = scaled.numer().abs().to_string();
        let sign = if self.value.is_negative() && !scaled.is_zero() {
            "-"
        } else {
            ""
        };
        let places = self.places as usize;
        if places == 0 {
            return format!("{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        format!("{sign}{whole}.{fraction}")
    }
}

impl fmt::Display for Number {
    /// Decimals; a value that they do not say wholly ends with `…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = if self.is_written_exactly() { "" } else { "…" };
        f.pad(&format!("{}{rest}", self.decimals()))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl Serialize for Number {
    /// A decimal as text where it says all, else a fraction as text: programs must not read them as floats.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_written_exactly() {
            serializer.serialize_str(&self.decimals())
        } else {
            serializer.collect_str(&self.value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_as_the_rule_counts_them() {
        assert_eq!(Number::decimal(104_495_251, 5).to_string(), "1044.95251");
        assert_eq!(Number::decimal(5, 5).to_string(), "0.00005");
        assert_eq!(Number::decimal(-150, 2).to_string(), "-1.50");
        assert_eq!(Number::whole(7).to_string(), "7");
        let third = BigRational::new(1.into(), 3.into());
        assert_eq!(Number::ratio(third.clone(), 3).to_string(), "0.333…");
        assert_eq!(
            serde_json::to_string(&Number::ratio(third, 3)).unwrap(),
            "\"1/3\""
        );
    }
}
