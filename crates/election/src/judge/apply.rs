//! What each entry changes.

use jiff::civil::Date;

use super::admit::Accepted;
use super::rejection::Rejection;
use super::state::{
    Appeal, Assembly, Called, Candidate, Decision, Demand, Detention, Election, Kept, Placed, Poll,
    PublishedRule, Report, Standing, Withdrawal, first_half,
};
use crate::entry::calling::{ElectionCalled, Nomination};
use crate::entry::decisions::{
    AppealFiled, ComplaintFiled, DecisionOutcome, DecisionSupplemented, DecisionTaken, Reasons,
    Standing as Appellant, Subject,
};
use crate::entry::nominations::CandidacyFiled;
use crate::entry::reports::RelationKind;
use crate::entry::{Act, Signed};
use crate::shows::{self, Finding};
use crate::value::time::days_after;
use crate::value::{EntryId, PublicKey};

impl Election {
    /// Records an entry, and says what it breaks, as far as this entry shows it.
    ///
    /// What was accepted before other entries were recorded is held to the rules of order again; its signature is not.
    ///
    /// # Errors
    /// If what was recorded in the meantime does not let it be recorded any more.
    pub fn apply(&mut self, accepted: Accepted) -> Result<Vec<Finding>, Rejection> {
        let Accepted { entry, after } = accepted;
        if after != self.len() {
            self.check(&entry)?;
        }
        let id = entry.id;
        self.record(entry);
        Ok(shows::about(self, &id))
    }

    /// Passes over an entry that stands on a record and may not: it takes a number, and changes nothing else.
    pub fn pass_over(&mut self) {
        self.places.push(None);
    }

    fn record(&mut self, entry: Signed) {
        let Signed {
            id,
            at,
            by,
            act,
            bodies,
            ..
        } = entry;
        let number = self.places.len();
        let day = at.day();
        if self.last.is_none_or(|last| last.day() != day) {
            self.today.clear();
        }
        *self.today.entry(by).or_default() += 1;
        self.last = Some(at);
        // A record of four thousand million entries has other troubles: the judge's memory ends long before.
        self.index
            .insert(id, u32::try_from(number).unwrap_or(u32::MAX));
        self.places.push(Some(Placed {
            id,
            by,
            kind: act.name(),
        }));
        self.bodies.extend(bodies.iter().map(first_half));
        self.change(id, by, day, &act);
        match act {
            Act::ReportFiled(report) => self.reports.push(Report {
                index: number as u64,
                code: report.code,
                when: report.when,
                place: report.place,
            }),
            act => self.kept.push(Kept {
                index: number as u64,
                id,
                at,
                by,
                act,
            }),
        }
    }

    fn change(&mut self, id: EntryId, by: PublicKey, day: Date, act: &Act) {
        match act {
            Act::ElectionCalled(call) => self.call(id, by, call),
            Act::CalendarChanged(changed) => {
                if let Some(called) = &mut self.called {
                    called.calendar = changed.calendar;
                    called.changes.push(id);
                }
            }
            Act::RulePublished(rule) => self.rules.push(PublishedRule {
                id,
                rule: rule.rule.clone(),
                in_force: rule.in_force,
                recorded: day,
            }),
            Act::ObserverDeclared(declared) => {
                self.keys.person(by).observer =
                    Some((declared.observer.clone(), declared.capacity));
            }
            Act::KeyRotated(rotated) => self.keys.rotate(&by, rotated.new, id),
            Act::KeyRevoked(revoked) => self.keys.revoke(&revoked.key, id, revoked.because),
            Act::LogKeyRotated(rotated) => {
                if let Some(called) = &mut self.called {
                    called.log.clone_from(&rotated.log);
                }
            }
            Act::CandidacyFiled(filed) => self.file(id, day, filed),
            Act::CandidacyWithdrawn(back) => {
                if let Some(candidate) = self.candidate_mut(&back.candidate) {
                    candidate.standing = Standing::Withdrawn;
                    candidate.withdrawn.get_or_insert(id);
                }
            }
            Act::SignaturesCounted(counted) => {
                let counted = counted.as_ref().clone();
                if let Some(candidate) = self.candidate_mut(&counted.candidate) {
                    candidate.figures.push((id, counted));
                }
            }
            Act::DecisionTaken(taken) => self.decide(id, day, taken),
            Act::DecisionSupplemented(more) => self.supplement(id, day, more),
            Act::AppealFiled(appeal) => self.appeal_filed(id, by, day, appeal),
            Act::ComplaintFiled(complaint) => self.complain(id, day, complaint),
            Act::Cosigned(signed) => {
                let position = self.positions.get(&signed.entry);
                if let Some(appeal) = position.and_then(|&at| self.appeals.get_mut(at)) {
                    appeal.cosigners.insert(by);
                }
            }
            Act::AssemblyNotified(notified) => {
                self.positions.insert(id, self.assemblies.len());
                self.assemblies.push(Assembly {
                    id,
                    label: notified.label.clone(),
                    when: notified.when,
                    decisions: Vec::new(),
                });
            }
            Act::PeopleDetained(detained) => {
                self.positions.insert(id, self.detentions.len());
                self.detentions.push(Detention {
                    id,
                    detained: detained.clone(),
                    followed: Vec::new(),
                });
            }
            Act::DetentionFollowed(followed) => {
                let position = self.positions.get(&followed.detention);
                if let Some(detention) = position.and_then(|&at| self.detentions.get_mut(at)) {
                    detention.followed.push((id, followed.clone()));
                }
            }
            Act::DemandMade(made) => {
                self.positions.insert(id, self.demands.len());
                self.demands.push(Demand {
                    id,
                    made: made.clone(),
                    followed: Vec::new(),
                });
            }
            Act::DemandFollowed(followed) => {
                let position = self.positions.get(&followed.demand);
                if let Some(demand) = position.and_then(|&at| self.demands.get_mut(at)) {
                    demand.followed.push((id, followed.clone()));
                }
            }
            Act::ReportVerified(verified) => self
                .vouches
                .entry(verified.entry)
                .or_default()
                .push((by, verified.rating)),
            Act::FigureReported(figure) => self.figures.push((id, figure.clone())),
            Act::FindingMade(finding) => self.findings.push((id, by, finding.clone())),
            Act::EntryWithdrawn(back) => {
                let author = self.entry(&back.entry).map(|placed| placed.by);
                let by_author = author.is_some_and(|author| self.keys.same_owner(&author, &by));
                self.withdrawn.insert(back.entry);
                self.withdrawals.push(Withdrawal {
                    id,
                    entry: back.entry,
                    because: back.because,
                    by_author,
                    on: day,
                });
            }
            Act::PollOpened(opened) => {
                self.positions.insert(id, self.polls.len());
                self.polls.push(Poll {
                    id,
                    opened: opened.clone(),
                    anchored: Vec::new(),
                    anchors: Vec::new(),
                });
            }
            Act::PollAnchored(anchored) => {
                // Its place was taken just before.
                let number = self.len().saturating_sub(1);
                let position = self.positions.get(&anchored.poll);
                if let Some(poll) = position.and_then(|&at| self.polls.get_mut(at)) {
                    poll.anchored.extend_from_slice(&anchored.events);
                    poll.anchors.push((anchored.after, number));
                }
            }
            Act::OutcomeDeclared(declared) => self.outcomes.push((id, declared.clone())),
            Act::ReportFiled(report) => self.contradictions.extend(
                report
                    .relates
                    .iter()
                    .filter(|relation| relation.how == RelationKind::Contradicts)
                    .map(|relation| (id, relation.entry)),
            ),
            Act::AssemblyHeld(_)
            | Act::AssemblyBanned(_)
            | Act::AssemblyDispersed(_)
            | Act::PressObstructed(_)
            | Act::StatementMade(_)
            | Act::ContextNoted(_)
            | Act::ReplyMade(_)
            | Act::ProgramPublished(_) => {}
        }
    }

    fn candidate_mut(&mut self, id: &EntryId) -> Option<&mut Candidate> {
        let candidate = self.candidates.get_mut(*self.positions.get(id)?)?;
        (candidate.id == *id).then_some(candidate)
    }

    fn call(&mut self, id: EntryId, by: PublicKey, call: &ElectionCalled) {
        self.keys.person(by).organiser = true;
        for body in &call.bodies {
            if let Some(key) = body.key {
                self.keys.person(key).bodies.push(body.body.clone());
            }
        }
        self.called = Some(Called {
            id,
            calendar: call.calendar,
            changes: Vec::new(),
            log: call.log.clone(),
            call: call.clone(),
        });
    }

    fn file(&mut self, id: EntryId, day: Date, filed: &CandidacyFiled) {
        let on = self.day_of(filed.on, day);
        let filing_is_enough = self
            .contest(&filed.contest)
            .is_some_and(|contest| contest.nomination == Nomination::Filing);
        let in_time = self
            .called
            .as_ref()
            .is_some_and(|called| called.calendar.nomination.contains(on));
        let standing = match filing_is_enough && in_time {
            true => Standing::Registered,
            false => Standing::Filed,
        };
        self.positions.insert(id, self.candidates.len());
        self.candidates.push(Candidate {
            id,
            filed: filed.clone(),
            on,
            figures: Vec::new(),
            decisions: Vec::new(),
            standing,
            withdrawn: None,
        });
        if let Some(key) = filed.key {
            self.keys.person(key).candidates.push(id);
        }
    }

    fn decide(&mut self, id: EntryId, day: Date, taken: &DecisionTaken) {
        let number = self.decisions.len();
        let effective = self.day_of(Some(taken.on), day);
        self.positions.insert(id, number);
        self.decisions.push(Decision {
            id,
            taken: taken.clone(),
            reasons: taken.reasons.clone(),
            supplements: Vec::new(),
            recorded: day,
            effective,
            fallen: None,
        });
        match taken.subject {
            Subject::Candidacy(candidate) => {
                if let Some(candidate) = self.candidate_mut(&candidate) {
                    candidate.decisions.push(number);
                }
                self.stands(&candidate, standing_after(taken.outcome));
            }
            Subject::Assembly(assembly) => {
                let position = self.positions.get(&assembly);
                if let Some(assembly) = position.and_then(|&at| self.assemblies.get_mut(at)) {
                    assembly.decisions.push(number);
                }
            }
            Subject::Appeal(appeal) | Subject::Complaint(appeal) => {
                let position = self.positions.get(&appeal);
                let Some(appeal) = position.and_then(|&at| self.appeals.get_mut(at)) else {
                    return;
                };
                appeal.decided = Some(number);
                if let Some(against) = appeal.against {
                    self.on_appeal(id, against, taken.outcome);
                }
            }
        }
    }

    /// What a decision on an appeal does to the decision it is about, and to the one that this was about.
    fn on_appeal(&mut self, by: EntryId, against: usize, outcome: DecisionOutcome) {
        if !matches!(outcome, DecisionOutcome::Upheld | DecisionOutcome::Returned) {
            return;
        }
        let mut next = Some(against);
        // An appeal is about an earlier decision, so this ends.
        while let Some(decision) = next
            .take()
            .and_then(|number| self.decisions.get_mut(number))
        {
            decision.fallen = Some(by);
            let fell = decision.taken.outcome;
            match decision.taken.subject {
                Subject::Candidacy(candidate) => self.stands(
                    &candidate,
                    match (outcome, fell) {
                        (DecisionOutcome::Returned, _) => Standing::Filed,
                        (_, DecisionOutcome::Registered) => Standing::Refused,
                        (_, _) => Standing::Registered,
                    },
                ),
                Subject::Assembly(_) => {}
                Subject::Appeal(appeal) | Subject::Complaint(appeal) => {
                    let position = self.positions.get(&appeal);
                    let Some(appeal) = position.and_then(|&at| self.appeals.get_mut(at)) else {
                        return;
                    };
                    let earlier = appeal.against;
                    let made_fall =
                        matches!(fell, DecisionOutcome::Upheld | DecisionOutcome::Returned);
                    match (outcome, made_fall) {
                        // It must be decided again.
                        (DecisionOutcome::Returned, _) => appeal.decided = None,
                        // The opposite of a rejection: the earlier decision falls.
                        (_, false) => next = earlier,
                        (_, true) => {}
                    }
                    if made_fall {
                        self.restore(earlier);
                    }
                }
            }
        }
    }

    /// A decision that had fallen stands again.
    fn restore(&mut self, number: Option<usize>) {
        let Some(decision) = number.and_then(|number| self.decisions.get_mut(number)) else {
            return;
        };
        decision.fallen = None;
        let outcome = decision.taken.outcome;
        if let Subject::Candidacy(candidate) = decision.taken.subject {
            self.stands(&candidate, standing_after(outcome));
        }
    }

    /// Who withdrew stays withdrawn, whatever is decided.
    fn stands(&mut self, candidate: &EntryId, standing: Standing) {
        if let Some(candidate) = self.candidate_mut(candidate)
            && candidate.standing != Standing::Withdrawn
        {
            candidate.standing = standing;
        }
    }

    /// The day of an act. In a run election it is that of recording: nobody makes a late act an early one by its date.
    fn day_of(&self, said: Option<Date>, recorded: Date) -> Date {
        match self.is_watched() {
            true => said.unwrap_or(recorded),
            false => recorded,
        }
    }

    fn supplement(&mut self, id: EntryId, day: Date, more: &DecisionSupplemented) {
        let on = self.day_of(Some(more.on), day);
        let position = self.positions.get(&more.decision);
        let Some(decision) = position.and_then(|&at| self.decisions.get_mut(at)) else {
            return;
        };
        let added = more.reasons.clone();
        let there = &mut decision.reasons;
        // What was said first stays: reasons are added, never exchanged.
        *there = Reasons {
            facts: there.facts.or(added.facts),
            rules: [std::mem::take(&mut there.rules), added.rules].concat(),
            evidence: there.evidence.take().or(added.evidence),
            remedy: there.remedy.or(added.remedy),
            deadline: there.deadline.or(added.deadline),
            signers: there.signers.or(added.signers),
        };
        decision.supplements.push((id, on));
    }

    fn appeal_filed(&mut self, id: EntryId, by: PublicKey, day: Date, appeal: &AppealFiled) {
        let filed = self.day_of(appeal.on, day);
        let against = self.positions.get(&appeal.against).copied();
        let decision = against.and_then(|number| self.decisions.get(number));
        let times = self.called.as_ref().and_then(|called| called.call.appeals);
        let late = decision.zip(times).is_some_and(|(decision, times)| {
            filed > days_after(decision.taken.on, times.file_within_days)
        });
        let confirmed = self.is_watched()
            || appeal.standing == Appellant::Voter
            || decision.is_some_and(|decision| self.concerns(&by, &decision.taken.subject));
        self.push_appeal(Appeal {
            id,
            to: appeal.to.clone(),
            filed,
            due: times.map(|times| days_after(filed, times.decide_within_days)),
            against,
            late,
            unconfirmed: !confirmed,
            cosigners: std::iter::once(by).collect(),
            decided: None,
        });
    }

    /// Whether a decision about this subject is about the owner of this key.
    fn concerns(&self, key: &PublicKey, subject: &Subject) -> bool {
        match subject {
            Subject::Candidacy(candidate) => self
                .keys
                .in_force(key)
                .is_some_and(|person| person.candidates.contains(candidate)),
            Subject::Assembly(id) | Subject::Appeal(id) | Subject::Complaint(id) => self
                .entry(id)
                .is_some_and(|placed| self.keys.same_owner(&placed.by, key)),
        }
    }

    fn complain(&mut self, id: EntryId, day: Date, complaint: &ComplaintFiled) {
        let filed = self.day_of(complaint.on, day);
        let times = self.called.as_ref().and_then(|called| called.call.appeals);
        let author = self.entry(&id).map(|placed| placed.by);
        self.push_appeal(Appeal {
            id,
            to: complaint.to.clone(),
            filed,
            due: times.map(|times| days_after(filed, times.decide_within_days)),
            against: None,
            late: false,
            unconfirmed: false,
            cosigners: author.into_iter().collect(),
            decided: None,
        });
    }

    fn push_appeal(&mut self, appeal: Appeal) {
        self.positions.insert(appeal.id, self.appeals.len());
        self.appeals.push(appeal);
    }
}

fn standing_after(outcome: DecisionOutcome) -> Standing {
    match outcome {
        DecisionOutcome::Registered => Standing::Registered,
        DecisionOutcome::Removed => Standing::Removed,
        _ => Standing::Refused,
    }
}
