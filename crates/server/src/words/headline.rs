//! The three subjects that head every page: candidates, assembly and speech, count. The sentences are made anew from
//! what the record shows, because those of the crate `election` are English.

use serde::Serialize;
use veche_election::check::{CheckId, Subject};
use veche_election::entry::Act;
use veche_election::judge::state::Standing;
use veche_election::shows::{Weight, What};
use veche_election::verify::Report;

use super::Telling;

/// One of the three subjects.
#[derive(Clone, Debug, Serialize)]
pub struct Headline {
    /// What it is about.
    pub title: String,
    /// What there is to say; who qualified and is absent stands first.
    pub sentences: Vec<String>,
    /// Those of the sentences at the beginning that name a breach of somebody's right to stand.
    pub first: Vec<String>,
    /// Whether something breaks a rule.
    pub breached: bool,
    /// Whether what would settle something is not on record.
    pub open: bool,
}

impl Telling<'_> {
    /// All three.
    #[must_use]
    pub fn headlines(&self, report: &Report) -> [Headline; 3] {
        [
            self.candidates(report),
            self.assembly_and_speech(report),
            self.counting(report),
        ]
    }

    fn candidates(&self, report: &Report) -> Headline {
        let w = self.words;
        let number = |standing| {
            let all = self.election.candidates().iter();
            all.filter(|candidate| candidate.standing == standing)
                .count() as u64
        };
        let findings = || report.table.findings().iter();
        let first: Vec<String> = findings()
            .filter(|finding| matches!(finding.what, What::QualifiedAbsent { .. }))
            .map(|finding| self.finding(finding))
            .collect();
        let mut sentences = Vec::new();
        match self.election.candidates().len() {
            0 => sentences.push(w.say("headline-nobody-filed")),
            filed => sentences.push(w.with(
                "headline-candidates",
                &[
                    ("filed", (filed as u64).into()),
                    ("registered", number(Standing::Registered).into()),
                    (
                        "refused",
                        (number(Standing::Refused) + number(Standing::Removed)).into(),
                    ),
                    ("withdrawn", number(Standing::Withdrawn).into()),
                    ("open", number(Standing::Filed).into()),
                ],
            )),
        }
        let count = |check, weight| {
            findings()
                .filter(|finding| finding.check == check && finding.weight == weight)
                .count()
        };
        for (check, weight, sentence) in [
            (CheckId::D1, Weight::Breach, "headline-decisions-incomplete"),
            (
                CheckId::D1,
                Weight::NotShown,
                "headline-decisions-not-shown",
            ),
            (CheckId::D3, Weight::Breach, "headline-appeals-late"),
            (CheckId::D3, Weight::NotShown, "headline-appeals-not-shown"),
        ] {
            let found = count(check, weight);
            if found > 0 {
                sentences.push(w.count(sentence, found));
            }
        }
        Headline {
            title: w.say("subject-candidates"),
            sentences,
            first,
            breached: breached(report, Subject::Candidates),
            open: weighs(report, Subject::Candidates, Weight::NotShown),
        }
    }

    fn assembly_and_speech(&self, report: &Report) -> Headline {
        let w = self.words;
        let election = self.election;
        let kinds = |wanted: fn(&Act) -> bool| {
            let all = election.kept().iter();
            all.filter(|kept| wanted(&kept.act)).count()
        };
        let findings = |wanted: fn(&What) -> bool| {
            let all = report.table.findings().iter();
            all.filter(|finding| wanted(&finding.what)).count()
        };
        let decided = election
            .assemblies()
            .iter()
            .flat_map(|assembly| &assembly.decisions)
            .filter_map(|number| election.decisions().get(*number))
            .filter(|decision| decision.is_adverse())
            .count();
        let banned = decided + kinds(|act| matches!(act, Act::AssemblyBanned(_)));
        let held = kinds(|act| matches!(act, Act::AssemblyHeld(_)));
        let dispersed = kinds(|act| matches!(act, Act::AssemblyDispersed(_)));
        let press = kinds(|act| matches!(act, Act::PressObstructed(_)));
        let mut sentences = Vec::new();
        if election.assemblies().len() + held + dispersed + banned > 0 {
            sentences.push(w.with(
                "headline-assemblies",
                &[
                    ("held", (held as u64).into()),
                    ("banned", (banned as u64).into()),
                    ("dispersed", (dispersed as u64).into()),
                ],
            ));
        }
        if !election.detentions().is_empty() {
            let late = findings(|what| matches!(what, What::JudgeLate { .. }));
            let unknown = findings(|what| matches!(what, What::NoJudgeOnRecord { .. }));
            sentences.push(w.with(
                "headline-detentions",
                &[
                    ("n", (election.detentions().len() as u64).into()),
                    ("late", (late as u64).into()),
                    ("unknown", (unknown as u64).into()),
                ],
            ));
        }
        if press > 0 {
            sentences.push(w.count("headline-press", press));
        }
        if !election.reports().is_empty() {
            sentences.push(w.count("headline-reports", election.reports().len()));
        }
        if sentences.is_empty() {
            sentences.push(w.say("headline-nothing"));
        }
        Headline {
            title: w.say("subject-freedoms"),
            sentences,
            first: Vec::new(),
            breached: breached(report, Subject::AssemblyAndSpeech),
            open: weighs(report, Subject::AssemblyAndSpeech, Weight::NotShown),
        }
    }

    fn counting(&self, report: &Report) -> Headline {
        let w = self.words;
        let faults = &report.faults;
        let unsound = faults.found(CheckId::S8) + faults.found(CheckId::S9) > 0;
        let mut sentences = Vec::new();
        match self.election.polls().len() {
            0 => sentences.push(w.say("headline-no-poll")),
            _ if unsound => sentences.push(w.say("headline-poll-unsound")),
            polls => {
                sentences.push(w.count("headline-polls-sound", polls));
                let outcomes = faults.examined(CheckId::S9);
                if outcomes > 0 {
                    sentences.push(w.count("headline-outcomes-follow", outcomes));
                }
            }
        }
        for check in [CheckId::F1, CheckId::F2] {
            let found = report.table.findings().iter();
            let found = found.filter(|f| f.check == check && f.weight > Weight::Shown);
            sentences.extend(found.take(3).map(|finding| self.finding(finding)));
        }
        Headline {
            title: w.say("subject-count"),
            sentences,
            first: Vec::new(),
            breached: unsound || breached(report, Subject::Count),
            open: weighs(report, Subject::Count, Weight::NotShown),
        }
    }
}

fn breached(report: &Report, subject: Subject) -> bool {
    weighs(report, subject, Weight::Breach)
}

/// Whether a finding about a subject has this weight.
fn weighs(report: &Report, subject: Subject, weight: Weight) -> bool {
    let mut findings = report.table.findings().iter();
    findings.any(|found| found.check.subject() == subject && found.weight == weight)
}
