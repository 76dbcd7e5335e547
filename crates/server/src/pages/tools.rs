//! Verifying in the browser, reporting, and what to know before.

use askama::Template;
use serde::Serialize;
use veche_election::check::CheckId;

use super::kept::{Offer, offer};
use super::reader::Reader;
use super::{Frame, Page, PageError, Place, write};
use crate::kept::inside::Inside;
use crate::kept::{Program, VERSION};

#[derive(Serialize, Template)]
#[template(path = "verify.html")]
pub(super) struct Verify {
    frame: Frame,
    checks: Vec<Check>,
    record: String,
    fingerprint: String,
    log_key: String,
    version: &'static str,
    offer: Option<Offer>,
}

#[derive(Serialize)]
struct Check {
    check: String,
    sentence: String,
}

#[derive(Serialize, Template)]
#[template(path = "report.html")]
struct Report {
    frame: Frame,
    place: String,
    codes: Vec<Group>,
    roles: Vec<Choice>,
    actors: Vec<Choice>,
    connections: Vec<Choice>,
    risk_href: String,
}

/// Codes of reports that belong together.
#[derive(Serialize)]
struct Group {
    label: String,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
}

#[derive(Serialize, Template)]
#[template(path = "sections.html")]
struct Sections {
    frame: Frame,
    title: String,
    lead: String,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    title: String,
    points: Vec<String>,
}

/// Every code of a report, in groups.
pub(super) const CODES: [(&str, &[&str]); 8] = [
    (
        "report-group-candidates",
        &[
            "cand.reject",
            "cand.detain",
            "cand.threat",
            "sign.obstruct",
            "sign.pressure",
            "sign.bulkvoid",
        ],
    ),
    (
        "report-group-assembly",
        &["assm.ban", "assm.disperse", "assm.detain", "assm.force"],
    ),
    (
        "report-group-press",
        &[
            "press.detain",
            "press.assault",
            "press.equip",
            "press.access",
            "press.legal",
            "info.block",
            "info.shutdown",
            "info.bias",
        ],
    ),
    (
        "report-group-campaign",
        &[
            "camp.obstruct",
            "camp.state",
            "voter.pressure",
            "voter.list",
            "voter.refuse",
        ],
    ),
    (
        "report-group-observers",
        &["obs.accred", "obs.remove", "obs.detain", "obs.noview"],
    ),
    (
        "report-group-count",
        &[
            "poll.secrecy",
            "poll.stuff",
            "poll.multi",
            "poll.material",
            "count.closed",
            "count.arith",
            "count.sheet",
            "count.nocopy",
            "tab.change",
            "adm.commission",
            "appeal.ignored",
            "appeal.late",
        ],
    ),
    (
        "report-group-people",
        &[
            "detain.rights",
            "violence.person",
            "death",
            "assoc.obstruct",
        ],
    ),
    ("report-group-right", &["positive"]),
];

/// Who can have suffered something.
pub(super) const ROLES: [&str; 9] = [
    "voter",
    "protester",
    "journalist",
    "observer",
    "candidate",
    "campaigner",
    "lawyer",
    "commission_member",
    "other",
];
/// Who can have done it.
pub(super) const ACTORS: [&str; 8] = [
    "unknown",
    "police",
    "unmarked_forces",
    "commission",
    "authority",
    "employer",
    "campaign",
    "private",
];
/// How a reporter can know.
pub(super) const CONNECTIONS: [&str; 5] = ["witness", "victim", "told", "observer", "media"];

pub(super) fn verify(reader: &Reader<'_>) -> Result<Page, PageError> {
    let offer = offer(reader, &Program::Verifier)?;
    write(&reader.frame, &verifier(reader, None, Some(offer)))
}

/// The page that verifies, or the file to keep that does.
pub(super) fn verifier(
    reader: &Reader<'_>,
    kept: Option<&'static Inside>,
    offer: Option<Offer>,
) -> Verify {
    let w = reader.w;
    let checks = CheckId::ALL.into_iter().map(|check| Check {
        check: check.to_string(),
        sentence: w.check(check),
    });
    let called = reader.election().called();
    let frame = reader.frame.clone().titled(&w.say("verify-title"));
    Verify {
        frame: Frame {
            kept,
            ..frame.with_scripts(&["verify"])
        },
        checks: checks.collect(),
        record: format!("{}../e/{}/", reader.frame.root, reader.shown.name),
        fingerprint: called.map_or_else(String::new, |called| called.id.to_string()),
        // The key that the call names: one that replaced it is believed because the organiser signed that.
        log_key: called.map_or_else(String::new, |called| called.call.log.clone()),
        version: VERSION,
        offer,
    }
}

pub(super) fn report(reader: &Reader<'_>) -> Result<Page, PageError> {
    let w = reader.w;
    let choices = |of: &str, names: &[&'static str]| -> Vec<Choice> {
        names
            .iter()
            .map(|name| Choice {
                value: name,
                label: w.term(of, name),
            })
            .collect()
    };
    let place = reader.election().called();
    let view = Report {
        frame: reader
            .frame
            .clone()
            .titled(&w.say("report-title"))
            .with_scripts(&["report"]),
        place: place.map_or_else(String::new, |called| called.call.place.to_string()),
        codes: CODES
            .iter()
            .map(|(label, codes)| Group {
                label: w.say(label),
                choices: choices("report", codes),
            })
            .collect(),
        roles: choices("role", &ROLES),
        actors: choices("actor", &ACTORS),
        connections: choices("connection", &CONNECTIONS),
        risk_href: reader.href(&Place::Risk),
    };
    write(&reader.frame, &view)
}

pub(super) fn risk(frame: Frame) -> Result<Page, PageError> {
    sections(
        frame,
        "nav-risk",
        "risk-lead",
        &[
            (
                "risk-you",
                &["risk-you-device", "risk-you-net", "risk-you-first"],
            ),
            (
                "risk-others",
                &[
                    "risk-others-names",
                    "risk-others-faces",
                    "risk-others-sealed",
                ],
            ),
            (
                "risk-kept",
                &[
                    "risk-kept-key",
                    "risk-kept-stays",
                    "risk-kept-withdraw",
                    "risk-kept-time",
                ],
            ),
            ("risk-ballot", &["risk-ballot-photo"]),
        ],
    )
}

pub(super) fn help(frame: Frame) -> Result<Page, PageError> {
    sections(
        frame,
        "nav-help",
        "help-lead",
        &[
            (
                "help-read",
                &["help-read-record", "help-read-marks", "help-read-texts"],
            ),
            (
                "help-vote",
                &[
                    "help-vote-credential",
                    "help-vote-challenge",
                    "help-vote-tracker",
                    "help-vote-again",
                ],
            ),
            (
                "help-check",
                &[
                    "help-check-browser",
                    "help-check-command",
                    "help-check-keep",
                ],
            ),
            (
                "help-not",
                &["help-not-show", "help-not-home", "help-not-together"],
            ),
        ],
    )
}

fn sections(
    frame: Frame,
    title: &str,
    lead: &str,
    sections: &[(&str, &[&str])],
) -> Result<Page, PageError> {
    let w = frame.w;
    let title = w.say(title);
    let frame = frame.titled(&title);
    let view = Sections {
        title,
        lead: w.say(lead),
        sections: sections
            .iter()
            .map(|(title, points)| Section {
                title: w.say(title),
                points: points.iter().map(|point| w.say(point)).collect(),
            })
            .collect(),
        frame: frame.clone(),
    };
    write(&frame, &view)
}
