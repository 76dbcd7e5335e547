//! Everybody who signs: making a key.

use std::path::Path;

use crate::election::keys;

/// `key new`: makes a key for signing entries, or for signing a log, in a file that only its owner can read.
///
/// # Errors
/// If the file exists already or cannot be written.
pub fn new(path: &Path, log: Option<&str>) -> anyhow::Result<()> {
    match log {
        None => {
            let public = keys::make(path)?;
            println!("{public}");
            eprintln!(
                "The private key is in {}. Whoever has it signs as you: keep it, and a copy, where nobody else looks. \
                 The line above is the public key: hand it to everybody.",
                path.display()
            );
        }
        Some(origin) => {
            let verifier = keys::make_log(path, origin)?;
            println!("{verifier}");
            eprintln!(
                "The log's private key is in {}. The line above checks its signatures: it stands in the call of the \
                 election.",
                path.display()
            );
        }
    }
    Ok(())
}
