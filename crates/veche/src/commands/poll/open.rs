//! `poll new` and `poll open`: the organiser's settings, and the archive that they begin.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, bail};
use veche_crypto::ceremony;
use veche_crypto::group::{Group, GroupTask};
use veche_crypto::trustee::TrusteePublicKeyText;
use veche_crypto::wire;
use veche_poll::archive::Timestamp;
use veche_poll::board;
use veche_poll::credential::{RollEntry, RollError};
use veche_poll::election::Uuid;
use veche_poll::trustees::TrusteeText;

use super::server_key;
use crate::commands::in_group;
use crate::commands::roll::check_weight_classes;
use crate::commands::trustee::ceremony_files;
use crate::folder::{self, read_bytes, with_extension};
use crate::random;
use crate::settings::{Settings, commented};
use veche_store::files::{RealDisk, create, write_new};

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
