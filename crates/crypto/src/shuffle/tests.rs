use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::elgamal::PublicKey;
use crate::group::{Ed25519, PrimeField, Rfc3526, Scalar};
use crate::secret::SecretScalar;

/// One of the elements that a proof's first message is made of.
type CommitmentPart<G> = fn(&mut Commitments<G>) -> &mut <G as Group>::Element;

const SEED: [u8; 32] = [9; 32];

struct World<G: Group> {
    secret: SecretScalar<G>,
    key: PublicKey<G>,
    input: Vec<Ciphertext<G>>,
    shuffled: Shuffled<G>,
}

/// Ciphertexts of the ranks `[i, 0]`, shuffled.
fn world<G: Group>(number: u8) -> World<G> {
    let mut rng = ChaCha20Rng::from_seed([number; 32]);
    let secret = SecretScalar::<G>::random(&mut rng);
    let key = PublicKey::<G>::new(G::g_pow(secret.expose()));
    let input: Vec<Ciphertext<G>> = (0..number)
        .map(|i| {
            let element = G::embed(&[i, 0]).unwrap();
            crate::proof::encrypt_element(&key, &element, &SecretScalar::random(&mut rng))
        })
        .collect();
    let shuffled = shuffle("phi", &key, &input, &mut rng);
    World {
        secret,
        key,
        input,
        shuffled,
    }
}

impl<G: Group> World<G> {
    fn statement(&self) -> Statement<'_, G> {
        Statement {
            fingerprint: "phi",
            key: self.key.element(),
            input: &self.input,
            output: &self.shuffled.output,
        }
    }

    fn opened(&self, ciphertexts: &[Ciphertext<G>]) -> Vec<Vec<u8>> {
        let open = |ciphertext: &Ciphertext<G>| {
            let mask = G::pow(&ciphertext.alpha, self.secret.expose());
            G::embedded_vartime(&G::mul(&ciphertext.beta, &G::inv(&mask)), 2)
        };
        ciphertexts.iter().map(open).collect()
    }
}

fn holds_the_same<G: Group>(number: u8) {
    let world = world::<G>(number);
    let statement = world.statement();
    assert!(verify(&statement, &world.shuffled.proof, &SEED));
    assert_eq!(verify_each(&statement, &world.shuffled.proof), Ok(()));
    let (mut before, mut after) = (
        world.opened(&world.input),
        world.opened(&world.shuffled.output),
    );
    assert!(number < 9 || before != after, "the order is another one");
    before.sort();
    after.sort();
    assert_eq!(before, after);
    let text = world.shuffled.proof.to_text();
    assert_eq!(
        ShuffleProof::<G>::from_text(&text).as_ref(),
        Ok(&world.shuffled.proof)
    );
}

#[test]
fn a_shuffle_holds_the_same_in_another_order() {
    for number in [0, 1, 2, 3, 9, 40] {
        holds_the_same::<Ed25519>(number);
    }
    holds_the_same::<PrimeField<Rfc3526>>(3);
}

/// One change to a proof or to what went out, and the equation that fires.
#[test]
fn every_change_is_refused_and_its_equation_named() {
    type G = Ed25519;
    type Change = fn(&mut Shuffled<G>);
    let times_g = |element: &mut <G as Group>::Element| {
        *element = G::mul(element, &G::generator());
    };
    let table: &[(&str, Change, Equation)] = &[
        (
            "an output swapped for another encryption",
            |s| s.output[1].beta = G::mul(&s.output[1].beta, &G::generator()),
            Equation::Count,
        ),
        (
            "two outputs swapped",
            |s| s.output.swap(0, 1),
            Equation::Count,
        ),
        (
            "an output left out",
            |s| _ = s.output.pop(),
            Equation::Length,
        ),
        (
            "a wrong commitment to the permutation",
            |s| s.proof.permutation.swap(0, 1),
            Equation::Count,
        ),
        (
            "a link of the chain changed",
            |s| s.proof.chain.swap(1, 2),
            Equation::Count,
        ),
        (
            "the answer to the count",
            |s| s.proof.responses.count = s.proof.responses.count + Scalar::ONE,
            Equation::Count,
        ),
        (
            "the answer to the product",
            |s| s.proof.responses.product = s.proof.responses.product + Scalar::ONE,
            Equation::Product,
        ),
        (
            "the answer to the order",
            |s| s.proof.responses.order = s.proof.responses.order + Scalar::ONE,
            Equation::Order,
        ),
        (
            "the answer to the contents",
            |s| s.proof.responses.contents = s.proof.responses.contents + Scalar::ONE,
            Equation::Contents,
        ),
        (
            "the answer to a link",
            |s| s.proof.responses.links[2] = s.proof.responses.links[2] + Scalar::ONE,
            Equation::Link(3),
        ),
        (
            "the answer of an output",
            |s| s.proof.responses.challenges[0] = s.proof.responses.challenges[0] + Scalar::ONE,
            Equation::Order,
        ),
        (
            "a list too short",
            |s| _ = s.proof.responses.links.pop(),
            Equation::Length,
        ),
    ];
    let world = world::<G>(4);
    for (what, change, equation) in table {
        let mut changed = world.shuffled.clone();
        change(&mut changed);
        let statement = Statement {
            output: &changed.output,
            ..world.statement()
        };
        assert!(!verify(&statement, &changed.proof, &SEED), "{what}");
        assert_eq!(
            verify_each(&statement, &changed.proof),
            Err(*equation),
            "{what}"
        );
    }
    // Each of the first messages is bound by the challenge, so that the first equation fails.
    let parts: [CommitmentPart<G>; 6] = [
        |t| &mut t.count,
        |t| &mut t.product,
        |t| &mut t.order,
        |t| &mut t.contents.0,
        |t| &mut t.contents.1,
        |t| &mut t.links[3],
    ];
    for part in parts {
        let mut changed = world.shuffled.proof.clone();
        times_g(part(&mut changed.commitments));
        assert!(!verify(&world.statement(), &changed, &SEED));
        assert_eq!(
            verify_each(&world.statement(), &changed),
            Err(Equation::Count)
        );
    }
    for statement in [
        Statement {
            fingerprint: "psi",
            ..world.statement()
        },
        Statement {
            key: &G::generator(),
            ..world.statement()
        },
        Statement {
            input: &world.shuffled.output,
            ..world.statement()
        },
    ] {
        assert!(!verify(&statement, &world.shuffled.proof, &SEED));
        assert!(verify_each(&statement, &world.shuffled.proof).is_err());
    }
}

/// Shuffles of different lengths, one after the other or not: all hold, and each one counts.
#[test]
fn one_wrong_shuffle_among_several_is_refused() {
    type G = Ed25519;
    let worlds = [4, 1, 0, 9].map(world::<G>);
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let again: Vec<Shuffled<G>> = worlds
        .iter()
        .map(|world| shuffle("phi", &world.key, &world.shuffled.output, &mut rng))
        .collect();
    let first: Vec<_> = worlds.iter().map(World::statement).collect();
    let second: Vec<_> = worlds
        .iter()
        .zip(&again)
        .map(|(world, again)| Statement {
            input: &world.shuffled.output,
            output: &again.output,
            ..world.statement()
        })
        .collect();
    let mut proofs: Vec<ShuffleProof<G>> = Vec::new();
    let mut statements = Vec::new();
    for ((world, again), (first, second)) in
        worlds.iter().zip(&again).zip(first.iter().zip(&second))
    {
        statements.extend([first, second]);
        proofs.extend([world.shuffled.proof.clone(), again.proof.clone()]);
    }
    let all_hold = |proofs: &[ShuffleProof<G>]| {
        let pairs: Vec<_> = statements.iter().copied().zip(proofs).collect();
        verify_all(&pairs, &SEED)
    };
    assert!(verify_all::<G>(&[], &SEED));
    assert!(all_hold(&proofs));
    for at in 0..proofs.len() {
        let mut changed = proofs.clone();
        let response = &mut changed[at].responses.count;
        *response = *response + Scalar::ONE;
        assert!(!all_hold(&changed), "{at}");
    }
    // What went out of one and came into the next is counted once, but is not to be changed for that.
    let mut swapped = first[0].output.to_vec();
    swapped.swap(0, 1);
    let wrong_output = Statement {
        output: &swapped,
        ..first[0]
    };
    let wrong_input = Statement {
        input: &swapped,
        ..second[0]
    };
    for pair in [[&wrong_output, &wrong_input], [&first[0], &wrong_input]] {
        let pairs: Vec<_> = pair.into_iter().zip(&proofs).collect();
        assert!(!verify_all(&pairs, &SEED));
    }
}

#[cfg(feature = "parallel")]
#[test]
fn a_shuffle_and_its_verdict_are_the_same_on_one_core_as_on_many() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let world = world::<Ed25519>(100);
            let mut changed = world.shuffled.proof.clone();
            changed.responses.links.swap(98, 99);
            let verdicts = [&world.shuffled.proof, &changed].map(|proof| {
                let statement = world.statement();
                (
                    verify(&statement, proof, &SEED),
                    verify_each(&statement, proof),
                )
            });
            (world.shuffled, verdicts)
        })
    };
    let (shuffled, verdicts) = on(1);
    let wrong = (false, Err(Equation::Link(99)));
    assert_eq!(verdicts, [(true, Ok(())), wrong]);
    for threads in [2, 3, 8] {
        assert_eq!(on(threads), (shuffled.clone(), verdicts), "{threads}");
    }
}
