//! The organiser's tasks: a poll's folder, its opening, its end, its tally and its result.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};
use veche_crypto::ceremony;
use veche_crypto::group::{Group, GroupTask};
use veche_crypto::trustee::TrusteePublicKeyText;
use veche_crypto::wire;
use veche_poll::archive::Timestamp;
use veche_poll::board;
use veche_poll::credential::{RollEntry, RollError};
use veche_poll::decryption;
use veche_poll::election::Uuid;
use veche_poll::payload::Owned;
use veche_poll::phase::Phase;
use veche_poll::trustees::TrusteeText;

use super::{in_group, in_group_of, server_key};
use crate::archive::{self, Growing};
use crate::commands::count::{self, OfQuestion};
use crate::commands::roll::check_weight_classes;
use crate::commands::trustee::ceremony_files;
use crate::database;
use crate::election::Folder;
use crate::folder::{self, find_archive, read_bytes, read_text, with_extension};
use crate::random;
use crate::render;
use crate::settings::{Settings, commented};
use veche_server::room::closing;
use veche_store::files::{RealDisk, create, write_new};
use veche_store::place::{Directory, Store};

/// `poll new`: makes a poll's folder with a commented `poll.toml`.
///
/// # Errors
/// If there is one already, or it cannot be written.
pub fn new(folder: &Path, name: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot make the folder", folder.display()))?;
    let path = folder.join(folder::SETTINGS);
    let uuid = Uuid::random(&mut random::generator()?);
    write_new(&path, commented(&uuid, name).as_bytes())?;
    println!("Made {}.", path.display());
    println!("Next: write your questions into it. Then the registrar and the trustees begin:");
    println!("  veche roll generate {} --count N", folder.display());
    println!(
        "  veche trustee ceremony {} --me 1 --keys FOLDER",
        folder.display()
    );
    Ok(())
}

/// `poll open`: makes the archive from settings, roll and trustees' keys.
///
/// # Errors
/// Names what is missing or wrong.
pub fn open(folder: &Path) -> anyhow::Result<()> {
    let settings = Settings::read(folder)?;
    let group = settings.group.clone();
    in_group(&group, Open { folder, settings })
}

struct Open<'a> {
    folder: &'a Path,
    settings: Settings,
}

impl GroupTask for Open<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let Self { folder, settings } = self;
        let uuid = settings.uuid()?;
        let roll = read_roll(&folder.join(folder::ROLL))?;
        check_weight_classes(&roll, settings.small_weight_classes_are_not_secret)?;
        let trustees = read_trustees::<G>(folder, &settings)?;
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .context("this computer's clock stands before 1970")?;
        let poll = board::open_poll::<G>(
            &settings.template(),
            &uuid,
            &trustees,
            &roll,
            Timestamp::new(now.as_secs())?,
            &random::seed()?,
        )
        .with_context(|| {
            format!(
                "{}, {} or the trustees' files",
                folder::SETTINGS,
                folder::ROLL
            )
        })?;
        let path = folder.join(format!("{uuid}.bel"));
        create(&RealDisk, &path, &poll.bytes)?;
        println!("The poll “{}” is open: {}", settings.name, path.display());
        println!(
            "  {} may vote, {} trustees",
            roll.len(),
            trustee_count(&settings)
        );
        println!(
            "Give everybody a copy of this file, now and from time to time: whoever has one can show"
        );
        println!(
            "later that nothing vanished. Voters vote with `veche vote`; `veche poll close` ends it."
        );
        Ok(())
    }
}

fn trustee_count(settings: &Settings) -> String {
    let trustees = &settings.trustees;
    let mandatory = trustees.mandatory + u32::from(trustees.server);
    match (mandatory, trustees.shared_by) {
        (mandatory, 0) => mandatory.to_string(),
        (0, shared) => format!("{shared}, of whom {} suffice,", trustees.threshold),
        (mandatory, shared) => {
            format!(
                "{mandatory} mandatory and {} of {shared} other",
                trustees.threshold
            )
        }
    }
}

/// Reads the roll as the registrar sent it. Lines may bear a voter's name behind a second comma, as
/// `belenios-tool` writes them: it is left out.
pub(crate) fn read_roll(path: &Path) -> anyhow::Result<Vec<RollEntry>> {
    let text = read_bytes(path).context("the registrar makes it with `veche roll generate`")?;
    let lines: Vec<String> = wire::read(&text)
        .map_err(|error| RollError::Json(error.to_string()))
        .with_context(|| path.display().to_string())?;
    lines
        .iter()
        .zip(1..)
        .map(|(line, place)| RollEntry::parse_registrars(line, place))
        .collect::<Result<_, _>>()
        .with_context(|| path.display().to_string())
}

fn read_trustees<G: Group>(folder: &Path, settings: &Settings) -> anyhow::Result<Vec<TrusteeText>> {
    let mut trustees = Vec::new();
    if settings.trustees.server {
        trustees.push(server_key::make::<G>(
            folder,
            &settings.uuid,
            settings.minimum_ballots,
        )?);
    }
    let keys = folder.join(folder::TRUSTEES);
    let files = match keys.is_dir() {
        true => with_extension(&keys, "pubkey")?,
        false => Vec::new(),
    };
    if files.len() != settings.trustees.mandatory as usize {
        bail!(
            "{}: {} public keys of mandatory trustees, and poll.toml has {}; trustees make theirs with `veche trustee keygen`",
            keys.display(),
            files.len(),
            settings.trustees.mandatory
        );
    }
    for file in files {
        let text: TrusteePublicKeyText = wire::read(&read_bytes(&file)?)
            .with_context(|| format!("{}: not a trustee's public key", file.display()))?;
        trustees.push(TrusteeText::Single(Box::new(text)));
    }
    if settings.trustees.shared_by > 0 {
        let files = ceremony_files(folder, settings.trustees.shared_by)?;
        let parameters = ceremony::finish::<G>(
            &files.all_certificates()?,
            &files.all_polynomials()?,
            &files.all_voutputs()?,
            settings.trustees.threshold,
            settings.trustees.shared_by,
        )
        .context("the key ceremony is not valid")?;
        trustees.push(TrusteeText::Pedersen(Box::new(parameters)));
    }
    Ok(trustees)
}

/// `poll close`: ends voting. In a server's database no more ballots are accepted from then on, and those that wait are
/// published first.
///
/// # Errors
/// If the poll is not open, the archive is not sound, or ballots may wait with a server that serves this folder.
pub fn close(path: &Path) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    let ballots = match database::poll(&archive)? {
        Some((store, poll)) => closing::close(store.as_ref(), &poll)?,
        None => {
            seal_beside(&archive)?;
            in_group_of(&archive, Close(&archive))?
        }
    };
    println!("Voting has ended with {ballots} ballots, revotes included.");
    println!("Next: veche poll tally {}", archive.display());
    Ok(())
}

/// If an archive lies in an election's folder: makes sure that no server keeps ballots for it.
fn seal_beside(archive: &Path) -> anyhow::Result<()> {
    let archive = std::path::absolute(archive)?;
    let election = archive.parent().and_then(Path::parent);
    let poll = archive.file_stem().and_then(|name| name.to_str());
    if let (Some(election), Some(poll)) = (election, poll)
        && Folder::is_election(election)
    {
        Directory::open(election, None)?.seal(poll)?;
    }
    Ok(())
}

struct Close<'a>(&'a Path);

impl GroupTask for Close<'_> {
    type Output = anyhow::Result<u64>;

    fn run<G: Group>(self) -> anyhow::Result<u64> {
        let mut growing = Growing::open(self.0)?;
        let (_, outline) = growing.outline::<G>()?;
        growing.append(&board::close(&outline)?)?;
        Ok(outline.ballots())
    }
}

/// `poll tally`: adds the ballots up without opening them.
///
/// # Errors
/// If voting has not ended, or the archive is not sound.
pub fn tally(path: &Path, quiet: bool) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        TallyTask {
            path: &archive,
            quiet,
        },
    )
}

struct TallyTask<'a> {
    path: &'a Path,
    quiet: bool,
}

impl GroupTask for TallyTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let mut growing = Growing::open(self.path)?;
        let poll = growing.verified::<G>(self.quiet)?;
        growing.append(&board::tally(&poll)?)?;
        println!(
            "Every ballot was verified. {} ballots count (the last one of each voter); their sum is recorded, still encrypted.",
            poll.tally.num_tallied()
        );
        let next = match poll.setup.election.needs_shuffles() {
            true => ", one after the other: veche trustee shuffle",
            false => ": veche trustee decrypt",
        };
        println!(
            "Next, each trustee{next} {} --key FILE",
            self.path.display()
        );
        Ok(())
    }
}

/// `poll end-shuffles`: takes in shuffles that came as files, and ends the shuffles.
///
/// # Errors
/// If a shuffle is not valid, or fewer trustees have shuffled than decrypt.
pub fn end_shuffles(path: &Path, shuffles: &[PathBuf], quiet: bool) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        EndShufflesTask {
            path: &archive,
            shuffles,
            quiet,
        },
    )
}

struct EndShufflesTask<'a> {
    path: &'a Path,
    shuffles: &'a [PathBuf],
    quiet: bool,
}

impl GroupTask for EndShufflesTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let mut growing = Growing::open(self.path)?;
        for file in self.shuffles {
            let (bytes, owner) = read_owned(file)?;
            let poll = growing.verified::<G>(self.quiet)?;
            let addition = board::shuffle(&poll, owner, &bytes, &random::seed()?);
            growing.append(&addition.with_context(|| file.display().to_string())?)?;
        }
        let mut poll = growing.verified::<G>(self.quiet)?;
        if let Some(addition) = server_key::shuffle(self.path, &poll)? {
            growing.append(&addition)?;
            println!("The server's key has shuffled.");
            poll = growing.verified::<G>(self.quiet)?;
        }
        growing.append(&board::end_shuffles(&poll)?)?;
        println!(
            "{} trustees have shuffled; the shuffles are ended.",
            poll.shufflers()
        );
        println!(
            "Next, each trustee: veche trustee decrypt {} --key FILE",
            self.path.display()
        );
        Ok(())
    }
}

/// `poll result`: takes in partial decryptions that came as files, computes the result and records it.
///
/// # Errors
/// Names everybody who has still to decrypt.
pub fn result(
    path: &Path,
    decryptions: &[PathBuf],
    count: Option<&Count>,
    as_json: bool,
    quiet: bool,
) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        ResultTask {
            path: &archive,
            decryptions,
            count,
            as_json,
            quiet,
        },
    )
}

/// The rules by which a result is counted.
pub struct Count {
    /// A preset's name, or a file; with `N:` before it for question N.
    pub rules: Vec<String>,
    /// How many are elected by each question.
    pub seats: u32,
    /// A file of lots that were drawn.
    pub lots: Option<PathBuf>,
}

struct ResultTask<'a> {
    path: &'a Path,
    decryptions: &'a [PathBuf],
    count: Option<&'a Count>,
    as_json: bool,
    quiet: bool,
}

impl GroupTask for ResultTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        // Rules and lots are read first: nothing is recorded if they are wrong.
        let rules = self.count.map_or(&[][..], |count| &count.rules);
        let rules = rules
            .iter()
            .map(|text| OfQuestion::parse(text))
            .collect::<Result<Vec<_>, _>>()?;
        let lots = count::lots(self.count.and_then(|count| count.lots.as_deref()))?;
        let mut growing = Growing::open(self.path)?;
        for file in self.decryptions {
            let (bytes, owner) = read_owned(file)?;
            let poll = growing.verified::<G>(self.quiet)?;
            let addition =
                board::decrypt(&poll, owner, &bytes).with_context(|| file.display().to_string())?;
            growing.append(&addition)?;
        }
        let mut poll = growing.verified::<G>(self.quiet)?;
        if let Some(addition) = server_key::decrypt(self.path, &poll)? {
            growing.append(&addition)?;
            poll = growing.verified::<G>(self.quiet)?;
        }
        let outcome = if !rules.is_empty() && poll.outline.phase() == Phase::Finished {
            board::outcome(&poll)?
        } else {
            let (outcome, addition) = board::result(&poll)?;
            growing.append(&addition)?;
            outcome
        };
        let result = poll.setup.election.name_result(&outcome);
        let outcomes = match self.count {
            Some(count) => {
                let cast = poll.tally.total_weight().get();
                count::of_poll(&result, cast, count.seats, &rules, &lots)?
            }
            None => Vec::new(),
        };
        if self.as_json {
            let mut object = json!({ "result": render::json::result(&result) });
            if !rules.is_empty() {
                object["outcomes"] = serde_json::to_value(&outcomes)?;
            }
            println!("{object:#}");
            return Ok(());
        }
        print!("{}", render::text::result(&result));
        for outcome in &outcomes {
            println!();
            count::print(outcome, count::Form::Tables)?;
        }
        Ok(())
    }
}

/// Reads a shuffle or partial decryption from a file: two lines, itself and whose it is, as `belenios-tool election
/// shuffle` and `decrypt` print them.
fn read_owned(file: &Path) -> anyhow::Result<(Vec<u8>, u64)> {
    let text = read_text(file)?;
    let lines: Vec<&str> = text.lines().collect();
    let [itself, owned] = lines.as_slice() else {
        bail!(
            "{}: a shuffle or partial decryption has two lines, this has {}",
            file.display(),
            lines.len()
        );
    };
    let owned =
        Owned::parse(owned.as_bytes()).with_context(|| format!("{}, line 2", file.display()))?;
    if owned.payload != veche_poll::hash::Hash::of(itself.as_bytes()) {
        bail!("{}: line 2 does not belong to line 1", file.display());
    }
    Ok((itself.as_bytes().to_owned(), owned.owner))
}

/// `poll status`: how far the poll has come, and what comes next.
///
/// # Errors
/// If the folder cannot be read.
pub fn status(path: &Path, as_json: bool) -> anyhow::Result<()> {
    let has_archive = !path.is_dir() || !with_extension(path, "bel")?.is_empty();
    let status = match has_archive {
        true => {
            let archive = find_archive(path)?;
            in_group_of(&archive, StatusTask(&archive))?
        }
        false => preparation(path)?,
    };
    match as_json {
        true => println!("{:#}", status.json),
        false => {
            for line in status.lines {
                println!("{line}");
            }
        }
    }
    Ok(())
}

/// What `poll status` prints.
struct StatusReport {
    lines: Vec<String>,
    json: Value,
}

/// What is there and what is missing before a poll can be opened.
fn preparation(folder: &Path) -> anyhow::Result<StatusReport> {
    let settings = Settings::read(folder)?;
    let at = folder.display();
    let mut lines = vec![format!("“{}” is not open yet.", settings.name)];
    let mut missing = Vec::new();
    let roll = folder.join(folder::ROLL).is_file();
    lines.push(match roll {
        true => "  ✓ the roll is there".to_owned(),
        false => format!("  ✗ the roll is missing: veche roll generate {at} --count N"),
    });
    if !roll {
        missing.push("roll".to_owned());
    }
    let keys = folder.join(folder::TRUSTEES);
    let keys = match keys.is_dir() {
        true => with_extension(&keys, "pubkey")?.len(),
        false => 0,
    };
    let mandatory = settings.trustees.mandatory as usize;
    if mandatory > 0 {
        let mark = if keys == mandatory { '✓' } else { '✗' };
        lines.push(format!(
            "  {mark} mandatory trustees: {keys} of {mandatory} keys are there"
        ));
        if keys != mandatory {
            missing.push("trustees".to_owned());
        }
    }
    let shared_by = settings.trustees.shared_by;
    if shared_by > 0 {
        let files = ceremony_files(folder, shared_by)?;
        for (what, number) in files.counts() {
            let mark = if number == shared_by as usize {
                '✓'
            } else {
                '✗'
            };
            lines.push(format!(
                "  {mark} key ceremony: {number} of {shared_by} {what}"
            ));
        }
        if !files.complete() {
            missing.push("ceremony".to_owned());
        }
    }
    if missing.is_empty() {
        lines.push(format!("Next: veche poll open {at}"));
    }
    let json = json!({ "phase": "preparation", "uuid": settings.uuid, "name": settings.name, "missing": missing });
    Ok(StatusReport { lines, json })
}

struct StatusTask<'a>(&'a Path);

impl GroupTask for StatusTask<'_> {
    type Output = anyhow::Result<StatusReport>;

    fn run<G: Group>(self) -> anyhow::Result<StatusReport> {
        let path = self.0.display();
        let (report, verified, note) = archive::verify::<G>(self.0, None, Vec::new(), false)?;
        let poll = verified.ok_or_else(|| archive::not_sound(&path.to_string(), &report))?;
        let next = match report.phase {
            Phase::Empty => "nothing has happened".to_owned(),
            Phase::Open => {
                format!("voters: veche vote {path} …; to end voting: veche poll close {path}")
            }
            Phase::Closed => format!("veche poll tally {path}"),
            Phase::Tallied | Phase::Shuffling if poll.setup.election.needs_shuffles() => {
                match (poll.shufflers(), poll.setup.trustees.enough()) {
                    (found, needed) if found >= needed => format!("veche poll end-shuffles {path}"),
                    (found, needed) => format!(
                        "{found} trustees have shuffled and {needed} must: veche trustee shuffle {path} --key FILE"
                    ),
                }
            }
            Phase::Tallied | Phase::Shuffling | Phase::Shuffled | Phase::Decrypting => {
                match missing(&poll) {
                    missing if missing.is_empty() => format!("veche poll result {path}"),
                    missing => format!(
                        "{}: veche trustee decrypt {path} --key FILE",
                        missing.join("; ")
                    ),
                }
            }
            Phase::Finished => format!("everybody: veche verify {path}"),
        };
        let mut lines = vec![
            format!(
                "“{}”: {}",
                poll.setup.election.name,
                render::text::phase(report.phase)
            ),
            format!(
                "  {} may vote; {} ballots recorded, {} count",
                poll.setup.roll.len(),
                report.ballots,
                report.counted
            ),
        ];
        lines.extend(note.map(|note| format!("  note: {note}")));
        lines.push(format!("Next: {next}"));
        let mut json = render::json::report(&report);
        json["next"] = Value::String(next);
        Ok(StatusReport { lines, json })
    }
}

/// Who has still to decrypt.
fn missing<G: Group>(poll: &veche_poll::verify::Verified<G>) -> Vec<String> {
    let Some(tally) = &poll.encrypted_tally else {
        return Vec::new();
    };
    decryption::open(&poll.setup.trustees, &poll.decryptions, tally)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The group named in a poll's settings or archive.
///
/// # Errors
/// If neither can be read.
pub fn group_of(path: &Path) -> anyhow::Result<String> {
    if path.join(folder::SETTINGS).is_file() {
        return Ok(Settings::read(path)?.group);
    }
    let archive = find_archive(path)?;
    archive::group_name(&archive)?
        .ok_or_else(|| anyhow!("{}: its election cannot be read", archive.display()))
}
