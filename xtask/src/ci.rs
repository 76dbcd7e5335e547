//! All checks, one after another, each announced and timed, stopping at the first that fails.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};

use crate::metadata::{Metadata, cargo};
use crate::{arrows, browser, fuzz, licences, purity, wasm};

/// One check.
struct Step {
    /// What a person can type to run it alone.
    command: &'static str,
    run: fn(&Metadata) -> Result<()>,
    /// What to do when it fails.
    advice: &'static str,
}

const STEPS: &[Step] = &[
    Step {
        command: "cargo fmt --all --check",
        run: |_| run_cargo(&["fmt", "--all", "--check"], &[]),
        advice: "Run `cargo fmt --all`. If cargo does not know `fmt`: `rustup component add rustfmt`.",
    },
    Step {
        command: "cargo clippy --workspace --all-targets -- -D warnings",
        run: |_| {
            let arguments = [
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ];
            run_cargo(&arguments, &[])
        },
        advice: "Mend what clippy shows. If cargo does not know `clippy`: `rustup component add clippy`.",
    },
    Step {
        command: "cargo test --workspace",
        run: |_| run_cargo(&["test", "--workspace"], &[]),
        advice: "The name of a failed test says which property is broken; run it alone with `cargo test NAME`.",
    },
    Step {
        command: "RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps",
        run: |_| {
            run_cargo(
                &["doc", "--workspace", "--no-deps"],
                &[("RUSTDOCFLAGS", "-D warnings")],
            )
        },
        advice: "Mend the documentation that rustdoc shows.",
    },
    Step {
        command: "cargo xtask wasm",
        run: wasm::run,
        advice: "The pure crates must build where there is no file, network or clock. After a change to them or to \
                 crates/booth, `cargo xtask wasm --write` makes the files for the browser anew.",
    },
    Step {
        command: "cargo xtask browser",
        run: browser::run,
        advice: "`node --test scenarios/NAME.mjs` in tests/browser runs one scenario; VECHE_SHOW=1 keeps its pictures.",
    },
    Step {
        command: "cargo xtask arrows",
        run: arrows::run,
        advice: "Move the code to the crate where it belongs. If the map itself must change, change ARCHITECTURE.md, \
                 xtask/src/arrows.rs, and say why in the commit.",
    },
    Step {
        command: "cargo xtask purity",
        run: purity::run,
        advice: "Pass the bytes, the time or the randomness in as arguments; the binary does the I/O.",
    },
    Step {
        command: "cargo xtask licences",
        run: licences::run,
        advice: "`cargo tree --invert NAME` shows who brings the package in. Use another, or, if the licence is as \
                 free as ours, add it to xtask/src/licences.rs and say why in the commit.",
    },
    Step {
        command: "cargo xtask fuzz",
        run: |metadata| fuzz::run(metadata, &fuzz::Order::default()),
        advice: "Run the command above: it repeats what was found. Mend the crate, not the target, and add a unit \
                 test with the input. If nothing was built: a C++ compiler (`c++`) is needed.",
    },
];

/// Runs all steps.
pub(crate) fn run(metadata: &Metadata) -> Result<()> {
    run_steps(STEPS, metadata)
}

fn run_steps(steps: &[Step], metadata: &Metadata) -> Result<()> {
    let beginning = Instant::now();
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {}/{} {}", index + 1, steps.len(), step.command);
        let start = Instant::now();
        (step.run)(metadata).map_err(|error| {
            anyhow!(
                "step {}/{} failed: {}\n{error:#}\n\nWhat to do: {}",
                index + 1,
                steps.len(),
                step.command,
                step.advice
            )
        })?;
        println!("   passed in {:.1} s", start.elapsed().as_secs_f64());
    }
    let seconds = beginning.elapsed().as_secs_f64();
    println!("\nAll {} steps passed in {seconds:.1} s.", steps.len());
    Ok(())
}

fn run_cargo(arguments: &[&str], variables: &[(&str, &str)]) -> Result<()> {
    succeed(
        Command::new(cargo())
            .args(arguments)
            // What makes the next build faster takes gigabytes, and on a new machine there is no next build.
            .env("CARGO_INCREMENTAL", "0")
            .envs(variables.iter().copied()),
    )
}

/// Runs a command to its end, and fails if it does.
fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().context("cargo could not be started")?;
    ensure!(status.success(), "cargo ended with {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use std::process::Stdio;

    fn nothing() -> Metadata {
        let empty =
            r#"{"packages":[],"workspace_members":[],"resolve":{"nodes":[]},"workspace_root":"/"}"#;
        serde_json::from_str(empty).unwrap()
    }

    fn step(run: fn(&Metadata) -> Result<()>) -> Step {
        Step {
            command: "the step",
            run,
            advice: "the advice",
        }
    }

    #[test]
    fn the_first_failure_stops_the_run_and_says_what_to_do() {
        let steps = [
            step(|_| Ok(())),
            step(|_| bail!("the reason")),
            step(|_| panic!("ran after a failure")),
        ];
        let error = run_steps(&steps, &nothing()).unwrap_err().to_string();
        for part in ["2/3", "the step", "the reason", "the advice"] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn all_steps_passing_is_success() {
        run_steps(&[step(|_| Ok(())), step(|_| Ok(()))], &nothing()).unwrap();
    }

    #[test]
    fn a_cargo_command_that_fails_is_a_failure() {
        let mut command = Command::new(cargo());
        command.arg("no-such-command").stderr(Stdio::null());
        assert!(succeed(&mut command).is_err());
    }
}
