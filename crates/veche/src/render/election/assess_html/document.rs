//! What every part of the document needs: links to entries, names of signers, texts.

use std::collections::BTreeMap;

use veche_election::assess::timeline::REPORTS;
use veche_election::assess::{Assessment, describe_entry};
use veche_election::entry::{Act, Recorded};
use veche_election::judge::Election;
use veche_election::judge::state::{Kept, Withdrawal};
use veche_election::shows::Finding;
use veche_election::value::{BodyRef, EntryId, PublicKey};
use veche_election::verify::Report;
use veche_store::texts::BodyText;

use super::super::page::{self, Header, escape};
use super::super::text::notes;

/// Up to so many entries, the appendix holds them all.
pub(super) const ALL: u64 = 5_000;

/// So many lines of a list are printed.
pub(super) const PRINTED: usize = 200;

/// So many entries behind one statement are named.
const NAMED: usize = 40;

/// An election with all that is said of it.
pub(super) struct Document<'a> {
    pub(super) election: &'a Election,
    pub(super) report: &'a Report,
    pub(super) assessment: &'a Assessment,
    pub(super) header: &'a Header,
    leaf: &'a dyn Fn(u64) -> Option<Recorded>,
    body: &'a dyn Fn(&BodyRef) -> BodyText,
    /// The number of the last report in the appendix; `None` if it holds them all.
    last_report: Option<u64>,
    /// Of an entry, what others said to it: ratings and replies.
    answers: BTreeMap<EntryId, Vec<&'a Kept>>,
    withdrawals: BTreeMap<EntryId, &'a Withdrawal>,
}

impl<'a> Document<'a> {
    pub(super) fn new(
        election: &'a Election,
        report: &'a Report,
        assessment: &'a Assessment,
        header: &'a Header,
        leaf: &'a dyn Fn(u64) -> Option<Recorded>,
        body: &'a dyn Fn(&BodyRef) -> BodyText,
    ) -> Self {
        let mut answers: BTreeMap<EntryId, Vec<&Kept>> = BTreeMap::new();
        for kept in election.kept() {
            let to = match &kept.act {
                Act::ReportVerified(verified) => verified.entry,
                Act::ReplyMade(reply) => reply.to,
                Act::Cosigned(cosigned) => cosigned.entry,
                _ => continue,
            };
            answers.entry(to).or_default().push(kept);
        }
        let cut = election.len() > ALL && election.reports().len() > REPORTS;
        let last = election.reports().iter().take(REPORTS).next_back();
        Self {
            election,
            report,
            assessment,
            header,
            leaf,
            body,
            last_report: last.filter(|_| cut).map(|report| report.index),
            answers,
            withdrawals: election
                .withdrawals()
                .iter()
                .map(|back| (back.entry, back))
                .collect(),
        }
    }

    /// How many reports the appendix leaves out.
    pub(super) fn left_out(&self) -> u64 {
        match self.last_report {
            Some(_) => self.election.reports().len().saturating_sub(REPORTS) as u64,
            None => 0,
        }
    }

    /// The numbers of the entries that the appendix holds, in their order.
    pub(super) fn numbers(&self) -> Vec<u64> {
        let reports = self.election.reports().iter().map(|report| report.index);
        let reports = reports.take_while(|number| self.last_report.is_none_or(|l| *number <= l));
        let kept = self.election.kept().iter().map(|kept| kept.index);
        let mut numbers: Vec<u64> = kept.chain(reports).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Whether the appendix holds the entry with this number.
    fn holds(&self, number: u64) -> bool {
        number < self.election.len()
            && (self.last_report.is_none_or(|last| number <= last)
                || self.kept_at(number).is_some())
    }

    fn kept_at(&self, number: u64) -> Option<&'a Kept> {
        let kept = self.election.kept();
        let position = kept.binary_search_by_key(&number, |kept| kept.index);
        kept.get(position.ok()?)
    }

    /// What an entry says, and when it was recorded, as far as it can be read.
    pub(super) fn recorded(&self, number: u64) -> Option<(String, Act)> {
        if let Some(kept) = self.kept_at(number) {
            return Some((kept.at.to_string(), kept.act.clone()));
        }
        let recorded = (self.leaf)(number)?;
        let at = recorded.at.to_string();
        // Another leaf than the one that was judged is not shown in its place.
        let signed = recorded.verify().ok()?;
        let judged = self.election.entry_at(number)?.id == signed.id;
        judged.then_some((at, signed.act))
    }

    /// An entry in one line, as markup.
    pub(super) fn line(&self, id: &EntryId) -> String {
        escape(&describe_entry(self.election, id))
    }

    /// What a reader must know of an entry before believing it.
    pub(super) fn notes(&self, id: &EntryId) -> &'static str {
        notes(self.election, id)
    }

    /// An entry's number, leading to it where the appendix holds it.
    pub(super) fn link(&self, number: u64) -> String {
        match self.holds(number) {
            true => format!(r##"<a href="#entry-{number}">entry {number}</a>"##),
            false => format!("entry {number}, not in the appendix"),
        }
    }

    /// The entries behind a statement.
    pub(super) fn links(&self, about: &[EntryId]) -> String {
        let numbers: Vec<u64> = about
            .iter()
            .filter_map(|id| self.election.number_of(id))
            .collect();
        let mut links: Vec<String> = numbers
            .iter()
            .take(NAMED)
            .map(|number| self.link(*number))
            .collect();
        match numbers.len().saturating_sub(NAMED) {
            0 => {}
            more => links.push(format!("and {more} more")),
        }
        match links.is_empty() {
            true => String::new(),
            false => format!(" [{}]", links.join(", ")),
        }
    }

    /// A finding with its entries.
    pub(super) fn finding(&self, finding: &Finding) -> String {
        format!(
            "{}{}",
            escape(&finding.to_string()),
            self.links(&finding.about)
        )
    }

    /// Who signed, in words.
    pub(super) fn signer(&self, key: &PublicKey) -> String {
        let Some((person, _)) = self.election.keys().owner(key) else {
            return format!("a key that nobody known has ({})", key.short());
        };
        let candidate = person.candidates.first();
        let candidate = candidate.and_then(|id| self.election.candidate(id));
        match candidate.filter(|_| !person.is_known()) {
            Some(candidate) => format!("candidate {}", candidate.filed.label),
            None if person.organiser => self.organiser().to_owned(),
            None => person.title(),
        }
    }

    /// Who called the election, in words: in a watched one that is nobody of the authority.
    pub(super) fn organiser(&self) -> &'static str {
        match self.election.is_watched() {
            true => "the compiler of this record",
            false => "the organiser",
        }
    }

    /// Ratings of an entry, and replies to it.
    pub(super) fn answers(&self, id: &EntryId) -> &[&'a Kept] {
        self.answers.get(id).map_or(&[], Vec::as_slice)
    }

    /// Who took an entry back, if anybody did.
    pub(super) fn withdrawal(&self, id: &EntryId) -> Option<&'a Withdrawal> {
        self.withdrawals.get(id).copied()
    }

    /// A body of an entry in a line, as markup.
    pub(super) fn inline(&self, owner: &EntryId, reference: &BodyRef) -> String {
        let shown = page::shown(self.election, owner, reference, self.body);
        page::inline(reference, shown.as_ref())
    }

    /// A body of an entry as a paragraph, as markup.
    pub(super) fn block(&self, owner: &EntryId, reference: &BodyRef) -> String {
        let shown = page::shown(self.election, owner, reference, self.body);
        page::block(reference, shown.as_ref())
    }
}
