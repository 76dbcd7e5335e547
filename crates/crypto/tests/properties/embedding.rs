//! Small integers in elements (spec §Groups): what goes in comes out, in the groups that have room for any.

use proptest::prelude::*;
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526, Scalar};

use crate::support::{Property, in_every_group, rng, runner};

/// Whether the integers come out of the element that holds them, and this is an element of the group.
fn comes_back<G: Group>(integers: &[u8]) -> bool {
    G::embed(integers).is_some_and(|element| {
        G::is_member_vartime(&element)
            && G::embedded_vartime(&element, integers.len()) == integers
            // As a reader finds it.
            && G::decode_member(&G::to_text(&element)) == Ok(element)
    })
}

#[test]
fn the_groups_hold_as_many_integers_as_the_specification_says() {
    assert_eq!(Ed25519::EMBEDDED, 30);
    assert_eq!(PrimeField::<Rfc3526>::EMBEDDED, 255);
    assert_eq!(PrimeField::<Belenios2048>::EMBEDDED, 0);
}

struct ComesBack;

impl Property for ComesBack {
    fn holds<G: Group>() {
        if G::EMBEDDED == 0 {
            assert_eq!(G::embed(&[]), None);
            return;
        }
        runner(64)
            .run(
                &proptest::collection::vec(any::<u8>(), 0..=G::EMBEDDED),
                |integers| {
                    prop_assert!(comes_back::<G>(&integers));
                    Ok(())
                },
            )
            .unwrap();
    }
}

#[test]
fn integers_come_out_as_they_went_in() {
    in_every_group::<ComesBack>();
}

struct Extremes;

impl Property for Extremes {
    fn holds<G: Group>() {
        if G::EMBEDDED == 0 {
            return;
        }
        for length in [0, 1, 2, G::EMBEDDED - 1, G::EMBEDDED] {
            for integer in [0, 1, 0x3f, 0x40, 0x7f, 0x80, 254] {
                let mut integers = vec![integer; length];
                assert!(comes_back::<G>(&integers), "{integers:?}");
                // One bit alone, first and last.
                if let Some(first) = integers.first_mut() {
                    *first ^= 0x80;
                }
                if let Some(last) = integers.last_mut() {
                    *last ^= 1;
                }
                assert!(comes_back::<G>(&integers), "{integers:?}");
            }
        }
    }
}

#[test]
fn zeros_and_the_highest_integers_find_an_element_too() {
    in_every_group::<Extremes>();
}

#[test]
fn the_highest_integers_of_all_find_an_element_or_are_refused() {
    for length in 0..=Ed25519::EMBEDDED {
        assert!(comes_back::<Ed25519>(&vec![255; length]), "{length}");
    }
    type Rfc = PrimeField<Rfc3526>;
    for length in [1, 8, 9, 253, 254] {
        assert!(comes_back::<Rfc>(&vec![255; length]), "{length}");
    }
    // The prime begins with the bytes ff (eight times), c9, 0f: from there on no number is below it.
    let begins_with = |ninth: u8| {
        let mut integers = vec![255; 255];
        integers[8..].fill(ninth);
        integers
    };
    for ninth in [0, 1, 0xc8] {
        assert!(comes_back::<Rfc>(&begins_with(ninth)), "{ninth}");
    }
    for ninth in [0xc9, 0xca, 255] {
        assert_eq!(Rfc::embed(&begins_with(ninth)), None, "{ninth}");
    }
}

struct TooMany;

impl Property for TooMany {
    fn holds<G: Group>() {
        for more in [1, 2, 1_000] {
            for integer in [0, 255] {
                assert_eq!(G::embed(&vec![integer; G::EMBEDDED + more]), None);
            }
        }
    }
}

#[test]
fn more_integers_than_there_is_room_for_are_refused() {
    in_every_group::<TooMany>();
}

struct AnyElement;

impl Property for AnyElement {
    fn holds<G: Group>() {
        let mut rng = rng(210);
        let random = (0..20).map(|_| G::g_pow(&G::Scalar::random(&mut rng)));
        for element in [G::identity(), G::generator()].into_iter().chain(random) {
            for count in [0, 1, G::EMBEDDED, G::EMBEDDED + 1, 1_000] {
                let integers = G::embedded_vartime(&element, count);
                let expected = if G::EMBEDDED == 0 { 0 } else { count };
                assert_eq!(integers.len(), expected);
                // A shorter answer is the end of a longer one.
                let more = G::embedded_vartime(&element, count + 1);
                assert!(more.ends_with(&integers));
            }
        }
    }
}

#[test]
fn every_element_has_integers_for_its_reader() {
    in_every_group::<AnyElement>();
}

struct Distinct;

impl Property for Distinct {
    fn holds<G: Group>() {
        if G::EMBEDDED == 0 {
            return;
        }
        // The elements are far enough apart that the search never runs into the next one's room.
        let elements: Vec<String> = (0..=255)
            .filter_map(|integer| G::embed(&[7, integer]))
            .map(|element| G::to_text(&element))
            .collect();
        let different: std::collections::HashSet<_> = elements.iter().collect();
        assert_eq!(different.len(), 256);
    }
}

#[test]
fn different_integers_have_different_elements() {
    in_every_group::<Distinct>();
}
