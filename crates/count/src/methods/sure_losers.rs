//! Options that can no longer be elected, whatever is still transferred: exclusion in bulk.

use crate::contest::Choice;
use crate::methods::arithmetic::Arithmetic;

/// What excluding the options with fewest votes together would mean.
pub(crate) struct Cut<'a, N> {
    /// Those who would be excluded, fewest votes first.
    pub(crate) below: &'a [(Choice, N)],
    /// Those who would go on; at least one.
    pub(crate) above: &'a [(Choice, N)],
    /// What those below have together.
    pub(crate) sum: &'a N,
}

/// The most options that together, and with every surplus that is still to be transferred, have less than the next
/// above them, so that none of them could overtake it; as many go on as seats are vacant (Minneapolis ordinance
/// § 167.20, "mathematically impossible to be elected"; PR Foundation, WIGM reference rule B.2; Californians for
/// Electoral Reform, draft § 10059(k)(1) and (2)). `allowed` may ask for more.
pub(crate) fn sure_losers<A: Arithmetic>(
    arithmetic: &A,
    mut continuing: Vec<(Choice, A::Number)>,
    surplus: &A::Number,
    vacancies: usize,
    allowed: impl Fn(&Cut<'_, A::Number>) -> bool,
) -> Vec<Choice> {
    continuing.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    let most = continuing.len().saturating_sub(vacancies.max(1));
    let mut sum = arithmetic.whole(0);
    let mut losers = 0;
    for (at, (_, votes)) in continuing.iter().enumerate().take(most) {
        sum += votes.clone();
        let (below, above) = continuing.split_at(at + 1);
        let Some((_, next)) = above.first() else {
            break;
        };
        let mut reach = sum.clone();
        reach += surplus.clone();
        let cut = Cut {
            below,
            above,
            sum: &sum,
        };
        if arithmetic.compare(&reach, next).is_lt() && allowed(&cut) {
            losers = at + 1;
        }
    }
    let mut losers: Vec<Choice> = continuing
        .into_iter()
        .take(losers)
        .map(|(option, _)| option)
        .collect();
    losers.sort_unstable();
    losers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::arithmetic::Fixed;

    fn losers(votes: &[u64], surplus: u64, vacancies: usize) -> Vec<Choice> {
        let fixed = Fixed::new(0, 1000).unwrap();
        let votes = (0..).zip(votes.iter().copied()).collect();
        sure_losers(&fixed, votes, &surplus, vacancies, |_| true)
    }

    #[test]
    fn those_who_cannot_overtake_the_next_even_together_are_sure_to_lose() {
        assert_eq!(losers(&[50, 3, 20, 4], 0, 1), [1, 2, 3]);
        assert_eq!(losers(&[50, 3, 20, 4], 12, 1), [1, 2, 3]);
        // 3 + 4 + 13 reach the 20 above them; all three and the surplus do not reach 50.
        assert_eq!(losers(&[50, 3, 20, 4], 23, 1), Vec::<Choice>::new());
        assert_eq!(losers(&[50, 3, 20, 4], 12, 2), [1, 3]);
        assert_eq!(losers(&[50, 3, 20, 4], 13, 2), Vec::<Choice>::new());
        assert_eq!(losers(&[50, 3, 20, 4], 0, 4), Vec::<Choice>::new());
        // Equal ones go together or not at all.
        assert_eq!(losers(&[5, 5, 5, 16], 0, 2), Vec::<Choice>::new());
    }
}
