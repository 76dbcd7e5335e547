//! One module for each person's task.

pub mod anchor;
pub mod backup;
pub mod count;
pub mod demo;
pub mod election;
pub mod key;
pub mod poll;
pub mod record;
pub mod roll;
pub mod serve;
pub mod server;
pub mod shows;
pub mod trustee;
pub mod verify;
pub mod vote;

use std::path::Path;

use anyhow::anyhow;
use veche_crypto::group::{GROUP_NAMES, GroupTask, with_group};

use crate::archive;

/// Does a piece of work in the group of this name.
///
/// # Errors
/// The work's own, or that there is no such group.
pub fn in_group<T, O>(name: &str, task: T) -> anyhow::Result<O>
where
    T: GroupTask<Output = anyhow::Result<O>>,
{
    with_group(name, task).unwrap_or_else(|| {
        Err(anyhow!(
            "the group {name} is not supported, only {}",
            GROUP_NAMES.join(", ")
        ))
    })
}

/// Does a piece of work in the group of an archive's election.
///
/// # Errors
/// The work's own, or that the archive or its group cannot be read.
pub fn in_group_of<T, O>(path: &Path, task: T) -> anyhow::Result<O>
where
    T: GroupTask<Output = anyhow::Result<O>>,
{
    let name = archive::group_name(path)?.ok_or_else(|| {
        anyhow!(
            "{}: its election cannot be read; `veche verify` tells why",
            path.display()
        )
    })?;
    in_group(&name, task)
}
