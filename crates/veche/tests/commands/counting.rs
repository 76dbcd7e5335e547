//! `veche count`, and who is elected by a poll.

use crate::poll::{Poll, Ran, veche};

const GUIDE: &str = include_str!("../../../../docs/guide-count.md");

/// The blocks of the guide in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let parts = GUIDE.split(opening.as_str()).skip(1);
    parts
        .map(|part| part.split("```").next().unwrap())
        .collect()
}

fn count(arguments: &[&str]) -> (tempfile::TempDir, Ran) {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("committee.blt"), blocks("blt")[0]).unwrap();
    std::fs::write(home.path().join("works.csv"), blocks("csv")[0]).unwrap();
    std::fs::write(home.path().join("header.toml"), blocks("toml")[0]).unwrap();
    let questions =
        r#"[{"type":"NonHomomorphic","value":{"answers":["Ann","Cem"],"question":"Who?"}}]"#;
    for (name, text) in [
        ("election.json", format!(r#"{{"questions":{questions}}}"#)),
        (
            "result.json",
            r#"{"result":[[[1,2],[1,0],[2,1]]]}"#.to_owned(),
        ),
    ] {
        std::fs::write(home.path().join(name), text).unwrap();
    }
    let ran = veche(home.path(), arguments);
    (home, ran)
}

#[test]
fn every_command_of_the_guide_to_counting_does_what_it_says() {
    let mut ran = 0;
    let commands = GUIDE
        .lines()
        .filter_map(|line| line.strip_prefix("veche count "));
    for line in commands {
        let arguments: Vec<&str> = ["count"].into_iter().chain(line.split(' ')).collect();
        let (home, out) = count(&arguments);
        assert_eq!(out.code, Some(0), "{line}: {}", out.err);
        if line.contains("--svg") {
            let flow = std::fs::read_to_string(home.path().join("pictures/flow.svg")).unwrap();
            assert!(flow.contains("Ann ✓"), "{flow}");
            assert!(home.path().join("pictures/stage-1.svg").exists());
        }
        // Cem and Ann: quota floor(24/3)+1 = 9; Ann is elected at once, Cem when Dana is excluded.
        let elected = match line {
            _ if line.contains("--withdraw") => ["Ann", "Cem", ""],
            _ if line.contains("majority-judgment") => ["School", "\"Very good\"", ""],
            _ if line.contains("result.json") => ["Ann", "Schulze", ""],
            _ if line.contains("--seats 3") => ["Ann", "Cem", "Bob"],
            _ => ["Ann", "Cem", ""],
        };
        for name in elected {
            assert!(out.out.contains(name), "{line}: {}", out.out);
        }
        ran += 1;
    }
    assert_eq!(ran, 10);
}

#[test]
fn the_transcript_shows_quota_transfers_and_outcome() {
    let (_home, ran) = count(&["count", "committee.blt", "--rules", "scottish-stv-2007"]);
    for part in [
        "Seats: 2. Ballots: 24 cast, 24 counted, 0 blank.",
        "Stage 1, quota 9.00000",
        "-> Ann is elected: 9.00000 votes reach the quota of 9.00000",
        "votes from Dana to Cem",
        "Elected: Ann, Cem",
    ] {
        assert!(ran.out.contains(part), "{part:?}: {}", ran.out);
    }
}

#[test]
fn a_tie_says_what_to_draw_and_goes_on_with_the_lot() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(
        home.path().join("tie.blt"),
        "2 1\n1 1 0\n1 2 0\n0\n\"Ann\"\n\"Bob\"\n\"\"\n",
    )
    .unwrap();
    let arguments = ["count", "tie.blt", "--rules", "plurality"];
    let ran = veche(home.path(), &arguments);
    assert_ne!(ran.code, Some(0));
    assert!(
        ran.err.contains("a lot must be drawn between Ann, Bob"),
        "{}",
        ran.err
    );
    // The list that the message shows, with a name in place of NAME, is what --lots takes.
    let lots = &ran.err[ran.err.find('[').unwrap()..=ran.err.rfind(']').unwrap()];
    std::fs::write(home.path().join("lots.json"), lots.replace("NAME", "Bob")).unwrap();
    let ran = veche(
        home.path(),
        &[&arguments[..], &["--lots", "lots.json"]].concat(),
    );
    assert!(ran.out.contains("Elected: Bob"), "{}{}", ran.out, ran.err);
}

#[test]
fn what_cannot_be_counted_is_refused_with_the_reason() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("bad.blt"), "2 1\n1 3 0\n0\n").unwrap();
    std::fs::write(home.path().join("bad.toml"), "title = 1\n").unwrap();
    for (arguments, reason) in [
        (["bad.blt", "irv"], "line 2: \"3\" is none of the 2 options"),
        (["bad.blt", "no-such-rules"], "scottish-stv-2007"),
        (["bad.blt", "bad.toml"], "bad.toml"),
        (["nothing.blt", "irv"], "nothing.blt"),
    ] {
        let ran = veche(
            home.path(),
            &["count", arguments[0], "--rules", arguments[1]],
        );
        assert_ne!(ran.code, Some(0), "{arguments:?}");
        assert!(ran.err.contains(reason), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_poll_says_who_is_elected_by_the_rules_it_is_given() {
    let poll = Poll::finished();
    let out = poll.ok(&["poll", "result", "poll", "--count", "plurality"]);
    assert!(out.contains("Elected: Ana"), "{out}");
    let json = poll.ok(&["poll", "result", "poll", "--count", "plurality", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["outcomes"][0]["elected"][0], "Ana");
    assert_eq!(json["outcomes"][0]["transcript"]["ballots"]["cast"], 3);
    poll.refused(
        &["poll", "result", "poll", "--count", "schulze"],
        &["opened as sums"],
    );
}

#[test]
fn rules_that_cannot_be_read_keep_a_result_from_being_recorded() {
    let poll = Poll::tallied(2);
    let key = poll.key();
    poll.ok(&["trustee", "decrypt", "poll", "--key", &key]);
    let before = std::fs::read(poll.archive()).unwrap();
    poll.refused(
        &["poll", "result", "poll", "--count", "no-such-rules"],
        &["no preset"],
    );
    assert_eq!(std::fs::read(poll.archive()).unwrap(), before);
}
