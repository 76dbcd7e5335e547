//! Reading parts of an archive for a second time.

use std::fmt;

use crate::hash::Hash;
use crate::tally::Part;

/// Gives the bytes of a part; nothing if they are not there.
type Source = dyn FnMut(Part) -> Option<Vec<u8>> + Send;

/// The archive that is verified, where it can be read more than once: then ballots need not be kept in memory until it is
/// known whether their voters cast others.
pub struct Again(Box<Source>);

impl Again {
    /// An archive of which `source` gives any part that was pushed before.
    pub fn new(source: impl FnMut(Part) -> Option<Vec<u8>> + Send + 'static) -> Self {
        Self(Box::new(source))
    }

    /// The bytes of a part, if they have this hash still.
    pub(super) fn read(&mut self, part: Part, hash: Hash) -> Option<Vec<u8>> {
        (self.0)(part).filter(|bytes| Hash::of(bytes) == hash)
    }
}

impl fmt::Debug for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Again(…)")
    }
}
