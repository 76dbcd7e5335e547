//! What everything costs, in every group: powers, encodings, membership, encryption, proofs and shuffles.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::{GROUP_NAMES, Group, GroupTask, Scalar, with_group};
use veche_crypto::proof::{
    Claim, encrypt_raw, prove_decryption, prove_knowledge, prove_one_of, verify_decryption,
    verify_knowledge, verify_one_of, verify_raw,
};
use veche_crypto::secret::SecretScalar;
use veche_crypto::shuffle::{Statement, shuffle, verify};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([1; 32])
}

/// Powers, encodings and membership.
struct Groups<'a>(&'a mut Criterion);

impl GroupTask for Groups<'_> {
    type Output = ();

    fn run<G: Group>(self) {
        let mut rng = rng();
        let (r, c) = (G::Scalar::random(&mut rng), G::Scalar::random(&mut rng));
        let x = G::g_pow(&G::Scalar::random(&mut rng));
        let table = G::table(&x);
        let text = G::to_text(&x);
        let y = G::decode(&G::to_text(&G::g_pow(&r))).expect("an element");
        let mut group = self.0.benchmark_group(format!("{} group", G::NAME));
        group.bench_function("g_pow", |b| b.iter(|| G::g_pow(black_box(&r))));
        group.bench_function("table", |b| b.iter(|| G::table(black_box(&x))));
        group.bench_function("table_pow", |b| {
            b.iter(|| G::table_pow(&table, black_box(&r)));
        });
        group.bench_function("pow", |b| b.iter(|| G::pow(&x, black_box(&r))));
        group.bench_function("pow_vartime", |b| {
            b.iter(|| G::pow_vartime(&x, black_box(&r)));
        });
        group.bench_function("g_double_pow_vartime", |b| {
            b.iter(|| G::g_double_pow_vartime(black_box(&r), &y, &c));
        });
        group.bench_function("double_pow_vartime", |b| {
            b.iter(|| G::double_pow_vartime(&x, black_box(&r), &y, &c));
        });
        group.bench_function("decode", |b| b.iter(|| G::decode(black_box(&text))));
        // Computed, not read: what is read may keep its encoding.
        group.bench_function("encode", |b| b.iter(|| G::to_text(black_box(&x))));
        group.bench_function("is_member_vartime", |b| {
            b.iter(|| G::is_member_vartime(black_box(&y)));
        });

        let mut element = y;
        let elements: Vec<G::Element> = (0..10_000)
            .map(|_| {
                element = G::mul(&element, &x);
                element.clone()
            })
            .collect();
        // The figure for each element is the inverse of the throughput.
        group.throughput(Throughput::Elements(elements.len() as u64));
        group.sample_size(10);
        group.bench_function("all_members_vartime of 10,000", |b| {
            b.iter(|| G::all_members_vartime(black_box(&elements), &[7; 32]));
        });
        group.finish();
    }
}

/// Encryption and proofs.
struct Proofs<'a>(&'a mut Criterion);

impl GroupTask for Proofs<'_> {
    type Output = ();

    fn run<G: Group>(self) {
        let mut rng = rng();
        let prefix = "prove|".repeat(20);
        let secret = SecretScalar::<G>::random(&mut rng);
        let public = G::g_pow(secret.expose());
        let key = PublicKey::<G>::new(public.clone());
        let opening = Opening::new(SecretScalar::random(&mut rng), 1);
        let ciphertext = Ciphertext::encrypt(&key, &opening);
        let mut group = self.0.benchmark_group(format!("{} proofs", G::NAME));
        group.bench_function("encrypt", |b| {
            b.iter(|| Ciphertext::encrypt(&key, black_box(&opening)));
        });

        let known = [0, 1].map(|value| Claim {
            subject: &opening,
            value,
        });
        let seen = [0, 1].map(|value| Claim {
            subject: &ciphertext,
            value,
        });
        let proofs = prove_one_of(&prefix, &key, &known, &mut rng).expect("a true claim");
        group.bench_function("prove one of two", |b| {
            b.iter(|| prove_one_of(&prefix, &key, black_box(&known), &mut rng));
        });
        group.bench_function("verify one of two", |b| {
            b.iter(|| verify_one_of(&prefix, &key, black_box(&seen), &proofs));
        });

        let proof = prove_knowledge(&prefix, &secret, &mut rng);
        group.bench_function("prove knowledge", |b| {
            b.iter(|| prove_knowledge(&prefix, black_box(&secret), &mut rng));
        });
        group.bench_function("verify knowledge", |b| {
            b.iter(|| verify_knowledge(&prefix, black_box(&public), &proof));
        });

        let alpha = &ciphertext.alpha;
        let (factor, proof) = prove_decryption(&prefix, &secret, alpha, &mut rng);
        group.bench_function("prove decryption", |b| {
            b.iter(|| prove_decryption(&prefix, black_box(&secret), alpha, &mut rng));
        });
        group.bench_function("verify decryption", |b| {
            b.iter(|| verify_decryption::<G>(&prefix, black_box(&public), alpha, &factor, &proof));
        });
        group.finish();
    }
}

/// What a non-homomorphic question needs.
struct Shuffles<'a>(&'a mut Criterion);

impl GroupTask for Shuffles<'_> {
    type Output = ();

    fn run<G: Group>(self) {
        let mut rng = rng();
        let key = PublicKey::<G>::new(G::g_pow(&G::Scalar::random(&mut rng)));
        let mut group = self.0.benchmark_group(format!("{} shuffles", G::NAME));
        let mut element = G::generator();
        if let Some(embedded) = G::embed(&[3, 1, 2]) {
            group.bench_function("embed", |b| b.iter(|| G::embed(black_box(&[3, 1, 2]))));
            element = embedded;
        }
        group.bench_function("embedded_vartime", |b| {
            b.iter(|| G::embedded_vartime(black_box(&element), 3));
        });
        group.bench_function("independent_generator", |b| {
            b.iter(|| G::independent_generator(black_box(1)));
        });

        let r = SecretScalar::random(&mut rng);
        let (ciphertext, proof) = encrypt_raw("S", &key, &element, &r, &mut rng);
        group.bench_function("encrypt, prove raw", |b| {
            b.iter(|| encrypt_raw("S", &key, black_box(&element), &r, &mut rng));
        });
        group.bench_function("verify raw", |b| {
            b.iter(|| verify_raw("S", &key, black_box(&ciphertext), &proof));
        });

        let input = vec![ciphertext; 50];
        let shuffled = shuffle("phi", &key, &input, &mut rng);
        let statement = Statement {
            fingerprint: "phi",
            key: key.element(),
            input: &input,
            output: &shuffled.output,
        };
        group.throughput(Throughput::Elements(input.len() as u64));
        group.sample_size(10);
        group.bench_function("shuffle 50", |b| {
            b.iter(|| shuffle("phi", &key, black_box(&input), &mut rng));
        });
        group.bench_function("verify a shuffle of 50", |b| {
            b.iter(|| verify(black_box(&statement), &shuffled.proof, &[7; 32]));
        });
        group.finish();
    }
}

fn groups(criterion: &mut Criterion) {
    for name in GROUP_NAMES {
        with_group(name, Groups(criterion)).expect("a known group");
    }
}

fn proofs(criterion: &mut Criterion) {
    for name in GROUP_NAMES {
        with_group(name, Proofs(criterion)).expect("a known group");
    }
}

fn shuffles(criterion: &mut Criterion) {
    for name in GROUP_NAMES {
        with_group(name, Shuffles(criterion)).expect("a known group");
    }
}

criterion_group!(benches, groups, proofs, shuffles);
criterion_main!(benches);
