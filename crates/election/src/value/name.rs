//! Short names, for what has no key of its own.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::id::EntryId;

/// How long a name may be, in characters.
pub const MAX_SLUG: usize = 40;
/// How long the name of a file or a version may be, in characters.
pub const MAX_FILE_NAME: usize = 80;
/// How many levels a place may have: country, region, district, station.
pub const MAX_LEVELS: usize = 4;

/// A text that is not a name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Not a short name.
    #[error("must be 1 to {MAX_SLUG} of a-z, 0-9 and single hyphens between them")]
    Slug,
    /// Not the name of a file.
    #[error("must be 1 to {MAX_FILE_NAME} of a-z, 0-9 and single dots or hyphens between them")]
    FileName,
    /// Not a place.
    #[error(
        "must be 1 to {MAX_LEVELS} short names with / between them, from the country to the station"
    )]
    Place,
}

/// A short name in small letters, digits and hyphens: `supreme-court`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength" = 40))]
pub struct Slug(Box<str>);

/// The name of a file without its folder, `verify.en.html`, or of a version, `0.1.0`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9]+([.-][a-z0-9]+)*$", "maxLength" = 80))]
pub struct FileName(Box<str>);

/// A coarse place: `by/minsk/frunzenski`. Four levels at most (country, region, district, station), in the manner of
/// Open Civic Data identifiers. Where exactly it was belongs into a body.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){0,3}$"))]
pub struct Place(Box<str>);

/// What can be chosen: a candidate, by the name of the filing, or an option of the call, by its short name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^([0-9a-f]{64}|[a-z0-9]+(-[a-z0-9]+)*)$"))]
pub enum OptionId {
    /// A candidate: the `candidacy_filed` entry.
    Candidate(EntryId),
    /// An option that the call of the election names.
    Named(Slug),
}

fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG).contains(&text.len())
        && text.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

impl Slug {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for Slug {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        match is_slug(&text) {
            true => Ok(Self(text.into())),
            false => Err(NameError::Slug),
        }
    }
}
impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0.into()
    }
}
impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FileName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for FileName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        match text.len() <= MAX_FILE_NAME && text.split(['.', '-']).all(part) {
            true => Ok(Self(text.into())),
            false => Err(NameError::FileName),
        }
    }
}
impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0.into()
    }
}
impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Place {
    /// The place, told by no more than so many of its levels, from the country on; at least the country stays.
    #[must_use]
    pub fn coarse(&self, levels: usize) -> Self {
        let end = self
            .0
            .match_indices('/')
            .nth(levels.max(1) - 1)
            .map_or(self.0.len(), |(end, _)| end);
        Self(self.0.get(..end).unwrap_or(&self.0).into())
    }

    /// The place, its levels separated by `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this place lies in another, or is it.
    #[must_use]
    pub fn is_in(&self, other: &Self) -> bool {
        self.0
            .strip_prefix(&*other.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
impl TryFrom<String> for Place {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        let levels = text.split('/').count();
        match (1..=MAX_LEVELS).contains(&levels) && text.split('/').all(is_slug) {
            true => Ok(Self(text.into())),
            false => Err(NameError::Place),
        }
    }
}
impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.0.into()
    }
}
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for OptionId {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        match EntryId::try_from(text.clone()) {
            Ok(id) => Ok(Self::Candidate(id)),
            Err(_) => Slug::try_from(text).map(Self::Named),
        }
    }
}
impl From<OptionId> for String {
    fn from(option: OptionId) -> Self {
        option.to_string()
    }
}
impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Candidate(id) => id.fmt(f),
            Self::Named(slug) => slug.fmt(f),
        }
    }
}
impl fmt::Debug for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        for good in ["a", "supreme-court", "0", "district-12"] {
            assert!(Slug::try_from(good.to_owned()).is_ok(), "{good}");
        }
        let long = "a".repeat(MAX_SLUG + 1);
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "a/b", "ж", &long] {
            assert!(Slug::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_file_name_leads_into_no_folder() {
        for good in ["verify.en.html", "booth-chair.be.html", "0.1.0", "a"] {
            assert!(FileName::try_from(good.to_owned()).is_ok(), "{good}");
        }
        let long = "a".repeat(MAX_FILE_NAME + 1);
        for bad in [
            "", ".", "..", "../a", "a/b", ".a", "a.", "a..b", "A", "a b", &long,
        ] {
            assert!(FileName::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn places_nest() {
        let place = |text: &str| Place::try_from(text.to_owned());
        let minsk = place("by/minsk").unwrap();
        assert!(place("by/minsk/frunzenski").unwrap().is_in(&minsk));
        assert!(minsk.is_in(&minsk));
        assert!(!place("by/minsk-region").unwrap().is_in(&minsk));
        assert!(!place("by").unwrap().is_in(&minsk));
        for bad in ["", "by/", "/by", "by//minsk", "a/b/c/d/e"] {
            assert!(place(bad).is_err(), "{bad}");
        }
    }
}
