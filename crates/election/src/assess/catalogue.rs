//! A catalogue of commitments: a TOML file with a version, and a hash that says which file was used.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::check::CheckId;
use crate::entry::laws;
use crate::entry::reports::{Figure, ReportCode};
use crate::value::{Sha256Hex, Slug};

/// A catalogue, checked.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Its short name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// What it is, and is not.
    pub note: String,
    /// The commitments.
    pub items: Vec<Item>,
    /// SHA-256 of the file.
    pub hash: Sha256Hex,
}

/// A commitment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its short name, which findings use.
    pub id: Slug,
    /// The paragraph of the document.
    pub paragraph: String,
    /// A short title.
    pub title: String,
    /// What it says, in other words than its own.
    pub paraphrase: String,
    /// Whether the paraphrase was held against a source; otherwise it is from memory.
    pub confirmed: bool,
    /// What can decide about it.
    pub kind: ItemKind,
    /// The checks that decide, of a computed one.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Codes of reports that bear on it.
    #[serde(default)]
    pub reports: Vec<ReportCode>,
    /// Kinds of entries that speak against its being kept.
    #[serde(default)]
    pub against: Vec<String>,
    /// Kinds of entries that speak for its being kept.
    #[serde(default)]
    pub supports: Vec<String>,
    /// Figures that bear on it.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// What it is measured by, and what of that is not computed.
    #[serde(default)]
    pub benchmark: Option<String>,
    /// Where the commitment stands.
    pub sources: Vec<ItemSource>,
}

/// Where a commitment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemSource {
    /// The document.
    pub instrument: String,
    /// The paragraph.
    pub paragraph: String,
    /// How it binds: treaty, political, soft law, good practice.
    pub strength: String,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
}

/// What can decide about a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Checks on the record.
    Computed,
    /// Nothing: what speaks for and against is listed.
    Documented,
    /// Named people who sign their findings.
    Judged,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    catalogue: String,
    version: u32,
    title: String,
    note: String,
    item: Vec<Item>,
}

/// A file that is no catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CatalogueError {
    /// Not the TOML of a catalogue.
    #[error("is not a catalogue: {0}")]
    Form(String),
    /// An item that cannot be.
    #[error("item {item}: {reason}")]
    Item {
        /// Which.
        item: Slug,
        /// What is wrong.
        reason: String,
    },
}

impl Catalogue {
    /// The commitments of the OSCE Copenhagen Document of 1990.
    ///
    /// # Errors
    /// None: a test reads the file that is built in.
    pub fn copenhagen() -> Result<Self, CatalogueError> {
        Self::parse(include_str!("../../catalogues/osce-copenhagen-1990.toml"))
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// Which item is wrong, and why.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let file: File =
            toml::from_str(text).map_err(|error| CatalogueError::Form(error.to_string()))?;
        let mut seen = BTreeSet::new();
        for item in &file.item {
            if let Err(reason) = check(item, &mut seen) {
                return Err(CatalogueError::Item {
                    item: item.id.clone(),
                    reason,
                });
            }
        }
        Ok(Self {
            name: file.catalogue,
            version: file.version,
            title: file.title,
            note: file.note,
            items: file.item,
            hash: Sha256Hex::of(text.as_bytes()),
        })
    }
}

fn check<'a>(item: &'a Item, seen: &mut BTreeSet<&'a Slug>) -> Result<(), String> {
    if !seen.insert(&item.id) {
        return Err("stands there twice".to_owned());
    }
    if item.sources.is_empty() {
        return Err("names no source".to_owned());
    }
    match (item.kind, item.checks.is_empty()) {
        (ItemKind::Computed, true) => return Err("is computed, and names no check".to_owned()),
        (ItemKind::Documented | ItemKind::Judged, false) => {
            return Err("names checks, and is not computed".to_owned());
        }
        _ => {}
    }
    if let Some(check) = item
        .checks
        .iter()
        .find(|name| CheckId::named(name).is_none())
    {
        return Err(format!("there is no check {check}"));
    }
    let known = |kind: &&String| laws().iter().any(|law| law.name == kind.as_str());
    match item
        .against
        .iter()
        .chain(&item.supports)
        .find(|kind| !known(kind))
    {
        Some(kind) => Err(format!("there is no kind of entry {kind}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_is_one() {
        let catalogue = Catalogue::copenhagen().unwrap();
        assert!(catalogue.items.len() > 25);
        assert!(
            catalogue
                .items
                .iter()
                .any(|item| item.id.as_str() == "cph-5-11")
        );
    }

    #[test]
    fn what_no_check_computes_cannot_be_called_computed() {
        let text = include_str!("../../catalogues/osce-copenhagen-1990.toml");
        for (from, to) in [
            ("checks = [\"D2\"]", "checks = []"),
            ("checks = [\"D2\"]", "checks = [\"Z9\"]"),
            (
                "supports = [\"rule_published\"]",
                "supports = [\"rule_forgotten\"]",
            ),
            ("id = \"cph-5-4\"", "id = \"cph-5-3\""),
            ("\nkind = \"computed\"", "\nkind = \"guessed\""),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(
                Catalogue::parse(&text.replacen(from, to, 1)).is_err(),
                "{to}"
            );
        }
    }
}
