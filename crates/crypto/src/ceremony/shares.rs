//! Steps 3 to 5: each trustee shares a random polynomial out, the server hands everybody its shares, and each trustee
//! checks them and adds them up to its decryption key (spec §Polynomials, §Vinputs, §Voutputs).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::certificates::{CertificateKeys, certificate_context, check_certificates};
use super::error::{CeremonyError, count, count_of, field, json, message};
use super::messages::{
    CommitmentsText, Context, DecryptionKeyText, Polynomial, RawPolynomialText, SecretText,
    SignedSetText, Vinput, Voutput,
};
use crate::channel::{self, ChannelError, Seed, SignedMessage};
use crate::group::{Group, Scalar};
use crate::proof::Proof;
use crate::secret::SecretScalar;
use crate::trustee::TrusteePublicKey;
use crate::wire::{self, ProofText};

/// What a trustee knows of its ceremony.
struct Place<G: Group> {
    /// Our number, from 1.
    us: usize,
    /// Of how many coefficients a polynomial is made.
    threshold: u32,
    /// Everybody's keys.
    keys: Vec<CertificateKeys<G>>,
}

/// Finds our own certificate and checks all others against what it says. Nobody but us can sign it, so it tells what
/// the ceremony was begun for, whatever the others or the server say.
fn find_us<G: Group>(
    certificates: &[SignedMessage],
    signing_key: &SecretScalar<G>,
    decryption_key: &SecretScalar<G>,
) -> Result<Place<G>, CeremonyError> {
    let ours = CertificateKeys::<G> {
        verification: G::g_pow(signing_key.expose()),
        encryption: G::g_pow(decryption_key.expose()),
    };
    let (us, context) = certificates
        .iter()
        .zip(1..)
        .filter(|(certificate, _)| certificate.verify::<G>(&ours.verification).is_ok())
        .find_map(|(certificate, us)| Some((us, certificate_context(certificate).ok()?)))
        .ok_or(CeremonyError::NotAmongUs)?;
    let Context {
        threshold, size, ..
    } = context;
    let keys = check_certificates::<G>(certificates, threshold, size)?;
    // What we signed in another's name is not our certificate.
    if keys.get(us - 1) != Some(&ours) {
        return Err(CeremonyError::NotAmongUs);
    }
    Ok(Place {
        us,
        threshold,
        keys,
    })
}

fn signed_set(certificates: &[SignedMessage], coefexps: &[String]) -> String {
    let set = SignedSetText {
        certs: certificates,
        coefexps,
    };
    format!("certs_sig|{}", wire::write(&set))
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
    let signing_key = seed.signing_key::<G>();
    let decryption_key = seed.decryption_key::<G>();
    let Place {
        us,
        threshold,
        keys,
    } = find_us::<G>(certificates, &signing_key, &decryption_key)?;
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
    let length = raw.polynomial.iter().map(|text| text.len()).sum();
    let polynomial = channel::send::<G, R>(
        &signing_key,
        &keys[us - 1].encryption,
        &wire::write_secret(&raw, length),
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
            let secret = wire::write_secret(&secret, secret.secret.len());
            channel::send::<G, R>(&signing_key, &keys.encryption, &secret, rng)
        })
        .collect();
    let signature = channel::sign(&signing_key, &signed_set(certificates, &coefexps), rng);
    let coefexps = wire::write(&CommitmentsText { coefexps });
    Ok(Polynomial {
        polynomial,
        secrets,
        coefexps: SignedMessage::new(&signing_key, coefexps, rng),
        signature: signature.to_text(),
    })
}

/// Reads the commitments of every trustee and checks both signatures of each.
pub(super) fn check_commitments<G: Group>(
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
                wire::read(coefexps.message.as_bytes()).map_err(|error| fail(json(error)))?;
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
pub(super) fn commitment_at<G: Group>(commitments: &[G::Element], x: u64) -> G::Element {
    commitments
        .iter()
        .rev()
        .fold(G::identity(), |value, commitment| {
            G::mul(&G::pow_u64_vartime(&value, x), commitment)
        })
}

/// Step 4: hands each trustee what is meant for it (spec §Vinputs). Threshold and number of trustees are those that
/// the server announced the ceremony with.
///
/// # Errors
/// [`CeremonyError`], naming the trustee whose message is wrong.
pub fn route<G: Group>(
    certificates: &[SignedMessage],
    polynomials: &[Polynomial],
    threshold: u32,
    size: u32,
) -> Result<Vec<Vinput>, CeremonyError> {
    let keys = check_certificates::<G>(certificates, threshold, size)?;
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
    let signing_key = seed.signing_key::<G>();
    let decryption_key = seed.decryption_key::<G>();
    let Place {
        us,
        threshold,
        keys,
    } = find_us::<G>(certificates, &signing_key, &decryption_key)?;
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
    let raw: RawPolynomialText = wire::read(raw.as_bytes()).map_err(|_| {
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
        let text: SecretText = wire::read(text.as_bytes()).map_err(|_| {
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
            &wire::write_secret(&key, key.decryption_key.len()),
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
    let text: DecryptionKeyText = wire::read(text.as_bytes())
        .map_err(|_| ChannelError::Json("the key has the wrong form".to_owned()))?;
    SecretScalar::decode(&text.decryption_key).map_err(field("decryption_key"))
}
