//! Encryption that adds.

use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::{Group, Scalar};
use veche_crypto::secret::SecretScalar;

use crate::support::{Property, in_every_group, rng};

/// *g* raised to the content.
fn open<G: Group>(secret: &SecretScalar<G>, ciphertext: &Ciphertext<G>) -> G::Element {
    let mask = G::pow(&ciphertext.alpha, secret.expose());
    G::mul(&ciphertext.beta, &G::inv(&mask))
}

fn g<G: Group>(value: u64) -> G::Element {
    G::g_pow(&G::Scalar::from_u64(value))
}

struct Adds;

impl Property for Adds {
    fn holds<G: Group>() {
        let mut rng = rng(110);
        let secret = SecretScalar::<G>::random(&mut rng);
        let key = PublicKey::<G>::new(G::g_pow(secret.expose()));
        let contents = [0, 1, 5, 1_000_000_007];
        let openings: Vec<_> = contents
            .map(|content| Opening::<G>::new(SecretScalar::random(&mut rng), content))
            .into();
        let ciphertexts: Vec<_> = openings
            .iter()
            .map(|opening| Ciphertext::encrypt(&key, opening))
            .collect();
        for (ciphertext, content) in ciphertexts.iter().zip(contents) {
            assert_eq!(open(&secret, ciphertext), g::<G>(content));
        }

        let product = Ciphertext::product(&ciphertexts);
        assert_eq!(open(&secret, &product), g::<G>(contents.iter().sum()));
        assert_eq!(
            product,
            Ciphertext::encrypt(&key, &Opening::sum(&openings)),
            "the sum of the openings opens the product"
        );
        assert_eq!(
            Opening::sum(&openings).plaintext(),
            contents.iter().sum::<u64>()
        );

        let weighted = ciphertexts[2].pow_u64_vartime(1 << 40);
        assert_eq!(open(&secret, &weighted), g::<G>(5 << 40));
        assert_eq!(ciphertexts[2].pow_u64_vartime(0), Ciphertext::neutral());
        assert_eq!(ciphertexts[2].pow_u64_vartime(1), ciphertexts[2]);

        let cancelled = product.mul(&product.inv());
        assert_eq!(cancelled, Ciphertext::neutral());
        assert_eq!(product.mul(&Ciphertext::neutral()), product);
        assert_eq!(Ciphertext::<G>::product([]), Ciphertext::neutral());
        assert_eq!(open(&secret, &Ciphertext::neutral()), g::<G>(0));
    }
}

#[test]
fn ciphertexts_multiply_as_their_contents_add() {
    in_every_group::<Adds>();
}

struct Hides;

impl Property for Hides {
    fn holds<G: Group>() {
        let mut rng = rng(111);
        let secret = SecretScalar::<G>::random(&mut rng);
        let key = PublicKey::<G>::new(G::g_pow(secret.expose()));
        let mut encrypt = || {
            let opening = Opening::new(SecretScalar::random(&mut rng), 1);
            Ciphertext::encrypt(&key, &opening)
        };
        let (first, second) = (encrypt(), encrypt());
        assert_ne!(first.alpha, second.alpha);
        assert_ne!(first.beta, second.beta);
        let other = SecretScalar::<G>::new(*secret.expose() + G::Scalar::ONE);
        assert_ne!(open(&other, &first), g::<G>(1));
    }
}

#[test]
fn two_encryptions_of_the_same_differ_and_no_other_key_opens_them() {
    in_every_group::<Hides>();
}

struct Texts;

impl Property for Texts {
    fn holds<G: Group>() {
        let mut rng = rng(112);
        let key = PublicKey::<G>::new(G::g_pow(SecretScalar::<G>::random(&mut rng).expose()));
        let opening = Opening::new(SecretScalar::random(&mut rng), 3);
        let ciphertext = Ciphertext::encrypt(&key, &opening);
        let text = ciphertext.to_text();
        assert_eq!(Ciphertext::from_text(&text), Ok(ciphertext));
        let mut flawed = text.clone();
        flawed.alpha.insert(0, '0');
        assert_eq!(Ciphertext::<G>::from_text(&flawed).unwrap_err().0, "alpha");
        let mut flawed = text;
        flawed.beta.push('x');
        assert_eq!(Ciphertext::<G>::from_text(&flawed).unwrap_err().0, "beta");
    }
}

#[test]
fn a_ciphertext_is_read_as_it_was_written() {
    in_every_group::<Texts>();
}
