//! What is proved about methods for one winner, tried on random profiles.
//!
//! Each property is a theorem of the literature, named where it is not folklore. Profiles have up to five options and
//! seven different ballots, with equal ranks and options left out.

use proptest::prelude::*;
use veche_count::ballots::{Ballots, Builder, EQUAL, OVERVOTE, SKIPPED};
use veche_count::contest::Contest;
use veche_count::methods::borda::{BordaRules, Points};
use veche_count::methods::bucklin::BucklinRules;
use veche_count::methods::cpo_stv::CpoStvRules;
use veche_count::methods::eliminations::{EliminationRules, EquallyWeak, Excludes};
use veche_count::methods::first_places::{FirstPlacesRules, Shared};
use veche_count::methods::pairwise::{EqualPairs, PairwiseRules, RankBy, Strength};
use veche_count::methods::rankings::Unranked;
use veche_count::methods::recount_stv::{ExactQuota, RecountStvRules};
use veche_count::outcome::Outcome;
use veche_count::rules::{Method, Rules};
use veche_count::ties::{TieStep, Ties};

const NAMES: [&str; 5] = ["A", "B", "C", "D", "E"];

/// A ballot as groups of options, and how many cast it.
type Row = (Vec<Vec<u16>>, u64);

#[derive(Clone, Debug)]
struct Profile {
    options: usize,
    rows: Vec<Row>,
}

impl Profile {
    fn ballots(&self) -> Ballots {
        self.named(&NAMES[..self.options])
    }

    /// The same ballots, options named otherwise.
    fn named(&self, names: &[&str]) -> Ballots {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let mut builder = Builder::new(self.options);
        for (groups, count) in &self.rows {
            let mut marks = Vec::new();
            for group in groups {
                for (at, option) in group.iter().enumerate() {
                    if at > 0 {
                        marks.push(EQUAL);
                    }
                    marks.push(*option);
                }
            }
            builder.push(&marks, *count).unwrap();
        }
        builder.finish(Contest::new(1, names))
    }

    /// Every ballot with all options, those left out at its end.
    fn completed(&self) -> Self {
        let complete = |(groups, count): &Row| {
            let mut groups = groups.clone();
            let rest: Vec<u16> = (0..self.options as u16)
                .filter(|option| !groups.iter().any(|group| group.contains(option)))
                .collect();
            if !rest.is_empty() {
                groups.push(rest);
            }
            (groups, *count)
        };
        Self {
            options: self.options,
            rows: self.rows.iter().map(complete).collect(),
        }
    }

    fn reversed(&self) -> Self {
        let mut reversed = self.completed();
        for (groups, _) in &mut reversed.rows {
            groups.reverse();
        }
        reversed
    }

    /// Raises an option by one group on one of the ballots.
    fn raised(&self, option: u16, row: usize) -> Self {
        let mut raised = self.completed();
        let row = row % raised.rows.len();
        let groups = &mut raised.rows[row].0;
        let at = groups
            .iter()
            .position(|group| group.contains(&option))
            .unwrap();
        if groups[at].len() > 1 {
            // Out of its group, above it.
            groups[at].retain(|other| *other != option);
            groups.insert(at, vec![option]);
        } else if at > 0 {
            groups.swap(at - 1, at);
        }
        raised
    }
}

fn profiles() -> impl Strategy<Value = Profile> {
    (2..=5_usize).prop_flat_map(|options| {
        let order = Just((0..options as u16).collect::<Vec<u16>>()).prop_shuffle();
        let row = (
            order,
            prop::collection::vec(prop::bool::weighted(0.2), options),
            1..=options,
            1..9_u64,
        );
        let row = row.prop_map(|(order, joins, marked, count)| {
            let mut groups: Vec<Vec<u16>> = Vec::new();
            for (option, joins) in order.into_iter().zip(joins).take(marked) {
                match groups.last_mut() {
                    Some(group) if joins => group.push(option),
                    _ => groups.push(vec![option]),
                }
            }
            (groups, count)
        });
        prop::collection::vec(row, 1..8).prop_map(move |rows| Profile { options, rows })
    })
}

fn rules(count: Method) -> Rules {
    Rules {
        title: String::new(),
        law: String::new(),
        marking: Default::default(),
        ties: Ties {
            steps: vec![TieStep::OptionOrder],
            seed: None,
        },
        count,
    }
}

fn counted(ballots: &Ballots, method: &Method) -> Outcome {
    veche_count::count(ballots, &rules(method.clone()), &[]).unwrap()
}

const TIED: Unranked = Unranked::TiedLast;

fn pairwise(rank_by: RankBy) -> Method {
    Method::Pairwise(PairwiseRules {
        rank_by,
        unranked: TIED,
    })
}

fn borda(points: Points) -> Method {
    Method::Borda(BordaRules {
        points,
        unranked: TIED,
    })
}

fn excluding(excludes: Excludes, majority: bool) -> Method {
    Method::Eliminations(EliminationRules {
        excludes,
        majority,
        equal: EquallyWeak::Together,
        shared: Shared::Equally,
        unranked: TIED,
    })
}

const BALDWIN: (Excludes, bool) = (Excludes::FewestPoints, false);
const NANSON: (Excludes, bool) = (Excludes::BelowMean, false);
const NANSON_1882: (Excludes, bool) = (Excludes::NotAboveMean, false);
const COOMBS: (Excludes, bool) = (Excludes::MostLastPlaces, true);
const RUN_OFF: (Excludes, bool) = (Excludes::FewestFirstPlaces, true);

/// By strongest paths.
const SCHULZE: [RankBy; 4] = [
    RankBy::SchulzeWinning,
    RankBy::SchulzeWinningThenLosing,
    RankBy::SchulzeMargins,
    RankBy::SchulzeRatio,
];

const RANKED_PAIRS: [RankBy; 4] = [
    RankBy::RankedPairsWinning(EqualPairs::Together),
    RankBy::RankedPairsMargins(EqualPairs::Together),
    RankBy::RankedPairsWinning(EqualPairs::InOrder),
    RankBy::RankedPairsMargins(EqualPairs::InOrder),
];

/// Methods that elect nobody outside the Smith set.
fn smith_methods() -> Vec<Method> {
    let mut methods: Vec<Method> = SCHULZE
        .into_iter()
        .chain(RANKED_PAIRS)
        .map(pairwise)
        .collect();
    methods.extend([RankBy::Kemeny, RankBy::Copeland, RankBy::SchwartzSet].map(pairwise));
    methods.extend([BALDWIN, NANSON, NANSON_1882].map(|(by, majority)| excluding(by, majority)));
    methods
}

/// Methods that elect the option that beats every other.
fn condorcet_methods() -> Vec<Method> {
    let mut methods = smith_methods();
    methods.extend(
        [
            RankBy::CondorcetWinner,
            RankBy::SmithSet,
            RankBy::MinimaxWinning,
            RankBy::MinimaxMargins,
            RankBy::DodgsonQuick,
            RankBy::DodgsonTideman,
        ]
        .map(pairwise),
    );
    methods
}

/// Methods that never look at the order of options: they leave equal options equal.
fn neutral_methods() -> Vec<Method> {
    let ordered = |method: &Method| match method {
        Method::Pairwise(rules) => matches!(
            rules.rank_by,
            RankBy::Kemeny
                | RankBy::RankedPairsWinning(EqualPairs::InOrder)
                | RankBy::RankedPairsMargins(EqualPairs::InOrder)
        ),
        _ => false,
    };
    let mut methods = condorcet_methods();
    methods.retain(|method| !ordered(method));
    methods.push(pairwise(RankBy::MinimaxOpposition));
    methods.extend([Points::DownToOne, Points::DownToZero, Points::Dowdall].map(borda));
    methods.extend([COOMBS, RUN_OFF].map(|(by, majority)| excluding(by, majority)));
    methods.push(Method::Eliminations(EliminationRules {
        excludes: Excludes::FewestFirstPlaces,
        majority: true,
        equal: EquallyWeak::Pairwise,
        shared: Shared::PassedOver,
        unranked: Unranked::NotCompared,
    }));
    methods.push(Method::Bucklin(BucklinRules { unranked: TIED }));
    methods.extend([1, 2].map(rounds));
    methods
}

fn rounds(rounds: u8) -> Method {
    Method::FirstPlaces(FirstPlacesRules {
        rounds,
        go_on: 2,
        go_on_change: 0,
        unranked: TIED,
    })
}

/// Methods that need an order where options are equal, or elect several.
fn ordered_methods() -> Vec<Method> {
    let mut methods = vec![
        pairwise(RankBy::Kemeny),
        pairwise(RANKED_PAIRS[2]),
        pairwise(RANKED_PAIRS[3]),
        Method::RecountStv(RecountStvRules {
            quota: ExactQuota::Droop,
            unranked: TIED,
        }),
        Method::CpoStv(CpoStvRules {
            quota: ExactQuota::HagenbachBischoff,
            completion: vec![Strength::Margins, Strength::Ratio],
            unranked: TIED,
        }),
    ];
    for excludes in [BALDWIN.0, COOMBS.0, RUN_OFF.0] {
        methods.push(Method::Eliminations(EliminationRules {
            excludes,
            majority: false,
            equal: EquallyWeak::ByTies,
            shared: Shared::PassedOver,
            unranked: TIED,
        }));
    }
    methods
}

fn elected_by(ballots: &Ballots, by: RankBy) -> Vec<String> {
    counted(ballots, &pairwise(by)).elected
}

fn loser_of(ballots: &Ballots) -> Option<String> {
    let outcome = counted(ballots, &pairwise(RankBy::CondorcetWinner));
    let decisions = outcome
        .transcript
        .rounds
        .into_iter()
        .flat_map(|round| round.decisions);
    let mut losers = decisions.filter(|decision| decision.because.starts_with("Condorcet loser"));
    losers.next().map(|decision| decision.option)
}

fn number(name: &str) -> u16 {
    NAMES.iter().position(|known| *known == name).unwrap() as u16
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_condorcet_winner_alone_is_elected(profile in profiles()) {
        let ballots = profile.ballots();
        let winner = elected_by(&ballots, RankBy::CondorcetWinner);
        prop_assume!(!winner.is_empty());
        for method in condorcet_methods() {
            prop_assert_eq!(&counted(&ballots, &method).elected, &winner, "{:?}", method);
        }
    }

    /// Smith 1973.
    #[test]
    fn nobody_outside_the_smith_set_is_elected(profile in profiles()) {
        let ballots = profile.ballots();
        let smith = elected_by(&ballots, RankBy::SmithSet);
        for method in smith_methods() {
            let elected = counted(&ballots, &method).elected;
            prop_assert!(elected.iter().all(|name| smith.contains(name)), "{elected:?} {method:?}");
        }
    }

    /// Schulze 2011, §4.4 for his method; Fishburn 1973 for Borda.
    #[test]
    fn a_condorcet_loser_is_never_elected(profile in profiles()) {
        let ballots = profile.ballots();
        let loser = loser_of(&ballots);
        prop_assume!(loser.is_some());
        let mut methods = smith_methods();
        methods.push(borda(Points::DownToOne));
        for method in methods {
            prop_assert!(!counted(&ballots, &method).elected.contains(loser.as_ref().unwrap()), "{method:?}");
        }
    }

    /// Schulze 2011, §4.1.
    #[test]
    fn being_above_by_strongest_paths_is_transitive(profile in profiles()) {
        for by in SCHULZE {
            let outcome = counted(&profile.ballots(), &pairwise(by));
            let rounds = &outcome.transcript.rounds;
            let path = |from: usize, to: usize| {
                let total = rounds[from].totals.iter().find(|total| total.option == NAMES[to]);
                total.unwrap().votes.clone()
            };
            let above = |a: usize, b: usize| a != b && path(a, b) > path(b, a);
            for (a, b, c) in triples(profile.options) {
                if above(a, b) && above(b, c) {
                    prop_assert!(above(a, c), "{a} {b} {c} {by:?}");
                }
            }
        }
    }

    #[test]
    fn who_casts_which_ballot_makes_no_difference(profile in profiles(), turn in 0..7_usize) {
        let mut other = profile.clone();
        let turn = turn % other.rows.len();
        other.rows.rotate_left(turn);
        let halves: Vec<Row> = other.rows.iter().flat_map(|(groups, count)| {
            (0..*count).map(|_| (groups.clone(), 1))
        }).collect();
        other.rows = halves;
        for method in neutral_methods().into_iter().chain(ordered_methods()) {
            let (ours, theirs) = (counted(&profile.ballots(), &method), counted(&other.ballots(), &method));
            prop_assert_eq!(ours, theirs, "{:?}", method);
        }
    }

    #[test]
    fn the_names_and_the_order_of_options_make_no_difference(profile in profiles(), turn in 1..5_usize) {
        // Option 0 becomes option `turn`, and takes its name with it.
        let options = profile.options as u16;
        let moved = |option: &u16| (option + turn as u16) % options;
        let mut other = profile.clone();
        for (groups, _) in &mut other.rows {
            for group in groups {
                *group = group.iter().map(moved).collect();
            }
        }
        let mut names = NAMES[..profile.options].to_vec();
        names.rotate_right(turn % profile.options);
        let other = other.named(&names);
        for method in neutral_methods() {
            let sorted = |outcome: Outcome| {
                let sort = |mut group: Vec<String>| { group.sort(); group };
                outcome.ranking.into_iter().map(sort).collect::<Vec<_>>()
            };
            let ours = sorted(counted(&profile.ballots(), &method));
            prop_assert_eq!(ours, sorted(counted(&other, &method)), "{:?}", method);
        }
    }

    #[test]
    fn all_ballots_turned_round_turn_the_ranking_by_borda_round(profile in profiles()) {
        for points in [Points::DownToOne, Points::DownToZero] {
            let mut turned = counted(&profile.reversed().ballots(), &borda(points)).ranking;
            turned.reverse();
            prop_assert_eq!(counted(&profile.ballots(), &borda(points)).ranking, turned);
        }
    }

    /// Schulze 2011, §4.4; Young and Levenglick 1978.
    #[test]
    fn who_wins_alone_does_not_win_when_all_ballots_are_turned_round(profile in profiles()) {
        for by in SCHULZE.into_iter().chain([RankBy::Copeland]) {
            let elected = elected_by(&profile.ballots(), by);
            if let [only] = elected.as_slice() {
                let turned = elected_by(&profile.reversed().ballots(), by);
                prop_assert!(!turned.contains(only), "{by:?}");
            }
        }
        // The best score is the same, and so is the number of rankings that have it.
        let best = |profile: &Profile| counted(&profile.ballots(), &pairwise(RankBy::Kemeny)).transcript.rounds[0].name.clone();
        prop_assert_eq!(best(&profile), best(&profile.reversed()));
    }

    /// Schulze 2011, §4.5; Zavist and Tideman 1989.
    #[test]
    fn an_option_that_is_elected_and_raised_is_still_elected(profile in profiles(), row in 0..7_usize) {
        let by = [
            RankBy::Copeland, RankBy::MinimaxWinning, RankBy::MinimaxMargins, RankBy::MinimaxOpposition,
            RankBy::Kemeny, RANKED_PAIRS[2], RANKED_PAIRS[3],
        ];
        let mut methods: Vec<Method> = SCHULZE.into_iter().chain(by).map(pairwise).collect();
        methods.extend([Points::DownToOne, Points::Dowdall].map(borda));
        methods.push(rounds(1));
        for method in methods {
            for winner in counted(&profile.ballots(), &method).elected {
                let raised = profile.raised(number(&winner), row);
                let elected = counted(&raised.ballots(), &method).elected;
                prop_assert!(elected.contains(&winner), "{winner} {method:?}");
            }
        }
    }

    #[test]
    fn whom_more_than_half_of_the_voters_put_first_is_elected(profile in profiles(), votes in 1..40_u64) {
        let mut profile = profile;
        let others: u64 = profile.rows.iter().map(|(_, count)| count).sum();
        profile.rows.push((vec![vec![1]], others + votes));
        let mut methods = condorcet_methods();
        methods.extend([COOMBS, RUN_OFF].map(|(by, majority)| excluding(by, majority)));
        methods.extend([1, 2].map(rounds));
        for method in methods {
            prop_assert_eq!(counted(&profile.ballots(), &method).elected, ["B"], "{:?}", method);
        }
    }

    #[test]
    fn every_option_has_one_place(profile in profiles()) {
        for method in neutral_methods().into_iter().chain(ordered_methods()) {
            if matches!(method, Method::RecountStv(_) | Method::CpoStv(_)) {
                continue;
            }
            let mut placed = counted(&profile.ballots(), &method).ranking.concat();
            placed.sort();
            prop_assert_eq!(&placed, &NAMES[..profile.options], "{:?}", method);
        }
    }

    /// Zavist and Tideman 1989.
    #[test]
    fn an_order_for_ties_leaves_no_two_options_equal(profile in profiles()) {
        for by in &RANKED_PAIRS[2..] {
            let ranking = counted(&profile.ballots(), &pairwise(*by)).ranking;
            prop_assert!(ranking.iter().all(|place| place.len() == 1), "{ranking:?}");
        }
    }

    #[test]
    fn the_votes_of_every_round_are_all_ballots(profile in profiles()) {
        let ballots = profile.ballots();
        let run_off = excluding(RUN_OFF.0, RUN_OFF.1);
        for method in [rounds(1), rounds(2), rounds(4), run_off] {
            for round in counted(&ballots, &method).transcript.rounds {
                if !round.totals.is_empty() {
                    let sum: num_rational::BigRational =
                        round.totals.iter().map(|total| total.votes.value().clone()).sum();
                    prop_assert_eq!(sum, num_rational::BigRational::from_integer(ballots.total().into()));
                }
            }
        }
    }

    #[test]
    fn every_count_comes_to_an_end_whatever_is_marked(
        rows in prop::collection::vec((prop::collection::vec(0..7_u16, 0..9), 0..u64::MAX / 64), 0..6),
        withdrawn in prop::collection::vec(0..4_u16, 0..4),
        seats in 0..5_u32,
    ) {
        let mut contest = Contest::new(seats, NAMES[..4].iter().map(|name| (*name).to_owned()).collect());
        contest.withdrawn = withdrawn;
        let mut builder = Builder::new(4);
        for (marks, count) in rows {
            let marks: Vec<u16> = marks
                .into_iter()
                .map(|mark| match mark { 4 => SKIPPED, 5 => OVERVOTE, 6 => EQUAL, option => option })
                .collect();
            // What the builder refuses is no ballot.
            let _ = builder.push(&marks, count);
        }
        let ballots = builder.finish(contest);
        for method in neutral_methods().into_iter().chain(ordered_methods()) {
            let _ = veche_count::count(&ballots, &rules(method), &[]);
        }
    }
}

/// All triples of different options.
fn triples(options: usize) -> Vec<(usize, usize, usize)> {
    let all = (0..options).flat_map(|a| (0..options).map(move |b| (a, b)));
    let all = all.flat_map(|(a, b)| (0..options).map(move |c| (a, b, c)));
    all.filter(|(a, b, c)| a != b && b != c && a != c).collect()
}
