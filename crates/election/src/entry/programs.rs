//! Programs that people keep: the booth and the verifier as one file each, known by their hashes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{FileName, Sha256Hex};

/// Somebody says which hash a program has that people can keep and run without a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProgramPublished {
    /// The name of the file.
    pub name: FileName,
    /// The SHA-256 of its bytes.
    pub sha256: Sha256Hex,
    /// The version of Veche that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<FileName>,
}
