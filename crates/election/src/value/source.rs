//! Who says so.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::BodyRef;
use super::name::Slug;

/// Where a statement comes from. Its address, title and date of access lie in the body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// What kind of source it is.
    pub kind: SourceKind,
    /// Who published it.
    pub publisher: Slug,
    /// When it was published, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub on: Option<Date>,
    /// Address, title, and what is needed to find it again (Berkeley Protocol: when and how it was collected).
    pub text: BodyRef,
    /// SHA-256 of the copy that was kept, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<super::id::Sha256Hex>,
}

/// Kinds of sources.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A newspaper, agency or broadcaster.
    Press,
    /// A public authority.
    Authority,
    /// An international organisation.
    International,
    /// A non-governmental organisation.
    Ngo,
    /// Who saw it.
    Witness,
    /// A court's document.
    Court,
    /// Published by people on a social network.
    Social,
    /// A document of another kind.
    Document,
    /// Computed from other entries; the body says how.
    Computed,
}
