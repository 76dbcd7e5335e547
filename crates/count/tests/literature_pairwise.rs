//! Small examples of the literature for methods for one winner, with their published outcomes.

use veche_count::ballots::Ballots;
use veche_count::methods::borda::{BordaRules, Points};
use veche_count::methods::bucklin::BucklinRules;
use veche_count::methods::cpo_stv::CpoStvRules;
use veche_count::methods::eliminations::{EliminationRules, EquallyWeak, Excludes};
use veche_count::methods::first_places::{FirstPlacesRules, Shared};
use veche_count::methods::pairwise::{EqualPairs, PairwiseRules, RankBy, Strength};
use veche_count::methods::rankings::Unranked;
use veche_count::methods::recount_stv::{ExactQuota, RecountStvRules};
use veche_count::outcome::Outcome;
use veche_count::read::cvotes;
use veche_count::rules::{Method, Rules};
use veche_count::ties::{Lot, Purpose, TieStep, Ties};
use veche_count::{CountError, count};

/// Where the capital of Tennessee should be: the example of many textbooks and encyclopaedias.
const TENNESSEE: &str = "Memphis > Nashville > Chattanooga > Knoxville * 42
    Nashville > Chattanooga > Knoxville > Memphis * 26
    Chattanooga > Knoxville > Nashville > Memphis * 15
    Knoxville > Chattanooga > Nashville > Memphis * 17";

/// Condorcet 1785, p. lxj: 60 voters, a circle.
const CONDORCET: &str = "A > B > C * 23
    B > C > A * 17
    B > A > C * 2
    C > A > B * 10
    C > B > A * 8";

fn ballots(text: &str) -> Ballots {
    let mut ballots = cvotes::read(text.as_bytes(), &cvotes::Reading::default()).unwrap();
    ballots.contest.title = "example".to_owned();
    ballots
}

fn rules(count: Method, steps: &[TieStep]) -> Rules {
    Rules {
        title: String::new(),
        law: String::new(),
        marking: Default::default(),
        ties: Ties {
            steps: steps.to_vec(),
            seed: None,
        },
        count,
    }
}

fn counted(text: &str, method: Method) -> Outcome {
    count(&ballots(text), &rules(method, &[TieStep::Lot]), &[]).unwrap()
}

/// A ranking as text: `A > B = C`.
fn ranking(outcome: &Outcome) -> String {
    let places: Vec<String> = outcome
        .ranking
        .iter()
        .map(|place| place.join(" = "))
        .collect();
    places.join(" > ")
}

/// What every option has in a round: `A 3, B 1.5`.
fn totals(outcome: &Outcome, round: usize) -> String {
    let totals: Vec<String> = outcome.transcript.rounds[round]
        .totals
        .iter()
        .map(|total| format!("{} {}", total.option, total.votes))
        .collect();
    totals.join(", ")
}

const TIED: Unranked = Unranked::TiedLast;

fn pairwise(rank_by: RankBy) -> Method {
    Method::Pairwise(PairwiseRules {
        rank_by,
        unranked: TIED,
    })
}

fn by(text: &str, rank_by: RankBy) -> String {
    ranking(&counted(text, pairwise(rank_by)))
}

fn borda(points: Points, unranked: Unranked) -> Method {
    Method::Borda(BordaRules { points, unranked })
}

fn excluding(excludes: Excludes, majority: bool) -> Method {
    Method::Eliminations(EliminationRules {
        excludes,
        majority,
        equal: EquallyWeak::ByTies,
        shared: Shared::Equally,
        unranked: TIED,
    })
}

#[test]
fn nashville_wins_by_every_method_that_compares_pairs() {
    for method in [
        RankBy::SchulzeWinning,
        RankBy::SchulzeMargins,
        RankBy::RankedPairsMargins(EqualPairs::InOrder),
        RankBy::RankedPairsWinning(EqualPairs::Together),
        RankBy::Kemeny,
        RankBy::Copeland,
    ] {
        let ranked = by(TENNESSEE, method);
        assert_eq!(
            ranked, "Nashville > Chattanooga > Knoxville > Memphis",
            "{method:?}"
        );
    }
    let minimax = "Nashville > Memphis > Chattanooga > Knoxville";
    assert_eq!(by(TENNESSEE, RankBy::MinimaxWinning), minimax);
    let kemeny = counted(TENNESSEE, pairwise(RankBy::Kemeny));
    assert_eq!(kemeny.transcript.rounds[0].name, "best score 393");
}

#[test]
fn tennessee_by_places_and_by_exclusion() {
    let from_zero = counted(TENNESSEE, borda(Points::DownToZero, TIED));
    assert_eq!(
        totals(&from_zero, 0),
        "Memphis 126, Nashville 194, Chattanooga 173, Knoxville 107"
    );
    assert_eq!(
        ranking(&counted(TENNESSEE, borda(Points::Dowdall, TIED))),
        "Nashville > Memphis > Chattanooga > Knoxville"
    );
    let bucklin = counted(TENNESSEE, Method::Bucklin(BucklinRules { unranked: TIED }));
    assert_eq!(
        totals(&bucklin, 1),
        "Memphis 42, Nashville 68, Chattanooga 58, Knoxville 32"
    );
    assert_eq!(bucklin.elected, ["Nashville"]);
    for (excludes, majority, elected) in [
        (Excludes::FewestPoints, false, "Nashville"),
        (Excludes::BelowMean, false, "Nashville"),
        (Excludes::MostLastPlaces, true, "Nashville"),
        (Excludes::MostLastPlaces, false, "Nashville"),
        (Excludes::FewestFirstPlaces, true, "Knoxville"),
    ] {
        let outcome = counted(TENNESSEE, excluding(excludes, majority));
        assert_eq!(outcome.elected, [elected], "{excludes:?}");
    }
    for (rounds, elected) in [(1, "Memphis"), (2, "Nashville")] {
        let method = Method::FirstPlaces(FirstPlacesRules {
            rounds,
            go_on: 2,
            go_on_change: 0,
            unranked: Unranked::NotCompared,
        });
        assert_eq!(counted(TENNESSEE, method).elected, [elected]);
    }
}

/// H. P. Young, "Condorcet's theory of voting", American Political Science Review 82 (1988), p. 1235.
#[test]
fn in_condorcets_own_circle_the_most_likely_ranking_puts_b_first() {
    assert_eq!(by(CONDORCET, RankBy::Kemeny), "B > C > A");
    for method in [
        RankBy::RankedPairsMargins(EqualPairs::InOrder),
        RankBy::SchulzeMargins,
        RankBy::MinimaxMargins,
    ] {
        let outcome = counted(CONDORCET, pairwise(method));
        assert_eq!(outcome.elected, ["B"], "{method:?}");
    }
    let condorcet = counted(CONDORCET, pairwise(RankBy::CondorcetWinner));
    assert!(condorcet.elected.is_empty());
    assert_eq!(by(CONDORCET, RankBy::SmithSet), "A = B = C");
    let pairs = condorcet.transcript.pairwise;
    assert_eq!((pairs[0][1], pairs[1][2], pairs[2][0]), (33, 42, 35));
}

/// Schulze 2011, section 3, examples 1 to 4: the rankings in which each option beats those after it along a path.
#[test]
fn schulzes_own_examples() {
    let examples = [
        (
            "A>C>D>B * 8\nB>A>D>C * 2\nC>D>B>A * 4\nD>B>A>C * 4\nD>C>B>A * 3",
            "D > A > C > B",
        ),
        (
            "A>C>D>B * 3\nB>A>C>D * 9\nC>D>A>B * 8\nD>A>B>C * 5\nD>B>C>A * 5",
            "C > D > B > A",
        ),
        (
            "A>C>B>E>D * 5\nA>D>E>C>B * 5\nB>E>D>A>C * 8\nC>A>B>E>D * 3\nC>A>E>B>D * 7\nC>B>A>D>E * 2\nD>C>E>B>A * 7\nE>B>A>D>C * 8",
            "E > A > C > B > D",
        ),
        (
            "A>B>C>D * 3\nC>B>D>A * 2\nD>A>B>C * 2\nD>B>C>A * 2",
            "B = D > A = C",
        ),
    ];
    for (text, expected) in examples {
        let outcome = counted(text, pairwise(RankBy::SchulzeWinning));
        let options = &outcome.transcript.options;
        let mut places: Vec<Vec<String>> = outcome.ranking.clone();
        places.iter_mut().for_each(|place| place.sort());
        let places: Vec<String> = places.iter().map(|place| place.join(" = ")).collect();
        assert_eq!(places.join(" > "), expected, "{options:?}");
    }
}

/// Tideman 1987, example 5.
#[test]
fn tidemans_example_of_ranked_pairs() {
    let text =
        "v>w>x>y>z * 7\nz>y>v>w>x * 3\ny>z>w>x>v * 6\nw>x>v>z>y * 3\nz>x>v>w>y * 5\ny>x>v>w>z * 3";
    for method in [
        RankBy::RankedPairsMargins(EqualPairs::Together),
        RankBy::RankedPairsWinning(EqualPairs::Together),
    ] {
        assert_eq!(by(text, method), "v > w > x > y > z");
    }
}

/// What strength means decides a circle: B beats A by 21 to 0, C beats B by 24 to 22, A beats C by 23 to 19 (made for this
/// test).
#[test]
fn the_strength_of_a_victory_decides_a_circle() {
    let text = "B > A * 21\nC > B * 24\nB > C * 22\nA > C * 23\nC > A * 19";
    let winner = |rank_by| {
        let method = Method::Pairwise(PairwiseRules {
            rank_by,
            unranked: Unranked::NotCompared,
        });
        counted(text, method).elected.concat()
    };
    // By winning votes the victory of B is the weakest, by margins that of C, by ratio too.
    assert_eq!(winner(RankBy::SchulzeWinning), "A");
    assert_eq!(winner(RankBy::SchulzeMargins), "B");
    assert_eq!(winner(RankBy::SchulzeRatio), "B");
    assert_eq!(winner(RankBy::MinimaxWinning), "A");
    assert_eq!(
        winner(RankBy::RankedPairsMargins(EqualPairs::Together)),
        "B"
    );
}

#[test]
fn a_tie_that_needs_an_order_stops_until_the_lot_is_drawn() {
    let circle = ballots("A > B > C\nB > C > A\nC > A > B");
    // With the order C, B, A the victories of C and B are locked in, and leave B unbeaten.
    for (method, elected) in [
        (RankBy::Kemeny, "C"),
        (RankBy::RankedPairsMargins(EqualPairs::InOrder), "B"),
    ] {
        let rules = rules(pairwise(method), &[TieStep::Lot]);
        let mut lots: Vec<Lot> = Vec::new();
        let outcome = loop {
            match count(&circle, &rules, &lots) {
                Ok(outcome) => break outcome,
                Err(CountError::LotNeeded(needed)) => {
                    assert_eq!(needed.purpose, Purpose::Elect);
                    lots.push(Lot {
                        purpose: needed.purpose,
                        drawn: needed.between.last().unwrap().clone(),
                        between: needed.between,
                        stage: Some(needed.stage),
                    });
                }
                Err(other) => panic!("{other}"),
            }
        };
        assert!(!lots.is_empty());
        assert_eq!(outcome.elected, [elected], "{method:?}");
    }
    let together = count(
        &circle,
        &rules(
            pairwise(RankBy::RankedPairsMargins(EqualPairs::Together)),
            &[TieStep::Lot],
        ),
        &[],
    );
    assert_eq!(ranking(&together.unwrap()), "A = B = C");
}

/// E. M. Niou, "A note on Nanson's rule", Public Choice 54 (1987): Nanson's count differs from Baldwin's, which goes one
/// by one. Here two options are below the mean at once.
#[test]
fn nanson_excludes_all_below_the_mean_at_once() {
    let nanson = counted(TENNESSEE, excluding(Excludes::BelowMean, false));
    let excluded: Vec<&str> = nanson.transcript.rounds[0]
        .decisions
        .iter()
        .map(|decision| decision.option.as_str())
        .collect();
    assert_eq!(excluded, ["Memphis", "Knoxville"]);
    let baldwin = counted(TENNESSEE, excluding(Excludes::FewestPoints, false));
    let excluded = &baldwin.transcript.rounds[0].decisions;
    assert_eq!(excluded.len(), 1);
    assert_eq!(excluded[0].option, "Knoxville");
}

/// Ratliff, "A comparison of Dodgson's method and Kemeny's rule", Social Choice and Welfare 18 (2001), uses the margins of
/// a circle of three; the distances follow by hand.
#[test]
fn dodgsons_distance_is_half_of_each_defeat_rounded_up() {
    let text = "A > B > C * 5\nB > C > A * 4\nC > A > B * 3";
    let quick = counted(text, pairwise(RankBy::DodgsonQuick));
    assert_eq!(totals(&quick, 0), "A 1, B 2, C 3");
    let tideman = counted(text, pairwise(RankBy::DodgsonTideman));
    assert_eq!(totals(&tideman, 0), "A 2, B 4, C 6");
}

/// Tideman 1995: sets of winners compared elect Delilah, whom the usual count excludes.
#[test]
fn comparing_sets_of_winners_elects_whom_exclusion_loses() {
    let mut ballots = ballots(
        "Andrea * 25\nCarter > Brad > Delilah * 34\nBrad > Delilah * 7\nDelilah > Brad * 8\nDelilah > Scott * 5\nScott > Delilah * 21",
    );
    ballots.contest.seats = 3;
    let elected = |method: Method| {
        let outcome = count(&ballots, &rules(method, &[TieStep::Lot]), &[]).unwrap();
        outcome.elected.join(", ")
    };
    let quota = ExactQuota::HagenbachBischoff;
    let unranked = Unranked::NotCompared;
    let sets = Method::CpoStv(CpoStvRules {
        quota,
        completion: vec![Strength::Margins],
        unranked,
    });
    assert_eq!(elected(sets), "Carter, Andrea, Delilah");
    let usual = Method::RecountStv(RecountStvRules { quota, unranked });
    assert_eq!(elected(usual), "Carter, Andrea, Scott");
}

#[test]
fn options_left_out_share_the_last_places_or_get_nothing() {
    let text = "A > B * 2\nB > A > C\nC";
    let points = |unranked| totals(&counted(text, borda(Points::DownToOne, unranked)), 0);
    assert_eq!(points(TIED), "A 9.5, B 8.5, C 6");
    assert_eq!(points(Unranked::NotCompared), "A 8, B 7, C 4");
}
