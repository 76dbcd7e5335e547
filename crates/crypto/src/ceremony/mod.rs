//! Pedersen's key ceremony: trustees make a key together, of which a threshold of them can decrypt
//! (spec §Messages specific to threshold decryption support; the steps are numbered as in §Filling in the trustees
//! structure).
//!
//! | step | who | does | from → to |
//! | --- | --- | --- | --- |
//! | 1 | each trustee | [`certificate`] | a fresh [`Seed`](crate::channel::Seed) → a certificate of its two public keys |
//! | 2 | each trustee | [`check_certificates`] | all certificates |
//! | 3 | each trustee | [`share`] | certificates → a polynomial: its commitments for all, its values for each |
//! | 4 | the server | [`route`] | all polynomials → what is meant for each trustee |
//! | 5 | each trustee | [`accept`] | its [`Vinput`] → its decryption key, encrypted to itself, and its public key |
//! | 6 | the server | [`finish`] | everything → [`ThresholdParameters`] |
//!
//! # What this does not give
//!
//! A trustee who speaks last can bias the joint key (not learn it). A trustee who does not follow the protocol is
//! noticed, and the ceremony must then be begun anew without it: there is no complaint phase. Whether a certificate
//! is truly that trustee's is for people to check, by another channel.
//!
//! # The files, in reading order
//!
//! `messages`: what trustees and server send each other; `error`: what can be wrong in it; `certificates`: steps 1 and
//! 2; `shares`: steps 3 to 5; `parameters`: step 6, and the check of what is published.

mod certificates;
mod error;
mod messages;
mod parameters;
mod shares;

pub use certificates::{
    CertificateKeys, certificate, certificate_context, certificate_id, check_certificates,
};
pub use error::CeremonyError;
pub use messages::{Context, Polynomial, ThresholdParameters, Vinput, Voutput};
pub use parameters::{CheckedParameters, finish};
pub use shares::{accept, open_decryption_key, route, share};
