//! Servers that break off, refuse the sender or are not there, and mails that come back.

use std::net::TcpListener;

use super::places::Place;
use super::sink::{Sink, Treat};

const MEMBERS: &str = "Ada,ada@example.org,,\nBen,ben@example.org,be,\nCem,cem@example.org,ru,\n";

#[test]
fn a_mail_that_may_have_been_taken_is_sent_again_as_the_same_mail_and_its_member_is_named() {
    let place = Place::new(MEMBERS);
    let sink = Sink::start();
    sink.treat("ben@example.org", Some(Treat::Vanish));
    let ran = place.mail(&sink.url(), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.json()["sent"], 3);
    assert_eq!(ran.json()["perhaps_twice"], serde_json::json!(["Ben"]));
    let mails = sink.take();
    let to_ben: Vec<_> = mails
        .iter()
        .filter(|mail| mail.to == "ben@example.org")
        .collect();
    assert_eq!((mails.len(), to_ben.len()), (4, 2));
    assert_eq!(
        to_ben[0].header("Message-ID"),
        to_ben[1].header("Message-ID")
    );
}

#[test]
fn a_server_that_refuses_the_sender_marks_no_member_as_unreachable() {
    let place = Place::new(MEMBERS);
    let sink = Sink::start();
    for address in ["ada@example.org", "ben@example.org", "cem@example.org"] {
        sink.treat(address, Some(Treat::Distrust));
    }
    let ran = place.mail(&sink.url(), &[]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let summary = ran.json();
    assert!(
        summary["stopped"]
            .as_str()
            .unwrap()
            .contains("log in first")
    );
    assert_eq!(
        (&summary["all_bounced"], &summary["left"]),
        (&0.into(), &3.into())
    );
    assert_eq!(sink.connections(), 1);
}

#[test]
fn a_server_that_refuses_everybody_is_not_asked_to_the_end() {
    let members = |number: usize| format!("M{number},m{number}@example.org,,\n");
    let place = Place::new(&(0..25).map(members).collect::<String>());
    let sink = Sink::start();
    let all = |treat| {
        (0..25).for_each(|number| sink.treat(&format!("m{number}@example.org"), treat));
    };
    all(Some(Treat::Refuse));
    let summary = place.mail(&sink.url(), &[]);
    assert_eq!(summary.code, Some(3), "{summary:?}");
    let summary = summary.json();
    assert_eq!(
        (&summary["bounced"], &summary["left"]),
        (&20.into(), &5.into())
    );
    assert!(
        summary["stopped"]
            .as_str()
            .unwrap()
            .contains("--resend-bounced")
    );
    all(None);
    assert_eq!(
        place.mail(&sink.url(), &["--resend-bounced"]).json()["resent"],
        20
    );
    assert_eq!(place.mail(&sink.url(), &[]).json()["sent"], 5);
}

#[test]
fn without_a_server_everybody_is_left_and_the_next_run_sends() {
    let place = Place::new(MEMBERS);
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let ran = place.mail(&format!("smtp://127.0.0.1:{port}"), &[]);
    assert_eq!((ran.code, ran.json()["left"].as_u64()), (Some(3), Some(3)));
    let sink = Sink::start();
    let ran = place.mail(&sink.url(), &["--per-minute", "6000"]);
    assert_eq!((ran.code, sink.count()), (Some(0), 3));
    assert_eq!(ran.json()["perhaps_twice"], serde_json::json!([]));
}

#[test]
fn secrets_do_not_go_to_another_computer_without_encryption() {
    let place = Place::new(MEMBERS);
    let sink = Sink::start();
    // The same server by a name that is not known to be this computer.
    let ran = place.mail(&format!("smtp://127.0.0.2:{}", sink.port), &[]);
    // Where the system gives this computer one address only, there is no connection at all.
    assert_eq!((ran.code, sink.count()), (Some(3), 0), "{ran:?}");
}

#[test]
fn mails_that_come_back_are_read_and_their_members_listed_and_reached_again() {
    let place = Place::new(MEMBERS);
    let sink = Sink::start();
    let url = sink.url();
    assert_eq!(place.mail(&url, &[]).code, Some(0));
    let mails = sink.take();
    let to_cem = mails
        .iter()
        .find(|mail| mail.to == "cem@example.org")
        .unwrap();
    let report = |address: &str, behind: &str| {
        format!(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n\
             Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.2.2\r\n\
             Diagnostic-Code: smtp; 552 mailbox full\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\n{behind}\r\n--b--\r\n"
        )
    };
    std::fs::create_dir(place.path("back")).unwrap();
    let of_cem = format!("{}\r\n\r\n{}", to_cem.headers, to_cem.body);
    let of_ada = "Message-ID: <unknown@elsewhere>\r\n\r\n".to_owned();
    std::fs::write(place.path("back/1"), report("forwarded@elsewhere", &of_cem)).unwrap();
    std::fs::write(place.path("back/2"), report("ADA@example.org", &of_ada)).unwrap();
    std::fs::write(place.path("back/3"), "Subject: Hello\r\n\r\nHi!\r\n").unwrap();
    let list = ["roll", "bounces", "--state", "registrar/sending"];
    let read: Vec<&str> = list.iter().copied().chain(["--maildir", "back"]).collect();
    // Reading them twice changes nothing.
    for arguments in [&read[..], &read[..], &list[..]] {
        let out = place.ok(arguments);
        assert!(
            out.contains("Ada <ada@example.org>: 5.2.2 smtp; 552 mailbox full"),
            "{out}"
        );
        assert!(out.contains("Cem <cem@example.org>"), "{out}");
        assert!(out.contains("2 came back"), "{out}");
    }
    assert_eq!(place.mail(&url, &["--resend-bounced"]).json()["resent"], 2);
    // The old reports say nothing of the new mail to Cem; that to Ada is known by the address alone.
    let out = place.ok(&read);
    assert!(!out.contains("Cem"), "{out}");
    place.check_journal();
}
