//! What the voter selected, wiped when dropped.

use serde::{Deserialize, Serialize};
use veche_poll::question::{Homomorphic, Selection, SelectionError};
use zeroize::Zeroize;

/// For each question a list with a mark for each answer, or nothing (`null`) for a blank vote.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Choices(Vec<Option<Vec<bool>>>);

impl Drop for Choices {
    fn drop(&mut self) {
        self.0.iter_mut().flatten().for_each(Zeroize::zeroize);
    }
}

/// Selections as `veche_poll` takes them, wiped when dropped.
pub(super) struct Selections(Vec<Selection>);

impl Selections {
    pub(super) fn of(choices: &Choices) -> Self {
        let selection = |choice: &Option<Vec<bool>>| match choice {
            Some(marks) => Selection::Answers(marks.clone()),
            None => Selection::Blank,
        };
        Self(choices.0.iter().map(selection).collect())
    }

    pub(super) fn list(&self) -> &[Selection] {
        &self.0
    }
}

impl Drop for Selections {
    fn drop(&mut self) {
        for selection in &mut self.0 {
            match selection {
                Selection::Answers(marks) => marks.zeroize(),
                Selection::Numbers(numbers) => numbers.zeroize(),
                Selection::List { list, candidates } => {
                    list.zeroize();
                    candidates.zeroize();
                }
                Selection::Blank => {}
            }
            *selection = Selection::Blank;
        }
    }
}

/// How many answers are selected.
fn selected(selection: &Selection) -> usize {
    match selection {
        Selection::Blank => 0,
        Selection::Answers(marks) => marks.iter().filter(|mark| **mark).count(),
        Selection::Numbers(numbers) => numbers.iter().filter(|number| **number > 0).count(),
        Selection::List { candidates, .. } => candidates.iter().filter(|mark| **mark).count(),
    }
}

/// What to say of one selection.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Explained {
    /// `fits`, `blank`, or what is wrong: `too_few`, `too_many`, `no_blank`, `length`.
    pub says: &'static str,
    /// How many answers are selected.
    pub selected: usize,
    /// How many must be at least.
    pub min: u32,
    /// How many may be at most.
    pub max: u32,
}

pub(super) fn explain(question: &Homomorphic, selection: &Selection) -> Explained {
    let says = match (question.plaintexts(selection), selection) {
        (Err(error), _) => code(&error, selection),
        (Ok(mut plaintexts), selection) => {
            plaintexts.zeroize();
            match selection {
                Selection::Blank => "blank",
                _ => "fits",
            }
        }
    };
    Explained {
        says,
        selected: selected(selection),
        min: question.min,
        max: question.max,
    }
}

/// The case of a selection that does not fit, in a word.
pub(super) fn code(error: &SelectionError, selection: &Selection) -> &'static str {
    match error {
        SelectionError::NoBlank => "no_blank",
        SelectionError::Length { .. }
        | SelectionError::OtherKind
        | SelectionError::NoSuchList(_) => "length",
        SelectionError::NoCandidate => "too_few",
        SelectionError::Number { min, .. } if (selected(selection) as u64) < u64::from(*min) => {
            "too_few"
        }
        SelectionError::Number { .. } | SelectionError::Ranks { .. } => "too_many",
    }
}
