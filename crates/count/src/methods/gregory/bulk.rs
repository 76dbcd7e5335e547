//! Who is excluded together with others.

use num_traits::Zero;

use crate::contest::Choice;
use crate::methods::arithmetic::Arithmetic;
use crate::methods::gregory::BulkExclusion;
use crate::methods::gregory::state::State;
use crate::methods::sure_losers::{Cut, sure_losers};

/// Those who are now excluded together, in the order of the options: write-ins in the first stage that excludes, and
/// who is sure to lose. Nobody, where the rules exclude one by one.
pub(super) fn losers<A: Arithmetic>(state: &State<'_, A>) -> Vec<Choice> {
    let mut write_ins = state.continuing();
    write_ins.retain(|option| state.none_excluded && state.is_write_ins(*option));
    // Votes of write-ins can still go to anybody (Minneapolis § 167.20, "mathematically impossible to be elected").
    let mut surplus = surpluses(state);
    for option in &write_ins {
        surplus += state.total(*option);
    }
    let continuing = state.continuing().into_iter();
    let continuing: Vec<(Choice, A::Number)> = continuing
        .map(|option| (option, state.total(option)))
        .collect();
    let vacancies = state.vacancies();
    let mut losers = match state.method.bulk_exclusion {
        BulkExclusion::Nobody => Vec::new(),
        BulkExclusion::SureLosers => {
            sure_losers(&state.arithmetic, continuing, &surplus, vacancies, |_| true)
        }
        BulkExclusion::SureLosersInOrder => {
            sure_losers(&state.arithmetic, continuing, &surplus, vacancies, |cut| {
                keeps_order(state, cut, &surplus)
            })
        }
    };
    losers.extend(write_ins);
    losers.sort_unstable();
    losers.dedup();
    losers
}

/// What all have over the quota whose surplus has not been transferred.
fn surpluses<A: Arithmetic>(state: &State<'_, A>) -> A::Number {
    let mut sum = A::Number::zero();
    for option in state.contest.choices() {
        sum += state.arithmetic.minus(&state.total(option), &state.quota);
    }
    sum
}

/// Whether the exclusion leaves the order of election as it is (CfER § 10059(k)(3)): (A) one seat is vacant, or (B) all
/// who go on are elected, or (C) what is transferred brings nobody to the quota, or (D) that is so for all but the
/// last to be excluded, who would be excluded next anyway.
fn keeps_order<A: Arithmetic>(
    state: &State<'_, A>,
    cut: &Cut<'_, A::Number>,
    surplus: &A::Number,
) -> bool {
    let (arithmetic, vacancies) = (&state.arithmetic, state.vacancies());
    if vacancies == 1 || cut.above.len() == vacancies {
        return true;
    }
    let most = cut.above.last().map(|(_, votes)| votes.clone());
    let lacks = arithmetic.minus(&state.quota, &most.unwrap_or_else(A::Number::zero));
    let mut moved = cut.sum.clone();
    moved += surplus.clone();
    if arithmetic.compare(&moved, &lacks).is_lt() {
        return true;
    }
    let last = cut.below.last().map(|(_, votes)| votes.clone());
    let before = arithmetic.minus(cut.sum, &last.unwrap_or_else(A::Number::zero));
    surplus.is_zero() && arithmetic.compare(&before, &lacks).is_lt()
}
