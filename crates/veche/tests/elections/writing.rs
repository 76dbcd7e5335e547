//! Writing on the record from the command line: what is recorded, and what is refused.

use crate::copies::{Copy, veche};

#[test]
fn an_election_is_called_filed_reported_and_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let ok = |arguments: &[&str]| {
        let ran = veche(home, arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        ran.out.trim().to_owned()
    };
    ok(&["key", "new", "organiser.key"]);
    let commission = ok(&["key", "new", "commission.key"]);
    let candidate = ok(&["key", "new", "ana.key"]);
    ok(&["key", "new", "once.key"]);
    ok(&["key", "new", "log.key", "--log", "veche.example/test"]);
    std::fs::write(
        home.join("call.toml"),
        format!(
            r#"
            kind = "election_called"
            rules = 1
            mode = "run"
            title = {{ text = "A test" }}
            place = "test"
            log = "@log"
            calendar = {{ nomination = {{ from = "2026-01-01", to = "2099-01-01" }}, voting = {{ from = "2099-02-01" }} }}
            appeals = {{ file_within_days = 3, decide_within_days = 3 }}
            limits = {{ entry_bytes = 8192, body_bytes = 1000, entries_per_key_per_day = 2 }}
            [[contests]]
            contest = "mayor"
            title = {{ text = "Who shall be mayor?" }}
            seats = 1
            rule = "most_votes"
            nomination = {{ nomination = "filing" }}
            [[bodies]]
            body = "commission"
            name = {{ text = "The commission" }}
            decides = ["candidacies", "polls"]
            key = "{commission}"
            "#
        ),
    )
    .unwrap();
    let fingerprint = ok(&[
        "election",
        "open",
        "e",
        "call.toml",
        "--key",
        "organiser.key",
        "--log-key",
        "log.key",
    ]);
    assert_eq!(fingerprint.len(), 64);
    // Signed in one place, recorded in another.
    std::fs::write(
        home.join("ana.toml"),
        format!(
            r#"
            kind = "candidacy_filed"
            contest = "mayor"
            label = "ana"
            name = {{ text = "Ana Kavalenka" }}
            key = "{candidate}"
            "#
        ),
    )
    .unwrap();
    ok(&[
        "election", "sign", "e", "ana.toml", "--key", "ana.key", "--out", "ana.json",
    ]);
    ok(&[
        "election",
        "record",
        "e",
        "ana.json",
        "--log-key",
        "log.key",
    ]);
    // The same again is a replay.
    let again = veche(
        home,
        &[
            "election",
            "record",
            "e",
            "ana.json",
            "--log-key",
            "log.key",
        ],
    );
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("recorded already"), "{}", again.err);
    // A changed name is a forgery.
    let forged = std::fs::read_to_string(home.join("ana.json")).unwrap();
    std::fs::write(
        home.join("forged.json"),
        forged.replace("\"ana\"", "\"eva\""),
    )
    .unwrap();
    let forged = veche(
        home,
        &[
            "election",
            "record",
            "e",
            "forged.json",
            "--log-key",
            "log.key",
        ],
    );
    assert_eq!(forged.code, Some(1));
    assert!(forged.err.contains("signature"), "{}", forged.err);
    // A report with a key used once, and its end.
    std::fs::write(
        home.join("report.toml"),
        r#"
        kind = "report_filed"
        code = "voter.pressure"
        when = { from = "2026-01-02" }
        place = "test"
        actor = "employer"
        connection = "victim"
        text = "They told us how to vote."
        "#,
    )
    .unwrap();
    let add = |draft: &str, key: &str| {
        veche(
            home,
            &[
                "election",
                "add",
                "e",
                draft,
                "--key",
                key,
                "--log-key",
                "log.key",
            ],
        )
    };
    let reported = add("report.toml", "once.key");
    assert_eq!(reported.code, Some(0), "{}", reported.err);
    let back = format!(
        "kind = \"entry_withdrawn\"\nentry = \"{}\"\nbecause = \"safety\"\n",
        reported.out.trim()
    );
    std::fs::write(home.join("back.toml"), back).unwrap();
    let stranger = add("back.toml", "ana.key");
    assert!(
        stranger.err.contains("who wrote the entry"),
        "{}",
        stranger.err
    );
    assert_eq!(add("back.toml", "once.key").code, Some(0));
    // The published limit: two entries a key and a day.
    let third = add("report.toml", "once.key");
    assert!(third.err.contains("beyond the 2 entries"), "{}", third.err);
    let ran = veche(home, &["verify", "e"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(
        ran.out.contains("taken back (safety): 1 by their authors"),
        "{}",
        ran.out
    );
    // Nothing of the words is left in the folder.
    for (path, bytes) in crate::copies::files(&home.join("e")) {
        let words = b"They told us";
        assert!(
            !bytes.windows(words.len()).any(|window| window == words),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_draft_with_an_unknown_field_or_label_says_which() {
    let copy = Copy::of("association");
    for (draft, expected) in [
        ("kind = \"report_filed\"\ncode = \"no.such\"", "no.such"),
        ("kind = \"cosigned\"\nentry = \"@nobody\"", "label nobody"),
        ("entry = \"x\"", "no `kind`"),
        (
            "kind = \"key_revoked\"\nkey = \"00\"\nbecause = \"lost\"",
            "64 lower-case hexadecimal digits",
        ),
    ] {
        let ran = copy.add("organiser", draft);
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains(expected), "{draft}: {}", ran.err);
    }
}

#[test]
fn the_wrong_log_key_opens_no_record() {
    let copy = Copy::of("association");
    assert_eq!(
        copy.run(&["key", "new", "other.key", "--log", "veche.example/other"])
            .code,
        Some(0)
    );
    std::fs::write(copy.path("draft.toml"), "kind = \"x\"").unwrap();
    let ran = copy.run(&[
        "election",
        "add",
        "e",
        "draft.toml",
        "--key",
        "keys/organiser.key",
        "--log-key",
        "other.key",
    ]);
    assert!(ran.err.contains("not the key of the log"), "{}", ran.err);
    assert!(copy.home().join("e").exists());
}

#[test]
fn the_logs_key_is_replaced_visibly_and_the_new_one_signs() {
    let copy = Copy::of("association");
    let name = "veche.example/sunny-side-2026";
    let new = copy.run(&["key", "new", "next.key", "--log", name]);
    assert_eq!(new.code, Some(0), "{}", new.err);
    let draft = format!("kind = \"log_key_rotated\"\nlog = \"{}\"\n", new.out.trim());
    // Without the new key nothing is written: nobody could sign the checkpoint.
    let refused = copy.add("organiser", &draft);
    assert!(refused.err.contains("--next-log-key"), "{}", refused.err);
    assert!(copy.unsound().is_empty());
    let add = |keys: &[&str]| {
        let first = [
            "election",
            "add",
            "e",
            "draft.toml",
            "--key",
            "keys/organiser.key",
        ];
        copy.run(&[&first[..], keys].concat())
    };
    let rotated = add(&["--log-key", "keys/log.key", "--next-log-key", "next.key"]);
    assert_eq!(rotated.code, Some(0), "{}", rotated.err);
    assert!(copy.unsound().is_empty());
    // The old key writes no more.
    std::fs::write(
        copy.path("draft.toml"),
        "kind = \"rule_published\"\nrule = \"r\"\ntext = \"A rule.\"\nin_force = \"2026-01-01\"\n",
    )
    .unwrap();
    let old = add(&["--log-key", "keys/log.key"]);
    assert!(old.err.contains("not the key of the log"), "{}", old.err);
    let new = add(&["--log-key", "next.key"]);
    assert_eq!(new.code, Some(0), "{}", new.err);
    assert!(copy.unsound().is_empty());
}

#[test]
fn what_a_crash_left_of_a_withdrawn_entry_goes_when_the_record_is_next_opened() {
    let copy = Copy::of("respublika");
    // Before the withdrawal the bodies were there: tell the story up to it, and take one from there.
    let story = std::fs::read_to_string(copy.path("e/story.toml")).unwrap();
    let entries: Vec<&str> = story.split("[[entry]]").collect();
    let withdrawn = entries
        .iter()
        .position(|entry| entry.contains("kind = \"entry_withdrawn\""))
        .unwrap();
    let before = entries[..withdrawn].join("[[entry]]");
    let folder = copy.path("respublika");
    crate::copies::copy(&copy.path("e/sealed"), &folder.join("sealed"));
    std::fs::write(folder.join("story.toml"), before).unwrap();
    veche::story::build(&folder.join("story.toml"), &folder).unwrap();
    let kept = crate::copies::files(&copy.path("e/bodies"));
    let missing = crate::copies::files(&folder.join("bodies"))
        .into_iter()
        .filter(|file| !kept.contains(file))
        .collect::<Vec<_>>();
    assert!(!missing.is_empty());
    for (name, bytes) in &missing {
        std::fs::write(copy.path("e/bodies").join(name), bytes).unwrap();
    }
    let (_, report) = copy.verify();
    assert_ne!(report["withdrawn_bodies_left_over"], serde_json::json!([]));
    let draft =
        "kind = \"rule_published\"\nrule = \"r\"\ntext = \"A rule.\"\nin_force = \"2026-01-01\"\n";
    let added = copy.add("organiser", draft);
    assert_eq!(added.code, Some(0), "{}", added.err);
    let (_, report) = copy.verify();
    assert_eq!(report["withdrawn_bodies_left_over"], serde_json::json!([]));
    for (name, _) in &missing {
        assert!(!copy.path("e/bodies").join(name).exists());
    }
}
