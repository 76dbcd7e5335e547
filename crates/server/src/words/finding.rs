//! Findings in words: every one that the crate `election` can make.

use fluent_bundle::FluentValue;
use veche_election::check::{CheckId, Subject};
use veche_election::entry::Act;
use veche_election::judge::state::{Appeal, Decision};
use veche_election::shows::{Finding, Status, Weight, What, decisions};
use veche_election::value::{EntryId, Slug};

use super::amounts::spoken;
use super::{Telling, Words};

impl Words {
    /// What a check checks, as a sentence that holds when the check passes.
    #[must_use]
    pub fn check(&self, check: CheckId) -> String {
        self.term("check", &check.to_string())
    }

    /// What came of a check. Where a check only lists, nothing "holds".
    #[must_use]
    pub fn status(&self, status: Status, check: CheckId) -> String {
        self.say(match (status, check) {
            (Status::Holds, CheckId::A3 | CheckId::R1 | CheckId::R2 | CheckId::R3) => {
                "status-listed"
            }
            (Status::Holds, _) => "status-holds",
            (Status::Breached, check) if check.subject() == Subject::Soundness => "status-unsound",
            (Status::Breached, _) => "status-breached",
            (Status::NotShown, _) => "status-not-shown",
        })
    }

    /// How much a finding weighs.
    #[must_use]
    pub fn weight(&self, weight: Weight) -> String {
        self.say(match weight {
            Weight::Breach => "weight-breach",
            Weight::NotShown => "weight-not-shown",
            Weight::Shown => "weight-shown",
        })
    }

    /// A part of a reasoned decision that is missing, of those that [`decisions::missing`] names.
    #[must_use]
    pub fn missing_part(&self, part: &str) -> String {
        match part {
            "facts" => self.say("missing-facts"),
            "a rule" => self.say("missing-rule"),
            "evidence, or why it is withheld" => self.say("missing-evidence"),
            "remedy" => self.say("missing-remedy"),
            "deadline" => self.say("missing-deadline"),
            "signers" => self.say("missing-signers"),
            other => other.to_owned(),
        }
    }

    /// The parts of a decision's reasons that are missing, as a list.
    #[must_use]
    pub fn missing(&self, decision: &Decision) -> Vec<String> {
        let is_final = decision.taken.final_instance == Some(true);
        decisions::missing(&decision.reasons, is_final)
            .into_iter()
            .map(|part| self.missing_part(part))
            .collect()
    }
}

impl Telling<'_> {
    /// A finding as a sentence.
    ///
    /// The data of a finding hold some English; where they do, the sentence is made from the entries it is about.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let what = self.what(finding);
        let not_shown = matches!(
            finding.what,
            What::Incomplete { .. } | What::BannedWithoutDecision(_)
        ) && finding.weight == Weight::NotShown;
        match not_shown {
            true => self
                .words
                .with("finding-not-shown-in-sources", &[("what", what.into())]),
            false => what,
        }
    }

    fn what(&self, finding: &Finding) -> String {
        let w = self.words;
        let decision = || self.first_decision(finding);
        let appeal = || self.first_appeal(finding);
        let who = |slug: &Slug| FluentValue::from(self.name(slug));
        let district = |district: &Option<Slug>| {
            let name = district.as_ref().map(|slug| spoken(slug.as_str()));
            FluentValue::from(name.map_or_else(String::new, |name| format!(" ({name})")))
        };
        match &finding.what {
            What::NoOutcome(slug) => w.with("finding-no-outcome", &[("who", who(slug))]),
            What::FiledLate(slug) => w.with("finding-filed-late", &[("who", who(slug))]),
            What::QualifiedAbsent {
                candidate,
                accepted: Some(accepted),
                threshold: Some(threshold),
            } => w.with(
                "finding-qualified-absent-with",
                &[
                    ("who", who(candidate)),
                    ("accepted", w.range(accepted).into()),
                    ("threshold", w.number(*threshold).into()),
                ],
            ),
            What::QualifiedAbsent { candidate, .. } => {
                w.with("finding-qualified-absent", &[("who", who(candidate))])
            }
            What::OnBallotUnregistered(option) => w.with(
                "finding-on-ballot-unregistered",
                &[("who", self.named(option).into())],
            ),
            What::RegisteredOffBallot(slug) => {
                w.with("finding-registered-off-ballot", &[("who", who(slug))])
            }
            What::RefusedAboveThreshold {
                candidate,
                accepted,
                threshold,
            } => w.with(
                "finding-refused-above",
                &[
                    ("who", who(candidate)),
                    ("accepted", w.range(accepted).into()),
                    ("threshold", w.number(*threshold).into()),
                ],
            ),
            What::AcceptedAboveHandedIn {
                candidate,
                district: of,
                accepted,
                handed_in,
            } => w.with(
                "finding-accepted-above-handed-in",
                &[
                    ("who", who(candidate)),
                    ("district", district(of)),
                    ("accepted", w.range(accepted).into()),
                    ("handed", w.range(handed_in).into()),
                ],
            ),
            What::VoidedInBulk {
                candidate,
                district: of,
                voided,
            } => w.with(
                "finding-voided",
                &[
                    ("who", who(candidate)),
                    ("district", district(of)),
                    ("number", w.range(voided).into()),
                ],
            ),
            What::JustOverLimit {
                candidate,
                district: of,
                share,
                limit,
            } => w.with(
                "finding-just-over",
                &[
                    ("who", who(candidate)),
                    ("district", district(of)),
                    ("share", w.percent(share.min).into()),
                    ("limit", w.percent(u64::from(*limit) * 100).into()),
                ],
            ),
            What::ThresholdTooHigh {
                contest,
                threshold,
                voters,
            } => w.with(
                "finding-threshold",
                &[
                    ("contest", who(contest)),
                    ("threshold", w.number(*threshold).into()),
                    ("voters", w.range(voters).into()),
                ],
            ),
            What::Incomplete { missing, .. } => {
                let parts: Vec<String> = missing.iter().map(|part| w.missing_part(part)).collect();
                w.with(
                    "finding-incomplete",
                    &[
                        ("decision", decision().into()),
                        ("parts", parts.join(", ").into()),
                    ],
                )
            }
            What::FormComplete {
                days_later: None, ..
            } => w.with("finding-form-complete", &[("decision", decision().into())]),
            What::FormComplete {
                days_later: Some(days),
                ..
            } => w.with(
                "finding-form-complete-later",
                &[("decision", decision().into()), ("n", whole(*days))],
            ),
            What::RuleTooYoung { rule, in_force, .. } => {
                let named = match finding.about.len() > 1 {
                    true => spoken(rule),
                    false => w.say("finding-a-law"),
                };
                w.with(
                    "finding-rule-young",
                    &[
                        ("decision", decision().into()),
                        ("rule", named.into()),
                        ("day", w.date(*in_force).into()),
                    ],
                )
            }
            What::Overdue {
                body, due, days, ..
            } => w.with(
                "finding-overdue",
                &[
                    ("appeal", appeal().into()),
                    ("body", who(body)),
                    ("day", w.date(*due).into()),
                    ("n", whole(*days)),
                ],
            ),
            What::DecidedLate {
                body, due, days, ..
            } => w.with(
                "finding-decided-late",
                &[
                    ("appeal", appeal().into()),
                    ("body", who(body)),
                    ("day", w.date(*due).into()),
                    ("n", whole(*days)),
                ],
            ),
            What::NoClock(_) => w.with("finding-no-clock", &[("appeal", appeal().into())]),
            What::AppealLate(_) => w.with("finding-appeal-late", &[("appeal", appeal().into())]),
            What::AppealUnconfirmed(_) => {
                w.with("finding-appeal-unconfirmed", &[("appeal", appeal().into())])
            }
            What::UnprovenCharge(_) => w.with(
                "finding-unproven-charge",
                &[("decision", decision().into())],
            ),
            What::GroundsNotShown(_) => w.with(
                "finding-grounds-not-shown",
                &[("decision", decision().into())],
            ),
            What::BannedWithoutDecision(on) => {
                w.with("finding-banned", &[("day", w.date(*on).into())])
            }
            What::Dispersed(on) => w.with("finding-dispersed", &[("day", w.date(*on).into())]),
            What::JudgeLate {
                detention,
                number,
                hours,
                limit,
            } => w.with(
                "finding-judge-late",
                &[
                    ("detention", spoken(detention.as_str()).into()),
                    ("number", w.range(number).into()),
                    ("n", hours.unsigned_abs().into()),
                    ("limit", u64::from(*limit).into()),
                ],
            ),
            What::NoJudgeOnRecord { detention, number } => w.with(
                "finding-no-judge",
                &[
                    ("detention", spoken(detention.as_str()).into()),
                    ("number", w.range(number).into()),
                ],
            ),
            What::DetentionUnvouched(detention) => w.with(
                "finding-detention-unvouched",
                &[("detention", spoken(detention.as_str()).into())],
            ),
            What::Press { act, number, on } => w.with(
                "finding-press",
                &[
                    ("what", self.press(finding, act).into()),
                    ("number", w.range(number).into()),
                    ("day", w.date(*on).into()),
                ],
            ),
            What::QuorumMissed {
                contest,
                ballots,
                quorum,
            } => w.with(
                "finding-quorum",
                &[
                    ("contest", who(contest)),
                    ("ballots", w.range(ballots).into()),
                    ("quorum", w.number(*quorum).into()),
                ],
            ),
            What::NoOutcomeDeclared(contest) => {
                w.with("finding-no-outcome-declared", &[("contest", who(contest))])
            }
            What::TurnoutNotShown(contest) => {
                w.with("finding-turnout-not-shown", &[("contest", who(contest))])
            }
            What::WinnersDiffer {
                contest,
                one,
                other,
            } => w.with(
                "finding-winners-differ",
                &[
                    ("contest", who(contest)),
                    ("one", w.value("according", one).into()),
                    ("other", w.value("according", other).into()),
                ],
            ),
            What::VotesDiffer {
                contest,
                option,
                one,
                other,
            } => w.with(
                "finding-votes-differ",
                &[
                    ("contest", who(contest)),
                    ("option", self.named(option).into()),
                    ("one", w.value("according", &one.0).into()),
                    ("votes", w.range(&one.1).into()),
                    ("other", w.value("according", &other.0).into()),
                    ("others", w.range(&other.1).into()),
                ],
            ),
            What::Reports { all, unvouched } => w.with(
                "finding-reports",
                &[("n", (*all).into()), ("unvouched", (*unvouched).into())],
            ),
            What::DemandUnanswered {
                addressee,
                deadline,
            } => w.with(
                "finding-demand",
                &[
                    ("addressee", who(addressee)),
                    ("day", w.date(*deadline).into()),
                ],
            ),
            What::Withdrawn {
                because,
                by_authors,
                by_organiser,
            } => w.with(
                "finding-withdrawn",
                &[
                    ("because", self.withdrawn_because(finding, because).into()),
                    ("authors", (*by_authors).into()),
                    ("organiser", (*by_organiser).into()),
                ],
            ),
        }
    }

    fn act(&self, id: Option<&EntryId>) -> Option<&Act> {
        self.election.kept_entry(id?).map(|kept| &kept.act)
    }

    fn first_decision(&self, finding: &Finding) -> String {
        let first = finding.about.first();
        let decision = first.and_then(|id| self.election.decision(id));
        decision.map_or_else(String::new, |decision| self.decision(decision))
    }

    fn first_appeal(&self, finding: &Finding) -> String {
        let first = finding.about.first();
        let appeal: Option<&Appeal> = first.and_then(|id| self.election.appeal(id));
        appeal.map_or_else(String::new, |appeal| self.appeal(appeal))
    }

    fn press(&self, finding: &Finding, fallback: &str) -> String {
        match self.act(finding.about.first()) {
            Some(Act::PressObstructed(press)) => self.words.value("press", &press.act),
            _ => fallback.to_owned(),
        }
    }

    fn withdrawn_because(&self, finding: &Finding, fallback: &str) -> String {
        match self.act(finding.about.first()) {
            Some(Act::EntryWithdrawn(act)) => self.words.value("because", &act.because),
            _ => fallback.to_owned(),
        }
    }
}

/// Days between two days are counted from the earlier one.
fn whole(days: i32) -> FluentValue<'static> {
    u64::from(days.unsigned_abs()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use veche_election::entry::decisions::Reasons;

    #[test]
    fn every_part_of_a_decision_that_can_be_missing_has_its_words() {
        let missing = decisions::missing(&Reasons::default(), false);
        assert_eq!(missing.len(), 6);
        for language in [Language::Belarusian, Language::Russian] {
            for part in &missing {
                assert_ne!(Words::of(language).missing_part(part), *part);
            }
        }
    }
}
