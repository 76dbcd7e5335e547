//! `poll import`: an archive that another program made becomes a poll's folder here.

use std::path::Path;

use anyhow::bail;
use veche_crypto::group::{Group, GroupTask};

use crate::archive;
use crate::commands::in_group_of;
use crate::commands::trustee::make_folder;
use crate::folder::read_bytes;
use crate::render;
use veche_store::files::{RealDisk, create};

/// Copies an archive into a new folder, if it is sound, so that the next steps of its poll can be done there.
///
/// # Errors
/// If it is not sound, or the folder holds an archive already.
pub fn import(file: &Path, folder: &Path, quiet: bool) -> anyhow::Result<()> {
    in_group_of(
        file,
        Import {
            file,
            folder,
            quiet,
        },
    )
}

struct Import<'a> {
    file: &'a Path,
    folder: &'a Path,
    quiet: bool,
}

impl GroupTask for Import<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let Self {
            file,
            folder,
            quiet,
        } = self;
        let setup = archive::setup::<G>(file)?;
        make_folder(folder)?;
        let path = folder.join(format!("{}.bel", setup.election.uuid));
        create(&RealDisk, &path, &read_bytes(file)?)?;
        // The copy is what is verified, since the original may change meanwhile.
        let (report, poll, _) = archive::verify::<G>(&path, None, Vec::new(), quiet)?;
        let Some(poll) = poll else {
            std::fs::remove_file(&path)?;
            return Err(archive::not_sound(&file.display().to_string(), &report));
        };
        if poll.outline.length() != std::fs::metadata(&path)?.len() {
            bail!(
                "{}: it does not end where its last entry does",
                path.display()
            );
        }
        println!(
            "“{}” is sound and was copied to {}: {}, {} ballots count.",
            setup.election.name,
            path.display(),
            render::text::phase(report.phase),
            report.counted
        );
        println!("What comes next: veche poll status {}", folder.display());
        Ok(())
    }
}
