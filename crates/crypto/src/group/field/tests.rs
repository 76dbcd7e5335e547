//! Properties that both fields have, by functions that take the parameters.

mod membership;

use super::*;
use crate::group::{Exponents, Scalar};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

type Belenios = PrimeField<Belenios2048>;
type Rfc = PrimeField<Rfc3526>;

fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

fn random_member<G: Group>(rng: &mut ChaCha20Rng) -> G::Element {
    G::g_pow(&G::Scalar::random(rng))
}

/// An element of the field, whether in the subgroup or not.
fn random_residue<P: FieldParams>(rng: &mut ChaCha20Rng) -> FieldElement<P> {
    use rand_core::Rng;
    let mut bytes = [0; BYTES];
    rng.fill_bytes(&mut bytes);
    FieldElement(ConstMontyForm::new(&U2048::from_be_slice(&bytes)))
}

/// A number in base 10.
fn decimal_of(integer: &U2048) -> String {
    integer.to_string_radix_vartime(10)
}

/// A scalar of any value, the edges included.
fn edge_scalars<G: Group>(rng: &mut ChaCha20Rng) -> Vec<G::Scalar> {
    vec![
        G::Scalar::ZERO,
        G::Scalar::ONE,
        -G::Scalar::ONE,
        G::Scalar::from_u64(2),
        G::Scalar::from_u64(15),
        G::Scalar::from_u64(16),
        G::Scalar::from_u64(u64::MAX),
        G::Scalar::reduce(&[0xff; 32]),
        G::Scalar::random(rng),
        G::Scalar::random(rng),
    ]
}

fn check_group_laws<G: Group>() {
    let mut rng = rng(1);
    let one = G::identity();
    for _ in 0..4 {
        let [a, b, c] = [(); 3].map(|()| random_member::<G>(&mut rng));
        assert_eq!(G::mul(&a, &b), G::mul(&b, &a));
        assert_eq!(G::mul(&G::mul(&a, &b), &c), G::mul(&a, &G::mul(&b, &c)));
        assert_eq!(G::mul(&a, &one), a);
        assert_eq!(G::mul(&a, &G::inv(&a)), one);
        assert_ne!(G::mul(&a, &b), a);
    }
    assert_eq!(G::inv(&one), one);
    assert_ne!(G::generator(), one);
}

#[test]
fn group_laws_hold() {
    check_group_laws::<Belenios>();
    check_group_laws::<Rfc>();
}

fn check_powers<G: Group>() {
    let mut rng = rng(2);
    let g = G::generator();
    let base = random_member::<G>(&mut rng);
    let x = random_member::<G>(&mut rng);
    let (table, x_table) = (G::table(&base), G::table(&x));
    let exponents = edge_scalars::<G>(&mut rng);
    for e in &exponents {
        let power = G::pow(&base, e);
        assert_eq!(G::pow_vartime(&base, e), power);
        assert_eq!(G::table_pow(&table, e), power);
        assert_eq!(G::g_pow(e), G::pow(&g, e));
        assert_eq!(G::mul(&power, &base), G::pow(&base, &(*e + G::Scalar::ONE)));
        for c in &exponents {
            let x_power = G::table_pow(&x_table, c);
            let product = G::mul(&power, &x_power);
            assert_eq!(G::double_pow_vartime(&base, e, &x, c), product);
            let powers = Powers {
                table: Some(table.clone()),
                x: x.clone(),
                exponents: vec![Exponents {
                    table: *e,
                    g: G::Scalar::ZERO,
                    x: *c,
                }],
            };
            assert_eq!(G::encode_powers_vartime(&[powers]), [G::to_text(&product)]);
            let product = G::mul(&G::g_pow(e), &x_power);
            assert_eq!(G::g_double_pow_vartime(e, &x, c), product);
        }
    }
    for (e, c) in exponents.iter().zip(exponents.iter().rev()) {
        for table in [None, Some(table.clone())] {
            let products = exponents.iter().map(|d| {
                let product = G::mul(&G::pow(&x, d), &G::g_pow(c));
                let product = match table {
                    Some(_) => G::mul(&product, &G::pow(&base, e)),
                    None => product,
                };
                G::to_text(&product)
            });
            let products: Vec<String> = products.collect();
            let powers = Powers {
                table,
                x: x.clone(),
                exponents: exponents
                    .iter()
                    .map(|d| Exponents {
                        table: *e,
                        g: *c,
                        x: *d,
                    })
                    .collect(),
            };
            assert_eq!(G::encode_powers_vartime(&[powers]), products);
        }
    }
    assert!(G::encode_powers_vartime(&[]).is_empty());
    let mut by_multiplying = G::identity();
    for e in 0..70 {
        assert_eq!(G::pow_u64_vartime(&base, e), by_multiplying);
        assert_eq!(G::pow(&base, &G::Scalar::from_u64(e)), by_multiplying);
        by_multiplying = G::mul(&by_multiplying, &base);
    }
    for e in [1 << 30, (1 << 40) - 1, u64::MAX] {
        assert_eq!(
            G::pow_u64_vartime(&base, e),
            G::pow(&base, &G::Scalar::from_u64(e))
        );
    }
}

#[test]
fn all_ways_to_a_power_agree() {
    check_powers::<Belenios>();
    check_powers::<Rfc>();
}

fn check_refusals<P: FieldParams>() {
    let p = *P::PARAMS.modulus().as_ref();
    let g = PrimeField::<P>::to_text(&PrimeField::<P>::generator());
    let maximum = decimal_of(&U2048::MAX);
    for (text, error) in [
        ("0".to_string(), DecodeError::OutOfRange),
        (decimal_of(&p), DecodeError::OutOfRange),
        (
            decimal_of(&p.wrapping_add(&U2048::ONE)),
            DecodeError::OutOfRange,
        ),
        (maximum.clone(), DecodeError::OutOfRange),
        (format!("{maximum}0"), DecodeError::OutOfRange),
        ("9".repeat(100_000), DecodeError::OutOfRange),
        (String::new(), DecodeError::NotCanonical),
        ("00".to_string(), DecodeError::NotCanonical),
        (format!("0{g}"), DecodeError::NotCanonical),
        (format!("+{g}"), DecodeError::NotCanonical),
        (format!("-{g}"), DecodeError::NotCanonical),
        (format!(" {g}"), DecodeError::NotCanonical),
        (format!("{g}\n"), DecodeError::NotCanonical),
        (format!("{g}.0"), DecodeError::NotCanonical),
        (format!("0x{g}"), DecodeError::NotCanonical),
        ("2f".to_string(), DecodeError::NotCanonical),
        ("٢".to_string(), DecodeError::NotCanonical),
    ] {
        assert_eq!(PrimeField::<P>::decode(&text), Err(error), "{text}");
        assert_eq!(PrimeField::<P>::decode_member(&text), Err(error), "{text}");
    }
    let below = decimal_of(&p.wrapping_sub(&U2048::ONE));
    assert_eq!(
        PrimeField::<P>::decode(&below).map(|e| PrimeField::<P>::to_text(&e)),
        Ok(below)
    );
    assert_eq!(
        PrimeField::<P>::decode("1"),
        Ok(PrimeField::<P>::identity())
    );
}

#[test]
fn every_other_form_of_an_element_is_refused() {
    check_refusals::<Belenios2048>();
    check_refusals::<Rfc3526>();
}

fn check_packed_refusals<P: FieldParams>() {
    let p = P::PARAMS.modulus().as_ref().to_be_bytes();
    let good = PrimeField::<P>::pack(&PrimeField::<P>::generator());
    assert!(PrimeField::<P>::unpack(&good).is_some());
    for bad in [
        &[][..],
        &good[1..],
        &[&[0], &good[..]].concat(),
        &[0; BYTES],
        p.as_slice(),
        &[0xff; BYTES],
    ] {
        assert_eq!(PrimeField::<P>::unpack(bad), None);
    }
}

#[test]
fn every_other_packed_form_is_refused() {
    check_packed_refusals::<Belenios2048>();
    check_packed_refusals::<Rfc3526>();
}

fn check_scalars<G: Group>() {
    let mut rng = rng(4);
    let scalars = edge_scalars::<G>(&mut rng);
    for &a in &scalars {
        assert_eq!(a + G::Scalar::ZERO, a);
        assert_eq!(a * G::Scalar::ONE, a);
        assert_eq!(a + -a, G::Scalar::ZERO);
        let inverse = if a == G::Scalar::ZERO {
            G::Scalar::ZERO
        } else {
            G::Scalar::ONE
        };
        assert_eq!(a * a.invert(), inverse);
        for &b in &scalars {
            assert_eq!(a + b, b + a);
            assert_eq!(a * b, b * a);
            assert_eq!((a - b) + b, a);
            assert_eq!(bool::from(a.ct_eq(&b)), a == b);
            assert_eq!(G::Scalar::conditional_select(&a, &b, Choice::from(0)), a);
            assert_eq!(G::Scalar::conditional_select(&a, &b, Choice::from(1)), b);
            for &c in &scalars {
                assert_eq!(a * (b + c), a * b + a * c);
                assert_eq!((a * b) * c, a * (b * c));
            }
        }
        let mut text = String::new();
        a.encode_vartime(&mut text);
        assert_eq!(G::Scalar::decode(&text), Ok(a));
        assert_eq!(format!("{a:?}"), "FieldScalar(…)");
        let mut wiped = a;
        wiped.zeroize();
        assert_eq!(wiped, G::Scalar::ZERO);
    }
    assert_ne!(G::Scalar::random(&mut rng), G::Scalar::random(&mut rng));
}

#[test]
fn scalars_are_a_field() {
    check_scalars::<Belenios>();
    check_scalars::<Rfc>();
}

fn check_scalar_refusals<P: FieldParams>() {
    let order = decimal_of(&P::ORDER);
    let below = decimal_of(&P::ORDER.wrapping_sub(&U2048::ONE));
    assert_eq!(P::Scalar::decode(&below), Ok(-P::Scalar::ONE));
    assert_eq!(P::Scalar::decode("0"), Ok(P::Scalar::ZERO));
    for (text, error) in [
        (order.clone(), DecodeError::OutOfRange),
        (
            decimal_of(&P::ORDER.wrapping_add(&U2048::ONE)),
            DecodeError::OutOfRange,
        ),
        (format!("{order}0"), DecodeError::OutOfRange),
        (decimal_of(&U2048::MAX), DecodeError::OutOfRange),
        ("9".repeat(100_000), DecodeError::OutOfRange),
        (String::new(), DecodeError::NotCanonical),
        (format!("0{below}"), DecodeError::NotCanonical),
        (format!("-{below}"), DecodeError::NotCanonical),
        (format!("+{below}"), DecodeError::NotCanonical),
        (format!("{below} "), DecodeError::NotCanonical),
        ("0x10".to_string(), DecodeError::NotCanonical),
    ] {
        assert_eq!(P::Scalar::decode(&text), Err(error), "{text}");
    }
}

#[test]
fn every_other_form_of_a_scalar_is_refused() {
    check_scalar_refusals::<Belenios2048>();
    check_scalar_refusals::<Rfc3526>();
}

/// Values that Python's integers and `hashlib` gave.
#[test]
fn arithmetic_agrees_with_another_implementation() {
    struct Expected {
        wide_ff: &'static str,
        wide_count: &'static str,
        /// SHA-256 of g^count in base 10.
        power: &'static str,
        /// SHA-256 of 1/3 mod q in base 10.
        third: &'static str,
        challenge: &'static str,
    }
    fn hex_digest(text: &str) -> String {
        let hash = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
    fn text<S: Scalar>(scalar: S) -> String {
        let mut out = String::new();
        scalar.encode_vartime(&mut out);
        out
    }
    fn check<G: Group>(expected: &Expected) {
        let count: Vec<u8> = (1..=64).collect();
        let count = G::Scalar::reduce(&count);
        assert_eq!(text(G::Scalar::reduce(&[0xff; 64])), expected.wide_ff);
        assert_eq!(text(count), expected.wide_count);
        assert_eq!(hex_digest(&G::to_text(&G::g_pow(&count))), expected.power);
        assert_eq!(
            hex_digest(&text(G::Scalar::from_u64(3).invert())),
            expected.third
        );
        let elements = [
            G::generator(),
            G::g_pow(&G::Scalar::from_u64(7)),
            G::g_pow(&-G::Scalar::ONE),
            G::identity(),
        ];
        let prefix = format!("veche|{}|", G::NAME);
        assert_eq!(text(G::challenge(&prefix, &elements)), expected.challenge);
    }
    check::<Belenios>(&Expected {
        wide_ff: "60794006037981134649666239300149689213001693336028457667130509198575459230184",
        wide_count: "63285229060417529356410920963426126904954754464786782819114731943139000613136",
        power: "5801ba170f97af561117190bbaf3d3b1c815607167c10c103f7953bef4ab8d16",
        third: "081ceba72dbd2f0af1b6e1f5cf2ebc031ff36b4de933a8887469974c981832e4",
        challenge: "23595569684386371791799809994781256765307415137870468860608297665557848320385",
    });
    check::<Rfc>(&Expected {
        wide_ff: "134078079299425970995740249982058461274793658205923933777235614437217640300735\
                  46976801874298166903427690031858186486050853753882811946569946433649006084095",
        wide_count: "5278583360346489592450519645583539574986109419564248680810813886340286953785\
                     2026544579466671752822414281401856143643660416162921950916138504990605852480",
        power: "d870d8e0ebc229fec7df15f57f7624bbca74d7ab9a360c90db91705fbea90ac4",
        third: "e7568dbd8c1048a4a66b0a9bd3d2e84a499961279241a627f773dd321a2bcd22",
        challenge: "91948770742575237210203381168500357723457614980359697007456640056689054170294",
    });
}

/// Trustees' keys that the reference implementation made, where its archives are at hand.
#[test]
fn proofs_of_the_reference_implementation_verify() {
    fn check<G: Group>(case: &str) {
        let folder = format!(
            "{}/../../../shared/cases/belenios/{case}",
            env!("CARGO_MANIFEST_DIR")
        );
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: {folder} is absent");
            return;
        };
        let mut found = 0;
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path
                .extension()
                .is_none_or(|extension| extension != "pubkey")
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            let field = |name: &str| json.pointer(name).and_then(|value| value.as_str()).unwrap();
            let key = field("/public_key");
            let challenge = G::Scalar::decode(field("/pok/challenge")).unwrap();
            let response = G::Scalar::decode(field("/pok/response")).unwrap();
            let x = G::decode_member(key).unwrap();
            assert_eq!(G::to_text(&x), key);
            let commitment = G::g_double_pow_vartime(&response, &x, &challenge);
            let prefix = format!("pok|{}|{key}|", G::NAME);
            assert_eq!(G::challenge(&prefix, &[commitment]), challenge);
            found += 1;
        }
        assert_eq!(found, 3, "{folder}");
    }
    check::<Belenios>("v20-simple-bel2048-basic-10");
    check::<Rfc>("v20-nh-rfc2048-basic-10");
}

#[test]
fn sort_keys_are_in_the_order_of_the_numbers() {
    // As texts, 10 is before 9.
    let [nine, ten] = ["9", "10"].map(|text| Rfc::decode(text).unwrap());
    assert!(Rfc::sort_key(&nine) < Rfc::sort_key(&ten));
}

proptest! {
    #[test]
    fn encodings_read_back(bytes in proptest::collection::vec(any::<u8>(), BYTES)) {
        fn check<P: FieldParams>(integer: &U2048) -> Result<(), TestCaseError> {
            let text = decimal_of(integer);
            let element = PrimeField::<P>::decode(&text);
            let in_range = *integer != U2048::ZERO && integer < P::PARAMS.modulus().as_ref();
            prop_assert_eq!(element.is_ok(), in_range);
            if let Ok(element) = element {
                prop_assert_eq!(PrimeField::<P>::to_text(&element), text);
                let packed = PrimeField::<P>::pack(&element);
                let big_endian = integer.to_be_bytes();
                prop_assert_eq!(&packed[..], big_endian.as_slice());
                prop_assert_eq!(PrimeField::<P>::unpack(&packed), Some(element));
            }
            Ok(())
        }
        let integer = U2048::from_be_slice(&bytes);
        check::<Belenios2048>(&integer)?;
        check::<Rfc3526>(&integer)?;
    }

    #[test]
    fn no_text_makes_decoding_panic(text in "[0-9]{0,700}|.{0,40}") {
        fn check<G: Group>(text: &str) -> Result<(), TestCaseError> {
            if let Ok(element) = G::decode(text) {
                prop_assert_eq!(G::to_text(&element), text);
            }
            if let Ok(scalar) = G::Scalar::decode(text) {
                let mut back = String::new();
                scalar.encode_vartime(&mut back);
                prop_assert_eq!(back, text);
            }
            Ok(())
        }
        check::<Belenios>(&text)?;
        check::<Rfc>(&text)?;
    }

    #[test]
    fn small_scalars_are_the_machines_numbers(a: u32, b: u32, bytes in proptest::collection::vec(any::<u8>(), 0..=64)) {
        fn check<S: Scalar>(a: u32, b: u32, bytes: &[u8]) -> Result<(), TestCaseError> {
            let (wide_a, wide_b) = (u64::from(a), u64::from(b));
            let (x, y) = (S::from_u64(wide_a), S::from_u64(wide_b));
            prop_assert_eq!(x + y, S::from_u64(wide_a + wide_b));
            prop_assert_eq!(x * y, S::from_u64(wide_a * wide_b));
            // Reducing byte by byte.
            let by_bytes = bytes.iter().fold(S::ZERO, |sum, &byte| {
                sum * S::from_u64(256) + S::from_u64(byte.into())
            });
            prop_assert_eq!(S::reduce(bytes), by_bytes);
            Ok(())
        }
        check::<<Belenios as Group>::Scalar>(a, b, &bytes)?;
        check::<<Rfc as Group>::Scalar>(a, b, &bytes)?;
    }
}
