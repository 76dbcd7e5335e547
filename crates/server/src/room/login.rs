//! The second authorisation: a login that the registrar cannot forge.
//!
//! Somebody else than the registrar hands out the logins: a code by mail, or a password that the voter set. The server keeps
//! verifiers only. A login is bound to the first credential that it casts with, by the store, durably. Who is let in is
//! said in [`super::admission`].

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand_core::{CryptoRng, Rng};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use veche_store::place::{Login, Store};
use zeroize::Zeroizing;

use super::RoomError;

/// What a verifier of a code made by us begins with. Such a code has 60 random bits, so that a plain hash suffices.
pub const CODE: &str = "sha256:";
/// So many wrong codes may be tried for a login in [`PERIOD`].
pub(crate) const TRIES: u32 = 10;
/// So many ballots may be cast with a login, and so with its credential, in [`PERIOD`]: each stays on record for ever.
pub(crate) const BALLOTS: u32 = 20;
/// How long wrong tries are remembered.
const PERIOD: Duration = Duration::from_secs(15 * 60);

/// The verifier of a code.
pub fn verifier(code: &str) -> String {
    let hash = Sha256::digest(normal(code).as_bytes());
    format!("{CODE}{}", base16ct::lower::encode_string(&hash))
}

/// A new code: twelve characters that are not taken for one another, 60 bits.
pub fn new_code<R: Rng + ?Sized>(rng: &mut R) -> Zeroizing<String> {
    random_code(rng, 12)
}

/// A new code for a mail: eight characters, 40 bits. That is enough for a quarter of an hour and ten tries.
pub fn new_mailed_code<R: Rng + ?Sized>(rng: &mut R) -> Zeroizing<String> {
    random_code(rng, 8)
}

/// So many random characters, in groups of four.
fn random_code<R: Rng + ?Sized>(rng: &mut R, length: usize) -> Zeroizing<String> {
    // 32 characters, so that five bits choose one.
    const CHARACTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut code = Zeroizing::new(String::with_capacity(length + length / 4));
    for place in 0..length {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        let bits = rng.next_u32() as usize % CHARACTERS.len();
        code.push(char::from(CHARACTERS.get(bits).copied().unwrap_or(b'2')));
    }
    code
}

/// Codes are typed: case, spaces and dashes do not matter.
fn normal(code: &str) -> String {
    code.chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
        .flat_map(char::to_uppercase)
        .collect()
}

/// Whether two codes are the same to who types them.
pub(super) fn same_code(one: &str, other: &str) -> bool {
    normal(one) == normal(other)
}

/// Whether a verifier is that of a password, which takes long and much memory to check.
pub fn is_password(verifier: &str) -> bool {
    !verifier.starts_with(CODE)
}

/// The verifier of a password that a voter set: Argon2id with what OWASP recommends, in PHC form.
///
/// # Errors
/// [`RoomError::Password`].
pub fn password_verifier<R: CryptoRng + ?Sized>(
    password: &str,
    rng: &mut R,
) -> Result<String, RoomError> {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let hash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| RoomError::Password)?;
    Ok(hash.to_string())
}

/// Whether a code opens a login. Takes long for passwords, so that guessing does.
pub fn opens(login: &Login, code: &str) -> bool {
    let Some(expected) = &login.verifier else {
        return false;
    };
    match expected.strip_prefix(CODE) {
        Some(_) => verifier(code).as_bytes().ct_eq(expected.as_bytes()).into(),
        None => argon2::PasswordHash::new(expected).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(code.as_bytes(), &hash)
                .is_ok()
        }),
    }
}

/// The logins of each poll, kept in memory: they are asked for with every ballot.
#[derive(Default)]
pub struct Logins(Mutex<HashMap<String, Known>>);

/// The logins of a poll, and when they were read.
struct Known {
    read: Instant,
    logins: HashMap<String, Login>,
}

/// A name that is not known is looked for in the store again, since logins may have been added; but not more often than
/// this, so that guessing names does not read the whole list each time.
const AGAIN: Duration = Duration::from_secs(2);

impl Logins {
    /// The login of this name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn find(
        &self,
        store: &dyn Store,
        poll: &str,
        name: &str,
    ) -> Result<Option<Login>, RoomError> {
        let mut polls = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = polls.get(poll);
        let old = known.is_none_or(|known| known.read.elapsed() >= AGAIN);
        let found = known.and_then(|known| known.logins.get(name).cloned());
        if found.is_some() || !old {
            return Ok(found);
        }
        let logins: HashMap<String, Login> = store
            .logins(poll)?
            .into_iter()
            .map(|login| (login.name.clone(), login))
            .collect();
        let found = logins.get(name).cloned();
        let read = Instant::now();
        polls.insert(poll.to_owned(), Known { read, logins });
        Ok(found)
    }

    /// Takes in a login that was changed.
    pub fn changed(&self, poll: &str, login: Login) {
        let mut polls = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = polls.get_mut(poll) {
            known.logins.insert(login.name.clone(), login);
        }
    }
}

/// Tries, by poll and login: a limit that needs no addresses.
#[derive(Debug)]
pub struct Tries {
    /// So many are allowed in [`PERIOD`].
    limit: u32,
    begun: Mutex<HashMap<(String, String), (u32, Instant)>>,
}

impl Tries {
    /// So many tries of each login are allowed in a quarter of an hour.
    pub fn of(limit: u32) -> Self {
        Self {
            limit,
            begun: Mutex::default(),
        }
    }

    /// Counts a try before it is made, so that many at once are not more than are allowed. If it is one too many, in how
    /// many seconds the next is allowed.
    ///
    /// # Errors
    /// The number of seconds.
    pub fn begin(&self, poll: &str, login: &str) -> Result<(), u64> {
        let mut tries = self.lock();
        // What is over is forgotten, so that the list does not grow for ever.
        if tries.len() > 10_000 {
            tries.retain(|_, (_, since)| since.elapsed() < PERIOD);
        }
        let (number, since) = tries
            .entry((poll.to_owned(), login.to_owned()))
            .or_insert((0, Instant::now()));
        if since.elapsed() >= PERIOD {
            (*number, *since) = (0, Instant::now());
        }
        if *number >= self.limit {
            return Err(PERIOD.saturating_sub(since.elapsed()).as_secs() + 1);
        }
        *number += 1;
        Ok(())
    }

    /// Forgets the tries of who got it right.
    pub fn right(&self, poll: &str, login: &str) {
        self.lock().remove(&(poll.to_owned(), login.to_owned()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(String, String), (u32, Instant)>> {
        self.begun
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    fn login(verifier: Option<String>) -> Login {
        Login {
            name: "7".to_owned(),
            mail: None,
            verifier,
            credential: None,
        }
    }

    #[test]
    fn a_code_opens_its_login_however_it_is_typed_and_no_other_code_does() {
        let login = login(Some(verifier("ABCD-EFGH-1234")));
        for typed in ["ABCD-EFGH-1234", "abcd efgh 1234", " abcdefgh1234"] {
            assert!(opens(&login, typed), "{typed}");
        }
        for typed in ["", "ABCD-EFGH-1235", "ABCD-EFGH-123"] {
            assert!(!opens(&login, typed), "{typed}");
        }
    }

    #[test]
    fn a_login_without_verifier_opens_for_nobody() {
        assert!(!opens(&login(None), ""));
        assert!(!opens(&login(Some("nonsense".to_owned())), "nonsense"));
        assert!(!opens(&login(Some(CODE.to_owned())), ""));
    }

    #[test]
    fn after_ten_wrong_codes_a_login_is_closed_for_a_while_and_others_are_not() {
        let tries = Tries::of(TRIES);
        for _ in 0..TRIES {
            tries.begin("board", "7").unwrap();
        }
        assert!(tries.begin("board", "7").is_err());
        tries.begin("board", "8").unwrap();
        tries.begin("fee", "7").unwrap();
        tries.right("board", "7");
        tries.begin("board", "7").unwrap();
    }

    #[test]
    fn a_password_opens_its_login_as_it_was_set_and_no_other_does() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let set = password_verifier("Пароль, доўгі!", &mut rng).unwrap();
        assert!(set.starts_with("$argon2id$") && is_password(&set));
        let again = password_verifier("Пароль, доўгі!", &mut rng).unwrap();
        assert_ne!(set, again, "each has its own salt");
        let login = login(Some(set));
        assert!(opens(&login, "Пароль, доўгі!"));
        assert!(!opens(&login, "пароль, доўгі!"));
    }

    #[test]
    fn a_mailed_code_has_eight_characters_that_are_not_taken_for_one_another() {
        let mut rng = ChaCha20Rng::from_seed([2; 32]);
        let code = new_mailed_code(&mut rng);
        assert_eq!((code.len(), code.find('-')), (9, Some(4)));
        assert!(!code.contains(['0', 'O', '1', 'I']), "{}", *code);
        assert_ne!(code, new_mailed_code(&mut rng));
    }
}
