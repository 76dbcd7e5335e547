//! The command line: each subcommand is one person's task.

mod backup;
mod count;
mod election;
mod record;
mod roll;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use veche::commands::{demo, poll, shows, trustee, verify, vote};

use backup::{BackupArgs, RestoreArgs};
use count::CountArgs;
use election::{ElectionCommand, KeyCommand};
use record::RecordCommand;
use roll::RollCommand;
use serve::{ServeArgs, ServerCommand};

/// Free and fair elections that anybody can check.
///
/// A poll passes through many hands, and each has its command: the organiser opens and closes it (`poll`), the
/// registrar says who may vote (`roll`), trustees guard the key that opens the tally (`trustee`), voters vote (`vote`),
/// and everybody checks everything (`verify`).
///
/// Around it stands the election: its organiser calls it, candidates are filed, bodies decide, observers and reporters
/// say what happened (`election`). All of it is on a public record that nobody can change unseen (`record`), and that
/// can be held against what states have promised (`assess`).
///
/// Begin with `veche demo`: it runs two whole polls before your eyes, and shows three elections.
#[derive(Parser)]
#[command(
    name = "veche",
    version,
    propagate_version = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Use so many threads instead of all cores.
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,

    /// Show no progress.
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Two whole polls before your eyes, three frauds that do not work, and three elections on record.
    Demo {
        /// The folder to leave the archives in.
        #[arg(long, value_name = "DIR", default_value = "veche-demo")]
        out: PathBuf,
    },
    /// Elections in the browser: read, vote, report, verify.
    ///
    /// `veche serve --demo` shows it. `veche serve DIR…` serves elections' folders; alone it serves those in its database.
    Serve(ServeArgs),
    /// Whoever runs a server: elections in and out of its database, logins, static files.
    #[command(subcommand)]
    Server(ServerCommand),
    /// The organiser: prepare, open, close, tally and publish a poll.
    ///
    /// A poll of an election in a server's database is named DATA/ELECTION/POLL instead of by its folder, and the
    /// election DATA/ELECTION, also while the server runs.
    #[command(subcommand)]
    Poll(PollCommand),
    /// The registrar: make credentials for everybody who may vote, and bring each member their own.
    #[command(subcommand)]
    Roll(RollCommand),
    /// A trustee: make a key, alone or with others, shuffle ranked answers, and decrypt the tally.
    #[command(subcommand)]
    Trustee(TrusteeCommand),
    /// A voter: choose, encrypt, perhaps challenge the computer, and cast.
    Vote(VoteArgs),
    /// Everybody: prove that an entry is in a public record, and that a record only grew.
    #[command(subcommand)]
    Record(RecordCommand),
    /// Everybody: count ballots by rules that anybody can read, with a transcript of every stage.
    ///
    /// A tie that the rules leave to a lot stops the count and says what must be drawn.
    Count(CountArgs),
    /// Everybody: check an election, or the archive of a poll, from the first byte to the result.
    ///
    /// Runs every numbered check, goes on after a fault, and names each entry at fault. Of an election it first says, in
    /// three lines, how it stands with candidates, with assembly and speech, and with the count.
    ///
    /// Exit status: 0 sound; 1 unsound; 2 unreadable or not supported; 3 sound, but something on the record breaks a
    /// rule, or a promise of poll.toml is not kept.
    Verify(VerifyArgs),
    /// Everybody: hold an election against the commitments that states have made.
    ///
    /// What checks on the record can decide is decided; of the rest, what speaks for and against is listed with its
    /// sources, and what named people find. No count of reports decides anything, and silence is never good news.
    Assess(AssessArgs),
    /// Everybody: write the minutes of an election, as one HTML file to be read or printed.
    Report {
        /// The election's folder.
        dir: PathBuf,
        /// The file.
        #[arg(long, value_name = "FILE", default_value = "minutes.html")]
        out: PathBuf,
        /// Read clocks as of this day instead of today.
        #[arg(long, value_name = "DAY")]
        as_of: Option<jiff::civil::Date>,
    },
    /// Everybody who signs: make a key.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Organisers, candidates, observers, reporters: write on the record of an election.
    #[command(subcommand)]
    Election(ElectionCommand),
    /// Whoever runs a server: copy everything it keeps into a new folder, while it runs.
    Backup(BackupArgs),
    /// Whoever runs a server: make a new folder of data from a backup, and verify every record in it.
    Restore(RestoreArgs),
}

#[derive(Subcommand)]
enum PollCommand {
    /// Make a folder for a poll, with a commented poll.toml to fill in.
    New {
        /// The folder.
        dir: PathBuf,
        /// The name voters see.
        #[arg(long, default_value = "A poll")]
        name: String,
    },
    /// Copy the archive of a poll that was run elsewhere into a new folder, if it is sound.
    ///
    /// Archives of `belenios-tool` 3.0 to 3.3 are taken, and those of 2.0 whose trustees are all mandatory.
    Import {
        /// The archive.
        file: PathBuf,
        /// The new folder.
        dir: PathBuf,
    },
    /// Open the poll: make its archive from poll.toml, the roll and the trustees' keys.
    Open {
        /// The poll's folder.
        dir: PathBuf,
    },
    /// End voting.
    ///
    /// If a server takes the ballots, it takes none from then on, and those that it has promised are published first.
    Close {
        /// The poll's folder or archive.
        dir: PathBuf,
    },
    /// Verify every ballot and add them up, still encrypted.
    Tally {
        /// The poll's folder or archive.
        dir: PathBuf,
    },
    /// Where answers are ranks or grades: end the shuffles, once enough trustees have shuffled.
    EndShuffles {
        /// The poll's folder or archive.
        dir: PathBuf,
        /// A shuffle that came as a file, to be recorded first; may be given several times, in order.
        #[arg(long = "shuffle", value_name = "FILE")]
        shuffles: Vec<PathBuf>,
    },
    /// Write hints: a file with which others verify the archive up to three times as fast, without trusting you.
    ///
    /// Hints are for polls in the group Ed25519. Wrong ones cost their reader time, and change no verdict.
    Hints {
        /// The poll's folder or archive.
        dir: PathBuf,
        /// The file; beside the archive if none is named.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Compute the result from the trustees' partial decryptions, and record it.
    Result {
        /// The poll's folder or archive.
        dir: PathBuf,
        /// A partial decryption that came as a file; may be given several times.
        #[arg(long = "decryption", value_name = "FILE")]
        decryptions: Vec<PathBuf>,
        /// Also say who is elected, by these rules: a preset's name, or a file; `2:schulze` for question 2 only. May be
        /// given several times. Works on a recorded result too.
        #[arg(long, value_name = "RULES")]
        count: Vec<String>,
        /// How many are elected by each question.
        #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "count")]
        seats: u32,
        /// The lots that were drawn, as a list in JSON.
        #[arg(long, value_name = "FILE", requires = "count")]
        lots: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say how far the poll has come and what comes next.
    Status {
        /// The poll's folder or archive.
        dir: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum TrusteeCommand {
    /// Make a key of your own: without you, nothing will be decrypted.
    Keygen {
        /// The poll's folder.
        dir: PathBuf,
        /// Your folder of private keys.
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
        /// Your name, to be published with the key.
        #[arg(long)]
        name: Option<String>,
        /// Never open a tally of fewer ballots than this (by default what poll.toml says).
        #[arg(long, value_name = "N")]
        minimum_ballots: Option<u64>,
    },
    /// Make a key with others, a threshold of whom can decrypt: your next step.
    ///
    /// Run it again until it says that the ceremony is complete. All trustees' messages are in the poll's folder; those
    /// of trustees who use another program are put there as `ceremony/I.cert`, `I.polynomial` and `I.voutput`.
    Ceremony {
        /// The poll's folder.
        dir: PathBuf,
        /// Which trustee you are, from 1.
        #[arg(long, value_name = "I")]
        me: u32,
        /// Your folder of private keys.
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
        /// Never open a tally of fewer ballots than this (by default what poll.toml says).
        #[arg(long, value_name = "N")]
        minimum_ballots: Option<u64>,
    },
    /// Verify the whole archive, then put the answers of a ranked or graded poll in another order.
    ///
    /// Answers that are opened one by one must not be traced to their voters. Each trustee shuffles after the one before;
    /// if one of them is honest and tells nobody the order, the votes stay secret.
    Shuffle {
        /// The poll's folder or archive.
        dir: PathBuf,
        /// Your private key: ID.privkey, or ID.key with ID.dkey beside it. It tells which trustee you are.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Write the shuffle into this file instead of recording it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Verify the whole archive, then do your part of opening the tally.
    ///
    /// Refuses an archive that is not sound, a tally of fewer ballots than agreed when the key was made, and a second
    /// tally of the same poll.
    Decrypt {
        /// The poll's folder or archive.
        dir: PathBuf,
        /// Your private key: ID.privkey, or ID.key with ID.dkey beside it.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Write the partial decryption into this file instead of recording it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
struct VoteArgs {
    /// The poll's folder or archive.
    dir: PathBuf,
    /// The file that holds your private credential; - to type it in.
    #[arg(long, value_name = "FILE")]
    credential: Option<PathBuf>,
    /// An answer by its name; may be given several times. `2:Yes` is the answer Yes to question 2, `2:blank` a blank
    /// vote there, `2:none` none of the answers where that is allowed. Where answers are ranked, `2:Ann > Bob = Cem` ranks
    /// them, and `2:1,3,0` gives each answer a number; with lists, `2:List/Candidate`. Without this, you are asked.
    #[arg(long, value_name = "ANSWER")]
    choose: Vec<String>,
    /// Write the signed ballot into this file instead of casting it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["challenge", "ballot", "check"])]
    out: Option<PathBuf>,
    /// Cast this ballot, made before or by another program.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["credential", "choose", "challenge", "check"])]
    ballot: Option<PathBuf>,
    /// Test this computer: open the encrypted ballot into this file, for checking on another device. It is never cast.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    challenge: Option<PathBuf>,
    /// Check an opened ballot that another device made: what does it hold?
    #[arg(long, value_name = "FILE", requires = "code", conflicts_with_all = ["credential", "choose"])]
    check: Option<PathBuf>,
    /// The code that the other device showed before it opened the ballot.
    #[arg(long)]
    code: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct VerifyArgs {
    /// An election's folder; or the archive of a poll, a .bel file, or a folder that holds one; or DATA/ELECTION in a
    /// server's database.
    path: PathBuf,
    /// Of an election: read its clocks as of this day instead of today.
    #[arg(long, value_name = "DAY")]
    as_of: Option<jiff::civil::Date>,
    /// Of a poll: an earlier copy of the archive: check that nothing has vanished since.
    #[arg(long, value_name = "OLD.bel")]
    since: Option<PathBuf>,
    /// Of a poll: hints by `veche poll hints`, which save time and need not be trusted.
    #[arg(long, value_name = "FILE")]
    hints: Option<PathBuf>,
    /// Of a poll: a ballot's tracker: check that it is there and counts; may be given several times.
    #[arg(long = "tracker", value_name = "TRACKER")]
    trackers: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct AssessArgs {
    /// The election's folder.
    dir: PathBuf,
    /// Read clocks as of this day instead of today.
    #[arg(long, value_name = "DAY")]
    as_of: Option<jiff::civil::Date>,
    /// Another catalogue of commitments than that of the OSCE Copenhagen Document.
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Print JSON.
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Write one HTML file, to be read or printed, instead.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Does what the command line says.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    // Only whoever checks distinguishes what cannot be read from other failures.
    let failure = match &cli.command {
        Command::Verify(_) => verify::Exit::Unreadable as u8,
        Command::Record(command) => command.failure(),
        _ => 1,
    };
    match dispatch(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("veche: {error:#}");
            ExitCode::from(failure)
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<u8> {
    if let Some(threads) = cli.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("--threads")?;
    }
    let quiet = cli.quiet;
    match cli.command {
        Command::Demo { out } => demo::demo(&out)?,
        Command::Serve(args) => args.run()?,
        Command::Server(command) => command.run()?,
        Command::Poll(command) => match command {
            PollCommand::New { dir, name } => poll::new(&dir, &name)?,
            PollCommand::Import { file, dir } => poll::import(&file, &dir, quiet)?,
            PollCommand::Open { dir } => poll::open(&dir)?,
            PollCommand::Close { dir } => poll::close(&dir)?,
            PollCommand::Tally { dir } => poll::tally(&dir, quiet)?,
            PollCommand::EndShuffles { dir, shuffles } => {
                poll::end_shuffles(&dir, &shuffles, quiet)?;
            }
            PollCommand::Hints { dir, out } => poll::hints(&dir, out, quiet)?,
            PollCommand::Result {
                dir,
                decryptions,
                count,
                seats,
                lots,
                json,
            } => {
                let count = (!count.is_empty()).then_some(poll::Count {
                    rules: count,
                    seats,
                    lots,
                });
                poll::result(&dir, &decryptions, count.as_ref(), json, quiet)?;
            }
            PollCommand::Status { dir, json } => poll::status(&dir, json)?,
        },
        Command::Count(args) => args.run()?,
        Command::Roll(command) => return command.run(quiet),
        Command::Trustee(command) => match command {
            TrusteeCommand::Keygen {
                dir,
                keys,
                name,
                minimum_ballots,
            } => trustee::keygen(&dir, &keys, name.as_deref(), minimum_ballots)?,
            TrusteeCommand::Ceremony {
                dir,
                me,
                keys,
                minimum_ballots,
            } => trustee::ceremony(&dir, me, &keys, minimum_ballots)?,
            TrusteeCommand::Shuffle {
                dir,
                key,
                out,
                json,
            } => trustee::shuffle(&dir, &key, out.as_deref(), json, quiet)?,
            TrusteeCommand::Decrypt {
                dir,
                key,
                out,
                json,
            } => trustee::decrypt(&dir, &key, out.as_deref(), json, quiet)?,
        },
        Command::Assess(args) => shows::assess(
            &args.dir,
            &shows::Assess {
                as_of: args.as_of,
                catalogue: args.catalogue,
                json: args.json,
                html: args.html,
                quiet,
            },
        )?,
        Command::Report { dir, out, as_of } => shows::report(&dir, as_of, &out, quiet)?,
        Command::Key(command) => command.run()?,
        Command::Election(command) => command.run()?,
        Command::Backup(args) => args.run()?,
        Command::Restore(args) => args.run()?,
        Command::Vote(args) => {
            let request = vote::Request {
                credential: args.credential,
                choose: args.choose,
                out: args.out,
                ballot: args.ballot,
                challenge: args.challenge,
                check: args.check,
                code: args.code,
                json: args.json,
            };
            vote::vote(&args.dir, &request)?;
        }
        Command::Record(command) => return command.run(),
        Command::Verify(args) => {
            let exit = verify::verify(&verify::Request {
                path: args.path,
                as_of: args.as_of,
                since: args.since,
                hints: args.hints,
                trackers: args.trackers,
                json: args.json,
                quiet,
            })?;
            return Ok(exit as u8);
        }
    }
    Ok(0)
}
