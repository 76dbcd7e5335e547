//! The pages in a real browser: builds the program, installs what the tests need, and runs `tests/browser`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::metadata::{Metadata, cargo};

/// Where the tests are.
const FOLDER: &str = "tests/browser";

/// Runs all scenarios.
pub(crate) fn run(_: &Metadata) -> Result<()> {
    ensure_program("node", "--version", &["nodejs", "npm"])?;
    ensure_program("chromium", "--version", &["chromium"])?;
    ensure_program("w3m", "-version", &["w3m"])?;
    if !Path::new(FOLDER).join("node_modules").is_dir() {
        println!("   $ npm ci");
        let mut install = Command::new("npm");
        install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        let status = install.current_dir(FOLDER).status();
        ensure!(
            status.context("npm could not be started")?.success(),
            "`npm ci` failed in {FOLDER}"
        );
    }
    let status = Command::new(cargo())
        .args(["build", "--package", "veche", "--bin", "veche"])
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "the program does not build");
    let status = Command::new("node")
        .args(["--test", "--test-concurrency=1"])
        .args(scenarios()?)
        .current_dir(FOLDER)
        .status()
        .context("node could not be started")?;
    ensure!(status.success(), "a scenario failed");
    Ok(())
}

/// The files of scenarios. Each is named: from a folder the test runner takes only files whose names it likes, and is
/// content with none.
fn scenarios() -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(Path::new(FOLDER).join("scenarios"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".mjs") {
            files.push(format!("scenarios/{name}"));
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "there are no scenarios in {FOLDER}");
    Ok(files)
}

/// Makes sure that a program is there, which says its version when it is asked so, installing Debian packages where that
/// is possible.
fn ensure_program(name: &str, asked: &str, packages: &[&str]) -> Result<()> {
    let there = || {
        Command::new(name)
            .arg(asked)
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if there() {
        return Ok(());
    }
    println!("   $ apt-get install {}", packages.join(" "));
    let apt = |arguments: &[&str]| {
        Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()
            .is_ok_and(|status| status.success())
    };
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    let installed = apt(&arguments) || (apt(&["update"]) && apt(&arguments));
    ensure!(
        installed && there(),
        "{name} is needed for the tests in the browser. Run, as root:\n\n    apt-get install {}\n",
        packages.join(" ")
    );
    Ok(())
}
