//! Steps 1 and 2: each trustee certifies its two public keys, and checks everybody's (spec §Certificates).

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use super::error::{CeremonyError, count, field, json, message};
use super::messages::{CertificateText, Context};
use crate::channel::{ChannelError, Seed, SignedMessage};
use crate::group::{DecodeError, Group};
use crate::hex;
use crate::wire;

/// A trustee's two public keys for the ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateKeys<G: Group> {
    /// Checks the trustee's signatures.
    pub verification: G::Element,
    /// Encrypts to the trustee.
    pub encryption: G::Element,
}

/// Stricter than for parameters that are already published: see [`CheckedParameters::check`](super::CheckedParameters).
fn check_new_threshold(threshold: u32, size: u32) -> Result<(), CeremonyError> {
    if threshold == 0 || threshold >= size {
        Err(CeremonyError::NewThreshold { threshold, size })
    } else {
        Ok(())
    }
}

/// Step 1: makes a certificate for a fresh seed (spec §Certificates).
///
/// # Errors
/// [`CeremonyError::NewThreshold`] or [`CeremonyError::Index`] if the context is not possible.
pub fn certificate<G: Group, R: CryptoRng + ?Sized>(
    seed: &Seed,
    index: u32,
    threshold: u32,
    size: u32,
    rng: &mut R,
) -> Result<SignedMessage, CeremonyError> {
    check_new_threshold(threshold, size)?;
    if index == 0 || index > size {
        return Err(CeremonyError::Index { index, size });
    }
    let signing_key = seed.signing_key::<G>();
    let text = CertificateText {
        context: Context {
            group: G::NAME.to_owned(),
            size,
            threshold,
            index,
        },
        verification: G::to_text(&G::g_pow(signing_key.expose())),
        encryption: G::to_text(&G::g_pow(seed.decryption_key::<G>().expose())),
    };
    Ok(SignedMessage::new(&signing_key, wire::write(&text), rng))
}

/// The name of a trustee's files in a ceremony: the SHA-256 of its certificate's message, in hexadecimal.
pub fn certificate_id(certificate: &SignedMessage) -> String {
    hex::encode(&Sha256::digest(certificate.message.as_bytes()))
}

/// The context that a certificate states, which may be untrue: see [`check_certificates`].
///
/// # Errors
/// [`ChannelError::Json`].
pub fn certificate_context(certificate: &SignedMessage) -> Result<Context, ChannelError> {
    let text: CertificateText = wire::read(certificate.message.as_bytes()).map_err(json)?;
    Ok(text.context)
}

fn certificate_keys<G: Group>(
    certificate: &SignedMessage,
    expected: &Context,
) -> Result<CertificateKeys<G>, CeremonyError> {
    let trustee = expected.index as usize;
    let fail = message(trustee, "certificate");
    let text: CertificateText =
        wire::read(certificate.message.as_bytes()).map_err(|error| fail(json(error)))?;
    if text.context != *expected {
        return Err(CeremonyError::Context {
            trustee,
            found: text.context,
            expected: expected.clone(),
        });
    }
    let decode = |name, text: &str| {
        G::decode_member(text)
            .and_then(|key| {
                if key == G::identity() {
                    Err(DecodeError::NotInGroup)
                } else {
                    Ok(key)
                }
            })
            .map_err(field(name))
    };
    let keys = CertificateKeys {
        verification: decode("verification", &text.verification).map_err(&fail)?,
        encryption: decode("encryption", &text.encryption).map_err(&fail)?,
    };
    certificate.verify::<G>(&keys.verification).map_err(fail)?;
    Ok(keys)
}

/// Step 2: checks all certificates of a new ceremony: made for this group, threshold and number of trustees, each in
/// its place, each signed with its own key, no two with a key in common. Gives everybody's keys.
///
/// What the certificates should say comes from the caller, not from one of them: so the trustee is named whose
/// certificate says something else.
///
/// # Errors
/// [`CeremonyError`], naming the trustee. [`CeremonyError::NewThreshold`] if what is expected is not possible.
pub fn check_certificates<G: Group>(
    certificates: &[SignedMessage],
    threshold: u32,
    size: u32,
) -> Result<Vec<CertificateKeys<G>>, CeremonyError> {
    check_new_threshold(threshold, size)?;
    count("certificates", certificates.len(), size as usize)?;
    check_published_certificates(certificates, threshold)
}

/// As [`check_certificates`], for as many trustees as there are certificates, and any threshold.
pub(super) fn check_published_certificates<G: Group>(
    certificates: &[SignedMessage],
    threshold: u32,
) -> Result<Vec<CertificateKeys<G>>, CeremonyError> {
    let size = certificates.len() as u32;
    let mut all: Vec<CertificateKeys<G>> = Vec::with_capacity(certificates.len());
    for (certificate, index) in certificates.iter().zip(1..) {
        let expected = Context {
            group: G::NAME.to_owned(),
            size,
            threshold,
            index,
        };
        let keys = certificate_keys::<G>(certificate, &expected)?;
        // One copied key is enough: with another's encryption key, messages for the two can be exchanged.
        if all.iter().any(|earlier| {
            earlier.verification == keys.verification || earlier.encryption == keys.encryption
        }) {
            return Err(CeremonyError::Repeated {
                trustee: index as usize,
            });
        }
        all.push(keys);
    }
    Ok(all)
}
