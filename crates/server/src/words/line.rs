//! An entry in one line. The words of its author are no part of it.

use fluent_bundle::FluentValue;
use serde::Serialize;
use veche_election::entry::Act;
use veche_election::entry::nominations::SignaturesCounted;
use veche_election::entry::outcomes::OutcomeDeclared;
use veche_election::entry::reports::ReportCode;
use veche_election::value::{EntryId, Period, Place, Range};

use super::Telling;
use super::amounts::spoken;

impl Telling<'_> {
    /// The entry of this name in one line: what it says, or of a report what it is about.
    #[must_use]
    pub fn line_of(&self, id: &EntryId) -> String {
        match (self.election.kept_entry(id), self.election.report(id)) {
            (Some(kept), _) => self.line(&kept.act),
            (None, Some(report)) => self.report(report.code, &report.when, &report.place),
            (None, None) => self.entry(id),
        }
    }

    /// A report in one line.
    #[must_use]
    pub fn report(&self, code: ReportCode, when: &Period, place: &Place) -> String {
        self.words.with(
            "line-report_filed",
            &[
                ("what", self.words.value("report", &code).into()),
                ("when", self.words.period(when).into()),
                ("place", self.words.place(place).into()),
            ],
        )
    }

    /// What an entry says, in one line.
    #[must_use]
    pub fn line(&self, act: &Act) -> String {
        let w = self.words;
        let say = |arguments: &[(&str, FluentValue<'_>)]| {
            w.with(&format!("line-{}", act.name()), arguments)
        };
        let one = |name: &str, value: String| say(&[(name, value.into())]);
        let place = |place: &Place| w.place(place);
        match act {
            Act::ElectionCalled(act) => one("mode", w.value("mode", &act.mode)),
            Act::CalendarChanged(act) => say(&[
                ("nomination", w.period(&act.calendar.nomination).into()),
                ("voting", w.period(&act.calendar.voting).into()),
            ]),
            Act::RulePublished(act) => say(&[
                ("rule", spoken(act.rule.as_str()).into()),
                ("day", w.date(act.in_force).into()),
            ]),
            Act::ObserverDeclared(act) => say(&[
                ("who", spoken(act.observer.as_str()).into()),
                ("capacity", w.value("capacity", &act.capacity).into()),
            ]),
            Act::KeyRotated(act) => one("key", act.new.short()),
            Act::KeyRevoked(act) => say(&[
                ("key", act.key.short().into()),
                ("because", w.value("because", &act.because).into()),
            ]),
            Act::LogKeyRotated(_) => say(&[]),
            Act::CandidacyFiled(act) => say(&[
                ("who", self.name(&act.label).into()),
                ("contest", self.name(&act.contest).into()),
            ]),
            Act::CandidacyWithdrawn(act) => one("who", self.candidate(&act.candidate)),
            Act::SignaturesCounted(act) => self.signatures(act),
            Act::DecisionTaken(act) => say(&[
                ("outcome", w.value("outcome", &act.outcome).into()),
                ("about", self.decided(act).into()),
                ("body", self.name(&act.body).into()),
            ]),
            Act::DecisionSupplemented(act) => one("decision", self.line_about(&act.decision)),
            Act::AppealFiled(act) => say(&[
                ("body", self.name(&act.to).into()),
                ("decision", self.line_about(&act.against).into()),
            ]),
            Act::ComplaintFiled(act) => one("body", self.name(&act.to)),
            Act::Cosigned(act) => one("entry", self.entry(&act.entry)),
            Act::AssemblyNotified(act) => say(&[
                ("name", spoken(act.label.as_str()).into()),
                ("when", w.period(&act.when).into()),
                ("place", place(&act.place).into()),
            ]),
            Act::AssemblyHeld(act) => say(&[
                ("place", place(&act.place).into()),
                ("police", w.value("police", &act.police).into()),
                ("people", self.people(act.attendance.as_ref()).into()),
            ]),
            Act::AssemblyBanned(act) => say(&[
                ("place", place(&act.place).into()),
                ("body", self.name(&act.by).into()),
            ]),
            Act::AssemblyDispersed(act) => say(&[
                ("place", place(&act.place).into()),
                ("force", w.value("force", &act.force).into()),
                ("injured", self.injured(act.injured.as_ref()).into()),
            ]),
            Act::PeopleDetained(act) => say(&[
                ("number", w.range(&act.number).into()),
                ("name", spoken(act.label.as_str()).into()),
                ("place", place(&act.place).into()),
                ("who", self.among(&act.who).into()),
            ]),
            Act::DetentionFollowed(act) => say(&[
                ("detention", self.entry(&act.detention).into()),
                ("event", w.value("event", &act.event).into()),
                ("people", self.people(act.number.as_ref()).into()),
            ]),
            Act::PressObstructed(act) => say(&[
                ("what", w.value("press", &act.act).into()),
                ("number", w.range(&act.number).into()),
                ("place", place(&act.place).into()),
            ]),
            Act::StatementMade(act) => say(&[
                ("who", self.name(&act.name).into()),
                ("speaker", w.value("speaker", &act.speaker).into()),
            ]),
            Act::DemandMade(act) => say(&[
                ("who", self.name(&act.name).into()),
                ("speaker", w.value("speaker", &act.speaker).into()),
                ("addressee", self.name(&act.addressee).into()),
            ]),
            Act::DemandFollowed(act) => one("what", w.value("response", &act.response)),
            Act::ContextNoted(act) => one("who", self.name(&act.attributed_to)),
            Act::ReportFiled(act) => self.report(act.code, &act.when, &act.place),
            Act::ReportVerified(act) => say(&[
                ("entry", self.entry(&act.entry).into()),
                ("rating", w.value("rating", &act.rating).into()),
            ]),
            Act::ReplyMade(act) => match &act.body {
                Some(body) => w.with(
                    "line-reply-official",
                    &[
                        ("body", self.name(body).into()),
                        ("entry", self.entry(&act.to).into()),
                    ],
                ),
                None => one("entry", self.entry(&act.to)),
            },
            Act::FigureReported(act) => say(&[
                ("figure", w.value("figure", &act.figure).into()),
                ("number", w.in_unit(&act.number, act.unit).into()),
                (
                    "of",
                    act.of
                        .map_or_else(String::new, |of| {
                            w.with("line-of", &[("number", w.range(&of).into())])
                        })
                        .into(),
                ),
                (
                    "candidate",
                    act.candidate
                        .map_or_else(String::new, |id| {
                            w.with("line-about", &[("who", self.candidate(&id).into())])
                        })
                        .into(),
                ),
                ("who", w.value("according", &act.according_to).into()),
                ("place", place(&act.place).into()),
            ]),
            Act::FindingMade(act) => say(&[
                ("commitment", act.commitment.as_str().to_uppercase().into()),
                ("verdict", w.value("verdict", &act.verdict).into()),
            ]),
            Act::EntryWithdrawn(act) => say(&[
                ("entry", self.entry(&act.entry).into()),
                ("because", w.value("because", &act.because).into()),
            ]),
            Act::PollOpened(act) => say(&[
                ("poll", spoken(act.poll.as_str()).into()),
                ("contest", self.name(&act.contest).into()),
                ("n", (act.options.len() as u64).into()),
            ]),
            Act::PollAnchored(act) => say(&[("n", (act.events.len() as u64).into())]),
            Act::OutcomeDeclared(act) => self.outcome(act),
            Act::ProgramPublished(act) => one("file", act.name.to_string()),
        }
    }

    /// The decision that another entry is about.
    fn line_about(&self, id: &EntryId) -> String {
        match self.election.decision(id) {
            Some(decision) => self.decision(decision),
            None => self.entry(id),
        }
    }

    fn decided(&self, taken: &veche_election::entry::decisions::DecisionTaken) -> String {
        use veche_election::entry::decisions::Subject;
        match &taken.subject {
            Subject::Candidacy(id) | Subject::Assembly(id) => self.entry(id),
            Subject::Appeal(id) | Subject::Complaint(id) => match self.election.appeal(id) {
                Some(appeal) => self.appeal(appeal),
                None => self.entry(id),
            },
        }
    }

    fn people(&self, number: Option<&Range>) -> String {
        number.map_or_else(String::new, |number| {
            let number = self.words.range(number);
            self.words.with("line-people", &[("number", number.into())])
        })
    }

    fn injured(&self, number: Option<&Range>) -> String {
        number.map_or_else(String::new, |number| {
            let number = self.words.range(number);
            self.words
                .with("line-injured", &[("number", number.into())])
        })
    }

    fn among<T: Serialize>(&self, who: &[T]) -> String {
        if who.is_empty() {
            return String::new();
        }
        let roles: Vec<String> = who.iter().map(|r| self.words.value("role", r)).collect();
        self.words
            .with("line-among", &[("who", roles.join(", ").into())])
    }

    /// The figures of a nomination, each with its name.
    fn signatures(&self, counted: &SignaturesCounted) -> String {
        let w = self.words;
        let mut parts = Vec::new();
        for (name, number) in [
            ("collected", counted.collected),
            ("handed_in", counted.handed_in),
            ("checked", counted.checked),
            ("voided", counted.voided),
            ("accepted", counted.accepted),
        ] {
            parts.extend(number.map(|number| {
                let name = w.term("field", name);
                format!("{name}: {}", w.range(&number)).to_lowercase()
            }));
        }
        parts.extend(counted.invalid_share.map(|share| {
            let name = w.term("field", "invalid_share");
            format!("{name}: {}", w.percent(share.min)).to_lowercase()
        }));
        let district = counted.district.as_ref();
        let district = district.map_or_else(String::new, |district| {
            format!(" ({})", spoken(district.as_str()))
        });
        w.with(
            "line-signatures_counted",
            &[
                ("who", self.candidate(&counted.candidate).into()),
                ("district", district.into()),
                ("figures", parts.join("; ").into()),
                ("by", w.value("according", &counted.according_to).into()),
            ],
        )
    }

    fn outcome(&self, declared: &OutcomeDeclared) -> String {
        let w = self.words;
        let names: Vec<String> = declared.elected.iter().map(|o| self.option(o)).collect();
        let elected = match names.is_empty() {
            true => w.say("line-nobody"),
            false => names.join(", "),
        };
        w.with(
            "line-outcome_declared",
            &[
                ("contest", self.name(&declared.contest).into()),
                ("who", w.value("according", &declared.according_to).into()),
                ("elected", elected.into()),
            ],
        )
    }
}
