//! Every command in README and guides is run, in the order in which it stands, in an empty folder.

use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap()
}

/// The fenced blocks of shell commands in a text.
fn commands(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines() {
        match &mut block {
            None if line == "```sh" => block = Some(String::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(block.take()),
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}

/// Runs a script as a reader would type it, with `veche` at hand.
fn run(script: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_veche")).parent().unwrap();
    let path = format!(
        "{}:{}",
        binary.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(folder.path())
        .env("PATH", path)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{script}\nended with {}\n{text}\n{errors}",
        output.status
    );
    text
}

#[test]
fn the_guide_can_be_typed_as_it_stands() {
    let blocks = commands(&read("docs/guide.md"));
    assert!(blocks.len() >= 11, "blocks were lost: {}", blocks.len());
    let text = run(&blocks.concat());
    for expected in [
        "The key ceremony is complete and valid",
        "The ballot with the code",
        "SOUND: every check that can be run has passed.",
        "✓ V16",
        "Ana    ████████████████████████████████ 3",
        "Clara  ██████████████████████ 2",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn the_guide_to_elections_can_be_typed_as_it_stands() {
    let blocks = commands(&read("docs/guide-election.md"));
    assert!(blocks.len() >= 8, "blocks were lost: {}", blocks.len());
    let text = run(&blocks.concat());
    for expected in [
        "1 poll verified from the ballots on, and sound; 1 declared outcome follows from it",
        "taken back (consent): 1 by their authors, 0 by the organiser",
        "The record is sound, and nothing on it breaks a rule that is checked here.",
        "registrar and server together cast for people who did not vote",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn the_guide_to_servers_can_be_typed_after_that_to_elections() {
    let before = commands(&read("docs/guide-election.md"));
    let bound = before
        .iter()
        .position(|block| block.contains("election anchor"));
    let blocks = commands(&read("docs/guide-server.md"));
    assert!(blocks.len() >= 9, "blocks were lost: {}", blocks.len());
    // Other tests run at the same time, and a server that is left over must end with the script.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let free = listener.local_addr().unwrap().to_string();
    drop(listener);
    let script = [&before[..=bound.unwrap()], &blocks].concat().concat();
    let text = run(&format!(
        "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n{}",
        script.replace("127.0.0.1:8080", &free)
    ));
    for expected in [
        "gardeners is in data",
        "gardeners: 5 entries, and all files agree",
        "Voting has ended with 3 ballots, revotes included.",
        "1 poll verified from the ballots on, and sound",
        "files are in site",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn readme_shows_the_demonstration_and_the_gate() {
    let blocks = commands(&read("README.md"));
    assert_eq!(
        blocks,
        ["cargo run --release -- serve --demo\n", "cargo xtask ci\n"]
    );
    // The gate runs this very test. The demonstration is run as the binary that cargo would build.
    let text =
        run("veche demo && veche verify veche-demo/town && veche verify veche-demo/waterworks");
    for expected in [
        "caught by V8",
        "caught by V15",
        "caught by V16",
        "tracker",
        "belenios-tool election verify",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn links_in_the_documents_lead_somewhere() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "GLOSSARY.md",
        "docs/design.md",
        "docs/entries.md",
        "docs/guide-election.md",
        "docs/guide-server.md",
        "docs/guide.md",
        "docs/record.md",
        "elections/README.md",
        "docs/threat-model.md",
    ];
    for name in documents {
        let text = read(name);
        let folder = repository().join(name).parent().unwrap().to_owned();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(folder.join(target).exists(), "{name}: {link} leads nowhere");
        }
    }
}
