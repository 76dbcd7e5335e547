//! Entries: what is said on the record, by whom, in one canonical form.
//!
//! | module | subject |
//! | --- | --- |
//! | [`act`] | the one list of everything that can be said |
//! | [`law`] | of each kind: who signs, when, what it changes, which checks look at it |
//! | [`calling`], [`keys`], [`nominations`], [`decisions`], [`freedoms`], [`speech`], [`reports`], [`outcomes`], [`programs`] | the kinds |
//! | [`form`] | reading, signing and verifying |
//!
//! A kind's name is in the past tense: an entry says what happened.

pub mod act;
pub mod calling;
pub mod decisions;
pub mod form;
pub mod freedoms;
pub mod keys;
pub mod law;
pub mod nominations;
pub mod outcomes;
pub mod programs;
pub mod reports;
pub mod speech;

pub use act::Act;
pub use form::{Entry, FormError, Recorded, Signed, UnsignedEntry, WrongSignature};
pub use law::{Law, Signer, laws};
