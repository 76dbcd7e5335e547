//! The files that pages load: four of `crates/booth`, one for each of its features.
//!
//! They are committed, so that `cargo run` needs no further tool, and built again here and compared, so that nobody has
//! to trust who built them. The same source gives the same bytes in every folder and for every user: paths are replaced
//! in what the compiler writes.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::metadata::{Metadata, cargo};
use crate::wasm::TARGET;

/// The features, each of which is a file.
const FILES: [&str; 4] = ["vote", "verify", "report", "sealed"];
/// Where the files lie.
const FOLDER: &str = "crates/server/assets/wasm";
/// The list of their hashes, as `sha256sum` writes it.
const SUMS: &str = "SHA256SUMS";
/// How large a function may be that is put into its callers: found by trying. The voter's file is 1 in 100 smaller than
/// with the compiler's own bound for `opt-level = "s"`, and as fast.
const INLINING: &str = "-Cllvm-args=-inline-threshold=30";
/// What makes them.
const MENDS: &str = "cargo xtask wasm --write";

/// Fails if a file is not what its source gives.
pub(crate) fn compare(metadata: &Metadata) -> Result<()> {
    let differing = differences(&build(metadata)?, |name| {
        fs::read(Path::new(FOLDER).join(name)).ok()
    });
    match differing.is_empty() {
        true => Ok(()),
        false => bail!(
            "{FOLDER}: not what the source gives: {}. Run:\n\n    {MENDS}\n",
            differing.join(", ")
        ),
    }
}

/// Puts the files into their folder.
pub(crate) fn write(metadata: &Metadata) -> Result<()> {
    let files = build(metadata)?;
    fs::create_dir_all(FOLDER).context(FOLDER)?;
    for (name, bytes) in &files {
        let path = Path::new(FOLDER).join(name);
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
        println!("   {}: {} bytes", path.display(), bytes.len());
    }
    Ok(())
}

/// The names of files that are missing or other than these.
fn differences(files: &[(String, Vec<u8>)], read: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<String> {
    files
        .iter()
        .filter(|(name, bytes)| read(name).as_ref() != Some(bytes))
        .map(|(name, _)| name.clone())
        .collect()
}

/// All files, the list of hashes last.
fn build(metadata: &Metadata) -> Result<Vec<(String, Vec<u8>)>> {
    let flags = flags(metadata)?;
    let mut files = Vec::new();
    for feature in FILES {
        let built = build_one(metadata, feature, &flags)?;
        let bytes = fs::read(&built).with_context(|| built.display().to_string())?;
        files.push((format!("{feature}.wasm"), bytes));
    }
    let sums = sums(&files);
    files.push((SUMS.to_owned(), sums.into_bytes()));
    Ok(files)
}

fn sums(files: &[(String, Vec<u8>)]) -> String {
    let line = |(name, bytes): &(String, Vec<u8>)| {
        let digits = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>();
        format!("{digits}  {name}\n")
    };
    files.iter().map(line).collect()
}

fn build_one(metadata: &Metadata, feature: &str, flags: &OsString) -> Result<PathBuf> {
    let target = metadata.target_directory.join("booth");
    let status = Command::new(cargo())
        .args(["build", "--lib", "--locked", "--quiet"])
        .args(["--profile", "wasm", "--target", TARGET])
        .args(["--package", "veche-booth", "--no-default-features"])
        .args(["--features", feature])
        // Flags of the person who builds would give other bytes.
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "{feature}.wasm could not be built");
    Ok(target.join(TARGET).join("wasm").join("veche_booth.wasm"))
}

/// Flags that replace the paths of this computer, as cargo takes them: separated by an unprintable character.
fn flags(metadata: &Metadata) -> Result<OsString> {
    let home = std::env::home_dir().context("the home directory is not known")?;
    let cargo_home = std::env::var_os("CARGO_HOME");
    let cargo_home = cargo_home.map_or_else(|| home.join(".cargo"), PathBuf::from);
    let (sysroot, commit) = (rustc(&["--print", "sysroot"])?, rustc(&["-vV"])?);
    let commit = commit
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "));
    let commit = commit.context("rustc does not say of which commit it is")?;
    let library = Path::new(sysroot.trim_end()).join("lib/rustlib/src/rust");
    let mut flags = remapped(&[
        (&metadata.workspace_root, "/veche"),
        (&cargo_home, "/cargo"),
        // Without this, a toolchain that has its own source would give other bytes than one that has not.
        (&library, &format!("/rustc/{commit}")),
    ]);
    flags.push("\u{1f}");
    flags.push(INLINING);
    Ok(flags)
}

fn remapped(paths: &[(&Path, &str)]) -> OsString {
    let mut flags = OsString::new();
    for (from, to) in paths {
        if !flags.is_empty() {
            flags.push("\u{1f}");
        }
        flags.push("--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    flags
}

fn rustc(arguments: &[&str]) -> Result<String> {
    let output = Command::new("rustc").args(arguments).output();
    let output = output.context("rustc could not be started")?;
    ensure!(output.status.success(), "rustc failed");
    String::from_utf8(output.stdout).context("rustc printed something that is no text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, Vec<u8>)> {
        let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        vec![file("vote.wasm", b"one"), file("verify.wasm", b"two")]
    }

    #[test]
    fn a_file_that_is_missing_or_other_is_named() {
        let missing = differences(&files(), |_| None);
        assert_eq!(missing, ["vote.wasm", "verify.wasm"]);
        let other = differences(&files(), |_| Some(b"two".to_vec()));
        assert_eq!(other, ["vote.wasm"]);
    }

    #[test]
    fn the_list_of_hashes_has_the_form_of_sha256sum() {
        let sums = sums(&[("empty".to_owned(), Vec::new())]);
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sums, format!("{nothing}  empty\n"));
    }

    #[test]
    fn every_path_is_a_flag_of_its_own() {
        let flags = remapped(&[(Path::new("/a b"), "/x"), (Path::new("/c"), "/y")]);
        let expected = "--remap-path-prefix=/a b=/x\u{1f}--remap-path-prefix=/c=/y";
        assert_eq!(flags, expected);
    }
}
