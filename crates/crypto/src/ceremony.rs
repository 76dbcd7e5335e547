//! Pedersen's key ceremony: trustees make a key together, of which a threshold of them can decrypt
//! (spec §Messages specific to threshold decryption support; the steps are numbered as in §Filling in the trustees
//! structure).
//!
//! | step | who | does | from → to |
//! | --- | --- | --- | --- |
//! | 1 | each trustee | [`certificate`] | a fresh [`Seed`] → a certificate of its two public keys |
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

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::channel::{self, ChannelError, Seed, SignedMessage};
use crate::group::{DecodeError, Group, Scalar};
use crate::proof::Proof;
use crate::secret::SecretScalar;
use crate::trustee::{TrusteeKeyError, TrusteePublicKey, TrusteePublicKeyText};
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
struct CertificateText {
    context: Context,
    verification: String,
    encryption: String,
}

/// A trustee's two public keys for the ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateKeys<G: Group> {
    /// Checks the trustee's signatures.
    pub verification: G::Element,
    /// Encrypts to the trustee.
    pub encryption: G::Element,
}

/// `raw_coefexps`: the commitments to a polynomial's coefficients, in its JSON form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitmentsText {
    coefexps: Vec<String>,
}

/// `certs`: what a polynomial's `signature` signs.
#[derive(Serialize)]
struct SignedSetText<'a> {
    certs: &'a [SignedMessage],
    coefexps: &'a [String],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolynomialText {
    polynomial: Vec<Zeroizing<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretText {
    secret: Zeroizing<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecryptionKeyText {
    decryption_key: Zeroizing<String>,
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

/// What is wrong in a ceremony, and with whose message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyError {
    /// The numbers of trustees or of messages do not fit.
    #[error("{what}: {found} instead of {expected}")]
    Count {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// One trustee's message holds too many or too few values.
    #[error("{what} of trustee {trustee}: {found} instead of {expected}")]
    CountOf {
        /// The trustee, from 1.
        trustee: usize,
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// The threshold is not between 1 and the number of trustees less one.
    #[error(
        "threshold: {threshold} of {size} is not possible: it must be at least 1 and below the number of trustees"
    )]
    Threshold {
        /// The threshold asked for.
        threshold: u32,
        /// The number of trustees.
        size: u32,
    },
    /// The certificate was made for another group, size, threshold or place.
    #[error("certificate of trustee {trustee}: made for {found:?}, expected {expected:?}")]
    Context {
        /// The trustee, from 1.
        trustee: usize,
        /// What it says.
        found: Context,
        /// What it should say.
        expected: Context,
    },
    /// Two trustees have a key in common: one has copied the other's.
    #[error("certificate of trustee {trustee}: has a key of an earlier one")]
    Repeated {
        /// The later of the two, from 1.
        trustee: usize,
    },
    /// A message of this trustee is wrong.
    #[error("{message} of trustee {trustee}: {error}")]
    Message {
        /// The trustee, from 1.
        trustee: usize,
        /// Which of its messages.
        message: &'static str,
        /// What is wrong.
        error: ChannelError,
    },
    /// This trustee's value does not lie on the polynomial that it committed to.
    #[error(
        "share from trustee {trustee}: does not fit its commitments; begin the ceremony anew without it"
    )]
    Share {
        /// The trustee, from 1.
        trustee: usize,
    },
    /// This trustee's public key is wrong.
    #[error("public key of trustee {trustee}: {error}")]
    Key {
        /// The trustee, from 1.
        trustee: usize,
        /// What is wrong.
        error: TrusteeKeyError,
    },
    /// This trustee's public key is not the one that follows from the commitments.
    #[error("public key of trustee {trustee}: not the one that follows from the commitments")]
    KeyDiffers {
        /// The trustee, from 1.
        trustee: usize,
    },
    /// The commitments add up to a key whose private part everybody knows.
    #[error("joint public key: the neutral element is no key; begin the ceremony anew")]
    NeutralKey,
    /// This trustee did not sign its public key.
    #[error("public key of trustee {trustee}: its signature is missing")]
    KeyUnsigned {
        /// The trustee, from 1.
        trustee: usize,
    },
    /// None of the certificates is ours.
    #[error("your certificate is not among those of the ceremony")]
    NotAmongUs,
}

fn message(trustee: usize, message: &'static str) -> impl Fn(ChannelError) -> CeremonyError {
    move |error| CeremonyError::Message {
        trustee,
        message,
        error,
    }
}

fn count(what: &'static str, found: usize, expected: usize) -> Result<(), CeremonyError> {
    if found == expected {
        Ok(())
    } else {
        Err(CeremonyError::Count {
            what,
            found,
            expected,
        })
    }
}

fn count_of(
    trustee: usize,
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), CeremonyError> {
    if found == expected {
        Ok(())
    } else {
        Err(CeremonyError::CountOf {
            trustee,
            what,
            found,
            expected,
        })
    }
}

fn field(field: &'static str) -> impl Fn(DecodeError) -> ChannelError {
    move |error| ChannelError::Field { field, error }
}

fn json(error: serde_json::Error) -> ChannelError {
    ChannelError::Json(error.to_string())
}

/// Step 1: makes a certificate for a fresh seed (spec §Certificates).
///
/// # Errors
/// [`CeremonyError::Threshold`] or [`CeremonyError::Count`] if the context is not possible.
pub fn certificate<G: Group, R: CryptoRng + ?Sized>(
    seed: &Seed,
    index: u32,
    threshold: u32,
    size: u32,
    rng: &mut R,
) -> Result<SignedMessage, CeremonyError> {
    if threshold == 0 || threshold >= size {
        return Err(CeremonyError::Threshold { threshold, size });
    }
    if index == 0 || index > size {
        return Err(CeremonyError::Count {
            what: "index of the trustee",
            found: index as usize,
            expected: size as usize,
        });
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
    Ok(SignedMessage::new(
        &signing_key,
        channel::to_json(&text),
        rng,
    ))
}

/// The name of a trustee's files in a ceremony: the SHA-256 of its certificate's message, in hexadecimal.
pub fn certificate_id(certificate: &SignedMessage) -> String {
    channel::hex(&Sha256::digest(certificate.message.as_bytes()))
}

/// The context that a certificate states, which may be untrue: see [`check_certificates`].
///
/// # Errors
/// [`ChannelError::Json`].
pub fn certificate_context(certificate: &SignedMessage) -> Result<Context, ChannelError> {
    let text: CertificateText = serde_json::from_str(&certificate.message).map_err(json)?;
    Ok(text.context)
}

fn certificate_keys<G: Group>(
    certificate: &SignedMessage,
    expected: &Context,
) -> Result<CertificateKeys<G>, CeremonyError> {
    let trustee = expected.index as usize;
    let fail = message(trustee, "certificate");
    let text: CertificateText =
        serde_json::from_str(&certificate.message).map_err(|error| fail(json(error)))?;
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

/// Step 2: checks all certificates: the same group, size and threshold, each in its place, each signed with its own
/// key, no two with a key in common. Gives the threshold and everybody's keys.
///
/// # Errors
/// [`CeremonyError`], naming the trustee.
pub fn check_certificates<G: Group>(
    certificates: &[SignedMessage],
) -> Result<(u32, Vec<CertificateKeys<G>>), CeremonyError> {
    let Some(first) = certificates.first() else {
        return Err(CeremonyError::Count {
            what: "certificates",
            found: 0,
            expected: 2,
        });
    };
    let context = certificate_context(first).map_err(message(1, "certificate"))?;
    count("certificates", certificates.len(), context.size as usize)?;
    if context.threshold == 0 || context.threshold >= context.size {
        return Err(CeremonyError::Threshold {
            threshold: context.threshold,
            size: context.size,
        });
    }
    check_certificates_for(certificates, context.threshold).map(|keys| (context.threshold, keys))
}

fn check_certificates_for<G: Group>(
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

/// Which trustee we are, from 1, and the keys that show it.
fn find_us<G: Group>(
    keys: &[CertificateKeys<G>],
    signing_key: &SecretScalar<G>,
    decryption_key: &SecretScalar<G>,
) -> Result<usize, CeremonyError> {
    let ours = CertificateKeys {
        verification: G::g_pow(signing_key.expose()),
        encryption: G::g_pow(decryption_key.expose()),
    };
    keys.iter()
        .position(|keys| *keys == ours)
        .map(|place| place + 1)
        .ok_or(CeremonyError::NotAmongUs)
}

fn signed_set(certificates: &[SignedMessage], coefexps: &[String]) -> String {
    let set = SignedSetText {
        certs: certificates,
        coefexps,
    };
    format!("certs_sig|{}", channel::to_json(&set))
}

fn to_decimal<S: Scalar>(scalar: &S) -> Zeroizing<String> {
    // Room for any group's scalars: a text that grows leaves copies of itself behind.
    let mut out = Zeroizing::new(String::with_capacity(640));
    scalar.encode_vartime(&mut out);
    out
}

/// Step 3: picks a random polynomial and shares it out (spec §Polynomials). `threshold` coefficients: as many values
/// as that determine it.
///
/// # Errors
/// [`CeremonyError`] if the certificates are not valid or ours is not among them.
pub fn share<G: Group, R: CryptoRng + ?Sized>(
    seed: &Seed,
    certificates: &[SignedMessage],
    rng: &mut R,
) -> Result<Polynomial, CeremonyError> {
    let (threshold, keys) = check_certificates::<G>(certificates)?;
    let signing_key = seed.signing_key::<G>();
    let decryption_key = seed.decryption_key::<G>();
    let us = find_us(&keys, &signing_key, &decryption_key)?;
    let coefficients: Vec<SecretScalar<G>> =
        (0..threshold).map(|_| SecretScalar::random(rng)).collect();
    let coefexps: Vec<String> = coefficients
        .iter()
        .map(|coefficient| G::to_text(&G::g_pow(coefficient.expose())))
        .collect();
    let raw = RawPolynomialText {
        polynomial: coefficients
            .iter()
            .map(|coefficient| to_decimal(coefficient.expose()))
            .collect(),
    };
    let polynomial = channel::send::<G, R>(
        &signing_key,
        &keys[us - 1].encryption,
        &Zeroizing::new(channel::to_json(&raw)),
        rng,
    );
    let secrets = keys
        .iter()
        .zip(1..)
        .map(|(keys, index)| {
            let x = G::Scalar::from_u64(index);
            // Horner's rule, from the highest coefficient.
            let value = coefficients
                .iter()
                .rev()
                .fold(G::Scalar::ZERO, |value, a| value * x + *a.expose());
            let value = SecretScalar::<G>::new(value);
            let secret = SecretText {
                secret: to_decimal(value.expose()),
            };
            let secret = Zeroizing::new(channel::to_json(&secret));
            channel::send::<G, R>(&signing_key, &keys.encryption, &secret, rng)
        })
        .collect();
    let signature = channel::sign(&signing_key, &signed_set(certificates, &coefexps), rng);
    let coefexps = channel::to_json(&CommitmentsText { coefexps });
    Ok(Polynomial {
        polynomial,
        secrets,
        coefexps: SignedMessage::new(&signing_key, coefexps, rng),
        signature: signature.to_text(),
    })
}

/// Reads the commitments of every trustee and checks both signatures of each.
fn check_commitments<G: Group>(
    certificates: &[SignedMessage],
    keys: &[CertificateKeys<G>],
    threshold: u32,
    coefexps: &[SignedMessage],
    signatures: &[ProofText],
) -> Result<Vec<Vec<G::Element>>, CeremonyError> {
    count("commitments", coefexps.len(), keys.len())?;
    count(
        "signatures of the certificates",
        signatures.len(),
        keys.len(),
    )?;
    keys.iter()
        .zip(coefexps.iter().zip(signatures))
        .zip(1..)
        .map(|((keys, (coefexps, signature)), trustee)| {
            let fail = message(trustee, "commitments");
            coefexps.verify::<G>(&keys.verification).map_err(&fail)?;
            let text: CommitmentsText =
                serde_json::from_str(&coefexps.message).map_err(|error| fail(json(error)))?;
            count_of(
                trustee,
                "commitments to coefficients",
                text.coefexps.len(),
                threshold as usize,
            )?;
            let signature = Proof::<G>::from_text(signature)
                .map_err(|(name, error)| message(trustee, "signature")(field(name)(error)))?;
            let signed = signed_set(certificates, &text.coefexps);
            if !channel::verify(&keys.verification, &signed, &signature) {
                return Err(message(trustee, "signature")(ChannelError::Signature));
            }
            text.coefexps
                .iter()
                .map(|text| G::decode_member(text).map_err(|error| fail(field("coefexps")(error))))
                .collect()
        })
        .collect()
}

/// *g* raised to the value at `x` of the polynomial committed to.
fn commitment_at<G: Group>(commitments: &[G::Element], x: u64) -> G::Element {
    commitments
        .iter()
        .rev()
        .fold(G::identity(), |value, commitment| {
            G::mul(&G::pow_u64_vartime(&value, x), commitment)
        })
}

/// Step 4: hands each trustee what is meant for it (spec §Vinputs).
///
/// # Errors
/// [`CeremonyError`], naming the trustee whose message is wrong.
pub fn route<G: Group>(
    certificates: &[SignedMessage],
    polynomials: &[Polynomial],
) -> Result<Vec<Vinput>, CeremonyError> {
    let (threshold, keys) = check_certificates::<G>(certificates)?;
    count("polynomials", polynomials.len(), keys.len())?;
    let coefexps: Vec<_> = polynomials.iter().map(|p| p.coefexps.clone()).collect();
    let signatures: Vec<_> = polynomials.iter().map(|p| p.signature.clone()).collect();
    check_commitments(certificates, &keys, threshold, &coefexps, &signatures)?;
    for (polynomial, trustee) in polynomials.iter().zip(1..) {
        count_of(trustee, "secrets", polynomial.secrets.len(), keys.len())?;
    }
    Ok((0..keys.len())
        .map(|j| Vinput {
            polynomial: polynomials[j].polynomial.clone(),
            secrets: polynomials.iter().map(|p| p.secrets[j].clone()).collect(),
            coefexps: coefexps.clone(),
            signatures: signatures.clone(),
        })
        .collect())
}

/// Step 5: checks what came from everybody and makes the decryption key (spec §Voutputs).
///
/// # Errors
/// [`CeremonyError`], naming the trustee whose message is wrong.
pub fn accept<G: Group, R: CryptoRng + ?Sized>(
    seed: &Seed,
    certificates: &[SignedMessage],
    vinput: &Vinput,
    rng: &mut R,
) -> Result<Voutput, CeremonyError> {
    let (threshold, keys) = check_certificates::<G>(certificates)?;
    let signing_key = seed.signing_key::<G>();
    let decryption_key = seed.decryption_key::<G>();
    let us = find_us(&keys, &signing_key, &decryption_key)?;
    let commitments = check_commitments(
        certificates,
        &keys,
        threshold,
        &vinput.coefexps,
        &vinput.signatures,
    )?;
    // Our own polynomial came back unchanged: the commitments are those of step 3.
    let ours = message(us, "polynomial");
    let raw = channel::receive(
        &decryption_key,
        &keys[us - 1].verification,
        &vinput.polynomial,
    )
    .map_err(&ours)?;
    // Errors about what was decrypted must not repeat it.
    let raw: RawPolynomialText = serde_json::from_str(&raw).map_err(|_| {
        ours(ChannelError::Json(
            "the polynomial has the wrong form".to_owned(),
        ))
    })?;
    count_of(us, "coefficients", raw.polynomial.len(), threshold as usize)?;
    for (coefficient, commitment) in raw.polynomial.iter().zip(&commitments[us - 1]) {
        let coefficient = SecretScalar::<G>::decode(coefficient)
            .map_err(|error| ours(field("polynomial")(error)))?;
        if G::g_pow(coefficient.expose()) != *commitment {
            return Err(CeremonyError::Share { trustee: us });
        }
    }
    count("secrets", vinput.secrets.len(), keys.len())?;
    let mut sum = G::Scalar::ZERO;
    for (i, (secret, sender)) in vinput.secrets.iter().zip(&keys).enumerate() {
        let fail = message(i + 1, "share");
        let text =
            channel::receive(&decryption_key, &sender.verification, secret).map_err(&fail)?;
        let text: SecretText = serde_json::from_str(&text).map_err(|_| {
            fail(ChannelError::Json(
                "the share has the wrong form".to_owned(),
            ))
        })?;
        let value = SecretScalar::<G>::decode(&text.secret)
            .map_err(|error| fail(field("secret")(error)))?;
        if G::g_pow(value.expose()) != commitment_at::<G>(&commitments[i], us as u64) {
            return Err(CeremonyError::Share { trustee: i + 1 });
        }
        sum = sum + *value.expose();
    }
    let secret = SecretScalar::<G>::new(sum);
    let mut public_key = TrusteePublicKey::new(&secret, rng);
    let text = G::to_text(&public_key.public_key);
    public_key.signature = Some(channel::sign(&signing_key, &text, rng));
    let key = DecryptionKeyText {
        decryption_key: to_decimal(secret.expose()),
    };
    Ok(Voutput {
        private_key: channel::send::<G, R>(
            &signing_key,
            &keys[us - 1].encryption,
            &Zeroizing::new(channel::to_json(&key)),
            rng,
        ),
        public_key: public_key.to_text(),
    })
}

/// Opens the decryption key that [`accept`] encrypted to ourselves (a `.dkey` file).
///
/// Does not check that it is the key of any poll.
///
/// # Errors
/// [`ChannelError`].
pub fn open_decryption_key<G: Group>(
    seed: &Seed,
    encrypted: &str,
) -> Result<SecretScalar<G>, ChannelError> {
    let ours = G::g_pow(seed.signing_key::<G>().expose());
    let text = channel::receive(&seed.decryption_key::<G>(), &ours, encrypted)?;
    let text: DecryptionKeyText = serde_json::from_str(&text)
        .map_err(|_| ChannelError::Json("the key has the wrong form".to_owned()))?;
    SecretScalar::decode(&text.decryption_key).map_err(field("decryption_key"))
}

/// Step 6: puts together what is published (spec §Threshold parameters), and checks it.
///
/// # Errors
/// [`CeremonyError`], naming the trustee whose message is wrong.
pub fn finish<G: Group>(
    certificates: &[SignedMessage],
    polynomials: &[Polynomial],
    voutputs: &[Voutput],
) -> Result<ThresholdParameters, CeremonyError> {
    let (threshold, _) = check_certificates::<G>(certificates)?;
    let parameters = ThresholdParameters {
        threshold,
        certs: certificates.to_vec(),
        coefexps: polynomials.iter().map(|p| p.coefexps.clone()).collect(),
        signatures: polynomials.iter().map(|p| p.signature.clone()).collect(),
        verification_keys: voutputs.iter().map(|v| v.public_key.clone()).collect(),
    };
    CheckedParameters::<G>::check(&parameters)?;
    Ok(parameters)
}

/// Threshold parameters in which every signature, commitment and key has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedParameters<G: Group> {
    threshold: u32,
    verification_keys: Vec<TrusteePublicKey<G>>,
    public_key: G::Element,
}

impl<G: Group> CheckedParameters<G> {
    /// Checks threshold parameters (spec §Threshold parameters, §Voutputs).
    ///
    /// # Errors
    /// [`CeremonyError`], naming the trustee whose message is wrong.
    pub fn check(parameters: &ThresholdParameters) -> Result<Self, CeremonyError> {
        let size = parameters.certs.len() as u32;
        let threshold = parameters.threshold;
        if threshold == 0 || threshold > size {
            return Err(CeremonyError::Threshold { threshold, size });
        }
        let keys = check_certificates_for::<G>(&parameters.certs, threshold)?;
        let commitments = check_commitments(
            &parameters.certs,
            &keys,
            threshold,
            &parameters.coefexps,
            &parameters.signatures,
        )?;
        count(
            "verification keys",
            parameters.verification_keys.len(),
            keys.len(),
        )?;
        // The polynomial that nobody knows: its value at 0 is the joint private key.
        let joint: Vec<G::Element> = (0..threshold as usize)
            .map(|k| {
                commitments
                    .iter()
                    .filter_map(|commitments| commitments.get(k))
                    .fold(G::identity(), |product, commitment| {
                        G::mul(&product, commitment)
                    })
            })
            .collect();
        let public_key = joint.first().cloned().unwrap_or_else(G::identity);
        if public_key == G::identity() {
            return Err(CeremonyError::NeutralKey);
        }
        let verification_keys = parameters
            .verification_keys
            .iter()
            .zip(&keys)
            .zip(1..)
            .map(|((text, keys), trustee)| {
                let key = TrusteePublicKey::<G>::from_text(text)
                    .map_err(|error| CeremonyError::Key { trustee, error })?;
                if key.public_key != commitment_at::<G>(&joint, trustee as u64) {
                    return Err(CeremonyError::KeyDiffers { trustee });
                }
                let signature = key
                    .signature
                    .as_ref()
                    .ok_or(CeremonyError::KeyUnsigned { trustee })?;
                let signed = G::to_text(&key.public_key);
                if !channel::verify(&keys.verification, &signed, signature) {
                    return Err(message(trustee, "public key")(ChannelError::Signature));
                }
                Ok(key)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            threshold,
            verification_keys,
            public_key,
        })
    }

    /// How many trustees suffice to decrypt.
    pub fn threshold(&self) -> u32 {
        self.threshold
    }

    /// Every trustee's public key, in order.
    pub fn verification_keys(&self) -> &[TrusteePublicKey<G>] {
        &self.verification_keys
    }

    /// The joint public key, whose private part nobody has.
    pub fn public_key(&self) -> &G::Element {
        &self.public_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::Ed25519;
    use std::path::Path;

    /// A ceremony run by the independent tool, if its files are at hand.
    fn independent(name: &str) -> Option<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/cases/belenios/v33-simple-ed25519-threshold2of3-10");
        let text = std::fs::read_to_string(folder.join(name)).ok();
        if text.is_none() {
            println!("skipped: {} is not here", folder.join(name).display());
        }
        text
    }

    #[test]
    fn checks_a_ceremony_of_the_independent_tool() {
        let Some(text) = independent("threshold.json.keep") else {
            return;
        };
        let parameters: ThresholdParameters = serde_json::from_str(&text).unwrap();
        let checked = CheckedParameters::<Ed25519>::check(&parameters).unwrap();
        assert_eq!(checked.threshold(), 2);
        for (i, certificate) in parameters.certs.iter().enumerate() {
            let id = certificate_id(certificate);
            let seed = Seed::parse(independent(&format!("{id}.key")).unwrap().trim()).unwrap();
            let dkey = independent(&format!("{id}.dkey")).unwrap();
            let key = open_decryption_key::<Ed25519>(&seed, &dkey).unwrap();
            assert_eq!(
                Ed25519::g_pow(key.expose()),
                checked.verification_keys()[i].public_key
            );
        }
    }
}
