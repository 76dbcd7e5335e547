//! Ranked polls with the server's own key, archives from elsewhere, and hints.

use serde_json::Value;

use crate::poll::Poll;

/// The first question ranks, the second is gone; the server has a key.
const RANKED: [(&str, &str); 3] = [
    ("server = false", "server = true"),
    ("min = 1\nmax = 1\n", "kind = \"ranking\"\n"),
    ("minimum_ballots = 2", "minimum_ballots = 3"),
];

fn opened() -> Poll {
    let poll = Poll::open(&RANKED);
    for (voter, ranks) in [(1, "1:Ana > Boris"), (2, "1:Boris"), (3, "1:1,1,2")] {
        poll.vote(voter, ranks, "Yes");
    }
    poll
}

#[test]
fn the_server_shuffles_and_decrypts_with_a_key_of_its_own() {
    let poll = opened();
    let key = poll.path("poll/server.privkey");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    poll.ok(&["poll", "close", "poll"]);
    poll.ok(&["poll", "tally", "poll"]);
    // The server's shuffle is one of two, and its key alone opens nothing.
    poll.refused(
        &["poll", "end-shuffles", "poll"],
        &["1 trustees have shuffled, and 2 must"],
    );
    poll.ok(&["trustee", "shuffle", "poll", "--key", &poll.key()]);
    poll.ok(&["poll", "end-shuffles", "poll"]);
    poll.refused(
        &["poll", "result", "poll"],
        &["mandatory trustee 2 has not decrypted"],
    );
    poll.ok(&["trustee", "decrypt", "poll", "--key", &poll.key()]);
    let outcome = poll.ok(&["poll", "result", "poll", "--count", "1:borda", "--json"]);
    let outcome: Value = serde_json::from_str(&outcome).unwrap();
    assert_eq!(outcome["outcomes"].as_array().map(Vec::len), Some(1));
    let report: Value = serde_json::from_str(&poll.ok(&["verify", "poll", "--json"])).unwrap();
    assert_eq!(
        report["result"][0]["ballots"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(report["breaches"], Value::Array(vec![]));
}

#[test]
fn the_servers_key_opens_no_tally_of_fewer_ballots_than_agreed() {
    let poll = Poll::open(&[("server = false", "server = true")]);
    poll.vote(1, "Ana", "Yes");
    poll.ok(&["poll", "close", "poll"]);
    poll.ok(&["poll", "tally", "poll"]);
    poll.refused(&["poll", "result", "poll"], &["no tally of fewer than 2"]);
}

#[test]
fn no_more_is_ranked_than_the_poll_allows() {
    let limited = "kind = \"ranking\"\nranks = 1\n";
    let poll = Poll::open(&[("min = 1\nmax = 1\n", limited), RANKED[2]]);
    for choice in ["1:Ana > Boris", "1:1,1,0", "1:2,0,0"] {
        let vote = ["vote", "poll", "--credential", "voter1", "--choose", choice];
        let vote = [&vote[..], &["--choose", "2:Yes"]].concat();
        poll.refused(&vote, &["rank at most 1 of the answers"]);
    }
    poll.vote(1, "1:Boris", "Yes");
}

#[test]
fn an_archive_from_elsewhere_is_taken_over_if_it_is_sound() {
    let poll = opened();
    let archive = poll.archive();
    let file = archive.to_str().unwrap();
    poll.ok(&["poll", "import", file, "taken"]);
    let copy = poll.path("taken").join(archive.file_name().unwrap());
    assert_eq!(
        std::fs::read(&copy).unwrap(),
        std::fs::read(&archive).unwrap()
    );
    poll.ok(&["poll", "close", "taken"]);
    // Not over another archive, and not one that was changed.
    poll.refused(&["poll", "import", file, "taken"], &["it exists already"]);
    let mut bytes = std::fs::read(&archive).unwrap();
    let place = bytes.len() - 2000;
    bytes[place] ^= 1;
    std::fs::write(poll.path("changed.bel"), bytes).unwrap();
    poll.refused(&["poll", "import", "changed.bel", "other"], &["not sound"]);
    assert_eq!(std::fs::read_dir(poll.path("other")).unwrap().count(), 0);
}

#[test]
fn hints_change_no_verdict_whatever_they_are() {
    let poll = opened();
    let plain = poll.ok(&["verify", "poll"]);
    poll.ok(&["poll", "hints", "poll", "--out", "hints"]);
    let hints = std::fs::read(poll.path("hints")).unwrap();
    assert!(hints.len() > 1_000);
    let with = |bytes: &[u8]| {
        std::fs::write(poll.path("given"), bytes).unwrap();
        poll.ok(&["verify", "poll", "--hints", "given"])
    };
    assert_eq!(with(&hints), plain);
    let mut changed = hints.clone();
    changed[500] ^= 1;
    for hostile in [
        &changed[..],
        &hints[..hints.len() / 2],
        b"",
        b"veche hints 1\n",
    ] {
        assert_eq!(with(hostile), plain);
    }
    let none = poll.run(&["verify", "poll", "--hints", "no-such-file"]);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.err.contains("no-such-file"), "{none:?}");
}

#[test]
fn a_servers_key_that_lost_its_terms_in_a_crash_gets_them_again() {
    let poll = Poll::prepare(&[("server = false", "server = true")]);
    poll.ok(&[
        "roll",
        "generate",
        "poll",
        "--count",
        "4",
        "--out",
        "registrar",
    ]);
    // Without the trustee's key the poll cannot be opened, and the server's key is made already.
    poll.refused(&["poll", "open", "poll"], &["0 public keys"]);
    let key = std::fs::read(poll.path("poll/server.privkey")).unwrap();
    std::fs::remove_file(poll.path("poll/server.terms.json")).unwrap();
    poll.ok(&["trustee", "keygen", "poll", "--keys", "keys"]);
    poll.ok(&["poll", "open", "poll"]);
    assert_eq!(
        std::fs::read(poll.path("poll/server.privkey")).unwrap(),
        key
    );
    let terms = std::fs::read_to_string(poll.path("poll/server.terms.json")).unwrap();
    assert!(terms.contains("\"minimum_ballots\":2"), "{terms}");
}
