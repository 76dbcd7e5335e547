//! Secrets are not shown.

use veche_crypto::channel::{ChannelError, Seed};
use veche_crypto::elgamal::Opening;
use veche_crypto::group::{Group, Scalar};
use veche_crypto::proof::Proof;
use veche_crypto::secret::SecretScalar;

use crate::support::{Property, decimal, in_every_group, rng};

/// What follows the name of the type.
fn inside(debug: &str) -> &str {
    debug.split_once('(').expect("Name(…)").1
}

struct Hidden;

impl Property for Hidden {
    fn holds<G: Group>() {
        let mut rng = rng(120);
        let scalar = G::Scalar::random(&mut rng);
        let opening = Opening::<G>::new(SecretScalar::new(scalar), 7_654_321);
        for debug in [
            format!("{scalar:?}"),
            format!("{:?}", SecretScalar::<G>::new(scalar)),
            format!("{opening:?}"),
            format!("{:#?}", SecretScalar::<G>::new(scalar)),
        ] {
            assert!(
                inside(&debug).chars().all(|c| !c.is_alphanumeric()),
                "{debug}"
            );
        }
        // Proofs are public; their scalars are hidden all the same.
        let proof = Proof::<G> {
            challenge: scalar,
            response: scalar,
        };
        assert!(!format!("{proof:?}").contains(&decimal(&scalar)[..6]));
    }
}

#[test]
fn debug_of_a_secret_shows_no_digit_of_it() {
    in_every_group::<Hidden>();
}

#[test]
fn debug_of_a_seed_shows_no_character_of_it() {
    let seed = Seed::random(&mut rng(121));
    let debug = format!("{seed:?}");
    assert_eq!(debug, "Seed(…)");
}

#[test]
fn the_error_about_a_seed_does_not_repeat_it() {
    let text = "zyxwvutsrqponmkjihgfe0";
    let error = Seed::parse(text).unwrap_err();
    assert_eq!(error, ChannelError::Seed);
    assert!(!format!("{error} {error:?}").contains(&text[..6]));
}
