//! Bar charts for a terminal.

use std::collections::BTreeMap;

use veche_poll::result::{Found, QuestionResult};
use veche_store::texts::line;

/// The longest bar, in characters.
const WIDTH: u64 = 32;

/// A result for people: a bar for each answer of a question, in the question's order; of ranked and graded ballots how
/// many there are, since it takes rules to count them.
pub fn bars(result: &QuestionResult) -> String {
    let mut out = format!("  {}\n", line(&result.question));
    match &result.found {
        Found::Sums(sums) => {
            let name = |label: &Option<String>| {
                label.as_deref().map_or_else(|| "(blank)".to_owned(), line)
            };
            let rows = sums.iter().map(|(label, votes)| (name(label), votes.get()));
            out.push_str(&rows_of_bars(&rows.collect::<Vec<_>>()));
        }
        Found::Lists(lists) => {
            let rows = lists.iter().flat_map(|list| {
                let candidates = list.candidates.iter();
                let candidates =
                    candidates.map(|(name, votes)| (format!("  {}", line(name)), votes.get()));
                std::iter::once((line(&list.name), list.votes.get())).chain(candidates)
            });
            out.push_str(&rows_of_bars(&rows.collect::<Vec<_>>()));
        }
        Found::Ballots { ballots, .. } => {
            out.push_str(&different_ballots(ballots));
        }
    }
    out
}

fn rows_of_bars(rows: &[(String, u64)]) -> String {
    let widest = rows.iter().map(|(name, _)| name.chars().count());
    let widest = widest.max().unwrap_or_default();
    let most = rows.iter().map(|(_, number)| *number).max();
    let most = most.unwrap_or_default();
    let mut out = String::new();
    for (name, number) in rows {
        let padding = " ".repeat(widest - name.chars().count());
        let length = match most {
            0 => 0,
            // Rounded up, so that no vote is invisible. The product stays far below 2⁶⁴.
            most => (number * WIDTH).div_ceil(most),
        };
        let bar = "█".repeat(length as usize);
        let gap = if bar.is_empty() { "" } else { " " };
        out.push_str(&format!("    {name}{padding}  {bar}{gap}{number}\n"));
    }
    out
}

/// So many different ballots are shown.
const MOST_SHOWN: usize = 10;

/// The ballots that were cast most often, as they were cast.
fn different_ballots(ballots: &[Vec<u64>]) -> String {
    let mut counts: BTreeMap<&[u64], u64> = BTreeMap::new();
    for ballot in ballots {
        *counts.entry(ballot).or_default() += 1;
    }
    let mut counts: Vec<(&[u64], u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let shown = counts.iter().take(MOST_SHOWN).map(|(ballot, count)| {
        let numbers: Vec<String> = ballot.iter().map(u64::to_string).collect();
        (numbers.join(" "), *count)
    });
    let mut out = rows_of_bars(&shown.collect::<Vec<_>>());
    if let Some(more) = counts
        .len()
        .checked_sub(MOST_SHOWN)
        .filter(|more| *more > 0)
    {
        out.push_str(&format!("    and {more} other ballots\n"));
    }
    out.push_str(
        "    These are ballots: the number that each gives to each answer, in the question's order. Rules make an\n    \
         outcome of them: `veche poll result --count RULES`.\n",
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_poll::weight::Weight;

    #[test]
    fn bars_are_as_long_as_the_numbers_ask() {
        let question = |numbers: &[(Option<&str>, u64)]| {
            let numbers = numbers
                .iter()
                .map(|(label, number)| (label.map(str::to_owned), Weight::new(*number)))
                .collect();
            QuestionResult {
                question: "Which?".to_owned(),
                found: Found::Sums(numbers),
            }
        };
        let chart = bars(&question(&[(None, 0), (Some("Ána"), 32), (Some("B"), 16)]));
        assert_eq!(
            chart,
            format!(
                "  Which?\n    (blank)  0\n    Ána      {} 32\n    B        {} 16\n",
                "█".repeat(32),
                "█".repeat(16)
            )
        );
        assert_eq!(bars(&question(&[(Some("A"), 0)])), "  Which?\n    A  0\n");
    }
}
