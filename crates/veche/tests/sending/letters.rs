//! Letters to be printed.

use super::places::Place;

const MEMBERS: &str =
    "Ada,,en,1 Long Lane;London\nАлесь Ўсёеў,,be,\nИра,,ru,\nBen,ben@example.org,,\n";

#[test]
fn each_member_gets_one_page_of_a_tagged_pdf_that_only_its_owner_can_read() {
    let place = Place::new(MEMBERS);
    let by = [
        "--letters",
        "letters.pdf",
        "--contact",
        "the office",
        "--json",
    ];
    let ran = place.run(&place.sending(&by));
    assert_eq!(
        (ran.code, ran.json()["letters"].as_u64()),
        (Some(0), Some(4))
    );
    let pdf = std::fs::read(place.path("letters.pdf")).unwrap();
    let text = String::from_utf8(pdf).unwrap();
    assert!(text.starts_with("%PDF-"));
    assert_eq!(
        text.matches("/Type /Page\n").count() + text.matches("/Type/Page/").count(),
        4
    );
    for expected in ["/MarkInfo", "/Lang", "/StructTreeRoot", "/Figure", "/Title"] {
        assert!(text.contains(expected), "{expected} is not in the PDF");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = place.path("letters.pdf").metadata().unwrap().permissions();
        assert_eq!(rights.mode() & 0o777, 0o600);
    }
    place.check_journal();

    // The file is never written over; with another name, nobody is left.
    place.refused(&place.sending(&by), "there already");
    let by = ["--letters", "more.pdf", "--contact", "the office", "--json"];
    let ran = place.run(&place.sending(&by));
    assert_eq!(
        (ran.code, ran.json()["letters"].as_u64()),
        (Some(0), Some(0))
    );
    assert!(!place.path("more.pdf").exists());
    let again: Vec<&str> = by.iter().copied().chain(["--resend", "Ada"]).collect();
    assert_eq!(place.run(&place.sending(&again)).json()["letters"], 1);
}

#[test]
fn a_rehearsal_names_everybody_and_does_nothing() {
    let place = Place::new(MEMBERS);
    let by = ["--letters", "letters.pdf", "--contact", "x", "--dry-run"];
    let out = place.ok(&place.sending(&by));
    assert!(out.contains("letter to Алесь Ўсёеў (be)"), "{out}");
    assert!(!place.path("letters.pdf").exists() && !place.path("registrar/sending").exists());
    let ran = place.mail("smtp://127.0.0.1:1", &["--dry-run"]);
    assert_eq!(ran.code, Some(3), "three have no address");
    assert_eq!(ran.json()["would_send"][0]["mail"], "ben@example.org");
    assert_eq!(ran.json()["left"].as_array().unwrap().len(), 3);
}

#[test]
fn what_could_lead_to_a_useless_or_dangerous_letter_is_refused() {
    let place = Place::new(MEMBERS);
    let by = ["--letters", "letters.pdf", "--contact", "x"];
    let good = place.sending(&by);
    let change = |from: &str, to: &'static str| -> Vec<String> {
        let changed = good.iter().map(|text| match *text == from {
            true => to.to_owned(),
            false => (*text).to_owned(),
        });
        changed.collect()
    };
    let refused = |arguments: Vec<String>, word: &str| {
        place.refused(
            &arguments.iter().map(|text| &**text).collect::<Vec<_>>(),
            word,
        );
    };
    refused(
        change("https://vote.example/chair", "http://vote.example/"),
        "https",
    );
    refused(
        change("https://vote.example/chair", "https://x.example/#a"),
        "#",
    );
    place.write_members("Ada,,en,\nNobody,,,\n");
    refused(change("", ""), "Nobody: this member has no credential");
    place.write_members("Ada,,xx,\n");
    refused(change("", ""), "xx is none of");
    place.write_members("议,,en,\n");
    refused(change("", ""), "has no credential");
    place.write_members(MEMBERS);
    let other = Place::new(MEMBERS);
    std::fs::copy(other.credentials_file(), place.credentials_file()).unwrap();
    refused(change("", ""), "not on its roll");
    assert!(!place.path("letters.pdf").exists());
}
