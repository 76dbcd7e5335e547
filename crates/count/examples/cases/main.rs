//! Counts every case of a collection and compares with its published outcome.
//!
//! `cargo run --release -p veche-count --example cases -- DIR` goes through `DIR/cases/*/case.json`, prints passed and
//! failed by family with the first difference of each failure, and exits 1 if any failed.

mod case;
mod condorcet;
mod java;
mod lists;
mod rcv_us;
mod scottish;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use case::{Case, Verdict};

/// The families, and who counts them.
const FAMILIES: &[(&str, fn(&Case) -> Verdict)] = &[
    ("condorcet-and-classic", condorcet::run),
    ("condorcet-real", condorcet::debian),
    ("irv-real", rcv_us::run_off),
    ("list-pr", lists::run),
    ("list-pr-nl", lists::run),
    ("rcv-us", rcv_us::run),
    ("stv-scottish", scottish::run),
];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: cases DIR, where DIR/cases/*/case.json are the cases");
        return ExitCode::from(2);
    };
    let started = Instant::now();
    let cases = match Case::all(&folder) {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::from(2);
        }
    };
    // Passed, failed, not run.
    let mut families: BTreeMap<String, [Vec<String>; 3]> = BTreeMap::new();
    for case in &cases {
        let known = FAMILIES.iter().find(|(name, _)| *name == case.family);
        let verdict = match known {
            Some((_, run)) => run(case),
            None => Verdict::Fail("no rules for this family".to_owned()),
        };
        let [passed, failed, not_run] = families.entry(case.family.clone()).or_default();
        match verdict {
            Verdict::Pass => passed.push(case.id.clone()),
            Verdict::Fail(difference) => failed.push(format!("{}: {difference}", case.id)),
            Verdict::NotRun(why) => not_run.push(format!("{}: {why}", case.id)),
        }
    }
    let mut totals = [0; 3];
    for (family, [passed, failed, not_run]) in &families {
        println!(
            "{family}: {} passed, {} failed{}",
            passed.len(),
            failed.len(),
            match not_run.len() {
                0 => String::new(),
                number => format!(", {number} not run"),
            }
        );
        for line in failed {
            println!("  failed   {line}");
        }
        for line in not_run {
            println!("  not run  {line}");
        }
        for (total, list) in totals.iter_mut().zip([passed, failed, not_run]) {
            *total += list.len();
        }
    }
    let [passed, failed, not_run] = totals;
    println!(
        "{passed} passed, {failed} failed, {not_run} not run, in {:.1?}",
        started.elapsed()
    );
    ExitCode::from(u8::from(failed > 0 || cases.is_empty()))
}
