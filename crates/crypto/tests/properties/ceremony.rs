//! Complete key ceremonies: what honest trustees make together.

use rand_chacha::ChaCha20Rng;
use veche_crypto::ceremony::{
    CeremonyError, CheckedParameters, Polynomial, ThresholdParameters, Vinput, Voutput, accept,
    certificate, check_certificates, finish, open_decryption_key, route, share,
};
use veche_crypto::channel::{Seed, SignedMessage};
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::secret::SecretScalar;

use crate::support::{Property, in_every_group, rng};

/// A ceremony in which everybody did as the protocol says.
pub(crate) struct Ceremony {
    pub(crate) threshold: u32,
    pub(crate) size: u32,
    pub(crate) seeds: Vec<Seed>,
    pub(crate) certificates: Vec<SignedMessage>,
    pub(crate) polynomials: Vec<Polynomial>,
    pub(crate) vinputs: Vec<Vinput>,
    pub(crate) voutputs: Vec<Voutput>,
    pub(crate) rng: ChaCha20Rng,
}

impl Ceremony {
    pub(crate) fn run<G: Group>(threshold: u32, size: u32) -> Self {
        let mut rng = rng(200 + threshold as u8 * 10 + size as u8);
        let seeds: Vec<_> = (0..size).map(|_| Seed::random(&mut rng)).collect();
        let certificates: Vec<_> = seeds
            .iter()
            .zip(1..)
            .map(|(seed, index)| certificate::<G, _>(seed, index, threshold, size, &mut rng))
            .collect::<Result<_, _>>()
            .unwrap();
        let polynomials: Vec<_> = seeds
            .iter()
            .map(|seed| share::<G, _>(seed, &certificates, &mut rng))
            .collect::<Result<_, _>>()
            .unwrap();
        let vinputs = route::<G>(&certificates, &polynomials, threshold, size).unwrap();
        let voutputs: Vec<_> = seeds
            .iter()
            .zip(&vinputs)
            .map(|(seed, vinput)| accept::<G, _>(seed, &certificates, vinput, &mut rng))
            .collect::<Result<_, _>>()
            .unwrap();
        Self {
            threshold,
            size,
            seeds,
            certificates,
            polynomials,
            vinputs,
            voutputs,
            rng,
        }
    }

    pub(crate) fn finish<G: Group>(&self) -> ThresholdParameters {
        finish::<G>(
            &self.certificates,
            &self.polynomials,
            &self.voutputs,
            self.threshold,
            self.size,
        )
        .unwrap()
    }
}

/// The value at 0 of the polynomial of least degree through these points (Lagrange).
fn interpolate<G: Group>(points: &[(u64, &SecretScalar<G>)]) -> G::Scalar {
    points.iter().fold(G::Scalar::ZERO, |sum, &(x, y)| {
        let others = points.iter().filter(|(other, _)| *other != x);
        let factor = others.fold(G::Scalar::ONE, |product, &(other, _)| {
            let (x, other) = (G::Scalar::from_u64(x), G::Scalar::from_u64(other));
            product * other * (other - x).invert()
        });
        sum + factor * *y.expose()
    })
}

fn complete<G: Group>(threshold: u32, size: u32) {
    let ceremony = Ceremony::run::<G>(threshold, size);
    let keys = check_certificates::<G>(&ceremony.certificates, threshold, size).unwrap();
    assert_eq!(keys.len(), size as usize);

    let parameters = ceremony.finish::<G>();
    let json = serde_json::to_string(&parameters).unwrap();
    let parameters: ThresholdParameters = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&parameters).unwrap(), json);
    let checked = CheckedParameters::<G>::check(&parameters).unwrap();
    assert_eq!(checked.threshold(), threshold);
    assert_eq!(checked.verification_keys().len(), size as usize);

    let secrets: Vec<SecretScalar<G>> = ceremony
        .seeds
        .iter()
        .zip(&ceremony.voutputs)
        .map(|(seed, voutput)| open_decryption_key(seed, &voutput.private_key).unwrap())
        .collect();
    for (secret, key) in secrets.iter().zip(checked.verification_keys()) {
        assert_eq!(G::g_pow(secret.expose()), key.public_key);
    }
    for (seed, voutput) in ceremony.seeds.iter().skip(1).zip(&ceremony.voutputs) {
        assert!(open_decryption_key::<G>(seed, &voutput.private_key).is_err());
    }

    for subset in 0..1_u32 << size {
        let points: Vec<_> = (1..)
            .zip(&secrets)
            .filter(|(x, _)| subset >> (x - 1) & 1 == 1)
            .collect();
        let joint = G::g_pow(&interpolate::<G>(&points));
        let enough = subset.count_ones() >= threshold;
        assert_eq!(joint == *checked.public_key(), enough, "{subset:b}");
    }
}

#[test]
fn one_of_two_make_a_key_that_each_opens() {
    complete::<Ed25519>(1, 2);
}

#[test]
fn three_of_five_make_a_key_that_any_three_open_and_no_two() {
    complete::<Ed25519>(3, 5);
}

struct TwoOfThree;

impl Property for TwoOfThree {
    fn holds<G: Group>() {
        complete::<G>(2, 3);
    }
}

#[test]
fn two_of_three_make_a_key_that_any_two_open_and_no_one() {
    in_every_group::<TwoOfThree>();
}

#[test]
fn a_ceremony_that_is_not_possible_is_not_begun() {
    let seed = Seed::random(&mut rng(160));
    let threshold = |threshold, size| CeremonyError::NewThreshold { threshold, size };
    let index = |index, size| CeremonyError::Index { index, size };
    for ((me, least, size), error) in [
        ((1, 0, 3), threshold(0, 3)),
        ((1, 3, 3), threshold(3, 3)),
        ((1, 4, 3), threshold(4, 3)),
        ((1, 1, 1), threshold(1, 1)),
        ((1, 0, 0), threshold(0, 0)),
        ((0, 2, 3), index(0, 3)),
        ((4, 2, 3), index(4, 3)),
        (
            (u32::MAX, u32::MAX, u32::MAX),
            threshold(u32::MAX, u32::MAX),
        ),
    ] {
        let found = certificate::<Ed25519, _>(&seed, me, least, size, &mut rng(161));
        assert_eq!(found, Err(error.clone()), "trustee {me}, {least} of {size}");
        if matches!(error, CeremonyError::NewThreshold { .. }) {
            let found = check_certificates::<Ed25519>(&[], least, size);
            assert_eq!(found, Err(error), "{least} of {size}");
        }
    }
}
