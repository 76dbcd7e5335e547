//! The second authorisation: codes by mail, and passwords that voters set.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use veche::sending::account::Account;
use veche::sending::postman::postman;
use veche_server::room::post::{Letter, Postman};
use veche_server::shown::Login;

use super::authority::Authority;
use super::sink::{Manner, Sink};
use super::support::{Served, address, served, served_by_mail};

const CODES: &str = "/api/v1/e/club/polls/chair/codes";
const PASSWORD: &str = "/api/v1/e/club/polls/chair/password";
const MINE: &str = "correct horse battery";

/// Letters that were handed to a postman: address, subject, text.
#[derive(Clone, Default)]
struct Letters(Arc<Mutex<Vec<(String, String, String)>>>);

impl Letters {
    fn postman(&self) -> Postman {
        let letters = self.clone();
        Arc::new(move |letter: &Letter| {
            let text = letter.text.to_string();
            let letter = (letter.to.clone(), letter.subject.clone(), text);
            letters.0.lock().unwrap().push(letter);
            Ok(())
        })
    }

    /// All of them, as soon as there are so many.
    async fn wait(&self, number: usize) -> Vec<(String, String, String)> {
        for _ in 0..1_000 {
            if self.0.lock().unwrap().len() >= number {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.0.lock().unwrap().clone()
    }
}

/// The code in a mail: the one paragraph of two groups of four.
fn code(text: &str) -> String {
    let is_code = |line: &&str| line.len() == 9 && line.chars().nth(4) == Some('-');
    text.lines().find(is_code).unwrap().to_owned()
}

async fn ask(served: &Served, login: &str) -> (StatusCode, Value) {
    let body = json!({ "login": login, "language": "en" });
    served.post(CODES, &body.to_string()).await
}

async fn set(served: &Served, login: &str, code: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "login": login, "code": code, "password": password });
    served.post(PASSWORD, &body.to_string()).await
}

/// Whether a ballot of a voter is taken.
async fn casts(served: &Served, voter: usize, code: &str, seed: u8) -> bool {
    let ballot = served.ballot(voter, 0, seed);
    let (status, body) = served.cast(&voter.to_string(), code, &ballot).await;
    let refused = body["type"] == "urn:veche:problem:login";
    assert_eq!(status == StatusCode::CREATED, !refused, "{body}");
    !refused
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voter_casts_with_a_code_that_came_by_mail_then_sets_a_password_and_casts_with_that() {
    let authority = Authority::new();
    let sink = Sink::start_as(Manner {
        starttls: Some(authority.server("localhost")),
        login: Some(("PLAIN", "server", "password of the server")),
        ..Manner::default()
    });
    let folder = tempfile::tempdir().unwrap();
    let (ca, secret) = (folder.path().join("ca"), folder.path().join("secret"));
    std::fs::write(&ca, &authority.pem).unwrap();
    std::fs::write(&secret, "password of the server\n").unwrap();
    let account = Account {
        server: format!("smtp://localhost:{}", sink.port),
        user: Some("server".to_owned()),
        password_file: Some(secret),
        authority: Some(ca),
        from: "Выбары <vote@club.example>".to_owned(),
    };
    let (server, from) = account.open().unwrap();
    let served = served_by_mail(Some(postman(server, from)));

    assert!(!casts(&served, 1, "", 1).await, "it has no code yet");
    assert_eq!(ask(&served, "1").await.0, StatusCode::ACCEPTED);
    for _ in 0..1_000 {
        if sink.count() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mails = sink.take();
    assert_eq!((mails.len(), &mails[0].to), (1, &address(1)));
    let code = code(&mails[0].body);
    for seed in 2..4 {
        assert!(casts(&served, 1, &code, seed).await, "more than once");
    }
    assert_eq!(
        set(&served, "1", &code, MINE).await.0,
        StatusCode::NO_CONTENT
    );
    assert!(casts(&served, 1, MINE, 4).await);
    assert!(casts(&served, 1, &code, 5).await, "the way back in");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_a_code_is_told_the_same_and_only_who_has_an_address_gets_a_mail() {
    let letters = Letters::default();
    let served = served_by_mail(Some(letters.postman()));
    let expected = ask(&served, "9").await;
    assert_eq!(expected.0, StatusCode::ACCEPTED);
    for login in ["nobody", "", "7", "9", "<script>"] {
        assert_eq!(ask(&served, login).await, expected, "{login:?}");
    }
    // One login is sent five mails an hour, and told the same afterwards.
    for _ in 0..8 {
        assert_eq!(ask(&served, "1").await, expected);
    }
    assert_eq!(ask(&served, "2").await, expected);
    letters.wait(6).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut to: Vec<String> = letters
        .wait(6)
        .await
        .into_iter()
        .map(|(to, ..)| to)
        .collect();
    to.sort();
    assert_eq!(to[..5], vec![address(1); 5]);
    assert_eq!(to[5..], [address(2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_says_in_the_readers_language_what_it_is_for_and_has_no_link_in_it() {
    let letters = Letters::default();
    let served = served_by_mail(Some(letters.postman()));
    let title = served.room.shown().polls[0].title.clone();
    for (number, (language, word)) in [
        ("en", "private credential"),
        ("be", "ключ выбаршчыка"),
        ("ru", "ключ избирателя"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "login": "1", "language": language });
        served.post(CODES, &body.to_string()).await;
        let all = letters.wait(number + 1).await;
        let (_, subject, text) = &all[number];
        assert!(
            subject.contains(&title) && text.contains(&title),
            "{subject}: {text}"
        );
        assert!(text.contains(word) && !text.contains("[mail"), "{text}");
        assert!(!text.contains("://") && !text.contains('#'), "{text}");
        assert!(!subject.contains(&code(text)), "a code on a locked screen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_takes_the_place_of_the_code_keeps_the_credential_and_outlives_a_restart() {
    let served = served();
    assert!(casts(&served, 4, "code-4", 1).await);
    assert_eq!(
        set(&served, "4", "code-4", MINE).await.0,
        StatusCode::NO_CONTENT
    );
    assert!(
        !casts(&served, 4, "code-4", 2).await,
        "the code made beforehand"
    );
    assert!(casts(&served, 4, MINE, 3).await);
    // The login is still bound to its credential.
    let (_, body) = served.cast("4", MINE, &served.ballot(5, 0, 4)).await;
    assert_eq!(body["type"], "urn:veche:problem:login-bound");
    // Another password with the one before.
    let next = "a longer one, next";
    assert_eq!(
        set(&served, "4", "code-4", next).await.0,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        set(&served, "4", MINE, next).await.0,
        StatusCode::NO_CONTENT
    );

    let again = served.restarted();
    assert!(!casts(&again, 4, MINE, 5).await);
    assert!(casts(&again, 4, next, 6).await);
    let (_, body) = again.cast("4", next, &again.ballot(5, 0, 7)).await;
    assert_eq!(body["type"], "urn:veche:problem:login-bound");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_set_a_password_with_one_code_at_once_one_is_refused() {
    let served = served();
    let both = tokio::join!(
        set(&served, "4", "code-4", "the password of one"),
        set(&served, "4", "code-4", "the password of two")
    );
    let mut answers = [both.0.0, both.1.0];
    answers.sort();
    assert_eq!(answers, [StatusCode::NO_CONTENT, StatusCode::FORBIDDEN]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_or_set_is_a_problem_and_changes_nothing() {
    let served = served();
    let before = served.store.logins("chair").unwrap();
    let set = |login: &str, code: &str, password: &str| {
        json!({ "login": login, "code": code, "password": password }).to_string()
    };
    let long = "x".repeat(1_001);
    let flaws: &[(&str, &str, String, StatusCode, &str)] = &[
        (
            "no postman",
            CODES,
            json!({ "login": "4" }).to_string(),
            StatusCode::CONFLICT,
            "no-mail",
        ),
        (
            "a short one",
            PASSWORD,
            set("4", "code-4", "eleven char"),
            StatusCode::UNPROCESSABLE_ENTITY,
            "password-unfit",
        ),
        (
            "a long one",
            PASSWORD,
            set("4", "code-4", &long),
            StatusCode::UNPROCESSABLE_ENTITY,
            "password-unfit",
        ),
        (
            "the code itself",
            PASSWORD,
            set("4", "ABCD-EFGH-2345", "abcd efgh 2345"),
            StatusCode::UNPROCESSABLE_ENTITY,
            "password-unfit",
        ),
        (
            "a wrong code",
            PASSWORD,
            set("4", "code-5", MINE),
            StatusCode::FORBIDDEN,
            "login",
        ),
        (
            "nobody",
            PASSWORD,
            set("nobody", "code-4", MINE),
            StatusCode::FORBIDDEN,
            "login",
        ),
        (
            "half of it",
            PASSWORD,
            json!({ "login": "4" }).to_string(),
            StatusCode::BAD_REQUEST,
            "malformed",
        ),
        (
            "no poll",
            "/api/v1/e/club/polls/none/password",
            set("4", "code-4", MINE),
            StatusCode::NOT_FOUND,
            "not-found",
        ),
    ];
    for (what, path, body, expected, word) in flaws {
        let (status, body) = served.post(path, body).await;
        assert_eq!(status, *expected, "{what}: {body}");
        assert_eq!(body["type"], format!("urn:veche:problem:{word}"), "{what}");
        assert!(!body["detail"].as_str().unwrap().is_empty(), "{what}");
    }
    assert!(served.store.logins("chair").unwrap() == before);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_closes_a_login_for_mailed_codes_and_passwords_too() {
    let letters = Letters::default();
    let served = served_by_mail(Some(letters.postman()));
    ask(&served, "1").await;
    let code = code(&letters.wait(1).await[0].2);
    for _ in 0..10 {
        assert_eq!(
            set(&served, "1", "AAAA-AAAA", MINE).await.0,
            StatusCode::FORBIDDEN
        );
    }
    let (status, body) = set(&served, "1", &code, MINE).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{body}");
    assert_eq!(body["type"], "urn:veche:problem:too-many-tries");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_which_kinds_of_logins_there_are_and_nothing_of_anybody() {
    let kind = |served: &Served| served.room.shown().polls[0].login;
    assert_eq!(kind(&served()), Login::Code);
    let served = served_by_mail(Some(Letters::default().postman()));
    assert_eq!(kind(&served), Login::Mail);
    let (_, page) = served.bytes("/en/e/club/vote/chair/").await;
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("booth-login-send") && !page.contains("example.org"));
    // Who cannot send does not offer it.
    let silent = served.restarted();
    assert_eq!(kind(&silent), Login::Code);
    let (_, page) = silent.bytes("/en/e/club/vote/chair/").await;
    assert!(
        !String::from_utf8(page)
            .unwrap()
            .contains("id=\"booth-login-send\"")
    );
}
