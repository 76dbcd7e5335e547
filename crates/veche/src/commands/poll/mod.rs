//! The organiser's tasks for one poll, a file each, in their order.

mod close;
mod hints;
mod import;
mod open;
mod owned;
mod result;
mod server_key;
mod status;
mod tally;

use std::path::Path;

use anyhow::anyhow;

use crate::archive;
use crate::folder::{self, find_archive};
use crate::settings::Settings;

pub use close::close;
pub use hints::hints;
pub use import::import;
pub(crate) use open::read_roll;
pub use open::{new, open};
pub use result::{Count, result};
pub use status::status;
pub use tally::{end_shuffles, tally};

/// The group named in a poll's settings or archive.
///
/// # Errors
/// If neither can be read.
pub fn group_of(path: &Path) -> anyhow::Result<String> {
    if path.join(folder::SETTINGS).is_file() {
        return Ok(Settings::read(path)?.group);
    }
    let archive = find_archive(path)?;
    archive::group_name(&archive)?
        .ok_or_else(|| anyhow!("{}: its election cannot be read", archive.display()))
}
