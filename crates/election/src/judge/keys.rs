//! Whose keys are whose.
//!
//! A person here is whoever holds keys on the record: the organiser, a body, a candidate, an observer. Reporters with a
//! key used once are none.

use std::collections::HashMap;

use crate::entry::keys::{Capacity, RevokedBecause};
use crate::value::{EntryId, PublicKey, Slug};

/// Who holds keys.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The key in force; `None` after it was revoked.
    pub key: Option<PublicKey>,
    /// Called the election.
    pub organiser: bool,
    /// Signs for these bodies.
    pub bodies: Vec<Slug>,
    /// Is these candidates.
    pub candidates: Vec<EntryId>,
    /// Watches, under this name.
    pub observer: Option<(Slug, Capacity)>,
}

impl Person {
    /// Whether the key is known: whose owner vouches and attests.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.organiser || self.observer.is_some() || !self.bodies.is_empty()
    }

    /// What to call the person in a sentence.
    #[must_use]
    pub fn title(&self) -> String {
        match (&self.observer, self.bodies.first()) {
            _ if self.organiser => "the organiser".to_owned(),
            (_, Some(body)) => body.to_string(),
            (Some((observer, _)), None) => observer.to_string(),
            (None, None) => "a candidate".to_owned(),
        }
    }
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It signs.
    InForce,
    /// Another took its place, by this entry.
    Replaced(EntryId),
    /// It was revoked, by this entry.
    Revoked(EntryId, RevokedBecause),
}

/// All keys with an owner.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    persons: Vec<Person>,
    by_key: HashMap<PublicKey, (usize, KeyState)>,
}

impl Keys {
    /// Everybody who holds keys, in the order of appearance.
    #[must_use]
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// Whose key this is, and what became of it.
    #[must_use]
    pub fn owner(&self, key: &PublicKey) -> Option<(&Person, KeyState)> {
        let (person, state) = self.by_key.get(key)?;
        Some((self.persons.get(*person)?, *state))
    }

    /// The owner, if the key is in force.
    #[must_use]
    pub fn in_force(&self, key: &PublicKey) -> Option<&Person> {
        match self.owner(key)? {
            (person, KeyState::InForce) => Some(person),
            _ => None,
        }
    }

    /// Whether two keys are the same or have the same owner.
    #[must_use]
    pub fn same_owner(&self, one: &PublicKey, other: &PublicKey) -> bool {
        let number = |key| self.by_key.get(key).map(|(person, _)| person);
        one == other || number(one).is_some_and(|person| number(other) == Some(person))
    }

    /// The person with this key, made if there is none.
    pub(super) fn person(&mut self, key: PublicKey) -> &mut Person {
        let next = self.persons.len();
        let (number, _) = *self.by_key.entry(key).or_insert((next, KeyState::InForce));
        if number == next {
            self.persons.push(Person {
                key: Some(key),
                ..Person::default()
            });
        }
        // The number is that of a person pushed here, now or earlier.
        &mut self.persons[number]
    }

    /// Puts a new key in the place of an old one.
    pub(super) fn rotate(&mut self, old: &PublicKey, new: PublicKey, by: EntryId) {
        if let Some((person, state)) = self.by_key.get_mut(old) {
            let number = *person;
            *state = KeyState::Replaced(by);
            self.by_key.insert(new, (number, KeyState::InForce));
            if let Some(person) = self.persons.get_mut(number) {
                person.key = Some(new);
            }
        }
    }

    /// Silences a key.
    pub(super) fn revoke(&mut self, key: &PublicKey, by: EntryId, because: RevokedBecause) {
        if let Some((person, state)) = self.by_key.get_mut(key) {
            *state = KeyState::Revoked(by, because);
            if let Some(person) = self.persons.get_mut(*person)
                && person.key == Some(*key)
            {
                person.key = None;
            }
        }
    }
}
