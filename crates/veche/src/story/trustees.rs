//! The key ceremony of trustees, all in one place: for samples and demonstrations, never for a poll that counts.

use rand_chacha::ChaCha20Rng;
use veche_crypto::ceremony::{self, Voutput};
use veche_crypto::channel::Seed;
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_poll::trustees::TrusteeText;

/// What a trustee of a shared key has: a seed and an encrypted decryption key.
pub(crate) struct SharedKey {
    seed: Seed,
    voutput: Voutput,
}

impl SharedKey {
    /// The trustee's decryption key.
    pub(crate) fn open(&self) -> anyhow::Result<SecretScalar<Ed25519>> {
        let private = &self.voutput.private_key;
        Ok(ceremony::open_decryption_key(&self.seed, private)?)
    }
}

/// A key of so many trustees, a threshold of whom can decrypt, and what each of them has.
pub(crate) fn shared_key(
    threshold: u32,
    number: u32,
    rng: &mut ChaCha20Rng,
) -> anyhow::Result<(TrusteeText, Vec<SharedKey>)> {
    let seeds: Vec<Seed> = (0..number).map(|_| Seed::random(rng)).collect();
    let certificates = seeds
        .iter()
        .zip(1..)
        .map(|(seed, index)| {
            ceremony::certificate::<Ed25519, _>(seed, index, threshold, number, rng)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let polynomials = seeds
        .iter()
        .map(|seed| ceremony::share::<Ed25519, _>(seed, &certificates, rng))
        .collect::<Result<Vec<_>, _>>()?;
    let vinputs = ceremony::route::<Ed25519>(&certificates, &polynomials, threshold, number)?;
    let voutputs = seeds
        .iter()
        .zip(&vinputs)
        .map(|(seed, vinput)| ceremony::accept::<Ed25519, _>(seed, &certificates, vinput, rng))
        .collect::<Result<Vec<_>, _>>()?;
    let parameters =
        ceremony::finish::<Ed25519>(&certificates, &polynomials, &voutputs, threshold, number)?;
    let keys = seeds
        .into_iter()
        .zip(voutputs)
        .map(|(seed, voutput)| SharedKey { seed, voutput })
        .collect();
    Ok((TrusteeText::Pedersen(Box::new(parameters)), keys))
}
