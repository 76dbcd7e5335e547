//! The small values that entries are made of. Each can be made only from text that has its form.
//!
//! | module | subject |
//! | --- | --- |
//! | [`id`] | what names an entry, a key, a signature: bytes in hexadecimal |
//! | [`name`] | short names: of bodies, districts, polls, places |
//! | [`time`] | days, periods, and the moments of the record |
//! | [`range`] | how many: numbers of which sources know only the bounds |
//! | [`body`] | texts, pictures and exact places that lie beside the record |
//! | [`rules`] | the full rules of a count |
//! | [`source`] | who says so |

pub mod body;
pub mod id;
pub mod name;
pub mod range;
pub mod rules;
pub mod source;
pub mod time;

pub use body::{Body, BodyError, BodyRef};
pub use id::{BytesError, EntryId, PublicKey, Sha256Hex, Signature};
pub use name::{FileName, NameError, OptionId, Place, Slug};
pub use range::Range;
pub use rules::{CountingRules, RulesError};
pub use source::{Source, SourceKind};
pub use time::{Moment, MomentError, Period};
