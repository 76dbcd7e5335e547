//! The test vectors: archives with one flaw each, and archives without, made the same on every machine.
//!
//! A flaw is relinked: everything after it (links, tally, decryptions, result) is made again to fit, so that only the
//! rule in question is broken.

mod archive;
mod ballot_forms;
mod ballot_proofs;
mod ballot_rights;
mod ballots;
mod bytes;
mod chain;
mod decryptions;
mod forge;
mod good;
mod list_ballots;
mod poll;
mod publish;
mod ranked;
mod ranked_ballots;
mod setup;
mod shuffles;
mod tallies;
mod trustees;

use veche_poll::event::EventKind;

pub(crate) use publish::publish;

/// What a verifier must say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    /// No fault.
    Sound,
    /// Faults, and an archive.
    Unsound,
    /// No archive.
    Unreadable,
}

/// One archive and what is expected of it.
pub(crate) struct Vector {
    /// The file's name without `.bel`.
    pub(crate) name: String,
    /// What is changed, or what is there to see.
    pub(crate) what: String,
    /// The rule: a section of the specification, or why we are stricter.
    pub(crate) source: String,
    /// The verdict.
    pub(crate) expect: Expect,
    /// The numbers of the checks that must fail: all of them, and no others.
    pub(crate) checks: Vec<u8>,
    /// How many events stand before the one at fault, where the fault has such a place.
    pub(crate) height: Option<u64>,
    /// The kind of the event at fault.
    pub(crate) kind: Option<EventKind>,
    /// What the fault must say, among other things.
    pub(crate) says: String,
    /// The older copy with which the archive is compared.
    pub(crate) since: Option<String>,
    /// What a note must say, among other things.
    pub(crate) note: Option<String>,
    /// The numbers that come out.
    pub(crate) result: Option<Vec<Vec<u64>>>,
    /// The archive.
    pub(crate) bytes: Vec<u8>,
}

/// The event at fault, if there is one: how many stand before it, and its kind.
type At = Option<(u64, Option<EventKind>)>;

/// An event at fault.
fn at(height: u64, kind: EventKind) -> At {
    Some((height, Some(kind)))
}

/// The list of vectors while it grows.
#[derive(Default)]
pub(crate) struct Vectors(Vec<Vector>);

impl Vectors {
    /// A sound archive.
    fn ok(&mut self, name: &str, what: &str, source: &str, bytes: Vec<u8>) -> &mut Vector {
        self.push(Vector {
            name: format!("ok-{name}"),
            what: what.into(),
            source: source.into(),
            expect: Expect::Sound,
            checks: vec![],
            height: None,
            kind: None,
            says: String::new(),
            since: None,
            note: None,
            result: None,
            bytes,
        })
    }

    /// An archive that breaks one check. `rule` is the number of the check and the source of the rule.
    fn bad(
        &mut self,
        name: &str,
        what: &str,
        rule: (u8, &str),
        at: At,
        says: &str,
        bytes: Vec<u8>,
    ) -> &mut Vector {
        self.push(Vector {
            name: format!("bad-{name}"),
            what: what.into(),
            source: rule.1.into(),
            expect: Expect::Unsound,
            checks: vec![rule.0],
            height: at.map(|(height, _)| height),
            kind: at.and_then(|(_, kind)| kind),
            says: says.into(),
            since: None,
            note: None,
            result: None,
            bytes,
        })
    }

    fn push(&mut self, vector: Vector) -> &mut Vector {
        let at = self.0.len();
        self.0.push(vector);
        &mut self.0[at]
    }
}

/// Every vector, in the order of the checks.
pub(crate) fn vectors() -> Vec<Vector> {
    let mut list = Vectors::default();
    good::add(&mut list);
    bytes::add(&mut list);
    chain::add(&mut list);
    setup::add(&mut list);
    trustees::add(&mut list);
    ballot_forms::add(&mut list);
    ballot_rights::add(&mut list);
    ballot_proofs::add(&mut list);
    tallies::add(&mut list);
    decryptions::add(&mut list);
    ranked::add(&mut list);
    list.0
}
