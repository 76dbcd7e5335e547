//! The commands on a public record.

use std::path::PathBuf;

use anyhow::Context;
use clap::{ArgGroup, Args, Subcommand};
use veche::commands::record;

#[derive(Subcommand)]
pub(crate) enum RecordCommand {
    /// Make a file that proves that one entry is in the record.
    ///
    /// The file holds the record's signed checkpoint and the few hashes that lead to it from the entry (C2SP tlog-proof).
    /// Whoever has the entry and the record's public key can check it without the record, years later.
    Prove {
        /// The election's folder, or the record's.
        dir: PathBuf,
        /// The number of the entry, from 0.
        index: u64,
        /// The file for the proof; without it, it is printed.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// A file for the entry itself.
        #[arg(long, value_name = "FILE")]
        entry: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check that a record only grew, that a proof proves, or that a conflict is one.
    ///
    /// Keep the file `checkpoint` of a record, a proof, or a copy of the whole record.
    /// Later this tells whether the record still begins with all that you saw:
    ///
    ///   veche record check DIR --against OLD
    ///
    /// If its owner has changed anything in it, the two signed checkpoints prove it.
    /// With --out they are written into a file, which anybody can check:
    ///
    ///   veche record check --conflict FILE --key KEY
    ///
    /// Exit status: 0 what was asked holds; 1 it does not; 2 something cannot be read.
    #[command(verbatim_doc_comment)]
    Check(RecordCheckArgs),
    /// Check whether the server kept its promise to publish a ballot.
    ///
    /// A voter who was promised that a ballot will be published keeps the signed promise. One that was not kept, together
    /// with a copy of the record fetched after its time, shows to anybody that a ballot was taken and not published.
    ///
    /// Exit status: 0 kept, or not due yet; 1 broken, or not signed by the log; 2 something cannot be read.
    Promise {
        /// The election's folder, or a copy of it.
        dir: PathBuf,
        /// The promise, as the voter was given it.
        promise: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["against", "proof", "conflict"])))]
pub(crate) struct RecordCheckArgs {
    /// The election's folder, or the record's.
    #[arg(required_unless_present_any = ["proof", "conflict"])]
    dir: Option<PathBuf>,
    /// What was seen earlier: a checkpoint, a proof, or a folder with a copy.
    #[arg(long, value_name = "OLD")]
    against: Option<PathBuf>,
    /// A file that proves an entry; with DIR, the record must still begin with what the proof is about.
    #[arg(long, value_name = "FILE", requires = "entry")]
    proof: Option<PathBuf>,
    /// The entry that the proof is about.
    #[arg(long, value_name = "FILE", requires = "proof")]
    entry: Option<PathBuf>,
    /// A file that proves that the owner of a record signed two histories.
    #[arg(long, value_name = "FILE", requires = "key", conflicts_with = "dir")]
    conflict: Option<PathBuf>,
    /// The record's public key, NAME+NUMBER+KEY, or a file that holds it. Without it nobody's signature is checked.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// If there are two histories, write the proof of it into this file.
    #[arg(long, value_name = "FILE", conflicts_with = "conflict")]
    out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl RecordCheckArgs {
    fn request(self) -> anyhow::Result<record::CheckRequest> {
        let what = match (self.against, self.proof, self.conflict) {
            (Some(old), _, _) => record::What::Against {
                dir: self.dir.context("DIR: name the folder of the record")?,
                old,
                out: self.out,
            },
            (_, Some(proof), _) => record::What::Proof {
                proof,
                entry: self.entry.context("--entry: name the file of the entry")?,
                dir: self.dir,
                out: self.out,
            },
            (_, _, file) => record::What::Conflict {
                file: file.context("--conflict: name the file")?,
            },
        };
        Ok(record::CheckRequest {
            what,
            key: self.key,
            json: self.json,
        })
    }
}

impl RecordCommand {
    /// What the program exits with when the command cannot be carried out. Only whoever checks distinguishes what cannot
    /// be read from what does not hold.
    pub(crate) fn failure(&self) -> u8 {
        match self {
            Self::Prove { .. } => 1,
            Self::Check(_) | Self::Promise { .. } => record::Exit::Unreadable as u8,
        }
    }

    /// Does what the command says, and gives what to exit with.
    pub(crate) fn run(self) -> anyhow::Result<u8> {
        match self {
            Self::Prove {
                dir,
                index,
                out,
                entry,
                json,
            } => {
                record::prove(&record::ProveRequest {
                    dir,
                    index,
                    out,
                    entry,
                    json,
                })?;
                Ok(0)
            }
            Self::Check(args) => Ok(record::check(&args.request()?)? as u8),
            Self::Promise { dir, promise, json } => {
                let request = record::PromiseRequest { dir, promise, json };
                Ok(record::promise(&request)? as u8)
            }
        }
    }
}
