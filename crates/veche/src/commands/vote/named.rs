//! Choices given by name.

use anyhow::{Context, bail};
use veche_poll::question::{Homomorphic, Lists, NonHomomorphic, Question, Selection};

/// Understands choices by name: `ANSWER`, or `N:ANSWER` where an answer's name stands in more than one question; blank
/// is `N:blank` or `blank`, and none of the answers, where that is allowed, `N:none` or `none`. Where each answer gets a
/// number, `N:ANSWER > ANSWER = ANSWER` ranks them, and `N:1,3,2` are the numbers themselves. With lists, each candidate
/// is `N:LIST/CANDIDATE`.
pub(super) fn choose(questions: &[Question], chosen: &[String]) -> anyhow::Result<Vec<Selection>> {
    let mut of: Vec<Vec<&str>> = vec![Vec::new(); questions.len()];
    for text in chosen {
        let (question, name) = find(questions, text)?;
        of[question].push(name);
    }
    let questions = questions.iter().zip(of).zip(1..);
    questions
        .map(|((question, names), number)| {
            let selection = match question {
                Question::Homomorphic(question) => marks(question, &names),
                Question::NonHomomorphic(question) => numbers(question, &names),
                Question::Lists(question) => list(question, &names),
                Question::Unsupported { kind } => bail!("a question of kind {kind}"),
            };
            selection.with_context(|| format!("question {number} (“{}”)", question.text()))
        })
        .collect()
}

fn marks(question: &Homomorphic, names: &[&str]) -> anyhow::Result<Selection> {
    let mut marks = vec![false; question.answers.len()];
    let mut blank = false;
    for name in names {
        match choice(question, name) {
            Some(Choice::Answer(answer)) => marks[answer] = true,
            Some(Choice::Blank) => blank = true,
            Some(Choice::None) | None => {}
        }
    }
    let selection = match (blank, marks.contains(&true)) {
        (true, true) => bail!("blank and an answer exclude each other"),
        (true, false) => Selection::Blank,
        (false, _) => Selection::Answers(marks),
    };
    question.plaintexts(&selection)?;
    Ok(selection)
}

fn numbers(question: &NonHomomorphic, names: &[&str]) -> anyhow::Result<Selection> {
    let selection = match names {
        [] => bail!("nothing is chosen: rank the answers, or give each a number"),
        [one] => match given(one) {
            Some(numbers) => Selection::Numbers(numbers),
            None => ranking(question, one)?,
        },
        _ => bail!("it is answered once: ANSWER > ANSWER > …"),
    };
    question.numbers(&selection)?;
    Ok(selection)
}

/// Numbers with commas between them.
fn given(text: &str) -> Option<Vec<u8>> {
    text.split(',')
        .map(|number| number.trim().parse().ok())
        .collect()
}

/// The ranks of answers, the first before `>`, equal ones with `=` between them. Answers that are not named have none.
fn ranking(question: &NonHomomorphic, text: &str) -> anyhow::Result<Selection> {
    let mut numbers = vec![0_u8; question.answers.len()];
    let mut rank = 0_u8;
    for names in text.split('>') {
        rank = match rank.checked_add(1) {
            Some(rank) => rank,
            None => bail!("more ranks than a ballot can hold"),
        };
        for name in names.split('=').map(str::trim) {
            let answer = question.answers.iter().position(|answer| answer == name);
            match answer.and_then(|answer| numbers.get_mut(answer)) {
                Some(number) if *number == 0 => *number = rank,
                Some(_) => bail!("{name} is ranked twice"),
                None => bail!(
                    "{name}: no such answer; there are: {}",
                    question.answers.join(", ")
                ),
            }
        }
    }
    Ok(Selection::Numbers(numbers))
}

fn list(question: &Lists, names: &[&str]) -> anyhow::Result<Selection> {
    let mut selected: Option<(usize, Vec<bool>)> = None;
    for name in names {
        let Some((list, candidate)) = candidate(question, name) else {
            bail!("{name}: no such candidate; write LIST/CANDIDATE");
        };
        let length = question.lists[list].candidates.len();
        let (of, marks) = selected.get_or_insert_with(|| (list, vec![false; length]));
        if *of != list {
            bail!("candidates of one list only can be selected");
        }
        marks[candidate] = true;
    }
    let Some((list, candidates)) = selected else {
        bail!("select at least one candidate: LIST/CANDIDATE");
    };
    let selection = Selection::List { list, candidates };
    question.plaintexts(&selection)?;
    Ok(selection)
}

/// The list and candidate that `LIST/CANDIDATE` names.
fn candidate(question: &Lists, text: &str) -> Option<(usize, usize)> {
    question.lists.iter().enumerate().find_map(|(place, list)| {
        let name = text.strip_prefix(list.name.as_str())?.strip_prefix('/')?;
        let candidate = list
            .candidates
            .iter()
            .position(|candidate| candidate == name)?;
        Some((place, candidate))
    })
}

/// What a name is in a question whose answers are selected.
#[derive(Clone, Copy)]
enum Choice {
    Answer(usize),
    Blank,
    None,
}

fn choice(question: &Homomorphic, name: &str) -> Option<Choice> {
    let answer = question.answers.iter().position(|answer| answer == name);
    answer.map(Choice::Answer).or(match name {
        "blank" if question.blank => Some(Choice::Blank),
        "none" if question.min == 0 => Some(Choice::None),
        _ => None,
    })
}

/// Whether a text can be a choice in a question.
fn fits(question: &Question, text: &str) -> bool {
    match question {
        Question::Homomorphic(question) => choice(question, text).is_some(),
        Question::NonHomomorphic(question) => {
            given(text).is_some() || ranking(question, text).is_ok()
        }
        Question::Lists(question) => candidate(question, text).is_some(),
        Question::Unsupported { .. } => false,
    }
}

/// The question, from 0, that a text belongs to, and the text without its number.
fn find<'a>(questions: &[Question], text: &'a str) -> anyhow::Result<(usize, &'a str)> {
    if let Some((number, name)) = text.split_once(':')
        && let Ok(number) = number.trim().parse::<usize>()
    {
        let Some(question) = number.checked_sub(1).and_then(|at| questions.get(at)) else {
            bail!("--choose {text}: there are {} questions", questions.len());
        };
        let name = name.trim();
        // What is wrong with numbers, ranks and candidates is said when they are read.
        if matches!(question, Question::Homomorphic(_)) && !fits(question, name) {
            bail!(
                "--choose {text}: no such answer; there are: {}",
                answers(std::slice::from_ref(question), number).join(", ")
            );
        }
        return Ok((number - 1, name));
    }
    let name = text.trim();
    let found: Vec<usize> = (0..questions.len())
        .filter(|place| fits(&questions[*place], name))
        .collect();
    match found.as_slice() {
        [one] => Ok((*one, name)),
        [] => bail!(
            "--choose {text}: no such answer; there are: {}",
            answers(questions, 1).join(", ")
        ),
        _ => bail!(
            "--choose {text}: several questions have this answer; write N:{name} with the question's number"
        ),
    }
}

/// All answers as they can be written, the first question having this number.
fn answers(questions: &[Question], first: usize) -> Vec<String> {
    let questions = questions.iter().zip(first..);
    let answers = questions.flat_map(|(question, number)| {
        let names: Vec<String> = match question {
            Question::Homomorphic(asked) => {
                let none = (asked.min == 0).then(|| "none".to_owned());
                let blank = asked.blank.then(|| "blank".to_owned());
                let answers = asked.answers.iter().cloned();
                answers.chain(blank).chain(none).collect()
            }
            Question::NonHomomorphic(asked) => vec![asked.answers.join(" > ")],
            Question::Lists(asked) => {
                let lists = asked.lists.iter();
                let names = lists.flat_map(|list| {
                    let candidates = list.candidates.iter();
                    candidates.map(|name| format!("{}/{name}", list.name))
                });
                names.collect()
            }
            Question::Unsupported { .. } => Vec::new(),
        };
        names
            .into_iter()
            .map(move |name| format!("{number}:{name}"))
    });
    answers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_poll::question::List;

    fn question(answers: &[&str], blank: bool, min: u32, max: u32) -> Question {
        Question::Homomorphic(Homomorphic {
            question: "?".to_owned(),
            answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
            blank,
            min,
            max,
        })
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn choices_are_understood_by_name_and_by_number_of_the_question() {
        let first = question(&["Ana", "Boris: senior", "Yes"], false, 1, 2);
        let second = question(&["Yes", "No"], true, 1, 1);
        let questions = [first, second.clone()];
        let chosen = |names: &[&str]| choose(&questions, &texts(names));
        let answers = |marks: &[bool]| Selection::Answers(marks.to_vec());
        assert_eq!(
            chosen(&["Ana", "Boris: senior", "2:Yes"]).unwrap(),
            [answers(&[true, true, false]), answers(&[true, false])]
        );
        assert_eq!(
            chosen(&["1:Yes", "blank"]).unwrap(),
            [answers(&[false, false, true]), Selection::Blank]
        );
        let free = question(&["A", "B"], false, 0, 2);
        let nothing = choose(&[free, second], &texts(&["1:none", "No"])).unwrap();
        assert_eq!(nothing, [answers(&[false, false]), answers(&[false, true])]);
        for refused in [
            &["1:none", "No"][..],
            &["Ana"],
            &["Ana", "Yes"],
            &["Ana", "2:Yes", "2:blank"],
            &["Ana", "2:Yes", "2:No"],
            &["ana", "No"],
            &["1:blank", "No"],
            &["3:Ana", "No"],
            &["0:Ana", "No"],
            &["No"],
            &["Ana", "Boris: senior", "1:Yes", "No"],
        ] {
            assert!(chosen(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn answers_are_ranked_or_given_numbers() {
        let question = [Question::NonHomomorphic(NonHomomorphic {
            question: "?".to_owned(),
            answers: texts(&["Park", "School", "Bridge"]),
            extra: None,
        })];
        for (text, numbers) in [
            ("School > Park > Bridge", [2, 1, 3]),
            ("1:School > Park = Bridge", [2, 1, 2]),
            ("Bridge", [0, 0, 1]),
            ("1:3,1,2", [3, 1, 2]),
            ("0, 0, 250", [0, 0, 250]),
        ] {
            let selection = choose(&question, &texts(&[text])).unwrap();
            assert_eq!(selection, [Selection::Numbers(numbers.to_vec())], "{text}");
        }
        for refused in [
            &["Park > Park"][..],
            &["Park > Pool"],
            &["1:1,2"],
            &["1:1,2,256"],
            &["Park", "School"],
            &[],
        ] {
            assert!(choose(&question, &texts(refused)).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn candidates_of_one_list_are_selected() {
        let list = |name: &str, candidates: &[&str]| List {
            name: name.to_owned(),
            candidates: texts(candidates),
        };
        let question = [Question::Lists(Lists {
            question: "?".to_owned(),
            lists: vec![list("Left", &["Ana", "Boris"]), list("Right", &["Cem"])],
        })];
        assert_eq!(
            choose(&question, &texts(&["Left/Boris", "1:Left/Ana"])).unwrap(),
            [Selection::List {
                list: 0,
                candidates: vec![true, true]
            }]
        );
        for refused in [
            &["Left/Ana", "Right/Cem"][..],
            &["Left/Cem"],
            &["Left"],
            &[],
        ] {
            assert!(choose(&question, &texts(refused)).is_err(), "{refused:?}");
        }
    }
}
