//! Encryption and passwords on the way to the mail server: nothing secret goes to whom it is not meant for.

use std::sync::Arc;

use lettre::Address;
use rustls::ServerConfig;
use veche::sending::smtp::{Answer, ConnectError, Server};
use zeroize::Zeroizing;

use super::authority::Authority;
use super::places::Place;
use super::sink::{Manner, Sink};

const PASSWORD: &str = "a password of the sender";

fn wrapped(config: Arc<ServerConfig>) -> Manner {
    Manner {
        wrapped: Some(config),
        ..Manner::default()
    }
}

fn starttls(config: Arc<ServerConfig>) -> Manner {
    Manner {
        starttls: Some(config),
        ..Manner::default()
    }
}

/// The server by this address, with a name and a password.
fn server(url: &str, password: &str) -> Server {
    let password = Zeroizing::new(password.to_owned());
    Server::parse(url)
        .unwrap()
        .with_login("sender".to_owned(), password)
}

/// Hands in a mail.
fn send(server: &Server) -> Result<Answer, ConnectError> {
    let from: Address = "reg@club.example".parse().unwrap();
    let to: Address = "ada@example.org".parse().unwrap();
    let mut connection = server.connect()?;
    let answer = connection.send(&from, &to, "Subject: x\r\n\r\nHello\r\n");
    connection.quit();
    Ok(answer)
}

#[test]
fn a_mail_goes_through_tls_from_the_first_byte_or_from_starttls_on_with_either_way_to_log_in() {
    let authority = Authority::new();
    let config = authority.server("localhost");
    for mechanism in ["PLAIN", "LOGIN"] {
        for (scheme, manner) in [
            ("smtps", wrapped(Arc::clone(&config))),
            ("smtp", starttls(Arc::clone(&config))),
        ] {
            let sink = Sink::start_as(Manner {
                login: Some((mechanism, "sender", PASSWORD)),
                ..manner
            });
            let url = format!("{scheme}://localhost:{}", sink.port);
            let server = server(&url, PASSWORD)
                .with_authority(authority.pem.as_bytes())
                .unwrap();
            assert_eq!(
                send(&server).unwrap(),
                Answer::Taken,
                "{scheme} {mechanism}"
            );
            let heard = sink.heard();
            let place = |word: &str| heard.iter().position(|line| line.starts_with(word));
            assert_eq!(place("STARTTLS").is_some(), scheme == "smtp");
            assert!(place("STARTTLS") < place("AUTH") && place("AUTH") < place("MAIL"));
            assert_eq!(sink.take()[0].body, "Hello\r\n");
        }
    }
}

#[test]
fn a_wrong_password_stops_for_good_and_no_address_is_sent() {
    let authority = Authority::new();
    for mechanism in ["PLAIN", "LOGIN"] {
        let sink = Sink::start_as(Manner {
            login: Some((mechanism, "sender", PASSWORD)),
            ..starttls(authority.server("localhost"))
        });
        let url = format!("smtp://localhost:{}", sink.port);
        let server = server(&url, "a wrong one")
            .with_authority(authority.pem.as_bytes())
            .unwrap();
        let Err(ConnectError::Lasting(error)) = send(&server) else {
            panic!("{mechanism}: let in");
        };
        assert!(!format!("{error:#}").contains("a wrong one"), "{error:#}");
        assert!(!sink.heard().iter().any(|line| line.starts_with("MAIL")));
    }
}

#[test]
fn whoever_is_not_the_server_learns_neither_address_nor_password() {
    let (authority, other) = (Authority::new(), Authority::new());
    let flaws: Vec<(&str, &str, Manner)> = vec![
        (
            "another authority",
            "smtps",
            wrapped(other.server("localhost")),
        ),
        (
            "another authority",
            "smtp",
            starttls(other.server("localhost")),
        ),
        (
            "another name",
            "smtps",
            wrapped(authority.server("mail.example")),
        ),
        (
            "another name",
            "smtp",
            starttls(authority.server("mail.example")),
        ),
        (
            "expired",
            "smtps",
            wrapped(authority.server_until("localhost", 2020)),
        ),
        (
            "expired",
            "smtp",
            starttls(authority.server_until("localhost", 2020)),
        ),
        ("no STARTTLS", "smtp", Manner::default()),
    ];
    for (flaw, scheme, manner) in flaws {
        let sink = Sink::start_as(Manner {
            login: Some(("PLAIN", "sender", PASSWORD)),
            ..manner
        });
        let url = format!("{scheme}://localhost:{}", sink.port);
        let server = server(&url, PASSWORD)
            .with_authority(authority.pem.as_bytes())
            .unwrap();
        assert!(send(&server).is_err(), "{flaw}, {scheme}");
        let heard = sink.heard();
        let harmless =
            |line: &String| line.starts_with("EHLO") || line == "STARTTLS" || line == "QUIT";
        assert!(heard.iter().all(harmless), "{flaw}, {scheme}: {heard:?}");
    }
    // The same by a server that the system's authorities would have to vouch for.
    let sink = Sink::start_as(wrapped(authority.server("localhost")));
    let url = format!("smtps://localhost:{}", sink.port);
    assert!(send(&server(&url, PASSWORD)).is_err());
    assert!(sink.heard().is_empty());
}

#[test]
fn what_is_no_certificate_is_refused_as_an_authority() {
    for pem in [
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    ] {
        let server = Server::parse("smtps://localhost").unwrap();
        assert!(server.with_authority(pem.as_bytes()).is_err(), "{pem:?}");
    }
}

#[test]
fn the_command_line_sends_through_a_server_of_the_named_authority_only() {
    let authority = Authority::new();
    let place = Place::new("Ada,ada@example.org,,\n");
    std::fs::write(place.path("ca.pem"), &authority.pem).unwrap();
    std::fs::write(place.path("password"), PASSWORD).unwrap();
    let sink = Sink::start_as(Manner {
        login: Some(("PLAIN", "sender", PASSWORD)),
        ..starttls(authority.server("localhost"))
    });
    let url = format!("smtp://localhost:{}", sink.port);
    let login = ["--smtp-user", "sender", "--smtp-password-file", "password"];
    let with_authority = [&login[..], &["--smtp-ca", "ca.pem"]].concat();
    let ran = place.mail(&url, &with_authority);
    assert_eq!((ran.code, sink.count()), (Some(0), 1), "{ran:?}");
    let missing = [&login[..], &["--smtp-ca", "none.pem"]].concat();
    let ran = place.mail(&url, &missing);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("--smtp-ca none.pem"), "{}", ran.err);
}
