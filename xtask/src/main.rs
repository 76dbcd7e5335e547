//! Checks of the house that cargo has no word for. `cargo xtask ci` is the test command of `README.md`.
//!
//! 1. [`ci`]: all steps, one after another, stopping at the first that fails.
//! 2. [`arrows`]: the map of crates, and that dependencies point only where it says.
//! 3. [`purity`]: the pure crates touch no file, network or clock; [`rust`] reads their source.
//! 4. [`licences`]: what we depend on, from where, under which licence; [`spdx`] reads licence expressions.
//! 5. [`wasm`]: the pure crates build for the browser; [`booth`] makes the files that pages load.
//! 6. [`browser`]: the pages in a real browser.
//! 7. [`fuzz`]: every parser meets inputs that nobody thought of.
//! 8. [`metadata`]: what cargo tells of the workspace.

#![forbid(unsafe_code)]

mod arrows;
mod booth;
mod browser;
mod ci;
mod fuzz;
mod licences;
mod metadata;
mod purity;
mod rust;
mod spdx;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::metadata::Metadata;

const USAGE: &str = "\
Usage: cargo xtask <COMMAND>
       cargo xtask fuzz [--seconds N] [TARGET…]
       cargo xtask wasm [--write]

  ci        everything below, with formatting, clippy, tests and documentation; what README.md calls the test command
  arrows    dependencies between our crates point only where the map allows
  purity    the pure crates touch no file, network or clock, and have no unsafe code
  licences  every dependency has a licence we accept, comes from the registry, and is not banned
  browser   the pages work in a real browser: Debian's Chromium, which is installed if it is missing
  wasm      the pure crates build for wasm32-unknown-unknown, and the files that pages load are what their source gives;
            --write puts them into crates/server/assets/wasm
  fuzz      every fuzz target, or those named, runs for 5 seconds, or N, and finds nothing
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        bail!("a command is needed\n\n{USAGE}");
    };
    if command == "fuzz" {
        let order = fuzz::Order::read(rest)?;
        return run_check(command, |metadata| fuzz::run(metadata, &order));
    }
    if command == "wasm" && rest == ["--write"] {
        return run_check(command, wasm::write);
    }
    if let Some(argument) = rest.first() {
        bail!("{command} takes no argument, such as {argument:?}\n\n{USAGE}");
    }
    let check: fn(&Metadata) -> Result<()> = match command.as_str() {
        "browser" => browser::run,
        "ci" => ci::run,
        "arrows" => arrows::run,
        "purity" => purity::run,
        "licences" => licences::run,
        "wasm" => wasm::run,
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            return Ok(());
        }
        other => bail!("there is no command {other:?}\n\n{USAGE}"),
    };
    run_check(command, check)
}

fn run_check(command: &str, check: impl FnOnce(&Metadata) -> Result<()>) -> Result<()> {
    let metadata = Metadata::load()?;
    // Every later command runs at the root, wherever in the tree it was called.
    std::env::set_current_dir(&metadata.workspace_root)?;
    check(&metadata)?;
    println!("{command}: passed");
    Ok(())
}

/// Prints what was found, one line each, and fails if there was anything.
fn report(findings: &[String]) -> Result<()> {
    for finding in findings {
        println!("   {finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 finding"),
        many => bail!("{many} findings"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_fails_and_shows_those_that_exist() {
        let error = run(&["licenses".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("licenses") && error.contains("licences"));
    }

    #[test]
    fn one_finding_is_enough_to_fail() {
        assert!(report(&[]).is_ok());
        assert!(report(&["poll depends on veche".to_owned()]).is_err());
    }
}
