//! Who is who on a record, for use in sentences.

use std::collections::HashMap;

use veche_election::entry::Act;
use veche_election::entry::decisions::Subject;
use veche_election::judge::Election;
use veche_election::judge::state::{Appeal, Decision};
use veche_election::value::{BodyRef, EntryId, OptionId, PublicKey, Slug};

use super::Words;
use super::amounts::spoken;

/// A name longer than so many characters is replaced by the short name.
const LONG: usize = 90;

/// What is needed to tell of an election: the words, and everybody's name.
pub struct Telling<'a> {
    /// The reader's language.
    pub words: &'static Words,
    /// The election.
    pub election: &'a Election,
    people: HashMap<EntryId, String>,
    named: HashMap<String, String>,
}

impl<'a> Telling<'a> {
    /// Of an election whose names are read by `text`, which gives nothing for what was withdrawn or is not there.
    #[must_use]
    pub fn new(
        words: &'static Words,
        election: &'a Election,
        text: &dyn Fn(&BodyRef) -> Option<String>,
    ) -> Self {
        let mut telling = Self {
            words,
            election,
            people: HashMap::new(),
            named: HashMap::new(),
        };
        let short = |reference: &BodyRef| {
            text(reference)
                .filter(|name| name.chars().count() <= LONG)
                .map(|name| isolated(name.trim_end_matches('.')))
        };
        for candidate in election.candidates() {
            let name = match election.is_withdrawn(&candidate.id) {
                true => None,
                false => short(&candidate.filed.name),
            };
            let name = name.unwrap_or_else(|| spoken(candidate.filed.label.as_str()));
            let label = candidate.filed.label.to_string();
            telling.people.insert(candidate.id, name.clone());
            // Of two with one label neither is called by the other's name.
            telling
                .named
                .entry(label.clone())
                .and_modify(|known| *known = spoken(&label))
                .or_insert(name);
        }
        if let Some(called) = election.called() {
            let call = &called.call;
            let named = call
                .bodies
                .iter()
                .map(|body| (&body.body, &body.name))
                .chain(call.contests.iter().map(|c| (&c.contest, &c.title)))
                .chain(
                    call.contests
                        .iter()
                        .flat_map(|contest| &contest.options)
                        .map(|option| (&option.option, &option.text)),
                );
            for (slug, reference) in named {
                if let Some(name) = short(reference) {
                    telling.named.entry(slug.to_string()).or_insert(name);
                }
            }
        }
        telling
    }

    /// Whoever or whatever has a short name: a candidate, a body, a contest, an option.
    #[must_use]
    pub fn name(&self, slug: &Slug) -> String {
        self.named(slug.as_str())
    }

    pub(super) fn named(&self, slug: &str) -> String {
        match self.named.get(slug) {
            Some(name) => name.clone(),
            None => spoken(slug),
        }
    }

    /// A candidate.
    #[must_use]
    pub fn candidate(&self, id: &EntryId) -> String {
        match self.people.get(id) {
            Some(name) => name.clone(),
            None => id.short(),
        }
    }

    /// An option of a contest.
    #[must_use]
    pub fn option(&self, option: &OptionId) -> String {
        match option {
            OptionId::Candidate(id) => self.candidate(id),
            OptionId::Named(name) => self.name(name),
        }
    }

    /// Whoever has a key.
    #[must_use]
    pub fn signer(&self, key: &PublicKey) -> String {
        let w = self.words;
        let Some((person, _)) = self.election.keys().owner(key) else {
            return w.with("signer-unknown", &[("key", key.short().into())]);
        };
        if person.organiser {
            return self.organiser();
        }
        match (
            person.bodies.first(),
            &person.observer,
            person.candidates.first(),
        ) {
            (Some(body), _, _) => self.name(body),
            (None, Some((observer, _)), _) => spoken(observer.as_str()),
            (None, None, Some(candidate)) => w.with(
                "signer-candidate",
                &[("who", self.candidate(candidate).into())],
            ),
            (None, None, None) => w.with("signer-unknown", &[("key", key.short().into())]),
        }
    }

    /// Who called the election: in a watched one that is nobody of the authority.
    #[must_use]
    pub fn organiser(&self) -> String {
        match self.election.is_watched() {
            true => self.words.say("signer-compiler"),
            false => self.words.say("signer-organiser"),
        }
    }

    /// What people call an entry: a candidate's name, a detention's, or its number.
    #[must_use]
    pub fn entry(&self, id: &EntryId) -> String {
        if self.people.contains_key(id) {
            return self.candidate(id);
        }
        match self.election.kept_entry(id).map(|kept| &kept.act) {
            Some(Act::PeopleDetained(act)) => spoken(act.label.as_str()),
            Some(Act::AssemblyNotified(act)) => spoken(act.label.as_str()),
            _ => match self.election.number_of(id) {
                Some(number) => self
                    .words
                    .with("entry-number", &[("number", number.to_string().into())]),
                None => id.short(),
            },
        }
    }

    /// A decision in words: what, about whom, by whom, when.
    #[must_use]
    pub fn decision(&self, decision: &Decision) -> String {
        let taken = &decision.taken;
        let about = match &taken.subject {
            Subject::Candidacy(id) | Subject::Assembly(id) => self.entry(id),
            Subject::Appeal(id) | Subject::Complaint(id) => match self.election.appeal(id) {
                Some(appeal) => self.appeal(appeal),
                None => self.entry(id),
            },
        };
        self.words.with(
            "decision-title",
            &[
                (
                    "outcome",
                    self.words.value("outcome", &taken.outcome).into(),
                ),
                ("about", about.into()),
                ("body", self.name(&taken.body).into()),
                ("day", self.words.date(taken.on).into()),
            ],
        )
    }

    /// An appeal or a complaint in words.
    #[must_use]
    pub fn appeal(&self, appeal: &Appeal) -> String {
        let against = appeal
            .against
            .and_then(|number| self.election.decisions().get(number));
        let number = self.election.number_of(&appeal.id).unwrap_or_default();
        let number = ("number", number.to_string().into());
        let Some(decision) = against else {
            return self.words.with("appeal-complaint", &[number]);
        };
        match &decision.taken.subject {
            Subject::Candidacy(id) => self.words.with(
                "appeal-candidate",
                &[("who", self.candidate(id).into()), number],
            ),
            Subject::Assembly(_) | Subject::Appeal(_) | Subject::Complaint(_) => {
                self.words.with("appeal-decision", &[number])
            }
        }
    }
}

/// A text of somebody else, for use inside a sentence: a script that is read from right to left must not turn the rest
/// of the sentence around.
#[must_use]
pub fn isolated(text: &str) -> String {
    let turns = |character: char| {
        matches!(u32::from(character),
            0x0590..=0x08ff | 0x200e..=0x200f | 0xfb1d..=0xfdff | 0xfe70..=0xfeff
            | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff)
    };
    match text.chars().any(turns) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_from_right_to_left_is_set_apart() {
        assert_eq!(isolated("Ян Адамец"), "Ян Адамец");
        assert_eq!(isolated("أهلا 5"), "\u{2068}أهلا 5\u{2069}");
    }
}
