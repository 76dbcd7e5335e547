//! `poll hints`: what lets others verify an archive faster, without trusting whoever made it.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;
use veche_crypto::group::{Group, GroupTask};
use veche_poll::hints::Maker;
use veche_poll::verify::{Options, Verdict};

use crate::archive;
use crate::commands::in_group_of;
use crate::folder::find_archive;
use crate::random;

/// Verifies an archive and writes hints, into a file beside it if no other is named.
///
/// # Errors
/// If the archive is not sound, or a file cannot be read or written.
pub fn hints(path: &Path, out: Option<PathBuf>, quiet: bool) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    let out = out.unwrap_or_else(|| archive.with_extension("hints"));
    in_group_of(
        &archive,
        HintsTask {
            path: &archive,
            out: &out,
            quiet,
        },
    )
}

struct HintsTask<'a> {
    path: &'a Path,
    out: &'a Path,
    quiet: bool,
}

impl GroupTask for HintsTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let Self { path, out, quiet } = self;
        let named = || format!("{}: cannot write it", out.display());
        // Hints can be made again at any time: the file takes its place when it is whole.
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file =
            NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).with_context(named)?;
        let mut maker = Maker::<G>::new(Options::new(random::seed()?));
        let mut written = Ok(());
        archive::read_with_bar(path, quiet, |piece| {
            let bytes = maker.push(piece);
            if written.is_ok() {
                written = file.write_all(&bytes);
            }
        })?;
        let (last, report) = maker.finish();
        if report.verdict() != Verdict::Sound {
            return Err(archive::not_sound(&path.display().to_string(), &report));
        }
        written
            .and_then(|()| file.write_all(&last))
            .with_context(named)?;
        let length = file.as_file().metadata().with_context(named)?.len();
        file.persist(out).with_context(named)?;
        println!(
            "The archive is sound. Hints for {} ballots are in {} ({} kB).",
            report.ballots,
            out.display(),
            length / 1000
        );
        println!(
            "Whoever has them need not trust you: veche verify {} --hints {}",
            path.display(),
            out.display()
        );
        Ok(())
    }
}
