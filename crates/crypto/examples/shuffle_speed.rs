//! How fast ciphertexts are shuffled, and shuffles verified:
//!
//! ```text
//! cargo run --release -p veche-crypto --example shuffle_speed [NUMBER]
//! ```
//!
//! Each figure is of the CPU time of this process (Linux): with one core it hardly depends on what else the machine does.
//! A verifier must also read the proof, and check that every element lies in the group: each has a line of its own.

use std::error::Error;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::elgamal::{Ciphertext, PublicKey};
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::proof::encrypt_element;
use veche_crypto::secret::SecretScalar;
use veche_crypto::shuffle::{ShuffleProof, Statement, shuffle, verify, verify_all, verify_each};

type G = Ed25519;

fn main() -> Result<(), Box<dyn Error>> {
    let number: usize = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 10_000,
    };
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let key = PublicKey::<G>::new(G::g_pow(&<G as Group>::Scalar::random(&mut rng)));
    let content = G::embed(&[1, 2, 3]).ok_or("three integers fit")?;
    println!("{number} ciphertexts on {}", G::NAME);
    let input: Vec<Ciphertext<G>> = timed("encrypt", number, || {
        (0..number)
            .map(|_| encrypt_element(&key, &content, &SecretScalar::random(&mut rng)))
            .collect()
    })?;
    // As they come from an archive, with their encodings.
    let input = read(&input)?;
    let shuffled = timed("shuffle, prove", number, || {
        shuffle("phi", &key, &input, &mut rng)
    })?;
    let json = timed("write the proof", number, || {
        serde_json::to_string(&shuffled.proof.to_text())
    })??;
    let (output, proof) = timed("read output, proof", number, || {
        let output = read(&shuffled.output)?;
        let proof = ShuffleProof::<G>::from_text(&serde_json::from_str(&json)?)?;
        Ok::<_, Box<dyn Error>>((output, proof))
    })??;
    let members = timed("group membership", number, || {
        let halves = output.iter().flat_map(|one| [&one.alpha, &one.beta]);
        let elements: Vec<_> = proof.elements().chain(halves).cloned().collect();
        G::all_members_vartime(&elements, &[2; 32])
    })?;
    let statement = Statement {
        fingerprint: "phi",
        key: key.element(),
        input: &input,
        output: &output,
    };
    let holds = timed("verify all equations", number, || {
        verify(&statement, &proof, &[3; 32])
    })?;
    let each = timed("verify one by one", number, || {
        verify_each(&statement, &proof)
    })?;
    let again = shuffle("phi", &key, &output, &mut rng);
    let next = Statement {
        fingerprint: "phi",
        key: key.element(),
        input: &output,
        output: &again.output,
    };
    let both = timed("verify two at once", 2 * number, || {
        verify_all(&[(&statement, &proof), (&next, &again.proof)], &[4; 32])
    })?;
    if members && holds && each.is_ok() && both {
        Ok(())
    } else {
        Err("a true shuffle is refused".into())
    }
}

/// The ciphertexts, written and read.
fn read(ciphertexts: &[Ciphertext<G>]) -> Result<Vec<Ciphertext<G>>, Box<dyn Error>> {
    let read = ciphertexts.iter().map(|ciphertext| {
        let text = ciphertext.to_text();
        Ciphertext::from_text(&text).map_err(|(field, error)| format!("{field}: {error}").into())
    });
    read.collect()
}

/// Does something, and prints how long it took a ciphertext.
fn timed<T>(what: &str, number: usize, work: impl FnOnce() -> T) -> Result<T, Box<dyn Error>> {
    let (start, before) = (Instant::now(), cpu_seconds()?);
    let done = work();
    let (elapsed, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds()? - before);
    let number = number as f64;
    println!(
        "{what:<22} {:>8.0}/s   {:>7.1} µs each of CPU   {elapsed:>6.2} s elapsed, {cpu:>6.2} s of CPU",
        number / elapsed,
        cpu / number * 1e6,
    );
    Ok(done)
}

/// The seconds that this process has computed, all threads together.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let schedstat = std::fs::read_dir("/proc/self/task")?
        .map(|task| std::fs::read_to_string(task?.path().join("schedstat")));
    let mut nanoseconds = 0.0;
    for text in schedstat {
        let text = text?;
        let first = text.split(' ').next().ok_or("an empty schedstat")?;
        nanoseconds += first.parse::<f64>()?;
    }
    Ok(nanoseconds / 1e9)
}
