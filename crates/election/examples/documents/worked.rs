//! The worked example of `docs/record.md`: a record of two entries, from the secret keys to the checkpoint.
//!
//! Everything in it is computed here, from fixed keys. Nobody may use these keys for anything else.

use ed25519_dalek::{Signer, SigningKey};
use serde_json::json;
use veche_election::entry::{Act, Entry, Recorded, UnsignedEntry};
use veche_election::judge::consent_message;
use veche_election::value::{Body, EntryId, Moment, PublicKey, Sha256Hex, Signature};
use veche_record::checkpoint::Checkpoint;
use veche_record::hash::Hash;
use veche_record::inclusion::TlogProof;
use veche_record::note::{KeyName, SigningKey as LogKey};
use veche_record::tree::Frontier;
use veche_record::{bundle, cosignature};

/// The line before the example.
pub(crate) const BEGIN: &str = "<!-- worked example: made by the program `documents` -->\n";
/// The line after it.
pub(crate) const END: &str = "<!-- end of the worked example -->\n";

/// An entry of the example, and what is computed from it.
pub(crate) struct Leaf {
    pub(crate) message: String,
    pub(crate) id: EntryId,
    pub(crate) signature: Signature,
    pub(crate) bytes: Vec<u8>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn log_key() -> LogKey {
    let name = KeyName::new("example.org/club").expect("a name");
    LogKey::new(name, &[3; 32])
}

fn body() -> Body {
    Body::text("Election of the board", "en", [7; 16])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::new(key.verifying_key().to_bytes())
}

fn leaf(act: Act, election: Option<EntryId>, key: &SigningKey, at: &str) -> Leaf {
    let Entry {
        act,
        by,
        election,
        signature,
    } = UnsignedEntry::sign(act, election, key);
    let unsigned = UnsignedEntry { act, by, election };
    let message = String::from_utf8(unsigned.message()).expect("a text");
    let id = unsigned.id();
    let UnsignedEntry { act, by, election } = unsigned;
    let recorded = Recorded {
        at: Moment::try_from(at.to_owned()).expect("a moment"),
        entry: Entry {
            act,
            by,
            election,
            signature,
        },
    };
    Leaf {
        message,
        id,
        signature,
        bytes: recorded.to_bytes(),
    }
}

/// The two entries.
pub(crate) fn leaves() -> [Leaf; 2] {
    let title = body().reference();
    let call = json!({
        "kind": "election_called", "rules": 1, "mode": "run", "title": title, "place": "by/minsk",
        "log": log_key().verifier().to_text(),
        "calendar": {"nomination": {"from": "2026-03-01"}, "voting": {"from": "2026-03-20"}},
        "contests": [{"contest": "board", "title": title, "seats": 1, "rule": "most_votes",
                      "nomination": {"nomination": "filing"}}],
        "bodies": [], "appeals": {"file_within_days": 7, "decide_within_days": 7},
        "limits": {"entry_bytes": 8192, "body_bytes": 100_000, "entries_per_key_per_day": 20}
    });
    let call = serde_json::from_value(call).expect("an act");
    let call = leaf(
        call,
        None,
        &SigningKey::from_bytes(&[1; 32]),
        "2026-02-01T12:00Z",
    );
    let report = json!({
        "kind": "report_filed", "code": "voter.pressure", "when": {"from": "2026-02-02"}, "place": "by/minsk",
        "actor": "employer", "connection": "victim"
    });
    let report = serde_json::from_value(report).expect("an act");
    let key = SigningKey::from_bytes(&[2; 32]);
    let report = leaf(report, Some(call.id), &key, "2026-02-03T09:10Z");
    [call, report]
}

fn block(text: &str) -> String {
    format!("```text\n{}\n```\n\n", text.trim_end())
}

/// The example, between its two lines.
pub(crate) fn section() -> String {
    let [call, report] = leaves();
    let (organiser, reporter) = (
        SigningKey::from_bytes(&[1; 32]),
        SigningKey::from_bytes(&[2; 32]),
    );
    let mut tree = Frontier::new();
    let hashes = [&call, &report].map(|leaf| Hash::leaf(&leaf.bytes));
    tree.push(hashes[0]);
    tree.push(hashes[1]);
    let key = log_key();
    let mut checkpoint = Checkpoint::sign(tree.head(), &key).expect("a small tree");
    let signed = checkpoint.to_text();
    let proof = TlogProof {
        extra: None,
        index: 1,
        hashes: vec![hashes[0]],
        checkpoint: checkpoint.clone().into_unchecked(),
    };
    let witness = KeyName::new("witness.example").expect("a name");
    let witness = cosignature::WitnessSigningKey::new(witness, &[4; 32]);
    let line = cosignature::cosign(&checkpoint, 1_770_109_800, &witness).expect("a time");
    checkpoint.add(line).expect("one signature more");
    let entries = bundle::encode(&[&call.bytes, &report.bytes]).expect("short entries");
    let consent = consent_message(&call.id, &public(&reporter));
    let new = SigningKey::from_bytes(&[5; 32]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut section = BEGIN.to_owned();
    let mut say = |sentence: &str, value: &str| {
        section.push_str(sentence);
        section.push_str("\n\n");
        section.push_str(&block(value));
    };
    say(
        "The organiser's secret key is 32 bytes of 01, the reporter's of 02, the log's of 03, a witness's of 04. Nobody may \
         use them for anything else. The public keys of organiser and reporter:",
        &format!("{}\n{}", public(&organiser), public(&reporter)),
    );
    say(
        "The verifier key of the log, whose name is `example.org/club`:",
        &key.verifier().to_text(),
    );
    say(
        "A body, the text \"Election of the board\" with a salt of sixteen bytes 07; its file, and the SHA-256 of that:",
        &format!(
            "{}\n{}",
            text(&body().to_bytes()),
            Sha256Hex::of(&body().to_bytes())
        ),
    );
    say(
        "What the organiser signs to call the election: two lines, the second without a line feed at its end:",
        &call.message,
    );
    say(
        "Its SHA-256, the name of the entry and of the election:",
        &call.id.to_string(),
    );
    say(
        "The organiser's signature on it:",
        &call.signature.to_string(),
    );
    say(
        "The first leaf of the record, recorded on 1 February 2026 at noon:",
        &text(&call.bytes),
    );
    say(
        "The second leaf, a report by a key that is used once:",
        &text(&report.bytes),
    );
    say(
        "What the reporter signed, and the name of the entry:",
        &format!("{}\n{}", report.message, report.id),
    );
    say(
        "The hashes of the two leaves, SHA-256 of a byte 00 and the leaf; then the root, SHA-256 of a byte 01 and the two. \
         In hexadecimal, and the root in Base64 too:",
        &format!(
            "{}\n{}\n{}\n{}",
            hashes[0].to_hex(),
            hashes[1].to_hex(),
            tree.root().to_hex(),
            tree.root().to_base64()
        ),
    );
    say(
        &format!(
            "The bundle `tile/entries/000.p/2` has {} bytes and begins with {}, the length of the first leaf. Its SHA-256:",
            entries.len(),
            hex(entries.get(..2).unwrap_or_default())
        ),
        &Sha256Hex::of(&entries).to_string(),
    );
    say(
        "The tile `tile/0/000.p/2` is the two leaf hashes, 64 bytes. The `checkpoint`:",
        &signed,
    );
    say(
        "The same, cosigned by a witness at 1770109800:",
        &checkpoint.to_text(),
    );
    say(
        "The proof that the second leaf is in the record:",
        &proof.to_text(),
    );
    say(
        "Were the reporter's key replaced by the one whose secret is 32 bytes of 05, that key would sign these three lines, \
         the third without a line feed at its end; and this is its signature:",
        &format!(
            "{}\n{}",
            text(&consent),
            hex(&new.sign(&consent).to_bytes())
        ),
    );
    section.push_str(END);
    section
}

/// The document with the example in its place; nothing if the two lines are not there.
pub(crate) fn placed_in(document: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, &section(), after].concat())
}
