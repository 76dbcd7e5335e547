//! An election with an open poll, and a server for it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use metrics_exporter_prometheus::PrometheusHandle;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use veche::commands::serve::dated;
use veche::commands::server;
use veche::story::Told;
use veche_crypto::group::Ed25519;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::election::Election;
use veche_poll::question::Selection;
use veche_server::house::House;
use veche_server::room::post::Postman;
use veche_server::room::{Opening, Room, login};
use veche_store::place::{Database, Directory, Login, Store};

const STORY: &str = include_str!("../../src/commands/serve/rehearsal.toml");
/// The poll of the story.
pub(crate) const BALLOTS: &str = "/api/v1/e/club/polls/chair/ballots";

/// A server and what its organiser and registrar know.
pub(crate) struct Served {
    pub(crate) router: Router,
    /// Held by the router only, so that the place is free when that is gone.
    pub(crate) house: Weak<House>,
    pub(crate) room: Arc<Room>,
    pub(crate) told: Told,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) folder: TempDir,
}

/// Figures are kept once a process.
fn figures() -> PrometheusHandle {
    static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();
    FIGURES
        .get_or_init(|| veche_server::serve::keep_figures().unwrap())
        .clone()
}

/// Makes the election in a folder, with a login for each of its voters: voter 1 has the code `code-1`.
pub(crate) fn served() -> Served {
    served_by_mail(None)
}

/// The same, with somebody who sends codes by mail: then the voters 1 to 6 have an address, and 1 to 3 no code.
pub(crate) fn served_by_mail(postman: Option<Postman>) -> Served {
    let (folder, told) = story(STORY);
    let store = place(folder.path());
    put_logins(store.as_ref(), postman.is_some());
    open(folder, told, store, postman)
}

/// Does something that blocks, as a program of its own would, apart from the tasks of a test.
pub(crate) fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// As [`served`], from the database `data/veche.sqlite`.
pub(crate) fn served_from_database() -> Served {
    apart(make_in_database)
}

fn make_in_database() -> Served {
    let (folder, told) = story(STORY);
    let data = folder.path().join("data");
    server::import(&folder.path().join("club"), &data).unwrap();
    let database = Database::open(&data.join("veche.sqlite")).unwrap();
    let store = database.store("club").unwrap();
    put_logins(store.as_ref(), false);
    open(folder, told, store, None)
}

/// What readers are told of the poll's window, in seconds, if the call of the election says this too.
pub(crate) fn window(of_the_call: &str) -> u32 {
    let kind = "kind = \"election_called\"";
    let (folder, _) = story(&STORY.replace(kind, &format!("{kind}\n{of_the_call}")));
    let room = Room::open(Opening {
        name: "club".to_owned(),
        store: place(folder.path()),
        log: None,
        polls: None,
        window: None,
        rehearsal: false,
        postman: None,
        hints: None,
    });
    room.unwrap().shown().polls[0].window_seconds
}

/// The election of a story in the folder `club`.
fn story(text: &str) -> (TempDir, Told) {
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("club");
    std::fs::create_dir_all(&public).unwrap();
    let file = public.join("story.toml");
    std::fs::write(&file, dated(text).unwrap()).unwrap();
    let told = veche::story::build(&file, &public).unwrap();
    (folder, told)
}

fn put_logins(store: &dyn Store, by_mail: bool) {
    let logins: Vec<Login> = (1..=12)
        .map(|number| Login {
            name: number.to_string(),
            mail: (by_mail && number <= 6).then(|| address(number)),
            verifier: (!by_mail || number > 3).then(|| login::verifier(&format!("code-{number}"))),
            credential: None,
        })
        .collect();
    store.put_logins("chair", &logins).unwrap();
}

/// The mail address of a voter.
pub(crate) fn address(voter: usize) -> String {
    format!("voter-{voter}@example.org")
}

/// The place in a folder.
pub(crate) fn place(folder: &Path) -> Arc<dyn Store> {
    let private = folder.join("private");
    Arc::new(Directory::open(&folder.join("club"), Some(&private)).unwrap())
}

/// As [`served`], by a server that makes hints.
pub(crate) fn served_with_hints() -> Served {
    let (folder, told) = story(STORY);
    let store = place(folder.path());
    put_logins(store.as_ref(), false);
    let hints = folder.path().join("hints");
    open_with(folder, told, store, None, Some(hints))
}

/// Opens the server.
pub(crate) fn open(
    folder: TempDir,
    told: Told,
    store: Arc<dyn Store>,
    postman: Option<Postman>,
) -> Served {
    open_with(folder, told, store, postman, None)
}

fn open_with(
    folder: TempDir,
    told: Told,
    store: Arc<dyn Store>,
    postman: Option<Postman>,
    hints: Option<PathBuf>,
) -> Served {
    let room = Room::open(Opening {
        name: "club".to_owned(),
        store: Arc::clone(&store),
        log: Some(told.log_key()),
        polls: Some(told.key("committee")),
        // Nobody waits for a window here: tests publish when they want to.
        window: Some(Duration::from_secs(3_600)),
        rehearsal: false,
        postman,
        hints,
    })
    .unwrap();
    let house = House::new(vec![Arc::clone(&room)], figures(), None).unwrap();
    Served {
        house: Arc::downgrade(&house),
        router: veche_server::http::router(house),
        room,
        told,
        store,
        folder,
    }
}

impl Served {
    /// Ends this server and starts another, which sends no mail, on the same folder.
    pub(crate) fn restarted(self) -> Self {
        let Self {
            router,
            room,
            house: _,
            told,
            store,
            folder,
        } = self;
        drop((router, room, store));
        let store = place(folder.path());
        open(folder, told, store, None)
    }

    /// A ballot of a voter, from 1, for an answer, from 0.
    pub(crate) fn ballot(&self, voter: usize, answer: usize, seed: u8) -> String {
        let bytes = self.room.poll_election("chair").unwrap();
        let election = Election::<Ed25519>::parse(&bytes).unwrap();
        let credential = &self.told.credentials("chair").unwrap()[voter - 1];
        let secret = credential.derive::<Ed25519>(&election.uuid);
        let marks = (0..3).map(|place| place == answer).collect();
        let mut rng = ChaCha20Rng::from_seed([seed; 32]);
        let selections = [Selection::Answers(marks)];
        let unsigned = UnsignedBallot::encrypt(&election, secret, &selections, &mut rng).unwrap();
        String::from_utf8(unsigned.sign(&mut rng)).unwrap()
    }

    /// Casts a ballot with the login of a voter.
    pub(crate) async fn cast(&self, login: &str, code: &str, ballot: &str) -> (StatusCode, Value) {
        let body = serde_json::json!({ "login": login, "code": code, "ballot": ballot });
        self.post(BALLOTS, &body.to_string()).await
    }

    /// Sends something.
    pub(crate) async fn post(&self, path: &str, body: &str) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let (status, bytes) = self.ask(request).await;
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    /// Asks for something.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        let (status, bytes) = self.bytes(path).await;
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    /// Asks for bytes.
    pub(crate) async fn bytes(&self, path: &str) -> (StatusCode, Vec<u8>) {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// Asks anything.
    pub(crate) async fn ask(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 26).await.unwrap();
        (status, bytes.to_vec())
    }
}
