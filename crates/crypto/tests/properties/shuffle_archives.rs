//! Shuffles, ballots and results that the independent tool made, where its archives are at hand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use veche_crypto::elgamal::{Ciphertext, PublicKey};
use veche_crypto::group::{Group, GroupTask, with_group};
use veche_crypto::proof::{Proof, verify_raw};
use veche_crypto::shuffle::{ShuffleProof, ShuffleProofText, Statement, verify, verify_each};
use veche_crypto::wire::{self, CiphertextText, ProofText};

use crate::support::sha256_base64;

/// The contents of an archive's data members, and those of its events as JSON, in their order.
struct Archive {
    data: Vec<(String, Vec<u8>)>,
    events: Vec<Value>,
}

impl Archive {
    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let (mut data, mut events) = (vec![], vec![]);
        let mut rest = bytes.as_slice();
        while rest.len() > 512 {
            let (header, tail) = rest.split_at(512);
            let field = |range: std::ops::Range<usize>| {
                let text = std::str::from_utf8(&header[range]).unwrap();
                text.trim_matches('\0').to_owned()
            };
            let name = field(0..100);
            let size = usize::from_str_radix(&field(124..136), 8).unwrap();
            let content = tail[..size].to_vec();
            rest = &tail[size.next_multiple_of(512)..];
            if let Some(hash) = name.strip_suffix(".data.json") {
                data.push((hash.to_owned(), content));
            } else if name.ends_with(".event.json") {
                events.push(serde_json::from_slice(&content).unwrap());
            }
        }
        Self { data, events }
    }

    fn get(&self, hash: &Value) -> &[u8] {
        let found = self.data.iter().find(|(name, _)| hash == name);
        &found.unwrap().1
    }

    /// The payloads of all events of a type.
    fn payloads(&self, kind: &str) -> Vec<&[u8]> {
        let events = self.events.iter().filter(|event| event["type"] == kind);
        events.map(|event| self.get(&event["payload"])).collect()
    }

    /// What is in the object that an event's payload points to by a field.
    fn behind(&self, kind: &str, field: &str) -> Vec<&[u8]> {
        let payloads = self.payloads(kind).into_iter();
        payloads
            .map(|payload| {
                let object: Value = serde_json::from_slice(payload).unwrap();
                self.get(&object[field])
            })
            .collect()
    }
}

/// Archives of polls with a non-homomorphic question.
fn archives() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/belenios");
    let Ok(folders) = fs::read_dir(&folder) else {
        println!("skipped: {} is absent", folder.display());
        return vec![];
    };
    let files = folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.to_string_lossy().contains("-nh"))
        .flat_map(|path| fs::read_dir(path).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bel"));
    let found: Vec<_> = files.collect();
    assert!(found.len() >= 3, "{found:?}");
    found
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ShuffleText {
    ciphertexts: Vec<Vec<CiphertextText>>,
    proofs: Vec<ShuffleProofText>,
}

fn ciphertexts<G: Group>(texts: &[CiphertextText]) -> Vec<Ciphertext<G>> {
    let read = texts.iter().map(Ciphertext::from_text);
    read.collect::<Result<_, _>>().unwrap()
}

struct Check<'a>(&'a Archive);

impl GroupTask for Check<'_> {
    type Output = ();

    fn run<G: Group>(self) {
        let archive = self.0;
        let [election] = archive.behind("Setup", "election")[..] else {
            panic!("one set-up")
        };
        let context = sha256_base64(election);
        let json: Value = serde_json::from_slice(election).unwrap();
        let key = G::decode_member(json["public_key"].as_str().unwrap()).unwrap();
        let key = PublicKey::<G>::new(key);
        let questions = json["questions"].as_array().unwrap();
        let raw: Vec<usize> = (0..questions.len())
            .filter(|&i| questions[i]["type"] == "NonHomomorphic")
            .collect();
        assert!(!raw.is_empty());

        let ballots = archive.payloads("Ballot");
        let sample = ballots.iter().step_by(ballots.len().div_ceil(50));
        for ballot in sample {
            let ballot: Value = serde_json::from_slice(ballot).unwrap();
            let context = format!("{context}|{}", ballot["credential"].as_str().unwrap());
            for &i in &raw {
                let answer = &ballot["answers"][i];
                let text = |field: &str| serde_json::to_vec(&answer[field]).unwrap();
                let choices: CiphertextText = wire::read(&text("choices")).unwrap();
                let choices = Ciphertext::<G>::from_text(&choices).unwrap();
                let proof: ProofText = wire::read(&text("proof")).unwrap();
                let proof = Proof::<G>::from_text(&proof).unwrap();
                assert!(verify_raw(&context, &key, &choices, &proof));
                assert!(!verify_raw("other", &key, &choices, &proof));
            }
        }

        let tally = archive.behind("EncryptedTally", "encrypted_tally")[0];
        let tally: Vec<Vec<CiphertextText>> = wire::read(tally).unwrap();
        let mut before: Vec<Vec<Ciphertext<G>>> =
            raw.iter().map(|&i| ciphertexts(&tally[i])).collect();
        let shuffles = archive.behind("Shuffle", "payload");
        assert_eq!(shuffles.len(), 2);
        for json in shuffles {
            let text: ShuffleText = wire::read(json).unwrap();
            for (i, proof) in text.proofs.iter().enumerate() {
                let output = ciphertexts::<G>(&text.ciphertexts[i]);
                let proof = ShuffleProof::<G>::from_text(proof).unwrap();
                let statement = Statement {
                    fingerprint: &context,
                    key: key.element(),
                    input: &before[i],
                    output: &output,
                };
                assert!(verify(&statement, &proof, &[3; 32]));
                if output.len() < 100 {
                    assert_eq!(verify_each(&statement, &proof), Ok(()));
                }
                let other = Statement {
                    fingerprint: "other",
                    ..statement
                };
                assert!(!verify(&other, &proof, &[3; 32]));
                assert_eq!(proof.to_text(), text.proofs[i]);
                before[i] = output;
            }
            assert_eq!(serde_json::to_vec(&text).unwrap(), json, "byte for byte");
        }

        // Every trustee is needed in these archives: the masks multiply.
        let result: Value = serde_json::from_slice(archive.payloads("Result")[0]).unwrap();
        let mut masks: Vec<Vec<G::Element>> = (before.iter())
            .map(|question| vec![G::identity(); question.len()])
            .collect();
        for json in archive.behind("PartialDecryption", "payload") {
            let json: Value = serde_json::from_slice(json).unwrap();
            for (masks, &i) in masks.iter_mut().zip(&raw) {
                let factors = json["decryption_factors"][i].as_array().unwrap();
                assert_eq!(factors.len(), masks.len());
                for (mask, factor) in masks.iter_mut().zip(factors) {
                    *mask = G::mul(mask, &G::decode_member(factor.as_str().unwrap()).unwrap());
                }
            }
        }
        for ((question, masks), &i) in before.iter().zip(&masks).zip(&raw) {
            let answers = result["result"][i].as_array().unwrap();
            assert_eq!(answers.len(), question.len());
            for ((ciphertext, mask), answer) in question.iter().zip(masks).zip(answers) {
                let content = G::mul(&ciphertext.beta, &G::inv(mask));
                let values: Vec<u8> = serde_json::from_value(answer.clone()).unwrap();
                assert_eq!(G::embedded_vartime(&content, values.len()), values);
            }
        }
    }
}

#[test]
fn shuffles_raw_ciphertexts_and_results_of_the_independent_tool_verify() {
    for path in archives() {
        println!("{}", path.display());
        let archive = Archive::read(&path);
        let election = archive.behind("Setup", "election")[0];
        let election: Value = serde_json::from_slice(election).unwrap();
        let group = election["group"].as_str().unwrap();
        with_group(group, Check(&archive)).unwrap();
    }
}
