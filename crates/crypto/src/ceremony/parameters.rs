//! Step 6: what is published of a ceremony, and its check by everybody (spec §Threshold parameters).

use super::certificates::{check_certificates, check_published_certificates};
use super::error::{CeremonyError, count, message};
use super::messages::{Polynomial, ThresholdParameters, Voutput};
use super::shares::{check_commitments, commitment_at};
use crate::channel::{self, ChannelError, SignedMessage};
use crate::group::Group;
use crate::trustee::TrusteePublicKey;

/// Step 6: puts together what is published (spec §Threshold parameters), and checks it. Threshold and number of
/// trustees are those that the server announced the ceremony with.
///
/// # Errors
/// [`CeremonyError`], naming the trustee whose message is wrong.
pub fn finish<G: Group>(
    certificates: &[SignedMessage],
    polynomials: &[Polynomial],
    voutputs: &[Voutput],
    threshold: u32,
    size: u32,
) -> Result<ThresholdParameters, CeremonyError> {
    check_certificates::<G>(certificates, threshold, size)?;
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
    /// The threshold may be the number of trustees itself: archives can have it so, though [`certificate`](super::certificate) and
    /// [`check_certificates`] refuse it for new ceremonies.
    ///
    /// # Errors
    /// [`CeremonyError`], naming the trustee whose message is wrong.
    pub fn check(parameters: &ThresholdParameters) -> Result<Self, CeremonyError> {
        let size = parameters.certs.len() as u32;
        let threshold = parameters.threshold;
        if threshold == 0 || threshold > size {
            return Err(CeremonyError::Threshold { threshold, size });
        }
        let keys = check_published_certificates::<G>(&parameters.certs, threshold)?;
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
    use crate::ceremony::{certificate_id, open_decryption_key};
    use crate::channel::Seed;
    use crate::group::Ed25519;
    use crate::wire;
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
        let parameters: ThresholdParameters = wire::read(text.as_bytes()).unwrap();
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
