//! A poll that ranks projects and selects candidates of lists, run by Veche with users of the tool in every part.

use std::path::Path;

use serde_json::{Value, json};

use super::checks::{accepted_by_tool, accepted_by_veche, each_ballot_is_valid};
use super::plan::Plan;
use super::poll::Poll;
use super::programs::{Program, peer, text, veche};
use super::tool::{add_event, decrypt, generate_trustee_key, only};

/// What is asked: one of two, a ranking of three, and candidates of one of two lists.
const QUESTIONS: &str = r#"
[[questions]]
question = "Yes?"
answers = ["Yes", "No"]
[[questions]]
kind = "ranking"
question = "Which first?"
answers = ["Park", "School", "Bridge"]
[[questions]]
kind = "lists"
question = "Who sits in the council?"
lists = [
    { name = "Left", candidates = ["Ana", "Boris"] },
    { name = "Right", candidates = ["Cem"] },
]
"#;

/// Only the ranking, with a limit, which stands in a field that the tool leaves to others: the lists need no shuffle, and
/// RFC-3526-2048 is slow in a test.
const RANKING: &str = r#"
[[questions]]
kind = "ranking"
question = "Which first?"
answers = ["Park", "School", "Bridge"]
ranks = 3
"#;

/// A vote as arguments of `veche vote`, and as `election generate-ballot` reads it.
struct Vote {
    arguments: &'static [&'static str],
    choice: &'static str,
}

const VOTES: [Vote; 3] = [
    Vote {
        arguments: &["1:Yes", "2:School > Park > Bridge", "3:Left/Boris"],
        choice: "[[1,0],[2,1,3],[[1,0,1],[0,0]]]",
    },
    Vote {
        arguments: &["1:No", "2:Bridge", "3:Right/Cem"],
        choice: "[[0,1],[0,0,1],[[0,0,0],[1,1]]]",
    },
    Vote {
        arguments: &["1:No", "2:2,2,250", "3:Left/Ana", "3:Left/Boris"],
        choice: "[[0,1],[2,2,250],[[1,1,1],[0,0]]]",
    },
];

fn vote(home: &Path, voter: usize, arguments: &[&str]) {
    let credential = format!("credential-{voter}");
    let mut args = vec!["vote", "poll", "--credential", &credential];
    for choice in arguments {
        args.extend(["--choose", choice]);
    }
    veche().run(home, &args);
}

/// What `veche` says when it refuses.
fn refused(home: &Path, args: &[&str]) -> String {
    let output = veche().attempt(home, args, b"");
    assert!(!output.status.success(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn made_by_tool(tool: &Program, home: &Path, voter: usize, choice: &str) -> String {
    let file = home.join("choice.json");
    std::fs::write(&file, format!("{choice}\n")).unwrap();
    let credential = home.join(format!("credential-{voter}"));
    let files = ["--privcred", text(&credential), "--choice", text(&file)];
    let command = ["election", "generate-ballot"];
    tool.run(&home.join("poll"), &[&command[..], &files].concat())
}

/// The result that `veche verify --json` prints, ballots sorted: their order says nothing.
fn result(folder: &Path) -> Value {
    let printed = veche().run(folder, &["verify", ".", "--json"]);
    let mut result = serde_json::from_str::<Value>(&printed).unwrap()["result"].take();
    for question in result.as_array_mut().unwrap() {
        if let Some(ballots) = question.get_mut("ballots").and_then(Value::as_array_mut) {
            ballots.sort_by_key(Value::to_string);
        }
    }
    result
}

/// A poll with two mandatory trustees, one of whom uses the tool, and two of three who share a key.
fn run(tool: &Program, group: &'static str, questions: &str, votes: &[Vote]) -> Value {
    let plan = Plan {
        group,
        mandatory: 2,
        shared_by: 3,
        threshold: 2,
        questions: &[],
        voters: 4,
        weights: &[],
    };
    let poll = Poll::prepare(&plan, None);
    let (home, folder) = (poll.home().to_owned(), poll.folder());
    let settings = plan.settings(&poll.uuid) + questions;
    std::fs::write(folder.join("poll.toml"), settings).unwrap();
    poll.make_roll();
    poll.hand_out_credentials(&home.join(format!("registrar/{}.private_creds.json", poll.uuid)));
    let theirs = home.join("theirs");
    std::fs::create_dir(&theirs).unwrap();
    generate_trustee_key(tool, &theirs, &plan);
    poll.make_key(1);
    let public = only(&theirs, "pubkey");
    let published = folder.join("trustees").join(public.file_name().unwrap());
    std::fs::copy(&public, &published).unwrap();
    for _step in 1..=3 {
        (1..=3).for_each(|trustee| {
            poll.step(trustee);
        });
    }
    poll.veche(&["poll", "open", "poll"]);

    // The first voter uses the tool, the second too and casts with Veche; the last votes twice.
    vote(&home, 3, votes[0].arguments);
    add_event(
        tool,
        &folder,
        "Ballot",
        &made_by_tool(tool, &home, 0, votes[0].choice),
    );
    let ballot = home.join("ballot.json");
    std::fs::write(&ballot, made_by_tool(tool, &home, 1, votes[1].choice)).unwrap();
    poll.veche(&["vote", "poll", "--ballot", "ballot.json"]);
    vote(&home, 2, votes[2].arguments);
    vote(&home, 3, votes[2].arguments);
    accepted_by_tool(tool, &folder);
    poll.veche(&["poll", "close", "poll"]);
    poll.veche(&["poll", "tally", "poll"]);
    accepted_by_tool(tool, &folder);

    // Nothing is decrypted before it is shuffled, and few shuffles are not enough.
    let key = poll.key("mandatory-1");
    let early = ["trustee", "decrypt", "poll", "--key", text(&key)];
    assert!(refused(&home, &early).contains("must be shuffled"));
    let ours = ["trustee", "shuffle", "poll", "--key", text(&key)];
    poll.veche(&ours);
    assert!(refused(&home, &ours).contains("has recorded a shuffle before"));
    let end = ["poll", "end-shuffles", "poll"];
    assert!(refused(&home, &end).contains("1 trustees have shuffled, and 4 must"));
    let keys = veche::folder::with_extension(&folder.join("trustees"), "pubkey").unwrap();
    let place = keys.iter().position(|key| *key == published).unwrap() + 1;
    let id = place.to_string();
    let command = ["election", "shuffle", "--trustee-id", &id];
    std::fs::write(home.join("theirs.lines"), tool.run(&folder, &command)).unwrap();
    for keys in ["shared-1", "shared-3"] {
        // The tool's shuffle was made after the first: it fits only there, and must come first.
        if keys == "shared-1" {
            let with = ["--shuffle", "theirs.lines"];
            let few = refused(&home, &[&end[..], &with].concat());
            assert!(few.contains("2 trustees have shuffled"), "{few}");
        }
        let key = poll.key(keys);
        poll.veche(&["trustee", "shuffle", "poll", "--key", text(&key)]);
    }
    poll.veche(&end);
    accepted_by_tool(tool, &folder);
    accepted_by_veche(&folder);

    for keys in ["mandatory-1", "shared-3", "shared-2"] {
        poll.decrypt(keys);
    }
    let file = decrypt(tool, &folder, &only(&theirs, "privkey"), place);
    std::fs::write(home.join("decryption.lines"), file).unwrap();
    poll.veche(&["poll", "result", "poll", "--decryption", "decryption.lines"]);
    accepted_by_veche(&folder);
    accepted_by_tool(tool, &folder);
    each_ballot_is_valid(tool, &folder);
    result(&folder)
}

#[test]
fn a_poll_with_ranks_and_lists_is_accepted_by_both() {
    let Some(tool) = peer() else { return };
    let expected = json!([
        {"question": "Yes?", "answers": [{"answer": "Yes", "votes": 1}, {"answer": "No", "votes": 3}]},
        {"question": "Which first?", "options": ["Park", "School", "Bridge"],
         "ballots": [[0, 0, 1], [2, 1, 3], [2, 2, 250], [2, 2, 250]]},
        {"question": "Who sits in the council?", "lists": [
            {"list": "Left", "votes": 3, "candidates": [
                {"candidate": "Ana", "votes": 2}, {"candidate": "Boris", "votes": 3}]},
            {"list": "Right", "votes": 1, "candidates": [{"candidate": "Cem", "votes": 1}]}]},
    ]);
    assert_eq!(run(&tool, "Ed25519", QUESTIONS, &VOTES), expected);
}

#[test]
fn a_ranked_poll_in_rfc_3526_is_accepted_by_both() {
    let Some(tool) = peer() else { return };
    let votes = [
        Vote {
            arguments: &["School > Park > Bridge"],
            choice: "[[2,1,3]]",
        },
        Vote {
            arguments: &["Bridge"],
            choice: "[[0,0,1]]",
        },
        Vote {
            arguments: &["2,2,3"],
            choice: "[[2,2,3]]",
        },
    ];
    let found = run(&tool, "RFC-3526-2048", RANKING, &votes);
    let ballots = json!([[0, 0, 1], [2, 1, 3], [2, 2, 3], [2, 2, 3]]);
    assert_eq!(found[0]["ballots"], ballots);
}
