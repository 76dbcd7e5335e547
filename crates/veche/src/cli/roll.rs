//! The commands of the registrar.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use veche::commands::roll;
use veche::sending::account::Account;

#[derive(Subcommand)]
pub(crate) enum RollCommand {
    /// Make a credential for each voter.
    ///
    /// The public parts go into the poll's folder, in an order that says nothing; the private ones into a file that
    /// only you may read, to be brought to the voters.
    #[command(group(ArgGroup::new("voters").required(true).args(["count", "file"])))]
    Generate {
        /// The poll's folder.
        dir: PathBuf,
        /// Make so many credentials, for voters with numbers.
        #[arg(long, value_name = "N")]
        count: Option<u32>,
        /// Make credentials for the voters in this CSV file, with a column `name`, perhaps a column `weight`, and for
        /// `veche roll send` perhaps columns `mail`, `language` (en, be, ru) and `address` (its lines parted by ;).
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// The folder for the file of private credentials.
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
    },
    /// Bring each member their private credential, by mail or as letters to be printed.
    ///
    /// Run it on the registrar's own computer. Run it again after any interruption: it goes on
    /// with those who have nothing yet. One mail at most, that which was under way, can arrive
    /// twice; the program says whose.
    ///
    ///   veche roll send POLL --credentials registrar/UUID.private_creds.json
    ///       --members members.csv --state registrar/sending
    ///       --link https://vote.example/POLL --from me@mail.example
    ///       --smtp smtps://mail.example --smtp-user me --smtp-password-file password
    ///
    /// Some addresses are refused at once. Other mails come back days later to the sender's
    /// mailbox: save them as files, and give them to `veche roll bounces`.
    ///
    /// With --resend or --resend-bounced only these members are sent to, once more and with the
    /// same credential. With --letters instead of --smtp they get letters: send mails first, then
    /// make letters for those who have no address, or whose mail came back.
    ///
    /// Exit status: 0 done; 1 it cannot go on; 3 some members are left, run it again.
    #[command(verbatim_doc_comment)]
    Send(Box<SendArgs>),
    /// List the members whose mail came back, after reading mails that say so.
    ///
    /// A mail that comes back holds the credential: it is in your mailbox, so nobody else may read that.
    Bounces {
        /// The folder given to `veche roll send`.
        #[arg(long, value_name = "DIR")]
        state: PathBuf,
        /// Mails, one a file, or folders of such files; what is no report of a failed delivery is passed over.
        #[arg(long, value_name = "FILE", num_args = 1..)]
        maildir: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a new credential for a member who lost the letter, as long as the poll is not open.
    ///
    /// The old credential leaves the roll and is of no use any more. A public file in the poll's folder,
    /// replacements.json, tells everybody which public credential took the place of which, without a name. Then run
    /// `veche roll send` as before. If this command is interrupted, run it again.
    Replace {
        /// The poll's folder.
        dir: PathBuf,
        /// The file of private credentials, UUID.private_creds.json.
        #[arg(long, value_name = "FILE")]
        credentials: PathBuf,
        /// The member.
        #[arg(long)]
        name: String,
        /// The folder given to `veche roll send`.
        #[arg(long, value_name = "DIR")]
        state: PathBuf,
        /// The reason, for the public file: name nobody in it.
        #[arg(long, value_name = "TEXT", default_value = "lost before it was used")]
        reason: String,
    },
}

#[derive(Args)]
#[command(group(ArgGroup::new("way").required(true).args(["smtp", "letters"])))]
pub(crate) struct SendArgs {
    /// The poll's folder.
    dir: PathBuf,
    /// The file of private credentials, UUID.private_creds.json.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// The members' CSV file, with columns `name`, `mail` and perhaps `language` and `address`.
    #[arg(long, value_name = "FILE")]
    members: PathBuf,
    /// A private folder that remembers what was sent to whom: the same each time.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The address of the voting page. The credential is put behind it after a #, which browsers send to nobody.
    #[arg(long, value_name = "URL")]
    link: String,
    /// Send mails through this server: smtps://HOST:PORT, or smtp://HOST:PORT, which then must offer STARTTLS.
    #[arg(long, value_name = "URL", requires = "from")]
    smtp: Option<String>,
    /// The name to log in with.
    #[arg(long, value_name = "NAME", requires_all = ["smtp", "smtp_password_file"])]
    smtp_user: Option<String>,
    /// The file with the password, readable by you alone.
    #[arg(long, value_name = "FILE", requires = "smtp_user")]
    smtp_password_file: Option<PathBuf>,
    /// Trust the mail server only with a certificate of this authority (a file in PEM form), instead of those that the
    /// system knows.
    #[arg(long, value_name = "FILE", requires = "smtp")]
    smtp_ca: Option<PathBuf>,
    /// The sender: an address, or "Name <address>". What cannot be delivered comes back to it.
    #[arg(long, value_name = "ADDRESS", requires = "smtp")]
    from: Option<String>,
    /// Send so many mails a minute, at most.
    #[arg(long, value_name = "N", requires = "smtp", value_parser = clap::value_parser!(u32).range(1..))]
    per_minute: Option<u32>,
    /// Write letters to all who have nothing yet into this PDF, one page each, with a code for a telephone's camera.
    #[arg(long, value_name = "PDF")]
    letters: Option<PathBuf>,
    /// How members reach the registrar; of mails it is the sender's address unless you say otherwise.
    #[arg(long, value_name = "TEXT", required_unless_present = "smtp")]
    contact: Option<String>,
    /// The language for members who have none in the file: en, be or ru.
    #[arg(long, value_name = "CODE", default_value = "en")]
    language: String,
    /// Only this member, once more, with the same credential; may be given several times.
    #[arg(long, value_name = "NAME")]
    resend: Vec<String>,
    /// Only those whose mail came back, once more.
    #[arg(long)]
    resend_bounced: bool,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl RollCommand {
    /// Does what the command line says; gives the exit status.
    pub(crate) fn run(self, quiet: bool) -> anyhow::Result<u8> {
        match self {
            Self::Generate {
                dir,
                count,
                file,
                out,
            } => {
                let voters = match (&count, &file) {
                    (Some(count), _) => roll::Voters::Count(*count),
                    (None, Some(file)) => roll::Voters::File(file),
                    (None, None) => roll::Voters::Count(0),
                };
                roll::generate(&dir, &voters, &out)?;
            }
            Self::Send(args) => return args.run(quiet),
            Self::Bounces {
                state,
                maildir,
                json,
            } => roll::bounces(&state, &maildir, json)?,
            Self::Replace {
                dir,
                credentials,
                name,
                state,
                reason,
            } => roll::replace(&dir, &credentials, &name, &state, &reason)?,
        }
        Ok(0)
    }
}

impl SendArgs {
    fn run(self, quiet: bool) -> anyhow::Result<u8> {
        let by = match (self.smtp, self.letters) {
            (Some(server), _) => roll::By::Mail(roll::Mailing {
                account: Account {
                    server,
                    user: self.smtp_user,
                    password_file: self.smtp_password_file,
                    authority: self.smtp_ca,
                    from: self.from.unwrap_or_default(),
                },
                per_minute: self.per_minute,
            }),
            (None, letters) => roll::By::Letters(letters.unwrap_or_default()),
        };
        roll::send(&roll::Sending {
            poll: self.dir,
            credentials: self.credentials,
            members: self.members,
            state: self.state,
            link: self.link,
            by,
            contact: self.contact,
            language: self.language,
            resend: self.resend,
            resend_bounced: self.resend_bounced,
            dry_run: self.dry_run,
            json: self.json,
            quiet,
        })
    }
}
