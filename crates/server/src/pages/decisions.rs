//! Decisions with what they rest on, and appeals with their clocks.

use askama::Template;
use serde::Serialize;
use veche_election::check::CheckId;
use veche_election::entry::decisions::{Citation, Evidence};
use veche_election::judge::state::{Appeal, Decision};
use veche_election::shows::decisions::days_between;

use super::candidates::{FindingLine, lines};
use super::reader::{Link, Reader};
use super::said::Said;
use super::{Frame, Page, PageError, Query, write};

#[derive(Serialize, Template)]
#[template(path = "decisions.html")]
struct View {
    frame: Frame,
    appeals: Vec<AppealBlock>,
    decisions: Vec<DecisionBlock>,
    findings: Vec<FindingLine>,
    pages: Pages,
}

/// The pages of a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Pages {
    pub(super) number: usize,
    pub(super) of: usize,
    pub(super) words: String,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

/// A decision.
#[derive(Serialize)]
pub(super) struct DecisionBlock {
    pub(super) title: String,
    pub(super) adverse: bool,
    pub(super) link: Option<Link>,
    pub(super) grounds: Vec<String>,
    pub(super) facts: Option<Said>,
    pub(super) rules: Vec<Rule>,
    pub(super) evidence: Option<String>,
    pub(super) remedy: Option<Said>,
    pub(super) deadline: Option<String>,
    pub(super) heard: Option<String>,
    pub(super) last: Option<String>,
    pub(super) missing: Vec<String>,
    pub(super) missing_words: Option<String>,
    pub(super) supplements: Vec<Supplement>,
    pub(super) fallen: Option<Link>,
}

#[derive(Serialize)]
pub(super) struct Rule {
    pub(super) text: Option<Said>,
    pub(super) link: Option<Link>,
    pub(super) in_force: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Supplement {
    pub(super) link: Option<Link>,
    pub(super) day: String,
}

/// An appeal or a complaint, with its clock.
#[derive(Serialize)]
struct AppealBlock {
    title: String,
    link: Option<Link>,
    body: String,
    filed: String,
    due: Option<String>,
    clock: &'static str,
    clock_words: String,
    against: Option<Link>,
    decided: Option<Link>,
    cosigners: usize,
    cosigners_words: Option<String>,
    late: bool,
    unconfirmed: bool,
}

pub(super) fn page(reader: &Reader<'_>, query: &Query) -> Result<Page, PageError> {
    let election = reader.election();
    let all: Vec<&Decision> = election.decisions().iter().collect();
    let (part, pages) = paged(reader, &all, query);
    let about =
        |check: CheckId| matches!(check, CheckId::D1 | CheckId::D2 | CheckId::D3 | CheckId::D4);
    let findings = reader.shown.report.table.findings().iter();
    let view = View {
        frame: reader.frame.clone().titled(&reader.w.say("nav-decisions")),
        appeals: election
            .appeals()
            .iter()
            .map(|a| appeal(reader, a))
            .collect(),
        decisions: part
            .iter()
            .map(|decision| block(reader, decision))
            .collect(),
        findings: lines(reader, findings.filter(|finding| about(finding.check))),
        pages,
    };
    write(&reader.frame, &view)
}

/// One page of a list.
pub(super) fn paged<'b, T>(reader: &Reader<'_>, all: &'b [T], query: &Query) -> (&'b [T], Pages) {
    let of = all.len().div_ceil(super::query::LINES).max(1);
    let number = query.page.clamp(1, of);
    let begin = (number - 1) * super::query::LINES;
    let end = (begin + super::query::LINES).min(all.len());
    let pages = Pages {
        number,
        of,
        words: reader.w.with(
            "page-of",
            &[
                ("number", number.to_string().into()),
                ("of", of.to_string().into()),
            ],
        ),
        previous: (number > 1).then(|| query.on_page(number - 1)),
        next: (number < of).then(|| query.on_page(number + 1)),
    };
    (all.get(begin..end).unwrap_or_default(), pages)
}

/// A decision, with its reasons and with what of them is missing.
pub(super) fn block(reader: &Reader<'_>, decision: &Decision) -> DecisionBlock {
    let w = reader.w;
    let taken = &decision.taken;
    let reasons = &decision.reasons;
    // Reasons that were given later are texts of the later entries, but they are read alike.
    let said = |reference| reader.said(&decision.id, reference);
    let missing = match decision.is_adverse() {
        true => w.missing(decision),
        false => Vec::new(),
    };
    let missing_words = (!missing.is_empty()).then(|| {
        let sentence = match reader.election().is_watched() {
            true => "decision-not-shown",
            false => "decision-missing",
        };
        w.with(sentence, &[("parts", missing.join(", ").into())])
    });
    let yes_no = |value: bool, yes: &str, no: &str| w.say(if value { yes } else { no });
    DecisionBlock {
        title: reader.telling.decision(decision),
        adverse: decision.is_adverse(),
        link: reader.link(&decision.id),
        grounds: taken.grounds.iter().map(|g| w.value("ground", g)).collect(),
        facts: reasons.facts.as_ref().map(said),
        rules: reasons
            .rules
            .iter()
            .map(|rule| citation(reader, decision, rule))
            .collect(),
        evidence: reasons.evidence.as_ref().map(|evidence| match evidence {
            Evidence::Listed { documents } => w.count("decision-documents", documents.len()),
            Evidence::Withheld { because, .. } => w.with(
                "decision-withheld",
                &[("because", w.value("because", because).into())],
            ),
        }),
        remedy: reasons.remedy.as_ref().map(said),
        deadline: reasons.deadline.map(|day| w.date(day)),
        heard: taken
            .heard
            .map(|heard| yes_no(heard, "decision-heard", "decision-not-heard")),
        last: taken
            .final_instance
            .map(|last| yes_no(last, "decision-final", "decision-not-final")),
        missing,
        missing_words,
        supplements: decision
            .supplements
            .iter()
            .map(|(id, on)| Supplement {
                link: reader.link(id),
                day: w.date(*on),
            })
            .collect(),
        fallen: decision.fallen.and_then(|id| reader.link(&id)),
    }
}

fn citation(reader: &Reader<'_>, decision: &Decision, citation: &Citation) -> Rule {
    match citation {
        Citation::Rule { rule } => {
            let mut rules = reader.election().rules().iter();
            let published = rules.find(|published| published.id == *rule);
            Rule {
                text: None,
                link: reader.link(rule),
                in_force: published.map(|published| reader.w.date(published.in_force)),
            }
        }
        Citation::Law { text, in_force } => Rule {
            text: Some(reader.said(&decision.id, text)),
            link: None,
            in_force: Some(reader.w.date(*in_force)),
        },
    }
}

fn appeal(reader: &Reader<'_>, appeal: &Appeal) -> AppealBlock {
    let w = reader.w;
    let decisions = reader.election().decisions();
    let decision = |number: Option<usize>| number.and_then(|number| decisions.get(number));
    let decided = decision(appeal.decided);
    let as_of = reader.shown.report.table.as_of;
    let days = |id: &str, from, to| w.count(id, days_between(from, to).unsigned_abs());
    let (clock, clock_words) = match (appeal.due, decided) {
        (None, _) => ("none", w.say("clock-none")),
        (Some(due), Some(decision)) if decision.effective > due => {
            ("late", days("clock-late", due, decision.effective))
        }
        (Some(_), Some(_)) => ("kept", w.say("clock-kept")),
        (Some(due), None) if as_of > due => ("overdue", days("clock-overdue", due, as_of)),
        (Some(due), None) => ("runs", days("clock-runs", as_of, due)),
    };
    AppealBlock {
        title: reader.telling.appeal(appeal),
        link: reader.link(&appeal.id),
        body: reader.telling.name(&appeal.to),
        filed: w.date(appeal.filed),
        due: appeal.due.map(|due| w.date(due)),
        clock,
        clock_words,
        against: decision(appeal.against).and_then(|against| reader.link(&against.id)),
        decided: decided.and_then(|decision| reader.link(&decision.id)),
        cosigners: appeal.cosigners.len(),
        cosigners_words: (!appeal.cosigners.is_empty())
            .then(|| w.count("appeal-cosigners", appeal.cosigners.len())),
        late: appeal.late,
        unconfirmed: appeal.unconfirmed,
    }
}
