//! One stage: what each option has.

use num_rational::BigRational;
use num_traits::Zero;

use super::drawing::{Anchor, Drawing, Fill, colour, length, result, short, title};
use crate::outcome::{Outcome, Status, What};
use crate::write::text::reason;

/// Where bars begin, and how long the longest is.
const LEFT: i64 = 220;
const LONGEST: i64 = 420;
/// The height of a line, and of the bar in it.
const LINE: i64 = 28;
const BAR: i64 = 18;
/// The height above the first line.
const TOP: i64 = 34;

/// A bar for each option at the stage with this number, from 1; nothing if there is no such stage or it has no totals.
pub fn bars(outcome: &Outcome, stage: usize) -> Option<String> {
    let rounds = &outcome.transcript.rounds;
    let round = rounds.get(stage.checked_sub(1)?)?;
    if round.totals.is_empty() {
        return None;
    }
    let heading = match (rounds.len(), round.name.as_str()) {
        (1, "") => title(outcome),
        (_, "") => format!("{}, stage {stage}", title(outcome)),
        (_, name) => format!("{}, {name}", title(outcome)),
    };
    let mut drawing = Drawing::new(&heading, &result(outcome));
    let totals = round.totals.iter().map(|total| total.votes.value());
    let most = totals
        .chain(round.idle.iter().map(|idle| idle.votes.value()))
        .chain(round.quota.iter().map(|quota| quota.value()))
        .max()
        .cloned()
        .unwrap_or_else(BigRational::zero);
    let decided = |what: What, option: &str| {
        let mut decisions = round.decisions.iter();
        decisions.any(|decision| decision.what == what && decision.option == option)
    };
    let mut y = TOP;
    for (at, total) in round.totals.iter().enumerate() {
        let elected = total.status == Status::Elected
            || decided(What::Elected, &total.option)
            || (rounds.len() == 1 && outcome.elected.contains(&total.option));
        let out = matches!(total.status, Status::Excluded | Status::Withdrawn)
            || decided(What::Excluded, &total.option)
            || decided(What::Barred, &total.option);
        let (fill, mark) = match (elected, out) {
            (true, _) => (Fill::Solid(colour(2)), " ✓"),
            (_, true) => (Fill::Outline, " ✗"),
            _ => (Fill::Solid(colour(7)), ""),
        };
        let seats = outcome
            .seats
            .get(at)
            .filter(|list| list.list == total.option);
        let seats = seats.map(|list| format!(", seats: {}", list.seats));
        let seats = seats.unwrap_or_default();
        let tells = format!("{}: {}{seats}", total.option, total.votes);
        let wide = length(total.votes.value(), &most, LONGEST);
        drawing.text((LEFT - 10, y + 14), Anchor::End, &short(&total.option));
        drawing.block((LEFT, y), (wide, BAR), fill, &tells);
        let value = format!("{}{seats}{mark}", total.votes);
        drawing.text((LEFT + wide + 8, y + 14), Anchor::Start, &value);
        y += LINE;
    }
    for idle in &round.idle {
        let wide = length(idle.votes.value(), &most, LONGEST);
        let why = reason(idle.because);
        drawing.text((LEFT - 10, y + 14), Anchor::End, why);
        let tells = format!("{why}: {}", idle.votes);
        drawing.block((LEFT, y), (wide, BAR), Fill::Hatched, &tells);
        let value = idle.votes.to_string();
        drawing.text((LEFT + wide + 8, y + 14), Anchor::Start, &value);
        y += LINE;
    }
    if let Some(quota) = &round.quota {
        let x = LEFT + length(quota.value(), &most, LONGEST);
        drawing.line(x, TOP - 8, y - LINE + BAR + 4);
        drawing.text((x + 4, TOP - 12), Anchor::Start, &format!("quota {quota}"));
    }
    Some(drawing.finish(LEFT + LONGEST + 160, y + 6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;
    use crate::rules::Rules;

    #[test]
    fn bars_are_as_long_as_votes_are_many() {
        let file = b"3 1\n4 1 0\n2 2 0\n1 3 2 0\n0\n\"Ann\"\n\"<Bob>\"\n\"Cem\"\n\"Chair\"\n";
        let rules = Rules::preset("irv").unwrap();
        let outcome = crate::count(&blt::read(file).unwrap(), &rules, &[]).unwrap();
        let picture = bars(&outcome, 1).unwrap();
        assert!(
            picture.contains("width=\"420\" height=\"18\" fill=\"#2e8b57\"><title>Ann: 4"),
            "{picture}"
        );
        assert!(picture.contains("width=\"210\" height=\"18\""), "{picture}");
        assert!(picture.contains("&lt;Bob&gt;: 2"), "{picture}");
        assert!(picture.contains("quota 4"), "{picture}");
        assert!(picture.contains("<desc>Elected: Ann.</desc>"), "{picture}");
        assert_eq!(bars(&outcome, 0), None);
        assert_eq!(bars(&outcome, 99), None);
    }
}
