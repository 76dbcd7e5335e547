//! Proofs of a shuffle: only the one that its maker made is accepted, at once as one by one.

use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::elgamal::{Ciphertext, PublicKey};
use veche_crypto::group::{Ed25519, Group, PrimeField, Rfc3526};
use veche_crypto::proof::encrypt_element;
use veche_crypto::secret::SecretScalar;
use veche_crypto::shuffle::{
    ShuffleProof, ShuffleProofText, Shuffled, Statement, shuffle, verify, verify_each,
};
use veche_crypto::wire;

/// What was shuffled.
struct World<G: Group> {
    key: PublicKey<G>,
    input: Vec<Ciphertext<G>>,
    shuffled: Shuffled<G>,
}

impl<G: Group> World<G> {
    fn new(number: usize) -> Self {
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let key = PublicKey::new(G::g_pow(SecretScalar::<G>::random(&mut rng).expose()));
        let input: Vec<_> = (0..number)
            .map(|_| encrypt_element(&key, &G::generator(), &SecretScalar::random(&mut rng)))
            .collect();
        let shuffled = shuffle("phi", &key, &input, &mut rng);
        Self {
            key,
            input,
            shuffled,
        }
    }

    fn judge(&self, text: &ShuffleProofText) {
        let Ok(proof) = ShuffleProof::<G>::from_text(text) else {
            return;
        };
        assert_eq!(&proof.to_text(), text);
        let statement = Statement {
            fingerprint: "phi",
            key: self.key.element(),
            input: &self.input,
            output: &self.shuffled.output,
        };
        let each = verify_each(&statement, &proof).is_ok();
        if proof.elements().all(G::is_member_vartime) {
            assert_eq!(verify(&statement, &proof, &[7; 32]), each);
            assert_eq!(each, proof == self.shuffled.proof, "a proof nobody made");
        }
    }

    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.shuffled.proof.to_text()).expect("texts")
    }
}

static ON_A_CURVE: LazyLock<World<Ed25519>> = LazyLock::new(|| World::new(3));
static IN_A_FIELD: LazyLock<World<PrimeField<Rfc3526>>> = LazyLock::new(|| World::new(1));

/// Reads the JSON of a proof and verifies it.
pub fn target(data: &[u8]) {
    let Ok(text) = wire::read::<ShuffleProofText>(data) else {
        return;
    };
    let written = serde_json::to_vec(&text).expect("texts");
    assert_eq!(crate::json(&written), crate::json(data));
    ON_A_CURVE.judge(&text);
    IN_A_FIELD.judge(&text);
}

/// True proofs, and one of nothing.
pub fn seeds() -> Vec<Vec<u8>> {
    let of_nothing = World::<Ed25519>::new(0);
    vec![ON_A_CURVE.json(), IN_A_FIELD.json(), of_nothing.json()]
}
