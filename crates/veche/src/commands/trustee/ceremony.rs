//! A key made with others, a threshold of whom can decrypt: one trustee's next step.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use serde::{Deserialize, Serialize};
use veche_crypto::ceremony::{self, Polynomial, Voutput};
use veche_crypto::channel::{Seed, SignedMessage};
use veche_crypto::group::{Group, GroupTask};
use veche_crypto::wire;

use super::terms::{beside, make_folder, write_terms};
use crate::commands::in_group;
use crate::folder::{self, read_bytes};
use crate::random;
use crate::settings::Settings;
use veche_store::files::{read_secret, replace, write_new, write_secret};

/// The messages of a key ceremony, in the poll's folder: for trustee *i*, `ceremony/i.cert`, `i.polynomial`, `i.vinput`,
/// `i.voutput`, each as `belenios-tool` prints it; and all certificates together in `certs.jsons`.
pub struct CeremonyFiles {
    folder: PathBuf,
    certificates: Vec<Option<SignedMessage>>,
    polynomials: Vec<Option<Polynomial>>,
    voutputs: Vec<Option<Voutput>>,
}

/// Reads what there is of a ceremony of this many trustees.
///
/// # Errors
/// If a file is there and cannot be understood.
pub fn ceremony_files(folder: &Path, size: u32) -> anyhow::Result<CeremonyFiles> {
    let folder = folder.join(folder::CEREMONY);
    Ok(CeremonyFiles {
        certificates: read_messages(&folder, "cert", size)?,
        polynomials: read_messages(&folder, "polynomial", size)?,
        voutputs: read_messages(&folder, "voutput", size)?,
        folder,
    })
}

fn read_messages<T: for<'a> Deserialize<'a>>(
    folder: &Path,
    extension: &str,
    size: u32,
) -> anyhow::Result<Vec<Option<T>>> {
    (1..=size)
        .map(|index| {
            let path = folder.join(format!("{index}.{extension}"));
            if !path.is_file() {
                return Ok(None);
            }
            let message = wire::read(&read_bytes(&path)?)
                .with_context(|| format!("{}: not a message of this ceremony", path.display()))?;
            Ok(Some(message))
        })
        .collect()
}

fn all<T: Clone>(messages: &[Option<T>], what: &str) -> anyhow::Result<Vec<T>> {
    messages
        .iter()
        .zip(1..)
        .map(|(message, index)| {
            message.clone().ok_or_else(|| {
                anyhow!(
                    "the key ceremony is not complete: the {what} of trustee {index} is missing"
                )
            })
        })
        .collect()
}

impl CeremonyFiles {
    /// Every certificate.
    ///
    /// # Errors
    /// Names the trustee whose is missing.
    pub fn all_certificates(&self) -> anyhow::Result<Vec<SignedMessage>> {
        all(&self.certificates, "certificate")
    }

    /// Every polynomial.
    ///
    /// # Errors
    /// Names the trustee whose is missing.
    pub fn all_polynomials(&self) -> anyhow::Result<Vec<Polynomial>> {
        all(&self.polynomials, "polynomial")
    }

    /// Every trustee's public key.
    ///
    /// # Errors
    /// Names the trustee whose is missing.
    pub fn all_voutputs(&self) -> anyhow::Result<Vec<Voutput>> {
        all(&self.voutputs, "public key")
    }

    /// How many messages of each step there are.
    pub fn counts(&self) -> [(&'static str, usize); 3] {
        let [certificates, polynomials, voutputs] = [
            self.certificates.iter().flatten().count(),
            self.polynomials.iter().flatten().count(),
            self.voutputs.iter().flatten().count(),
        ];
        [
            ("certificates", certificates),
            ("polynomials", polynomials),
            ("public keys", voutputs),
        ]
    }

    /// Whether nothing is missing.
    pub fn complete(&self) -> bool {
        self.counts()
            .iter()
            .all(|(_, number)| *number == self.certificates.len())
    }

    fn write<T: Serialize>(
        &self,
        index: usize,
        extension: &str,
        message: &T,
    ) -> anyhow::Result<()> {
        let path = self.folder.join(format!("{index}.{extension}"));
        let text = format!("{}\n", serde_json::to_string(message)?);
        Ok(write_new(&path, text.as_bytes())?)
    }
}

/// `trustee ceremony`: the next step of one trustee in making a shared key. Run again until it says that all is done.
///
/// # Errors
/// Names the trustee whose message is wrong.
pub fn ceremony(
    folder: &Path,
    me: u32,
    keys: &Path,
    minimum_ballots: Option<u64>,
) -> anyhow::Result<()> {
    let settings = Settings::read(folder)?;
    let size = settings.trustees.shared_by;
    if me == 0 || me > size {
        bail!("--me {me}: in poll.toml {size} trustees share the key; they are numbered from 1");
    }
    let group = settings.group.clone();
    in_group(
        &group,
        Ceremony {
            folder,
            settings,
            me: me as usize,
            keys,
            minimum_ballots,
        },
    )
}

struct Ceremony<'a> {
    folder: &'a Path,
    settings: Settings,
    me: usize,
    keys: &'a Path,
    minimum_ballots: Option<u64>,
}

impl GroupTask for Ceremony<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let size = self.settings.trustees.shared_by;
        let files = ceremony_files(self.folder, size)?;
        make_folder(&files.folder)?;
        let mut rng = random::generator()?;
        let Some(certificate) = &files.certificates[self.me - 1] else {
            return self.begin::<G>(&files, &mut rng);
        };
        let id = ceremony::certificate_id(certificate);
        let key = self.keys.join(format!("{id}.key"));
        if !key.exists() {
            bail!(
                "{}: not there. The certificate {}.cert was made with another key folder, or by somebody else in your place",
                key.display(),
                self.me
            );
        }
        let waiting = |step: &str, number: usize| {
            println!(
                "{number} of {size} trustees have done step {step}. Run this again when all have."
            );
            Ok(())
        };
        let [(_, certificates), (_, polynomials), (_, voutputs)] = files.counts();
        if certificates < size as usize {
            return waiting("1 (certificate)", certificates);
        }
        let all_certificates = files.all_certificates()?;
        let threshold = self.settings.trustees.threshold;
        ceremony::check_certificates::<G>(&all_certificates, threshold, size)
            .context("the certificates must be made for what poll.toml says")?;
        let together: String = all_certificates
            .iter()
            .map(|certificate| serde_json::to_string(certificate).map(|text| text + "\n"))
            .collect::<Result<_, _>>()?;
        replace(&files.folder.join("certs.jsons"), together.as_bytes())?;
        let seed = Seed::parse(read_secret(&key)?.text.trim())?;
        if files.polynomials[self.me - 1].is_none() {
            let polynomial = ceremony::share::<G, _>(&seed, &all_certificates, &mut rng)?;
            files.write(self.me, "polynomial", &polynomial)?;
            println!(
                "Step 2 of 3 is done: your share of the secret has been dealt out, encrypted to each trustee."
            );
            for (certificate, index) in all_certificates.iter().zip(1..) {
                println!(
                    "  trustee {index}: {}",
                    &ceremony::certificate_id(certificate)[..16]
                );
            }
            println!(
                "Compare these with the other trustees by telephone: they must be the same everywhere."
            );
            return Ok(());
        }
        if polynomials < size as usize {
            return waiting("2 (shares)", polynomials);
        }
        let vinputs = ceremony::route::<G>(
            &all_certificates,
            &files.all_polynomials()?,
            threshold,
            size,
        )?;
        for (vinput, index) in vinputs.iter().zip(1..) {
            if !files.folder.join(format!("{index}.vinput")).exists() {
                files.write(index, "vinput", vinput)?;
            }
        }
        if files.voutputs[self.me - 1].is_none() {
            let voutput = ceremony::accept::<G, _>(
                &seed,
                &all_certificates,
                &vinputs[self.me - 1],
                &mut rng,
            )?;
            write_secret(&beside(&key, "dkey"), &format!("{}\n", voutput.private_key))?;
            files.write(self.me, "voutput", &voutput)?;
            println!(
                "Step 3 of 3 is done: everybody's shares were checked, and your part of the key is made."
            );
            println!(
                "  PRIVATE, keep both safe and have a copy: {}",
                key.display()
            );
            println!(
                "                                           {}",
                beside(&key, "dkey").display()
            );
            return Ok(());
        }
        if voutputs < size as usize {
            return waiting("3 (public keys)", voutputs);
        }
        ceremony::finish::<G>(
            &all_certificates,
            &files.all_polynomials()?,
            &files.all_voutputs()?,
            threshold,
            size,
        )?;
        println!(
            "The key ceremony is complete and valid: any {threshold} of the {size} trustees can decrypt."
        );
        println!(
            "Next, the organiser: veche poll open {}",
            self.folder.display()
        );
        Ok(())
    }
}

impl Ceremony<'_> {
    fn begin<G: Group>(
        &self,
        files: &CeremonyFiles,
        rng: &mut rand_chacha::ChaCha20Rng,
    ) -> anyhow::Result<()> {
        let trustees = &self.settings.trustees;
        let seed = Seed::random(rng);
        let certificate = ceremony::certificate::<G, _>(
            &seed,
            self.me as u32,
            trustees.threshold,
            trustees.shared_by,
            rng,
        )?;
        let id = ceremony::certificate_id(&certificate);
        make_folder(self.keys)?;
        let key = self.keys.join(format!("{id}.key"));
        write_secret(&key, &format!("{}\n", seed.expose()))?;
        let minimum = self
            .minimum_ballots
            .unwrap_or(self.settings.minimum_ballots);
        write_terms(&key, &self.settings.uuid, minimum)?;
        files.write(self.me, "cert", &certificate)?;
        println!("Step 1 of 3 is done: your certificate is {}", &id[..16]);
        println!("Your key will not open a tally of fewer than {minimum} ballots.");
        println!(
            "Run this again when all {} trustees have done so.",
            trustees.shared_by
        );
        Ok(())
    }
}
