//! The members as the registrar knows them: a private CSV file, one member a line.
//!
//! | column | what |
//! | --- | --- |
//! | `name` | the member's name, distinct; the only column that must be there |
//! | `weight` | how many votes the member's ballot is worth |
//! | `mail` | the address for a mail |
//! | `language` | the language for mails and letters: `en`, `be` or `ru` |
//! | `address` | the postal address for a letter, its lines parted by `;` |
//!
//! Other columns are refused: a column that is misspelt would otherwise be passed over in silence.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, bail};
use veche_poll::weight::Weight;

use crate::sending::texts::Language;

/// A member, as the registrar's file has it.
pub struct Member {
    /// The name, distinct among all.
    pub name: String,
    /// The weight of the member's ballot, if votes have weights.
    pub weight: Option<Weight>,
    /// Where mails go.
    pub mail: Option<String>,
    /// In which language the member is written to.
    pub language: Option<Language>,
    /// The lines of the postal address.
    pub address: Vec<String>,
}

/// A line of the file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    weight: Option<String>,
    mail: Option<String>,
    language: Option<String>,
    address: Option<String>,
}

/// Reads the members.
///
/// # Errors
/// Names the line and what is wrong in it.
pub fn read(path: &Path) -> anyhow::Result<Vec<Member>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("{}: cannot read it", path.display()))?;
    let mut found = Vec::new();
    let mut names = HashSet::new();
    for (line, number) in reader.deserialize::<Line>().zip(2..) {
        let at = || format!("{}, line {number}", path.display());
        let line = line.with_context(|| {
            format!(
                "{}: a column `name` is needed, and `weight` if votes have weights; \
                 `mail`, `language` and `address` may be there",
                at()
            )
        })?;
        if line.name.is_empty() {
            bail!("{}: the name is empty", at());
        }
        if !names.insert(line.name.clone()) {
            bail!("{}: {} is there twice", at(), line.name);
        }
        let weight = line
            .weight
            .map(|text| text.parse::<Weight>().with_context(at))
            .transpose()?;
        let language = line
            .language
            .map(|code| Language::of_code(&code).with_context(at))
            .transpose()?;
        let address = line.address.unwrap_or_default();
        found.push(Member {
            name: line.name,
            weight,
            mail: line.mail,
            language,
            address: address
                .split([';', '\n'])
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect(),
        });
    }
    if found.is_empty() {
        bail!("{}: there are no voters", path.display());
    }
    Ok(found)
}
