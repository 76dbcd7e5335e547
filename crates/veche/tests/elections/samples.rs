//! What the sample elections are, and what verifying them shows.

use veche::story;

use crate::copies::{Copy, DAY, copy, files, found, sample, veche, with_status};

#[test]
fn the_samples_are_what_their_stories_tell() {
    for name in ["association", "respublika", "belarus-2020"] {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let sealed = sample(name).join("sealed");
        if sealed.is_dir() {
            copy(&sealed, &folder.join("sealed"));
        }
        std::fs::copy(sample(name).join("story.toml"), folder.join("story.toml")).unwrap();
        story::build(&folder.join("story.toml"), &folder).unwrap();
        for part in ["record", "bodies", "polls"] {
            let committed = sample(name).join(part);
            if !committed.exists() {
                continue;
            }
            let (told, there) = (files(&folder.join(part)), files(&committed));
            let names = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<String> {
                files
                    .iter()
                    .map(|(path, _)| path.display().to_string())
                    .collect()
            };
            assert_eq!(names(&told), names(&there), "{name}/{part}");
            assert!(
                told == there,
                "{name}/{part} is not what the story tells; run \
                 `cargo run --release -p veche --example make_elections`"
            );
        }
    }
}

#[test]
fn the_first_three_lines_say_candidates_assembly_and_speech_count() {
    for name in ["association", "respublika", "belarus-2020"] {
        let ran = veche(&sample(name), &["verify", ".", "--as-of", DAY]);
        let lines: Vec<&str> = ran.out.lines().take(3).map(|line| &line[3..]).collect();
        assert!(lines[0].starts_with("Candidates "), "{}", ran.out);
        assert!(lines[1].starts_with("Assembly and speech "), "{}", ran.out);
        assert!(lines[2].starts_with("Count "), "{}", ran.out);
    }
}

#[test]
fn the_association_is_sound_and_breaks_no_rule() {
    let copy = Copy::of("association");
    let (code, report) = copy.verify();
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(with_status(&report, 'S', "holds").len(), 9);
}

#[test]
fn respublika_names_the_bare_refusal_the_overdue_appeal_and_the_late_judge() {
    let copy = Copy::of("respublika");
    let (code, report) = copy.verify();
    assert_eq!(code, Some(3), "{report:#}");
    assert_eq!(with_status(&report, 'S', "holds").len(), 9);
    let says = |check: &str, parts: &[&str]| {
        let found = found(&report, check);
        assert!(
            found
                .iter()
                .any(|line| parts.iter().all(|part| line.contains(part))),
            "{check} {parts:?}: {found:#?}"
        );
    };
    let missing =
        "without facts, a rule, evidence, or why it is withheld, remedy, deadline, signers";
    says("D1", &["refusal of cvirka", missing]);
    says("D1", &["refusal of dubrova", "form complete, not judged"]);
    says("D3", &["appeal for cvirka", "overdue for 207 days"]);
    says("A1", &["ban of", "without facts"]);
    says(
        "A2",
        &["saw a judge after more than 96 hours; 48 are allowed"],
    );
    says("C2", &["cvirka qualified", "absent from the ballot"]);
    says("R3", &["safety", "1 by their authors"]);
    let first = report["headlines"][0]["sentences"][0].as_str().unwrap();
    assert!(first.starts_with("cvirka qualified"), "{first}");
}

#[test]
fn a_decision_completed_later_is_form_complete_and_not_judged() {
    let copy = Copy::of("respublika");
    let (_, before) = copy.verify();
    let checks = before["checks"].as_array().unwrap();
    let d1 = checks.iter().find(|check| check["check"] == "D1").unwrap();
    let findings = d1["findings"].as_array().unwrap();
    let bare = findings
        .iter()
        .find(|finding| finding["weight"] == "breach")
        .unwrap();
    let decision = bare["entries"][0]["id"].as_str().unwrap();
    let draft = format!(
        r#"
        kind = "decision_supplemented"
        decision = "{decision}"
        on = "2026-06-01"
        [reasons]
        facts = {{ text = "Five signatures were accepted." }}
        rules = [{{ cites = "law", text = "Election law, section 12", in_force = "2020-01-01" }}]
        evidence = {{ evidence = "withheld", because = "personal_data", text = "The lists name people." }}
        remedy = {{ text = "Appeal to the court." }}
        deadline = "2026-06-04"
        signers = {{ text = "The chair of the commission" }}
        "#
    );
    // The commission's first key was replaced: it signs nothing any more.
    let silent = copy.add("election-commission", &draft);
    assert_eq!(silent.code, Some(1));
    assert!(silent.err.contains("fell silent"), "{}", silent.err);
    let added = copy.add("election-commission-2", &draft);
    assert_eq!(added.code, Some(0), "{}", added.err);
    let (code, after) = copy.verify();
    assert_eq!(code, Some(3));
    let d1 = found(&after, "D1");
    assert!(
        d1.iter().any(|line| line.contains("refusal of cvirka")
            && line.contains("form complete, not judged")
            && line.contains("days after the decision")),
        "{d1:#?}"
    );
    assert_eq!(with_status(&after, 'D', "breached"), ["D3"]);
}

#[test]
fn belarus_2020_prints_seven_contestants_and_flags_three() {
    let ran = veche(&sample("belarus-2020"), &["verify", ".", "--as-of", DAY]);
    assert_eq!(ran.code, Some(3));
    for expected in [
        "Compiled from press reports; not an official record.",
        "lukashenka (registered)",
        "babaryka (refused)",
        "tsapkala (refused)",
        "kanapatskaya (registered)",
        "cherachen (registered)",
        "dmitryeu (registered)",
        "tsikhanouskaya (registered)",
        "1,939,572",
        "165,744",
        "75,249",
        "146,588",
        "143,109",
        "106,841",
        "104,757",
        "babaryka was refused with 165,744 accepted signatures, above the 100,000 needed",
    ] {
        assert!(
            ran.out.contains(expected),
            "{expected:?} is not in\n{}",
            ran.out
        );
    }
    let copy = Copy::of("belarus-2020");
    let (_, report) = copy.verify();
    let above = found(&report, "C4");
    assert_eq!(above.len(), 2, "{above:#?}");
    assert!(above[0].contains("kanapatskaya") && above[1].contains("cherachen"));
    // What the press does not say is not "not given".
    let decisions = found(&report, "D1");
    assert!(
        decisions
            .iter()
            .all(|line| line.contains("not shown in the sources on record"))
    );
    assert_eq!(with_status(&report, 'D', "breached"), Vec::<String>::new());
}

/// The nine facts of the news report that the project starts from, each by what the timeline says of it.
#[test]
fn every_fact_of_the_news_report_stands_in_the_timeline() {
    let ran = veche(&sample("belarus-2020"), &["assess", ".", "--as-of", DAY]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let timeline = ran.out.split("\nTimeline\n").nth(1).unwrap();
    for (fact, expected) in [
        ("1 the gathering of 19 June", "2020-06-19  assembly held"),
        ("2 the first refusal", "2020-07-14  babaryka: refused"),
        ("2 the second refusal", "2020-07-14  tsapkala: refused"),
        ("3 the dispersal", "assembly broken up"),
        ("3 hundreds arrested", "people detained"),
        ("4 journalists detained", "journalists detained"),
        ("5 concern of a foreign government", "statement of us-"),
        ("6 and 7 the demands", "demand of us-"),
        ("7 what followed", "what followed a demand"),
        (
            "8 independence and sovereignty",
            "(government of another country)",
        ),
        ("9 context", "context, according to"),
        ("9 diplomats", "diplomats: 30 of 35"),
    ] {
        assert!(
            timeline.contains(expected),
            "fact {fact}: {expected:?} is not in\n{timeline}"
        );
    }
    assert!(
        ran.out
            .contains("paraphrased from memory, confirm before citing")
    );
    assert!(ran.out.contains("silence is no good news"));
}
