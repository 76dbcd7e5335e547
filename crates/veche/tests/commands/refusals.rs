//! What the commands refuse, and that refusing changes nothing.

use std::os::unix::fs::PermissionsExt;

use crate::poll::Poll;

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn secrets_are_readable_by_their_owner_alone_and_never_overwritten() {
    let poll = Poll::open(&[]);
    let credentials = poll.only("registrar", "json");
    let key = poll.only("keys", "privkey");
    assert_eq!(mode(&credentials), 0o600);
    assert_eq!(mode(&key), 0o600);
    let before = std::fs::read(&credentials).unwrap();
    poll.refused(
        &[
            "roll",
            "generate",
            "poll",
            "--count",
            "4",
            "--out",
            "registrar",
        ],
        &["public_creds.json", "already"],
    );
    std::fs::remove_file(poll.path("poll/public_creds.json")).unwrap();
    poll.refused(
        &[
            "roll",
            "generate",
            "poll",
            "--count",
            "4",
            "--out",
            "registrar",
        ],
        &["private_creds.json", "exists already"],
    );
    assert_eq!(std::fs::read(&credentials).unwrap(), before);
    // Nor is a roll left whose private credentials nobody has.
    assert!(!poll.path("poll/public_creds.json").exists());
}

#[test]
fn a_trustee_decrypts_nothing_before_there_is_a_tally() {
    let poll = Poll::open(&[]);
    poll.vote(1, "Ana", "Yes");
    poll.vote(2, "Ana", "Yes");
    poll.refused(
        &["trustee", "decrypt", "poll", "--key", &poll.key()],
        &["no encrypted tally"],
    );
    assert!(!poll.path("keys").join("decrypted.json").exists());
}

#[test]
fn a_trustee_opens_no_tally_of_fewer_ballots_than_agreed() {
    let poll = Poll::tallied(1);
    // What poll.toml says now does not matter: the number was agreed when the key was made.
    let path = poll.path("poll/poll.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        settings.replace("minimum_ballots = 2", "minimum_ballots = 0"),
    )
    .unwrap();
    let before = std::fs::read(poll.archive()).unwrap();
    poll.refused(
        &["trustee", "decrypt", "poll", "--key", &poll.key()],
        &["1 ballots count", "fewer than 2"],
    );
    assert_eq!(std::fs::read(poll.archive()).unwrap(), before);
}

#[test]
fn a_trustee_never_opens_a_second_tally_of_the_same_poll() {
    let poll = Poll::open(&[]);
    poll.vote(1, "Ana", "Yes");
    poll.vote(2, "Ana", "Yes");
    let archive = poll.archive();
    let fork = std::fs::read(&archive).unwrap();
    poll.ok(&["poll", "close", "poll"]);
    poll.ok(&["poll", "tally", "poll"]);
    poll.ok(&[
        "trustee",
        "decrypt",
        "poll",
        "--key",
        &poll.key(),
        "--out",
        "first",
    ]);
    // The same tally again is harmless: the file may have been lost.
    poll.ok(&[
        "trustee",
        "decrypt",
        "poll",
        "--key",
        &poll.key(),
        "--out",
        "again",
    ]);
    // Another history of the same poll, with one ballot more.
    std::fs::write(&archive, fork).unwrap();
    poll.vote(3, "Clara", "No");
    poll.ok(&["poll", "close", "poll"]);
    poll.ok(&["poll", "tally", "poll"]);
    poll.refused(
        &[
            "trustee",
            "decrypt",
            "poll",
            "--key",
            &poll.key(),
            "--out",
            "second",
        ],
        &["another tally of this poll"],
    );
    assert!(!poll.path("second").exists());
}

#[test]
fn a_trustee_verifies_everything_first() {
    let poll = Poll::tallied(3);
    let archive = poll.archive();
    let mut bytes = std::fs::read(&archive).unwrap();
    // A digit inside a ballot: whatever it breaks, nothing may be decrypted.
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(&archive, bytes).unwrap();
    poll.refused(
        &["trustee", "decrypt", "poll", "--key", &poll.key()],
        &["not sound"],
    );
    let journals = std::fs::read_dir(poll.path("keys"))
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .path()
                .to_string_lossy()
                .contains("decrypted")
        })
        .count();
    assert_eq!(journals, 0);
}

#[test]
fn a_key_of_another_poll_opens_nothing() {
    let poll = Poll::tallied(3);
    let other = Poll::open(&[]);
    poll.refused(
        &["trustee", "decrypt", "poll", "--key", &other.key()],
        &["none of this poll's trustees"],
    );
    std::fs::write(poll.path("nonsense"), "\"12a\"\n").unwrap();
    poll.refused(
        &["trustee", "decrypt", "poll", "--key", "nonsense"],
        &["nonsense", "not a private key"],
    );
}

#[test]
fn a_trustee_decrypts_once() {
    let poll = Poll::tallied(3);
    poll.ok(&["trustee", "decrypt", "poll", "--key", &poll.key()]);
    poll.refused(
        &["trustee", "decrypt", "poll", "--key", &poll.key()],
        &["before"],
    );
}

#[test]
fn votes_that_may_not_be_cast_change_nothing() {
    let poll = Poll::open(&[]);
    poll.vote(1, "Ana", "Yes");
    let before = std::fs::read(poll.archive()).unwrap();
    let vote = |arguments: &[&str], words: &[&str]| {
        poll.refused(&[&["vote", "poll"], arguments].concat(), words);
    };
    let yes = ["--choose", "Ana", "--choose", "2:Yes"];
    vote(&yes, &["--credential"]);
    std::fs::write(poll.path("stranger"), "11111-111111-11111-111111").unwrap();
    vote(
        &[&["--credential", "stranger"][..], &yes].concat(),
        &["not on the roll"],
    );
    std::fs::write(poll.path("garbled"), "my credential").unwrap();
    vote(
        &[&["--credential", "garbled"][..], &yes].concat(),
        &["XXXXX-XXXXXX-XXXXX-XXXXXX"],
    );
    let mine = ["--credential", "voter2"];
    vote(&[&mine[..], &["--choose", "Ana"]].concat(), &["question 2"]);
    vote(
        &[&mine[..], &["--choose", "Zoe", "--choose", "Yes"]].concat(),
        &["Zoe", "1:Ana"],
    );
    vote(
        &[
            &mine[..],
            &["--choose", "Ana", "--choose", "Boris", "--choose", "Yes"],
        ]
        .concat(),
        &["question 1", "at most 1"],
    );
    std::fs::write(poll.path("no.json"), "{}").unwrap();
    vote(&["--ballot", "no.json"], &["not the JSON of a ballot"]);
    assert_eq!(std::fs::read(poll.archive()).unwrap(), before);
}

#[test]
fn an_opened_ballot_can_be_checked_and_never_cast() {
    let poll = Poll::open(&[]);
    let before = std::fs::read(poll.archive()).unwrap();
    let out = poll.ok(&[
        "vote",
        "poll",
        "--credential",
        "voter1",
        "--choose",
        "Ana",
        "--choose",
        "2:No",
        "--challenge",
        "opened.json",
        "--json",
    ]);
    let out: serde_json::Value = serde_json::from_str(&out).unwrap();
    let code = out["code"].as_str().unwrap();
    let shown = poll.ok(&["vote", "poll", "--check", "opened.json", "--code", code]);
    assert!(shown.contains("→ Ana") && shown.contains("→ No"), "{shown}");
    poll.refused(
        &["vote", "poll", "--check", "opened.json", "--code", "other"],
        &["not the one you noted"],
    );
    poll.refused(
        &["vote", "poll", "--ballot", "opened.json"],
        &["not the JSON of a ballot"],
    );
    let opened: serde_json::Value =
        serde_json::from_slice(&std::fs::read(poll.path("opened.json")).unwrap()).unwrap();
    let inner = serde_json::to_string(&opened["ballot"]).unwrap();
    std::fs::write(poll.path("inner.json"), inner).unwrap();
    poll.refused(
        &["vote", "poll", "--ballot", "inner.json"],
        &["ballot is not valid"],
    );
    assert_eq!(std::fs::read(poll.archive()).unwrap(), before);
}

#[test]
fn steps_out_of_order_are_refused() {
    let poll = Poll::finished();
    let before = std::fs::read(poll.archive()).unwrap();
    let yes = ["--choose", "Ana", "--choose", "2:Yes"];
    poll.refused(
        &[&["vote", "poll", "--credential", "voter4"][..], &yes].concat(),
        &["Ballot may not stand here"],
    );
    poll.refused(&["poll", "close", "poll"], &["may not stand here"]);
    poll.refused(&["poll", "tally", "poll"], &["may not stand here"]);
    poll.refused(&["poll", "result", "poll"], &["may not stand here"]);
    poll.refused(&["poll", "open", "poll"], &["exists already"]);
    assert_eq!(std::fs::read(poll.archive()).unwrap(), before);
}

#[test]
fn weights_that_single_voters_out_need_a_statement() {
    let voters = "name,weight\na,1\nb,1\nc,1\nd,10\ne,10\nf,10\ng,500\nh,500\n";
    let generate = [
        "roll",
        "generate",
        "poll",
        "--file",
        "voters.csv",
        "--out",
        "registrar",
    ];
    let poll = Poll::prepare(&[]);
    std::fs::write(poll.path("voters.csv"), voters).unwrap();
    poll.refused(&generate, &["weight 500", "2 of the voters"]);
    assert!(!poll.path("poll/public_creds.json").exists());
    let poll = Poll::prepare(&[(
        "small_weight_classes_are_not_secret = false",
        "small_weight_classes_are_not_secret = true",
    )]);
    std::fs::write(poll.path("voters.csv"), voters).unwrap();
    poll.ok(&generate);
    poll.ok(&["trustee", "keygen", "poll", "--keys", "keys"]);
    poll.ok(&["poll", "open", "poll"]);
    let out = poll.ok(&["verify", "poll"]);
    assert!(
        out.contains("Note: 2 of the credentials on the roll share the weight 500"),
        "{out}"
    );
}

#[test]
fn files_that_make_no_sense_are_named() {
    let poll = Poll::prepare(&[]);
    let refused = |name: &str, text: &str, arguments: &[&str], words: &[&str]| {
        let path = poll.path(name);
        let before = std::fs::read(&path).ok();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        poll.refused(
            arguments,
            &[&[name.rsplit('/').next().unwrap()], words].concat(),
        );
        match before {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
    };
    let generate = [
        "roll",
        "generate",
        "poll",
        "--file",
        "v.csv",
        "--out",
        "registrar",
    ];
    for (text, words) in [
        ("", "no voters"),
        ("nom\nA\n", "name"),
        ("name\nA\nA\n", "twice"),
        ("name,weight\nA,one\n", "weight"),
        ("name,weight\nA,-1\n", "weight"),
        ("name\n\"\"\n", "empty"),
    ] {
        refused("v.csv", text, &generate, &[words]);
    }
    refused(
        "poll/poll.toml",
        "uuid = 1",
        &["poll", "open", "poll"],
        &["cannot understand"],
    );
    poll.ok(&["trustee", "keygen", "poll", "--keys", "keys"]);
    let open = ["poll", "open", "poll"];
    poll.refused(&open, &["public_creds.json", "veche roll generate"]);
    for text in [
        "",
        "{}",
        "[1]",
        "[\"xyz\"]",
        "[\"\"]",
        "[]x",
        "[\"a,b,c,d\"]",
    ] {
        refused("poll/public_creds.json", text, &open, &[]);
    }
    poll.ok(&[
        "roll",
        "generate",
        "poll",
        "--count",
        "3",
        "--out",
        "registrar",
    ]);
    let key = poll.only("poll/trustees", "pubkey");
    let name = format!(
        "poll/trustees/{}",
        key.file_name().unwrap().to_str().unwrap()
    );
    for text in ["", "[]", "{\"pok\":1}", "\u{0}"] {
        refused(&name, text, &open, &[]);
    }
    poll.ok(&open);
    poll.refused(
        &["poll", "result", "poll", "--decryption", "nothing"],
        &["nothing", "cannot read"],
    );
    std::fs::write(poll.path("one-line"), "{}\n").unwrap();
    poll.refused(
        &["poll", "result", "poll", "--decryption", "one-line"],
        &["one-line", "two lines"],
    );
}
