//! What lies outside the group is told apart, and why it must be: proofs do not notice it.

use veche_crypto::group::{DecodeError, Group, Scalar};
use veche_crypto::proof::{prove_knowledge, verify_knowledge};

use crate::support::{Property, in_every_group, outsider, rng, secret};

struct Alone;

impl Property for Alone {
    fn holds<G: Group>() {
        let mut rng = rng(190);
        let member = G::g_pow(&G::Scalar::random(&mut rng));
        for element in [
            G::identity(),
            G::generator(),
            G::inv(&member),
            member.clone(),
        ] {
            assert!(G::is_member_vartime(&element));
            assert_eq!(G::decode_member(&G::to_text(&element)), Ok(element));
        }
        for element in [outsider::<G>(), G::mul(&member, &outsider::<G>())] {
            assert!(!G::is_member_vartime(&element));
            let text = G::to_text(&element);
            assert!(G::decode(&text).is_ok());
            assert_eq!(G::decode_member(&text), Err(DecodeError::NotInGroup));
        }
    }
}

#[test]
fn an_element_outside_the_group_is_not_read_as_a_member() {
    in_every_group::<Alone>();
}

struct Many;

impl Property for Many {
    fn holds<G: Group>() {
        let mut element = G::generator();
        let mut elements: Vec<G::Element> = (0..260)
            .map(|_| {
                element = G::mul(&element, &element);
                element.clone()
            })
            .collect();
        let outsider = outsider::<G>();
        assert!(G::all_members_vartime(&[], &[0; 32]));
        assert!(G::all_members_vartime(&elements, &[1; 32]));
        for place in [0, 131, 259] {
            let honest = elements[place].clone();
            elements[place] = G::mul(&honest, &outsider);
            assert!(!G::all_members_vartime(&elements, &[2; 32]), "{place}");
            assert!(!G::all_members_vartime(&elements[place..=place], &[2; 32]));
            elements[place] = honest;
        }
        // Two that cancel in the product of all.
        elements[7] = G::mul(&elements[7], &outsider);
        elements[8] = G::mul(&elements[8], &G::inv(&outsider));
        assert!(!G::all_members_vartime(&elements, &[3; 32]));
    }
}

#[test]
fn one_element_outside_the_group_among_many_is_noticed() {
    in_every_group::<Many>();
}

struct Unnoticed;

impl Property for Unnoticed {
    fn holds<G: Group>() {
        // An outsider of order 2: its even powers vanish, and half of all challenges are even.
        let outsider = outsider::<G>();
        if G::mul(&outsider, &outsider) != G::identity() {
            return;
        }
        let mut rng = rng(191);
        let key = secret::<G>(5);
        let public = G::mul(&G::g_pow(key.expose()), &outsider);
        let accepted = (0..64)
            .filter(|_| {
                let proof = prove_knowledge("sig|", &key, &mut rng);
                verify_knowledge("sig|", &public, &proof)
            })
            .count();
        assert!((10..54).contains(&accepted), "{accepted}");
    }
}

#[test]
fn a_proof_does_not_replace_the_check_of_membership() {
    in_every_group::<Unnoticed>();
}
