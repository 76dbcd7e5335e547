//! Whoever runs a server: serving, logins, static files, backups.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use veche::commands::{serve, server};

/// `serve`.
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Folders of elections. Without any, the elections in the server's database are served.
    dirs: Vec<PathBuf>,
    /// Three sample elections and an open poll in which you can vote, all in memory.
    #[arg(long, conflicts_with_all = ["dirs", "keys"])]
    demo: bool,
    /// Where to listen. Only this computer can reach the default; put a web server with TLS in front for others.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The server's folder of data: its database, and what is private to served folders.
    #[arg(long, value_name = "DIR", default_value = "veche-data")]
    data: PathBuf,
    /// The folder of keys: NAME/log.key signs the record of the election NAME, NAME/polls.key anchors its polls. An
    /// election without keys is only shown.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

impl ServeArgs {
    /// Serves until told to stop.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        serve::serve(&serve::Request {
            dirs: self.dirs,
            listen: self.listen,
            data: self.data,
            keys: self.keys,
            demo: self.demo,
        })
    }
}

/// `server`.
#[derive(Subcommand)]
pub(crate) enum ServerCommand {
    /// Take an election's folder into the server's database.
    Import {
        /// The folder.
        dir: PathBuf,
        /// The server's folder of data.
        #[arg(long, value_name = "DIR", default_value = "veche-data")]
        data: PathBuf,
    },
    /// Write an election of the server's database into a new folder, byte for byte as it would lie there.
    Export {
        /// The election's name.
        name: String,
        /// The new folder.
        out: PathBuf,
        /// The server's folder of data.
        #[arg(long, value_name = "DIR", default_value = "veche-data")]
        data: PathBuf,
    },
    /// Make a login for each voter of a poll, apart from the credentials: the second authorisation.
    ///
    /// Whoever does this must not be the registrar. The codes go into a file that only you may read, to be brought to the
    /// voters by another way than the credentials.
    Logins {
        /// The election's name.
        name: String,
        /// The poll's name.
        poll: String,
        /// A CSV file with a column `login`; one line a voter.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// The new file for the codes: CSV with the columns `login` and `code`.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The server's folder of data.
        #[arg(long, value_name = "DIR", default_value = "veche-data")]
        data: PathBuf,
        /// The election's folder, if it is served from there.
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Write everything that would be served as static files, for any web server or onion service.
    Site {
        /// Folders of elections.
        #[arg(required = true)]
        dirs: Vec<PathBuf>,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

impl ServerCommand {
    /// Does it.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Import { dir, data } => server::import(&dir, &data),
            Self::Export { name, out, data } => server::export(&name, &out, &data),
            Self::Logins {
                name,
                poll,
                file,
                out,
                data,
                dir,
            } => server::logins(
                &server::Voters {
                    name: &name,
                    poll: &poll,
                    data: &data,
                    dir: dir.as_deref(),
                },
                &file,
                &out,
            ),
            Self::Site { dirs, out } => server::site(&dirs, &out),
        }
    }
}
