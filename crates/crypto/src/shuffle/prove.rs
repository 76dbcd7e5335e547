//! Shuffling, and proving it (spec, tables `gen-shuffle` and `gen-shuffle-proof`).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::challenges::Transcript;
use super::{Commitments, Responses, ShuffleProof, Statement, generators};
use crate::elgamal::{Ciphertext, PublicKey};
use crate::group::{Group, Scalar};
use crate::parallel;
use crate::secret::SecretScalar;

/// Ciphertexts in another order, and the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shuffled<G: Group> {
    /// The ciphertexts that go out.
    pub output: Vec<Ciphertext<G>>,
    /// The proof that they hold what those that came in hold.
    pub proof: ShuffleProof<G>,
}

/// Scalars that are wiped together.
struct Secrets<G: Group>(Zeroizing<Vec<G::Scalar>>);

impl<G: Group> Secrets<G> {
    fn random<R: CryptoRng + ?Sized>(number: usize, rng: &mut R) -> Self {
        Self::of((0..number).map(|_| G::Scalar::random(rng)))
    }

    /// The exact number must be known, so that no copy is left behind where the list grew.
    fn of(scalars: impl ExactSizeIterator<Item = G::Scalar>) -> Self {
        let mut list = Vec::with_capacity(scalars.len());
        list.extend(scalars);
        Self(Zeroizing::new(list))
    }

    fn sum_of_products(&self, others: &[G::Scalar]) -> SecretScalar<G> {
        let products = self.0.iter().zip(others).map(|(one, other)| *one * *other);
        SecretScalar::new(products.fold(G::Scalar::ZERO, |sum, product| sum + product))
    }
}

/// A number below `bound`, uniformly; 0 if there is none.
fn below<R: CryptoRng + ?Sized>(bound: usize, rng: &mut R) -> usize {
    let bound = bound as u64;
    if bound < 2 {
        return 0;
    }
    // Numbers from the last incomplete range are drawn again.
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = rng.next_u64();
        if drawn < limit {
            return (drawn % bound) as usize;
        }
    }
}

/// A uniformly random permutation: where each output comes from (spec, table `gen-permutation`).
///
/// Drawing it reads and writes memory at places that depend on it: who watches the memory accesses of the shuffler's
/// machine learns the permutation.
fn permutation<R: CryptoRng + ?Sized>(number: usize, rng: &mut R) -> Zeroizing<Vec<usize>> {
    let mut places = Zeroizing::new((0..number).collect::<Vec<_>>());
    for at in 0..number {
        let drawn = at + below(number - at, rng);
        places.swap(at, drawn);
    }
    places
}

/// Re-encrypts ciphertexts, puts them into a random order, and proves that they hold the same.
///
/// The ciphertexts and the key must lie in the group. Apart from the permutation's memory accesses, in constant time.
pub fn shuffle<G: Group, R: CryptoRng + ?Sized>(
    fingerprint: &str,
    key: &PublicKey<G>,
    input: &[Ciphertext<G>],
    rng: &mut R,
) -> Shuffled<G> {
    let number = input.len();
    let order = permutation(number, rng);
    let reencryption = Secrets::<G>::random(number, rng);
    let reencrypt = |from: &usize| {
        let (ciphertext, r) = (input.get(*from)?, reencryption.0.get(*from)?);
        Some(Ciphertext {
            alpha: G::mul(&ciphertext.alpha, &G::g_pow(r)),
            beta: G::mul(&ciphertext.beta, &G::table_pow(key.table(), r)),
        })
    };
    // In the order of the outputs, by parts of the list that is wiped: another list in memory would tell the permutation.
    let parts = order.chunks(parallel::portion(number)).collect();
    let parts = parallel::map(parts, |part: &[usize]| -> Vec<Ciphertext<G>> {
        part.iter().filter_map(reencrypt).collect()
    });
    let mut output: Vec<Ciphertext<G>> = parts.into_iter().flatten().collect();
    prepare(&mut output);
    let proof = prove(fingerprint, key, input, &output, &reencryption, &order, rng);
    Shuffled { output, proof }
}

fn prepare<G: Group>(ciphertexts: &mut [Ciphertext<G>]) {
    let halves = ciphertexts.iter_mut();
    let mut halves: Vec<&mut G::Element> = halves
        .flat_map(|ciphertext| [&mut ciphertext.alpha, &mut ciphertext.beta])
        .collect();
    G::prepare_encodings(&mut halves);
}

fn prepare_elements<G: Group>(elements: &mut [G::Element]) {
    let mut elements: Vec<&mut G::Element> = elements.iter_mut().collect();
    G::prepare_encodings(&mut elements);
}

fn prove<G: Group, R: CryptoRng + ?Sized>(
    fingerprint: &str,
    key: &PublicKey<G>,
    input: &[Ciphertext<G>],
    output: &[Ciphertext<G>],
    reencryption: &Secrets<G>,
    order: &[usize],
    rng: &mut R,
) -> ShuffleProof<G> {
    let number = input.len();
    let secondary = G::independent_generator(-1);
    let generators = generators::<G>(number);

    // The commitment to where output i comes from stands at that place.
    let blinding = Secrets::<G>::random(number, rng);
    let mut permutation = parallel::map(blinding.0.iter().collect(), G::g_pow);
    for (from, generator) in order.iter().zip(&generators) {
        if let Some(commitment) = permutation.get_mut(*from) {
            *commitment = G::mul(commitment, generator);
        }
    }
    prepare_elements::<G>(&mut permutation);
    let statement = Statement {
        fingerprint,
        key: key.element(),
        input,
        output,
    };
    let transcript = Transcript::new(&statement, &permutation);
    let challenges = transcript.challenges::<G>(number);
    let permuted = Secrets::<G>::of(
        order
            .iter()
            .map(|from| challenges.get(*from).copied().unwrap_or(G::Scalar::ZERO)),
    );

    // Each link is g to a random power times the one before to the power of a challenge: g^a · h^b, with a and b known.
    let links = Secrets::<G>::random(number, rng);
    let secondary_table = G::table(&secondary);
    let two =
        |a: &G::Scalar, b: &G::Scalar| G::mul(&G::g_pow(a), &G::table_pow(&secondary_table, b));
    let mut powers = Zeroizing::new(Vec::with_capacity(number + 1));
    powers.push((G::Scalar::ZERO, G::Scalar::ONE));
    for (link, challenge) in links.0.iter().zip(permuted.0.iter()) {
        let (a, b) = powers
            .last()
            .copied()
            .unwrap_or((G::Scalar::ZERO, G::Scalar::ONE));
        powers.push((*link + *challenge * a, *challenge * b));
    }
    let links_of_chain = powers.iter().skip(1).collect();
    let mut chain: Vec<G::Element> = parallel::map(links_of_chain, |(a, b)| two(a, b));

    let [w1, w2, w3, w4] = [(); 4].map(|()| SecretScalar::<G>::random(rng));
    let of_links = Secrets::<G>::random(number, rng);
    let of_challenges = Secrets::<G>::random(number, rng);
    let product = |bases: Vec<&G::Element>| G::product_of_powers(&bases, &of_challenges.0);
    let minus_w4 = SecretScalar::<G>::new(-*w4.expose());
    let randomness = of_links.0.iter().zip(of_challenges.0.iter());
    let links_before = powers.iter().zip(randomness).collect();
    let mut link_commitments: Vec<G::Element> =
        parallel::map(links_before, |((a, b), (of_link, of_challenge))| {
            two(&(*of_link + *a * *of_challenge), &(*b * *of_challenge))
        });
    prepare_elements::<G>(&mut chain);
    prepare_elements::<G>(&mut link_commitments);
    let commitments = Commitments {
        count: G::g_pow(w1.expose()),
        product: G::g_pow(w2.expose()),
        order: G::mul(
            &G::g_pow(w3.expose()),
            &product(generators.iter().collect()),
        ),
        contents: (
            G::mul(
                &G::table_pow(key.table(), minus_w4.expose()),
                &product(output.iter().map(|ciphertext| &ciphertext.beta).collect()),
            ),
            G::mul(
                &G::g_pow(minus_w4.expose()),
                &product(output.iter().map(|ciphertext| &ciphertext.alpha).collect()),
            ),
        ),
        links: link_commitments,
    };
    let c = transcript.challenge::<G>(key.element(), &commitments, &chain);

    // The product of the challenges after each.
    let mut after = Zeroizing::new(vec![G::Scalar::ONE; number]);
    for at in (1..number).rev() {
        let (Some(challenge), Some(product)) = (permuted.0.get(at), after.get(at)) else {
            break;
        };
        let product = *challenge * *product;
        if let Some(before) = after.get_mut(at - 1) {
            *before = product;
        }
    }
    let ones = vec![G::Scalar::ONE; number];
    let answer = |w: &SecretScalar<G>, secret: SecretScalar<G>| *w.expose() + c * *secret.expose();
    let answers = |w: &Secrets<G>, secrets: &Secrets<G>| -> Vec<G::Scalar> {
        let pairs = w.0.iter().zip(secrets.0.iter());
        pairs.map(|(w, secret)| *w + c * *secret).collect()
    };
    let responses = Responses {
        count: answer(&w1, blinding.sum_of_products(&ones)),
        product: answer(&w2, links.sum_of_products(&after)),
        order: answer(&w3, blinding.sum_of_products(&challenges)),
        contents: answer(&w4, reencryption.sum_of_products(&challenges)),
        links: answers(&of_links, &links),
        challenges: answers(&of_challenges, &permuted),
    };
    ShuffleProof {
        commitments,
        responses,
        permutation,
        chain,
    }
}
