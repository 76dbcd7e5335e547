//! Pure crates do no I/O, read no clock, make no randomness of their own, and have no unsafe code.
//!
//! This reads source, so it catches habit and haste, not malice: a macro could hide anything. The build for a
//! target that has no files, network or clock ([`crate::wasm`]) is the other half.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::arrows::MAP;
use crate::metadata::Metadata;
use crate::rust::{Source, Token, starts_with};

/// Modules of `std` that reach outside the program.
const STD: &[&str] = &["env", "fs", "io", "net", "os", "process", "thread", "time"];

/// Names that give away a clock or a source of randomness, wherever they come from.
const WORDS: &[&str] = &[
    "OsRng",
    "SysRng",
    "SystemTime",
    "ThreadRng",
    "getrandom",
    "thread_rng",
];

/// Macros that print.
const MACROS: &[&str] = &["dbg", "eprint", "eprintln", "print", "println"];

/// Fails if a pure crate is not pure.
pub(crate) fn run(metadata: &Metadata) -> Result<()> {
    let mut findings = Vec::new();
    for package in metadata.members() {
        let mut rooms = MAP.iter().filter(|room| room.pure);
        let Some(room) = rooms.find(|room| room.name == package.name) else {
            continue;
        };
        let folder = package.manifest_path.with_file_name("src");
        // From the root, where we are, a finding's path is short.
        let folder = folder
            .strip_prefix(&metadata.workspace_root)
            .unwrap_or(&folder);
        findings.extend(crate_findings(folder, room.unsafe_in)?);
    }
    crate::report(&findings)
}

/// Reads all sources of one crate below `folder`. Unsafe code may be in one of its files only, if in any.
fn crate_findings(folder: &Path, unsafe_in: Option<&str>) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    let root = folder.join("lib.rs");
    ensure!(paths.contains(&root), "{} is missing", root.display());

    let mut sources = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        sources.push((path, Source::read(&text)));
    }
    let tests: Vec<PathBuf> = sources
        .iter()
        .flat_map(|(path, source)| test_files(path, source))
        .collect();

    let mut findings = Vec::new();
    for (path, source) in &sources {
        let shown = path.display();
        let level = if unsafe_in.is_some() {
            "deny"
        } else {
            "forbid"
        };
        if *path == root && !refuses_unsafe(&source.tokens, level) {
            findings.push(format!("{shown} lacks #![{level}(unsafe_code)]"));
        }
        if unsafe_in.is_none_or(|file| *path != folder.join(file)) {
            for line in unsafe_lines(&source.tokens) {
                findings.push(format!("{shown}:{line}: unsafe code in a pure crate"));
            }
        }
        if tests.iter().any(|test| path.starts_with(test)) {
            continue;
        }
        for (line, what) in impurities(&source.tokens) {
            findings.push(format!("{shown}:{line}: {what} in a pure crate"));
        }
    }
    Ok(findings)
}

/// All `.rs` files below a folder, in order.
fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| folder.display().to_string())?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            list(&path, paths)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Where the modules lie that this file declares for tests only: a file, or a folder with all in it.
fn test_files(path: &Path, source: &Source) -> Vec<PathBuf> {
    let folder = if ["lib.rs", "main.rs", "mod.rs"]
        .iter()
        .any(|name| path.ends_with(name))
    {
        path.with_file_name("")
    } else {
        path.with_extension("")
    };
    source
        .test_modules
        .iter()
        .flat_map(|name| [folder.join(name), folder.join(format!("{name}.rs"))])
        .collect()
}

/// Where unsafe code is, or is allowed.
fn unsafe_lines(tokens: &[Token]) -> Vec<usize> {
    let allows = |at: usize| {
        let around = ["allow", "expect", "warn"];
        tokens[at].text == "unsafe_code"
            && at >= 2
            && around.contains(&tokens[at - 2].text.as_str())
    };
    let found = (0..tokens.len()).filter(|&at| tokens[at].text == "unsafe" || allows(at));
    found.map(|at| tokens[at].line).collect()
}

/// Whether unsafe code is refused on this level in the whole crate.
fn refuses_unsafe(tokens: &[Token], level: &str) -> bool {
    let attribute = ["#", "!", "[", level, "(", "unsafe_code", ")", "]"];
    (0..tokens.len()).any(|at| starts_with(&tokens[at..], &attribute))
}

/// What reaches outside the program, with its line.
fn impurities(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let after = &tokens[at + 1..];
        let word = token.text.as_str();
        if WORDS.contains(&word) {
            found.push((token.line, word.to_owned()));
        } else if MACROS.contains(&word) && starts_with(after, &["!"]) {
            found.push((token.line, format!("{word}!")));
        } else if word == "std" && starts_with(after, &["as"]) {
            found.push((token.line, "std under another name".to_owned()));
        } else if word == "std" && starts_with(after, &["::"]) {
            for part in parts(&after[1..]) {
                if STD.contains(&part.text.as_str()) || ["*", "self"].contains(&part.text.as_str())
                {
                    found.push((part.line, format!("std::{}", part.text)));
                }
            }
        }
    }
    found
}

/// What follows `std::`: one name, or the first name of each part of a group in braces.
fn parts(tokens: &[Token]) -> Vec<&Token> {
    if !starts_with(tokens, &["{"]) {
        return tokens.first().into_iter().collect();
    }
    let mut parts = Vec::new();
    let mut depth = 0_usize;
    let mut first = false;
    for token in tokens {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                first = depth == 1;
            }
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," => first = depth == 1,
            _ if first => {
                parts.push(token);
                first = false;
            }
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        impurities(&Source::read(text).tokens)
            .into_iter()
            .map(|(_, what)| what)
            .collect()
    }

    #[test]
    fn each_way_out_of_the_program_is_found() {
        for (text, expected) in [
            ("use std::fs;", "std::fs"),
            ("use std::io::Write;", "std::io"),
            ("let f = ::std::net::TcpStream::connect(a);", "std::net"),
            ("use std::time::Duration;", "std::time"),
            ("use std::{fmt, fs::File};", "std::fs"),
            ("use std::{fmt::{self, Debug}, io};", "std::io"),
            ("use std as hidden;", "std under another name"),
            ("use std::*;", "std::*"),
            ("use std::{self as hidden};", "std::self"),
            ("clock(SystemTime::now())", "SystemTime"),
            ("rand::rngs::OsRng", "OsRng"),
            ("let mut r = rand::thread_rng();", "thread_rng"),
            ("getrandom::fill(&mut b)", "getrandom"),
            ("println!(\"{x}\")", "println!"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn pure_code_comments_texts_and_tests_are_not_found() {
        for text in [
            "use std::{fmt::{self, io}, collections};",
            "use core::fmt; fn print() {}",
            "// std::fs\n//! std::io\n/* SystemTime */ \"std::net OsRng\"",
            "#[cfg(test)] mod tests { use std::fs; }",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_crate_must_forbid_unsafe_code_in_code_not_in_a_comment() {
        let forbids = |text| refuses_unsafe(&Source::read(text).tokens, "forbid");
        assert!(forbids("//! Doc.\n#![forbid(unsafe_code)]\nmod a;"));
        assert!(!forbids("// #![forbid(unsafe_code)]"));
        assert!(!forbids("#![deny(unsafe_code)]"));
    }

    #[test]
    fn unsafe_code_is_found_and_so_is_what_allows_it() {
        let lines = |text| unsafe_lines(&Source::read(text).tokens);
        assert_eq!(lines("fn f() {\n    unsafe { g() }\n}"), [2]);
        assert_eq!(lines("#[allow(unsafe_code)]\nmod a;"), [1]);
        assert_eq!(lines("\n#[expect(unsafe_code, reason = \"\")]"), [2]);
        let safe = "#![deny(unsafe_code)] // unsafe\nlet a = \"unsafe\";";
        assert_eq!(lines(safe), [0; 0]);
    }

    #[test]
    fn only_the_file_of_the_map_may_have_unsafe_code() {
        let lanes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/lanes/src");
        let found = |file| crate_findings(&lanes, file).unwrap();
        assert_eq!(found(Some("processor.rs")), [""; 0]);
        assert!(!found(Some("lib.rs")).is_empty());
        assert!(!found(None).is_empty());
    }

    #[test]
    fn only_modules_declared_for_tests_are_left_out() {
        let source = Source::read("mod real; #[cfg(test)] mod attacks;");
        assert_eq!(
            test_files(Path::new("src/lib.rs"), &source),
            [Path::new("src/attacks"), Path::new("src/attacks.rs")]
        );
        assert_eq!(
            test_files(Path::new("src/ballot.rs"), &source)[1],
            Path::new("src/ballot/attacks.rs")
        );
    }

    #[test]
    fn this_very_program_is_impure() {
        // It reads files and has no lib.rs, so a scan that goes blind shows here.
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert!(crate_findings(&here, None).is_err());
        assert!(!found(include_str!("purity.rs")).is_empty());
    }
}
