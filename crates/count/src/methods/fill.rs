//! Seats for those who have the most, group by group of equal ones.

use crate::contest::Choice;
use crate::ties::{Breaker, LotNeeded, Purpose, Settled};

/// Who gets one of `seats`, in order. `groups` holds the options from the most to the least, equal ones together;
/// where not all of a group get a seat, the tie is settled, and how is told beside each of them.
///
/// # Errors
///
/// [`LotNeeded`] for a tie the rules leave to a lot.
pub(crate) fn fill(
    groups: &[Vec<Choice>],
    seats: u32,
    breaker: &Breaker<'_>,
) -> Result<Vec<(Choice, Option<Settled>)>, LotNeeded> {
    let seats = seats as usize;
    let none: &[Vec<u64>] = &[];
    let mut elected = Vec::new();
    for group in groups {
        let mut equal = group.clone();
        if elected.len() + equal.len() <= seats {
            elected.extend(equal.into_iter().map(|option| (option, None)));
            continue;
        }
        while elected.len() < seats {
            let settled = breaker.choose(&equal, Purpose::Elect, none)?;
            equal.retain(|option| *option != settled.chosen);
            elected.push((settled.chosen, Some(settled)));
        }
    }
    Ok(elected)
}
