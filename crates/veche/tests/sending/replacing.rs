//! A lost letter: before the poll opens there is a new credential, with a visible trace; afterwards there is none.

use super::places::Place;
use super::sink::Sink;

#[test]
fn a_lost_credential_is_replaced_in_public_and_only_its_member_is_sent_to_again() {
    let place = Place::new("Ada,ada@example.org,,\nBen,ben@example.org,,\nCem,cem@example.org,,\n");
    let sink = Sink::start();
    let url = sink.url();
    assert_eq!(place.mail(&url, &[]).json()["sent"], 3);
    sink.take();
    let before = place.credentials();
    let roll = || -> Vec<String> {
        serde_json::from_slice(&std::fs::read(place.path("poll/public_creds.json")).unwrap())
            .unwrap()
    };
    let old_roll = roll();
    let file = place.credentials_file().to_str().unwrap();
    let replace = |name: &'static str| {
        let mut arguments = vec!["roll", "replace", "poll", "--credentials", file];
        arguments.extend(["--name", name, "--state", "registrar/sending"]);
        arguments
    };
    place.ok(&replace("Ben"));
    place.refused(&replace("Dora"), "nobody of this name");

    let list = std::fs::read_to_string(place.path("poll/replacements.json")).unwrap();
    assert!(!list.contains("Ben"), "{list}");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let (old, new) = (&list[0]["old"], &list[0]["new"]);
    let gone: Vec<_> = old_roll
        .iter()
        .filter(|line| !roll().contains(line))
        .cloned()
        .collect();
    let come: Vec<_> = roll()
        .into_iter()
        .filter(|line| !old_roll.contains(line))
        .collect();
    assert_eq!(
        (gone.as_slice(), come.as_slice()),
        (
            [old.as_str().unwrap().to_owned()].as_slice(),
            [new.as_str().unwrap().to_owned()].as_slice(),
        )
    );

    assert_eq!(place.mail(&url, &[]).json()["sent"], 1);
    let mails = sink.take();
    assert_eq!(mails.len(), 1);
    let after = place.credentials();
    assert_eq!(
        (&*mails[0].to, mails[0].credential()),
        ("ben@example.org", &*after["Ben"])
    );
    assert_ne!(before["Ben"], after["Ben"]);
    assert_eq!(
        (&before["Ada"], &before["Cem"]),
        (&after["Ada"], &after["Cem"])
    );
    assert!(mails[0].body.contains("published when the poll opens"));

    // The poll opens with the new roll, the new credential votes and the old one does not.
    place.ok(&["trustee", "keygen", "poll", "--keys", "keys"]);
    place.ok(&["poll", "open", "poll"]);
    for (name, credential) in [("old", &before["Ben"]), ("new", &after["Ben"])] {
        std::fs::write(place.path(name), credential).unwrap();
    }
    let vote = |credential| {
        [
            "vote",
            "poll",
            "--credential",
            credential,
            "--choose",
            "Ana",
            "--choose",
            "Yes",
        ]
    };
    place.refused(&vote("old"), "not on the roll");
    place.ok(&vote("new"));
    let archive = std::fs::read_dir(place.path("poll"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "bel"))
        .unwrap();
    let bytes = std::fs::read(archive).unwrap();
    let reason = list[0]["reason"].as_str().unwrap().as_bytes();
    let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    assert!(!holds(reason) && !holds(old.as_str().unwrap().as_bytes()));

    // Now the roll is fixed: the same credential can be sent again, and the mail has the fingerprint.
    place.refused(&replace("Ben"), "--resend");
    assert_eq!(place.mail(&url, &["--resend", "Ben"]).json()["resent"], 1);
    let mails = sink.take();
    assert_eq!(mails[0].credential(), after["Ben"]);
    let words: Vec<&str> = mails[0].body.split_whitespace().collect();
    assert!(words.join(" ").contains("(the page must show the same)"));
}
