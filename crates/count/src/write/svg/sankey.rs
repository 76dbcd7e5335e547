//! The whole count: votes that flow from stage to stage.
//!
//! Drawn only between stages whose transfers explain each total of the second from the first: what an option had, less
//! what went from it, plus what came to it. Where a transcript does not tell that (Meek's method counts all votes anew)
//! there is no such picture.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::drawing::{Anchor, Drawing, Fill, colour, length, result, short, title};
use crate::number::Number;
use crate::outcome::{Destination, Inactive, Outcome, Round};
use crate::write::text::reason;

/// From the left side of one stage to that of the next, and how wide its boxes are.
const STEP: i64 = 170;
const BOX: i64 = 14;
/// Room for names at both sides.
const SIDE: i64 = 200;
const TOP: i64 = 40;
/// The height of all votes together, and between two boxes.
const ALL: i64 = 480;
const GAP: i64 = 8;

/// Who can have votes: an option of the contest by its place, or nobody for a reason.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Option(usize),
    Idle(Inactive),
}

/// What one holder has at a stage, and where it is drawn.
struct Held {
    holder: Holder,
    votes: BigRational,
    y: i64,
    height: i64,
    /// How much of the height bands have taken, on either side.
    arrived: i64,
    left: i64,
}

/// Votes that go from one stage to the next.
struct Flow {
    from: Holder,
    to: Holder,
    votes: BigRational,
}

/// The picture; nothing if no two stages are joined by transfers that explain them.
pub fn sankey(outcome: &Outcome) -> Option<String> {
    let rounds = &outcome.transcript.rounds;
    let options = &outcome.transcript.options;
    let flows: Vec<Option<Vec<Flow>>> = rounds
        .windows(2)
        .map(|pair| match pair {
            [one, next] => flows(one, next, options),
            _ => None,
        })
        .collect();
    let mut joined = rounds.iter().zip(&flows);
    if !joined.any(|(round, flows)| !round.transfers.is_empty() && flows.is_some()) {
        return None;
    }
    let whole = rounds
        .iter()
        .map(|round| {
            holdings(round, options)
                .into_iter()
                .map(|(_, votes)| votes)
                .sum()
        })
        .max()
        .filter(BigRational::is_positive)?;
    let mut drawing = Drawing::new(&title(outcome), &result(outcome));
    let mut stages: Vec<Vec<Held>> = Vec::new();
    for (at, round) in (0..).zip(rounds) {
        let x = SIDE + at * STEP;
        drawing.text((x, TOP - 16), Anchor::Start, &format!("{}", round.number));
        let stage = place(round, options, &whole);
        for held in &stage {
            let tells = format!(
                "{}: {}",
                called(held.holder, options),
                shown(round, held, options)
            );
            let fill = match held.holder {
                Holder::Option(option) => Fill::Solid(colour(option)),
                Holder::Idle(_) => Fill::Hatched,
            };
            drawing.block((x, held.y), (BOX, held.height.max(1)), fill, &tells);
        }
        stages.push(stage);
    }
    for (at, flows) in (0_i64..).zip(&flows) {
        let (x, index) = (SIDE + at * STEP, usize::try_from(at).unwrap_or_default());
        let Some((before, after)) = stages.split_at_mut_checked(index + 1) else {
            continue;
        };
        let (Some(from_stage), Some(to_stage)) = (before.last_mut(), after.first_mut()) else {
            continue;
        };
        for flow in flows.iter().flatten() {
            let find = |stage: &[Held], holder| stage.iter().position(|held| held.holder == holder);
            let (Some(from), Some(to)) = (
                find(from_stage, flow.from).and_then(|at| from_stage.get_mut(at)),
                find(to_stage, flow.to).and_then(|at| to_stage.get_mut(at)),
            ) else {
                continue;
            };
            let height = length(&flow.votes, &whole, ALL);
            let (start, end) = ((x + BOX, from.y + from.left), (x + STEP, to.y + to.arrived));
            from.left += height;
            to.arrived += height;
            let tint = match (flow.from, flow.to) {
                (Holder::Option(option), _) | (_, Holder::Option(option)) => colour(option),
                _ => colour(7),
            };
            let tells = format!(
                "{} → {}: {}",
                called(flow.from, options),
                called(flow.to, options),
                crate::methods::rankings::shown(flow.votes.clone())
            );
            drawing.band(start, end, height.max(1), (tint, &tells));
        }
    }
    let last = SIDE + STEP * i64::try_from(stages.len().saturating_sub(1)).unwrap_or_default();
    let mut bottom = TOP;
    for (stage, x, anchor) in [
        (stages.first(), SIDE - 8, Anchor::End),
        (stages.last(), last + BOX + 8, Anchor::Start),
    ] {
        for held in stage.into_iter().flatten() {
            let name = called(held.holder, options);
            let elected = anchor == Anchor::Start && outcome.elected.contains(&name);
            let mark = if elected { " ✓" } else { "" };
            let text = format!("{}{mark}", short(&name));
            drawing.text((x, held.y + held.height / 2 + 5), anchor, &text);
        }
    }
    for held in stages.iter().flatten() {
        bottom = bottom.max(held.y + held.height);
    }
    Some(drawing.finish(last + BOX + SIDE, bottom + 16))
}

/// What everybody has at a stage, in the order of the options, and what nobody has.
fn holdings(round: &Round, options: &[String]) -> Vec<(Holder, BigRational)> {
    let of_option = |(at, option): (usize, &String)| {
        let total = round.totals.iter().find(|total| &total.option == option)?;
        Some((Holder::Option(at), total.votes.value().clone()))
    };
    let idle = round.idle.iter();
    let idle = idle.map(|idle| (Holder::Idle(idle.because), idle.votes.value().clone()));
    let all = options.iter().enumerate().filter_map(of_option).chain(idle);
    all.filter(|(_, votes)| votes.is_positive()).collect()
}

/// The same, each with its place in the picture.
fn place(round: &Round, options: &[String], whole: &BigRational) -> Vec<Held> {
    let mut y = TOP;
    let mut stage = Vec::new();
    for (holder, votes) in holdings(round, options) {
        let height = length(&votes, whole, ALL);
        stage.push(Held {
            holder,
            votes,
            y,
            height,
            arrived: 0,
            left: 0,
        });
        // A name needs room, however few its votes.
        y += height.max(14) + GAP;
    }
    stage
}

/// How votes went from one stage to the next; nothing if the transfers do not explain it wholly.
fn flows(one: &Round, next: &Round, options: &[String]) -> Option<Vec<Flow>> {
    let place = |name: &str| options.iter().position(|option| option == name);
    let mut moved = Vec::new();
    for transfer in &one.transfers {
        moved.push(Flow {
            from: Holder::Option(place(&transfer.from)?),
            to: match &transfer.to {
                Destination::Option(name) => Holder::Option(place(name)?),
                Destination::Idle(because) => Holder::Idle(*because),
            },
            votes: transfer.votes.value().clone(),
        });
    }
    let before = holdings(one, options);
    let after = holdings(next, options);
    let mut flows = Vec::new();
    for (holder, votes) in &before {
        let gone: BigRational = sum(&moved, |flow| flow.from == *holder);
        let stays = votes - gone;
        if stays.is_negative() {
            return None;
        }
        if stays.is_positive() {
            flows.push(Flow {
                from: *holder,
                to: *holder,
                votes: stays,
            });
        }
    }
    flows.extend(moved.into_iter().filter(|flow| flow.votes.is_positive()));
    let explained = after
        .iter()
        .all(|(holder, votes)| sum(&flows, |flow| flow.to == *holder) == *votes);
    let all_arrive = flows
        .iter()
        .all(|flow| after.iter().any(|(holder, _)| *holder == flow.to));
    // Bands leave a box from above in the order in which they arrive below.
    let order = |holder: Holder| after.iter().position(|(other, _)| *other == holder);
    flows.sort_by_key(|flow| order(flow.to));
    (explained && all_arrive).then_some(flows)
}

fn sum(flows: &[Flow], of: impl Fn(&Flow) -> bool) -> BigRational {
    let flows = flows.iter().filter(|flow| of(flow));
    flows.fold(BigRational::zero(), |sum, flow| sum + &flow.votes)
}

fn called(holder: Holder, options: &[String]) -> String {
    match holder {
        Holder::Option(at) => options.get(at).cloned().unwrap_or_default(),
        Holder::Idle(because) => reason(because).to_owned(),
    }
}

/// The votes as the transcript writes them.
fn shown(round: &Round, held: &Held, options: &[String]) -> Number {
    let name = called(held.holder, options);
    let mut totals = round.totals.iter();
    let written = totals.find(|total| total.option == name);
    written.map_or_else(
        || crate::methods::rankings::shown(held.votes.clone()),
        |total| total.votes.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;
    use crate::rules::Rules;

    const FILE: &[u8] = b"4 2\n9 1 2 0\n5 2 1 0\n6 3 4 0\n4 4 3 0\n2 4 0\n0\n\"Ann\"\n\"Bob\"\n\"Cem\"\n\"Dana\"\n\"Committee\"\n";

    fn outcome(preset: &str) -> Outcome {
        let mut ballots = blt::read(FILE).unwrap();
        if preset == "irv" {
            ballots.contest.seats = 1;
        }
        let mut rules = Rules::preset(preset).unwrap();
        rules.ties.steps = vec![crate::ties::TieStep::OptionOrder];
        crate::count(&ballots, &rules, &[]).unwrap()
    }

    #[test]
    fn every_stage_is_explained_by_the_transfers_before_it() {
        for preset in ["irv", "scottish-stv-2007"] {
            let outcome = outcome(preset);
            let options = &outcome.transcript.options;
            let rounds = &outcome.transcript.rounds;
            assert!(rounds.len() > 1);
            for pair in rounds.windows(2) {
                assert!(
                    flows(&pair[0], &pair[1], options).is_some(),
                    "{preset} {pair:#?}"
                );
            }
            let picture = sankey(&outcome).unwrap();
            assert!(picture.contains("<path d=\"M214,"), "{picture}");
            assert!(picture.contains(" ✓"), "{picture}");
        }
    }

    #[test]
    fn where_transfers_do_not_tell_it_nothing_is_drawn() {
        assert_eq!(sankey(&outcome("meek")), None);
        assert_eq!(sankey(&outcome("schulze")), None);
        let mut broken = outcome("irv");
        for round in &mut broken.transcript.rounds {
            round.transfers.truncate(1);
            for transfer in &mut round.transfers {
                transfer.votes = Number::whole(1);
            }
        }
        assert_eq!(sankey(&broken), None);
    }
}
