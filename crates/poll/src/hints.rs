//! Hints: what a verifier need not compute itself, from a source that need not be trusted.
//!
//! A ballot's proofs publish challenges and responses. The verifier computes each commitment and hashes them; computing is
//! nearly all of its work. Somebody who has done it writes the commitments into a file beside the archive, and whoever has that
//! file only looks whether they are right, for many ballots at once, by one product of random powers.
//!
//! # Why a verdict does not depend on them
//!
//! For a batch of ballots whose ciphertexts and credentials have been found to lie in the group, the verifier
//!
//! 1. reads the hints. The hint of a commitment *A* is a point *H* with *A* = 8*H* (in the additive notation of the curve):
//!    whatever point of the curve is given as *H*, 8*H* lies in the group of prime order *q*, for the curve has 8*q* points. With
//!    *A* itself a part of small order could be added, which an equation with random coefficients overlooks with a probability
//!    of one half. So no hint needs a check of membership;
//! 2. hashes the commitments 8*H*, in their only canonical form, and compares each proof's challenge. All must fit;
//! 3. raises each equation, commitment = product of powers, to a random number of 128 bits and multiplies them. Everything in
//!    it lies in a group of prime order, so if one commitment is not the true one, the product is neutral with a probability
//!    of 2⁻¹²⁸ only. The numbers come from a hash of the verifier's own seed and of all elements, exponents and hints: they
//!    are drawn when nothing can be changed any more, and nobody else can compute them.
//!
//! If all of it holds, the true commitments have been hashed, and each proof holds as it would without hints. If anything does
//! not, nothing is concluded: the batch is verified as if there were no hints. So wrong hints cost time, at most as much again
//! as verifying with right ones, and nothing else. A ballot that is not valid is always found by the exact computation, with the
//! same faults. A ballot without hints, or with a credential that is not on the roll, takes no part.
//!
//! # The file
//!
//! `veche hints 1`, a line feed, the election's fingerprint, a line feed; then for each ballot that has come whole, in the order
//! of the archive, four bytes with a length, the lowest first, and so many bytes: 64 for each commitment in the order in which
//! they are hashed power by power, *x* and *y* of *H*, the lowest byte first, or none if there are no hints for the ballot. A file
//! that begins otherwise is not read; from a record that is too long or cut off on, there are no hints.
//!
//! Only the group Ed25519 has hints. In the others all records are empty, and every commitment is computed.

use std::fmt;

use veche_crypto::group::{Group, GroupTask, with_group};

use crate::verify::{Options, Report, Verifier};

const MAGIC: &str = "veche hints 1\n";
/// The longest record that is read: hints of a quarter of a million commitments.
const LONGEST: usize = 16 << 20;

/// Gives the next so many bytes; nothing if they are not there.
type Source = dyn FnMut(usize) -> Option<Vec<u8>> + Send;

/// Hints from somewhere, in bounded memory.
pub struct Hints {
    source: Box<Source>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Beginning,
    Records,
    /// Nothing more is read.
    Over,
}

impl Hints {
    /// Hints from a source that gives the next so many bytes of a file of hints, or of anything else, each time it is
    /// asked. Where it gives nothing, they end.
    pub fn new(source: impl FnMut(usize) -> Option<Vec<u8>> + Send + 'static) -> Self {
        Self {
            source: Box::new(source),
            stage: Stage::Beginning,
        }
    }

    /// The hints of the next ballot of the election with this fingerprint.
    pub(crate) fn next(&mut self, fingerprint: &str) -> Option<Vec<u8>> {
        if self.stage == Stage::Beginning {
            let header = header(fingerprint);
            self.stage = match self.bytes(header.len()) {
                Some(bytes) if bytes == header.as_bytes() => Stage::Records,
                _ => Stage::Over,
            };
        }
        if self.stage == Stage::Over {
            return None;
        }
        let record = self.record();
        if record.is_none() {
            self.stage = Stage::Over;
        }
        record.filter(|record| !record.is_empty())
    }

    fn record(&mut self) -> Option<Vec<u8>> {
        let length = self.bytes(4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(length)).ok()?;
        match length <= LONGEST {
            true => self.bytes(length),
            false => None,
        }
    }

    /// So many bytes. `None` if they are not there.
    fn bytes(&mut self, number: usize) -> Option<Vec<u8>> {
        (self.source)(number).filter(|bytes| bytes.len() == number)
    }
}

impl fmt::Debug for Hints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hints(…)")
    }
}

fn header(fingerprint: &str) -> String {
    format!("{MAGIC}{fingerprint}\n")
}

/// Writes the record of the next ballot, after the header if it is the first.
pub(crate) fn write(fingerprint: &str, hint: Option<&[u8]>, begun: &mut bool, out: &mut Vec<u8>) {
    if !std::mem::replace(begun, true) {
        out.extend_from_slice(header(fingerprint).as_bytes());
    }
    // One that is too long to be read would end them all.
    let hint = hint
        .filter(|hint| hint.len() <= LONGEST)
        .unwrap_or_default();
    out.extend_from_slice(&(hint.len() as u32).to_le_bytes());
    out.extend_from_slice(hint);
}

/// Makes hints while it verifies an archive.
pub struct Maker<G: Group> {
    verifier: Verifier<G>,
}

impl<G: Group> Maker<G> {
    /// A maker at the beginning of an archive.
    pub fn new(options: Options) -> Self {
        Self {
            verifier: Verifier::making_hints(options),
        }
    }

    /// Takes the archive's bytes that come next. Gives the file's bytes that come next.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.verifier.push(bytes);
        self.verifier.take_hints(false)
    }

    /// The bytes of the file for all ballots that have come whole, where more of the archive may follow later.
    pub fn pause(&mut self) -> Vec<u8> {
        self.verifier.take_hints(true)
    }

    /// Ends the archive. Gives the last bytes of the file, and what the verification found.
    pub fn finish(mut self) -> (Vec<u8>, Report) {
        let last = self.pause();
        (last, self.verifier.finish().0)
    }
}

/// A [`Maker`] in whatever group.
pub trait Making: Send {
    /// [`Maker::push`].
    fn push(&mut self, bytes: &[u8]) -> Vec<u8>;
    /// [`Maker::pause`].
    fn pause(&mut self) -> Vec<u8>;
}

impl<G: Group> Making for Maker<G> {
    fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        Maker::push(self, bytes)
    }

    fn pause(&mut self) -> Vec<u8> {
        Maker::pause(self)
    }
}

/// A maker in the group of this name. `None` if there is no such group, or if it has no hints.
pub fn maker(group: &str, options: Options) -> Option<Box<dyn Making>> {
    with_group(group, Make(options)).flatten()
}

struct Make(Options);

impl GroupTask for Make {
    type Output = Option<Box<dyn Making>>;

    fn run<G: Group>(self) -> Self::Output {
        G::hint_powers_vartime(&[])?;
        Some(Box::new(Maker::<G>::new(self.0)))
    }
}

/// The file of hints for an archive, and what its verification found.
pub fn make<G: Group>(archive: &[u8], options: Options) -> (Vec<u8>, Report) {
    let mut maker = Maker::<G>::new(options);
    let mut file = maker.push(archive);
    let (last, report) = maker.finish();
    file.extend(last);
    (file, report)
}
