//! Small examples of the literature for seats of lists, with their published outcomes.

use veche_count::contest::Contest;
use veche_count::methods::lists::{Divisors, Formula, ListRules, SeatQuota};
use veche_count::outcome::{Outcome, What};
use veche_count::rules::{Method, Rules};
use veche_count::ties::Ties;
use veche_count::{Sums, count_sums};

const DHONDT: Formula = Formula::Divisors(Divisors::Dhondt);
const SAINTE_LAGUE: Formula = Formula::Divisors(Divisors::SainteLague);

fn outcome(votes: &[u64], seats: u32, method: ListRules) -> Outcome {
    let names = (b'A'..).zip(votes);
    let options = names.map(|(name, _)| char::from(name).to_string());
    let sums = Sums {
        contest: Contest::new(seats, options.collect()),
        votes: votes.to_vec(),
        cast: Some(votes.iter().sum()),
        blank: 0,
    };
    let rules = Rules {
        title: String::new(),
        law: String::new(),
        marking: Default::default(),
        ties: Ties::lot(),
        count: Method::Lists(method),
    };
    count_sums(&sums, &rules, &[]).unwrap()
}

fn plain(formula: Formula) -> ListRules {
    ListRules {
        formula,
        least_share: 0,
        least_votes: 0,
        exempt: Vec::new(),
        alliances: Vec::new(),
        candidates: Vec::new(),
    }
}

fn seats(votes: &[u64], number: u32, formula: Formula) -> Vec<u64> {
    let outcome = outcome(votes, number, plain(formula));
    outcome.seats.iter().map(|list| list.seats).collect()
}

/// E. V. Huntington, "The apportionment of representatives in Congress", Transactions of the American Mathematical
/// Society 30 (1928) 85–110: five states for which the five classical divisor methods all differ.
#[test]
fn huntingtons_five_states_differ_by_each_method() {
    let states = [9_061, 7_179, 5_259, 3_319, 1_182];
    for (divisors, expected) in [
        (Divisors::Adams, [9, 7, 5, 3, 2]),
        (Divisors::Dean, [9, 7, 5, 4, 1]),
        (Divisors::HuntingtonHill, [9, 7, 6, 3, 1]),
        (Divisors::SainteLague, [9, 8, 5, 3, 1]),
        (Divisors::Dhondt, [10, 7, 5, 3, 1]),
    ] {
        let found = seats(&states, 26, Formula::Divisors(divisors));
        assert_eq!(found, expected, "{divisors:?}");
    }
    let hamilton = seats(&states, 26, Formula::Remainders(SeatQuota::Hare));
    assert_eq!(hamilton, [9, 7, 5, 4, 1]);
}

/// M. L. Balinski, H. P. Young, "The quota method of apportionment", American Mathematical Monthly 82 (1975) 701–730:
/// with Hamilton's method a larger house can cost a state a seat (the Alabama paradox); with divisors it cannot.
#[test]
fn a_larger_house_costs_a_seat_by_remainders_and_none_by_divisors() {
    let states = [6_001, 5_999, 2_000];
    let hare = |number| seats(&states, number, Formula::Remainders(SeatQuota::Hare));
    assert_eq!(hare(10), [4, 4, 2]);
    assert_eq!(hare(11), [5, 5, 1]);
    let webster = |number| seats(&states, number, SAINTE_LAGUE)[2];
    assert!((1..30).all(|number| webster(number) <= webster(number + 1)));
}

/// The usual textbook example of largest remainders (100,000 votes, 10 seats): the quota decides whether the small
/// list or a middle one gets the last seat.
#[test]
fn a_smaller_quota_favours_larger_lists() {
    let votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100];
    for (quota, expected) in [
        (SeatQuota::Hare, [5, 2, 1, 1, 1, 0]),
        (SeatQuota::Droop, [5, 2, 2, 1, 0, 0]),
        (SeatQuota::HagenbachBischoff, [5, 2, 2, 1, 0, 0]),
        (SeatQuota::Imperiali, [5, 2, 2, 1, 0, 0]),
    ] {
        let found = seats(&votes, 10, Formula::Remainders(quota));
        assert_eq!(found, expected, "{quota:?}");
    }
}

/// The textbook examples of highest averages.
#[test]
fn textbook_examples_of_highest_averages() {
    let votes = [100_000, 80_000, 30_000, 20_000];
    assert_eq!(seats(&votes, 8, DHONDT), [4, 3, 1, 0]);
    assert_eq!(seats(&votes, 8, SAINTE_LAGUE), [3, 3, 1, 1]);
    assert_eq!(seats(&[53_000, 24_000, 23_000], 7, SAINTE_LAGUE), [3, 2, 2]);
}

/// By hand from the laws: Norway's Valgloven §11-4 (1.4), Sweden's vallagen 14:3 (1.2), Denmark's divisors 1, 4, 7,
/// Belgium's municipal divisors 2, 3, 4.
#[test]
fn first_divisors_of_laws_decide_whether_a_small_list_gets_in() {
    let two = |votes: &[u64], divisors| seats(votes, 2, Formula::Divisors(divisors));
    // 10/3 = 3.33 against 4.5, 4.5/1.2 = 3.75, 4.5/1.4 = 3.21.
    assert_eq!(two(&[100, 45], Divisors::SainteLague), [1, 1]);
    assert_eq!(two(&[100, 45], Divisors::SainteLagueFirst12), [1, 1]);
    assert_eq!(two(&[100, 45], Divisors::SainteLagueFirst14), [2, 0]);
    // 10/4 = 2.5 against 3: Danish gives the second seat to the small list, where 10/3 does not.
    assert_eq!(two(&[100, 30], Divisors::Danish), [1, 1]);
    assert_eq!(two(&[100, 30], Divisors::SainteLague), [2, 0]);
    // 10/4 = 2.5 against 4/2 = 2: the third seat too goes to the large list, where d'Hondt gives it to the small one.
    let three = |divisors| seats(&[10, 4], 3, Formula::Divisors(divisors));
    assert_eq!(three(Divisors::Imperiali), [3, 0]);
    assert_eq!(three(Divisors::Dhondt), [2, 1]);
}

/// Bundeswahlgesetz §4(2): who has less than five in a hundred gets nothing, a national minority's list excepted.
#[test]
fn a_list_below_the_threshold_is_barred_and_the_transcript_says_so() {
    let barred = |exempt: Vec<String>| {
        let method = ListRules {
            least_share: 500,
            exempt,
            ..plain(SAINTE_LAGUE)
        };
        outcome(&[600, 351, 49], 20, method)
    };
    let outcome = barred(Vec::new());
    let seats: Vec<u64> = outcome.seats.iter().map(|list| list.seats).collect();
    assert_eq!(seats, [13, 7, 0]);
    let decisions = &outcome.transcript.rounds[0].decisions;
    let barred_list = decisions
        .iter()
        .find(|decision| decision.what == What::Barred);
    assert_eq!(barred_list.unwrap().option, "C");
    let seats: Vec<u64> = barred(vec!["C".to_owned()])
        .seats
        .iter()
        .map(|list| list.seats)
        .collect();
    assert_eq!(seats, [12, 7, 1]);
}
