//! Encodings of points and scalars, and membership of one and of many.

use super::*;
use curve25519_dalek::constants::EIGHT_TORSION;

fn hex(compressed: [u8; 32]) -> String {
    let mut out = String::new();
    write_hex(&CompressedEdwardsY(compressed), &mut out);
    out
}

#[test]
fn writes_the_most_significant_byte_first() {
    // The base point of RFC 8032 §5.1: y = 4/5 = 0x6666…6658, x even.
    let expected = format!("{}58", "66".repeat(31));
    assert_eq!(Ed25519::to_text(&Ed25519::generator()), expected);
    assert_eq!(Ed25519::decode(&expected), Ok(Ed25519::generator()));
}

#[test]
fn refuses_a_y_that_is_not_reduced() {
    for low in 0xed..=0xff {
        let mut bytes = [0xff; 32];
        bytes[0] = low;
        for high in [0x7f, 0xff] {
            bytes[31] = high;
            assert_eq!(Ed25519::decode(&hex(bytes)), Err(DecodeError::OutOfRange));
        }
    }
}

#[test]
fn refuses_a_negative_zero() {
    let one = EdwardsPoint::identity().compress().0;
    let minus_one = EIGHT_TORSION[4].compress().0;
    for mut bytes in [one, minus_one] {
        assert!(Ed25519::decode(&hex(bytes)).is_ok());
        bytes[31] |= 0x80;
        assert_eq!(Ed25519::decode(&hex(bytes)), Err(DecodeError::NotCanonical));
    }
}

#[test]
fn refuses_every_other_form() {
    let text = Ed25519::to_text(&Ed25519::generator());
    for other in [
        String::new(),
        text.replace('8', "g"),
        text.to_uppercase() + "0",
        text[..63].to_string(),
        format!("{text}0"),
        Ed25519::to_text(&Ed25519::g_pow(&Ed25519Scalar::from_u64(7))).to_uppercase(),
    ] {
        assert_eq!(
            Ed25519::decode(&other),
            Err(DecodeError::NotCanonical),
            "{other}"
        );
    }
}

#[test]
fn refuses_a_scalar_of_the_groups_order() {
    let order = "7237005577332262213973186563042994240857116359379907606001950938285454250989";
    assert_eq!(Ed25519Scalar::decode(order), Err(DecodeError::OutOfRange));
    let below = "7237005577332262213973186563042994240857116359379907606001950938285454250988";
    assert_eq!(Ed25519Scalar::decode(below), Ok(-Ed25519Scalar::ONE));
}

#[test]
fn one_element_of_small_order_among_many_is_noticed() {
    let mut elements: Vec<Ed25519Element> = (0..300)
        .map(|i| Ed25519::g_pow(&Ed25519Scalar::from_u64(i)))
        .collect();
    assert!(Ed25519::all_members_vartime(&elements, &[7; 32]));
    for (place, torsion) in EIGHT_TORSION.iter().enumerate().skip(1) {
        let honest = elements[place * 40].clone();
        elements[place * 40] = (honest.point + torsion).into();
        for seed in 0..20 {
            assert!(!Ed25519::all_members_vartime(&elements, &[seed; 32]));
        }
        elements[place * 40] = honest;
    }
    // Two whose parts of small order cancel in the sum of all.
    elements[5] = (elements[5].point + EIGHT_TORSION[1]).into();
    elements[6] = (elements[6].point - EIGHT_TORSION[1]).into();
    assert!(!Ed25519::all_members_vartime(&elements, &[1; 32]));
}

#[test]
fn powers_together_are_those_one_by_one() {
    let scalars = [0, 1, 2, 3, 0x1234_5678_9abc_def0].map(Ed25519Scalar::from_u64);
    let scalars: Vec<_> = scalars.iter().flat_map(|s| [*s, -*s, s.invert()]).collect();
    let table = Ed25519::table(&Ed25519::g_pow(&scalars[12]));
    let products = |&x: &Ed25519Scalar| super::super::Exponents {
        table: scalars[14] * x,
        g: x + scalars[3],
        x,
    };
    let mut powers = Vec::new();
    for table in [None, Some(table)] {
        let members = scalars.iter().map(Ed25519::g_pow);
        for x in members.chain(EIGHT_TORSION.map(Ed25519Element::from)) {
            powers.push(Powers {
                table: table.clone(),
                x,
                exponents: scalars.iter().map(products).collect(),
            });
        }
    }
    assert_eq!(
        Ed25519::encode_powers_vartime(&powers),
        texts(one_by_one(&powers))
    );
}

#[test]
fn identity_is_a_member_and_no_point_of_small_order_is() {
    assert!(Ed25519::is_member_vartime(&Ed25519::identity()));
    for torsion in &EIGHT_TORSION[1..] {
        assert!(!Ed25519::is_member_vartime(&(*torsion).into()));
    }
}
