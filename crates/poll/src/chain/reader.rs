//! An archive read from bytes that come in pieces of any size: decoder, chain and comparison with an older copy.

use super::{Chain, Step};
use crate::archive::{Decoder, Member};
use crate::check::Fault;
use crate::outline::Outline;
use crate::since::{Past, Since};

/// What is known of an archive when all of it has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Everything found by checks V1–V3, and V16 if an older copy was given.
    pub faults: Vec<Fault>,
    /// What one must know of the archive to append to it. It means little if there are faults.
    pub outline: Outline,
}

/// Reads an archive from bytes that come in pieces of any size, and gives its steps.
pub struct Reader {
    decoder: Decoder,
    chain: Chain,
    since: Option<Since>,
    /// Whether the bytes were found at fault already.
    broken: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader at the beginning of an archive.
    #[must_use]
    pub fn new() -> Self {
        Self {
            decoder: Decoder::new(),
            chain: Chain::new(),
            since: None,
            broken: false,
        }
    }

    /// A reader that also checks that nothing of an older copy has vanished or changed (V16).
    #[must_use]
    pub fn since(past: Past) -> Self {
        Self {
            since: Some(Since::new(past)),
            ..Self::new()
        }
    }

    /// Adds the bytes that come next and hands each step to `each` as soon as it is complete.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Step)) {
        self.push_members(bytes, |_| {}, &mut each);
    }

    /// The faults found so far.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        self.chain.faults()
    }

    /// What is known of the archive so far. It means little if there are faults.
    #[must_use]
    pub fn outline(&self) -> &Outline {
        self.chain.outline()
    }

    /// Ends the archive.
    #[must_use]
    pub fn finish(mut self) -> Ending {
        if let Err(error) = self.decoder.finish()
            && !self.broken
        {
            self.chain.broken(error);
        }
        let mut ending = self.chain.finish();
        ending.faults.extend(self.since.and_then(Since::finish));
        ending
    }

    /// As [`Reader::push`], with a look at each member first.
    pub(crate) fn push_members(
        &mut self,
        bytes: &[u8],
        mut look: impl FnMut(&Member),
        each: &mut impl FnMut(Step),
    ) {
        if self.broken {
            return;
        }
        self.decoder.push(bytes);
        loop {
            match self.decoder.next_member() {
                Ok(None) => return,
                Ok(Some(member)) => {
                    look(&member);
                    if let Some(since) = &mut self.since {
                        since.member(&member);
                    }
                    if let Some(step) = self.chain.member(member) {
                        each(step);
                    }
                }
                Err(error) => {
                    self.broken = true;
                    self.chain.broken(error);
                    return;
                }
            }
        }
    }
}
