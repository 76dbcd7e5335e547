//! Whoever runs a server: backups.

use std::path::PathBuf;

use clap::Args;
use veche::commands::backup;

/// `backup`.
#[derive(Args)]
pub(crate) struct BackupArgs {
    /// The new folder.
    out: PathBuf,
    /// The server's folder of data.
    #[arg(long, value_name = "DIR", default_value = "veche-data")]
    data: PathBuf,
    /// The folder of an election that is served from there; may be given several times.
    #[arg(long = "election", value_name = "DIR")]
    elections: Vec<PathBuf>,
}

impl BackupArgs {
    /// Makes the backup.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        backup::make(&self.data, &self.elections, &self.out)
    }
}

/// `restore`.
#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// The backup.
    backup: PathBuf,
    /// The new folder of data for the server. Elections that were served from folders lie in `elections` in it.
    #[arg(long, value_name = "DIR", default_value = "veche-data")]
    data: PathBuf,
}

impl RestoreArgs {
    /// Restores it.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        backup::restore(&self.backup, &self.data)
    }
}
