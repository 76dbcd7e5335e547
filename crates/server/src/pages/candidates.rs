//! Who stood, who was kept off and why, on which figures: those who qualified and are absent first.

use askama::Template;
use serde::Serialize;
use veche_election::check::CheckId;
use veche_election::entry::calling::{Contest, Nomination};
use veche_election::judge::state::{Candidate, Standing};
use veche_election::shows::{Finding, Weight, What};
use veche_election::value::{EntryId, Range};

use super::decisions::{DecisionBlock, block};
use super::reader::{Link, Reader};
use super::said::Said;
use super::{Frame, Page, PageError, write};

#[derive(Serialize, Template)]
#[template(path = "candidates.html")]
struct View {
    frame: Frame,
    absent: Vec<FindingLine>,
    contests: Vec<ContestBlock>,
    findings: Vec<FindingLine>,
}

/// A finding, with the entries it stands on.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FindingLine {
    pub(super) check: String,
    pub(super) weight: &'static str,
    pub(super) weight_words: String,
    pub(super) text: String,
    pub(super) links: Vec<Link>,
}

#[derive(Serialize)]
struct ContestBlock {
    title: Said,
    seats: u16,
    seats_words: String,
    rule: String,
    needed: String,
    voters: Option<u64>,
    voters_words: Option<String>,
    quorum: Option<u64>,
    quorum_words: Option<String>,
    options: Vec<Said>,
    candidates: Vec<CandidateBlock>,
}

#[derive(Serialize)]
struct CandidateBlock {
    name: Said,
    standing: &'static str,
    standing_words: String,
    filed: String,
    link: Option<Link>,
    withdrawn: Option<Link>,
    absent: bool,
    figures: Vec<FigureLine>,
    districts: Vec<FigureLine>,
    decisions: Vec<DecisionBlock>,
}

/// Figures of a nomination, as whoever names them.
#[derive(Serialize)]
struct FigureLine {
    district: Option<String>,
    according_to: String,
    day: String,
    collected: String,
    handed_in: String,
    checked: String,
    accepted: String,
    link: Option<Link>,
}

pub(super) fn page(reader: &Reader<'_>) -> Result<Page, PageError> {
    let all = reader.shown.report.table.findings();
    let absent = |finding: &&Finding| matches!(finding.what, What::QualifiedAbsent { .. });
    let contests = match reader.election().called() {
        Some(called) => called
            .call
            .contests
            .iter()
            .map(|contest| contest_block(reader, &called.id, contest))
            .collect(),
        None => Vec::new(),
    };
    let about_candidates = |finding: &&Finding| {
        matches!(
            finding.check,
            CheckId::C1 | CheckId::C2 | CheckId::C3 | CheckId::C4 | CheckId::C5 | CheckId::C6
        ) && !absent(finding)
    };
    let view = View {
        frame: reader.frame.clone().titled(&reader.w.say("nav-candidates")),
        absent: lines(reader, all.iter().filter(absent)),
        contests,
        findings: lines(reader, all.iter().filter(about_candidates)),
    };
    write(&reader.frame, &view)
}

/// Findings, the heaviest first.
pub(super) fn lines<'a>(
    reader: &Reader<'_>,
    findings: impl Iterator<Item = &'a Finding>,
) -> Vec<FindingLine> {
    let mut findings: Vec<&Finding> = findings.collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    findings
        .into_iter()
        .map(|finding| FindingLine {
            check: finding.check.to_string(),
            weight: match finding.weight {
                Weight::Breach => "breach",
                Weight::NotShown => "not-shown",
                Weight::Shown => "shown",
            },
            weight_words: reader.w.weight(finding.weight),
            text: reader.telling.finding(finding),
            links: reader.links(&finding.about),
        })
        .collect()
}

fn contest_block(reader: &Reader<'_>, call: &EntryId, contest: &Contest) -> ContestBlock {
    let w = reader.w;
    let needed = match contest.nomination {
        Nomination::Filing => w.say("nomination-filing"),
        Nomination::Paper(paper) => w.count("candidates-needed", paper.threshold),
    };
    let mut candidates: Vec<CandidateBlock> = reader
        .election()
        .candidates()
        .iter()
        .filter(|candidate| candidate.filed.contest == contest.contest)
        .map(|candidate| candidate_block(reader, candidate))
        .collect();
    // Those who qualified and are absent stand first; the others stay in the order of filing.
    candidates.sort_by_key(|candidate| !candidate.absent);
    ContestBlock {
        title: reader.said(call, &contest.title),
        seats: contest.seats,
        seats_words: w.count("candidates-seats", contest.seats),
        rule: w.value("rule", &contest.rule),
        needed,
        voters: contest.voters,
        voters_words: contest
            .voters
            .map(|voters| w.count("candidates-voters", voters)),
        quorum: contest.quorum,
        quorum_words: contest.quorum.map(|quorum| w.number(quorum)),
        options: contest
            .options
            .iter()
            .map(|option| reader.said(call, &option.text))
            .collect(),
        candidates,
    }
}

fn candidate_block(reader: &Reader<'_>, candidate: &Candidate) -> CandidateBlock {
    let w = reader.w;
    let findings = reader.shown.report.table.findings();
    let absent = findings.iter().any(|finding| {
        matches!(finding.what, What::QualifiedAbsent { .. })
            && finding.about.contains(&candidate.id)
    });
    let (standing, standing_words) = standing(reader, candidate.standing);
    CandidateBlock {
        name: reader.said(&candidate.id, &candidate.filed.name),
        standing,
        standing_words,
        filed: w.with("candidates-filed", &[("day", w.date(candidate.on).into())]),
        link: reader.link(&candidate.id),
        withdrawn: candidate.withdrawn.and_then(|id| reader.link(&id)),
        absent,
        figures: figures(reader, candidate, false),
        districts: figures(reader, candidate, true),
        decisions: candidate
            .decisions
            .iter()
            .filter_map(|number| reader.election().decisions().get(*number))
            .map(|decision| block(reader, decision))
            .collect(),
    }
}

/// Where a candidate stands, as a mark and in words.
pub(super) fn standing(reader: &Reader<'_>, standing: Standing) -> (&'static str, String) {
    let mark = match standing {
        Standing::Filed => "filed",
        Standing::Registered => "registered",
        Standing::Refused => "refused",
        Standing::Removed => "removed",
        Standing::Withdrawn => "withdrawn",
    };
    (mark, reader.w.term("standing", mark))
}

fn figures(reader: &Reader<'_>, candidate: &Candidate, districts: bool) -> Vec<FigureLine> {
    let w = reader.w;
    let cell = |number: Option<Range>| number.map_or_else(String::new, |n| w.range(&n));
    let figures = candidate.figures.iter();
    figures
        .filter(|(_, counted)| counted.district.is_some() == districts)
        .map(|(id, counted)| FigureLine {
            district: counted
                .district
                .as_ref()
                .map(|district| reader.telling.name(district)),
            according_to: w.value("according", &counted.according_to),
            day: w.date(counted.on),
            collected: cell(counted.collected),
            handed_in: cell(counted.handed_in),
            checked: cell(counted.checked),
            accepted: cell(counted.accepted),
            link: reader.link(id),
        })
        .collect()
}
