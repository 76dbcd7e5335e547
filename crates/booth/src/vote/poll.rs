//! A poll in one of the groups, with its ballots in work.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use veche_crypto::group::{Group, GroupTask};
use veche_poll::ballot::{Challenge, ChallengeError, EncryptError, UnsignedBallot};
use veche_poll::credential::{PrivateCredential, public_credential};
use veche_poll::election::Election;
use veche_poll::hash::Hash;
use veche_poll::question::{Homomorphic, Question};

use super::choices::{Choices, Selections, code, explain};
use crate::answer::Failure;
use crate::chance::Chance;

/// What a booth does with a poll, whatever group it is in.
pub(super) trait Poll {
    fn describe(&self) -> Value;
    fn public_credential(&self, credential: &PrivateCredential) -> String;
    fn explain(&self, choices: &Choices) -> Result<Value, Failure>;
    fn encrypt(
        &mut self,
        credential: &PrivateCredential,
        choices: &Choices,
        chance: &mut Chance,
    ) -> Result<(u32, String), Failure>;
    fn challenge(&mut self, handle: u32) -> Result<Value, Failure>;
    fn sign(&mut self, handle: u32, chance: &mut Chance) -> Result<Value, Failure>;
    fn forget(&mut self);
    fn check(&self, opened: &str, code: &str) -> Result<Value, Failure>;
}

/// Reads the bytes of an election.
pub(super) struct OpenPoll<'a>(pub(super) &'a [u8]);

impl GroupTask for OpenPoll<'_> {
    type Output = Result<Box<dyn Poll>, String>;

    fn run<G: Group>(self) -> Self::Output {
        let election = Election::<G>::parse(self.0).map_err(|error| error.to_string())?;
        Ok(Box::new(InGroup {
            election,
            ballots: BTreeMap::new(),
            next: 1,
        }))
    }
}

struct InGroup<G: Group> {
    election: Election<G>,
    ballots: BTreeMap<u32, UnsignedBallot<G>>,
    next: u32,
}

impl<G: Group> InGroup<G> {
    fn questions(&self) -> Result<Vec<&Homomorphic>, Failure> {
        let questions = self.election.homomorphic();
        questions.map_err(|(place, kind)| {
            let text = format!("question {}: kind {kind} is not supported", place + 1);
            Failure::new("unsupported", text).with("question", place + 1)
        })
    }

    /// The number is good once.
    fn take(&mut self, handle: u32) -> Result<UnsignedBallot<G>, Failure> {
        let gone = || Failure::new("handle", "there is no such ballot, or not any more");
        self.ballots.remove(&handle).ok_or_else(gone)
    }
}

impl<G: Group> Poll for InGroup<G> {
    fn describe(&self) -> Value {
        let question = |question: &Question| match question {
            Question::Homomorphic(asked) => json!({
                "question": asked.question,
                "answers": asked.answers,
                "min": asked.min,
                "max": asked.max,
                "blank": asked.blank,
            }),
            Question::Unsupported { kind } => json!({ "unsupported": kind }),
        };
        json!({
            "name": self.election.name,
            "description": self.election.description,
            "uuid": self.election.uuid.as_str(),
            "group": G::NAME,
            "fingerprint": self.election.fingerprint(),
            "questions": self.election.questions.iter().map(question).collect::<Vec<_>>(),
        })
    }

    fn public_credential(&self, credential: &PrivateCredential) -> String {
        public_credential::<G>(&credential.derive(&self.election.uuid))
    }

    fn explain(&self, choices: &Choices) -> Result<Value, Failure> {
        let questions = self.questions()?;
        let selections = Selections::of(choices);
        if selections.list().len() != questions.len() {
            let text = "there is not one selection for each question";
            return Err(Failure::new("argument", text));
        }
        let both = questions.into_iter().zip(selections.list());
        Ok(both
            .map(|(question, selection)| explain(question, selection))
            .collect())
    }

    fn encrypt(
        &mut self,
        credential: &PrivateCredential,
        choices: &Choices,
        chance: &mut Chance,
    ) -> Result<(u32, String), Failure> {
        let secret = credential.derive::<G>(&self.election.uuid);
        let selections = Selections::of(choices);
        let ballot = UnsignedBallot::encrypt(&self.election, secret, selections.list(), chance)
            .map_err(|error| refused(&error, &selections))?;
        let (handle, code) = (self.next, ballot.code());
        self.next = self.next.wrapping_add(1);
        self.ballots.insert(handle, ballot);
        Ok((handle, code))
    }

    fn challenge(&mut self, handle: u32) -> Result<Value, Failure> {
        let opened = self.take(handle)?.open();
        let text = serde_json::to_string(&opened);
        let text = text.map_err(|error| Failure::new("opened", error))?;
        Ok(json!({ "code": opened.code(), "opened": text }))
    }

    fn sign(&mut self, handle: u32, chance: &mut Chance) -> Result<Value, Failure> {
        let ballot = self.take(handle)?.sign(chance);
        let tracker = Hash::of(&ballot).to_base64();
        Ok(json!({ "ballot": String::from_utf8_lossy(&ballot), "tracker": tracker }))
    }

    fn forget(&mut self) {
        self.ballots.clear();
    }

    fn check(&self, opened: &str, code: &str) -> Result<Value, Failure> {
        let questions = self.questions()?;
        let challenge: Challenge = serde_json::from_str(opened)
            .map_err(|_| Failure::new("opened", "this is no opened ballot"))?;
        let places = challenge.check(&self.election, code).map_err(|error| {
            let case = match &error {
                ChallengeError::OtherBallot => "other_ballot",
                ChallengeError::Code { .. } => "code",
                ChallengeError::Shape | ChallengeError::Field { .. } => "opened",
                ChallengeError::Differs { .. } => "differs",
            };
            Failure::new(case, error)
        })?;
        Ok(questions
            .iter()
            .zip(places)
            .map(|(question, places)| held(question, &places))
            .collect())
    }
}

/// What an opened ballot holds of one question, with the numbers of the answers from 0.
fn held(question: &Homomorphic, places: &[u64]) -> Value {
    let blank = question.blank && places.first().is_some_and(|number| *number > 0);
    let answers = match question.blank {
        true => places.get(1..).unwrap_or_default(),
        false => places,
    };
    let selected = answers
        .iter()
        .enumerate()
        .filter(|(_, number)| **number > 0);
    json!({
        "question": question.question,
        "blank": blank,
        "numbers": places,
        "selected": selected.map(|(place, _)| place).collect::<Vec<_>>(),
    })
}

fn refused(error: &EncryptError, selections: &Selections) -> Failure {
    match error {
        EncryptError::Selection { question, error } => {
            let selection = selections.list().get(question.saturating_sub(1));
            let says = selection.map_or("length", |selection| code(error, selection));
            Failure::new("selection", error)
                .with("question", *question)
                .with("says", says)
        }
        EncryptError::Unsupported { question, .. } | EncryptError::TooManyNumbers { question } => {
            Failure::new("unsupported", error).with("question", *question)
        }
        EncryptError::Number { .. } => Failure::new("argument", error),
        EncryptError::Proof(_) => Failure::new("selection", error),
    }
}
