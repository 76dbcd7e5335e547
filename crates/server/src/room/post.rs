//! Codes by mail: who asks for one is answered at once and always in the same way; whether a mail goes out is decided and
//! done afterwards.
//!
//! This crate sends nothing itself: the binary hands in a [`Postman`].

use std::sync::Arc;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use veche_store::texts::{self, plain};
use zeroize::Zeroizing;

use super::cast::CastError;
use super::mailed::{Limit, MAILS, VALID};
use super::{Room, RoomError, login, seed};
use crate::shown::BodyText;
use crate::words::{Language, Words};

/// So many mails are handed to the postman at once.
pub(super) const AT_ONCE: usize = 4;

/// A mail with a code.
pub struct Letter {
    /// The address. It is private: it stands in no log and in no error.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text: paragraphs parted by empty lines.
    pub text: Zeroizing<String>,
}

/// Sends a letter, and says in general terms why it could not: without the address. It is called on a thread that may
/// wait.
pub type Postman = Arc<dyn Fn(&Letter) -> Result<(), String> + Send + Sync>;

impl Room {
    /// Takes the wish for a code by mail. What becomes of it depends on the login, and nothing of it is told to who asks:
    /// neither whether there is such a login, nor whether it has an address or was sent enough.
    ///
    /// # Errors
    /// [`CastError::NoMail`], [`CastError::NoPoll`], [`CastError::NotOpen`]: what is so for every login.
    pub fn ask_code(
        self: &Arc<Self>,
        poll: &str,
        name: String,
        language: Language,
    ) -> Result<(), CastError> {
        let postman = self.postman.clone().ok_or(CastError::NoMail)?;
        self.open_poll(poll)?;
        let (room, poll) = (Arc::clone(self), poll.to_owned());
        tokio::spawn(async move {
            let outcome = room.send_code(poll, name, language, postman).await;
            metrics::counter!("veche_codes_total", "outcome" => outcome).increment(1);
        });
        Ok(())
    }

    /// Sends a code, if there is such a login with an address. Gives what became of it, for the figures.
    async fn send_code(
        self: Arc<Self>,
        poll: String,
        name: String,
        language: Language,
        postman: Postman,
    ) -> &'static str {
        let room = Arc::clone(&self);
        let writing = tokio::task::spawn_blocking(move || {
            room.letter(&poll, &name, language, Instant::now())
        });
        let letter = match writing.await {
            Ok(Ok(Some(letter))) => letter,
            Ok(Ok(None)) => return "none",
            Ok(Err(error)) => {
                tracing::error!(election = self.name, %error, "a code cannot be made");
                return "trouble";
            }
            Err(_) => return "trouble",
        };
        let Ok(_permit) = self.posting.acquire().await else {
            return "trouble";
        };
        let sent = tokio::task::spawn_blocking(move || postman(&letter)).await;
        match sent {
            Ok(Ok(())) => "sent",
            Ok(Err(reason)) => {
                tracing::error!(election = self.name, reason, "a code was not sent by mail");
                "trouble"
            }
            Err(_) => "trouble",
        }
    }

    /// The letter with a new code for a login; nothing if it gets none.
    fn letter(
        &self,
        poll: &str,
        name: &str,
        language: Language,
        now: Instant,
    ) -> Result<Option<Letter>, RoomError> {
        let found = self.logins.find(self.store.as_ref(), poll, name)?;
        let Some(to) = found.and_then(|login| login.mail) else {
            return Ok(None);
        };
        let code = login::new_mailed_code(&mut ChaCha20Rng::from_seed(seed()?));
        match self.mailed.take(poll, name, &code, now) {
            Ok(()) => {}
            Err(Limit::Login) => return Ok(None),
            Err(Limit::All) => {
                tracing::warn!(election = self.name, "too many codes were asked for");
                return Ok(None);
            }
        }
        let w = Words::of(language);
        let about = [
            ("poll", self.poll_title(poll).into()),
            ("election", self.title().into()),
        ];
        let valid = [("n", (VALID.as_secs() / 60).into())];
        let before = w.with("mail-code-intro", &about);
        let after = [
            w.with("mail-code-valid", &valid),
            w.count("mail-code-newest", MAILS),
            w.say("mail-code-never"),
            w.say("mail-code-unasked"),
        ]
        .join("\n\n");
        let room = before.len() + code.len() + after.len() + 4;
        let mut text = Zeroizing::new(String::with_capacity(room));
        for part in [&before, "\n\n", code.as_str(), "\n\n", &after] {
            text.push_str(part);
        }
        Ok(Some(Letter {
            to,
            subject: w.with("mail-code-subject", &about[..1]),
            text,
        }))
    }

    /// What a poll is called.
    fn poll_title(&self, poll: &str) -> String {
        let shown = self.shown();
        let known = shown.polls.iter().find(|known| known.name == poll);
        plain(known.map_or(poll, |known| &known.title))
    }

    /// What the election is called; its name in addresses if its text was withdrawn.
    fn title(&self) -> String {
        let shown = self.shown();
        let called = shown.election.called();
        let called = called.filter(|called| !shown.election.is_withdrawn(&called.id));
        match called.map(|called| texts::read(self.store.as_ref(), &called.call.title)) {
            Some(BodyText::Text { text, .. }) => plain(&text),
            _ => self.name.clone(),
        }
    }
}
