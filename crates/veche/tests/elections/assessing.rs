//! `veche assess` of the sample elections: that nothing on record is passed over, and that what weakens an entry
//! stands beside it.

use serde_json::Value;
use veche_election::assess::Catalogue;

use crate::copies::{Copy, DAY, sample, veche};

fn text(name: &str) -> String {
    veche(&sample(name), &["assess", ".", "--as-of", DAY]).out
}

fn json(name: &str) -> Value {
    let ran = veche(&sample(name), &["assess", ".", "--json", "--as-of", DAY]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err))
}

fn html(name: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.html");
    let ran = veche(
        &sample(name),
        &[
            "assess",
            ".",
            "--as-of",
            DAY,
            "--html",
            path.to_str().unwrap(),
        ],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    std::fs::read_to_string(path).unwrap()
}

fn item<'a>(assessment: &'a Value, commitment: &str) -> &'a Value {
    let items = assessment["items"].as_array().unwrap();
    items
        .iter()
        .find(|item| item["commitment"] == commitment)
        .unwrap()
}

/// The numbers of the entries in a list.
fn numbers(list: &Value) -> Vec<u64> {
    let list = list.as_array().unwrap().iter();
    list.map(|entry| entry["number"].as_u64().unwrap())
        .collect()
}

/// The part of the text that is about a commitment.
fn part<'a>(text: &'a str, title: &str) -> &'a str {
    let start = text.find(&format!("· {title} ·")).unwrap();
    let rest = &text[start..];
    &rest[..rest.find("\n\n").unwrap()]
}

#[test]
fn a_ban_on_record_is_not_called_nothing_on_record() {
    let held = json("respublika");
    for commitment in ["cph-9-2", "cph-24"] {
        let item = item(&held, commitment);
        assert_eq!(item["outcome"], "documented", "{commitment}");
        assert!(numbers(&item["against"]).contains(&35), "{item:#}");
    }
    let text = text("respublika");
    let said = part(&text, "Restrictions are lawful and proportionate");
    assert!(
        said.contains("against: assembly rally-harbour: banned by interior-office [entry 35]"),
        "{said}"
    );
}

#[test]
fn a_denial_stands_beside_the_report_it_denies_in_every_form() {
    let held = json("respublika");
    let stand = item(&held, "cph-7-5a");
    assert_eq!(numbers(&stand["against"]), [11]);
    let found = &stand["contradictions"][0];
    assert_eq!(
        (&found["entry"]["number"], &found["by"]["number"]),
        (&11.into(), &12.into())
    );
    let text = text("respublika");
    let said = part(&text, "Anyone eligible may stand");
    assert!(
        said.contains("[entry 11]: a report says otherwise (unvouched) [entry 12]"),
        "{said}"
    );
    let html = html("respublika");
    let article = html.find("<article id=\"commitment-cph-7-5a\">").unwrap();
    let article = &html[article..article + html[article..].find("</article>").unwrap()];
    let heading = article.find("<h4>What says otherwise</h4>").unwrap();
    assert!(article[heading..].contains("href=\"#entry-11\""));
    assert!(
        article[heading..].contains("a report says otherwise (unvouched) [<a href=\"#entry-12\">")
    );
}

#[test]
fn what_is_unvouched_or_withdrawn_is_marked_wherever_it_is_listed() {
    let text = text("respublika");
    let said = part(&text, "Fair public hearing, and a lawyer");
    assert!(
        said.contains(
            "against: report detain.rights: respublika/harbour, 2026-04-21 (unvouched) (withdrawn) [entry 54]"
        ),
        "{said}"
    );
    let held = json("respublika");
    let entry = &item(&held, "cph-5-16-17")["against"][0];
    assert_eq!(
        (&entry["vouched"], &entry["withdrawn"]),
        (&false.into(), &true.into())
    );
    let other = &item(&held, "cph-7-7b")["against"][0];
    assert_eq!(
        (&other["vouched"], &other["withdrawn"]),
        (&true.into(), &false.into())
    );
}

#[test]
fn what_is_not_computed_is_said_beside_what_holds() {
    let text = text("respublika");
    let held = json("respublika");
    for commitment in Catalogue::copenhagen().unwrap().items {
        let said = part(&text, &commitment.title);
        let shown = item(&held, commitment.id.as_str());
        match &commitment.benchmark {
            Some(benchmark) => {
                assert!(said.contains(benchmark.as_str()), "{said}");
                assert_eq!(shown["benchmark"], benchmark.as_str());
            }
            None => assert!(shown["benchmark"].is_null()),
        }
        assert_eq!(shown["paraphrase"], commitment.paraphrase.as_str());
        let nothing = shown["outcome"] == "nothing on record";
        assert_eq!(
            said.contains("nothing is on record, which says nothing"),
            nothing,
            "{said}"
        );
    }
}

#[test]
fn conflicting_figures_of_the_detained_stand_side_by_side_with_who_says_so() {
    let held = json("belarus-2020");
    let groups = item(&held, "cph-9-2")["differing_figures"]
        .as_array()
        .unwrap();
    let groups: Vec<Vec<u64>> = groups.iter().map(numbers).collect();
    assert_eq!(groups, [vec![59, 60, 61, 62]]);
    let text = text("belarus-2020");
    let said = part(&text, "Peaceful assembly");
    for line in [
        "detained: ≥ 240 (according to the press)",
        "detained: 289 (according to the press)",
        "detained: ≥ 420 (according to observers)",
    ] {
        let line = format!("side by side: {line}");
        assert!(said.contains(&line), "{line:?} is not in\n{said}");
    }
    // One source that counts those inside, near and outside of stations contradicts nobody.
    let stations = item(&held, "cph-7-4b")["differing_figures"]
        .as_array()
        .unwrap();
    let listed: Vec<u64> = stations.iter().flat_map(numbers).collect();
    assert!(!listed.contains(&90) && !listed.contains(&91) && !listed.contains(&92));
    assert!(html("belarus-2020").contains("Of these differ, by who says so: [<a href=\"#entry-"));
}

#[test]
fn a_finding_taken_back_is_marked_and_judges_nothing() {
    let copy = Copy::of("respublika");
    let assess = || -> Value {
        let ran = copy.run(&["assess", "e", "--json", "--as-of", DAY]);
        serde_json::from_str(&ran.out).unwrap()
    };
    let before = assess();
    let cited = &item(&before, "cph-7-5a")["against"][0]["id"];
    let draft = format!(
        "kind = \"finding_made\"\ncommitment = \"cph-6\"\nverdict = \"met\"\ncites = [{cited}]\n\
         text = {{ text = \"Too early.\" }}\n"
    );
    let added = copy.add("okafor", &draft);
    assert_eq!(added.code, Some(0), "{}", added.err);
    let judged = assess();
    let whole = item(&judged, "cph-6");
    assert_eq!(whole["outcome"], "judged");
    let finding = &whole["judgements"][0]["entry"];
    let back = format!("kind = \"entry_withdrawn\"\nentry = {finding}\nbecause = \"mistake\"\n");
    let added = copy.add("okafor", &back);
    assert_eq!(added.code, Some(0), "{}", added.err);
    let after = assess();
    let whole = item(&after, "cph-6");
    assert_eq!(whole["outcome"], "not judged");
    assert_eq!(whole["judgements"][0]["withdrawn"], true);
    let ran = copy.run(&["assess", "e", "--as-of", DAY]);
    let said = part(&ran.out, "The will of the people is the basis of authority");
    assert!(said.contains("okafor finds: met (withdrawn)"), "{said}");
}
