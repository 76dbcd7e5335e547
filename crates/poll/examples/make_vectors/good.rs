//! Sound archives: every kind of poll, at every stage, with everything that is allowed and looks odd.

use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::SetupData;
use veche_poll::question::Homomorphic;

use super::archive::{Entry, archive, timestamp};
use super::poll::{Poll, RESULT, Who, both, council, decryption_entry, road, votes};
use super::{Vector, Vectors};

/// The poll of most vectors: Ed25519, both questions, three voters, two mandatory trustees.
pub(crate) fn plain(name: &str) -> Poll<Ed25519> {
    Poll::new(name, both(), &[None; 3], &[Who::Mandatory, Who::Mandatory])
}

/// The ballots of the three voters.
pub(crate) fn ballots<G: Group>(poll: &mut Poll<G>) -> Vec<Vec<u8>> {
    let votes = votes().into_iter().enumerate();
    votes
        .map(|(voter, values)| poll.ballot(voter, &values))
        .collect()
}

/// Setup and ballots.
pub(crate) fn opened<G: Group>(poll: &Poll<G>, ballots: &[Vec<u8>]) -> Vec<Entry> {
    let mut entries = vec![poll.parts.entry()];
    entries.extend(ballots.iter().cloned().map(Entry::ballot));
    entries
}

/// A whole poll in which all trustees decrypt.
pub(crate) fn whole<G: Group>(
    poll: &mut Poll<G>,
    cast: &[Vec<u8>],
    counted: &[Vec<u8>],
    result: &[&[u64]],
) -> Vec<Entry> {
    let owners: Vec<usize> = (1..=poll.keys.len()).collect();
    let mut entries = opened(poll, cast);
    entries.extend(poll.ending(counted, &owners, result));
    entries
}

/// A whole poll as most vectors have it.
pub(crate) fn usual(poll: &mut Poll<Ed25519>) -> Vec<Entry> {
    let cast = ballots(poll);
    whole(poll, &cast, &cast, &RESULT)
}

fn gives(vector: &mut Vector, result: &[&[u64]]) {
    vector.result = Some(result.iter().map(|numbers| numbers.to_vec()).collect());
}

pub(super) fn add(list: &mut Vectors) {
    stages(list);
    courses(list);
    weights(list);
    trustees(list);
    forms(list);
    groups(list);
}

fn stages(list: &mut Vectors) {
    let entries = usual(&mut plain("stages"));
    let source = "spec §Public data";
    for (name, what, number) in [
        ("setup-only", "The poll is open and nobody has voted", 1),
        ("open", "The poll is open, with three ballots", 4),
        ("closed", "Voting has ended", 5),
        ("tallied", "The encrypted tally is there", 6),
        ("decrypting", "One of two trustees has decrypted", 7),
        ("decrypted", "Both trustees have decrypted", 8),
    ] {
        list.ok(name, what, source, archive(&entries[..number]));
    }
    let finished = list.ok("finished", "The whole poll", source, archive(&entries));
    gives(finished, &RESULT);
}

fn courses(list: &mut Vectors) {
    let mut poll = plain("revotes");
    let mut cast = ballots(&mut poll);
    cast.push(poll.ballot(0, &[vec![0, 1], vec![0, 0, 1, 1]]));
    cast.push(poll.ballot(1, &[vec![1, 0], vec![0, 1, 0, 0]]));
    let entries = whole(
        &mut poll,
        &cast,
        &[cast[2].clone(), cast[3].clone(), cast[4].clone()],
        &[&[2, 1], &[0, 2, 2, 1]],
    );
    let revotes = list.ok(
        "revotes",
        "Two of three voters vote twice: the last ballot of each counts",
        "spec §Tallied ballots",
        archive(&entries),
    );
    gives(revotes, &[&[2, 1], &[0, 2, 2, 1]]);

    let mut poll = plain("no-ballots");
    let zero: [&[u64]; 2] = [&[0, 0], &[0, 0, 0, 0]];
    let entries = whole(&mut poll, &[], &[], &zero);
    let empty = list.ok(
        "no-ballots",
        "Nobody votes: the tally holds neutral elements, and so do the decryptions",
        "spec §Encrypted tally",
        archive(&entries),
    );
    gives(empty, &zero);

    let mut poll: Poll<Ed25519> = Poll::new(
        "bounds",
        vec![
            Homomorphic {
                min: 0,
                max: 3,
                blank: false,
                ..council()
            },
            Homomorphic {
                min: 0,
                max: 1,
                blank: true,
                ..road()
            },
        ],
        &[None; 2],
        &[Who::Mandatory],
    );
    let cast = vec![
        poll.ballot(0, &[vec![1, 1, 1], vec![0, 0, 0]]),
        poll.ballot(1, &[vec![0, 0, 0], vec![1, 0, 0]]),
    ];
    let result: [&[u64]; 2] = [&[1, 1, 1], &[1, 0, 0]];
    let entries = whole(&mut poll, &cast, &cast, &result);
    let bounds = list.ok(
        "none-and-all-selected",
        "A question of which none or all answers may be selected, and one of which none or blank may",
        "spec §Homomorphic questions",
        archive(&entries),
    );
    gives(bounds, &result);
}

fn weights(list: &mut Vectors) {
    for (name, what, weights, result) in [
        (
            "weights",
            "The voters' ballots weigh 1, 2 and 5",
            [1, 2, 5],
            [&[6, 2][..], &[2, 6, 5, 0][..]],
        ),
        (
            "great-weights",
            "Weights and numbers from 2^30 on are JSON strings",
            [1 << 30, (1 << 30) - 1, 90_000_000_000],
            [
                &[91_073_741_824, (1 << 30) - 1][..],
                &[(1 << 30) - 1, 91_073_741_824, 90_000_000_000, 0][..],
            ],
        ),
        (
            "weight-zero",
            "A voter's ballot weighs nothing",
            [0, 1, 1],
            [&[1, 1][..], &[1, 1, 1, 0][..]],
        ),
    ] {
        let mut poll: Poll<Ed25519> = Poll::new(
            name,
            both(),
            &weights.map(Some),
            &[Who::Mandatory, Who::Mandatory],
        );
        let cast = ballots(&mut poll);
        let entries = whole(&mut poll, &cast, &cast, &result);
        let vector = list.ok(
            name,
            what,
            "spec §Credentials, §Encrypted tally",
            archive(&entries),
        );
        gives(vector, &result);
        vector.note = Some("may give away how they voted".into());
    }
}

fn trustees(list: &mut Vectors) {
    let source = "spec §Partial decryptions, §Election result";
    for (name, what, owners) in [
        (
            "threshold",
            "A threshold of two of three trustees: 1 and 2 decrypt",
            vec![1, 2],
        ),
        (
            "threshold-last-two",
            "Two of three trustees: 3 and 2 decrypt, in this order",
            vec![3, 2],
        ),
        (
            "threshold-all",
            "Two of three trustees suffice, and all three decrypt",
            vec![1, 2, 3],
        ),
    ] {
        let mut poll: Poll<Ed25519> = Poll::new(name, both(), &[None; 3], &[Who::TwoOfThree]);
        let cast = ballots(&mut poll);
        let mut entries = opened(&poll, &cast);
        entries.extend(poll.ending(&cast, &owners, &RESULT));
        let vector = list.ok(name, what, source, archive(&entries));
        gives(vector, &RESULT);
        vector.note = Some("no trustee is mandatory".into());
    }
    let name = "threshold-invalid-set-aside";
    let mut poll: Poll<Ed25519> = Poll::new(name, both(), &[None; 3], &[Who::TwoOfThree]);
    let cast = ballots(&mut poll);
    let tally = poll.tally(&cast).encrypted();
    let mut entries = opened(&poll, &cast);
    let mut ending = poll.ending(&cast, &[2, 3], &RESULT);
    // The decryption of trustee 2 under the name of trustee 1.
    ending.insert(2, decryption_entry(1, poll.decryption(2, &tally)));
    entries.extend(ending);
    let vector = list.ok(
        name,
        "An invalid decryption of one trustee of a threshold set: the other two suffice",
        "spec §Election result: invalid ones are skipped",
        archive(&entries),
    );
    gives(vector, &RESULT);
    vector.note = Some("trustee 1 of the threshold set".into());

    let name = "mandatory-and-threshold";
    let who = [Who::Mandatory, Who::TwoOfThree];
    let mut poll: Poll<Ed25519> = Poll::new(name, both(), &[None; 3], &who);
    let cast = ballots(&mut poll);
    let mut entries = opened(&poll, &cast);
    entries.extend(poll.ending(&cast, &[4, 1, 2], &RESULT));
    let vector = list.ok(
        name,
        "A mandatory trustee (1) and two of three (2 to 4): 4, 1 and 2 decrypt",
        source,
        archive(&entries),
    );
    gives(vector, &RESULT);
}

fn forms(list: &mut Vectors) {
    let entries = usual(&mut plain("integer-timestamp"));
    let bytes = archive(&entries);
    let header = format!("{{\"version\":1,\"timestamp\":{}}}", timestamp());
    let mut integer = super::bytes::member_named("BELENIOS", header.as_bytes());
    integer.extend(&bytes[1024..]);
    let vector = list.ok(
        "integer-timestamp",
        "The timestamp in the archive's header is an integer",
        "accepted by the reference on reading",
        integer,
    );
    gives(vector, &RESULT);

    for (name, what, field) in [
        (
            "language",
            "The election has the field `language`",
            r#","language":"be""#,
        ),
        (
            "unknown-field-election",
            "The election has a field that nobody knows",
            r#","seal":{"of":["wax",1]}"#,
        ),
        (
            "people",
            "The election names its administrator and its credential authority",
            r#","administrator":"A. Organiser","credential_authority":"R. Registrar""#,
        ),
    ] {
        let poll = plain(name);
        let bytes = insert_last(&poll.parts.election, field);
        let mut poll = poll.with_election(bytes);
        let bytes = archive(&usual(&mut poll));
        gives(
            list.ok(
                name,
                what,
                "spec §Elections: kept as the bytes it was",
                bytes,
            ),
            &RESULT,
        );
    }

    let mut poll = plain("trustee-name");
    let named = String::from_utf8(poll.parts.trustees.clone())
        .expect("it is JSON")
        .replacen("\"}]", "\",\"name\":\"T. Trustee\",\"since\":2026}]", 1);
    poll.parts.trustees = named.into_bytes();
    let bytes = archive(&usual(&mut poll));
    let vector = list.ok(
        "trustee-name",
        "A trustee has a name, and a field that nobody knows",
        "written by the reference; not in the text",
        bytes,
    );
    gives(vector, &RESULT);

    let mut poll = plain("certificate");
    let mut entries = usual(&mut poll);
    let certificate = br#"{"signature":"of the registrar"}"#.to_vec();
    let data = SetupData {
        election: Hash::of(&poll.parts.election),
        trustees: Hash::of(&poll.parts.trustees),
        credentials: Hash::of(&poll.parts.roll),
        credentials_certificate: Some(Hash::of(&certificate)),
    };
    let [election, trustees, roll, _] = &entries[0].data[..] else {
        panic!("a setup has four pieces of data");
    };
    entries[0] = Entry::new(
        EventKind::Setup,
        vec![
            election.clone(),
            trustees.clone(),
            roll.clone(),
            certificate,
            insert_last(&data.to_bytes(), r#","later":null"#),
        ],
    );
    let vector = list.ok(
        "certificate",
        "The setup has a certificate of the credentials, which is not checked, and a field that nobody knows",
        "written by the reference from 3.2 on; not in the text",
        archive(&entries),
    );
    gives(vector, &RESULT);
    vector.note = Some("certificate of its registrar".into());

    let mut poll = plain("roll-order");
    let mut lines: Vec<String> = serde_json::from_slice(&poll.parts.roll).expect("it is a list");
    lines.reverse();
    poll.parts.roll = serde_json::to_vec(&lines).expect("texts can be written");
    let bytes = archive(&usual(&mut poll));
    let vector = list.ok(
        "roll-unsorted",
        "The public credentials stand in another order than the reference gives them",
        "spec §Credentials: the order is free",
        bytes,
    );
    gives(vector, &RESULT);

    let mut entries = usual(&mut plain("end-shuffles"));
    entries.insert(6, Entry::new(EventKind::EndShuffles, vec![]));
    let vector = list.ok(
        "end-of-shuffles",
        "The end of shuffles is noted although there was nothing to shuffle",
        "spec §Public data, the table of events",
        archive(&entries),
    );
    gives(vector, &RESULT);
}

/// Puts more fields at the end of a JSON object.
pub(crate) fn insert_last(json: &[u8], fields: &str) -> Vec<u8> {
    let mut bytes = json[..json.len() - 1].to_vec();
    bytes.extend(fields.as_bytes());
    bytes.push(b'}');
    bytes
}

fn groups(list: &mut Vectors) {
    group::<PrimeField<Belenios2048>>(list, "belenios-2048");
    group::<PrimeField<Rfc3526>>(list, "rfc-3526-2048");
}

fn group<G: Group>(list: &mut Vectors, name: &str) {
    let mut poll = small::<G>(name);
    let cast = vec![
        poll.ballot(0, &[vec![0, 1, 0]]),
        poll.ballot(1, &[vec![1, 0, 0]]),
    ];
    let result: [&[u64]; 1] = [&[1, 1, 0]];
    let entries = whole(&mut poll, &cast, &cast, &result);
    let what = format!("A whole poll in the group {}", G::NAME);
    gives(
        list.ok(name, &what, "spec §Groups", archive(&entries)),
        &result,
    );
}

/// A poll with one question, two voters and one trustee.
pub(crate) fn small<G: Group>(name: &str) -> Poll<G> {
    let question = Homomorphic {
        blank: true,
        ..road()
    };
    Poll::new(name, vec![question], &[None; 2], &[Who::Mandatory])
}
