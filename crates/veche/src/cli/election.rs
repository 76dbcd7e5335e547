//! Whoever writes on the record of an election: keys, the call, entries, anchors of polls.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use veche::commands::{anchor, election, key};

#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key in a new file that only you can read, and print its public half.
    New {
        /// The file.
        file: PathBuf,
        /// Make a key for the log of this name, such as veche.example/our-election, instead of an author's key.
        #[arg(long, value_name = "NAME")]
        log: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum ElectionCommand {
    /// Call an election: make its record, with the call as first entry.
    ///
    /// Prints the election's fingerprint, to be printed where people can compare it.
    Open {
        /// The folder to make the record in.
        dir: PathBuf,
        #[command(flatten)]
        signing: SigningArgs,
        /// The key of the log.
        #[arg(long, value_name = "FILE")]
        log_key: PathBuf,
    },
    /// Sign an entry, for sending to who keeps the record.
    ///
    /// A draft is a TOML file with `kind` and the fields of that kind (docs/entries.md). Texts are written where they
    /// belong and kept beside the record; an entry is named by the first twelve digits of its name, or a candidate,
    /// assembly, detention, poll or rule by its short name, with @ before it.
    Sign {
        /// A copy of the election's folder.
        dir: PathBuf,
        #[command(flatten)]
        signing: SigningArgs,
        /// Write the signed entry into this file instead of printing it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Record entries that others have signed.
    Record {
        /// The election's folder.
        dir: PathBuf,
        /// The signed entries, in the order of recording.
        #[arg(required = true)]
        entries: Vec<PathBuf>,
        #[command(flatten)]
        log: LogArgs,
    },
    /// Bind a poll to the record: every event of its archive, by hash, so that none can be exchanged later.
    ///
    /// The first time it says which contest the poll decides, and which option each answer is; run it again after
    /// voting and after the result.
    Anchor {
        /// The election's folder; the archive is DIR/polls/POLL.bel.
        dir: PathBuf,
        /// The poll's short name.
        poll: String,
        /// Copy this archive into the election's folder first.
        #[arg(long, value_name = "FILE.bel")]
        archive: Option<PathBuf>,
        /// The contest that the poll decides, the first time.
        #[arg(long)]
        contest: Option<String>,
        /// Which question of the poll it is, from 1.
        #[arg(long, default_value_t = 1, value_name = "N")]
        question: u16,
        /// What an answer stands for, in the order of the answers: a candidate, by label, or an option of the call.
        #[arg(long = "option", value_name = "OPTION")]
        options: Vec<String>,
        /// The key of the body that runs the polls.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The key of the log.
        #[arg(long, value_name = "FILE")]
        log_key: PathBuf,
    },
    /// Sign an entry and record it, for who holds both keys.
    Add {
        /// The election's folder.
        dir: PathBuf,
        #[command(flatten)]
        signing: SigningArgs,
        #[command(flatten)]
        log: LogArgs,
    },
}

#[derive(Args)]
pub(crate) struct LogArgs {
    /// The key of the log.
    #[arg(long, value_name = "FILE")]
    log_key: PathBuf,
    /// The key that a `log_key_rotated` puts in its place: it signs from then on.
    #[arg(long, value_name = "FILE")]
    next_log_key: Option<PathBuf>,
}

impl From<LogArgs> for election::LogKeys {
    fn from(args: LogArgs) -> Self {
        Self {
            log: args.log_key,
            next: args.next_log_key,
        }
    }
}

#[derive(Args)]
pub(crate) struct SigningArgs {
    /// The draft.
    draft: PathBuf,
    /// Your key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The language of texts that name none.
    #[arg(long, value_name = "TAG", default_value = "en")]
    language: String,
    /// Who may read sealed texts: an age recipient; may be given several times.
    #[arg(long, value_name = "AGE1…")]
    seal_to: Vec<String>,
}

impl From<SigningArgs> for election::Signing {
    fn from(args: SigningArgs) -> Self {
        Self {
            draft: args.draft,
            key: args.key,
            language: args.language,
            seal_to: args.seal_to,
        }
    }
}

impl KeyCommand {
    /// Does it.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let Self::New { file, log } = self;
        key::new(&file, log.as_deref())
    }
}

impl ElectionCommand {
    /// Does it.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Open {
                dir,
                signing,
                log_key,
            } => election::open(&dir, &signing.into(), &log_key),
            Self::Sign { dir, signing, out } => {
                election::sign(&dir, &signing.into(), out.as_deref())
            }
            Self::Record { dir, entries, log } => election::record(&dir, &entries, &log.into()),
            Self::Anchor {
                dir,
                poll,
                archive,
                contest,
                question,
                options,
                key,
                log_key,
            } => {
                let request = anchor::Request {
                    poll,
                    archive,
                    contest,
                    question,
                    options,
                    key,
                };
                anchor::anchor(&dir, &request, &log_key)
            }
            Self::Add { dir, signing, log } => election::add(&dir, &signing.into(), &log.into()),
        }
    }
}
