//! The Election Results Common Data Format of NIST (Special Publication 1500-100, version 2.0), as JSON.
//!
//! One report with one election and one contest. What the transcript does not know is left out: nothing is invented.
//! `Count` is a number in that format, so that a total with more than 15 digits loses its last ones there; the
//! transcript has them all.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::methods::most_votes::{MostMarks, Votes};
use crate::methods::score::Budget;
use crate::number::Number;
use crate::outcome::{Inactive, Outcome, Round};
use crate::rules::{Method, Rules};

/// What the report says about the election, which no count knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name of the election.
    pub election: String,
    /// Its first day, `2026-11-22`.
    pub first_day: String,
    /// Its last day.
    pub last_day: String,
    /// Where it was held: the country, town, or association.
    pub place: String,
    /// Who reports.
    pub issuer: String,
    /// The same in short.
    pub issuer_abbreviation: String,
    /// The language of the names, by its tag: `en`.
    pub language: String,
}

/// Why no report can be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A day that is none.
    #[error("`{field}` is \"{found}\", and must be a day like 2026-11-22")]
    Day {
        /// Which field.
        field: &'static str,
        /// What it holds.
        found: String,
    },
    /// A moment that is none.
    #[error("the moment of the report is \"{0}\", and must be like 2026-11-22T18:00:00Z")]
    Moment(String),
}

/// The one place of a report.
const PLACE: &str = "place";

/// The report. `generated` is the moment at which it was made, as RFC 3339 has it.
///
/// # Errors
///
/// Days and moments that are none.
pub fn write(
    outcome: &Outcome,
    rules: &Rules,
    header: &Header,
    generated: &str,
) -> Result<Value, HeaderError> {
    for (field, day) in [
        ("first_day", &header.first_day),
        ("last_day", &header.last_day),
    ] {
        if !has_form(day, "0000-00-00") {
            return Err(HeaderError::Day {
                field,
                found: day.clone(),
            });
        }
    }
    if !has_form(generated, "0000-00-00T00:00:00Z") {
        return Err(HeaderError::Moment(generated.to_owned()));
    }
    let text = |content: &str| {
        let language = header.language.as_str();
        json!({
            "@type": "ElectionResults.InternationalizedText",
            "Text": [{"@type": "ElectionResults.LanguageString", "Content": content, "Language": language}],
        })
    };
    let lists = matches!(rules.count, Method::Lists(_));
    let options = || (1..).zip(&outcome.transcript.options);
    let selections = options().map(|(number, option)| {
        let mut selection = json!({
            "@id": format!("selection-{number}"),
            "@type": "ElectionResults.CandidateSelection",
            "CandidateIds": [format!("candidate-{number}")],
            "SequenceOrder": number,
            "VoteCounts": vote_counts(outcome, rules, option),
        });
        if lists {
            selection["@type"] = json!("ElectionResults.PartySelection");
            selection["PartyIds"] = json!([format!("party-{number}")]);
            remove(&mut selection, "CandidateIds");
        }
        selection
    });
    let mut contest = json!({
        "@id": "contest",
        "@type": if lists { "ElectionResults.PartyContest" } else { "ElectionResults.CandidateContest" },
        "Name": named(&outcome.transcript.contest, &header.election),
        "ElectionDistrictId": PLACE,
        "ContestSelection": selections.collect::<Vec<Value>>(),
    });
    let (variation, other) = variation(rules);
    contest["VoteVariation"] = json!(variation);
    if let Some(other) = other {
        contest["OtherVoteVariation"] = json!(other);
    }
    if !lists {
        contest["NumberElected"] = json!(outcome.transcript.seats);
        contest["VotesAllowed"] = json!(votes_allowed(outcome, rules));
        contest["OtherCounts"] = json!([other_counts(outcome, rules)]);
    }
    let mut election = json!({
        "@type": "ElectionResults.Election",
        "Name": text(&header.election),
        "Type": "other",
        "OtherType": "a vote",
        "StartDate": header.first_day,
        "EndDate": header.last_day,
        "ElectionScopeId": PLACE,
        "Contest": [contest],
    });
    let mut report = json!({
        "@type": "ElectionResults.ElectionReport",
        "Format": "summary-contest",
        "GeneratedDate": generated,
        "Issuer": header.issuer,
        "IssuerAbbreviation": header.issuer_abbreviation,
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": "unofficial-complete",
        "VendorApplicationId": concat!("veche ", env!("CARGO_PKG_VERSION")),
        "Notes": format!("Counted by: {}. {}", rules.title, rules.law),
        "GpUnit": [{
            "@id": PLACE,
            "@type": "ElectionResults.ReportingUnit",
            "Type": "other",
            "OtherType": "the electorate",
            "Name": text(&header.place),
        }],
    });
    if lists {
        let parties = options().map(|(number, option)| {
            json!({
                "@id": format!("party-{number}"),
                "@type": "ElectionResults.Party",
                "Name": text(option),
            })
        });
        report["Party"] = parties.collect();
    } else {
        let candidates = options().map(|(number, option)| {
            json!({
                "@id": format!("candidate-{number}"),
                "@type": "ElectionResults.Candidate",
                "BallotName": text(option),
                "PostElectionStatus": fate(outcome, option),
            })
        });
        election["Candidate"] = candidates.collect();
    }
    report["Election"] = json!([election]);
    Ok(report)
}

/// Whether a text has the form of another: digits where it has digits, else the same signs.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(sign, form)| match form {
                b'0' => sign.is_ascii_digit(),
                form => sign == form,
            })
}

fn named<'a>(name: &'a str, otherwise: &'a str) -> &'a str {
    if name.is_empty() { otherwise } else { name }
}

fn remove(object: &mut Value, field: &str) {
    object
        .as_object_mut()
        .map(|object: &mut Map<_, _>| object.remove(field));
}

/// The standard's word for the method, or `other` and our own.
fn variation(rules: &Rules) -> (&'static str, Option<&str>) {
    let word = match &rules.count {
        Method::MostVotes(method) => match (method.votes, method.most_marks) {
            (Votes::First, _) => "plurality",
            (Votes::Each, MostMarks::Any) => "approval",
            (Votes::Each, _) => "n-of-m",
        },
        Method::Score(method) => match method.budget {
            Budget::Unlimited => "range",
            _ => "cumulative",
        },
        Method::Borda(_) => "borda",
        Method::Lists(_) => "proportional",
        Method::RankedChoice(_)
        | Method::Gregory(_)
        | Method::Meek(_)
        | Method::RecountStv(_)
        | Method::Qpq(_)
        | Method::CpoStv(_) => "rcv",
        _ => return ("other", Some(rules.title.as_str())),
    };
    (word, None)
}

/// How many options a voter can choose, or rank.
fn votes_allowed(outcome: &Outcome, rules: &Rules) -> usize {
    let options = outcome.transcript.options.len();
    match &rules.count {
        Method::MostVotes(method) => match (method.votes, method.most_marks) {
            (Votes::First, _) => 1,
            (Votes::Each, MostMarks::Any) => options,
            (Votes::Each, MostMarks::Seats) => outcome.transcript.seats as usize,
            (Votes::Each, MostMarks::Marks(most)) => most,
        },
        _ => options,
    }
}

/// Whether the stages of a transcript are rounds of the standard, each with all votes.
fn has_rounds(rules: &Rules) -> bool {
    matches!(
        rules.count,
        Method::RankedChoice(_)
            | Method::Gregory(_)
            | Method::Meek(_)
            | Method::RecountStv(_)
            | Method::FirstPlaces(_)
    )
}

/// Whether the first stage of a transcript has the votes or points of each option.
fn has_totals(rules: &Rules) -> bool {
    let one = matches!(
        rules.count,
        Method::MostVotes(_) | Method::Score(_) | Method::Borda(_) | Method::Lists(_)
    );
    one || has_rounds(rules)
}

/// The votes of an option, by rounds where there are several, and a list's seats.
fn vote_counts(outcome: &Outcome, rules: &Rules, option: &str) -> Vec<Value> {
    let count = |kind: &str, count: &Number, round: Option<usize>| {
        let mut counts = json!({
            "@type": "ElectionResults.VoteCounts",
            "GpUnitId": PLACE,
            "Type": kind,
            "Count": number(count),
        });
        if let Some(round) = round {
            counts["Round"] = json!(round);
        }
        counts
    };
    let total = |round: &Round, number: Option<usize>| {
        let total = round.totals.iter().find(|total| total.option == option)?;
        Some(count("total", &total.votes, number))
    };
    let rounds = &outcome.transcript.rounds;
    let mut counts: Vec<Value> = match (has_rounds(rules), has_totals(rules)) {
        (true, _) => rounds
            .iter()
            .filter_map(|round| total(round, Some(round.number)))
            .collect(),
        (_, true) => rounds
            .first()
            .and_then(|round| total(round, None))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    };
    if let Some(list) = outcome.seats.iter().find(|list| list.list == option) {
        counts.push(count("seats", &Number::whole(list.seats), None));
    }
    counts
}

/// A number as JSON has it.
fn number(value: &Number) -> Value {
    let text = value.to_string();
    let digits = text.trim_end_matches('…');
    serde_json::from_str(digits).unwrap_or(Value::Null)
}

fn fate(outcome: &Outcome, option: &str) -> &'static str {
    let rounds = &outcome.transcript.rounds;
    let mut totals = rounds.iter().flat_map(|round| &round.totals);
    let withdrawn = totals
        .any(|total| total.option == option && total.status == crate::outcome::Status::Withdrawn);
    match outcome.elected.iter().any(|elected| elected == option) {
        true => "winner",
        false if withdrawn => "withdrawn",
        false => "defeated",
    }
}

/// Ballots on which nothing was marked, and overvotes, where a round says so.
fn other_counts(outcome: &Outcome, rules: &Rules) -> Value {
    let mut counts = json!({
        "@type": "ElectionResults.OtherCounts",
        "GpUnitId": PLACE,
        "Undervotes": outcome.transcript.ballots.blank,
    });
    if let (Method::RankedChoice(_), Some(first)) =
        (&rules.count, outcome.transcript.rounds.first())
    {
        let over = |idle: &&crate::outcome::Idle| idle.because == Inactive::Overvote;
        if let Some(overvotes) = first.idle.iter().find(over) {
            counts["Overvotes"] = number(&overvotes.votes);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;
    use std::collections::HashSet;

    const FILE: &[u8] =
        b"3 1\n4 1 0\n3 2 0\n2 3 2 0\n1 0\n0\n\"Ann\"\n\"Bob\"\n\"Cem\"\n\"Chair\"\n";

    fn header() -> Header {
        Header {
            election: "Elections of 2026".into(),
            first_day: "2026-11-22".into(),
            last_day: "2026-11-23".into(),
            place: "Minsk".into(),
            issuer: "The commission".into(),
            issuer_abbreviation: "C".into(),
            language: "en".into(),
        }
    }

    fn report(preset: &str) -> Value {
        let rules = Rules::preset(preset).unwrap();
        let outcome = crate::count(&blt::read(FILE).unwrap(), &rules, &[]).unwrap();
        write(&outcome, &rules, &header(), "2026-11-23T10:00:00Z").unwrap()
    }

    /// Every `@id` once, and nothing refers to one that is not there.
    fn references_hold(value: &Value, ids: &mut HashSet<String>, used: &mut HashSet<String>) {
        match value {
            Value::Object(fields) => {
                assert!(fields.contains_key("@type"), "{value}");
                for (name, value) in fields {
                    match (name.as_str(), value) {
                        ("@id", Value::String(id)) => assert!(ids.insert(id.clone()), "{id}"),
                        (name, Value::String(id))
                            if name.ends_with("Id") && name != "VendorApplicationId" =>
                        {
                            used.insert(id.clone());
                        }
                        (name, Value::Array(all)) if name.ends_with("Ids") => {
                            used.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
                        }
                        _ => references_hold(value, ids, used),
                    }
                }
            }
            Value::Array(values) => values
                .iter()
                .for_each(|value| references_hold(value, ids, used)),
            _ => {}
        }
    }

    #[test]
    fn all_that_is_referred_to_is_there() {
        for preset in ["irv", "plurality", "dhondt", "schulze", "meek", "borda"] {
            let (mut ids, mut used) = (HashSet::new(), HashSet::new());
            references_hold(&report(preset), &mut ids, &mut used);
            assert!(used.is_subset(&ids), "{preset}: {used:?} {ids:?}");
        }
    }

    #[test]
    fn rounds_totals_and_fates_are_those_of_the_transcript() {
        let report = report("irv");
        let contest = &report["Election"][0]["Contest"][0];
        assert_eq!(contest["Name"], "Chair");
        assert_eq!(contest["VoteVariation"], "rcv");
        let bob = &contest["ContestSelection"][1]["VoteCounts"];
        let rounds: Vec<(u64, u64)> = bob
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (c["Round"].as_u64().unwrap(), c["Count"].as_u64().unwrap()))
            .collect();
        assert_eq!(rounds, [(1, 3), (2, 5)]);
        assert_eq!(contest["OtherCounts"][0]["Undervotes"], 1);
        let fates: Vec<&Value> = (0..3)
            .map(|at| &report["Election"][0]["Candidate"][at]["PostElectionStatus"])
            .collect();
        assert_eq!(fates, ["defeated", "winner", "defeated"]);
    }

    #[test]
    fn lists_have_seats_and_pairs_have_no_votes_that_are_none() {
        let lists = report("dhondt");
        let counts = &lists["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"];
        assert_eq!(counts[0]["Type"], "total");
        assert_eq!(counts[1]["Type"], "seats");
        assert_eq!(counts[1]["Count"], 1);
        let pairs = report("schulze");
        let contest = &pairs["Election"][0]["Contest"][0];
        assert_eq!(contest["VoteVariation"], "other");
        assert_eq!(contest["OtherVoteVariation"], "Schulze method");
        assert_eq!(contest["ContestSelection"][0]["VoteCounts"], json!([]));
    }

    #[test]
    fn days_and_moments_that_are_none_are_refused() {
        let rules = Rules::preset("irv").unwrap();
        let outcome = Outcome::default();
        let mut wrong = header();
        wrong.last_day = "tomorrow".into();
        let error = write(&outcome, &rules, &wrong, "2026-11-23T10:00:00Z").unwrap_err();
        assert!(error.to_string().contains("last_day"), "{error}");
        assert!(write(&outcome, &rules, &header(), "now").is_err());
    }
}
