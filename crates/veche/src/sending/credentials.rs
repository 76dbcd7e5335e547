//! The registrar's file of private credentials: `{"name":"credential",…}`, as `belenios-tool` writes it.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use sha2::{Digest, Sha256};
use veche_poll::credential::PrivateCredential;
use veche_poll::election::Uuid;
use veche_store::files::{Disk, RealDisk, read_secret, write_secret};
use zeroize::Zeroizing;

use crate::election::keys;

/// A member's name and private credential.
#[derive(Debug)]
pub struct Holder {
    /// The name, as the members' file has it.
    pub name: String,
    /// The credential.
    pub credential: PrivateCredential,
}

struct Holders(Vec<Holder>);

impl<'de> serde::Deserialize<'de> for Holders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HoldersVisitor)
    }
}

/// Reads the pairs in their order, and wipes each text that was read.
struct HoldersVisitor;

impl<'de> Visitor<'de> for HoldersVisitor {
    type Value = Holders;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names, each with a private credential")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Holders, A::Error> {
        let mut holders = Vec::new();
        let mut names = HashSet::new();
        while let Some((name, text)) = map.next_entry::<String, Zeroizing<String>>()? {
            let credential = PrivateCredential::parse(&text).map_err(|error| {
                A::Error::custom(format_args!("the credential of {name}: {error}"))
            })?;
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(format_args!("{name} is there twice")));
            }
            holders.push(Holder { name, credential });
        }
        Ok(Holders(holders))
    }
}

/// Reads the file, and warns if others could.
///
/// # Errors
/// If it cannot be read, or is not such a file. No credential is ever in the error.
pub fn read(path: &Path) -> anyhow::Result<Vec<Holder>> {
    let secret = read_secret(path)?;
    keys::warn(path, secret.exposure);
    let Holders(holders) = serde_json::from_str(&secret.text).map_err(|error| {
        // The parser's own words could repeat a piece of the file.
        match error.classify() {
            serde_json::error::Category::Data if !error.to_string().starts_with("invalid type") => {
                anyhow!("{}: {error}", path.display())
            }
            _ => anyhow!(
                "{}: not a file of private credentials, as `veche roll generate` makes it (line {})",
                path.display(),
                error.line()
            ),
        }
    })?;
    Ok(holders)
}

/// The text of the file.
///
/// # Errors
/// If a name cannot be written as JSON.
pub fn text_of(holders: &[Holder]) -> anyhow::Result<Zeroizing<String>> {
    let names: usize = holders.iter().map(|holder| holder.name.len()).sum();
    // Room for everything at once where names need no escapes: a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(names + holders.len() * 40 + 8));
    text.push('{');
    for (i, holder) in holders.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&holder.name)?);
        text.push_str(":\"");
        text.push_str(holder.credential.expose());
        text.push('"');
    }
    text.push_str("}\n");
    Ok(text)
}

/// Writes the file in place of the one that is there: after a crash there is the old one or the new one, whole.
///
/// # Errors
/// Whatever the operating system refused.
pub fn replace(path: &Path, holders: &[Holder]) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let new = path.with_extension("json.new");
    if new.exists() {
        // Left by a run that was cut off before its credential was used anywhere.
        RealDisk
            .remove(&new)
            .with_context(|| format!("{}: cannot remove it", new.display()))?;
    }
    write_secret(&new, &text_of(holders)?)?;
    RealDisk
        .rename(&new, path)
        .and_then(|()| RealDisk.sync_dir(folder))
        .with_context(|| format!("{}: cannot replace it", path.display()))
}

/// A hash by which the journal knows a credential without holding it.
pub fn mark(uuid: &Uuid, credential: &PrivateCredential) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("veche sent credential|{uuid}|"));
    hash.update(credential.expose().as_bytes());
    base16ct::lower::encode_string(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn holders() -> Vec<Holder> {
        let mut rng = random::generator().unwrap();
        ["Zoë", "a \"b\"", "Ada"]
            .into_iter()
            .map(|name| Holder {
                name: name.to_owned(),
                credential: PrivateCredential::random(&mut rng),
            })
            .collect()
    }

    #[test]
    fn what_is_written_is_read_again_in_its_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        let holders = holders();
        write_secret(&path, "{}").unwrap();
        replace(&path, &holders).unwrap();
        let found = read(&path).unwrap();
        assert_eq!(text_of(&found).unwrap(), text_of(&holders).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_error_repeats_a_credential() {
        let folder = tempfile::tempdir().unwrap();
        let holder = &holders()[0];
        let secret = holder.credential.expose();
        for (i, text) in [
            format!("{{\"a\":\"{secret}x\"}}"),
            format!("{{\"a\":[\"{secret}\"]}}"),
            format!("\"{secret}\""),
            format!("{{\"a\":\"{secret}\",\"a\":\"{secret}\"}}"),
            format!("{{\"a\":\"{secret}"),
            secret.to_owned(),
        ]
        .into_iter()
        .enumerate()
        {
            let path = folder.path().join(i.to_string());
            write_secret(&path, &text).unwrap();
            let error = format!("{:#}", read(&path).unwrap_err());
            assert!(!error.contains(&secret[..8]), "{error}");
        }
    }
}
