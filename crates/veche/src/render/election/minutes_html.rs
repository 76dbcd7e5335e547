//! `veche report`: the minutes of a vote as one HTML file, to be printed, signed and filed.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use veche_election::check::CheckId;
use veche_election::entry::calling::{Contest, CountRule};
use veche_election::entry::nominations::AccordingTo;
use veche_election::entry::outcomes::OutcomeDeclared;
use veche_election::judge::Election;
use veche_election::judge::state::{Called, Poll};
use veche_election::shows::words::{according_to, percent};
use veche_election::shows::{Weight, decisions};
use veche_election::value::range::grouped;
use veche_election::value::{BodyRef, EntryId, OptionId, Range};
use veche_election::verify::Opened;
use veche_election::verify::{Exit, PollFacts, Report};
use veche_store::texts::BodyText;

use super::page::{self, Header, count, escape, option_name, standing};

/// So many lines of a list are printed.
const PRINTED: usize = 200;

/// What every part of the minutes needs.
struct Minutes<'a> {
    election: &'a Election,
    report: &'a Report,
    polls: &'a BTreeMap<String, PollFacts>,
    header: &'a Header,
    body: &'a dyn Fn(&BodyRef) -> BodyText,
}

/// The whole document. `polls` are the facts of verified archives, by the polls' names.
#[must_use]
pub fn minutes(
    election: &Election,
    report: &Report,
    polls: &BTreeMap<String, PollFacts>,
    header: &Header,
    body: &dyn Fn(&BodyRef) -> BodyText,
) -> String {
    let minutes = Minutes {
        election,
        report,
        polls,
        header,
        body,
    };
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, &minutes);
    out
}

fn write(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    let title = escape(&minutes.header.title);
    page::begin(out, &format!("Minutes: {}", minutes.header.title))?;
    writeln!(
        out,
        "<h1>Minutes: <bdi dir=\"auto\">{title}</bdi></h1>\n<p>Made from the election's record, for {}. Numbers in square brackets are entries of the record, counted from 0.</p>",
        minutes.report.table.as_of
    )?;
    if minutes.election.is_watched() {
        writeln!(
            out,
            "<p>This election is watched, not run: its record is compiled from what others published.</p>"
        )?;
    }
    if minutes.report.exit() == Exit::Unsound {
        writeln!(
            out,
            "<p class=\"warning\">The record is UNSOUND: {}. These minutes must not be signed before they are explained.</p>",
            count(minutes.report.faults.list().len() as u64, "fault", "faults")
        )?;
    }
    match minutes.election.called() {
        None => writeln!(out, "<p>No election was called.</p>")?,
        Some(called) => {
            calendar(out, called)?;
            contests(out, minutes, called)?;
            candidates(out, minutes)?;
            for poll in minutes.election.polls() {
                poll_result(out, minutes, poll)?;
            }
            outcome(out, minutes)?;
            on_decisions(out, minutes)?;
            appeals(out, minutes)?;
        }
    }
    open_points(out, minutes)?;
    checkpoint(out, minutes)?;
    signatures(out)?;
    page::end(out)
}

/// The number of an entry, as minutes name it.
fn number(election: &Election, id: &EntryId) -> String {
    election
        .number_of(id)
        .map_or_else(String::new, |number| format!(" [{number}]"))
}

impl Minutes<'_> {
    fn text(&self, owner: &EntryId, reference: &BodyRef) -> String {
        let shown = page::shown(self.election, owner, reference, self.body);
        page::inline(reference, shown.as_ref())
    }

    fn options(&self, options: &[OptionId]) -> String {
        let names: Vec<String> = options
            .iter()
            .map(|option| option_name(self.election, option, self.body))
            .collect();
        names.join(", ")
    }

    /// What the authority declared for a contest.
    fn declared(&self, contest: &Contest) -> Option<&OutcomeDeclared> {
        let mut outcomes = self.election.outcomes().iter().rev();
        let official = outcomes.find(|(_, outcome)| {
            outcome.contest == contest.contest && outcome.according_to == AccordingTo::Authority
        });
        official.map(|(_, outcome)| outcome)
    }

    /// How many may vote and how many ballots count: from the last poll, or as the authority says.
    fn turnout(&self, contest: &Contest) -> (Option<Range>, Option<Range>) {
        let mut polls = self.election.polls().iter().rev();
        let poll = polls.find(|poll| poll.opened.contest == contest.contest);
        let facts = poll.and_then(|poll| self.polls.get(poll.opened.poll.as_str()));
        let declared = self.declared(contest);
        match facts.filter(|facts| facts.result.is_some()) {
            Some(facts) => (
                Some(Range::exactly(facts.voters)),
                Some(Range::exactly(facts.counted)),
            ),
            // A poll without a result has not ended: nobody can say yet how many take part.
            None if poll.is_some() => (contest.voters.map(Range::exactly), None),
            None => (
                declared
                    .and_then(|declared| declared.voters)
                    .or(contest.voters.map(Range::exactly)),
                declared.and_then(|declared| declared.ballots),
            ),
        }
    }
}

fn calendar(out: &mut String, called: &Called) -> fmt::Result {
    let calendar = &called.calendar;
    writeln!(out, "<h2>Calendar</h2>\n<dl>")?;
    let campaign = calendar.campaign.map(|campaign| ("Campaign", campaign));
    for (what, when) in [("Nomination", calendar.nomination)]
        .into_iter()
        .chain(campaign)
        .chain([("Voting", calendar.voting)])
    {
        writeln!(out, "<dt>{what}</dt><dd>{when}</dd>")?;
    }
    writeln!(out, "<dt>Place</dt><dd>{}</dd>\n</dl>", called.call.place)
}

fn contests(out: &mut String, minutes: &Minutes<'_>, called: &Called) -> fmt::Result {
    writeln!(
        out,
        "<h2>What was decided, and how many took part</h2>\n<table>\n<caption>Contests, turnout and quorum</caption>\n<thead><tr><th scope=\"col\">Contest</th><th scope=\"col\">Rule</th><th scope=\"col\">May vote</th><th scope=\"col\">Ballots</th><th scope=\"col\">Turnout</th><th scope=\"col\">Quorum</th></tr></thead>\n<tbody>"
    )?;
    for contest in &called.call.contests {
        let (voters, ballots) = minutes.turnout(contest);
        let rule = match contest.rule {
            CountRule::MostVotes => format!(
                "most votes, {}",
                count(u64::from(contest.seats), "seat", "seats")
            ),
            CountRule::Majority => "more than half of the votes".to_owned(),
            CountRule::Carried => contest.rules.as_ref().map_or_else(String::new, |rules| {
                escape(&rules.rules().title).to_string()
            }),
        };
        let cell =
            |range: Option<Range>| range.map_or_else(|| "not shown".to_owned(), |r| r.to_string());
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{rule}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
            minutes.text(&called.id, &contest.title),
            cell(voters),
            cell(ballots),
            share(voters, ballots),
            quorum(contest.quorum, ballots)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")
}

/// Turnout in percent, where both numbers are exact.
fn share(voters: Option<Range>, ballots: Option<Range>) -> String {
    let exact = |range: Option<Range>| range.filter(|r| r.max == Some(r.min)).map(|r| r.min);
    exact(ballots)
        .zip(exact(voters))
        .and_then(|(ballots, voters)| ballots.checked_mul(10_000)?.checked_div(voters))
        .map_or_else(|| "not shown".to_owned(), percent)
}

fn quorum(quorum: Option<u64>, ballots: Option<Range>) -> String {
    let Some(quorum) = quorum else {
        return "none needed".to_owned();
    };
    let reached = match ballots {
        Some(ballots) if ballots.min >= quorum => "reached",
        Some(Range { max: Some(max), .. }) if max < quorum => "<strong>missed</strong>",
        _ => "whether it was reached is not shown",
    };
    format!("{}: {reached}", grouped(quorum))
}

fn candidates(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    let election = minutes.election;
    if election.candidates().is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>Candidates</h2>\n<table>\n<caption>Everybody who was put forward</caption>\n<thead><tr><th scope=\"col\">Candidate</th><th scope=\"col\">Contest</th><th scope=\"col\">Filed</th><th scope=\"col\">Standing</th></tr></thead>\n<tbody>"
    )?;
    for candidate in election.candidates() {
        writeln!(
            out,
            "<tr><th scope=\"row\">{}{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            minutes.text(&candidate.id, &candidate.filed.name),
            number(election, &candidate.id),
            candidate.filed.contest,
            candidate.on,
            standing(candidate.standing)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")
}

fn poll_result(out: &mut String, minutes: &Minutes<'_>, poll: &Poll) -> fmt::Result {
    let name = &poll.opened.poll;
    writeln!(
        out,
        "<h2>Poll {name}{}</h2>",
        number(minutes.election, &poll.id)
    )?;
    let facts = minutes.polls.get(name.as_str());
    let question = usize::from(poll.opened.question).saturating_sub(1);
    let result = facts.and_then(|facts| facts.result.as_ref()?.get(question));
    let (Some(facts), Some(opened)) = (facts, result) else {
        return writeln!(out, "<p>There is no valid result.</p>");
    };
    let Opened::Sums { votes, .. } = opened else {
        return writeln!(
            out,
            "<p>{} of {} who may vote; the ballots rank or grade the options, and the rules of the contest count them.</p>",
            count(facts.counted, "ballot counts", "ballots count"),
            grouped(facts.voters)
        );
    };
    writeln!(
        out,
        "<table>\n<caption>{} of {} who may vote; votes need not add up to ballots, which may be blank or select several options</caption>\n<thead><tr><th scope=\"col\">Option</th><th scope=\"col\">Votes</th></tr></thead>\n<tbody>",
        count(facts.counted, "ballot counts", "ballots count"),
        grouped(facts.voters)
    )?;
    for (option, votes) in poll.opened.options.iter().zip(votes) {
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td></tr>",
            option_name(minutes.election, option, minutes.body),
            grouped(*votes)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    if !facts.faults.is_empty() {
        writeln!(
            out,
            "<p class=\"warning\">This poll is UNSOUND: {}.</p>",
            count(facts.faults.len() as u64, "fault", "faults")
        )?;
    }
    Ok(())
}

fn outcome(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    writeln!(out, "<h2>Outcome</h2>")?;
    let election = minutes.election;
    let sound = minutes.report.faults.found(CheckId::S8) + minutes.report.faults.found(CheckId::S9);
    let lines: Vec<String> = election
        .outcomes()
        .iter()
        .map(|(id, declared)| {
            let contest = election.contest(&declared.contest);
            let title = contest
                .zip(election.called())
                .map_or_else(String::new, |(contest, called)| {
                    minutes.text(&called.id, &contest.title)
                });
            let elected = match declared.elected.is_empty() {
                true => "nobody".to_owned(),
                false => minutes.options(&declared.elected),
            };
            let poll = declared.poll.and_then(|poll| election.poll(&poll));
            let recounted = match poll {
                Some(poll) if sound == 0 => {
                    format!("; recounted from the ballots of poll {}", poll.opened.poll)
                }
                Some(_) => {
                    "; the recount of the polls found faults: see the open points".to_owned()
                }
                None => "; no poll on record: not recounted".to_owned(),
            };
            format!(
                "{title}: <strong>{elected}</strong>, declared on {} according to {}{recounted}{}",
                declared.on,
                according_to(declared.according_to),
                number(election, id)
            )
        })
        .collect();
    list(out, "Nothing was declared.", &lines)
}

fn on_decisions(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    writeln!(out, "<h2>Decisions</h2>")?;
    let election = minutes.election;
    let lines: Vec<String> = election
        .decisions()
        .iter()
        .map(|decision| {
            let mut line = format!(
                "{}{}",
                escape(&decisions::title(election, decision)),
                number(election, &decision.id)
            );
            let is_final = decision.taken.final_instance == Some(true);
            let missing = decisions::missing(&decision.reasons, is_final);
            if decision.is_adverse() && !missing.is_empty() {
                line.push_str(&format!("; without {}", missing.join(", ")));
            }
            if let Some(by) = &decision.fallen {
                line.push_str(&format!("; fell on appeal{}", number(election, by)));
            }
            line
        })
        .collect();
    list(out, "None is on record.", &lines)
}

fn appeals(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    writeln!(out, "<h2>Appeals and complaints</h2>")?;
    let election = minutes.election;
    let lines: Vec<String> = election
        .appeals()
        .iter()
        .map(|appeal| {
            let decided = appeal
                .decided
                .and_then(|number| election.decisions().get(number));
            let end = match (decided, appeal.due) {
                (Some(decision), _) => format!(
                    "decided on {}: {}{}",
                    decision.taken.on,
                    page::words(&decision.taken.outcome),
                    number(election, &decision.id)
                ),
                (None, Some(due)) => format!("not decided; due {due}"),
                (None, None) => "not decided".to_owned(),
            };
            format!(
                "{} to {}, filed {}{}; {end}",
                escape(&decisions::appeal_title(election, appeal)),
                appeal.to,
                appeal.filed,
                number(election, &appeal.id)
            )
        })
        .collect();
    list(out, "None is on record.", &lines)
}

/// What breaks a rule, and what makes the record unsound.
fn open_points(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    writeln!(out, "<h2>Open points</h2>")?;
    let faults = minutes.report.faults.list().iter();
    let faults = faults.map(|fault| format!("Fault, {}", escape(&fault.to_string())));
    let findings = minutes.report.table.findings().iter();
    let breaches = findings
        .filter(|finding| finding.weight == Weight::Breach)
        .map(|finding| {
            let numbers: Vec<String> = finding
                .about
                .iter()
                .take(PRINTED)
                .filter_map(|id| minutes.election.number_of(id))
                .map(|number| number.to_string())
                .collect();
            format!(
                "{}, {} [{}]",
                finding.check,
                escape(&finding.to_string()),
                numbers.join(", ")
            )
        });
    let lines: Vec<String> = faults.chain(breaches).collect();
    list(
        out,
        "None: nothing on the record breaks a rule that is checked.",
        &lines,
    )
}

fn list(out: &mut String, none: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return writeln!(out, "<p>{none}</p>");
    }
    writeln!(out, "<ul>")?;
    for line in lines.iter().take(PRINTED) {
        writeln!(out, "<li>{line}</li>")?;
    }
    match lines.len().saturating_sub(PRINTED) {
        0 => {}
        more => writeln!(out, "<li>and {} more</li>", grouped(more as u64))?,
    }
    writeln!(out, "</ul>")
}

fn checkpoint(out: &mut String, minutes: &Minutes<'_>) -> fmt::Result {
    let header = minutes.header;
    let fingerprint = minutes
        .election
        .called()
        .map_or_else(|| "none".to_owned(), |called| called.id.fingerprint());
    writeln!(
        out,
        "<h2>The record</h2>\n<p>Whoever keeps these three lines can show later whether the record was rewritten.</p>\n<dl>\n<dt>Log</dt><dd>{}, {}</dd>\n<dt>Root</dt><dd class=\"id\">{}</dd>\n<dt>Fingerprint</dt><dd class=\"id\">{fingerprint}</dd>\n</dl>",
        escape(&header.origin),
        count(header.size, "entry", "entries"),
        escape(&header.root)
    )
}

fn signatures(out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<h2>Signatures</h2>\n<table class=\"sign\">\n<caption>Signed as a true account of the record</caption>\n<thead><tr><th scope=\"col\">Who</th><th scope=\"col\">Name</th><th scope=\"col\">Place and date</th><th scope=\"col\">Signature</th></tr></thead>\n<tbody>\n<tr><th scope=\"row\">Chair</th><td></td><td></td><td></td></tr>\n<tr><th scope=\"row\">Keeper of the minutes</th><td></td><td></td><td></td></tr>\n</tbody>\n</table>"
    )
}

#[cfg(test)]
mod tests;
