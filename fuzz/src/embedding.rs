//! Small integers in elements: what goes in comes out, and every element has some.

use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526};

fn group<G: Group>(data: &[u8]) {
    match G::embed(data) {
        Some(element) => {
            assert!(data.len() <= G::EMBEDDED && G::EMBEDDED > 0);
            assert!(G::is_member_vartime(&element));
            assert_eq!(G::embedded_vartime(&element, data.len()), data);
            // Zeros before them are the same number.
            if let Some(padded) = G::embed(&[&[0], data].concat()) {
                assert_eq!(padded, element);
            }
        }
        // Only the longest may be too high a number.
        None => assert!(data.len() >= G::EMBEDDED, "{data:?}"),
    }
    if let Some(element) = G::unpack(data) {
        let integers = G::embedded_vartime(&element, data.len());
        let expected = if G::EMBEDDED == 0 { 0 } else { data.len() };
        assert_eq!(integers.len(), expected);
    }
    if let Ok(number) = data.try_into() {
        let generator = G::independent_generator(i64::from_le_bytes(number));
        assert!(G::is_member_vartime(&generator));
    }
}

/// Embeds the data in every group, and reads it as an element that holds some.
pub fn target(data: &[u8]) {
    group::<Ed25519>(data);
    group::<PrimeField<Belenios2048>>(data);
    group::<PrimeField<Rfc3526>>(data);
}

/// Ranks, the highest integers, and elements of each group.
pub fn seeds() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        vec![1, 2, 3],
        vec![255; 8],
        vec![0; 30],
        vec![255; 30],
        vec![255; 31],
        vec![254; 255],
        vec![255; 255],
        vec![0; 256],
        Ed25519::pack(&Ed25519::generator()),
        PrimeField::<Belenios2048>::pack(&PrimeField::<Belenios2048>::generator()),
        PrimeField::<Rfc3526>::pack(&PrimeField::<Rfc3526>::generator()),
    ]
}
