//! Three thousand members: forty addresses do not exist, the program is killed in the middle, twelve ask once more.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::places::Place;
use super::sink::{Sink, Taken, Treat};

const MEMBERS: usize = 3000;
const BOUNCES: usize = 40;
const RESENDS: usize = 12;

fn name(number: usize) -> String {
    format!("Member {number}")
}

fn address(number: usize) -> String {
    format!("m{number}@example.org")
}

/// Whose addresses do not exist.
fn bounces(number: usize) -> bool {
    number % (MEMBERS / BOUNCES) == 1
}

fn members() -> String {
    let line = |number: usize| {
        let language = ["en", "be", "ru", ""][number % 4];
        format!("{},{},{language},\n", name(number), address(number))
    };
    (0..MEMBERS).map(line).collect()
}

/// How many mails each member got, each of which must bring the member's own credential.
fn by_member(mails: &[Taken], credentials: &BTreeMap<String, String>) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for mail in mails {
        let number: usize = mail.to[1..mail.to.find('@').unwrap()].parse().unwrap();
        assert_eq!(mail.credential(), credentials[&name(number)], "{}", mail.to);
        *counts.entry(number).or_default() += 1;
    }
    counts
}

#[test]
fn three_thousand_members_are_reached_once_each_through_a_kill_bounces_and_resends() {
    let start = Instant::now();
    let place = Place::new(&members());
    let credentials = place.credentials();
    let sink = Sink::start();
    for number in 0..MEMBERS {
        if bounces(number) {
            sink.treat(&address(number), Some(Treat::Refuse));
        } else if number % 500 == 3 {
            sink.treat(&address(number), Some(Treat::Defer));
        }
    }
    let url = sink.url();

    // The program is killed in the middle.
    let by = ["--smtp", &url, "--from", "reg@club.example", "--quiet"];
    let sending = Instant::now();
    let mut child = place.command(&place.sending(&by)).spawn().unwrap();
    while sink.count() < 1000 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too soon");
        assert!(sending.elapsed() < Duration::from_secs(300));
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before_kill = sink.count();
    assert!(before_kill < MEMBERS - BOUNCES, "it was killed too late");

    // Run again, it goes on.
    let ran = place.mail(&url, &[]);
    let sending = sending.elapsed();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let summary = ran.json();
    let mails = sink.take();
    let counts = by_member(&mails, &credentials);
    let reached: BTreeSet<usize> = counts.keys().copied().collect();
    let expected: BTreeSet<usize> = (0..MEMBERS).filter(|number| !bounces(*number)).collect();
    assert_eq!(reached.len(), MEMBERS - BOUNCES);
    assert_eq!(reached, expected);
    let twice: Vec<String> = counts
        .iter()
        .filter(|(_, count)| **count > 1)
        .map(|(number, _)| name(*number))
        .collect();
    assert!(twice.len() <= 1 && counts.values().all(|count| *count <= 2));
    // Whoever has it twice is named, with the same Message-ID on both.
    let named = summary["perhaps_twice"].as_array().unwrap();
    assert!(named.len() <= 1);
    assert!(twice.iter().all(|name| named[0] == **name));
    let identifiers: BTreeSet<&str> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(identifiers.len(), MEMBERS - BOUNCES);
    // Killed and run again: a connection each, and no more.
    assert_eq!(sink.connections(), 2);

    // Once more: nobody is left.
    let ran = place.mail(&url, &[]);
    assert_eq!((ran.code, ran.json()["sent"].as_u64()), (Some(0), Some(0)));
    assert_eq!(sink.count(), 0);

    // The forty are listed.
    let listed = place.run(&["roll", "bounces", "--state", "registrar/sending", "--json"]);
    let listed = listed.json();
    let listed: BTreeSet<&str> = listed["bounced"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            assert!(line["reason"].as_str().unwrap().contains("no such user"));
            line["name"].as_str().unwrap()
        })
        .collect();
    let expected: Vec<String> = (0..MEMBERS).filter(|n| bounces(*n)).map(name).collect();
    assert_eq!(listed.len(), BOUNCES);
    assert_eq!(listed, expected.iter().map(|name| &**name).collect());

    // Twelve ask for it once more.
    let asking: Vec<String> = (0..RESENDS).map(|i| name(i * 200)).collect();
    let resend: Vec<&str> = asking.iter().flat_map(|name| ["--resend", name]).collect();
    let ran = place.mail(&url, &resend);
    assert_eq!(
        (ran.code, ran.json()["resent"].as_u64()),
        (Some(0), Some(RESENDS as u64))
    );
    let counts = by_member(&sink.take(), &credentials);
    assert_eq!(counts, (0..RESENDS).map(|i| (i * 200, 1)).collect());

    // The addresses are mended.
    for number in (0..MEMBERS).filter(|number| bounces(*number)) {
        sink.treat(&address(number), None);
    }
    let ran = place.mail(&url, &["--resend-bounced"]);
    assert_eq!(
        (ran.code, ran.json()["all_bounced"].as_u64()),
        (Some(0), Some(0))
    );
    let counts = by_member(&sink.take(), &credentials);
    assert_eq!(
        counts,
        (0..MEMBERS)
            .filter(|n| bounces(*n))
            .map(|n| (n, 1))
            .collect()
    );
    place.check_journal();
    println!(
        "{MEMBERS} members in {:.1} s ({:.1} s of sending), killed after {before_kill}, {} twice",
        start.elapsed().as_secs_f32(),
        sending.as_secs_f32(),
        twice.len()
    );
}
