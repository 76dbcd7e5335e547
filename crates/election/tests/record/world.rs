//! Elections to test with: fixed keys, a fixed calendar, entries recorded at chosen moments.
//!
//! Nomination is from 1 to 10 March 2026, voting from 29 to 31 March.

use std::sync::atomic::{AtomicU64, Ordering};

use ed25519_dalek::SigningKey;
use jiff::civil::Date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use veche_election::entry::{Act, Entry, Recorded, Signed, UnsignedEntry};
use veche_election::judge::{Accepted, Election, Rejection};
use veche_election::shows::{self, Table};
use veche_election::value::{EntryId, Moment};
use veche_record::note::{KeyName, SigningKey as LogKey};

/// The key of somebody.
pub(crate) fn key(who: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(who).into())
}

/// The public key of somebody, as it stands in entries.
pub(crate) fn public(who: &str) -> String {
    hex(&key(who).verifying_key().to_bytes())
}

/// A hash that stands for something with this name.
pub(crate) fn hash(of: &str) -> String {
    hex(&Sha256::digest(of))
}

/// A body that lies beside the record. The same text makes another body each time, as its salt is another.
pub(crate) fn body(text: &str) -> Value {
    static SALT: AtomicU64 = AtomicU64::new(0);
    let salt = SALT.fetch_add(1, Ordering::Relaxed);
    json!({"plain": hash(&format!("{salt} {text}"))})
}

/// One source.
pub(crate) fn sources() -> Value {
    json!([{"kind": "press", "publisher": "gazette", "text": body("Gazette, page 1")}])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key of the log, as text.
pub(crate) fn log(name: &str, secret: u8) -> String {
    let name = KeyName::new(name).expect("a name");
    LogKey::new(name, &[secret; 32]).verifier().to_text()
}

/// The act with this JSON.
pub(crate) fn act(json: Value) -> Act {
    serde_json::from_value(json).expect("an act")
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// The call of a run election.
pub(crate) fn call() -> Value {
    let public_body = |name: &str, decides: Value| json!({"body": name, "name": body(name), "decides": decides, "key": public(name)});
    let paper = json!({"nomination": "paper", "threshold": 1000, "void_above_percent": 15});
    let filing = json!({"nomination": "filing"});
    json!({
        "kind": "election_called", "rules": 1, "mode": "run", "title": body("title"), "place": "ru",
        "log": log("example.org/election", 1),
        "calendar": {
            "nomination": {"from": "2026-03-01", "to": "2026-03-10"},
            "voting": {"from": "2026-03-29", "to": "2026-03-31"}
        },
        "contests": [
            {"contest": "president", "title": body("president"), "seats": 1, "rule": "majority",
             "nomination": paper, "voters": 200_000, "quorum": 50},
            {"contest": "council", "title": body("council"), "seats": 2, "rule": "most_votes", "nomination": filing},
            {"contest": "fee", "title": body("fee"), "seats": 1, "rule": "most_votes", "nomination": filing,
             "options": [{"option": "yes", "text": body("yes")}, {"option": "no", "text": body("no")}]}
        ],
        "bodies": [
            public_body("commission", json!(["candidacies", "polls"])),
            public_body("court", json!(["appeals"])),
            public_body("interior", json!(["assemblies"]))
        ],
        "appeals": {"file_within_days": 5, "decide_within_days": 3},
        "limits": {"entry_bytes": 8192, "body_bytes": 100_000, "entries_per_key_per_day": 5}
    })
}

/// The call of a watched election.
pub(crate) fn watched_call() -> Value {
    let mut call = call();
    call["mode"] = json!("watched");
    call["sources"] = sources();
    for body in call["bodies"].as_array_mut().expect("bodies") {
        body.as_object_mut().expect("a body").remove("key");
    }
    call
}

/// An election under way.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) election: Election,
    pub(crate) leaves: Vec<Vec<u8>>,
    /// When the next entry is recorded.
    pub(crate) at: String,
    pub(crate) call: Option<EntryId>,
}

impl World {
    /// Nothing is recorded yet.
    pub(crate) fn empty() -> Self {
        Self {
            election: Election::default(),
            leaves: Vec::new(),
            at: "2026-02-01T12:00Z".to_owned(),
            call: None,
        }
    }

    /// A run election, called, with an observer and an assessor.
    pub(crate) fn run() -> Self {
        Self::called(call())
    }

    /// A watched election, called by an observer, with another and an assessor.
    pub(crate) fn watched() -> Self {
        Self::called(watched_call())
    }

    pub(crate) fn called(call: Value) -> Self {
        let mut world = Self::empty();
        let id = world.says("organiser", call);
        world.call = Some(id);
        for (who, capacity) in [("observer", "observers"), ("assessor", "assessor")] {
            world.says(who, observer(who, capacity));
        }
        world
    }

    /// From now on it is noon of this day.
    pub(crate) fn on(&mut self, day: &str) -> &mut Self {
        self.at = format!("{day}T12:00Z");
        self
    }

    /// What somebody says, signed, to be recorded now.
    pub(crate) fn sign(&self, who: &str, act: Value) -> Recorded {
        self.sign_with(&key(who), act)
    }

    pub(crate) fn sign_with(&self, key: &SigningKey, json: Value) -> Recorded {
        self.now(UnsignedEntry::sign(act(json), self.call, key))
    }

    /// An entry, to be recorded now.
    pub(crate) fn now(&self, entry: Entry) -> Recorded {
        let at = Moment::try_from(self.at.clone()).expect("a moment");
        Recorded { at, entry }
    }

    /// Records what somebody says.
    pub(crate) fn says(&mut self, who: &str, act: Value) -> EntryId {
        let recorded = self.sign(who, act);
        let leaf = recorded.to_bytes();
        let signed = verified(recorded);
        let id = signed.id;
        let accepted = self.election.check(&signed).expect("it may be recorded");
        self.election.apply(accepted).expect("nothing came between");
        self.leaves.push(leaf);
        id
    }

    /// Whether somebody may say something now.
    pub(crate) fn tries(&self, who: &str, act: Value) -> Result<Accepted, Rejection> {
        self.election.check(&verified(self.sign(who, act)))
    }

    /// What the record shows on a day.
    pub(crate) fn shows(&self, on: &str) -> Table {
        shows::all(&self.election, day(on))
    }
}

/// An entry whose signature is right.
pub(crate) fn verified(recorded: Recorded) -> Signed {
    recorded.verify().expect("form and signature are right")
}

pub(crate) fn observer(name: &str, capacity: &str) -> Value {
    json!({"kind": "observer_declared", "observer": name, "capacity": capacity, "name": body(name)})
}

/// A candidate filed by the candidate.
pub(crate) fn filed(contest: &str, who: &str) -> Value {
    json!({"kind": "candidacy_filed", "contest": contest, "label": who, "name": body(who), "key": public(who)})
}

/// A candidate whose filing observers attest.
pub(crate) fn attested_filing(contest: &str, who: &str) -> Value {
    json!({"kind": "candidacy_filed", "contest": contest, "label": who, "name": body(who), "sources": sources()})
}

/// A decision with nothing but its outcome.
pub(crate) fn decided(by: &str, of: &str, id: EntryId, outcome: &str, on: &str) -> Value {
    json!({"kind": "decision_taken", "body": by, "subject": {"of": of, "entry": id}, "outcome": outcome, "on": on})
}

/// Reasons that lack nothing.
pub(crate) fn reasons() -> Value {
    json!({
        "facts": body("facts"),
        "rules": [{"cites": "law", "text": body("law"), "in_force": "2020-01-01"}],
        "evidence": {"evidence": "listed", "documents": [body("document")]},
        "remedy": body("remedy"), "deadline": "2026-03-12", "signers": body("signers")
    })
}

pub(crate) fn appeal(against: EntryId) -> Value {
    json!({"kind": "appeal_filed", "against": against, "standing": "voter", "to": "court", "text": body("appeal")})
}

pub(crate) fn complaint() -> Value {
    json!({"kind": "complaint_filed", "to": "court", "text": body("complaint")})
}

pub(crate) fn assembly() -> Value {
    json!({"kind": "assembly_notified", "label": "square", "when": {"from": "2026-03-20"}, "place": "ru/north"})
}

pub(crate) fn detained(on: &str) -> Value {
    json!({"kind": "people_detained", "label": "square", "number": {"min": 10, "max": 10}, "since": {"from": on},
           "place": "ru/north"})
}

pub(crate) fn followed(detention: EntryId, event: &str, on: &str) -> Value {
    json!({"kind": "detention_followed", "detention": detention, "event": event, "on": on})
}

pub(crate) fn report(on: &str) -> Value {
    json!({"kind": "report_filed", "code": "poll.stuff", "when": {"from": on}, "place": "ru/north/station-1",
           "actor": "unknown", "connection": "witness"})
}

pub(crate) fn verdict(entry: EntryId, rating: &str) -> Value {
    json!({"kind": "report_verified", "entry": entry, "rating": rating, "method": "seen"})
}

pub(crate) fn withdrawn(entry: EntryId, because: &str) -> Value {
    json!({"kind": "entry_withdrawn", "entry": entry, "because": because})
}

/// Figures of the authority for the whole contest.
pub(crate) fn counted(candidate: EntryId, on: &str, figures: Value) -> Value {
    let mut json = json!({"kind": "signatures_counted", "candidate": candidate, "according_to": "authority", "on": on});
    let fields = figures.as_object().expect("figures");
    for (name, value) in fields {
        json[name] = value.clone();
    }
    json
}

pub(crate) fn exactly(number: u64) -> Value {
    json!({"min": number, "max": number})
}

pub(crate) fn poll(name: &str, contest: &str, options: Value) -> Value {
    json!({"kind": "poll_opened", "poll": name, "contest": contest, "question": 1, "options": options,
           "fingerprint": hash(name)})
}

pub(crate) fn anchored(poll: EntryId, after: u64, events: &[&str]) -> Value {
    let events: Vec<_> = events.iter().map(|event| hash(event)).collect();
    json!({"kind": "poll_anchored", "poll": poll, "after": after, "events": events})
}

pub(crate) fn declared(contest: &str, elected: Value, on: &str) -> Value {
    json!({"kind": "outcome_declared", "contest": contest, "according_to": "authority", "on": on, "elected": elected})
}

/// A value with sources.
pub(crate) fn sourced(mut act: Value) -> Value {
    act["sources"] = sources();
    act
}

/// A value with another field.
pub(crate) fn with(mut act: Value, field: &str, value: Value) -> Value {
    act[field] = value;
    act
}

/// The rotation of a key to a new one that consents.
pub(crate) fn rotated(world: &World, old: &str, new: &str) -> Value {
    use ed25519_dalek::Signer;
    use veche_election::judge::consent_message;
    use veche_election::value::PublicKey;
    let old = PublicKey::new(key(old).verifying_key().to_bytes());
    let message = consent_message(&world.call.expect("called"), &old);
    let consent = hex(&key(new).sign(&message).to_bytes());
    json!({"kind": "key_rotated", "new": public(new), "consent": consent})
}

pub(crate) fn revoked(who: &str) -> Value {
    json!({"kind": "key_revoked", "key": public(who), "because": "compromised"})
}

/// Ada, a candidate of the nomination on paper, filed on 2 March.
pub(crate) fn candidate(world: &mut World) -> EntryId {
    world
        .on("2026-03-02")
        .says("ada", filed("president", "ada"))
}

/// The bare refusal of Ada, on 2 March.
pub(crate) fn refusal(world: &mut World) -> EntryId {
    let candidate = candidate(world);
    let refused = decided(
        "commission",
        "candidacy",
        candidate,
        "refused",
        "2026-03-02",
    );
    world.says("commission", refused)
}

/// A rule.
pub(crate) fn rule(name: &str, in_force: &str) -> Value {
    json!({"kind": "rule_published", "rule": name, "text": body(name), "in_force": in_force})
}

/// A nomination that ends two days later.
pub(crate) fn calendar() -> Value {
    json!({"kind": "calendar_changed", "reasons": body("reasons"), "calendar": {
        "nomination": {"from": "2026-03-01", "to": "2026-03-12"},
        "voting": {"from": "2026-03-29", "to": "2026-03-31"}
    }})
}
