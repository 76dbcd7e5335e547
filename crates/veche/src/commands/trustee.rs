//! The trustees' tasks: a key, alone or together with others, and the decryption of the tally.
//!
//! What a trustee keeps (`--keys`): `ID.privkey` for a mandatory trustee; `ID.key` and `ID.dkey` for one who shares a
//! key; `ID.terms.json`, the least number of ballots that this key may open; `ID.decrypted.json`, the one tally of each
//! poll that it has opened.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use veche_crypto::ceremony::{self, Polynomial, Voutput};
use veche_crypto::channel::{Seed, SignedMessage};
use veche_crypto::group::{Group, GroupTask, Scalar};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_crypto::wire;
use veche_poll::board;
use veche_poll::decryption::PartialDecryption;
use veche_poll::hash::Hash;
use veche_poll::payload::Owned;
use veche_poll::verify::Verified;
use zeroize::Zeroizing;

use super::{in_group, in_group_of};
use crate::archive::{self, Growing};
use crate::files::{Exposure, read_secret, replace, write_new, write_secret};
use crate::folder::{self, find_archive, read_bytes};
use crate::random;
use crate::settings::Settings;

/// What a key's holder agreed to when it was made.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    /// The poll that the key was made for.
    uuid: String,
    /// The least number of counted ballots that it may open.
    minimum_ballots: u64,
}

/// The tallies that a key has opened: for each poll one, by its hash.
type Decrypted = BTreeMap<String, Hash>;

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot make the folder", folder.display()))
}

/// The file of a key's holder beside its private key.
fn beside(key: &Path, extension: &str) -> PathBuf {
    key.with_extension(extension)
}

fn write_terms(key: &Path, uuid: &str, minimum_ballots: u64) -> anyhow::Result<()> {
    let terms = Terms {
        uuid: uuid.to_owned(),
        minimum_ballots,
    };
    let text = format!("{}\n", serde_json::to_string(&terms)?);
    Ok(write_new(&beside(key, "terms.json"), text.as_bytes())?)
}

/// `trustee keygen`: a key of one's own, for a trustee without whom nothing is decrypted.
///
/// # Errors
/// If a file cannot be written, or is there already.
pub fn keygen(
    folder: &Path,
    keys: &Path,
    name: Option<&str>,
    minimum_ballots: Option<u64>,
) -> anyhow::Result<()> {
    let settings = Settings::read(folder)?;
    let group = settings.group.clone();
    in_group(
        &group,
        Keygen {
            folder,
            keys,
            name,
            minimum_ballots: minimum_ballots.unwrap_or(settings.minimum_ballots),
            uuid: &settings.uuid,
        },
    )
}

struct Keygen<'a> {
    folder: &'a Path,
    keys: &'a Path,
    name: Option<&'a str>,
    minimum_ballots: u64,
    uuid: &'a str,
}

impl GroupTask for Keygen<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let mut rng = random::generator()?;
        let secret = SecretScalar::<G>::random(&mut rng);
        let mut public = TrusteePublicKey::new(&secret, &mut rng);
        public.name = self.name.map(str::to_owned);
        let digest = Sha256::digest(G::to_text(&public.public_key).as_bytes());
        let id: String = digest[..4]
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        make_folder(self.keys)?;
        let shared = self.folder.join(folder::TRUSTEES);
        make_folder(&shared)?;
        let private_path = self.keys.join(format!("{id}.privkey"));
        let mut text = Zeroizing::new(String::from("\""));
        secret.expose().encode_vartime(&mut text);
        text.push_str("\"\n");
        write_secret(&private_path, &text)?;
        write_terms(&private_path, self.uuid, self.minimum_ballots)?;
        let public_path = shared.join(format!("{id}.pubkey"));
        let text = format!("{}\n", serde_json::to_string(&public.to_text())?);
        write_new(&public_path, text.as_bytes())?;
        println!("Made the trustee key {id}.");
        println!("  public, for the poll: {}", public_path.display());
        println!(
            "  PRIVATE, keep it safe and have a copy: {}",
            private_path.display()
        );
        println!(
            "It will not open a tally of fewer than {} ballots.",
            self.minimum_ballots
        );
        println!("If it is lost, the poll's result is lost.");
        Ok(())
    }
}

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

/// `trustee decrypt`: opens the tally with one trustee's key, after verifying the whole archive.
///
/// # Errors
/// If the archive is not sound, the key is not a trustee's, the tally has too few ballots, or the key has opened
/// another tally of this poll before. Nothing is decrypted then.
pub fn decrypt(
    path: &Path,
    key: &Path,
    out: Option<&Path>,
    as_json: bool,
    quiet: bool,
) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        Decrypt {
            path: &archive,
            key,
            out,
            as_json,
            quiet,
        },
    )
}

struct Decrypt<'a> {
    path: &'a Path,
    key: &'a Path,
    out: Option<&'a Path>,
    as_json: bool,
    quiet: bool,
}

impl GroupTask for Decrypt<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let secret = read_key::<G>(self.key)?;
        match self.out {
            None => {
                // The archive stays locked, so that what was verified is what is added to.
                let mut growing = Growing::open(self.path)?;
                let poll = growing.verified::<G>(self.quiet)?;
                let (owner, bytes) = self.open_tally(&poll, &secret)?;
                growing.append(&board::decrypt(&poll, owner, &bytes)?)?;
                self.tell(owner, &poll, None)
            }
            Some(out) => {
                let (report, poll, _) =
                    archive::verify::<G>(self.path, None, Vec::new(), self.quiet)?;
                let poll = poll
                    .ok_or_else(|| archive::not_sound(&self.path.display().to_string(), &report))?;
                let (owner, bytes) = self.open_tally(&poll, &secret)?;
                let owned = Owned {
                    owner,
                    payload: Hash::of(&bytes),
                };
                write_new(out, &[&bytes[..], b"\n", &owned.to_bytes(), b"\n"].concat())?;
                self.tell(owner, &poll, Some(out))
            }
        }
    }
}

impl Decrypt<'_> {
    /// Everything that must hold before a key is used, then the use of it.
    fn open_tally<G: Group>(
        &self,
        poll: &Verified<G>,
        secret: &SecretScalar<G>,
    ) -> anyhow::Result<(u64, Vec<u8>)> {
        let tally = poll.encrypted_tally.as_ref().ok_or_else(|| {
            anyhow!(
                "there is no encrypted tally yet: the organiser makes it with `veche poll tally`"
            )
        })?;
        let public = G::g_pow(secret.expose());
        let owner = poll
            .setup
            .trustees
            .owners()
            .iter()
            .position(|owner| owner.key.public_key == public)
            .map(|place| place as u64 + 1)
            .ok_or_else(|| {
                anyhow!(
                    "{}: this key is none of this poll's trustees'",
                    self.key.display()
                )
            })?;
        let uuid = poll.setup.election.uuid.as_str();
        let ballots = poll.tally.num_tallied();
        self.check_terms(uuid, ballots)?;
        self.remember(uuid, Hash::of(&tally.to_bytes()))?;
        let mut rng = random::generator()?;
        let decryption = PartialDecryption::new(&poll.setup.election, secret, tally, &mut rng);
        Ok((owner, decryption.to_bytes()))
    }

    fn check_terms(&self, uuid: &str, ballots: u64) -> anyhow::Result<()> {
        let path = beside(self.key, "terms.json");
        if !path.exists() {
            if !self.as_json {
                println!(
                    "Note: no least number of ballots was agreed for this key ({} is not there).",
                    path.display()
                );
            }
            return Ok(());
        }
        let terms: Terms = wire::read(&read_bytes(&path)?)
            .with_context(|| format!("{}: cannot understand it", path.display()))?;
        if terms.uuid != uuid {
            bail!(
                "{}: this key was made for the poll {}",
                path.display(),
                terms.uuid
            );
        }
        if ballots < terms.minimum_ballots {
            bail!(
                "{ballots} ballots count, and this key opens no tally of fewer than {}: the sum of few ballots says too much about each",
                terms.minimum_ballots
            );
        }
        Ok(())
    }

    /// Notes which tally the key opens, durably, before it does. Refuses a second one of the same poll: the difference
    /// of two tallies would be somebody's ballot.
    fn remember(&self, uuid: &str, tally: Hash) -> anyhow::Result<()> {
        let path = beside(self.key, "decrypted.json");
        let mut decrypted: Decrypted = match path.exists() {
            false => Decrypted::new(),
            true => wire::read(&read_bytes(&path)?)
                .with_context(|| format!("{}: cannot understand it", path.display()))?,
        };
        match decrypted.get(uuid) {
            Some(before) if *before == tally => return Ok(()),
            Some(before) => bail!(
                "this key has opened another tally of this poll ({before}) before. Two tallies of one poll can give single \
                 votes away, so it opens none again"
            ),
            None => {}
        }
        decrypted.insert(uuid.to_owned(), tally);
        let text = format!("{}\n", serde_json::to_string(&decrypted)?);
        Ok(replace(&path, text.as_bytes())?)
    }

    fn tell<G: Group>(
        &self,
        owner: u64,
        poll: &Verified<G>,
        out: Option<&Path>,
    ) -> anyhow::Result<()> {
        let ballots = poll.tally.num_tallied();
        if self.as_json {
            let out = out.map(|out| out.display().to_string());
            println!(
                "{:#}",
                json!({ "owner": owner, "ballots": ballots, "decryption": out })
            );
            return Ok(());
        }
        println!("The whole archive was verified; {ballots} ballots count.");
        match out {
            None => println!("The partial decryption of trustee {owner} is recorded."),
            Some(out) => println!(
                "The partial decryption of trustee {owner} is in {}: send it to the organiser.",
                out.display()
            ),
        }
        Ok(())
    }
}

/// Reads a trustee's key: `ID.privkey`, or `ID.key` with `ID.dkey` beside it.
fn read_key<G: Group>(path: &Path) -> anyhow::Result<SecretScalar<G>> {
    let secret = read_secret(path)?;
    if secret.exposure == Exposure::Others {
        eprintln!(
            "Warning: others on this computer may read {}; take that right away (chmod 600).",
            path.display()
        );
    }
    let text = secret.text.trim();
    if let Some(digits) = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    {
        return SecretScalar::decode(digits)
            .map_err(|error| anyhow!("{}: not a private key: {error}", path.display()));
    }
    let seed = Seed::parse(text).with_context(|| path.display().to_string())?;
    let encrypted = beside(path, "dkey");
    let text = read_secret(&encrypted).context(
        "a trustee who shares a key needs the file made at the end of the ceremony, too",
    )?;
    ceremony::open_decryption_key(&seed, text.text.trim())
        .with_context(|| encrypted.display().to_string())
}
