//! Every parser meets inputs that nobody thought of: builds the targets in `fuzz/` and runs each for some seconds.
//!
//! `cargo fuzz` does the same with the nightly toolchain and the address sanitizer. We have no unsafe code that would
//! need the latter, and what guides the fuzzer, the coverage of the code, the stable compiler can record too.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::metadata::{Metadata, cargo};

/// How long a target runs if nothing else is said.
const SECONDS: u32 = 5;
/// An input that takes longer is a finding.
const SLOW_SECONDS: u32 = 5;
/// A target that takes more memory is a finding.
const MOST_MEGABYTES: u32 = 1024;

/// What `cargo fuzz` gives the compiler, but for the sanitizer: coverage counters, the places they count, and the
/// values that are compared, which the fuzzer then tries.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    seconds: u32,
    /// All, if empty.
    targets: Vec<String>,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            seconds: SECONDS,
            targets: Vec::new(),
        }
    }
}

impl Order {
    /// Reads `[--seconds N] [TARGET…]`.
    pub(crate) fn read(arguments: &[String]) -> Result<Self> {
        let mut order = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--seconds" => {
                    let number = arguments.next().and_then(|number| number.parse().ok());
                    // To libFuzzer, 0 means for ever.
                    order.seconds = number
                        .filter(|&seconds| seconds > 0)
                        .context("--seconds needs a whole number from 1")?;
                }
                option if option.starts_with('-') => bail!("there is no option {option:?}"),
                target => order.targets.push(target.to_owned()),
            }
        }
        Ok(order)
    }

    /// The targets to run, of those that exist.
    fn choose(&self, all: Vec<String>) -> Result<Vec<String>> {
        if self.targets.is_empty() {
            return Ok(all);
        }
        for target in &self.targets {
            let known = all.join(", ");
            ensure!(
                all.contains(target),
                "there is no fuzz target {target:?}: there are {known}"
            );
        }
        Ok(self.targets.clone())
    }
}

/// Builds the targets and runs them, as many at once as there are cores.
pub(crate) fn run(_: &Metadata, order: &Order) -> Result<()> {
    let targets = order.choose(targets()?)?;
    let start = Instant::now();
    let programs = build(&targets)?;
    println!("   built in {:.1} s", start.elapsed().as_secs_f64());

    let waiting = Mutex::new(targets.iter());
    let findings = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                // One statement, so that the lock is not held while the target runs.
                while let Some(target) = waiting.lock().ok().and_then(|mut next| next.next()) {
                    let result = run_target(&programs, target, order.seconds);
                    match (result, findings.lock()) {
                        (Ok(line), _) => println!("   {target}: {line}"),
                        (Err(error), Ok(mut findings)) => findings.push(error.to_string()),
                        (Err(_), Err(_)) => return,
                    }
                }
            });
        }
    });
    let findings = findings
        .into_inner()
        .map_err(|_| anyhow!("a thread panicked"))?;
    ensure!(findings.is_empty(), "{}", findings.join("\n\n"));
    Ok(())
}

/// The targets there are, by the names of their files.
fn targets() -> Result<Vec<String>> {
    let folder = Path::new("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if let (Some(name), Some("rs")) =
            (path.file_stem(), path.extension().and_then(|e| e.to_str()))
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    ensure!(!names.is_empty(), "{} is empty", folder.display());
    Ok(names)
}

/// Builds the targets. Gives the folder of their programs.
fn build(targets: &[String]) -> Result<PathBuf> {
    // With a named target, cargo does not give the flags to build scripts, which could not run with them.
    let host = host()?;
    let mut command = Command::new(cargo());
    command
        .args(["build", "--release", "--locked", "--target", &host])
        .args([
            "--manifest-path",
            "fuzz/Cargo.toml",
            "--target-dir",
            "fuzz/target",
        ])
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", FLAGS);
    for target in targets {
        command.args(["--bin", target]);
    }
    let status = command.status().context("cargo could not be started")?;
    ensure!(
        status.success(),
        "the fuzz targets do not build; libfuzzer-sys needs a C++ compiler"
    );
    Ok(Path::new("fuzz/target").join(host).join("release"))
}

fn host() -> Result<String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .context("rustc could not be started")?;
    let text = String::from_utf8(output.stdout).context("rustc printed what we cannot read")?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("rustc does not tell its host")
}

/// Runs one target. Gives how much it did.
fn run_target(programs: &Path, target: &str, seconds: u32) -> Result<String> {
    let corpus = format!("fuzz/corpus/{target}");
    let artifacts = format!("fuzz/artifacts/{target}/");
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).with_context(|| folder.clone())?;
    }
    let program = programs.join(target);
    let output = Command::new(&program)
        .arg(&corpus)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SLOW_SECONDS}"))
        .arg(format!("-rss_limit_mb={MOST_MEGABYTES}"))
        .arg(format!("-artifact_prefix={artifacts}"))
        .arg("-print_final_stats=1")
        .output()
        .with_context(|| format!("{} could not be started", program.display()))?;
    judge(target, &program, &output)
}

/// What the output of a target says.
fn judge(target: &str, program: &Path, output: &Output) -> Result<String> {
    let log = String::from_utf8_lossy(&output.stderr);
    let after = |mark: &str| {
        log.lines()
            .find_map(|line| Some(line.split_once(mark)?.1.trim()))
    };
    if output.status.success() {
        let runs = after("stat::number_of_executed_units:").unwrap_or("no");
        let size = after("stat::peak_rss_mb:").unwrap_or("?");
        return Ok(format!("{runs} inputs, {size} MB"));
    }
    let mut text = format!("fuzz target {target} found something ({})", output.status);
    // What was found stands before libFuzzer's long account of it.
    let lines = log.lines().skip_while(|line| {
        !["panicked at", "ERROR:", "ALARM:"]
            .iter()
            .any(|mark| line.contains(mark))
    });
    for line in lines.take(12) {
        text.push_str("\n   ");
        text.push_str(line);
    }
    match after("Test unit written to ") {
        Some(input) => text.push_str(&format!(
            "\nThe input is {input}. To repeat it:\n\n    {} {input}",
            program.display()
        )),
        None => text.push_str("\nIt left no input; its last words stand above"),
    }
    bail!(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    fn read(arguments: &[&str]) -> Result<Order> {
        let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        Order::read(&arguments)
    }

    #[test]
    fn an_order_names_seconds_and_targets_in_any_order() {
        let order = read(&["event", "--seconds", "60", "roll"]).unwrap();
        assert_eq!(order.seconds, 60);
        assert_eq!(order.targets, ["event", "roll"]);
        assert_eq!(read(&[]).unwrap(), Order::default());
    }

    #[test]
    fn an_order_that_makes_no_sense_is_refused() {
        for wrong in [&["--seconds"][..], &["--seconds", "0"], &["--fast"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
        let all = vec!["event".to_owned()];
        assert!(read(&["events"]).unwrap().choose(all).is_err());
    }

    fn output(code: i32, log: &str) -> Output {
        Output {
            status: ExitStatus::from_raw(code << 8),
            stdout: Vec::new(),
            stderr: log.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_crash_is_a_failure_that_names_the_input_and_how_to_repeat_it() {
        let log = "INFO: x\nthread panicked at a.rs:1\nboom\nTest unit written to fuzz/artifacts/event/crash-1\n";
        let error = judge("event", Path::new("fuzz/target/event"), &output(77, log));
        let error = error.unwrap_err().to_string();
        for part in ["boom", "fuzz/target/event fuzz/artifacts/event/crash-1"] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn a_run_without_findings_says_how_much_it_did() {
        let log = "stat::number_of_executed_units: 12\nstat::peak_rss_mb: 30\n";
        let line = judge("event", Path::new("event"), &output(0, log)).unwrap();
        assert_eq!(line, "12 inputs, 30 MB");
    }
}
