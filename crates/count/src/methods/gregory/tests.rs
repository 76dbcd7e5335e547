//! Small counts by each rule.

use super::*;
use crate::outcome::What;
use crate::read::blt;
use crate::rules::Method;

/// An election: seats, and how many ballots for which options, by letter.
fn ballots(options: &[&str], seats: u32, votes: &[(u64, &str)]) -> Ballots {
    let mut text = format!("{} {seats}\n", options.len());
    for (count, letters) in votes {
        let ranks = letters.bytes().map(|letter| u32::from(letter - b'a') + 1);
        let ranks: Vec<String> = ranks.map(|rank| rank.to_string()).collect();
        text.push_str(&format!("{count} {} 0\n", ranks.join(" ")));
    }
    text.push_str("0\n");
    for option in options {
        text.push_str(&format!("\"{option}\"\n"));
    }
    blt::read(text.as_bytes()).unwrap()
}

fn rules(preset: &str, change: impl Fn(&mut GregoryRules)) -> Rules {
    let mut rules = Rules::preset(preset).unwrap();
    match &mut rules.count {
        Method::Gregory(method) => change(method),
        _ => panic!("{preset} has another method"),
    }
    rules
}

/// The decisions of a stage: `+Ann` elected, `-Ann` excluded, `>Ann` surplus transferred.
fn decided(outcome: &Outcome, stage: usize) -> Vec<String> {
    let decisions = outcome.transcript.rounds[stage - 1].decisions.iter();
    let decisions = decisions.map(|decision| {
        let sign = match decision.what {
            What::Elected => "+",
            What::Excluded => "-",
            What::SurplusTransferred => ">",
            other => panic!("{other:?} here"),
        };
        format!("{sign}{}", decision.option)
    });
    decisions.collect()
}

fn totals(outcome: &Outcome, stage: usize) -> Vec<String> {
    let totals = outcome.transcript.rounds[stage - 1].totals.iter();
    totals.map(|total| total.votes.to_string()).collect()
}

#[test]
fn a_transfer_value_is_cut_off_where_the_rules_say() {
    // 0.0003 of a vote, a surplus of 0.5, a total of 0.3.
    let fixed = Fixed::new(4, 9).unwrap();
    let value = |rule: TransferValue| rule.of(&fixed, &3, &5000, &3000);
    assert_eq!(value(TransferValue::CutOnce), 5);
    assert_eq!(value(TransferValue::CutTwice), 3);
    assert_eq!(value(TransferValue::FractionFirst), 4);
}

#[test]
fn a_quota_is_rounded_up_unless_numbers_are_exact() {
    let fixed = Fixed::new(4, 10).unwrap();
    assert_eq!(Quota::DroopDecimal.of(&fixed, 10, 2), 33334);
    assert_eq!(Quota::DroopWhole.of(&fixed, 10, 2), 40000);
    assert_eq!(Quota::HareDecimal.of(&fixed, 10, 3), 33334);
    assert_eq!(Quota::HareDecimal.of(&fixed, 10, 2), 50000);
    assert_eq!(Quota::HareWhole.of(&fixed, 10, 3), 40000);
    let guarded = Guarded::new(2, 2);
    assert_eq!(Quota::DroopDecimal.of(&guarded, 10, 2), 33333.into());
    assert_eq!(
        Exact.of_ballots(&Quota::DroopDecimal.of(&Exact, 10, 2), 3),
        Exact.whole(10)
    );
    for votes in 0..200 {
        for quota in [
            Quota::DroopDecimal,
            Quota::DroopWhole,
            Quota::HareDecimal,
            Quota::HareWhole,
        ] {
            let fixed = Fixed::new(3, votes).unwrap();
            assert_eq!(
                quota.of(&fixed, votes, 6),
                quota.units(votes * 1000, 6, 1000)
            );
        }
    }
}

#[test]
fn in_minneapolis_surpluses_elect_and_the_last_excluded_keeps_the_votes() {
    let rules = rules("minneapolis-stv", |_| ());
    let votes = [(5, "ac"), (3, "b"), (1, "c"), (1, "d")];
    let ballots = ballots(&["Ada", "Ben", "Cyd", "Dov"], 2, &votes);
    let outcome = crate::count(&ballots, &rules, &[]).unwrap();
    // 10 votes, 2 seats: the threshold is 4. Cyd and Dov have 2 with a surplus of 1, which is not less than Ben's 3.
    assert_eq!(decided(&outcome, 1), ["+Ada", ">Ada"]);
    assert_eq!(
        totals(&outcome, 2),
        ["4.0000", "3.0000", "2.0000", "1.0000"]
    );
    assert_eq!(decided(&outcome, 2), ["-Dov"]);
    assert_eq!(decided(&outcome, 3), ["-Cyd", "+Ben"]);
    assert_eq!(
        totals(&outcome, 3),
        ["4.0000", "3.0000", "2.0000", "0.0000"]
    );
    assert_eq!(outcome.elected, ["Ada", "Ben"]);
}

#[test]
fn in_minneapolis_who_waits_with_a_surplus_still_gets_votes() {
    let votes = [(8, "ab"), (5, "b"), (4, "c"), (2, "d")];
    let ballots = ballots(&["Ada", "Ben", "Cyd", "Dov"], 3, &votes);
    // 19 votes, 3 seats: the threshold is 5. Dov has 2, with surpluses of 3 that is more than Cyd's 4.
    let waits = crate::count(&ballots, &rules("minneapolis-stv", |_| ()), &[]).unwrap();
    assert_eq!(decided(&waits, 1), ["+Ada", ">Ada"]);
    assert_eq!(totals(&waits, 2), ["5.0000", "8.0000", "4.0000", "2.0000"]);
    let at_once = rules("minneapolis-stv", |method| method.elects = Elects::AtQuota);
    let at_once = crate::count(&ballots, &at_once, &[]).unwrap();
    assert_eq!(decided(&at_once, 1), ["+Ada", "+Ben", ">Ada"]);
    assert_eq!(
        totals(&at_once, 2),
        ["5.0000", "5.0000", "4.0000", "2.0000"]
    );
}

#[test]
fn write_ins_are_excluded_first_whatever_they_have() {
    let votes = [(4, "ab"), (3, "ba"), (3, "c")];
    let ballots = ballots(&["Ada", "Ben", "Write-ins"], 1, &votes);
    let named = rules("minneapolis-stv", |method| {
        method.write_ins = Some("Write-ins".to_owned());
    });
    let outcome = crate::count(&ballots, &named, &[]).unwrap();
    assert_eq!(decided(&outcome, 1), ["-Write-ins"]);
    // Without it, Ben and the third are equal: a lot decides.
    let plain = rules("minneapolis-stv", |_| ());
    assert!(matches!(
        crate::count(&ballots, &plain, &[]),
        Err(CountError::LotNeeded(_))
    ));
}

#[test]
fn a_surplus_of_nothing_is_a_stage_only_where_the_rules_say_so() {
    let votes = [(4, "a"), (3, "b"), (2, "c")];
    let ballots = ballots(&["Ada", "Ben", "Cyd"], 2, &votes);
    let whole = |empty| {
        let rules = rules("wigm-prf", |method| {
            method.quota = Quota::DroopWhole;
            method.empty_surplus = empty;
        });
        crate::count(&ballots, &rules, &[]).unwrap()
    };
    assert_eq!(decided(&whole(true), 1), ["+Ada", ">Ada"]);
    assert_eq!(decided(&whole(false), 1), ["+Ada", "-Cyd", "+Ben"]);
}

#[test]
fn surpluses_can_be_transferred_together() {
    let votes = [(5, "ac"), (5, "bd"), (2, "c"), (1, "d")];
    let ballots = ballots(&["Ada", "Ben", "Cyd", "Dov"], 3, &votes);
    let rules = rules("wigm-prf", |method| {
        method.decimals = Decimals::Fixed(5);
        method.surplus_order = SurplusOrder::Together;
    });
    let outcome = crate::count(&ballots, &rules, &[]).unwrap();
    assert_eq!(decided(&outcome, 1), ["+Ada", "+Ben", ">Ada", ">Ben"]);
    // The quota is 3.25001, a paper's new value 1.74999 / 5, cut off.
    assert_eq!(
        totals(&outcome, 2),
        ["3.25001", "3.25001", "3.74995", "2.74995"]
    );
    assert_eq!(outcome.elected, ["Ada", "Ben", "Cyd"]);
}

#[test]
fn sure_losers_go_together_or_so_far_as_the_order_of_election_stays() {
    let votes = [(26, "a"), (25, "b"), (24, "c"), (3, "d"), (1, "e")];
    let ballots = ballots(&["Ada", "Ben", "Cyd", "Dov", "Eva"], 2, &votes);
    let first = |bulk| {
        let rules = rules("wigm-prf", |method| method.bulk_exclusion = bulk);
        decided(&crate::count(&ballots, &rules, &[]).unwrap(), 1)
    };
    assert_eq!(first(BulkExclusion::Nobody), ["-Eva"]);
    assert_eq!(first(BulkExclusion::SureLosers), ["-Dov", "-Eva"]);
    // Dov's and Eva's 4 votes could bring Ada, who lacks 0.3334, or Ben to the quota.
    assert_eq!(first(BulkExclusion::SureLosersInOrder), ["-Eva"]);
}

#[test]
fn fractions_and_guarded_decimals_lose_nothing_where_decimals_do() {
    let votes = [(7, "ab"), (2, "b"), (2, "c")];
    let ballots = ballots(&["Ada", "Ben", "Cyd"], 2, &votes);
    let second = |decimals| {
        let rules = rules("wigm-prf", |method| method.decimals = decimals);
        let outcome = crate::count(&ballots, &rules, &[]).unwrap();
        assert_eq!(outcome.elected, ["Ada", "Ben"]);
        outcome.transcript.rounds[1].totals[1].votes.clone()
    };
    // The surplus of 7 - 11/3 = 10/3 goes to Ben.
    assert_eq!(second(Decimals::Fixed(4)).to_string(), "5.3327");
    let guarded = Decimals::Guarded {
        places: 4,
        guard: 4,
    };
    assert_eq!(second(guarded).to_string(), "5.33333329");
    let sixteen_thirds = num_rational::BigRational::new(16.into(), 3.into());
    assert_eq!(*second(Decimals::Exact).value(), sixteen_thirds);
}

#[test]
fn more_votes_than_fit_64_bits_are_counted_and_too_many_decimals_refused() {
    let many = 1_000_000_000_000_000;
    assert!(Fixed::new(9, many).is_none());
    let ballots = ballots(&["Ada", "Ben"], 1, &[(many, "ab"), (many - 1, "b")]);
    let nine = rules("wigm-prf", |method| method.decimals = Decimals::Fixed(9));
    let outcome = crate::count(&ballots, &nine, &[]).unwrap();
    assert_eq!(outcome.elected, ["Ada"]);
    for decimals in [
        Decimals::Fixed(u32::MAX),
        Decimals::Guarded {
            places: 90,
            guard: 11,
        },
    ] {
        let rules = rules("wigm-prf", |method| method.decimals = decimals);
        assert!(matches!(
            crate::count(&ballots, &rules, &[]),
            Err(CountError::NotApplicable(_))
        ));
    }
}
