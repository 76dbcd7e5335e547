//! A small run election on a record, made from fixed keys: what the targets on entries start from.

use std::cell::Cell;
use std::sync::LazyLock;

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use veche_election::entry::{Act, Entry, Recorded, UnsignedEntry};
use veche_election::value::{Body, BodyRef, EntryId, Moment, PublicKey, Sha256Hex};
use veche_election::verify::Fold;

/// Who signs: the organiser, the body, a candidate, an observer, and two who are not known.
pub(crate) const KEYS: u8 = 6;

/// The leaves of the election, and the name of its call.
pub(crate) struct Process {
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) call: EntryId,
}

/// The election.
pub(crate) static PROCESS: LazyLock<Process> = LazyLock::new(process);

pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number % KEYS + 1; 32])
}

pub(crate) fn body() -> Body {
    Body::text("What happened, \u{44f}.", "en", [7; 16])
}

fn public(number: u8) -> PublicKey {
    PublicKey::new(key(number).verifying_key().to_bytes())
}

/// An entry that says this, as a leaf.
pub(crate) fn leaf(act: Act, call: Option<EntryId>, signer: u8, day: u8) -> Recorded {
    let at = format!("2026-03-{:02}T12:00Z", day % 28 + 1);
    Recorded {
        at: Moment::try_from(at).expect("a moment"),
        entry: UnsignedEntry::sign(act, call, &key(signer)),
    }
}

struct Making {
    leaves: Vec<Vec<u8>>,
    call: Option<EntryId>,
}

impl Making {
    fn says(&mut self, day: u8, signer: u8, act: Value) -> EntryId {
        let act = serde_json::from_value(act).expect("an act");
        let recorded = leaf(act, self.call, signer, day);
        self.leaves.push(recorded.to_bytes());
        let Entry {
            act, by, election, ..
        } = recorded.entry;
        UnsignedEntry { act, by, election }.id()
    }
}

fn process() -> Process {
    let mut making = Making {
        leaves: Vec::new(),
        call: None,
    };
    // Every entry brings its own bodies.
    let salt = Cell::new(0);
    let text = || {
        salt.set(salt.get() + 1);
        Body::text("What happened, \u{44f}.", "en", [salt.get(); 16]).reference()
    };
    let call = making.says(0, 0, call(&text()));
    making.call = Some(call);
    let range = |number: u64| json!({"min": number, "max": number});
    let day = |day: u8| json!({"from": format!("2026-03-{day:02}")});
    making.says(0, 3, json!({"kind": "observer_declared", "observer": "watch", "capacity": "assessor", "name": text()}));
    let rule = making.says(
        0,
        0,
        json!({"kind": "rule_published", "rule": "law", "text": text(), "in_force": "2026-01-01"}),
    );
    let candidate = making.says(1, 2, json!({"kind": "candidacy_filed", "contest": "chair", "label": "ada", "name": text(), "key": public(2)}));
    making.says(1, 1, json!({"kind": "signatures_counted", "candidate": candidate, "according_to": "authority", "on": "2026-03-02", "handed_in": range(20), "accepted": range(12)}));
    let reasons = json!({"facts": text(), "rules": [{"cites": "rule", "rule": rule}], "remedy": text(), "deadline": "2026-03-09"});
    let decision = making.says(2, 1, json!({"kind": "decision_taken", "body": "board", "subject": {"of": "candidacy", "entry": candidate}, "outcome": "refused", "on": "2026-03-03", "reasons": reasons}));
    let appeal = making.says(2, 2, json!({"kind": "appeal_filed", "against": decision, "standing": "concerned", "to": "board", "text": text()}));
    let rejected = making.says(3, 1, json!({"kind": "decision_taken", "body": "board", "subject": {"of": "appeal", "entry": appeal}, "outcome": "rejected", "on": "2026-03-04"}));
    let second = making.says(3, 2, json!({"kind": "appeal_filed", "against": rejected, "standing": "voter", "to": "board", "text": text()}));
    making.says(4, 1, json!({"kind": "decision_taken", "body": "board", "subject": {"of": "appeal", "entry": second}, "outcome": "upheld", "on": "2026-03-05"}));
    let complaint = making.says(
        4,
        4,
        json!({"kind": "complaint_filed", "to": "board", "text": text()}),
    );
    making.says(4, 5, json!({"kind": "cosigned", "entry": complaint}));
    let assembly = making.says(
        4,
        4,
        json!({"kind": "assembly_notified", "label": "square", "when": day(8), "place": "by"}),
    );
    making.says(5, 1, json!({"kind": "decision_taken", "body": "board", "subject": {"of": "assembly", "entry": assembly}, "outcome": "banned", "on": "2026-03-06"}));
    let detention = making.says(9, 4, json!({"kind": "people_detained", "label": "square", "number": range(5), "since": day(8), "place": "by", "assembly": assembly}));
    making.says(9, 3, json!({"kind": "report_verified", "entry": detention, "rating": "confirmed", "method": "seen"}));
    making.says(12, 3, json!({"kind": "detention_followed", "detention": detention, "event": "before_judge", "on": "2026-03-12"}));
    let report = making.says(12, 5, json!({"kind": "report_filed", "code": "assm.detain", "when": day(8), "place": "by/minsk", "actor": "police", "connection": "witness", "text": text()}));
    making.says(
        12,
        5,
        json!({"kind": "entry_withdrawn", "entry": report, "because": "safety"}),
    );
    making.says(12, 3, json!({"kind": "finding_made", "commitment": "cph-5-15", "verdict": "not_met", "cites": [detention], "text": text()}));
    making.says(13, 5, json!({"kind": "program_published", "name": "verify.en.html", "sha256": Sha256Hex::of(b"program"), "version": "0.1.0"}));
    let poll = making.says(15, 1, json!({"kind": "poll_opened", "poll": "chair", "contest": "chair", "question": 1, "options": [candidate, "nobody"], "fingerprint": Sha256Hex::of(b"poll")}));
    making.says(15, 1, json!({"kind": "poll_anchored", "poll": poll, "after": 0, "events": [Sha256Hex::of(b"setup")]}));
    let votes = json!([{"option": candidate, "votes": range(7)}]);
    making.says(25, 1, json!({"kind": "outcome_declared", "contest": "chair", "according_to": "authority", "on": "2026-03-25", "poll": poll, "ballots": range(9), "votes": votes, "elected": [candidate]}));
    making.says(
        25,
        0,
        json!({"kind": "key_revoked", "key": public(1), "because": "retired"}),
    );
    let mut fold = Fold::new();
    fold.push(&making.leaves);
    let (_, faults) = fold.finish();
    assert!(faults.is_empty(), "{:?}", faults.list());
    Process {
        leaves: making.leaves,
        call,
    }
}

fn call(text: &BodyRef) -> Value {
    json!({
        "kind": "election_called", "rules": 1, "mode": "run", "title": text, "place": "by",
        "log": "example.org/club+b9f84ecc+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR",
        "calendar": {"nomination": {"from": "2026-03-01", "to": "2026-03-10"},
                     "voting": {"from": "2026-03-20", "to": "2026-03-22"}},
        "contests": [{"contest": "chair", "title": text, "seats": 1, "rule": "most_votes", "voters": 500, "quorum": 5,
                      "nomination": {"nomination": "paper", "threshold": 10, "void_above_percent": 15},
                      "options": [{"option": "nobody", "text": text}]}],
        "bodies": [{"body": "board", "name": text, "decides": ["candidacies", "appeals", "assemblies", "polls"],
                    "key": public(1)}],
        "appeals": {"file_within_days": 3, "decide_within_days": 2},
        "limits": {"entry_bytes": 4096, "body_bytes": 4096, "entries_per_key_per_day": 4}
    })
}
