//! Brings each member the private credential: by mail, or as letters to be printed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use lettre::Address;
use lettre::message::Mailbox;
use serde_json::json;
use veche_crypto::group::{Group, GroupTask};
use veche_poll::credential::public_credential;
use veche_poll::election::Uuid;
use veche_store::files::write_secret;

use crate::archive;
use crate::commands::{in_group, poll::read_roll};
use crate::election::keys;
use crate::folder::{self, with_extension};
use crate::members::{self, Member};
use crate::sending::account::Account;
use crate::sending::content::{About, Way};
use crate::sending::credentials::{self, Holder};
use crate::sending::deliver::{Delivered, Post, deliver};
use crate::sending::journal::{Journal, Line, State};
use crate::sending::letters::{self, LETTERS_A_FILE};
use crate::sending::plan::{Plan, Wish, plan};
use crate::sending::smtp::Server;
use crate::sending::texts::{Language, Texts};
use crate::settings::Settings;

/// The exit status that says that some members are still to be sent to.
const SOME_LEFT: u8 = 3;

/// What is asked for.
pub struct Sending {
    /// The poll's folder.
    pub poll: PathBuf,
    /// The file of private credentials.
    pub credentials: PathBuf,
    /// The members' file.
    pub members: PathBuf,
    /// The folder of the journal.
    pub state: PathBuf,
    /// The address of the voting page.
    pub link: String,
    /// By mail, or as letters.
    pub by: By,
    /// How members reach the registrar.
    pub contact: Option<String>,
    /// The language of members who have none in the file.
    pub language: String,
    /// Only these, once more.
    pub resend: Vec<String>,
    /// Only those whose mail came back, once more.
    pub resend_bounced: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Print JSON.
    pub json: bool,
    /// Show no progress.
    pub quiet: bool,
}

/// By mail, or as letters.
pub enum By {
    /// By mail.
    Mail(Mailing),
    /// As letters in this PDF.
    Letters(PathBuf),
}

/// Where mails are handed in.
pub struct Mailing {
    /// The server, and as whom.
    pub account: Account,
    /// How many mails a minute, at most.
    pub per_minute: Option<u32>,
}

/// `roll send`: gives the exit status.
///
/// # Errors
/// If something that is needed is missing or wrong; then nothing was sent. A server that refuses is no error: what was
/// sent and what is left is said.
pub fn send(request: &Sending) -> anyhow::Result<u8> {
    let settings = Settings::read(&request.poll)?;
    let uuid = settings.uuid()?;
    check_link(&request.link)?;
    let language = Language::of_code(&request.language).context("--language")?;
    let holders = credentials::read(&request.credentials)?;
    let members = members::read(&request.members)?;
    let group = settings.group.clone();
    let fingerprint = in_group(
        &group,
        OnRoll {
            poll: &request.poll,
            uuid: &uuid,
            holders: &holders,
        },
    )?;
    let (way, post) = match &request.by {
        By::Mail(mailing) => (Way::Mail, Some(open_post(mailing, &members)?)),
        By::Letters(path) => {
            ensure!(
                !path.exists(),
                "{}: it is there already; name another file, or remove it if its letters were never printed",
                path.display()
            );
            (Way::Letter, None)
        }
    };
    let from = post.as_ref().map(|(_, from)| from);
    let about = about(request, &settings, fingerprint, from)?;
    let wish = match (request.resend.is_empty(), request.resend_bounced) {
        (true, false) => Wish::Everybody,
        (_, bounced) => Wish::Again {
            names: request.resend.clone(),
            bounced,
        },
    };
    if request.dry_run {
        let state = State::read(&request.state)?;
        state.check(&request.state, &uuid)?;
        let plan = plan(&uuid, &holders, &members, &state, &wish, way)?;
        return say_plan(&plan, way, language, request.json);
    }
    let texts = Language::ALL
        .into_iter()
        .map(Texts::new)
        .collect::<Result<Vec<_>, _>>()?;
    let mut journal = Journal::open(&request.state, &uuid)?;
    ensure!(
        journal.state().replacing.is_none(),
        "the replacement of a credential was cut off: run `veche roll replace` again before sending"
    );
    let mut plan = plan(&uuid, &holders, &members, journal.state(), &wish, way)?;
    let jobs = std::mem::take(&mut plan.jobs);
    let mut summary = Summary::default();
    match (&request.by, &post) {
        (By::Mail(mailing), Some((server, from))) => {
            let bar = progress(jobs.len(), request.quiet);
            let post = Post {
                server,
                from,
                about: &about,
                texts: &texts,
                language,
                per_minute: mailing.per_minute,
            };
            summary.delivered = deliver(&post, &mut journal, jobs, &bar)?;
            bar.finish_and_clear();
        }
        (By::Letters(path), _) => {
            let (now, later) = jobs.split_at(jobs.len().min(LETTERS_A_FILE));
            if !now.is_empty() {
                let pdf = letters::pdf(&about, &texts, language, now)?;
                keys::warn(path, write_secret(path, &pdf)?);
            }
            for job in now {
                journal.note(&Line::Letter {
                    name: job.member.name.clone(),
                    credential: job.mark.clone(),
                    at: Timestamp::now(),
                })?;
            }
            journal.write()?;
            summary.letters = now.len();
            let more = "one file holds no more letters: run it again with another file";
            summary.delivered.left = later
                .iter()
                .map(|job| (job.member.name.clone(), more.to_owned()))
                .collect();
        }
        (By::Mail(_), None) => {}
    }
    summary.delivered.left.extend(unreached(&plan));
    summary.all_bounced = journal.state().bounced().count();
    summary.say(request)
}

/// Refuses a page's address that would give the credential away, or lose it.
fn check_link(link: &str) -> anyhow::Result<()> {
    let (scheme, rest) = link
        .split_once("://")
        .ok_or_else(|| anyhow!("--link {link}: begin it with https://"))?;
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let is_safe = match scheme {
        "https" => true,
        "http" => host.ends_with(".onion") || ["localhost", "127.0.0.1"].contains(&host),
        _ => false,
    };
    ensure!(
        is_safe && !host.is_empty(),
        "--link {link}: the voting page must be reached by https (or be an onion service, or on this computer)"
    );
    ensure!(
        !link.contains('#'),
        "--link {link}: leave out the # and what follows; the credential comes there"
    );
    ensure!(
        link.chars()
            .all(|character| character.is_ascii_graphic() && character != '"'),
        "--link {link}: an address has no spaces, and only characters of ASCII"
    );
    Ok(())
}

/// Checks that the credentials are those of this poll's roll, before anybody is sent one that is of no use. Gives the
/// poll's fingerprint, if it is open.
struct OnRoll<'a> {
    poll: &'a Path,
    uuid: &'a Uuid,
    holders: &'a [Holder],
}

impl GroupTask for OnRoll<'_> {
    type Output = anyhow::Result<Option<String>>;

    fn run<G: Group>(self) -> anyhow::Result<Option<String>> {
        let publics = self.holders.iter().map(|holder| {
            let secret = holder.credential.derive::<G>(self.uuid);
            (&holder.name, public_credential::<G>(&secret))
        });
        let stray = |path: &Path, name: &str| {
            anyhow!(
                "{}: the credential of {name} is not on its roll. Are both of this poll? If a replacement was cut off, \
                 run `veche roll replace` again",
                path.display(),
            )
        };
        // Once the poll is open, the roll is what the archive says.
        if !with_extension(self.poll, "bel")?.is_empty() {
            let path = folder::find_archive(self.poll)?;
            let setup = archive::setup::<G>(&path)?;
            for (name, public) in publics {
                setup
                    .roll
                    .weight(&public)
                    .ok_or_else(|| stray(&path, name))?;
            }
            return Ok(Some(setup.election.fingerprint().to_owned()));
        }
        let path = self.poll.join(folder::ROLL);
        let roll: HashSet<String> = read_roll(&path)?
            .into_iter()
            .map(|entry| entry.credential)
            .collect();
        for (name, public) in publics {
            ensure!(roll.contains(&public), stray(&path, name));
        }
        Ok(None)
    }
}

/// Understands where and as whom mails are sent, and that every address is one.
fn open_post(mailing: &Mailing, members: &[Member]) -> anyhow::Result<(Server, Mailbox)> {
    let (server, from) = mailing.account.open()?;
    for member in members {
        if let Some(mail) = &member.mail {
            mail.parse::<Address>()
                .map_err(|error| anyhow!("{}: {mail} is no mail address: {error}", member.name))?;
        }
    }
    Ok((server, from))
}

/// What all mails and letters have in common.
fn about(
    request: &Sending,
    settings: &Settings,
    fingerprint: Option<String>,
    from: Option<&Mailbox>,
) -> anyhow::Result<About> {
    let contact = match (&request.contact, from) {
        (Some(contact), _) => contact.clone(),
        (None, Some(from)) => from.email.to_string(),
        (None, None) => bail!(
            "--contact: say in it how members reach you; the letters tell them, should they lose theirs"
        ),
    };
    Ok(About {
        poll: settings.name.clone(),
        uuid: settings.uuid.clone(),
        fingerprint,
        link: request.link.clone(),
        contact,
        registrar: settings.registrar.clone(),
    })
}

fn progress(count: usize, quiet: bool) -> ProgressBar {
    let target = match quiet {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(count as u64), target);
    if let Ok(style) = ProgressStyle::with_template("Sending {bar:30} {pos}/{len} · {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// Whom no sending can reach, with the reason.
fn unreached(plan: &Plan<'_>) -> Vec<(String, String)> {
    let with = |reason: &'static str| {
        move |name: &&str| -> (String, String) { ((*name).to_owned(), reason.to_owned()) }
    };
    let unaddressed = plan.unaddressed.iter().map(with(
        "no mail address in the members' file; a letter reaches them",
    ));
    let unlisted = plan.unlisted.iter().map(with("not in the members' file"));
    unaddressed.chain(unlisted).collect()
}

fn say_plan(plan: &Plan<'_>, way: Way, language: Language, json: bool) -> anyhow::Result<u8> {
    let left = unreached(plan);
    if json {
        let list: Vec<_> = plan
            .jobs
            .iter()
            .map(|job| {
                json!({
                    "name": job.member.name,
                    "mail": job.member.mail,
                    "language": job.member.language.unwrap_or(language).code(),
                    "again": job.again,
                })
            })
            .collect();
        let text = json!({"would_send": list, "left": names(&left)});
        println!("{}", serde_json::to_string_pretty(&text)?);
    } else {
        for job in &plan.jobs {
            let member = job.member;
            let to = match (way, &member.mail) {
                (Way::Mail, Some(mail)) => format!("mail to {} <{mail}>", member.name),
                _ => format!("letter to {}", member.name),
            };
            let language = member.language.unwrap_or(language).code();
            let again = if job.again { ", once more" } else { "" };
            println!("{to} ({language}{again})");
        }
        for (name, reason) in &left {
            println!("not to {name}: {reason}");
        }
        println!("Would make {}; nothing was done.", plan.jobs.len());
    }
    Ok(if left.is_empty() { 0 } else { SOME_LEFT })
}

fn names(left: &[(String, String)]) -> Vec<serde_json::Value> {
    left.iter()
        .map(|(name, reason)| json!({"name": name, "reason": reason}))
        .collect()
}

/// What was done in this run.
#[derive(Default)]
struct Summary {
    delivered: Delivered,
    letters: usize,
    /// Members whose mail came back, in this run or before.
    all_bounced: usize,
}

impl Summary {
    fn say(&self, request: &Sending) -> anyhow::Result<u8> {
        let done = &self.delivered;
        if request.json {
            let text = json!({
                "sent": done.sent,
                "resent": done.resent,
                "bounced": done.bounced,
                "all_bounced": self.all_bounced,
                "letters": self.letters,
                "left": done.left.len(),
                "left_members": names(&done.left),
                "perhaps_twice": done.perhaps_twice,
                "stopped": done.stopped,
            });
            println!("{}", serde_json::to_string_pretty(&text)?);
        } else {
            self.say_in_words(request);
        }
        let complete = done.left.is_empty() && done.stopped.is_none();
        Ok(if complete { 0 } else { SOME_LEFT })
    }

    fn say_in_words(&self, request: &Sending) {
        let done = &self.delivered;
        match &request.by {
            By::Letters(path) if self.letters > 0 => println!(
                "{} letters are in {}. Print them where nobody looks on, then destroy the file.",
                self.letters,
                path.display()
            ),
            By::Letters(_) => println!("No letters are due."),
            By::Mail(_) => println!(
                "Sent {} mails, {} once more; {} were refused for good.",
                done.sent, done.resent, done.bounced
            ),
        }
        if self.all_bounced > 0 {
            println!(
                "{} came back so far: veche roll bounces --state {}",
                self.all_bounced,
                request.state.display()
            );
        }
        for name in &done.perhaps_twice {
            println!(
                "{name} may have it twice: it was not known whether the first mail had been sent."
            );
        }
        if let Some(reason) = &done.stopped {
            println!("Stopped: {reason}");
        }
        /// A long list would hide what stands above it.
        const SHOWN: usize = 20;
        for (name, reason) in done.left.iter().take(SHOWN) {
            println!("Left: {name}: {reason}");
        }
        if done.left.len() > SHOWN {
            println!("and {} more; --json lists all.", done.left.len() - SHOWN);
        }
        if !done.left.is_empty() {
            println!(
                "{} are left. Run the same command again: it goes on where it stopped.",
                done.left.len()
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_over_which_a_credential_could_leak_is_refused() {
        for link in [
            "https://vote.example/poll",
            "http://abcdef.onion/poll",
            "http://localhost:8000/poll",
        ] {
            check_link(link).unwrap();
        }
        for link in [
            "vote.example",
            "http://vote.example/",
            "https://vote.example/#x",
            "https://vote.example/a b",
            "https://",
            "ftp://vote.example/",
            "https://vote.example/ё",
        ] {
            assert!(check_link(link).is_err(), "{link}");
        }
    }
}
