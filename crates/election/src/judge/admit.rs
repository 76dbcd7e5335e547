//! The rules of recording that hold for every entry.

use super::authority;
use super::order;
use super::rejection::{Rejection, Rule};
use super::state::Election;
use crate::entry::calling::{CountRule, ElectionCalled, RULES_VERSION};
use crate::entry::{Act, Signed};

/// An entry that may be recorded next.
#[derive(Clone, Debug)]
pub struct Accepted {
    pub(super) entry: Signed,
    /// How many entries the record had when it was accepted.
    pub(super) after: u64,
}

impl Accepted {
    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &Signed {
        &self.entry
    }
}

impl Election {
    /// Whether an entry may be recorded next. Looks only: many entries can be looked at in parallel.
    ///
    /// # Errors
    /// Who breaks which rule with which entry.
    pub fn check(&self, entry: &Signed) -> Result<Accepted, Rejection> {
        let reject = |rule| Rejection {
            id: entry.id,
            by: entry.by,
            kind: entry.act.name(),
            rule: Box::new(rule),
        };
        self.admit(entry).map_err(reject)?;
        Ok(Accepted {
            entry: entry.clone(),
            after: self.len(),
        })
    }

    /// All rules of recording.
    pub(super) fn admit(&self, entry: &Signed) -> Result<(), Rule> {
        match (&self.called, &entry.act) {
            (None, Act::ElectionCalled(call)) => return admit_call(entry, call),
            (None, _) => return Err(Rule::NotCalled),
            (Some(called), Act::ElectionCalled(_)) => return Err(Rule::CalledAlready(called.id)),
            (Some(called), _) if entry.election != Some(called.id) => {
                return Err(Rule::OtherElection(called.id));
            }
            (Some(called), _) => {
                let limit = called.call.limits.entry_bytes;
                if entry.length > limit as usize {
                    return Err(Rule::TooLong {
                        length: entry.length,
                        limit,
                    });
                }
            }
        }
        if let Some(last) = self.last.filter(|last| entry.at < *last) {
            return Err(Rule::TimeGoesBack { at: entry.at, last });
        }
        if let Some(number) = self.number_of(&entry.id) {
            return Err(Rule::Replayed(number));
        }
        if let Some(body) = entry.bodies.iter().find(|body| self.has_body(body)) {
            return Err(Rule::BodyTaken(body.stored()));
        }
        authority::admit(self, entry)?;
        order::admit(self, entry)?;
        self.admit_rate(entry)
    }

    /// The published limit on how many entries one key may have recorded in a day. It does not bind the organiser and
    /// the bodies. Nor does it bind what protects somebody: whoever has stolen a key must not keep its owner from
    /// revoking it by using up the day.
    fn admit_rate(&self, entry: &Signed) -> Result<(), Rule> {
        let Some(called) = &self.called else {
            return Ok(());
        };
        let limit = called.call.limits.entries_per_key_per_day;
        let official = self
            .keys
            .in_force(&entry.by)
            .is_some_and(|person| person.organiser || !person.bodies.is_empty());
        let same_day = self.last.is_some_and(|last| last.day() == entry.at.day());
        let today = self.today.get(&entry.by).copied().unwrap_or(0);
        let protects = matches!(
            entry.act,
            Act::KeyRevoked(_) | Act::KeyRotated(_) | Act::EntryWithdrawn(_)
        );
        match same_day && !official && !protects && today >= limit {
            true => Err(Rule::TooMany(limit)),
            false => Ok(()),
        }
    }
}

/// What a call must be to open a record.
fn admit_call(entry: &Signed, call: &ElectionCalled) -> Result<(), Rule> {
    if call.rules != RULES_VERSION {
        return Err(Rule::RulesVersion(call.rules));
    }
    if entry.election.is_some() {
        return Err(Rule::Call(
            "it names an election, and is itself the first entry of one",
        ));
    }
    if veche_record::note::VerifierKey::parse(&call.log).is_err() {
        return Err(Rule::Call(
            "`log` is not a verifier key of C2SP signed-note",
        ));
    }
    let limits = &call.limits;
    if !(1_024..=60_000).contains(&limits.entry_bytes) || entry.length > limits.entry_bytes as usize
    {
        return Err(Rule::Call(
            "`limits.entry_bytes` must be 1,024 to 60,000, and the call itself must keep it",
        ));
    }
    if limits.entries_per_key_per_day == 0 || limits.body_bytes == 0 {
        return Err(Rule::Call("a limit of zero would close the record"));
    }
    if call.contests.is_empty() {
        return Err(Rule::Call("it decides nothing: `contests` is empty"));
    }
    let distinct = |names: Vec<&str>| {
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    if !distinct(call.contests.iter().map(|c| c.contest.as_str()).collect())
        || !distinct(call.bodies.iter().map(|b| b.body.as_str()).collect())
        || !call
            .contests
            .iter()
            .all(|c| distinct(c.options.iter().map(|o| o.option.as_str()).collect()))
    {
        return Err(Rule::Call(
            "two contests, two bodies or two options of a contest have the same name",
        ));
    }
    if call
        .contests
        .iter()
        .any(|c| c.seats == 0 || (c.rule == CountRule::Majority && c.seats != 1))
    {
        return Err(Rule::Call(
            "a contest fills no seat, or several by a majority",
        ));
    }
    if call
        .contests
        .iter()
        .any(|c| (c.rule == CountRule::Carried) != c.rules.is_some())
    {
        return Err(Rule::Call(
            "a contest carries rules and does not say that it is counted by them, or says so and carries none",
        ));
    }
    let calendar = &call.calendar;
    if calendar.nomination.from > calendar.voting.from {
        return Err(Rule::Call("voting begins before nomination"));
    }
    match call.mode {
        crate::entry::calling::Mode::Run if call.bodies.iter().any(|body| body.key.is_none()) => {
            Err(Rule::Call("in a run election every body needs a key"))
        }
        crate::entry::calling::Mode::Run if call.appeals.is_none() => Err(Rule::Call(
            "in a run election `appeals` must say how long they may take",
        )),
        crate::entry::calling::Mode::Watched if call.sources.is_empty() => Err(Rule::NoSources),
        _ => Ok(()),
    }
}
