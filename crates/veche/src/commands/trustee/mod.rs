//! The trustees' tasks: a key, alone or together with others, the shuffle and the decryption of the tally.
//!
//! What a trustee keeps (`--keys`): `ID.privkey` for a mandatory trustee; `ID.key` and `ID.dkey` for one who shares a
//! key; `ID.terms.json`, the least number of ballots that this key may open; `ID.decrypted.json`, the one tally of each
//! poll that it has opened.

mod ceremony;
mod contribution;
mod decrypt;
mod key;
mod keygen;
mod shuffle;
mod terms;

pub use ceremony::{CeremonyFiles, ceremony, ceremony_files};
pub use decrypt::decrypt;
pub(super) use decrypt::open_tally;
pub(super) use key::{read_key, write_key};
pub use keygen::keygen;
pub use shuffle::shuffle;
pub(super) use terms::{make_folder, write_terms};
