//! Credentials for everybody who may vote.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use veche_crypto::group::{Group, GroupTask};
use veche_poll::credential::{PrivateCredential, Roll, RollEntry, WEIGHT_CLASS, public_credential};
use veche_poll::weight::Weight;

use crate::commands::in_group;
use crate::folder;
use crate::members;
use crate::random;
use crate::sending::credentials::{self, Holder};
use crate::settings::Settings;
use veche_store::files::{write_new, write_secret};

/// Who may vote, before credentials are made.
pub enum Voters<'a> {
    /// So many, numbered.
    Count(u32),
    /// Those in a CSV file, see [`members`].
    File(&'a Path),
}

/// A voter's name and weight.
struct Voter {
    name: String,
    weight: Option<Weight>,
}

/// Refuses a roll on which a weight singles voters out, unless the organiser has stated that those votes are not secret.
///
/// # Errors
/// Names the weight.
pub fn check_weight_classes(roll: &[RollEntry], not_secret: bool) -> anyhow::Result<()> {
    let mut classes: BTreeMap<Weight, usize> = BTreeMap::new();
    for entry in roll {
        *classes
            .entry(entry.weight.unwrap_or(Weight::ONE))
            .or_default() += 1;
    }
    let small = classes.iter().find(|(_, voters)| **voters < WEIGHT_CLASS);
    match small {
        Some((weight, voters)) if !not_secret && classes.len() > 1 => bail!(
            "the weight {weight} is shared by {voters} of the voters only: the result may show how they voted. \
             Change the weights, or state `small_weight_classes_are_not_secret = true` in poll.toml"
        ),
        _ => Ok(()),
    }
}

/// `roll generate`: makes a credential for each voter. The public parts go into the poll's folder, the private ones
/// into a file of secrets in `out`.
///
/// # Errors
/// If the voters cannot be read, a weight singles voters out, or a file is there already.
pub fn generate(folder: &Path, voters: &Voters<'_>, out: &Path) -> anyhow::Result<()> {
    let settings = Settings::read(folder)?;
    let voters = read_voters(voters)?;
    let group = settings.group.clone();
    in_group(
        &group,
        Generate {
            folder,
            settings,
            voters,
            out,
        },
    )
}

struct Generate<'a> {
    folder: &'a Path,
    settings: Settings,
    voters: Vec<Voter>,
    out: &'a Path,
}

impl GroupTask for Generate<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let uuid = self.settings.uuid()?;
        let mut rng = random::generator()?;
        let mut roll = Vec::with_capacity(self.voters.len());
        let mut holders = Vec::with_capacity(self.voters.len());
        for voter in self.voters {
            let credential = PrivateCredential::random(&mut rng);
            roll.push(RollEntry {
                credential: public_credential::<G>(&credential.derive(&uuid)),
                weight: voter.weight,
            });
            holders.push(Holder {
                name: voter.name,
                credential,
            });
        }
        check_weight_classes(&roll, self.settings.small_weight_classes_are_not_secret)?;
        let public_path = self.folder.join(folder::ROLL);
        if public_path.exists() {
            bail!(
                "{}: there is a roll already; remove it if it was never used",
                public_path.display()
            );
        }
        std::fs::create_dir_all(self.out)
            .with_context(|| format!("{}: cannot make the folder", self.out.display()))?;
        let private_path = self.out.join(format!("{uuid}.private_creds.json"));
        // Secrets first: a roll whose private parts were lost would be of no use.
        write_secret(&private_path, &credentials::text_of(&holders)?)?;
        write_new(&public_path, &Roll::write::<G>(&roll))?;
        println!("Made {} credentials.", roll.len());
        println!("  public, for the poll: {}", public_path.display());
        println!("  PRIVATE, for the voters: {}", private_path.display());
        println!(
            "Bring each voter their own by a way that only they can read (`veche roll send`), then destroy"
        );
        println!("the file: whoever has it can vote in everybody's name.");
        Ok(())
    }
}

fn read_voters(voters: &Voters<'_>) -> anyhow::Result<Vec<Voter>> {
    match voters {
        Voters::Count(0) => bail!("--count: there must be at least one voter"),
        Voters::Count(count) => Ok((1..=*count)
            .map(|number| Voter {
                name: number.to_string(),
                weight: None,
            })
            .collect()),
        Voters::File(path) => Ok(members::read(path)?
            .into_iter()
            .map(|member| Voter {
                name: member.name,
                weight: member.weight,
            })
            .collect()),
    }
}
