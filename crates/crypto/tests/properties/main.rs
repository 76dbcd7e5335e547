//! What the crate promises, one test a property, in every group.

mod attacks;
mod ceremony;
mod channel;
mod decryption;
mod elgamal;
mod embedding;
mod hints;
mod knowledge;
mod membership;
mod one_of;
mod secrets;
mod shuffle_archives;
mod shuffles;
mod support;
mod texts;
mod trustee;
