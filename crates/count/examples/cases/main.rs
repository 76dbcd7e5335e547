//! Counts every case of a collection and compares with its published outcome.
//!
//! `cargo run --release -p veche-count --example cases -- DIR` goes through `DIR/cases/*/case.json`, prints passed and
//! failed by family with the first difference of each failure, and exits 1 if any failed.

mod case;
mod condorcet;
mod condorcet_stats;
mod java;
mod lists;
mod rcv_us;
mod scottish;
mod stv;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use case::{Case, Verdict};

/// A family's name, and who counts its cases.
type Family = (&'static str, fn(&Case) -> Verdict);

/// All families.
const FAMILIES: &[Family] = &[
    ("condorcet-and-classic", condorcet::run),
    ("condorcet-real", condorcet::real),
    ("irv-real", rcv_us::run_off),
    ("list-pr", lists::run),
    ("list-pr-nl", lists::run),
    ("rcv-us", rcv_us::run),
    ("stv-meek-ties", stv::run),
    ("stv-reference", stv::run),
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
    // Passed, failed.
    let mut families: BTreeMap<&str, [Vec<String>; 2]> = BTreeMap::new();
    for case in &cases {
        let known = FAMILIES.iter().find(|(name, _)| *name == case.family);
        let verdict = match known {
            Some((_, run)) => run(case),
            None => Verdict::Fail("no rules for this family".to_owned()),
        };
        let [passed, failed] = families.entry(&case.family).or_default();
        match verdict {
            Verdict::Pass => passed.push(case.id.clone()),
            Verdict::Fail(difference) => failed.push(format!("{}: {difference}", case.id)),
        }
    }
    let (mut all_passed, mut all_failed) = (0, 0);
    for (family, [passed, failed]) in &families {
        println!("{family}: {} passed, {} failed", passed.len(), failed.len());
        for line in failed {
            println!("  failed   {line}");
        }
        all_passed += passed.len();
        all_failed += failed.len();
    }
    println!(
        "{all_passed} passed, {all_failed} failed, in {:.1?}",
        started.elapsed()
    );
    ExitCode::from(u8::from(all_failed > 0 || cases.is_empty()))
}
