//! A poll's archive, in a file or in a server's database: read it, verify it, add to it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use veche_crypto::group::Group;
use veche_poll::board::Addition;
use veche_poll::chain::{Reader, Step};
use veche_poll::outline::Outline;
use veche_poll::setup::{self, CheckedSetup, Setup};
use veche_poll::since::{Past, PastReader};
use veche_poll::verify::{Again, Options, Report, Verdict, Verified, Verifier};

use crate::{database, random};
use veche_store::files::{AppendFile, RealDisk, open_whole};
use veche_store::place::{Store, StoreError, archive_again};

/// So many bytes are read at a time.
const PIECE: usize = 1 << 20;

/// Hands a file's bytes on in pieces, as far as it holds whole entries. Gives the note about an append that was not
/// finished, if there is one.
pub(crate) fn read_pieces(
    path: &Path,
    mut each: impl FnMut(&[u8]),
) -> anyhow::Result<Option<String>> {
    read_until(path, |piece| {
        each(piece);
        ControlFlow::Continue(())
    })
}

/// As [`read_pieces`], until enough was read.
fn read_until(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> anyhow::Result<Option<String>> {
    if let Some((store, poll)) = database::poll(path)? {
        read_kept(store.as_ref(), &poll, each)?;
        return Ok(None);
    }
    let (mut file, whole) = open_whole(path)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = file
            .read(&mut piece)
            .with_context(|| format!("{}: cannot read it", path.display()))?;
        if read == 0 || each(&piece[..read]).is_break() {
            return Ok(whole.note.map(|note| note.to_string()));
        }
    }
}

/// Hands on what a store keeps of an archive. Gives its length in bytes.
fn read_kept(
    store: &dyn Store,
    poll: &str,
    mut each: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> anyhow::Result<u64> {
    // What is appended meanwhile is not read.
    let length = store.archive_length(poll)?.unwrap_or(0);
    let mut at = 0;
    while at < length {
        let count = (length - at).min(PIECE as u64) as usize;
        let piece = store.archive_part(poll, at, count)?;
        at += piece.len() as u64;
        if piece.is_empty() || each(&piece).is_break() {
            break;
        }
    }
    Ok(length)
}

/// A bar on the terminal's error output while an archive is read; nothing if that is no terminal.
fn progress(path: &Path, quiet: bool) -> ProgressBar {
    let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    // Small archives are done before a bar could be read.
    let target = match quiet || length < 4 << 20 {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    if let Ok(style) = ProgressStyle::with_template("Verifying {bar:30} {percent}% · {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// The name of the group an archive's election is in, from its Setup event. `None` if that cannot be read.
///
/// # Errors
/// If the file cannot be read.
pub fn group_name(path: &Path) -> anyhow::Result<Option<String>> {
    Ok(first_step(path)?.and_then(|step| Some(setup::outline(&step)?.group)))
}

/// An archive's setup, checked: the election, the roll and the trustees. Nothing after it is read.
///
/// # Errors
/// If it cannot be read, or is not sound.
pub fn setup<G: Group>(path: &Path) -> anyhow::Result<Setup<G>> {
    let step = first_step(path)?
        .ok_or_else(|| anyhow!("{}: the archive has no Setup event", path.display()))?;
    let setup = CheckedSetup::<G>::check(&step, &random::seed()?);
    if let Some(fault) = setup.faults.first() {
        bail!("{}: the archive is not sound: {fault}", path.display());
    }
    setup
        .complete()
        .ok_or_else(|| anyhow!("{}: the archive's setup is not complete", path.display()))
}

fn first_step(path: &Path) -> anyhow::Result<Option<Step>> {
    let mut reader = Reader::new();
    let mut first = None;
    read_until(path, |piece| {
        reader.push(piece, |step| {
            first.get_or_insert(step);
        });
        match first.is_some() || !reader.faults().is_empty() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    Ok(first)
}

/// Reads an earlier copy, for showing that nothing has vanished since.
///
/// # Errors
/// If it cannot be read, or is not sound itself.
pub fn past(path: &Path) -> anyhow::Result<Past> {
    let mut reader = PastReader::new(path.display().to_string());
    read_pieces(path, |piece| reader.push(piece))?;
    Ok(reader.finish()?)
}

/// Verifies an archive. Gives the report, the verified poll if it is sound, and the note about an unfinished append.
///
/// # Errors
/// If the file cannot be read. A fault of the archive is in the report.
pub fn verify<G: Group>(
    path: &Path,
    since: Option<Past>,
    trackers: Vec<String>,
    quiet: bool,
) -> anyhow::Result<(Report, Option<Verified<G>>, Option<String>)> {
    let mut options = Options::new(random::seed()?);
    options.since = since;
    options.trackers = trackers;
    verify_with(path, options, quiet)
}

/// [`verify`] with all that a verification can be given.
///
/// # Errors
/// As [`verify`].
pub fn verify_with<G: Group>(
    path: &Path,
    options: Options,
    quiet: bool,
) -> anyhow::Result<(Report, Option<Verified<G>>, Option<String>)> {
    let again = again(path)?;
    let mut verifier = Verifier::<G>::new(Options { again, ..options });
    let note = read_with_bar(path, quiet, |piece| verifier.push(piece))?;
    let (report, verified) = verifier.finish();
    Ok((report, verified, note))
}

/// The archive once more, if it can be read twice: a pipe cannot.
fn again(path: &Path) -> anyhow::Result<Option<Again>> {
    if let Some((store, poll)) = database::poll(path)? {
        return Ok(Some(archive_again(store, poll)));
    }
    let cannot = || format!("{}: cannot read it", path.display());
    if !std::fs::metadata(path).with_context(cannot)?.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path).with_context(cannot)?;
    Ok(Some(Again::new(move |part| {
        let mut bytes = vec![0; part.length.get() as usize];
        file.seek(SeekFrom::Start(part.offset)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    })))
}

/// As [`read_pieces`], with a bar on the terminal.
pub(crate) fn read_with_bar(
    path: &Path,
    quiet: bool,
    mut each: impl FnMut(&[u8]),
) -> anyhow::Result<Option<String>> {
    let bar = progress(path, quiet);
    let note = read_pieces(path, |piece| {
        each(piece);
        bar.inc(piece.len() as u64);
    });
    bar.finish_and_clear();
    note
}

/// An archive open for adding to it.
pub enum Growing {
    /// A file, locked against other programs.
    File(AppendFile),
    /// In a server's database, which others may write to: what is added follows exactly what was read.
    Kept {
        /// Where the election is kept.
        store: Arc<dyn Store>,
        /// The poll.
        poll: String,
        /// How it was named.
        path: PathBuf,
        /// How many bytes were read.
        length: u64,
    },
}

impl Growing {
    /// Opens an archive. Waits until no other program adds to a file, and finishes what a crash interrupted.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        if let Some((store, poll)) = database::poll(path)? {
            let path = path.to_owned();
            return Ok(Self::Kept {
                store,
                poll,
                path,
                length: 0,
            });
        }
        let (file, _) = AppendFile::open(RealDisk, path)?;
        Ok(Self::File(file))
    }

    /// How errors name it.
    fn path(&self) -> &Path {
        match self {
            Self::File(file) => file.path(),
            Self::Kept { path, .. } => path,
        }
    }

    fn read_pieces(&mut self, mut each: impl FnMut(&[u8])) -> anyhow::Result<()> {
        match self {
            Self::File(file) => {
                let length = file.length();
                let mut at = 0;
                while at < length {
                    let count = (length - at).min(PIECE as u64) as usize;
                    let piece = file.read_range(at, count)?;
                    each(&piece);
                    at += piece.len() as u64;
                }
            }
            Self::Kept {
                store,
                poll,
                length,
                ..
            } => {
                *length = read_kept(store.as_ref(), poll, |piece| {
                    each(piece);
                    ControlFlow::Continue(())
                })?;
            }
        }
        Ok(())
    }

    /// Reads what is needed for casting a ballot: setup and outline. Proofs of earlier ballots are not verified.
    ///
    /// # Errors
    /// If the archive's bytes, chain, order or setup are at fault.
    pub fn outline<G: Group>(&mut self) -> anyhow::Result<(Setup<G>, Outline)> {
        let seed = random::seed()?;
        let mut reader = Reader::new();
        let mut setup = None;
        self.read_pieces(|piece| {
            reader.push(piece, |step| {
                setup.get_or_insert_with(|| CheckedSetup::<G>::check(&step, &seed));
            });
        })?;
        let path = self.path().display().to_string();
        let mut setup = setup.ok_or_else(|| anyhow!("{path}: the archive has no Setup event"))?;
        let ending = reader.finish();
        setup.faults.extend(ending.faults);
        if let Some(fault) = setup.faults.first() {
            bail!("{path}: the archive is not sound: {fault}");
        }
        let setup = setup
            .complete()
            .ok_or_else(|| anyhow!("{path}: the archive's setup is not complete"))?;
        Ok((setup, ending.outline))
    }

    /// Verifies the whole archive.
    ///
    /// # Errors
    /// If it is not sound, naming the first fault.
    pub fn verified<G: Group>(&mut self, quiet: bool) -> anyhow::Result<Verified<G>> {
        let again = again(self.path())?;
        let options = Options::new(random::seed()?);
        let mut verifier = Verifier::<G>::new(Options { again, ..options });
        let bar = progress(self.path(), quiet);
        self.read_pieces(|piece| {
            verifier.push(piece);
            bar.inc(piece.len() as u64);
        })?;
        let (report, verified) = verifier.finish();
        bar.finish_and_clear();
        let path = self.path().display().to_string();
        verified.ok_or_else(|| not_sound(&path, &report))
    }

    /// Adds to the archive. When this returns, what was added survives any crash.
    ///
    /// # Errors
    /// Says whether nothing was added, or whether that is uncertain.
    pub fn append(&mut self, addition: &Addition) -> anyhow::Result<()> {
        let appended = match self {
            Self::File(file) => file.append(&addition.0).map_err(StoreError::from),
            Self::Kept {
                store,
                poll,
                length,
                ..
            } => store.append_archive(poll, *length, &addition.0),
        };
        match appended {
            Ok(after) => {
                if let Self::Kept { length, .. } = self {
                    *length = after;
                }
                Ok(())
            }
            Err(StoreError::Unfinished(error)) => Err(anyhow!(error)).context(
                "it is not certain whether the entry was added: look with `veche poll status` before trying again",
            ),
            Err(error) => Err(anyhow!(error)).context("nothing was added to the archive"),
        }
    }
}

/// Why an archive cannot be built upon.
pub fn not_sound(path: &str, report: &Report) -> anyhow::Error {
    match (report.faults.first(), &report.not_supported) {
        (Some(fault), _) => anyhow!(
            "{path}: the archive is not sound: {fault}{}; `veche verify` tells all",
            match report.faults.len() {
                1 => String::new(),
                more => format!(", and {} more", more - 1),
            }
        ),
        (None, Some(reason)) => anyhow!("{path}: {reason}"),
        (None, None) => match report.verdict() {
            Verdict::Sound => anyhow!("{path}: the archive has no setup yet"),
            _ => anyhow!("{path}: the archive cannot be verified"),
        },
    }
}
