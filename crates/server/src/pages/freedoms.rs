//! Assemblies, detentions, the press, and reports: as a timeline, a map and a list, with filters that need no script.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;
use veche_election::check::Subject;
use veche_election::entry::Act;
use veche_election::entry::decisions::Subject as About;
use veche_election::value::{EntryId, Place as Where};

use super::candidates::{FindingLine, lines};
use super::decisions::{Pages, paged};
use super::map::{self, Map};
use super::reader::{Line, Reader};
use super::timeline::{self, Timeline};
use super::{Frame, Page, PageError, Query, write};

#[derive(Serialize, Template)]
#[template(path = "freedoms.html")]
struct View {
    frame: Frame,
    filtered: bool,
    found: String,
    codes: Vec<Choice>,
    places: Vec<Choice>,
    from: Option<String>,
    to: Option<String>,
    timeline: Option<Timeline>,
    map: Map,
    days: Vec<Day>,
    pages: Pages,
    findings: Vec<FindingLine>,
}

/// Something that can be filtered by.
#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// What happened on a day.
#[derive(Serialize)]
struct Day {
    day: String,
    date: Date,
    lines: Vec<Line>,
}

/// Something that happened somewhere.
pub(super) struct Happened {
    pub(super) day: Date,
    pub(super) place: Option<Where>,
    /// The kind of the entry, or of a report its code.
    code: String,
    label: String,
    number: u64,
    id: EntryId,
}

pub(super) fn page(reader: &Reader<'_>, query: &Query) -> Result<Page, PageError> {
    let w = reader.w;
    let all = happened(reader);
    let wanted: Vec<&Happened> = all.iter().filter(|item| matches(item, query)).collect();
    let (part, pages) = paged(reader, &wanted, query);
    let mut days: Vec<Day> = Vec::new();
    for item in part {
        let Some(line) = reader.line(&item.id) else {
            continue;
        };
        match days.last_mut().filter(|day| day.date == item.day) {
            Some(day) => day.lines.push(line),
            None => days.push(Day {
                day: w.date(item.day),
                date: item.day,
                lines: vec![line],
            }),
        }
    }
    let findings = reader.shown.report.table.findings().iter();
    let view = View {
        frame: reader.frame.clone().titled(&w.say("nav-freedoms")),
        filtered: query.filters(),
        found: w.count("freedoms-found", wanted.len()),
        codes: codes(&all, query),
        places: places(reader, &all, query),
        from: query.from.map(|day| day.to_string()),
        to: query.to.map(|day| day.to_string()),
        timeline: timeline::of(reader, &wanted),
        map: map::of(reader, &wanted),
        days,
        pages,
        findings: lines(
            reader,
            findings.filter(|finding| finding.check.subject() == Subject::AssemblyAndSpeech),
        ),
    };
    write(&reader.frame, &view)
}

fn matches(item: &Happened, query: &Query) -> bool {
    let in_place = |place: &Where| item.place.as_ref().is_some_and(|there| there.is_in(place));
    query.code.as_ref().is_none_or(|code| item.code == *code)
        && query.place.as_ref().is_none_or(in_place)
        && query.from.is_none_or(|from| item.day >= from)
        && query.to.is_none_or(|to| item.day <= to)
}

/// Everything about assembly and speech, by day.
fn happened(reader: &Reader<'_>) -> Vec<Happened> {
    let election = reader.election();
    let mut all = Vec::new();
    for kept in election.kept() {
        let (place, day) = match &kept.act {
            Act::AssemblyNotified(act) => (Some(&act.place), act.when.from),
            Act::AssemblyHeld(act) => (Some(&act.place), act.when.from),
            Act::AssemblyBanned(act) => (Some(&act.place), act.when.from),
            Act::AssemblyDispersed(act) => (Some(&act.place), act.when.from),
            Act::PeopleDetained(act) => (Some(&act.place), act.since.from),
            Act::PressObstructed(act) => (Some(&act.place), act.when.from),
            Act::DetentionFollowed(act) => (place_of(reader, &act.detention), act.on),
            Act::DecisionTaken(act) => match &act.subject {
                About::Assembly(assembly) => (place_of(reader, assembly), act.on),
                About::Candidacy(_) | About::Appeal(_) | About::Complaint(_) => continue,
            },
            _ => continue,
        };
        all.push(Happened {
            day,
            place: place.cloned(),
            code: kept.act.name().to_owned(),
            label: reader.w.term("kind", kept.act.name()),
            number: kept.index,
            id: kept.id,
        });
    }
    for report in election.reports() {
        let Some(placed) = election.entry_at(report.index) else {
            continue;
        };
        let code = serde_json::to_value(report.code).unwrap_or_default();
        let code = code.as_str().unwrap_or_default().to_owned();
        all.push(Happened {
            day: report.when.from,
            place: Some(report.place.clone()),
            label: format!(
                "{}: {}",
                reader.w.say("kind-report_filed"),
                reader.w.term("report", &code)
            ),
            code,
            number: report.index,
            id: placed.id,
        });
    }
    all.sort_by_key(|item| (item.day, item.number));
    all
}

fn place_of<'a>(reader: &Reader<'a>, id: &EntryId) -> Option<&'a Where> {
    match &reader.election().kept_entry(id)?.act {
        Act::PeopleDetained(act) => Some(&act.place),
        Act::AssemblyNotified(act) => Some(&act.place),
        _ => None,
    }
}

fn codes(all: &[Happened], query: &Query) -> Vec<Choice> {
    let found: BTreeMap<&String, &String> =
        all.iter().map(|item| (&item.label, &item.code)).collect();
    found
        .into_iter()
        .map(|(label, code)| Choice {
            value: code.clone(),
            label: label.clone(),
            chosen: query.code.as_ref() == Some(code),
        })
        .collect()
}

fn places(reader: &Reader<'_>, all: &[Happened], query: &Query) -> Vec<Choice> {
    let found: BTreeMap<String, &Where> = all
        .iter()
        .filter_map(|item| item.place.as_ref())
        .map(|place| (reader.w.place(place), place))
        .collect();
    found
        .into_iter()
        .map(|(label, place)| Choice {
            value: place.to_string(),
            label,
            chosen: query.place.as_ref() == Some(place),
        })
        .collect()
}
