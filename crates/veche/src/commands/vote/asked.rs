//! Choices asked for on the terminal.

use std::io::{BufRead, Write};

use anyhow::{anyhow, bail};
use veche_poll::question::{Homomorphic, Lists, NonHomomorphic, Question, Selection};
use veche_store::texts::line;

/// Asks each question on the terminal.
pub(super) fn ask(questions: &[Question]) -> anyhow::Result<Vec<Selection>> {
    let mut input = std::io::stdin().lock();
    let mut selections = Vec::new();
    for (question, number) in questions.iter().zip(1..) {
        println!("\n{number}. {}", line(question.text()));
        show(question);
        loop {
            print!("Your choice ({}): ", rule(question));
            std::io::stdout().flush()?;
            let mut typed = zeroize::Zeroizing::new(String::new());
            if input.read_line(&mut typed)? == 0 {
                bail!("no answer to question {number}; nothing was cast");
            }
            match understand(question, typed.trim()) {
                Ok(selection) => {
                    selections.push(selection);
                    break;
                }
                Err(error) => println!("   {error}"),
            }
        }
    }
    Ok(selections)
}

fn show(question: &Question) {
    let answers = |answers: &[String]| {
        for (answer, place) in answers.iter().zip(1..) {
            println!("   {place}  {}", line(answer));
        }
    };
    match question {
        Question::Homomorphic(asked) => {
            answers(&asked.answers);
            if asked.blank {
                println!("   b  blank: none of them");
            }
        }
        Question::NonHomomorphic(asked) => answers(&asked.answers),
        Question::Lists(asked) => {
            for (list, place) in asked.lists.iter().zip(1..) {
                println!("   {place}  {}", line(&list.name));
                for (candidate, place) in list.candidates.iter().zip(1..) {
                    println!("        {place}  {}", line(candidate));
                }
            }
        }
        Question::Unsupported { .. } => {}
    }
}

fn rule(question: &Question) -> String {
    match question {
        Question::Homomorphic(asked) => match (asked.min, asked.max) {
            (1, 1) => "one number".to_owned(),
            (min, max) if min == max => format!("{min} numbers"),
            (min, max) => format!("{min} to {max} numbers, separated by spaces"),
        },
        Question::NonHomomorphic(asked) => {
            let most = asked.most_ranks().map(|most| format!("at most {most} of "));
            format!(
                "{}the numbers in order of preference, separated by spaces; or \
                 with commas one rank or grade for each answer",
                most.unwrap_or_default()
            )
        }
        Question::Lists(_) => "the number of a list, then those of its candidates".to_owned(),
        Question::Unsupported { kind } => kind.clone(),
    }
}

fn understand(question: &Question, line: &str) -> anyhow::Result<Selection> {
    match question {
        Question::Homomorphic(asked) => marks(asked, line),
        Question::NonHomomorphic(asked) => numbers(asked, line),
        Question::Lists(asked) => list(asked, line),
        Question::Unsupported { kind } => bail!("questions of kind {kind} are not supported"),
    }
}

/// The places, from 0, that numbers from 1 name; so many there are.
fn places<'a>(
    words: impl Iterator<Item = &'a str>,
    most: usize,
) -> impl Iterator<Item = anyhow::Result<usize>> {
    words.map(move |word| {
        let number: usize = word
            .parse()
            .map_err(|_| anyhow!("{word} is not one of the numbers"))?;
        let place = number.checked_sub(1).filter(|place| *place < most);
        place.ok_or_else(|| anyhow!("{number} is not one of the numbers"))
    })
}

fn marks(question: &Homomorphic, line: &str) -> anyhow::Result<Selection> {
    let selection = if question.blank && line == "b" {
        Selection::Blank
    } else {
        let mut marks = vec![false; question.answers.len()];
        for place in places(line.split_whitespace(), marks.len()) {
            marks[place?] = true;
        }
        Selection::Answers(marks)
    };
    question.plaintexts(&selection)?;
    Ok(selection)
}

fn numbers(question: &NonHomomorphic, line: &str) -> anyhow::Result<Selection> {
    let answers = question.answers.len();
    let mut numbers = vec![0_u8; answers];
    if line.contains(',') {
        let given = line.split(',').map(|number| {
            let number = number.trim();
            let wrong = || anyhow!("{number} is not a number from 0 to 255");
            number.parse().map_err(|_| wrong())
        });
        numbers = given.collect::<Result<_, _>>()?;
    } else {
        for (place, rank) in places(line.split_whitespace(), answers).zip(1..) {
            let number = &mut numbers[place?];
            if *number != 0 {
                bail!("an answer can be ranked once");
            }
            *number = rank;
        }
    }
    let selection = Selection::Numbers(numbers);
    question.numbers(&selection)?;
    Ok(selection)
}

fn list(question: &Lists, line: &str) -> anyhow::Result<Selection> {
    let mut words = line.split_whitespace();
    let list = places(words.by_ref().take(1), question.lists.len()).next();
    let list = list.ok_or_else(|| anyhow!("which list?"))??;
    let mut candidates = vec![false; question.lists[list].candidates.len()];
    for place in places(words, candidates.len()) {
        candidates[place?] = true;
    }
    let selection = Selection::List { list, candidates };
    question.plaintexts(&selection)?;
    Ok(selection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_poll::question::List;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn typed_choices_are_understood() {
        let several = Question::Homomorphic(Homomorphic {
            question: "?".to_owned(),
            answers: names(&["A", "B", "C"]),
            blank: true,
            min: 1,
            max: 2,
        });
        assert_eq!(
            understand(&several, " 3 1 ").unwrap(),
            Selection::Answers(vec![true, false, true])
        );
        assert_eq!(understand(&several, "b").unwrap(), Selection::Blank);
        for refused in ["", "0", "4", "1 2 3", "x", "-1", "1,2"] {
            assert!(understand(&several, refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn typed_ranks_and_grades_are_understood() {
        let ranked = Question::NonHomomorphic(NonHomomorphic {
            question: "?".to_owned(),
            answers: names(&["A", "B", "C"]),
            extra: None,
        });
        for (line, expected) in [
            ("3 1", [2, 0, 1]),
            ("", [0, 0, 0]),
            ("3,3,250", [3, 3, 250]),
        ] {
            let selection = understand(&ranked, line).unwrap();
            assert_eq!(selection, Selection::Numbers(expected.to_vec()), "{line}");
        }
        for refused in ["4", "1 1", "1,2", "1,2,x", "1,2,256"] {
            assert!(understand(&ranked, refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn typed_lists_are_understood() {
        let list = |name: &str, candidates: &[&str]| List {
            name: name.to_owned(),
            candidates: names(candidates),
        };
        let lists = Question::Lists(Lists {
            question: "?".to_owned(),
            lists: vec![list("L", &["A", "B"]), list("M", &["C"])],
        });
        let selection = understand(&lists, "1 2").unwrap();
        let candidates = vec![false, true];
        assert_eq!(
            selection,
            Selection::List {
                list: 0,
                candidates
            }
        );
        for refused in ["", "1", "3 1", "2 2", "x"] {
            assert!(understand(&lists, refused).is_err(), "{refused:?}");
        }
    }
}
