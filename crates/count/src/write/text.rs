//! A table for each stage, or the count told in sentences.

use std::fmt::Write;

use crate::number::Number;
use crate::outcome::{Decision, Destination, Inactive, Outcome, Round, Status, Transfer, What};

/// The transcript as tables, stage by stage.
pub fn tables(outcome: &Outcome) -> String {
    let mut text = head(outcome);
    for round in &outcome.transcript.rounds {
        table(&mut text, round);
    }
    pairs(&mut text, outcome);
    end(&mut text, outcome);
    text
}

/// The count told in sentences, with the field of the rules that decided each time.
pub fn story(outcome: &Outcome) -> String {
    let mut text = head(outcome);
    for round in &outcome.transcript.rounds {
        let _ = writeln!(text, "{}.", stage(round));
        for decision in &round.decisions {
            let _ = writeln!(text, "  {} (rule: {}).", sentence(decision), decision.by);
            for transfer in round
                .transfers
                .iter()
                .filter(|transfer| transfer.from == decision.option)
            {
                let _ = writeln!(text, "    {}.", moved(transfer));
            }
        }
    }
    end(&mut text, outcome);
    text
}

fn head(outcome: &Outcome) -> String {
    let transcript = &outcome.transcript;
    let mut text = String::new();
    if !transcript.contest.is_empty() {
        let _ = writeln!(text, "{}", transcript.contest);
    }
    let _ = writeln!(text, "Rules: {}", transcript.rules);
    let _ = writeln!(text, "Law:   {}", transcript.law);
    let ballots = &transcript.ballots;
    let _ = match ballots.cast {
        // Sums need not say how many ballots they come from.
        0 => writeln!(text, "Seats: {}.", transcript.seats),
        cast => writeln!(
            text,
            "Seats: {}. Ballots: {cast} cast, {} counted, {} blank.",
            transcript.seats, ballots.valid, ballots.blank
        ),
    };
    for invalid in &ballots.invalid {
        let _ = writeln!(
            text,
            "Invalid: {} ballots, {}.",
            invalid.ballots, invalid.because
        );
    }
    text.push('\n');
    text
}

fn stage(round: &Round) -> String {
    let name = match round.name.as_str() {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    let quota = round.quota.as_ref();
    let quota = quota
        .map(|quota| format!(", quota {quota}"))
        .unwrap_or_default();
    format!("Stage {}{name}{quota}", round.number)
}

fn table(text: &mut String, round: &Round) {
    let _ = writeln!(text, "{}", stage(round));
    let idle: Vec<(&str, &Number)> = round
        .idle
        .iter()
        .map(|idle| (reason(idle.because), &idle.votes))
        .collect();
    let names = round.totals.iter().map(|total| total.option.as_str());
    let names = names.chain(idle.iter().map(|(name, _)| *name));
    let width = names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default()
        .min(50);
    for total in &round.totals {
        let status = match total.status {
            Status::Continuing => "",
            Status::Elected => "elected",
            Status::Excluded => "excluded",
            Status::Withdrawn => "withdrawn",
        };
        let line = format!("  {:width$}  {:>16}  {status}", total.option, total.votes);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    for (name, votes) in idle {
        let _ = writeln!(text, "  {name:width$}  {votes:>16}");
    }
    for decision in &round.decisions {
        let _ = writeln!(text, "  -> {}", sentence(decision));
    }
    for transfer in &round.transfers {
        let _ = writeln!(text, "     {}", moved(transfer));
    }
    text.push('\n');
}

fn pairs(text: &mut String, outcome: &Outcome) {
    let transcript = &outcome.transcript;
    if transcript.pairwise.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "How many prefer the option of the line to that of the column:"
    );
    let width = transcript
        .options
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default()
        .min(30);
    for (option, row) in transcript.options.iter().zip(&transcript.pairwise) {
        let numbers: String = row.iter().map(|votes| format!(" {votes:>8}")).collect();
        let _ = writeln!(text, "  {option:width$}{numbers}");
    }
    text.push('\n');
}

fn end(text: &mut String, outcome: &Outcome) {
    for list in outcome.seats.iter().filter(|list| list.seats > 0) {
        let _ = writeln!(
            text,
            "{}: {} seats for {} votes",
            list.list, list.seats, list.votes
        );
    }
    if !outcome.ranking.is_empty() {
        let places: Vec<String> = outcome
            .ranking
            .iter()
            .map(|group| group.join(" = "))
            .collect();
        let _ = writeln!(text, "Ranking: {}", places.join(" > "));
    }
    match outcome.elected.as_slice() {
        [] if !outcome.seats.is_empty() => {}
        [] => text.push_str("Nobody is elected.\n"),
        elected => {
            let _ = writeln!(text, "Elected: {}", elected.join(", "));
        }
    }
}

fn sentence(decision: &Decision) -> String {
    let what = match decision.what {
        What::Elected => "is elected",
        What::Excluded => "is excluded",
        What::SurplusTransferred => "passes its surplus on",
        What::Seat => "gets seats",
        What::Placed => "is placed",
        What::Barred => "takes no part",
    };
    format!("{} {what}: {}", decision.option, decision.because)
}

fn moved(transfer: &Transfer) -> String {
    let to = match &transfer.to {
        Destination::Option(option) => format!("to {option}"),
        Destination::Idle(because) => format!("to nobody: {}", reason(*because)),
    };
    format!("{} votes from {} {to}", transfer.votes, transfer.from)
}

/// Why votes count for nobody, in words.
pub(crate) fn reason(because: Inactive) -> &'static str {
    match because {
        Inactive::Blank => "nothing marked",
        Inactive::Exhausted => "no further option marked",
        Inactive::Overvote => "more than one option at a rank",
        Inactive::SkippedRanks => "too many ranks left empty",
        Inactive::RepeatedOption => "an option marked again",
        Inactive::Rounding => "cut off in rounding",
        Inactive::FinalSurplus => "surplus when all seats were filled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;
    use crate::rules::Rules;

    fn outcome() -> Outcome {
        let file = b"3 1\n4 1 0\n3 2 0\n2 3 2 0\n0\n\"Ann\" \"Bob\" \"Cem\"\n\"Chair\"\n";
        let rules = Rules::preset("irv").unwrap();
        crate::count(&blt::read(file).unwrap(), &rules, &[]).unwrap()
    }

    #[test]
    fn every_total_decision_and_transfer_stands_in_the_tables() {
        let text = tables(&outcome());
        for part in [
            "Chair\n",
            "Seats: 1. Ballots: 9 cast, 9 counted, 0 blank.",
            "  Cem                 2\n",
            "-> Cem is excluded: fewest votes: 2",
            "2 votes from Cem to Bob",
            "-> Bob is elected: 5 votes reach the threshold of 5",
            "Elected: Bob\n",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
    }

    #[test]
    fn the_story_names_the_rule_of_each_decision() {
        let text = story(&outcome());
        assert!(
            text.contains("Cem is excluded: fewest votes: 2 (rule: elimination)."),
            "{text}"
        );
        assert!(
            text.contains("Bob is elected: 5 votes reach the threshold of 5 (rule: threshold)."),
            "{text}"
        );
    }
}
