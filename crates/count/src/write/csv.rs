//! A line for each total and each transfer: an open table for spreadsheets and programs.
//!
//! Columns: `round`, `name` (of the round), `kind` (`total`, `idle`, `decision`, `transfer`), `option`, `to` (the
//! status, the reason, what was decided, or where votes go), `votes`, `because`. Cells are quoted as RFC 4180 has it.

use crate::outcome::{Destination, Outcome};
use crate::write::text::reason;

/// The transcript as CSV, with a line of headings.
pub fn write(outcome: &Outcome) -> String {
    let mut text = String::new();
    row(
        &mut text,
        ["round", "name", "kind", "option", "to", "votes", "because"].map(str::to_owned),
    );
    for round in &outcome.transcript.rounds {
        let mut line = |kind: &str, option: &str, to: String, votes: String, because: String| {
            let cells = [
                round.number.to_string(),
                round.name.clone(),
                kind.to_owned(),
                option.to_owned(),
                to,
                votes,
                because,
            ];
            row(&mut text, cells);
        };
        for total in &round.totals {
            line(
                "total",
                &total.option,
                word(&total.status),
                total.votes.to_string(),
                String::new(),
            );
        }
        for idle in &round.idle {
            line(
                "idle",
                "",
                word(&idle.because),
                idle.votes.to_string(),
                reason(idle.because).to_owned(),
            );
        }
        for decision in &round.decisions {
            let because = format!("{} [{}]", decision.because, decision.by);
            line(
                "decision",
                &decision.option,
                word(&decision.what),
                String::new(),
                because,
            );
        }
        for transfer in &round.transfers {
            let to = match &transfer.to {
                Destination::Option(option) => option.clone(),
                Destination::Idle(because) => word(because),
            };
            line(
                "transfer",
                &transfer.from,
                to,
                transfer.votes.to_string(),
                String::new(),
            );
        }
    }
    text
}

/// The word that JSON has for it.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn row(text: &mut String, cells: [String; 7]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;
    use crate::rules::Rules;

    #[test]
    fn cells_are_quoted_and_all_lines_have_seven_columns() {
        let file = b"2 1\n4 1 0\n3 2 0\n0\n\"Ann, of \"\n\"Bob\"\n\"\"\n";
        let outcome = crate::count(
            &blt::read(file).unwrap(),
            &Rules::preset("irv").unwrap(),
            &[],
        )
        .unwrap();
        let text = write(&outcome);
        assert!(
            text.contains("1,,total,\"Ann, of \",continuing,4,\r\n"),
            "{text}"
        );
        assert!(text.starts_with("round,name,kind,option,to,votes,because\r\n"));
    }
}
