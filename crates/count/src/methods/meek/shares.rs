//! What an option keeps of a vote, and what it passes on.

use crate::methods::arithmetic::{Arithmetic, Rounding};
use crate::methods::meek::{Keeps, MeekRules, ShareRounding};

/// The shares of one count.
#[derive(Clone, Debug)]
pub(super) struct Shares<A: Arithmetic> {
    pub(super) arithmetic: A,
    /// A whole vote.
    pub(super) one: A::Number,
    keeps: Keeps,
    rounding: ShareRounding,
    keep_decimals: Option<u32>,
}

impl<A: Arithmetic> Shares<A> {
    pub(super) fn new(arithmetic: A, method: &MeekRules) -> Self {
        Self {
            one: arithmetic.whole(1),
            arithmetic,
            keeps: method.keeps,
            rounding: method.share_rounding,
            keep_decimals: method.keep_decimals,
        }
    }

    /// a · b, cut off.
    pub(super) fn times(&self, a: &A::Number, b: &A::Number) -> A::Number {
        self.arithmetic.times(a, b, Rounding::Down)
    }

    /// What an option that keeps nothing of this passes on of a whole vote.
    pub(super) fn rest(&self, keep: &A::Number) -> A::Number {
        self.arithmetic.minus(&self.one, keep)
    }

    /// What an option with this factor keeps of what comes to it of a vote, and what it passes on.
    pub(super) fn split(&self, power: &A::Number, keep: &A::Number) -> (A::Number, A::Number) {
        let kept = match self.keeps {
            Keeps::Proportion if *keep == self.one => power.clone(),
            Keeps::Proportion => match self.rounding {
                // The rest is cut off on its own: it must not grow by what was cut off the first part.
                ShareRounding::CutOff => {
                    return (self.times(power, keep), self.times(power, &self.rest(keep)));
                }
                ShareRounding::KeptUp => self.arithmetic.times(power, keep, Rounding::Up),
            },
            Keeps::Amount => power.min(keep).clone(),
        };
        let rest = self.arithmetic.minus(power, &kept);
        (kept, rest)
    }

    /// keep · quota / votes, each step rounded up (PR Foundation B.2.f), and to the decimals of factors.
    pub(super) fn lowered(
        &self,
        keep: &A::Number,
        quota: &A::Number,
        votes: &A::Number,
    ) -> A::Number {
        if *votes == self.arithmetic.whole(0) {
            return keep.clone();
        }
        let product = self.arithmetic.times(keep, quota, Rounding::Up);
        let factor = self.arithmetic.over(&product, votes, Rounding::Up);
        match self.keep_decimals {
            Some(places) => self.arithmetic.rounded_up(&factor, places),
            None => factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::arithmetic::{Decimals, Fixed};
    use crate::methods::meek::EqualRanks;

    fn split(keeps: Keeps, share_rounding: ShareRounding) -> (u64, u64) {
        let method = MeekRules {
            keeps,
            decimals: Decimals::Fixed(2),
            omega_decimals: 1,
            below_omega: false,
            equal_ranks: EqualRanks::Split,
            share_rounding,
            keep_decimals: None,
            no_negative_surplus: false,
            bulk_exclusion: false,
        };
        // 0.51 of a vote come to an option with the factor 0.33.
        Shares::new(Fixed::new(2, 9).unwrap(), &method).split(&51, &33)
    }

    #[test]
    fn shares_are_cut_off_or_rounded_up_and_an_amount_is_taken_whole() {
        // 0.51 * 0.33 = 0.1683, and 0.51 * 0.67 = 0.3417.
        assert_eq!(split(Keeps::Proportion, ShareRounding::CutOff), (16, 34));
        assert_eq!(split(Keeps::Proportion, ShareRounding::KeptUp), (17, 34));
        assert_eq!(split(Keeps::Amount, ShareRounding::CutOff), (33, 18));
    }
}
