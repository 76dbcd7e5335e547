//! Who is let in: with a code made beforehand, with one that was mailed, or with a password. And how a voter sets that
//! password.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use tokio::sync::Semaphore;
use veche_store::place::Login;
use zeroize::Zeroizing;

use super::cast::CastError;
use super::{Room, RoomError, login, seed};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;
/// The longest, in bytes.
const LONGEST: usize = 1_000;
/// So many passwords are worked on at once, in the whole process. Each takes 19 MiB, so that guessing cannot exhaust the
/// memory.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

/// What a quick look says.
enum Looked {
    Right(Login),
    Wrong,
    /// The login has a password, which takes long to check.
    Password(Login),
}

impl Room {
    /// Lets in whoever has the code or the password of a login, and gives the login as it was then.
    ///
    /// # Errors
    /// [`CastError::Login`] if they do not belong together; [`CastError::TooManyTries`]; or the store cannot be read.
    pub(super) async fn log_in(
        self: &Arc<Self>,
        poll: &str,
        name: &str,
        code: &Zeroizing<String>,
    ) -> Result<Login, CastError> {
        let looking = {
            let (room, poll, name, code) = self.for_thread(poll, name, code);
            tokio::task::spawn_blocking(move || room.look(&poll, &name, &code))
        };
        let login = match looking.await.map_err(|_| RoomError::Stopping)?? {
            Looked::Right(login) => login,
            Looked::Wrong => return Err(CastError::Login),
            Looked::Password(login) => {
                let code = code.clone();
                let checking = move || login::opens(&login, &code).then_some(login);
                at_once(checking).await?.ok_or(CastError::Login)?
            }
        };
        self.tries.right(poll, name);
        Ok(login)
    }

    fn look(&self, poll: &str, name: &str, code: &str) -> Result<Looked, CastError> {
        let login = self.logins.find(self.store.as_ref(), poll, name)?;
        self.tries
            .begin(poll, name)
            .map_err(|seconds| CastError::TooManyTries { seconds })?;
        let Some(login) = login else {
            return Ok(Looked::Wrong);
        };
        if self.mailed.opens(poll, name, code, Instant::now()) {
            return Ok(Looked::Right(login));
        }
        Ok(match &login.verifier {
            Some(verifier) if login::is_password(verifier) => Looked::Password(login),
            _ if login::opens(&login, code) => Looked::Right(login),
            _ => Looked::Wrong,
        })
    }

    /// Sets the password of a login, for whoever has a code or the password of before. When this returns it is durable,
    /// and a code made beforehand opens the login no longer. The credential that the login is bound to stays.
    ///
    /// # Errors
    /// [`CastError`]; nothing has changed then.
    pub async fn set_password(
        self: &Arc<Self>,
        poll: &str,
        name: &str,
        code: Zeroizing<String>,
        password: Zeroizing<String>,
    ) -> Result<(), CastError> {
        self.open_poll(poll)?;
        if password.chars().count() < SHORTEST
            || password.len() > LONGEST
            || login::same_code(&password, &code)
        {
            return Err(CastError::Password);
        }
        let login = self.log_in(poll, name, &code).await?;
        let mut rng = ChaCha20Rng::from_seed(seed()?);
        let verifier = at_once(move || login::password_verifier(&password, &mut rng)).await??;
        let (room, poll) = (Arc::clone(self), poll.to_owned());
        let keeping =
            tokio::task::spawn_blocking(move || room.keep_password(&poll, &login, verifier));
        keeping.await.map_err(|_| RoomError::Stopping)?
    }

    /// Keeps a password for who was let in, unless the login was changed since: of two who have the same code made
    /// beforehand only the first sets a password with it.
    fn keep_password(&self, poll: &str, seen: &Login, verifier: String) -> Result<(), CastError> {
        let _alone = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        let logins = self.store.logins(poll).map_err(RoomError::from)?;
        let now = logins.into_iter().find(|login| login.name == seen.name);
        let Some(now) = now.filter(|now| now.verifier == seen.verifier) else {
            return Err(CastError::Login);
        };
        let changed = Login {
            verifier: Some(verifier),
            ..now
        };
        self.store
            .put_logins(poll, std::slice::from_ref(&changed))
            .map_err(RoomError::from)?;
        self.logins.changed(poll, changed);
        Ok(())
    }

    fn for_thread(
        self: &Arc<Self>,
        poll: &str,
        name: &str,
        code: &Zeroizing<String>,
    ) -> (Arc<Self>, String, String, Zeroizing<String>) {
        let room = Arc::clone(self);
        (room, poll.to_owned(), name.to_owned(), code.clone())
    }
}

/// Works on a password as soon as not too many others are worked on.
async fn at_once<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RoomError> {
    let permit = AT_ONCE.acquire().await.map_err(|_| RoomError::Stopping)?;
    let working = tokio::task::spawn_blocking(move || {
        // Given back when the work is done, also if nobody waits for it any more.
        let _permit = permit;
        work()
    });
    working.await.map_err(|_| RoomError::Stopping)
}
