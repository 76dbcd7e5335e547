//! A poll in one of the groups, with its ballots in work.

use serde::Serialize;
use veche_crypto::group::{Group, GroupTask};
use veche_poll::ballot::{Challenge, ChallengeError, EncryptError, UnsignedBallot};
use veche_poll::credential::{PrivateCredential, public_credential};
use veche_poll::election::Election;
use veche_poll::hash::Hash;
use veche_poll::question::{Homomorphic, Question};

use super::choices::{Choices, Explained, Selections, code, explain};
use crate::answer::Failure;
use crate::chance::Chance;

/// A poll, as a page shows it.
#[derive(Debug, Serialize)]
pub struct Description {
    /// The name.
    pub name: String,
    /// A text for voters.
    pub description: String,
    /// The identifier.
    pub uuid: String,
    /// The group's name.
    pub group: &'static str,
    /// The fingerprint.
    pub fingerprint: String,
    /// The questions.
    pub questions: Vec<Asked>,
}

/// A question, as a page shows it.
#[derive(Debug, Serialize)]
pub struct Asked {
    /// The text; of a kind that is not supported, the kind's name.
    pub question: String,
    /// Whether it can be answered here.
    pub supported: bool,
    /// What can be chosen.
    pub answers: Vec<String>,
    /// How many answers at least.
    pub min: u32,
    /// How many at most.
    pub max: u32,
    /// Whether a blank vote is possible.
    pub blank: bool,
}

/// An encrypted ballot that is neither opened nor signed.
#[derive(Debug, Serialize)]
pub struct Encrypted {
    /// Its number, good once.
    pub handle: u32,
    /// The code that the voter notes.
    pub code: String,
}

/// An opened ballot.
#[derive(Debug, Serialize)]
pub struct Opened {
    /// The code that the voter noted.
    pub code: String,
    /// All that another device needs.
    pub opened: String,
}

/// A signed ballot.
#[derive(Debug, Serialize)]
pub struct Signed {
    /// Its bytes, which are text.
    pub ballot: String,
    /// What the voter keeps.
    pub tracker: String,
}

/// What an opened ballot holds of one question.
#[derive(Debug, Serialize)]
pub struct Held {
    /// The question.
    pub question: String,
    /// Whether it is blank.
    pub blank: bool,
    /// The answers that are selected, from 0.
    pub selected: Vec<usize>,
    /// What is encrypted in each place, the one for blank first where that is possible.
    pub numbers: Vec<u64>,
}

/// What a booth does with a poll, whatever group it is in.
pub(super) trait Poll {
    fn describe(&self) -> Description;
    fn public_credential(&self, credential: &PrivateCredential) -> String;
    fn explain(&self, choices: &Choices) -> Result<Vec<Explained>, Failure>;
    fn encrypt(
        &mut self,
        credential: &PrivateCredential,
        choices: &Choices,
        chance: &mut Chance,
    ) -> Result<Encrypted, Failure>;
    fn challenge(&mut self, handle: u32) -> Result<Opened, Failure>;
    fn sign(&mut self, handle: u32, chance: &mut Chance) -> Result<Signed, Failure>;
    fn forget(&mut self);
    fn check(&self, opened: &str, code: &str) -> Result<Vec<Held>, Failure>;
}

/// Reads the bytes of an election.
pub(super) struct OpenPoll<'a>(pub(super) &'a [u8]);

impl GroupTask for OpenPoll<'_> {
    type Output = Result<Box<dyn Poll>, String>;

    fn run<G: Group>(self) -> Self::Output {
        let election = Election::<G>::parse(self.0).map_err(|error| error.to_string())?;
        Ok(Box::new(InGroup {
            election,
            ballots: Vec::new(),
            next: 1,
        }))
    }
}

struct InGroup<G: Group> {
    election: Election<G>,
    ballots: Vec<(u32, UnsignedBallot<G>)>,
    next: u32,
}

impl<G: Group> InGroup<G> {
    fn questions(&self) -> Result<Vec<&Homomorphic>, Failure> {
        let questions = self.election.homomorphic();
        questions.map_err(|(place, kind)| not_supported(place, kind))
    }

    /// The number is good once.
    fn take(&mut self, handle: u32) -> Result<UnsignedBallot<G>, Failure> {
        let place = self.ballots.iter().position(|(found, _)| *found == handle);
        match place {
            Some(place) => Ok(self.ballots.swap_remove(place).1),
            None => {
                let text = "there is no such ballot, or not any more";
                Err(Failure::new("handle", text))
            }
        }
    }
}

fn not_supported(place: usize, kind: &str) -> Failure {
    let text = format!("questions of kind {kind} are not supported");
    Failure::new("unsupported", text).about(place + 1)
}

fn asked(question: &Question) -> Asked {
    match question {
        Question::Homomorphic(asked) => Asked {
            question: asked.question.clone(),
            supported: true,
            answers: asked.answers.clone(),
            min: asked.min,
            max: asked.max,
            blank: asked.blank,
        },
        // Voters rank, grade and select lists with the program for the command line.
        other => Asked {
            question: match other.text() {
                "" => other.kind().to_owned(),
                text => text.to_owned(),
            },
            supported: false,
            answers: Vec::new(),
            min: 0,
            max: 0,
            blank: false,
        },
    }
}

impl<G: Group> Poll for InGroup<G> {
    fn describe(&self) -> Description {
        Description {
            name: self.election.name.clone(),
            description: self.election.description.clone(),
            uuid: self.election.uuid.to_string(),
            group: G::NAME,
            fingerprint: self.election.fingerprint().to_owned(),
            questions: self.election.questions.iter().map(asked).collect(),
        }
    }

    fn public_credential(&self, credential: &PrivateCredential) -> String {
        public_credential::<G>(&credential.derive(&self.election.uuid))
    }

    fn explain(&self, choices: &Choices) -> Result<Vec<Explained>, Failure> {
        explained(&self.questions()?, choices)
    }

    fn encrypt(
        &mut self,
        credential: &PrivateCredential,
        choices: &Choices,
        chance: &mut Chance,
    ) -> Result<Encrypted, Failure> {
        let secret = credential.derive::<G>(&self.election.uuid);
        let selections = Selections::of(choices);
        let ballot = UnsignedBallot::encrypt(&self.election, secret, selections.list(), chance)
            .map_err(|error| refused(&error, &selections))?;
        let (handle, code) = (self.next, ballot.code());
        self.next = self.next.wrapping_add(1);
        self.ballots.push((handle, ballot));
        Ok(Encrypted { handle, code })
    }

    fn challenge(&mut self, handle: u32) -> Result<Opened, Failure> {
        let opened = self.take(handle)?.open();
        let text = serde_json::to_string(&opened);
        let text = text.map_err(|error| Failure::new("opened", error))?;
        Ok(Opened {
            code: opened.code(),
            opened: text,
        })
    }

    fn sign(&mut self, handle: u32, chance: &mut Chance) -> Result<Signed, Failure> {
        let ballot = self.take(handle)?.sign(chance);
        let tracker = Hash::of(&ballot).to_base64();
        let ballot = String::from_utf8(ballot);
        let ballot = ballot.map_err(|error| Failure::new("ballot", error))?;
        Ok(Signed { ballot, tracker })
    }

    fn forget(&mut self) {
        self.ballots.clear();
    }

    fn check(&self, opened: &str, code: &str) -> Result<Vec<Held>, Failure> {
        let questions = self.questions()?;
        let challenge = read_challenge(opened)?;
        let places = challenge
            .check(&self.election, code)
            .map_err(|e| lies(&e))?;
        let both = questions.iter().zip(places);
        Ok(both
            .map(|(question, places)| held(question, places))
            .collect())
    }
}

fn explained(questions: &[&Homomorphic], choices: &Choices) -> Result<Vec<Explained>, Failure> {
    let selections = Selections::of(choices);
    if selections.list().len() != questions.len() {
        let text = "there is not one selection for each question";
        return Err(Failure::new("argument", text));
    }
    let both = questions.iter().zip(selections.list());
    Ok(both
        .map(|(question, selection)| explain(question, selection))
        .collect())
}

fn read_challenge(opened: &str) -> Result<Challenge, Failure> {
    serde_json::from_str(opened).map_err(|_| Failure::new("opened", "this is no opened ballot"))
}

fn lies(error: &ChallengeError) -> Failure {
    let case = match error {
        ChallengeError::OtherBallot => "other_ballot",
        ChallengeError::Code { .. } => "code",
        ChallengeError::Shape | ChallengeError::Field { .. } => "opened",
        ChallengeError::Differs { .. } => "differs",
    };
    Failure::new(case, error)
}

fn held(question: &Homomorphic, numbers: Vec<u64>) -> Held {
    let blank = question.blank && numbers.first().is_some_and(|number| *number > 0);
    let before = usize::from(question.blank);
    let answers = numbers.iter().skip(before).enumerate();
    Held {
        question: question.question.clone(),
        blank,
        selected: answers
            .filter(|(_, number)| **number > 0)
            .map(|(place, _)| place)
            .collect(),
        numbers,
    }
}

fn refused(error: &EncryptError, selections: &Selections) -> Failure {
    match error {
        EncryptError::Selection { question, error } => {
            let selection = selections.list().get(question.saturating_sub(1));
            let says = selection.map_or("length", |selection| code(error, selection));
            Failure {
                says: Some(says),
                ..Failure::new("selection", error).about(*question)
            }
        }
        EncryptError::Unsupported { question, .. }
        | EncryptError::TooManyNumbers { question }
        | EncryptError::NotEmbedded { question } => {
            Failure::new("unsupported", error).about(*question)
        }
        EncryptError::Number { .. } => Failure::new("argument", error),
        EncryptError::Proof(_) => Failure::new("selection", error),
    }
}
