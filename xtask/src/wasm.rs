//! The pure crates build for the browser, and the files for it are what their source gives ([`crate::booth`]).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::arrows::MAP;
use crate::metadata::{Metadata, cargo};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Builds every pure crate for [`TARGET`], adding the target to the toolchain if it is missing.
pub(crate) fn run(metadata: &Metadata) -> Result<()> {
    ensure_target(&target_libraries()?, || {
        println!("   $ rustup target add {TARGET}");
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .status()
            .is_ok_and(|status| status.success())
    })?;

    let mut build = Command::new(cargo());
    build.args(["build", "--lib", "--target", TARGET]);
    for package in metadata.members() {
        if MAP
            .iter()
            .any(|room| room.pure && room.name == package.name)
        {
            build.args(["--package", &package.name]);
        }
    }
    let status = build.status().context("cargo could not be started")?;
    ensure!(status.success(), "a pure crate does not build for {TARGET}");
    crate::booth::compare(metadata)
}

/// Builds the files for the browser and puts them into their folder.
pub(crate) fn write(metadata: &Metadata) -> Result<()> {
    ensure_target(&target_libraries()?, || false)?;
    crate::booth::write(metadata)
}

/// The folder where the toolchain keeps the target's standard library, whether it exists or not.
fn target_libraries() -> Result<PathBuf> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("rustc could not be started")?;
    ensure!(output.status.success(), "rustc does not know {TARGET}");
    let path = String::from_utf8(output.stdout).context("rustc printed a path we cannot read")?;
    Ok(PathBuf::from(path.trim_end()))
}

/// Calls `add` once if the target's folder is missing, and fails if it is missing still.
fn ensure_target(libraries: &Path, add: impl FnOnce() -> bool) -> Result<()> {
    if libraries.is_dir() || (add() && libraries.is_dir()) {
        return Ok(());
    }
    bail!(
        "the toolchain lacks the target {TARGET}, and it could not be added. Run:\n\n    rustup target add {TARGET}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESENT: &str = env!("CARGO_MANIFEST_DIR");
    const ABSENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/no-such-folder");

    #[test]
    fn a_target_that_is_there_is_not_added() {
        ensure_target(Path::new(PRESENT), || panic!("added without need")).unwrap();
    }

    #[test]
    fn a_target_that_cannot_be_added_fails_with_the_command_that_mends_it() {
        for claims_success in [false, true] {
            let error = ensure_target(Path::new(ABSENT), || claims_success).unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains("rustup target add wasm32-unknown-unknown")
            );
        }
    }
}
