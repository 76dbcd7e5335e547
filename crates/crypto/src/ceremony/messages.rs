//! What trustees and server send each other, in its JSON form (spec §Messages specific to threshold decryption support).

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::channel::SignedMessage;
use crate::trustee::TrusteePublicKeyText;
use crate::wire::ProofText;

/// `context`: what a certificate is made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The group's name.
    pub group: String,
    /// How many trustees take part.
    pub size: u32,
    /// How many of them suffice to decrypt.
    pub threshold: u32,
    /// Whose certificate it is, from 1.
    pub index: u32,
}

/// `cert_keys`, in its JSON form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateText {
    pub(super) context: Context,
    pub(super) verification: String,
    pub(super) encryption: String,
}

/// `raw_coefexps`: the commitments to a polynomial's coefficients, in its JSON form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitmentsText {
    pub(super) coefexps: Vec<String>,
}

/// `certs`: what a polynomial's `signature` signs.
#[derive(Serialize)]
pub(super) struct SignedSetText<'a> {
    pub(super) certs: &'a [SignedMessage],
    pub(super) coefexps: &'a [String],
}

/// `raw_polynomial`: a polynomial's coefficients.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPolynomialText {
    pub(super) polynomial: Vec<Zeroizing<String>>,
}

/// `secret`: a polynomial's value for one trustee.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecretText {
    pub(super) secret: Zeroizing<String>,
}

/// `partial_decryption_key`: the key that a trustee decrypts the tally with.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DecryptionKeyText {
    pub(super) decryption_key: Zeroizing<String>,
}

/// `polynomial`: what a trustee sends in step 3.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Polynomial {
    /// The polynomial, encrypted by the trustee to itself.
    pub polynomial: String,
    /// Its value for each trustee, encrypted to that trustee.
    pub secrets: Vec<String>,
    /// Commitments to its coefficients, signed.
    pub coefexps: SignedMessage,
    /// The trustee's signature of all certificates and its commitments.
    pub signature: ProofText,
}

/// `vinput`: what a trustee receives in step 5.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vinput {
    /// The trustee's own polynomial, encrypted to itself.
    pub polynomial: String,
    /// Each trustee's value for this one.
    pub secrets: Vec<String>,
    /// Each trustee's commitments.
    pub coefexps: Vec<SignedMessage>,
    /// Each trustee's signature of certificates and commitments.
    pub signatures: Vec<ProofText>,
}

/// `voutput`: what a trustee sends in step 5.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voutput {
    /// The decryption key, encrypted by the trustee to itself: the file that it needs again for decrypting.
    pub private_key: String,
    /// The public key, signed by the trustee.
    pub public_key: TrusteePublicKeyText,
}

/// `threshold_parameters`: what is published of a ceremony.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ThresholdParameters {
    /// How many trustees suffice to decrypt.
    pub threshold: u32,
    /// Every trustee's certificate.
    pub certs: Vec<SignedMessage>,
    /// Every trustee's commitments.
    pub coefexps: Vec<SignedMessage>,
    /// Every trustee's signature of certificates and commitments.
    pub signatures: Vec<ProofText>,
    /// Every trustee's public key.
    pub verification_keys: Vec<TrusteePublicKeyText>,
}
