//! Shuffles: every true one is accepted, nothing changed is, and no text makes anything panic.

use proptest::prelude::*;
use serde_json::Value;
use veche_crypto::elgamal::{Ciphertext, PublicKey};
use veche_crypto::group::{Ed25519, Group, PrimeField, Rfc3526, Scalar};
use veche_crypto::proof::encrypt_element;
use veche_crypto::secret::SecretScalar;
use veche_crypto::shuffle::{
    Equation, ShuffleProof, ShuffleProofText, Shuffled, Statement, shuffle, verify, verify_all,
    verify_each,
};
use veche_crypto::wire;

use crate::support::{Property, in_every_group, outsider, rng, runner};

const SEED: [u8; 32] = [5; 32];

struct World<G: Group> {
    secret: SecretScalar<G>,
    key: PublicKey<G>,
    input: Vec<Ciphertext<G>>,
    shuffled: Shuffled<G>,
}

impl<G: Group> World<G> {
    /// A shuffle of encryptions of different elements.
    fn new(seed: u8, number: u64) -> Self {
        let mut rng = rng(seed);
        let secret = SecretScalar::<G>::random(&mut rng);
        let key = PublicKey::<G>::new(G::g_pow(secret.expose()));
        let input: Vec<Ciphertext<G>> = (0..number)
            .map(|i| {
                let content = G::g_pow(&G::Scalar::from_u64(i));
                encrypt_element(&key, &content, &SecretScalar::random(&mut rng))
            })
            .collect();
        let shuffled = shuffle("phi", &key, &input, &mut rng);
        Self {
            secret,
            key,
            input,
            shuffled,
        }
    }

    fn statement(&self) -> Statement<'_, G> {
        Statement {
            fingerprint: "phi",
            key: self.key.element(),
            input: &self.input,
            output: &self.shuffled.output,
        }
    }

    /// What is inside, sorted.
    fn contents(&self, ciphertexts: &[Ciphertext<G>]) -> Vec<Vec<u8>> {
        let open = |ciphertext: &Ciphertext<G>| {
            let mask = G::pow(&ciphertext.alpha, self.secret.expose());
            G::pack(&G::mul(&ciphertext.beta, &G::inv(&mask)))
        };
        let mut contents: Vec<_> = ciphertexts.iter().map(open).collect();
        contents.sort();
        contents
    }

    fn json(&self) -> Value {
        serde_json::to_value(self.shuffled.proof.to_text()).unwrap()
    }

    /// What a verifier makes of the JSON of a proof of this shuffle.
    fn verdict(&self, json: &Value) -> Verdict {
        let bytes = serde_json::to_vec(json).unwrap();
        let Ok(text) = wire::read::<ShuffleProofText>(&bytes) else {
            return Verdict::Unreadable;
        };
        let Ok(proof) = ShuffleProof::<G>::from_text(&text) else {
            return Verdict::Unreadable;
        };
        if !proof.elements().all(G::is_member_vartime) {
            return Verdict::Outside;
        }
        let at_once = verify(&self.statement(), &proof, &SEED);
        match verify_each(&self.statement(), &proof) {
            Ok(()) if at_once => Verdict::Holds,
            Err(equation) if !at_once => Verdict::Wrong(equation),
            each => panic!("at once {at_once}, one by one {each:?}: {json}"),
        }
    }
}

/// What is found of the JSON of a proof. Both ways of verifying agree on the last two.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Unreadable,
    Outside,
    Wrong(Equation),
    Holds,
}

fn every_size_holds<G: Group>(sizes: impl IntoIterator<Item = u64>) {
    for number in sizes {
        for seed in 0..3 {
            let world = World::<G>::new(seed, number);
            assert_eq!(world.verdict(&world.json()), Verdict::Holds, "{number}");
            assert_eq!(
                world.contents(&world.input),
                world.contents(&world.shuffled.output)
            );
        }
    }
}

#[test]
fn shuffles_of_every_small_size_hold() {
    every_size_holds::<Ed25519>(0..=20);
    every_size_holds::<PrimeField<Rfc3526>>([1, 2, 5]);
}

/// As in the independent tool, whose loops run over nothing: its proof has no lists, but still five commitments and four
/// responses that must fit. There is nothing that it could be bound to: it fits any election with this key.
#[test]
fn a_shuffle_of_nothing_has_a_proof_too() {
    let world = World::<Ed25519>::new(1, 0);
    let json = world.json();
    let leaves = leaves(&json);
    assert_eq!(leaves.len(), 5 + 4);
    assert_eq!(world.verdict(&json), Verdict::Holds);
    for (path, _) in &leaves {
        let one = if path.starts_with("/1/") {
            "1".to_owned()
        } else {
            Ed25519::to_text(&Ed25519::generator())
        };
        let mut changed = json.clone();
        *changed.pointer_mut(path).unwrap() = one.into();
        let verdict = world.verdict(&changed);
        assert!(matches!(verdict, Verdict::Wrong(_)), "{path}: {verdict:?}");
    }
    let statement = |fingerprint, key| Statement {
        fingerprint,
        key,
        ..world.statement()
    };
    let proof = &world.shuffled.proof;
    let (key, other_key) = (world.key.element(), &Ed25519::generator());
    assert_eq!(verify_each(&statement("psi", key), proof), Ok(()));
    assert!(verify(&statement("psi", key), proof, &SEED));
    let wrong = Err(Equation::Contents);
    assert_eq!(verify_each(&statement("phi", other_key), proof), wrong);
    assert!(!verify(&statement("phi", other_key), proof, &SEED));
    // It says nothing about any ciphertext.
    let more = World::<Ed25519>::new(1, 1);
    assert_eq!(more.verdict(&json), Verdict::Wrong(Equation::Length));
}

/// All texts, each with its path.
fn leaves(json: &Value) -> Vec<(String, String)> {
    match json {
        Value::Array(values) => {
            let inside = values.iter().enumerate().flat_map(|(i, value)| {
                let below = leaves(value).into_iter();
                below.map(move |(path, text)| (format!("/{i}{path}"), text))
            });
            inside.collect()
        }
        Value::String(text) => vec![(String::new(), text.clone())],
        _ => panic!("only lists of texts"),
    }
}

/// Every element and scalar becomes another, in every group.
struct EveryLeaf;

impl Property for EveryLeaf {
    fn holds<G: Group>() {
        let world = World::<G>::new(2, 3);
        let json = world.json();
        let leaves = leaves(&json);
        // Five, and three links; four, and three each of links and challenges; twice three.
        assert_eq!(leaves.len(), 8 + 10 + 6);
        for (path, text) in &leaves {
            let is_scalar = path.starts_with("/1/");
            let others = if is_scalar {
                let scalar = G::Scalar::decode(text).unwrap();
                [scalar + G::Scalar::ONE, -scalar, G::Scalar::ZERO].map(|other| {
                    let mut out = String::new();
                    other.encode_vartime(&mut out);
                    out
                })
            } else {
                let element = G::decode(text).unwrap();
                [
                    G::mul(&element, &G::generator()),
                    G::inv(&element),
                    G::identity(),
                ]
                .map(|other| G::to_text(&other))
            };
            for other in others {
                let mut changed = json.clone();
                *changed.pointer_mut(path).unwrap() = other.into();
                let verdict = world.verdict(&changed);
                assert!(matches!(verdict, Verdict::Wrong(_)), "{path}: {verdict:?}");
            }
            if !is_scalar {
                let element = G::mul(&G::decode(text).unwrap(), &outsider::<G>());
                let mut changed = json.clone();
                *changed.pointer_mut(path).unwrap() = G::to_text(&element).into();
                assert_eq!(world.verdict(&changed), Verdict::Outside, "{path}");
            }
            for unreadable in [
                "",
                "-1",
                "00",
                "x",
                &format!("{text} "),
                &format!("0{text}"),
            ] {
                let mut changed = json.clone();
                *changed.pointer_mut(path).unwrap() = unreadable.into();
                assert_eq!(world.verdict(&changed), Verdict::Unreadable, "{path}");
            }
        }
    }
}

#[test]
fn a_proof_changed_in_any_one_element_or_scalar_is_refused_both_ways() {
    in_every_group::<EveryLeaf>();
}

/// A list without its last or first entry, with one twice, or with two swapped.
struct EveryList;

impl Property for EveryList {
    fn holds<G: Group>() {
        let world = World::<G>::new(3, 3);
        let json = world.json();
        for path in ["/0/4", "/1/4", "/1/5", "/2", "/3"] {
            let changes: [fn(&mut Vec<Value>); 5] = [
                |list| _ = list.pop(),
                |list| _ = list.remove(0),
                |list| list.push(list[0].clone()),
                |list| list.clear(),
                |list| list.swap(0, 2),
            ];
            for (i, change) in changes.iter().enumerate() {
                let mut changed = json.clone();
                change(changed.pointer_mut(path).unwrap().as_array_mut().unwrap());
                match world.verdict(&changed) {
                    Verdict::Wrong(Equation::Length) if i < 4 => {}
                    Verdict::Wrong(_) if i == 4 => {}
                    other => panic!("{path} {i}: {other:?}"),
                }
            }
        }
        // The outer lists have their lengths in the JSON itself.
        for path in ["", "/0", "/0/3", "/1"] {
            for change in [(|list| _ = list.pop()) as fn(&mut Vec<Value>), |list| {
                list.push(list[0].clone())
            }] {
                let mut changed = json.clone();
                change(changed.pointer_mut(path).unwrap().as_array_mut().unwrap());
                assert_eq!(world.verdict(&changed), Verdict::Unreadable, "{path}");
            }
        }
    }
}

#[test]
fn a_proof_with_any_one_list_changed_is_refused_both_ways() {
    in_every_group::<EveryList>();
}

struct OtherCiphertexts;

impl Property for OtherCiphertexts {
    fn holds<G: Group>() {
        let world = World::<G>::new(4, 3);
        let times_g = |element: &G::Element| G::mul(element, &G::generator());
        let changes: [fn(&mut Vec<Ciphertext<G>>); 5] = [
            |list| list.swap(0, 1),
            |list| list[0] = list[1].clone(),
            |list| _ = list.pop(),
            |list| list.push(Ciphertext::neutral()),
            |list| list[2] = Ciphertext::neutral(),
        ];
        let halves = (0..3).flat_map(|i| {
            let (mut alpha, mut beta) =
                (world.shuffled.output.clone(), world.shuffled.output.clone());
            alpha[i].alpha = times_g(&alpha[i].alpha);
            beta[i].beta = times_g(&beta[i].beta);
            [alpha, beta]
        });
        let changed = changes.iter().map(|change| {
            let mut list = world.shuffled.output.clone();
            change(&mut list);
            list
        });
        for output in changed.chain(halves) {
            let out = Statement {
                output: &output,
                ..world.statement()
            };
            // What went out is no more what came in than the other way round.
            let swapped = Statement {
                input: &output,
                output: &world.input,
                ..world.statement()
            };
            for statement in [out, swapped] {
                let proof = &world.shuffled.proof;
                assert!(verify_each(&statement, proof).is_err());
                assert!(!verify(&statement, proof, &SEED));
                assert!(!verify_all(
                    &[(&world.statement(), proof), (&statement, proof)],
                    &SEED
                ));
            }
        }
    }
}

#[test]
fn a_shuffle_of_other_ciphertexts_is_refused_both_ways() {
    in_every_group::<OtherCiphertexts>();
}

struct RoundTrip;

impl Property for RoundTrip {
    fn holds<G: Group>() {
        for number in [0, 1, 4] {
            let world = World::<G>::new(5, number);
            let json = serde_json::to_string(&world.shuffled.proof.to_text()).unwrap();
            let text: ShuffleProofText = wire::read(json.as_bytes()).unwrap();
            let proof = ShuffleProof::<G>::from_text(&text).unwrap();
            assert_eq!(proof, world.shuffled.proof);
            assert_eq!(proof.to_text(), text);
            assert_eq!(serde_json::to_string(&proof.to_text()).unwrap(), json);
        }
    }
}

#[test]
fn a_proof_is_written_again_byte_for_byte() {
    in_every_group::<RoundTrip>();
}

struct NoPanic;

impl Property for NoPanic {
    fn holds<G: Group>() {
        let world = World::<G>::new(6, 2);
        let json = serde_json::to_string(&world.shuffled.proof.to_text()).unwrap();
        let read = |text: &str| {
            let Ok(text) = wire::read::<ShuffleProofText>(text.as_bytes()) else {
                return;
            };
            let Ok(proof) = ShuffleProof::<G>::from_text(&text) else {
                return;
            };
            assert_eq!(proof.to_text(), text, "read in its canonical form only");
            let each = verify_each(&world.statement(), &proof);
            let members = proof.elements().all(G::is_member_vartime);
            let at_once = members && verify(&world.statement(), &proof, &SEED);
            assert_eq!(at_once, members && each.is_ok());
            assert_eq!(at_once, proof == world.shuffled.proof);
        };
        read(&json);
        let cut = (
            any::<prop::sample::Index>(),
            0..80_usize,
            "[\\[\\],\"0-9a-f]{0,20}",
        );
        let changed = cut.prop_map(|(place, length, insert)| {
            let at = place.index(json.len());
            let end = (at + length).min(json.len());
            format!("{}{insert}{}", &json[..at], &json[end..])
        });
        let deep = "[".repeat(100_000);
        let texts = prop_oneof![any::<String>(), changed, Just(deep)];
        runner(300)
            .run(&texts, |text| {
                read(&text);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn no_text_of_a_proof_makes_anything_panic() {
    in_every_group::<NoPanic>();
}
