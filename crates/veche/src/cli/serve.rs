//! Whoever runs a server: serving, logins, static files, backups.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use veche::commands::{serve, server};
use veche::sending::account::Account;

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
    /// Make hints as ballots are published, at /e/NAME/polls/POLL.hints: with them others verify an archive faster, without
    /// trusting you. Takes about as much computing again as accepting the ballots.
    #[arg(long, conflicts_with = "demo")]
    hints: bool,
    /// Send codes by mail, to logins that have an address, through this server: smtps://HOST:PORT, or smtp://HOST:PORT,
    /// which then must offer STARTTLS.
    #[arg(
        long,
        value_name = "URL",
        requires = "mail_from",
        conflicts_with = "demo"
    )]
    smtp: Option<String>,
    /// The name to log in with at the mail server.
    #[arg(long, value_name = "NAME", requires_all = ["smtp", "smtp_password_file"])]
    smtp_user: Option<String>,
    /// The file with its password, readable by you alone.
    #[arg(long, value_name = "FILE", requires = "smtp_user")]
    smtp_password_file: Option<PathBuf>,
    /// Trust the mail server only with a certificate of this authority (a file in PEM form), instead of those that the
    /// system knows.
    #[arg(long, value_name = "FILE", requires = "smtp")]
    smtp_ca: Option<PathBuf>,
    /// The sender of codes: an address, or "Name <address>".
    #[arg(long, value_name = "ADDRESS", requires = "smtp")]
    mail_from: Option<String>,
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
            hints: self.hints,
            mail: self.smtp.map(|server| Account {
                server,
                user: self.smtp_user,
                password_file: self.smtp_password_file,
                authority: self.smtp_ca,
                from: self.mail_from.unwrap_or_default(),
            }),
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
        /// A CSV file with a column `login`, and perhaps a column `mail`; one line a voter.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Make no codes for logins that have a mail address: these voters ask for one on the voting page (`veche serve
        /// --smtp`). A password that one of them has set stays.
        #[arg(long)]
        by_mail: bool,
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
    /// Write the booth and the verifier of an election as files that people keep, one a language, and print their hashes.
    ///
    /// The same election and the same version give the same files, here and on every server. Record their hashes
    /// (`program_published`), so that people can compare what they were given.
    Programs {
        /// The election: its folder, or DATA/NAME in a server's database.
        election: PathBuf,
        /// The new folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
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
                by_mail,
                out,
                data,
                dir,
            } => server::logins(
                &server::Voters {
                    name: &name,
                    poll: &poll,
                    data: &data,
                    dir: dir.as_deref(),
                    by_mail,
                },
                &file,
                &out,
            ),
            Self::Programs { election, out } => server::programs(&election, &out),
            Self::Site { dirs, out } => server::site(&dirs, &out),
        }
    }
}
