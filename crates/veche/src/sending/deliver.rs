//! All mails, one after the other: at a chosen pace, tried again where that helps, noted before and after.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use indicatif::ProgressBar;
use jiff::Timestamp;
use lettre::Address;
use lettre::message::Mailbox;

use super::content::{self, About, Way};
use super::journal::{Journal, Line};
use super::mail;
use super::plan::Job;
use super::smtp::{Answer, ConnectError, Connection, Server};
use super::texts::{Language, Texts};

/// How long to wait before what did not succeed is tried again.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// So many mails refused for good, one after the other, are a fault of the sender's and not of so many addresses.
const REFUSED_IN_A_ROW: u32 = 20;

/// What the mails are made from and where they are handed in.
pub struct Post<'a> {
    /// The mail server.
    pub server: &'a Server,
    /// The sender.
    pub from: &'a Mailbox,
    /// What the mails are about.
    pub about: &'a About,
    /// The texts in each language.
    pub texts: &'a [Texts],
    /// The language of members who have none.
    pub language: Language,
    /// How many mails a minute, at most.
    pub per_minute: Option<u32>,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Delivered {
    /// Mails to members who had nothing yet.
    pub sent: usize,
    /// Mails to members who had been sent the same credential before.
    pub resent: usize,
    /// Mails refused for good.
    pub bounced: usize,
    /// Members still to be sent to, with the reason.
    pub left: Vec<(String, String)>,
    /// Members who may have been sent the same mail twice, because a connection or an earlier run broke off.
    pub perhaps_twice: Vec<String>,
    /// Why the server does not take mails from this sender at all.
    pub stopped: Option<String>,
}

/// A mail under way through the rounds.
struct Waiting<'a> {
    job: Job<'a>,
    address: Address,
    message: String,
    reason: String,
}

/// The rounds and what they know.
struct Rounds<'a> {
    post: &'a Post<'a>,
    journal: &'a mut Journal,
    connection: Option<Connection>,
    done: Delivered,
    refused_in_a_row: u32,
    last: Option<Instant>,
}

/// Sends the mails. What happened is in the journal, whatever is returned.
///
/// # Errors
/// If an address is none, or the journal cannot be written; then nothing more is sent.
pub fn deliver(
    post: &Post<'_>,
    journal: &mut Journal,
    jobs: Vec<Job<'_>>,
    bar: &ProgressBar,
) -> anyhow::Result<Delivered> {
    let mut waiting = VecDeque::with_capacity(jobs.len());
    for job in jobs {
        let mail = job.member.mail.as_deref().unwrap_or_default();
        let address = mail.parse().map_err(|error| {
            anyhow!("{}: {mail:?} is no mail address: {error}", job.member.name)
        })?;
        let message = match &job.unfinished {
            Some(message) => message.clone(),
            None => mail::message_id(&post.from.email)?,
        };
        waiting.push_back(Waiting {
            job,
            address,
            message,
            reason: String::new(),
        });
    }
    let mut rounds = Rounds {
        post,
        journal,
        connection: None,
        done: Delivered::default(),
        refused_in_a_row: 0,
        last: None,
    };
    for pause in std::iter::once(None).chain(PAUSES.map(Some)) {
        if waiting.is_empty() || rounds.done.stopped.is_some() {
            break;
        }
        if let Some(pause) = pause {
            std::thread::sleep(pause);
        }
        waiting = rounds.round(waiting, bar)?;
    }
    if let Some(connection) = rounds.connection.take() {
        connection.quit();
    }
    let mut done = rounds.done;
    done.left = waiting
        .into_iter()
        .map(|waiting| (waiting.job.member.name.clone(), waiting.reason))
        .collect();
    Ok(done)
}

impl Rounds<'_> {
    /// Tries each mail once. Gives those that are left.
    fn round<'j>(
        &mut self,
        mut waiting: VecDeque<Waiting<'j>>,
        bar: &ProgressBar,
    ) -> anyhow::Result<VecDeque<Waiting<'j>>> {
        let mut left = VecDeque::new();
        while let Some(mut next) = waiting.pop_front() {
            let connection = match self.connection.take() {
                Some(connection) => Ok(connection),
                None => self.post.server.connect(),
            };
            let connection = match connection {
                Ok(connection) => connection,
                Err(error) => {
                    let reason = match error {
                        ConnectError::Passing(error) => error.to_string(),
                        ConnectError::Lasting(error) => {
                            self.done.stopped = Some(error.to_string());
                            error.to_string()
                        }
                    };
                    waiting.push_front(next);
                    for mut rest in waiting {
                        rest.reason.clone_from(&reason);
                        left.push_back(rest);
                    }
                    break;
                }
            };
            self.keep_pace()?;
            match self.try_one(&mut next, connection)? {
                true => bar.inc(1),
                false => left.push_back(next),
            }
            if self.done.stopped.is_some() {
                left.append(&mut waiting);
            }
        }
        self.journal.write()?;
        Ok(left)
    }

    /// Waits until the next mail may be sent. What was sent is durable before: a pause is when people stop programs.
    fn keep_pace(&mut self) -> anyhow::Result<()> {
        if let (Some(number), Some(last)) = (self.post.per_minute, self.last) {
            let pace = Duration::from_secs(60) / number.max(1);
            let rest = pace.saturating_sub(last.elapsed());
            if !rest.is_zero() {
                self.journal.write()?;
                std::thread::sleep(rest);
            }
        }
        self.last = Some(Instant::now());
        Ok(())
    }

    /// Tries one mail. Says whether that is the end of it.
    fn try_one(
        &mut self,
        next: &mut Waiting<'_>,
        mut connection: Connection,
    ) -> anyhow::Result<bool> {
        let name = &next.job.member.name;
        let language = next.job.member.language.unwrap_or(self.post.language);
        let texts = self
            .post
            .texts
            .iter()
            .find(|texts| texts.language() == language)
            .context("the texts of a language are missing")?;
        let about = self.post.about;
        let pieces = content::pieces(texts, about, name, next.job.credential, Way::Mail)?;
        let subject = texts.text("subject", &[("poll", &about.poll)])?;
        let mail = mail::compose(
            self.post.from,
            &next.address,
            &next.message,
            &subject,
            &pieces,
        )?;
        // Together with how the last one ended, and before the server sees anything of this one.
        self.journal.note(&Line::Sending {
            name: name.clone(),
            mail: next.address.to_string(),
            message: next.message.clone(),
            credential: next.job.mark.clone(),
            at: Timestamp::now(),
        })?;
        self.journal.write()?;
        let answer = connection.send(&self.post.from.email, &next.address, &mail);
        let (name, message, at) = (name.clone(), next.message.clone(), Timestamp::now());
        let clean = |text: String| without_secret(&text, next.job.credential.expose());
        if answer == Answer::Taken {
            self.refused_in_a_row = 0;
            match next.job.again {
                true => self.done.resent += 1,
                false => self.done.sent += 1,
            }
            if next.job.unfinished.is_some() {
                self.done.perhaps_twice.push(name.clone());
            }
        }
        let (line, finished, alive) = match answer {
            Answer::Taken => (Some(Line::Sent { name, message, at }), true, true),
            Answer::Refused(text) => {
                let reason = clean(text);
                self.done.bounced += 1;
                self.refused_in_a_row += 1;
                if self.refused_in_a_row == REFUSED_IN_A_ROW {
                    self.done.stopped = Some(format!(
                        "the server refused {REFUSED_IN_A_ROW} mails in a row, the last with: {reason}; \
                         if the addresses are right, mend that and send again with --resend-bounced"
                    ));
                }
                let line = Line::Bounced {
                    name,
                    message,
                    reason,
                    at,
                };
                (Some(line), true, true)
            }
            Answer::Later(text) => {
                next.reason = clean(text);
                (Some(later(name, message, &next.reason, at)), false, true)
            }
            Answer::Broken(text) => {
                next.reason = clean(text);
                (Some(later(name, message, &next.reason, at)), false, false)
            }
            Answer::Unknown(text) => {
                next.reason = clean(text);
                next.job.unfinished = Some(message);
                (None, false, false)
            }
            Answer::Stop(text) => {
                next.reason = clean(text);
                self.done.stopped = Some(next.reason.clone());
                (Some(later(name, message, &next.reason, at)), false, true)
            }
        };
        if let Some(line) = line {
            self.journal.note(&line)?;
        }
        if alive {
            self.connection = Some(connection);
        }
        Ok(finished)
    }
}

fn later(name: String, message: String, reason: &str, at: Timestamp) -> Line {
    Line::Later {
        name,
        message,
        reason: reason.to_owned(),
        at,
    }
}

/// A server's words on one line, without the credential, should it repeat what it was sent.
fn without_secret(text: &str, secret: &str) -> String {
    let text = text.replace(secret, "…");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(300).collect()
}
