//! Single transferable vote by Meek's method, and Warren's.
//!
//! B. L. Meek 1969/70; I. D. Hill, B. A. Wichmann, D. R. Woodall, "Algorithm 123 — Single transferable vote by Meek's
//! method", Computer Journal 30 (1987) 277–281; C. H. E. Warren, Voting matters 4 (1995). Every elected option keeps
//! of each vote that comes to it a share, its *keep factor*, and passes on the rest. The factors are lowered until
//! nobody elected has more than the quota, which sinks as votes are exhausted; then the last is excluded and all
//! votes are counted anew, as if the excluded had never stood.
//!
//! | module | subject |
//! | --- | --- |
//! | `prefixes` | ballots grouped by how far their vote can travel, so that a count is one walk through the groups |
//! | `equal` | ballots with options of equal rank |
//! | `shares` | what an option keeps of a vote, and what it passes on |
//! | `state` | the count itself |
//!
//! Keep factors are rounded up in fixed decimals; how the shares of a vote are rounded is a choice of the rules. The
//! PR Foundation's reference rule for Meek's method (prfound.org, "Reference Meek Rule") is cited by its sections.

mod equal;
mod prefixes;
mod shares;
mod state;

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::methods::arithmetic::{Decimals, Exact, Fixed, Guarded, MOST_DECIMALS};
use crate::methods::{CountError, transcript};
use crate::outcome::Outcome;
use crate::rules::Rules;
use crate::ties::Lot;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeekRules {
    /// What an elected option keeps of a vote.
    pub keeps: Keeps,
    /// With how many decimals votes and factors are counted (PR Foundation B.2: nine). Exact numbers need no quota
    /// that is rounded up: there more than the quota elects.
    pub decimals: Decimals,
    /// A round ends when the surplus of all elected together is at most 1 over 10 to the power of this, the rule's
    /// omega (PR Foundation A: six).
    pub omega_decimals: u32,
    /// A round ends only when the surplus is below omega (PR Foundation B.2.e, "less than omega").
    #[serde(default)]
    pub below_omega: bool,
    /// How a vote is split among options of equal rank.
    pub equal_ranks: EqualRanks,
    /// How the shares of a vote are rounded.
    #[serde(default)]
    pub share_rounding: ShareRounding,
    /// Keep factors are rounded up to so many decimals, fewer than votes have: fractions then grow no more from round to
    /// round (stv-rs's "rounding of keep factors").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_decimals: Option<u32>,
    /// An elected option below the quota counts as no surplus, instead of a negative one.
    #[serde(default)]
    pub no_negative_surplus: bool,
    /// Whoever cannot be elected any more is excluded at once, with all others of whom this is true, also before the
    /// surplus is below omega (Droop's "defeat_batch=safe").
    #[serde(default)]
    pub bulk_exclusion: bool,
}

/// What an elected option keeps of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeps {
    /// The same proportion of each vote (Meek).
    Proportion,
    /// The same amount of each vote, or all that is left of it (Warren).
    Amount,
}

/// How the shares of a vote are rounded where an option keeps a proportion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShareRounding {
    /// What is kept and what is passed on are cut off, each on its own (OpenSTV, Droop, stv-rs).
    #[default]
    CutOff,
    /// What is kept is rounded up, and what is passed on is the rest (PR Foundation B.2.a; New Zealand).
    KeptUp,
}

/// How a vote is split among options of equal rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EqualRanks {
    /// Equally among those that are not excluded; what one passes on goes to the next rank (Droop).
    Split,
    /// As the average over all orders in which the voter could have put them.
    AllOrders,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; no seats; more decimals than can be counted, or than
/// votes have for omega.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &MeekRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    if contest.seats == 0 {
        return Err(CountError::NotApplicable("no seat is to be filled".into()));
    }
    method.decimals.check()?;
    let most = method.decimals.last().unwrap_or(MOST_DECIMALS);
    if method.omega_decimals.max(method.keep_decimals.unwrap_or(0)) > most {
        return Err(CountError::NotApplicable(
            "omega and keep factors cannot have more decimals than votes have".to_owned(),
        ));
    }
    let counted = match method.decimals {
        Decimals::Fixed(places) => match Fixed::new(places, ballots.total()) {
            Some(fixed) => state::count(ballots, rules, method, lots, fixed),
            None => state::count(ballots, rules, method, lots, Guarded::new(places, 0)),
        },
        Decimals::Guarded { places, guard } => {
            state::count(ballots, rules, method, lots, Guarded::new(places, guard))
        }
        Decimals::Exact => state::count(ballots, rules, method, lots, Exact),
    };
    let (elected, rounds) = counted?;
    let mut transcript = transcript(ballots, rules);
    transcript.rounds = rounds;
    let elected = elected
        .iter()
        .map(|option| contest.name(*option).to_owned());
    Ok(Outcome {
        elected: elected.collect(),
        transcript,
        ..Outcome::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;
    use crate::rules::Method;

    fn count(file: &str, preset: &str, change: impl Fn(&mut MeekRules)) -> Outcome {
        let mut rules = Rules::preset(preset).unwrap();
        rules.ties.steps = vec![crate::ties::TieStep::OptionOrder];
        match &mut rules.count {
            Method::Meek(method) => change(method),
            _ => panic!("{preset} has another method"),
        }
        crate::count(&blt::read(file.as_bytes()).unwrap(), &rules, &[]).unwrap()
    }

    fn stage(outcome: &Outcome, number: usize) -> (String, Vec<String>) {
        let round = &outcome.transcript.rounds[number - 1];
        let decision = &round.decisions[0];
        let totals = round.totals.iter().map(|total| total.votes.to_string());
        (
            format!("{:?} {}", decision.what, decision.option),
            totals.collect(),
        )
    }

    const LEADS: &str = "3 2\n5 1 2 0\n2 2 0\n3 3 0\n0\n\"Ada\"\n\"Ben\"\n\"Cyd\"\n\"\"\n";

    #[test]
    fn fractions_are_exact_and_guarded_decimals_agree() {
        // 10 votes, a quota of 10/3: Ada keeps 2/3 of each of 5 votes, and Ben has 2 + 5/3.
        let exact = count(LEADS, "meek", |method| method.decimals = Decimals::Exact);
        assert_eq!(exact.elected, ["Ada", "Ben"]);
        let value = |outcome: &Outcome| {
            let votes = outcome.transcript.rounds[1].totals[1].votes.clone();
            serde_json::to_string(&votes).unwrap()
        };
        assert_eq!(value(&exact), "\"11/3\"");
        let guarded = count(LEADS, "meek", |method| {
            method.decimals = Decimals::Guarded {
                places: 6,
                guard: 3,
            };
        });
        assert_eq!(guarded.elected, exact.elected);
        assert_eq!(value(&guarded), "\"3.666666670\"");
    }

    #[test]
    fn the_reference_rule_rounds_up_what_is_kept() {
        let last = |preset: &str| stage(&count(LEADS, preset, |_| ()), 2).1;
        // The quota is 3.333333334 and the factor 0.666666667.
        assert_eq!(
            last("meek-prf"),
            ["3.333333335", "3.666666665", "3.000000000"]
        );
        // Behind two elected options the roundings part.
        let longer =
            "4 3\n7 1 2 4 0\n6 2 3 0\n2 3 0\n1 4 0\n0\n\"Ada\"\n\"Ben\"\n\"Cyd\"\n\"Dee\"\n\"\"\n";
        let cut = count(longer, "meek", |_| ());
        let up = count(longer, "meek-prf", |_| ());
        assert_eq!(cut.elected, up.elected);
        assert_ne!(stage(&cut, 2).1, stage(&up, 2).1);
    }

    #[test]
    fn a_surplus_of_omega_is_small_enough_unless_it_must_be_below() {
        // 9 votes, a quota of 3: Ada's surplus is 1, and so is omega.
        let file =
            "4 2\n4 1 3 0\n3 2 0\n1 3 0\n1 4 0\n0\n\"Ada\"\n\"Ben\"\n\"Cyd\"\n\"Dee\"\n\"\"\n";
        let second = |below| {
            let outcome = count(file, "meek", |method| {
                method.decimals = Decimals::Exact;
                method.omega_decimals = 0;
                method.below_omega = below;
            });
            stage(&outcome, 2)
        };
        let (decision, totals) = second(false);
        assert_eq!(
            (decision.as_str(), totals[0].as_str()),
            ("Excluded Dee", "4.000000000000")
        );
        let (decision, totals) = second(true);
        assert_eq!(
            (decision.as_str(), totals[0].as_str()),
            ("Excluded Dee", "3.000000000000")
        );
    }

    #[test]
    fn keep_factors_can_be_rounded_up_to_fewer_decimals() {
        // Ada's factor of 2/3 becomes 0.67, and Ben gets 5 * 0.33.
        let outcome = count(LEADS, "meek", |method| {
            method.decimals = Decimals::Exact;
            method.keep_decimals = Some(2);
        });
        let ben = &outcome.transcript.rounds[1].totals[1].votes;
        assert_eq!(ben.to_string(), "3.650000000000");
    }

    #[test]
    fn sure_losers_are_excluded_before_the_surplus_has_gone() {
        let file =
            "4 2\n10 1 3 0\n5 2 0\n6 3 0\n1 4 0\n0\n\"Ada\"\n\"Ben\"\n\"Cyd\"\n\"Dee\"\n\"\"\n";
        let second = |bulk| {
            let outcome = count(file, "warren", |method| method.bulk_exclusion = bulk);
            assert_eq!(outcome.elected, ["Ada", "Cyd"]);
            stage(&outcome, 2).0
        };
        assert_eq!(second(true), "Excluded Dee");
        assert_eq!(second(false), "Elected Cyd");
    }

    #[test]
    fn more_votes_than_fit_64_bits_are_counted_and_omega_must_fit() {
        let many = "2 1\n18000000000000 1 0\n2 2 0\n0\n\"Ada\"\n\"Ben\"\n\"\"\n";
        assert_eq!(count(many, "meek", |_| ()).elected, ["Ada"]);
        let ballots = blt::read(LEADS.as_bytes()).unwrap();
        let mut rules = Rules::preset("meek").unwrap();
        if let Method::Meek(method) = &mut rules.count {
            method.omega_decimals = 10;
        }
        assert!(matches!(
            crate::count(&ballots, &rules, &[]),
            Err(CountError::NotApplicable(_))
        ));
    }
}
