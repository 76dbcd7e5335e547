//! One entry: every field in words, its texts, its proof, and what others said to it.

use askama::Template;
use serde::Serialize;
use veche_election::assess::sources;
use veche_election::entry::Act;
use veche_election::entry::decisions::Subject;
use veche_election::value::{EntryId, Source};

use super::fields::{Field, fields};
use super::reader::{Line, Link, Reader};
use super::said::Said;
use super::{Frame, Page, PageError, Place, write};

#[derive(Serialize, Template)]
#[template(path = "entry.html")]
struct View {
    frame: Frame,
    number: u64,
    title: String,
    notes: Vec<String>,
    kind: &'static str,
    kind_words: String,
    id: String,
    signer: String,
    key: String,
    recorded: Option<String>,
    withdrawn: Option<Withdrawn>,
    fields: Vec<Field>,
    sources: Vec<SourceBlock>,
    answers: Vec<Answer>,
    leaf: String,
    proof: String,
    previous: Option<Link>,
    next: Option<Link>,
}

#[derive(Serialize)]
struct Withdrawn {
    words: String,
    link: Option<Link>,
}

/// Where an entry is known from.
#[derive(Serialize)]
struct SourceBlock {
    kind: String,
    publisher: String,
    day: Option<String>,
    text: Said,
    /// The address in the text, if there is one that a browser may follow.
    address: Option<String>,
    archived: Option<String>,
}

/// What somebody said to an entry.
#[derive(Serialize)]
struct Answer {
    line: Line,
    text: Option<Said>,
}

pub(super) fn page(reader: &Reader<'_>, number: u64) -> Result<Page, PageError> {
    let w = reader.w;
    let election = reader.election();
    let here = Place::Entry(reader.shown.name.clone(), number);
    let placed = election.entry_at(number);
    let placed = placed.ok_or_else(|| PageError::NotFound(here.to_string()))?;
    let id = placed.id;
    let (recorded, act) = match election.kept_entry(&id) {
        Some(kept) => (Some(kept.at), Some(kept.act.clone())),
        None => leaf(reader, number, &id).map_or((None, None), |(at, act)| (Some(at), Some(act))),
    };
    let title = act.as_ref().map_or_else(
        || reader.telling.line_of(&id),
        |act| reader.telling.line(act),
    );
    let withdrawn = election.withdrawals().iter().find(|back| back.entry == id);
    let api = format!(
        "{}../api/v1/e/{}/entries/{number}",
        reader.frame.root, reader.shown.name
    );
    let view = View {
        frame: reader.frame.clone().titled(&reader.link_to(number).label),
        number,
        title,
        notes: reader.notes(&id),
        kind: placed.kind,
        kind_words: w.term("kind", placed.kind),
        id: id.to_string(),
        signer: reader.telling.signer(&placed.by),
        key: placed.by.to_string(),
        recorded: recorded.map(|at| at.to_string()),
        withdrawn: withdrawn.map(|back| Withdrawn {
            words: w.with(
                "entry-withdrawn",
                &[
                    (
                        "who",
                        match back.by_author {
                            true => w.say("entry-author").into(),
                            false => reader.telling.organiser().into(),
                        },
                    ),
                    ("day", w.date(back.on).into()),
                    ("because", w.value("because", &back.because).into()),
                ],
            ),
            link: reader.link(&back.id),
        }),
        fields: act
            .as_ref()
            .map_or_else(Vec::new, |act| fields(reader, &id, act)),
        sources: act.as_ref().map_or_else(Vec::new, |act| {
            sources(act)
                .iter()
                .map(|source| source_block(reader, &id, source))
                .collect()
        }),
        answers: answers(reader, &id),
        leaf: api.clone(),
        proof: format!("{api}/proof"),
        previous: number.checked_sub(1).map(|number| reader.link_to(number)),
        next: (number + 1 < election.len()).then(|| reader.link_to(number + 1)),
    };
    write(&reader.frame, &view)
}

/// An entry that is not kept in memory. Another leaf than the one that was judged is not shown in its place.
fn leaf(
    reader: &Reader<'_>,
    number: u64,
    id: &EntryId,
) -> Option<(veche_election::value::Moment, Act)> {
    let recorded = reader.texts().leaf(number)?;
    let at = recorded.at;
    let signed = recorded.verify().ok()?;
    (signed.id == *id).then_some((at, signed.act))
}

fn source_block(reader: &Reader<'_>, owner: &EntryId, source: &Source) -> SourceBlock {
    let text = reader.said(owner, &source.text);
    SourceBlock {
        kind: reader.w.value("source", &source.kind),
        publisher: reader.telling.name(&source.publisher),
        day: source.on.map(|day| reader.w.date(day)),
        address: (!text.note).then(|| address(&text.text)).flatten(),
        text,
        archived: source.archived.map(|hash| hash.to_string()),
    }
}

/// The first address of a web page in a text, made of plain characters only.
fn address(text: &str) -> Option<String> {
    let found = text.split_whitespace().find(|word| {
        word.strip_prefix("https://")
            .or_else(|| word.strip_prefix("http://"))
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })?;
    let end = found.trim_end_matches(['.', ',', ';', ')']);
    let is_plain = end
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()*+,;=%".contains(&byte));
    is_plain.then(|| end.to_owned())
}

/// What others said to an entry, in the order of the record.
fn answers(reader: &Reader<'_>, id: &EntryId) -> Vec<Answer> {
    let election = reader.election();
    let kept = election.kept().iter();
    let mut found: Vec<EntryId> = kept
        .filter(|kept| refers(&kept.act, id))
        .map(|kept| kept.id)
        .collect();
    let contradictions = election.contradictions().iter();
    found.extend(contradictions.filter(|(_, of)| of == id).map(|(by, _)| *by));
    found.sort_by_key(|id| election.number_of(id));
    found.dedup();
    found
        .iter()
        .filter_map(|by| {
            let text = match &election.kept_entry(by).map(|kept| &kept.act) {
                Some(Act::ReplyMade(reply)) => Some(reply.text),
                Some(Act::ReportVerified(verified)) => verified.text,
                Some(Act::DetentionFollowed(followed)) => followed.text,
                Some(Act::DemandFollowed(followed)) => followed.text,
                _ => None,
            };
            Some(Answer {
                line: reader.line(by)?,
                text: text.map(|text| reader.said(by, &text)),
            })
        })
        .collect()
}

/// Whether what an entry says is about another.
fn refers(act: &Act, id: &EntryId) -> bool {
    match act {
        Act::ReportVerified(act) => act.entry == *id,
        Act::ReplyMade(act) => act.to == *id,
        Act::Cosigned(act) => act.entry == *id,
        Act::EntryWithdrawn(act) => act.entry == *id,
        Act::DecisionSupplemented(act) => act.decision == *id,
        Act::AppealFiled(act) => act.against == *id,
        Act::ComplaintFiled(act) => act.about.contains(id),
        Act::DecisionTaken(act) => match act.subject {
            Subject::Candidacy(of)
            | Subject::Assembly(of)
            | Subject::Appeal(of)
            | Subject::Complaint(of) => of == *id,
        },
        Act::SignaturesCounted(act) => act.candidate == *id,
        Act::CandidacyWithdrawn(act) => act.candidate == *id,
        Act::AssemblyHeld(act) => act.assembly == Some(*id),
        Act::AssemblyBanned(act) => act.assembly == Some(*id),
        Act::AssemblyDispersed(act) => act.assembly == Some(*id),
        Act::PeopleDetained(act) => act.assembly == Some(*id) || act.candidate == Some(*id),
        Act::DetentionFollowed(act) => act.detention == *id,
        Act::PressObstructed(act) => act.detention == Some(*id),
        Act::StatementMade(act) => act.about.contains(id),
        Act::DemandMade(act) => act.about.contains(id),
        Act::DemandFollowed(act) => act.demand == *id,
        Act::FindingMade(act) => act.cites.contains(id),
        Act::PollAnchored(act) => act.poll == *id,
        Act::OutcomeDeclared(act) => act.poll == Some(*id),
        Act::RulePublished(act) => act.replaces == Some(*id),
        Act::ElectionCalled(_)
        | Act::CalendarChanged(_)
        | Act::ObserverDeclared(_)
        | Act::KeyRotated(_)
        | Act::KeyRevoked(_)
        | Act::LogKeyRotated(_)
        | Act::CandidacyFiled(_)
        | Act::AssemblyNotified(_)
        | Act::ContextNoted(_)
        | Act::ReportFiled(_)
        | Act::FigureReported(_)
        | Act::PollOpened(_)
        | Act::ProgramPublished(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_address_is_one() {
        assert_eq!(
            address("Seen at https://example.org/a?b=1, on Monday."),
            Some("https://example.org/a?b=1".to_owned())
        );
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://\"onclick=",
            "https://example.org/<script>",
            "http:///etc",
            "nothing",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
