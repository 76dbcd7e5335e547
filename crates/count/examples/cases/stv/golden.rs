//! Transcripts of Droop (dumps and reports) and of stv-rs as steps.

use veche_count::outcome::What;

use crate::case::decimal;

/// One decision of a golden transcript, and what was reported with it.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    pub(super) what: What,
    pub(super) option: &'a str,
    pub(super) quota: Option<&'a str>,
    /// What had gone to nobody.
    pub(super) idle: Option<&'a str>,
    /// What each option had, before anything moved because of the decision.
    pub(super) totals: Vec<(&'a str, &'a str)>,
}

/// The decisions of a transcript in order.
pub(super) fn steps(log: &str) -> Vec<Step<'_>> {
    if log.starts_with("R\tAction") {
        dump(log)
    } else {
        report(log)
    }
}

/// A dump is a table: a line an action, for each option its name, state and votes.
fn dump(log: &str) -> Vec<Step<'_>> {
    let mut lines = log.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| head.iter().position(|field| *field == name);
    let idle = column("Non-Transferable").or_else(|| column("Residual"));
    let quota = column("Quota");
    let names = head
        .iter()
        .enumerate()
        .filter(|(_, field)| field.ends_with(".name"));
    let names: Vec<usize> = names.map(|(at, _)| at).collect();
    let anew = head.iter().any(|field| field.ends_with(".quotient"));
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut before: Vec<&str> = vec!["H"; names.len()];
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() < head.len() {
            // With quotients a round after an exclusion begins anew: nobody is elected any more.
            let excluded = steps.last().map(|step| step.what) == Some(What::Excluded);
            if anew && excluded && fields.get(1) == Some(&"round") {
                for state in before.iter_mut().filter(|state| **state == "E") {
                    *state = "H";
                }
            }
            continue;
        }
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let states: Vec<&str> = names.iter().map(|name| field(name + 1)).collect();
        let what = match field(1) {
            "elect" => Some(What::Elected),
            "defeat" => Some(What::Excluded),
            "unpend" => Some(What::SurplusTransferred),
            _ => None,
        };
        let changed = states
            .iter()
            .zip(&before)
            .position(|(now, old)| match what {
                Some(What::Elected) => *old == "H" && matches!(*now, "e" | "E"),
                Some(What::Excluded) => *old == "H" && *now == "D",
                Some(What::SurplusTransferred) => *old == "e" && *now == "E",
                _ => false,
            });
        if let (Some(what), Some(name)) = (what, changed.and_then(|at| names.get(at))) {
            steps.push(Step {
                what,
                option: field(*name).trim(),
                quota: quota.map(field),
                idle: idle.map(field),
                totals: names
                    .iter()
                    .map(|name| (field(*name).trim(), field(name + 2)))
                    .collect(),
            });
        }
        before = states;
    }
    steps
}

/// A report has a line `Action: Elect: Grape`, and below it lines such as `Hopeful:  Grape (13.000000000)`.
fn report(log: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut listening = false;
    for line in log.lines() {
        if let Some(action) = line.strip_prefix("Action: ") {
            let (words, option) = action.rsplit_once(": ").unwrap_or((action, ""));
            let option = option.trim();
            let what = match words {
                _ if words.starts_with("Elect") || words == "Candidate at threshold" => {
                    Some(What::Elected)
                }
                _ if words.starts_with("Defeat") => Some(What::Excluded),
                "Transfer high surplus" => Some(What::SurplusTransferred),
                // With the surplus in parentheses it is the report of a transfer that is over.
                "Transfer surplus" if !option.ends_with(')') => Some(What::SurplusTransferred),
                _ => None,
            };
            // Droop says of some twice that they are elected or defeated.
            let again = words == "Elect pending"
                || what == Some(What::Excluded)
                    && steps
                        .iter()
                        .any(|step| Some(step.what) == what && step.option == option);
            listening = !again && !option.is_empty();
            if let (Some(what), true) = (what, listening) {
                steps.push(Step {
                    what,
                    option,
                    quota: None,
                    idle: None,
                    totals: Vec::new(),
                });
            } else {
                listening = false;
            }
        } else if line.starts_with("Round") {
            listening = false;
        } else if let Some(step) = steps.last_mut().filter(|_| listening) {
            reported(step, line.trim());
        }
    }
    steps
}

fn reported<'a>(step: &mut Step<'a>, line: &'a str) {
    let Some((label, rest)) = line.split_once(':') else {
        return;
    };
    let rest = rest.trim();
    match label {
        "Quota" | "Threshold" => step.quota = Some(rest),
        "Nontransferable votes" => step.idle = Some(rest),
        "Elected" | "Pending" | "Hopeful" | "Defeated" => {
            let total = rest
                .strip_suffix(')')
                .and_then(|rest| rest.rsplit_once(" ("))
                .map(|(name, votes)| (name.trim(), votes));
            // Those excluded before stand in one line, by name, with nothing.
            let total = total.filter(|(_, votes)| {
                label != "Defeated"
                    || decimal(votes).is_some_and(|votes| votes != Default::default())
            });
            step.totals.extend(total);
        }
        _ => {}
    }
}
