//! Questions where a voter selects one list, and candidates of it (spec §Lists questions).

use serde::{Deserialize, Serialize};

use super::{QuestionError, Selection, SelectionError};

/// A question about lists of candidates; only sums are ever decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// The question's text.
    pub question: String,
    /// The lists; at least one.
    pub lists: Vec<List>,
}

/// A list of candidates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its candidates, in order.
    pub candidates: Vec<String>,
}

/// `question_l`: for each list its name and then its candidates.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ListsText {
    answers: Vec<Vec<String>>,
    question: String,
}

impl Lists {
    pub(super) fn from_text(text: ListsText) -> Result<Self, QuestionError> {
        let list = |(number, names): (usize, Vec<String>)| {
            let mut names = names.into_iter();
            let name = names.next().ok_or(QuestionError::NoName(number))?;
            Ok(List {
                name,
                candidates: names.collect(),
            })
        };
        let lists = (1..)
            .zip(text.answers)
            .map(list)
            .collect::<Result<Vec<_>, _>>()?;
        // Nobody could select a candidate.
        if lists.iter().all(|list| list.candidates.is_empty()) {
            return Err(QuestionError::NoAnswers);
        }
        Ok(Self {
            question: text.question,
            lists,
        })
    }

    pub(super) fn to_text(&self) -> ListsText {
        let names = |list: &List| {
            let name = std::iter::once(&list.name);
            name.chain(&list.candidates).cloned().collect()
        };
        ListsText {
            answers: self.lists.iter().map(names).collect(),
            question: self.question.clone(),
        }
    }

    /// How many ciphertexts an answer has for each list: one for the list and one for each candidate.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().map(|list| 1 + list.candidates.len())
    }

    /// What is encrypted for a selection: for each list 0 or 1 for itself, then for each of its candidates.
    ///
    /// # Errors
    /// [`SelectionError`] if the selection does not fit.
    pub fn plaintexts(&self, selection: &Selection) -> Result<Vec<u64>, SelectionError> {
        let Selection::List { list, candidates } = selection else {
            return Err(SelectionError::OtherKind);
        };
        let selected = self
            .lists
            .get(*list)
            .ok_or(SelectionError::NoSuchList(*list + 1))?;
        if candidates.len() != selected.candidates.len() {
            return Err(SelectionError::Length {
                found: candidates.len(),
                expected: selected.candidates.len(),
            });
        }
        if !candidates.contains(&true) {
            return Err(SelectionError::NoCandidate);
        }
        let row = |(at, asked): (usize, &List)| {
            let here = at == *list;
            let marks: Vec<u64> = match here {
                true => candidates.iter().map(|mark| u64::from(*mark)).collect(),
                false => vec![0; asked.candidates.len()],
            };
            std::iter::once(u64::from(here)).chain(marks)
        };
        Ok(self.lists.iter().enumerate().flat_map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Lists {
        let list = |name: &str, candidates: &[&str]| List {
            name: name.into(),
            candidates: candidates.iter().map(|name| (*name).into()).collect(),
        };
        Lists {
            question: "Which list?".into(),
            lists: vec![list("L", &["a", "b"]), list("M", &["c"])],
        }
    }

    #[test]
    fn one_list_and_candidates_of_it_are_selected() {
        let select = |list, candidates: &[bool]| Selection::List {
            list,
            candidates: candidates.to_vec(),
        };
        let question = question();
        for (selection, expected) in [
            (select(0, &[false, true]), Ok(vec![1, 0, 1, 0, 0])),
            (select(1, &[true]), Ok(vec![0, 0, 0, 1, 1])),
            (select(1, &[false]), Err(SelectionError::NoCandidate)),
            (select(2, &[true]), Err(SelectionError::NoSuchList(3))),
            (
                select(0, &[true]),
                Err(SelectionError::Length {
                    found: 1,
                    expected: 2,
                }),
            ),
            (Selection::Blank, Err(SelectionError::OtherKind)),
        ] {
            assert_eq!(question.plaintexts(&selection), expected);
        }
    }

    #[test]
    fn a_question_without_a_list_or_a_name_is_none() {
        let read = |answers: &[&[&str]]| {
            let answers = answers
                .iter()
                .map(|list| list.iter().map(|name| (*name).to_owned()).collect())
                .collect();
            Lists::from_text(ListsText {
                answers,
                question: "?".into(),
            })
        };
        assert_eq!(read(&[]), Err(QuestionError::NoAnswers));
        assert_eq!(read(&[&["L"], &["M"]]), Err(QuestionError::NoAnswers));
        assert_eq!(read(&[&["L", "a"], &[]]), Err(QuestionError::NoName(2)));
        assert!(read(&[&["L", "a"], &["M"]]).is_ok());
    }
}
