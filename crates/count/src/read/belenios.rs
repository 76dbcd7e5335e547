//! `.json`, the result of a Belenios poll (specification, section Election result), version 1 of the protocol.
//!
//! A question that was opened as sums has a number for each answer; one that was shuffled has a list of ballots, each
//! with a number for each answer: ranks (1 is the first, 0 none) or grades (1 is the best, 0 none). A result holds no
//! names: they come from the poll's `election.json`, or are numbers.

use serde_json::Value;

use crate::contest::{Contest, MOST_OPTIONS};
use crate::grades::Graded;
use crate::methods::Sums;
use crate::read::ReadError;

/// What a result holds of one question.
#[derive(Clone, Debug)]
pub enum QuestionResult {
    /// How many votes each answer got.
    Sums(Sums),
    /// All ballots.
    Ballots(Graded),
}

/// Reads the result of one question, the first being 1. `election` are the bytes of the poll's `election.json`.
///
/// # Errors
///
/// Says which part is wrong; a file without line breaks has but one line.
pub fn read(
    result: &[u8],
    question: usize,
    election: Option<&[u8]>,
) -> Result<QuestionResult, ReadError> {
    let result: Value = serde_json::from_slice(result)
        .map_err(|error| ReadError::new(error.line(), format!("the result is no JSON: {error}")))?;
    let wrong = |reason: String| ReadError::new(1, reason);
    let questions = result["result"]
        .as_array()
        .ok_or_else(|| wrong("a result has a field \"result\", a list of questions".into()))?;
    let opened = question
        .checked_sub(1)
        .and_then(|at| questions.get(at))
        .ok_or_else(|| {
            wrong(format!(
                "there is no question {question}: the result has {}",
                questions.len()
            ))
        })?
        .as_array()
        .ok_or_else(|| wrong(format!("question {question} is not a list")))?;
    let asked = election
        .map(|election| Asked::read(election, question))
        .transpose()?;
    if opened.iter().all(Value::is_array) && asked.as_ref().is_none_or(|asked| asked.shuffled) {
        return ballots(opened, question, asked).map(QuestionResult::Ballots);
    }
    sums(opened, question, asked).map(QuestionResult::Sums)
}

/// What was asked.
struct Asked {
    title: String,
    answers: Vec<String>,
    /// The first number of the sums is that of blank votes.
    blank: bool,
    shuffled: bool,
}

impl Asked {
    fn read(election: &[u8], question: usize) -> Result<Self, ReadError> {
        let wrong = |reason: String| ReadError::new(1, format!("election.json: {reason}"));
        let election: Value =
            serde_json::from_slice(election).map_err(|error| wrong(error.to_string()))?;
        let asked = question
            .checked_sub(1)
            .map(|at| &election["questions"][at])
            .filter(|asked| asked.is_object())
            .ok_or_else(|| wrong(format!("there is no question {question}")))?;
        let kind = asked["type"].as_str();
        if kind == Some("Lists") {
            return Err(wrong(format!("question {question} is about lists")));
        }
        let shuffled = kind == Some("NonHomomorphic");
        let asked = if shuffled { &asked["value"] } else { asked };
        let answers = asked["answers"].as_array().map(|answers| {
            let names = answers.iter().map(Value::as_str);
            names.map(|name| name.map(str::to_owned)).collect()
        });
        let answers: Option<Vec<String>> = answers.flatten();
        Ok(Self {
            title: asked["question"].as_str().unwrap_or_default().to_owned(),
            answers: answers
                .ok_or_else(|| wrong(format!("question {question} must have answers")))?,
            blank: asked["blank"].as_bool().unwrap_or_default(),
            shuffled,
        })
    }

    /// The contest, if it has this many answers; numbered answers where nothing was asked.
    fn contest(asked: Option<Self>, answers: usize, question: usize) -> Result<Contest, ReadError> {
        if answers > MOST_OPTIONS {
            return Err(ReadError::new(
                1,
                format!("more than {MOST_OPTIONS} answers"),
            ));
        }
        let Some(asked) = asked else {
            let numbers = (1..=answers).map(|number| number.to_string());
            return Ok(Contest::new(1, numbers.collect()));
        };
        if asked.answers.len() != answers {
            let reason = format!(
                "question {question} has {} answers in election.json and {answers} in the result",
                asked.answers.len()
            );
            return Err(ReadError::new(1, reason));
        }
        Ok(Contest {
            title: asked.title,
            ..Contest::new(1, asked.answers)
        })
    }
}

/// A number, or a text of its digits, as Belenios writes large ones.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::String(digits) => crate::read::number(digits.as_bytes()),
        other => other.as_u64(),
    }
}

fn sums(opened: &[Value], question: usize, asked: Option<Asked>) -> Result<Sums, ReadError> {
    let votes: Option<Vec<u64>> = opened.iter().map(whole).collect();
    let mut votes = votes.ok_or_else(|| {
        ReadError::new(
            1,
            format!("question {question} must be a list of numbers, or of ballots"),
        )
    })?;
    let blank = match &asked {
        Some(asked) if asked.blank && !votes.is_empty() => votes.remove(0),
        _ => 0,
    };
    Ok(Sums {
        contest: Asked::contest(asked, votes.len(), question)?,
        // The result does not say how many ballots there were, and a voter may have given several votes.
        cast: None,
        votes,
        blank,
    })
}

fn ballots(opened: &[Value], question: usize, asked: Option<Asked>) -> Result<Graded, ReadError> {
    let first = opened.first().and_then(Value::as_array).map(Vec::len);
    let answers = first.or(asked.as_ref().map(|asked| asked.answers.len()));
    let contest = Asked::contest(asked, answers.unwrap_or_default(), question)?;
    let wrong = |(at, reason): (usize, String)| {
        ReadError::new(1, format!("ballot {at} of question {question}: {reason}"))
    };
    let numbers = (1..).zip(opened).map(|(at, ballot)| {
        let numbers: Option<Vec<u64>> = ballot
            .as_array()
            .and_then(|numbers| numbers.iter().map(whole).collect());
        numbers.ok_or_else(|| wrong((at, "it must be a list of numbers".into())))
    });
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    Graded::of_numbers(contest, &numbers).map_err(|(at, error)| wrong((at, error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grades::Means;

    const RESULT: &[u8] = br#"{"result":[[1,7,"3"],[[1,2,0],[2,1,3],[1,2,0]]]}"#;
    const ELECTION: &[u8] = br#"{"questions":[
        {"answers":["A","B"],"blank":true,"min":1,"max":1,"question":"Who?"},
        {"type":"NonHomomorphic","value":{"answers":["X","Y","Z"],"question":"In which order?"}}]}"#;

    #[test]
    fn sums_and_ballots_are_read_with_the_names_of_the_poll() {
        let Ok(QuestionResult::Sums(sums)) = read(RESULT, 1, Some(ELECTION)) else {
            panic!("sums");
        };
        assert_eq!(sums.contest.options, ["A", "B"]);
        assert_eq!((sums.blank, sums.votes), (1, vec![7, 3]));
        let Ok(QuestionResult::Ballots(ballots)) = read(RESULT, 2, Some(ELECTION)) else {
            panic!("ballots");
        };
        assert_eq!(ballots.contest.title, "In which order?");
        let rankings = ballots.rankings(Means::Rank);
        assert_eq!(rankings.at(0).marks, [0, 1]);
        assert_eq!(rankings.at(0).count, 2);
        assert_eq!(rankings.at(1).marks, [1, 0, 2]);
    }

    #[test]
    fn without_an_election_answers_have_numbers() {
        let Ok(QuestionResult::Ballots(ballots)) = read(RESULT, 2, None) else {
            panic!("ballots");
        };
        assert_eq!(ballots.contest.options, ["1", "2", "3"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (result, question, election, reason) in [
            (&b"{"[..], 1, None, "no JSON"),
            (b"{}", 1, None, "a list of questions"),
            (RESULT, 3, None, "has 2"),
            (RESULT, 0, None, "no question 0"),
            (br#"{"result":[[1,-2]]}"#, 1, None, "list of numbers"),
            (
                br#"{"result":[[[1,2],[1]]]}"#,
                1,
                None,
                "ballot 2 of question 1",
            ),
            (br#"{"result":[[1]]}"#, 1, Some(ELECTION), "has 2 answers"),
            (RESULT, 2, Some(&b"{}"[..]), "election.json"),
        ] {
            let error = read(result, question, election).unwrap_err();
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
