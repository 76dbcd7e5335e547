//! Keeps records and secrets safe.
//!
//! | module | subject |
//! | --- | --- |
//! | [`files`] | what everything else stands on: files that only grow and survive a crash at any moment, files that appear whole or not at all, files that only their owner may read |
//! | [`record`] | a record as a folder of plain files, which any web server can hold |
//! | [`bodies`] | texts that lie beside a record, and can be destroyed |
//! | [`place`] | where an election is kept, public and private: one trait for all places |
//! | [`keeper`] | who keeps a record: judges what comes, keeps the bodies, appends |
//! | [`texts`] | the bodies, for showing |
//! | [`verify`] | everything in a place, from the first byte |
//! | [`backup`] | a copy of everything while the server runs, and the way back |

#![forbid(unsafe_code)]

pub mod backup;
pub mod bodies;
pub mod files;
pub mod keeper;
pub mod place;
pub mod record;
pub mod texts;
pub mod verify;
