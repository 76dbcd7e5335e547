//! The numbers in which transferable votes are counted: fixed decimals, guarded decimals, fractions.
//!
//! Rules prescribe how many decimals a part of a vote has, and what happens to the rest ([`Decimals`]); a method is
//! written once, for any `Arithmetic`. Sums of votes that fit 64 bits are counted in 64 bits, so that exactness
//! costs nothing where the rules do not ask for more.
//!
//! *Guarded* decimals are those of Droop (J. Lundell, "values/guarded.py"): some decimals more than count, and two
//! numbers are equal if they differ by less than half a unit of the last decimal that counts. With enough of both
//! they decide as fractions would, and do not grow.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::ops::AddAssign;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Deserialize, Serialize};

use crate::methods::CountError;
use crate::number::Number;

/// More decimals than this say nothing about votes, and would only take time.
pub const MOST_DECIMALS: u32 = 100;

/// With how many decimals a part of a vote fractions are written in a transcript.
const WRITTEN: u32 = 12;

/// With how many decimals votes are counted. In a file `5`, `{ places = 18, guard = 9 }` or `"exact"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Decimals {
    /// So many decimals; each rule says what is cut off and what is rounded up.
    Fixed(u32),
    /// `places` decimals that count, and `guard` more that only keep rounding away from them.
    Guarded {
        /// Decimals that count.
        places: u32,
        /// Decimals after them; at least one.
        guard: u32,
    },
    /// Fractions, never rounded. They grow with every division: for contests with few stages.
    Exact,
}

/// How [`Decimals`] stand in a file.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Fixed(u32),
    Guarded { places: u32, guard: u32 },
    Word(Word),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Exact,
}

impl From<Written> for Decimals {
    fn from(written: Written) -> Self {
        match written {
            Written::Fixed(places) | Written::Guarded { places, guard: 0 } => Self::Fixed(places),
            Written::Guarded { places, guard } => Self::Guarded { places, guard },
            Written::Word(Word::Exact) => Self::Exact,
        }
    }
}

impl From<Decimals> for Written {
    fn from(decimals: Decimals) -> Self {
        match decimals {
            Decimals::Fixed(places) => Self::Fixed(places),
            Decimals::Guarded { places, guard } => Self::Guarded { places, guard },
            Decimals::Exact => Self::Word(Word::Exact),
        }
    }
}

impl Decimals {
    /// How many decimals there are in all; none for fractions, which have no last one.
    pub(crate) fn last(self) -> Option<u32> {
        match self {
            Self::Fixed(places) => Some(places),
            Self::Guarded { places, guard } => Some(places.saturating_add(guard)),
            Self::Exact => None,
        }
    }

    /// Refuses more decimals than [`MOST_DECIMALS`].
    pub(crate) fn check(self) -> Result<(), CountError> {
        if self.last().is_some_and(|last| last > MOST_DECIMALS) {
            return Err(CountError::NotApplicable(format!(
                "up to {MOST_DECIMALS} decimals can be counted"
            )));
        }
        Ok(())
    }
}

/// What happens to what is left after the last decimal. Guarded decimals cut it off, fractions have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// It is cut off.
    Down,
    /// It counts as one unit of the last decimal.
    Up,
}

/// Numbers of votes, none below nothing.
pub(crate) trait Arithmetic: Clone + Debug {
    /// A number of votes, or a part of one.
    type Number: Clone + Ord + Debug + Zero + AddAssign;

    /// So many whole votes.
    fn whole(&self, votes: u64) -> Self::Number;
    /// The whole votes in a number.
    fn whole_part(&self, number: &Self::Number) -> u64;
    /// a + b.
    fn plus(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// a − b, and nothing where b is more.
    fn minus(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// What so many ballots are worth together.
    fn of_ballots(&self, each: &Self::Number, ballots: u64) -> Self::Number;
    /// One of so many equal parts, cut off.
    fn part(&self, whole: &Self::Number, parts: u64) -> Self::Number;
    /// a · b.
    fn times(&self, a: &Self::Number, b: &Self::Number, rounding: Rounding) -> Self::Number;
    /// a / b; nothing where b is nothing.
    fn over(&self, a: &Self::Number, b: &Self::Number, rounding: Rounding) -> Self::Number;
    /// a · b / c, cut off once, at the end; nothing where c is nothing.
    fn times_over(&self, a: &Self::Number, b: &Self::Number, c: &Self::Number) -> Self::Number;
    /// Which is more, where nothing but the decimals that count is looked at.
    fn compare(&self, a: &Self::Number, b: &Self::Number) -> Ordering;
    /// Whether a quota need not be rounded up, so that more than the quota elects.
    fn is_exact(&self) -> bool;
    /// One unit of the last decimal; nothing where numbers are exact.
    fn last_unit(&self) -> Self::Number;
    /// One over 10 to the power of `places`, cut off after the last decimal.
    fn power_of_tenth(&self, places: u32) -> Self::Number;
    /// Rounded up to so many decimals.
    fn rounded_up(&self, number: &Self::Number, places: u32) -> Self::Number;
    /// As a transcript has it.
    fn number(&self, number: &Self::Number) -> Number;
}

/// Fixed decimals in 64 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixed {
    places: u32,
    unit: u64,
}

impl Fixed {
    /// Nothing if so many votes do not fit.
    pub(crate) fn new(places: u32, votes: u64) -> Option<Self> {
        let unit = 10_u64.checked_pow(places)?;
        votes.checked_mul(unit)?;
        Some(Self { places, unit })
    }

    /// A whole vote in the last decimal.
    pub(crate) fn unit(&self) -> u64 {
        self.unit
    }
}

/// a · b / c in 128 bits.
fn ratio(a: u64, b: u64, c: u64, rounding: Rounding) -> u64 {
    if c == 0 {
        return 0;
    }
    let (product, c) = (u128::from(a) * u128::from(b), u128::from(c));
    let quotient = match rounding {
        Rounding::Down => product / c,
        Rounding::Up => product.div_ceil(c),
    };
    u64::try_from(quotient).unwrap_or(u64::MAX)
}

impl Arithmetic for Fixed {
    type Number = u64;

    fn whole(&self, votes: u64) -> u64 {
        votes.saturating_mul(self.unit)
    }

    fn whole_part(&self, number: &u64) -> u64 {
        number / self.unit.max(1)
    }

    fn plus(&self, a: &u64, b: &u64) -> u64 {
        a.saturating_add(*b)
    }

    fn minus(&self, a: &u64, b: &u64) -> u64 {
        a.saturating_sub(*b)
    }

    fn of_ballots(&self, each: &u64, ballots: u64) -> u64 {
        each.saturating_mul(ballots)
    }

    fn part(&self, whole: &u64, parts: u64) -> u64 {
        whole / parts.max(1)
    }

    fn times(&self, a: &u64, b: &u64, rounding: Rounding) -> u64 {
        ratio(*a, *b, self.unit, rounding)
    }

    fn over(&self, a: &u64, b: &u64, rounding: Rounding) -> u64 {
        ratio(*a, self.unit, *b, rounding)
    }

    fn times_over(&self, a: &u64, b: &u64, c: &u64) -> u64 {
        ratio(*a, *b, *c, Rounding::Down)
    }

    fn compare(&self, a: &u64, b: &u64) -> Ordering {
        a.cmp(b)
    }

    fn is_exact(&self) -> bool {
        false
    }

    fn last_unit(&self) -> u64 {
        1
    }

    fn power_of_tenth(&self, places: u32) -> u64 {
        let rest = self.places.checked_sub(places);
        rest.and_then(|rest| 10_u64.checked_pow(rest))
            .unwrap_or_default()
    }

    fn rounded_up(&self, number: &u64, places: u32) -> u64 {
        let unit = self.power_of_tenth(places).max(1);
        number.checked_next_multiple_of(unit).unwrap_or(*number)
    }

    fn number(&self, number: &u64) -> Number {
        Number::decimal(*number, self.places)
    }
}

/// Guarded decimals; without a guard, fixed decimals for more votes than fit 64 bits.
#[derive(Clone, Debug)]
pub(crate) struct Guarded {
    places: u32,
    unit: BigInt,
    /// From this difference on two numbers are not equal.
    differs: BigInt,
    guarded: bool,
}

impl Guarded {
    pub(crate) fn new(places: u32, guard: u32) -> Self {
        let places = places.saturating_add(guard);
        let half: BigInt = BigInt::from(10).pow(guard) / 2;
        Self {
            places,
            unit: BigInt::from(10).pow(places),
            differs: half.max(BigInt::from(1)),
            guarded: guard > 0,
        }
    }

    fn ratio(&self, product: BigInt, c: &BigInt, rounding: Rounding) -> BigInt {
        if c.is_zero() {
            return BigInt::zero();
        }
        // Nothing is below zero here, so this is no other rounding than cutting off.
        match rounding {
            Rounding::Up if !self.guarded => (product + c - 1) / c,
            _ => product / c,
        }
    }
}

impl Arithmetic for Guarded {
    type Number = BigInt;

    fn whole(&self, votes: u64) -> BigInt {
        &self.unit * votes
    }

    fn whole_part(&self, number: &BigInt) -> u64 {
        (number / &self.unit).to_u64().unwrap_or(u64::MAX)
    }

    fn plus(&self, a: &BigInt, b: &BigInt) -> BigInt {
        a + b
    }

    fn minus(&self, a: &BigInt, b: &BigInt) -> BigInt {
        (a - b).max(BigInt::zero())
    }

    fn of_ballots(&self, each: &BigInt, ballots: u64) -> BigInt {
        each * ballots
    }

    fn part(&self, whole: &BigInt, parts: u64) -> BigInt {
        whole / parts.max(1)
    }

    fn times(&self, a: &BigInt, b: &BigInt, rounding: Rounding) -> BigInt {
        self.ratio(a * b, &self.unit, rounding)
    }

    fn over(&self, a: &BigInt, b: &BigInt, rounding: Rounding) -> BigInt {
        self.ratio(a * &self.unit, b, rounding)
    }

    fn times_over(&self, a: &BigInt, b: &BigInt, c: &BigInt) -> BigInt {
        self.ratio(a * b, c, Rounding::Down)
    }

    fn compare(&self, a: &BigInt, b: &BigInt) -> Ordering {
        if (a - b).abs() < self.differs {
            Ordering::Equal
        } else {
            a.cmp(b)
        }
    }

    fn is_exact(&self) -> bool {
        self.guarded
    }

    fn last_unit(&self) -> BigInt {
        BigInt::from(u8::from(!self.guarded))
    }

    fn power_of_tenth(&self, places: u32) -> BigInt {
        match self.places.checked_sub(places) {
            Some(rest) => BigInt::from(10).pow(rest),
            None => BigInt::zero(),
        }
    }

    fn rounded_up(&self, number: &BigInt, places: u32) -> BigInt {
        let unit = self.power_of_tenth(places).max(BigInt::from(1));
        (number + &unit - 1) / &unit * unit
    }

    fn number(&self, number: &BigInt) -> Number {
        Number::decimal(number.clone(), self.places)
    }
}

/// Fractions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exact;

impl Arithmetic for Exact {
    type Number = BigRational;

    fn whole(&self, votes: u64) -> BigRational {
        BigRational::from_integer(votes.into())
    }

    fn whole_part(&self, number: &BigRational) -> u64 {
        number.to_integer().to_u64().unwrap_or(u64::MAX)
    }

    fn plus(&self, a: &BigRational, b: &BigRational) -> BigRational {
        a + b
    }

    fn minus(&self, a: &BigRational, b: &BigRational) -> BigRational {
        (a - b).max(BigRational::zero())
    }

    fn of_ballots(&self, each: &BigRational, ballots: u64) -> BigRational {
        each * BigInt::from(ballots)
    }

    fn part(&self, whole: &BigRational, parts: u64) -> BigRational {
        whole / BigInt::from(parts.max(1))
    }

    fn times(&self, a: &BigRational, b: &BigRational, _: Rounding) -> BigRational {
        a * b
    }

    fn over(&self, a: &BigRational, b: &BigRational, _: Rounding) -> BigRational {
        if b.is_zero() {
            return BigRational::zero();
        }
        a / b
    }

    fn times_over(&self, a: &BigRational, b: &BigRational, c: &BigRational) -> BigRational {
        self.over(&(a * b), c, Rounding::Down)
    }

    fn compare(&self, a: &BigRational, b: &BigRational) -> Ordering {
        a.cmp(b)
    }

    fn is_exact(&self) -> bool {
        true
    }

    fn last_unit(&self) -> BigRational {
        BigRational::zero()
    }

    fn power_of_tenth(&self, places: u32) -> BigRational {
        BigRational::new(1.into(), BigInt::from(10).pow(places))
    }

    fn rounded_up(&self, number: &BigRational, places: u32) -> BigRational {
        let unit = self.power_of_tenth(places);
        (number / &unit).ceil() * unit
    }

    fn number(&self, number: &BigRational) -> Number {
        Number::ratio(number.clone(), WRITTEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_decimals_are_cut_off_or_rounded_up_alike_in_64_bits_and_in_more() {
        fn thirds<A: Arithmetic>(arithmetic: A) -> [String; 3] {
            let (one, three) = (arithmetic.whole(1), arithmetic.whole(3));
            let third = arithmetic.over(&one, &three, Rounding::Down);
            let more = arithmetic.over(&one, &three, Rounding::Up);
            let ninth = arithmetic.times(&third, &more, Rounding::Up);
            [third, more, ninth].map(|number| arithmetic.number(&number).to_string())
        }
        let expected = ["0.3333", "0.3334", "0.1112"];
        assert_eq!(thirds(Fixed::new(4, 3).unwrap()), expected);
        assert_eq!(thirds(Guarded::new(4, 0)), expected);
    }

    #[test]
    fn guarded_decimals_are_equal_within_half_a_unit_and_fractions_only_if_they_are() {
        let guarded = Guarded::new(2, 2);
        let third = guarded.over(&guarded.whole(1), &guarded.whole(3), Rounding::Up);
        assert_eq!(third, BigInt::from(3333));
        let again = guarded.of_ballots(&third, 3);
        assert!(again < guarded.whole(1));
        assert_eq!(guarded.compare(&again, &guarded.whole(1)), Ordering::Equal);
        let less = BigInt::from(9950);
        assert_eq!(guarded.compare(&less, &guarded.whole(1)), Ordering::Less);
        let third = Exact.over(&Exact.whole(1), &Exact.whole(3), Rounding::Down);
        assert_eq!(Exact.of_ballots(&third, 3), Exact.whole(1));
    }

    #[test]
    fn numbers_are_rounded_up_to_fewer_decimals() {
        let fixed = Fixed::new(4, 9).unwrap();
        assert_eq!(fixed.rounded_up(&33_301, 2), 33_400);
        assert_eq!(fixed.rounded_up(&33_300, 2), 33_300);
        assert_eq!(fixed.rounded_up(&33_301, 9), 33_301);
        let guarded = Guarded::new(2, 2);
        assert_eq!(guarded.rounded_up(&33_301.into(), 2), 33_400.into());
        assert_eq!(guarded.rounded_up(&33_301.into(), 9), 33_301.into());
        let third = Exact.over(&Exact.whole(1), &Exact.whole(3), Rounding::Down);
        let hundredths = Exact.part(&Exact.whole(34), 100);
        assert_eq!(Exact.rounded_up(&third, 2), hundredths);
        assert_eq!(Exact.rounded_up(&hundredths, 2), hundredths);
    }

    #[test]
    fn too_many_votes_for_64_bits_are_told_and_division_by_nothing_gives_nothing() {
        assert!(Fixed::new(9, 18_446_744_073).is_some());
        assert!(Fixed::new(9, 18_446_744_074).is_none());
        assert!(Fixed::new(20, 1).is_none());
        let fixed = Fixed::new(5, 9).unwrap();
        assert_eq!(fixed.over(&7, &0, Rounding::Up), 0);
        let guarded = Guarded::new(5, 5);
        assert!(
            guarded
                .over(&guarded.whole(7), &BigInt::zero(), Rounding::Up)
                .is_zero()
        );
        assert!(
            Exact
                .times_over(&Exact.whole(7), &Exact.whole(7), &Exact.whole(0))
                .is_zero()
        );
    }

    #[test]
    fn decimals_stand_in_a_file_as_a_number_a_table_or_a_word() {
        for (text, decimals) in [
            ("5", Decimals::Fixed(5)),
            (
                "{\"places\":18,\"guard\":9}",
                Decimals::Guarded {
                    places: 18,
                    guard: 9,
                },
            ),
            ("\"exact\"", Decimals::Exact),
        ] {
            assert_eq!(serde_json::from_str::<Decimals>(text).unwrap(), decimals);
            assert_eq!(serde_json::to_string(&decimals).unwrap(), text);
        }
        for text in ["-1", "\"fixed\"", "{\"places\":3}"] {
            assert!(serde_json::from_str::<Decimals>(text).is_err(), "{text}");
        }
    }
}
