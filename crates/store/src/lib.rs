//! Keeps records and secrets safe.
//!
//! | module | subject |
//! | --- | --- |
//! | [`files`] | what everything else stands on: files that only grow and survive a crash at any moment, files that appear whole or not at all, files that only their owner may read |
//! | [`record`] | a record as a folder of plain files, which any web server can hold |
//! | [`bodies`] | texts that lie beside a record, and can be destroyed |

#![forbid(unsafe_code)]

pub mod bodies;
pub mod files;
pub mod record;
