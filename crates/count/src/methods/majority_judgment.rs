//! Majority judgment: the option with the best middle grade.
//!
//! M. Balinski, R. Laraki, *Majority Judgment* (2011), chapter 1; the same, "A theory of measuring, electing and
//! ranking", PNAS 104 (2007) 8720–8725. An option's majority grade is the middle one of its grades. Where two options
//! have the same, one such grade is taken from each and the middle ones of the rest are compared, until they differ
//! (the majority value).

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::contest::Choice;
use crate::grades::{Graded, NO_GRADE};
use crate::methods::fill::fill;
use crate::methods::rankings::chosen;
use crate::methods::{CountError, transcript_of_graded};
use crate::number::Number;
use crate::outcome::{Decision, Outcome, Round, Status, Total, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorityJudgmentRules {
    /// The names of the grades, the best first.
    pub grades: Vec<String>,
    /// Which number a ballot has for the best grade.
    pub numbers: Numbers,
    /// What it means that an option has no grade.
    pub missing: MissingGrade,
    /// Which of the two grades in the middle counts where their number is even.
    pub of_two_middle: OfTwo,
}

/// Which of the two grades in the middle counts where their number is even.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfTwo {
    /// The worse one (Balinski and Laraki 2011, §1.3).
    Worse,
    /// The better one, as Belenios 3.3 computes the outcome that it publishes.
    Better,
}

/// How grades are written as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// 1 is the best grade, 2 the next; 0 is none. A ballot of zeros alone is blank (Belenios).
    OneIsBest,
    /// 0 is the worst grade, 1 the next.
    ZeroIsWorst,
}

/// What it means that an option has no grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingGrade {
    /// It was given the worst grade (Balinski and Laraki 2011, §1.2: "to reject").
    Worst,
    /// The ballot is invalid (Belenios).
    Invalid,
}

/// How many voters gave an option each grade, the best first.
type Given = Vec<u64>;

/// Counts by these rules. Who comes first, or the first as many as there are seats, are elected.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie for the last seats that the rules leave to a lot; rules without grades.
pub fn count(
    ballots: &Graded,
    rules: &Rules,
    method: &MajorityJudgmentRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let grades = method.grades.len();
    if grades == 0 || grades > usize::from(NO_GRADE) {
        return Err(CountError::NotApplicable(
            "the rules must name the grades".into(),
        ));
    }
    let contest = &ballots.contest;
    let mut transcript = transcript_of_graded(ballots, rules);
    let mut given: Vec<Given> = vec![vec![0; grades]; contest.options.len()];
    for ballot in ballots.iter().filter(|ballot| !ballot.is_empty()) {
        if method.numbers == Numbers::OneIsBest && ballot.grades.iter().all(|n| *n == 0) {
            transcript.ballots.blank += ballot.count;
            transcript.ballots.valid -= ballot.count;
            continue;
        }
        let read: Result<Vec<usize>, &str> = ballot
            .grades
            .iter()
            .map(|number| method.grade(*number))
            .collect();
        match read {
            Ok(read) => {
                for (given, grade) in given.iter_mut().zip(read) {
                    if let Some(voters) = given.get_mut(grade) {
                        *voters += ballot.count;
                    }
                }
            }
            Err(because) => transcript.ballots.refuse(because, ballot.count),
        }
    }
    let of =
        |option: Choice| -> &[u64] { given.get(usize::from(option)).map_or(&[], Vec::as_slice) };
    let mut ranked = chosen(&contest.standing());
    let standing = ranked.clone();
    ranked.sort_by(|a, b| method.compare(of(*a), of(*b)).then(a.cmp(b)));
    let groups: Vec<Vec<Choice>> = ranked
        .chunk_by(|a, b| method.compare(of(*a), of(*b)) == Ordering::Equal)
        .map(<[Choice]>::to_vec)
        .collect();
    for (at, grade) in method.grades.iter().enumerate() {
        let total = |option: &Choice| Total {
            option: contest.name(*option).to_owned(),
            votes: Number::whole(of(*option).get(at).copied().unwrap_or_default()),
            status: Status::Continuing,
        };
        transcript.rounds.push(Round {
            number: at + 1,
            name: format!("voters who gave \"{grade}\""),
            totals: standing.iter().map(total).collect(),
            ..Round::default()
        });
    }
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let elected = fill(&groups, contest.seats, &breaker)?;
    let name = |option: &Choice| contest.name(*option).to_owned();
    let mut places = Round {
        number: grades + 1,
        name: "places".to_owned(),
        ..Round::default()
    };
    for (at, option) in ranked.iter().enumerate() {
        let seat = elected.iter().find(|(elected, _)| elected == option);
        let mut because = method.majority_grade(of(*option));
        if let Some(next) = ranked.get(at + 1) {
            because.push_str(&method.difference(of(*option), of(*next), contest.name(*next)));
        }
        let settled = seat.and_then(|(_, settled)| settled.as_ref());
        if let Some(settled) = settled {
            because = format!("{because}; {}", settled.because);
        }
        places.decisions.push(Decision {
            what: match seat {
                Some(_) => What::Elected,
                None => What::Placed,
            },
            option: name(option),
            because,
            by: settled.map_or_else(|| "grades".to_owned(), |settled| settled.field()),
        });
    }
    transcript.rounds.push(places);
    let names = |group: &Vec<Choice>| group.iter().map(name).collect();
    Ok(Outcome {
        elected: elected.iter().map(|(option, _)| name(option)).collect(),
        ranking: groups.iter().map(names).collect(),
        transcript,
        ..Outcome::default()
    })
}

impl MajorityJudgmentRules {
    /// The place of the grade that a number stands for, the best being 0.
    fn grade(&self, number: u16) -> Result<usize, &'static str> {
        let grades = self.grades.len();
        let number = usize::from(number);
        let none = number == usize::from(NO_GRADE);
        let at = match self.numbers {
            _ if none => None,
            Numbers::OneIsBest if number == 0 => None,
            Numbers::OneIsBest => Some(number - 1),
            Numbers::ZeroIsWorst => Some((grades - 1).checked_sub(number).unwrap_or(grades)),
        };
        match (at, self.missing) {
            (Some(at), _) if at < grades => Ok(at),
            (Some(_), _) => Err("a number that is no grade"),
            (None, MissingGrade::Worst) => Ok(grades - 1),
            (None, MissingGrade::Invalid) => Err("an option has no grade"),
        }
    }

    fn name(&self, grade: usize) -> &str {
        self.grades.get(grade).map_or("", String::as_str)
    }

    /// The majority value of an option that was given these grades.
    fn middles(&self, given: &[u64]) -> Middles {
        Middles {
            left: given.to_vec(),
            voters: given.iter().sum(),
            of_two: self.of_two_middle,
        }
    }

    /// Who has the better majority value comes first.
    fn compare(&self, a: &[u64], b: &[u64]) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        self.middles(a).cmp(self.middles(b))
    }

    /// The middle grade, in a sentence.
    fn majority_grade(&self, given: &[u64]) -> String {
        let voters: u64 = given.iter().sum();
        match self.middles(given).next() {
            Some(grade) => {
                let at_least: u64 = given.iter().take(grade + 1).sum();
                format!(
                    "the middle grade is \"{}\": {at_least} of {voters} gave it or a better one",
                    self.name(grade)
                )
            }
            None => "nobody gave a grade".to_owned(),
        }
    }

    /// What sets an option before the next one of the same middle grade; empty if the middle grades differ.
    fn difference(&self, first: &[u64], second: &[u64], next: &str) -> String {
        if first == second {
            return format!("; the same grades as {next}");
        }
        let mut pairs = self.middles(first).zip(self.middles(second));
        match pairs.position(|(a, b)| a != b) {
            None | Some(0) => String::new(),
            Some(taken) => {
                let after = |given| self.middles(given).nth(taken).unwrap_or_default();
                format!(
                    "; {next} has the same, and after {taken} middle grades are taken from both, \"{}\" stands against \"{}\"",
                    self.name(after(first)),
                    self.name(after(second))
                )
            }
        }
    }
}

/// The majority value: the middle grade, then the middle one of the rest, and so on.
struct Middles {
    /// How many of each grade are left, the best first.
    left: Given,
    /// How many are left in all.
    voters: u64,
    of_two: OfTwo,
}

impl Iterator for Middles {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        // Counted from the best, 0 being the first.
        let middle = match self.of_two {
            OfTwo::Worse => self.voters / 2,
            OfTwo::Better => self.voters.saturating_sub(1) / 2,
        };
        let mut before = 0;
        for (grade, left) in self.left.iter_mut().enumerate() {
            before += *left;
            if before > middle {
                *left -= 1;
                self.voters -= 1;
                return Some(grade);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grades::Means;
    use crate::read::grades;

    fn rules() -> Rules {
        Rules::preset("majority-judgment").unwrap()
    }

    #[test]
    fn of_an_even_number_the_middle_grade_that_the_rules_say_counts() {
        let values = |given: &[u64], of_two| {
            let (left, voters) = (given.to_vec(), given.iter().sum());
            let middles = Middles {
                left,
                voters,
                of_two,
            };
            middles.collect::<Vec<_>>()
        };
        // Excellent, good, good, poor: good, then (of E, G, P) good, then poor (of E, P), then excellent.
        assert_eq!(values(&[1, 2, 1], OfTwo::Worse), [1, 1, 2, 0]);
        assert_eq!(values(&[1, 0, 1], OfTwo::Worse), [2, 0]);
        assert_eq!(values(&[1, 0, 1], OfTwo::Better), [0, 2]);
        assert_eq!(values(&[0, 0, 0], OfTwo::Worse), [0_usize; 0]);
    }

    /// Two options with the same middle grade; the one whose next middle grade is better comes first, and the
    /// transcript says after how many grades.
    #[test]
    fn equal_middle_grades_are_taken_away_until_they_differ() {
        // Numbers are 1 (excellent) to 7 (to reject). A: 1 2 2 3 3, B: 1 1 2 4 4; both have "very good".
        let file = b"A,B\n1,1\n2,1\n2,2\n3,4\n3,4\n";
        let outcome =
            crate::count_graded(&grades::read(file).unwrap(), Means::Points, &rules(), &[])
                .unwrap();
        // After one "very good": A has 1 2 3 3, the lower middle is "good" (3); B has 1 1 4 4, "fair" (4).
        assert_eq!(outcome.elected, ["A"]);
        let decision = &outcome.transcript.rounds.last().unwrap().decisions[0];
        assert!(
            decision.because.contains("after 1 middle grades"),
            "{}",
            decision.because
        );
    }

    #[test]
    fn the_same_grades_are_a_tie_for_a_lot() {
        let ballots = grades::read(b"A,B,C\n1,2,7\n2,1,7\n").unwrap();
        let error = crate::count_graded(&ballots, Means::Points, &rules(), &[]).unwrap_err();
        assert!(matches!(error, CountError::LotNeeded(needed) if needed.between == ["A", "B"]));
    }

    #[test]
    fn blank_ballots_and_numbers_that_are_no_grade_are_counted_as_such() {
        let ballots = grades::read(b"A,B\n0,0\n1,8\n1,0\n1,3\n1,\n").unwrap();
        let mut rules = rules();
        let seen = |rules: &Rules| {
            let outcome = crate::count_graded(&ballots, Means::Points, rules, &[]).unwrap();
            let seen = outcome.transcript.ballots;
            let invalid: u64 = seen.invalid.iter().map(|invalid| invalid.ballots).sum();
            (seen.cast, seen.valid, seen.blank, invalid)
        };
        assert_eq!(seen(&rules), (5, 3, 1, 1));
        if let crate::rules::Method::MajorityJudgment(method) = &mut rules.count {
            method.missing = MissingGrade::Invalid;
        }
        assert_eq!(seen(&rules), (5, 1, 1, 3));
    }
}
