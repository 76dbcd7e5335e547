//! Verifying an archive whose group is not known beforehand.

use veche_crypto::group::{Ed25519, Group, GroupTask, with_group};

use super::report::Report;
use super::verifier::{Options, Verifier};
use crate::chain::{Reader, Step};
use crate::hash::Hash;
use crate::question::Question;
use crate::setup;

/// What an archive says, whatever group it is in.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the verification found.
    pub report: Report,
    /// The hash of each event, in order.
    pub events: Vec<Hash>,
    /// The hash of the election, which is its fingerprint, if a `Setup` event names it.
    pub fingerprint: Option<Hash>,
    /// Of each question, how many answers it has, or lists; nothing if the archive is not sound.
    pub answers: Vec<usize>,
}

/// A verifier that picks the group by itself: it holds the first bytes back until the `Setup` event names it.
///
/// An archive of an unknown group, or without a `Setup` event that can be read, is verified as one in the group of new
/// polls, so that its report says what is wrong with it.
pub struct AnyVerifier {
    events: Vec<Hash>,
    stage: Stage,
}

enum Stage {
    /// The group is not known yet.
    Beginning(Box<Beginning>),
    /// It is.
    Chosen(Box<dyn OfAGroup>),
}

struct Beginning {
    options: Options,
    reader: Reader,
    held: Vec<u8>,
}

/// A verifier in one of the groups.
trait OfAGroup: Send {
    fn push(&mut self, bytes: &[u8], events: &mut Vec<Hash>);
    fn ballots(&self) -> u64;
    fn finish(self: Box<Self>, events: Vec<Hash>) -> Reading;
}

impl AnyVerifier {
    /// A verifier at the beginning of an archive.
    pub fn new(options: Options) -> Self {
        let beginning = Beginning {
            options,
            reader: Reader::new(),
            held: Vec::new(),
        };
        let stage = Stage::Beginning(Box::new(beginning));
        let events = Vec::new();
        Self { events, stage }
    }

    /// Takes the bytes that come next.
    pub fn push(&mut self, bytes: &[u8]) {
        match &mut self.stage {
            Stage::Chosen(verifier) => verifier.push(bytes, &mut self.events),
            Stage::Beginning(beginning) => {
                let mut first = None;
                beginning.held.extend_from_slice(bytes);
                beginning.reader.push(bytes, |step| {
                    first.get_or_insert(step);
                });
                if first.is_some() || !beginning.reader.faults().is_empty() {
                    let verifier = beginning.choose(first.as_ref(), &mut self.events);
                    self.stage = Stage::Chosen(verifier);
                }
            }
        }
    }

    /// How many ballots have come so far.
    pub fn ballots(&self) -> u64 {
        match &self.stage {
            Stage::Beginning(_) => 0,
            Stage::Chosen(verifier) => verifier.ballots(),
        }
    }

    /// Ends the archive.
    pub fn finish(mut self) -> Reading {
        let verifier = match self.stage {
            Stage::Chosen(verifier) => verifier,
            Stage::Beginning(mut beginning) => beginning.choose(None, &mut self.events),
        };
        verifier.finish(self.events)
    }
}

impl Beginning {
    /// A verifier in the group that the first step names. The bytes that were held back, and the options, go to it.
    fn choose(&mut self, first: Option<&Step>, events: &mut Vec<Hash>) -> Box<dyn OfAGroup> {
        let outline = first.and_then(setup::outline);
        let make = outline
            .and_then(|outline| with_group(&outline.group, Make))
            .unwrap_or(make::<Ed25519>);
        let options = std::mem::replace(&mut self.options, Options::new([0; 32]));
        let mut verifier = make(options);
        verifier.push(&std::mem::take(&mut self.held), events);
        verifier
    }
}

fn make<G: Group>(options: Options) -> Box<dyn OfAGroup> {
    Box::new(Verifier::<G>::new(options))
}

/// Finds the function that makes a verifier in a group.
struct Make;

impl GroupTask for Make {
    type Output = fn(Options) -> Box<dyn OfAGroup>;

    fn run<G: Group>(self) -> Self::Output {
        make::<G>
    }
}

impl<G: Group> OfAGroup for Verifier<G> {
    fn push(&mut self, bytes: &[u8], events: &mut Vec<Hash>) {
        self.push_with(bytes, |step| events.push(step.event_hash));
    }

    fn ballots(&self) -> u64 {
        Verifier::ballots(self)
    }

    fn finish(self: Box<Self>, events: Vec<Hash>) -> Reading {
        let fingerprint = self.outline().setup().map(|setup| setup.data.election);
        let (report, verified) = Verifier::finish(*self);
        let election = verified.map(|verified| verified.setup.election);
        let questions = election.iter().flat_map(|election| &election.questions);
        Reading {
            report,
            events,
            fingerprint,
            answers: questions.map(Question::answers).collect(),
        }
    }
}
