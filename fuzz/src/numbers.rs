//! Scalars and elements of all groups: one encoding each, and arithmetic that fails on none of them.

use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526, Scalar};

fn scalar<S: Scalar>(text: &str) {
    let Ok(scalar) = S::decode(text) else { return };
    let mut written = String::new();
    scalar.encode_vartime(&mut written);
    assert_eq!(written, text);
    let inverse = scalar.invert();
    let product = if scalar == S::ZERO { S::ZERO } else { S::ONE };
    assert_eq!(scalar * inverse, product);
    assert_eq!(scalar + -scalar, S::ZERO);
}

fn element<G: Group>(element: &G::Element) {
    let text = G::to_text(element);
    assert_eq!(G::decode(&text).as_ref(), Ok(element));
    assert_eq!(G::unpack(&G::pack(element)).as_ref(), Some(element));
    assert_eq!(G::mul(element, &G::inv(element)), G::identity());
    assert_eq!(G::pow_u64_vartime(element, 2), G::mul(element, element));
    assert_eq!(
        G::decode_member(&text).is_ok(),
        G::is_member_vartime(element)
    );
    let both = [element.clone(), G::generator()];
    assert_eq!(
        G::all_members_vartime(&both, &[5; 32]),
        G::is_member_vartime(element)
    );
    assert!(!G::sort_key(element).is_empty());
}

fn group<G: Group>(data: &[u8]) {
    if let Some(unpacked) = G::unpack(data) {
        assert_eq!(G::pack(&unpacked), data);
        element::<G>(&unpacked);
    }
    if let Ok(text) = std::str::from_utf8(data) {
        scalar::<G::Scalar>(text);
        if let Ok(decoded) = G::decode(text) {
            assert_eq!(G::to_text(&decoded), text);
            element::<G>(&decoded);
        }
    }
    if data.len() <= 64 {
        let mut text = String::new();
        G::Scalar::reduce(data).encode_vartime(&mut text);
        assert_eq!(G::Scalar::decode(&text), Ok(G::Scalar::reduce(data)));
    }
}

/// Decodes numbers in every form and group.
pub fn target(data: &[u8]) {
    group::<Ed25519>(data);
    group::<PrimeField<Belenios2048>>(data);
    group::<PrimeField<Rfc3526>>(data);
}

fn examples<G: Group>(seeds: &mut Vec<Vec<u8>>) {
    let order = {
        // q - 1, the greatest scalar.
        let mut text = String::new();
        (-G::Scalar::ONE).encode_vartime(&mut text);
        text
    };
    for power in [G::identity(), G::generator(), G::inv(&G::generator())] {
        seeds.push(G::pack(&power));
        seeds.push(G::to_text(&power).into_bytes());
    }
    seeds.push(order.into_bytes());
}

/// Elements and scalars of each group, and points of Ed25519 of small order.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    examples::<Ed25519>(&mut seeds);
    examples::<PrimeField<Belenios2048>>(&mut seeds);
    examples::<PrimeField<Rfc3526>>(&mut seeds);
    for text in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        "8000000000000000000000000000000000000000000000000000000000000001",
    ] {
        seeds.push(text.as_bytes().to_vec());
    }
    seeds
}
