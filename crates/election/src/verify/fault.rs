//! What makes a record unsound.

use std::collections::BTreeMap;
use std::fmt;

use crate::check::CheckId;

/// So many faults of each check are kept; the rest is counted.
pub const KEPT: usize = 1_000;

/// A fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The check that found it.
    pub check: CheckId,
    /// Where: an entry's number, a file, a poll.
    pub place: String,
    /// What is wrong, and by which rule.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.check, self.place, self.reason)
    }
}

/// All faults, and how many things each check has looked at.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    kept: Vec<Fault>,
    found: BTreeMap<CheckId, u64>,
    examined: BTreeMap<CheckId, u64>,
}

impl Faults {
    /// Notes that a check looked at so many things.
    pub fn examine(&mut self, check: CheckId, number: u64) {
        *self.examined.entry(check).or_default() += number;
    }

    /// Notes a fault.
    pub fn find(&mut self, check: CheckId, place: impl Into<String>, reason: impl Into<String>) {
        let found = self.found.entry(check).or_default();
        *found += 1;
        if *found <= KEPT as u64 {
            self.kept.push(Fault {
                check,
                place: place.into(),
                reason: reason.into(),
            });
        }
    }

    /// The faults that are kept.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.kept
    }

    /// How many a check found.
    #[must_use]
    pub fn found(&self, check: CheckId) -> u64 {
        self.found.get(&check).copied().unwrap_or(0)
    }

    /// How many things a check looked at.
    #[must_use]
    pub fn examined(&self, check: CheckId) -> u64 {
        self.examined.get(&check).copied().unwrap_or(0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}
