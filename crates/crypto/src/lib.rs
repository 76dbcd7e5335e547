//! Groups, encryption, proofs and key ceremonies of the Belenios protocol, version 1.
//!
//! This crate proves and checks; it has never heard of a vote. It follows the specification of Belenios 3.3.0
//! (`doc/specification.tex`, tag 3.3.0), whose sections are cited as *spec §Name*. Read it in this order:
//!
//! 1. [`group`]: where discrete logarithms are hard: Ed25519, and subgroups of prime fields.
//! 2. [`elgamal`]: encryption that adds.
//! 3. [`proof`]: Schnorr proofs, proofs of one of several values, decryption proofs.
//! 4. [`shuffle`]: ciphertexts in another order, and the proof that they are the same.
//! 5. [`channel`]: signed and encrypted messages between trustees.
//! 6. [`trustee`]: a trustee's key, and [`ceremony`]: a key that a threshold of trustees make together.
//!
//! # What this crate promises
//!
//! No input makes it panic. It does no I/O, reads no clock, and takes all randomness from its caller. Whatever
//! touches a secret runs in time that does not depend on it; functions that run in variable time have `vartime`
//! in their names and are for public data. The one exception is the text form: reading and writing a key, a seed or a
//! share in base 10, Base58 or JSON takes a time that depends on it, and happens once, on its owner's machine; and in the
//! prime fields the embedding of integers ([`group::Group::embed`]), once a ballot, on the voter's. Secrets
//! are wiped from memory when dropped and never shown by `Debug`.
//!
//! # What it does not promise
//!
//! Challenges are SHA-256 reduced modulo the group's order, as the protocol has it, hence very slightly biased;
//! signatures between trustees do not hash the verification key. Both are as specified and are mended in the
//! protocol's next version.

#![forbid(unsafe_code)]

pub mod ceremony;
pub mod channel;
pub mod elgamal;
pub mod group;
mod hex;
pub mod parallel;
pub mod proof;
mod randomizers;
pub mod secret;
pub mod shuffle;
pub mod trustee;
pub mod wire;
