//! Bodies, and what is wrong with those that were found: part of check S7.

use super::fold::BodyUse;
use crate::value::{Body, Sha256Hex};

/// What is wrong with a body that was looked for: `None` if it is there and is what the entry commits to. It looks at
/// nothing else, so that many can be looked at on all cores.
#[must_use]
pub fn fault(used: &BodyUse, found: Option<&[u8]>) -> Option<String> {
    match found {
        None => Some("is not there, and nobody withdrew it".to_owned()),
        Some(bytes) if Sha256Hex::of(bytes) != used.body.stored() => {
            Some("is another file: its SHA-256 is not its name".to_owned())
        }
        Some(bytes) => fault_of_form(used, bytes),
    }
}

/// The same for a body that is there, and whose hash was compared with its name already.
#[must_use]
pub fn fault_of_form(used: &BodyUse, bytes: &[u8]) -> Option<String> {
    match used.body.sealed {
        // Only those to whom it is sealed can say more.
        Some(_) => None,
        None => Body::read(bytes).err().map(|error| error.to_string()),
    }
}
