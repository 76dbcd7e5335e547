//! A finding, and the table of all.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use super::what::What;
use crate::check::CheckId;
use crate::entry::calling::Nomination;
use crate::value::{EntryId, OptionId};

/// What something on the record shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that shows it.
    pub check: CheckId,
    /// Whether it breaks a rule.
    pub weight: Weight,
    /// What it is.
    pub what: What,
    /// The entries that show it.
    pub about: Vec<EntryId>,
}

/// Whether a finding breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It is only shown; nothing is judged.
    Shown,
    /// What would settle it does not stand in the sources on record. Never "it was not given".
    NotShown,
    /// It breaks a rule.
    Breach,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not_shown = matches!(
            self.what,
            What::Incomplete { .. } | What::BannedWithoutDecision(_)
        ) && self.weight == Weight::NotShown;
        match not_shown {
            true => write!(f, "{} (not shown in the sources on record)", self.what),
            false => self.what.fmt(f),
        }
    }
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything it looked at keeps the rule.
    Holds,
    /// Something breaks it.
    Breached,
    /// There is nothing to look at, or what would settle it is not on record.
    NotShown,
}

/// What a check looked at, and what it found.
#[derive(Clone, Debug)]
pub struct Row {
    /// The check.
    pub check: CheckId,
    /// How many things it looked at.
    pub examined: u64,
    /// What it found.
    pub findings: Vec<Finding>,
}

impl Row {
    /// What came of it.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.findings.iter().map(|finding| finding.weight).max() {
            Some(Weight::Breach) => Status::Breached,
            Some(Weight::NotShown) => Status::NotShown,
            _ if self.examined == 0 => Status::NotShown,
            _ => Status::Holds,
        }
    }
}

/// All checks of what a record shows.
#[derive(Clone, Debug)]
pub struct Table {
    /// The day for which clocks are read.
    pub as_of: Date,
    examined: BTreeMap<CheckId, u64>,
    findings: Vec<Finding>,
}

impl Table {
    pub(super) fn new(as_of: Date) -> Self {
        Self {
            as_of,
            examined: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// Notes that a check looked at one more thing.
    pub(super) fn examine(&mut self, check: CheckId) {
        *self.examined.entry(check).or_default() += 1;
    }

    /// Notes a finding.
    pub(super) fn find(
        &mut self,
        check: CheckId,
        weight: Weight,
        what: What,
        about: impl IntoIterator<Item = EntryId>,
    ) {
        self.findings.push(Finding {
            check,
            weight,
            what,
            about: about.into_iter().collect(),
        });
    }

    /// The findings.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Every finding.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// One row a check, from C1 on. The checks of soundness have rows of their own.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        CheckId::ALL
            .into_iter()
            .filter(|check| check.subject() != crate::check::Subject::Soundness)
            .map(|check| Row {
                check,
                examined: self.examined.get(&check).copied().unwrap_or(0),
                findings: self
                    .findings
                    .iter()
                    .filter(|finding| finding.check == check)
                    .cloned()
                    .collect(),
            })
            .collect()
    }

    /// Whether anything breaks a rule.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.weight == Weight::Breach)
    }
}

/// The label of an option: of a candidate, or its own name.
pub(super) fn option_label(election: &crate::judge::Election, option: &OptionId) -> String {
    match option {
        OptionId::Named(name) => name.to_string(),
        OptionId::Candidate(id) => election
            .candidate(id)
            .map_or_else(|| id.short(), |candidate| candidate.filed.label.to_string()),
    }
}

/// How many signatures a contest needs, if any.
pub(super) fn threshold(nomination: &Nomination) -> Option<u64> {
    match nomination {
        Nomination::Filing => None,
        Nomination::Paper(paper) => Some(paper.threshold),
    }
}
