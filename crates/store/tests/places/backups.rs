//! Backups, and the way back.

use crate::support::{Sample, ballot, files, login, sample_folder};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use veche_store::backup::{BackupError, Manifest, Sources, make, restore};
use veche_store::keeper::Keeper;
use veche_store::place::{Database, Directory, Store, StoreError};

const POLL: &str = "main";

/// A server's data: two elections in a database, and one in a folder with private rows.
struct Server {
    folder: tempfile::TempDir,
    database: Database,
    directory: Arc<Directory>,
}

impl Server {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let database = Database::open(&data.join("veche.sqlite")).unwrap();
        let sample = Directory::open(&sample_folder("association"), None).unwrap();
        let imported = database.import("association", &sample).unwrap();
        database.create("empty").unwrap();
        let served = folder.path().join("served");
        let sample = Sample::read("association");
        let directory =
            Directory::create(&served, Some(&data.join("private").join("served"))).unwrap();
        let directory = Arc::new(directory);
        let store: Arc<dyn Store> = Arc::clone(&directory) as Arc<dyn Store>;
        let mut keeper = Keeper::create(store, sample.key()).unwrap();
        for (recorded, _) in &sample.entries[..9] {
            keeper.judge(recorded).unwrap();
        }
        keeper.write(&sample.entries[..9]).unwrap();
        directory.create_archive(POLL, b"archive").unwrap();
        for store in [&*directory as &dyn Store, &*imported] {
            store
                .put_logins(POLL, &["ada", "boris"].map(login))
                .unwrap();
            store.accept(POLL, &[ballot("ada", 1)]).unwrap();
        }
        Self {
            folder,
            database,
            directory,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn sources(&self) -> Sources {
        Sources {
            data: self.path("data"),
            elections: vec![("served".to_owned(), self.path("served"))],
        }
    }

    /// Whether everything that the server keeps is in this folder of data.
    fn assert_restored(&self, data: &Path) {
        let database = Database::open(&data.join("veche.sqlite")).unwrap();
        assert_eq!(database.elections().unwrap(), ["association", "empty"]);
        let public = data.join("elections").join("served");
        let directory = Directory::open(&public, Some(&data.join("private/served"))).unwrap();
        let pairs: [(&dyn Store, Arc<dyn Store>); 2] = [
            (&directory, Arc::clone(&self.directory) as Arc<dyn Store>),
            (
                &*database.store("association").unwrap(),
                self.database.store("association").unwrap(),
            ),
        ];
        for (restored, original) in pairs {
            let (one, other) = (
                restored.checkpoint().unwrap(),
                original.checkpoint().unwrap(),
            );
            assert_eq!(one.to_text(), other.to_text());
            assert_eq!(entries(restored), entries(&*original));
            assert!(restored.logins(POLL).unwrap() == original.logins(POLL).unwrap());
            assert!(restored.waiting(POLL).unwrap() == original.waiting(POLL).unwrap());
            assert_eq!(restored.archives().unwrap(), original.archives().unwrap());
        }
        let mut served = files(&self.path("served"));
        served.remove("record/.lock");
        assert!(served == files(&public));
    }
}

fn entries(store: &dyn Store) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut each = |_, entries: &[&[u8]]| found.extend(entries.iter().map(|entry| entry.to_vec()));
    store.entries(0, &mut each).unwrap();
    found
}

#[test]
fn a_backup_of_a_running_server_restores_everything_it_keeps() {
    let server = Server::new();
    let (out, data) = (server.path("backup"), server.path("restored"));
    let manifest = make(&server.sources(), &out).unwrap();
    assert_eq!(manifest, Manifest::read(&out).unwrap());
    assert_eq!(manifest.schema, Some(2));
    let restored = restore(&out, &data).unwrap();
    let expected = [("association", 15), ("served", 9)];
    let expected = expected.map(|(name, size)| (name.to_owned(), size));
    assert_eq!(restored.elections, expected);
    assert_eq!(restored.files, manifest.files.len());
    server.assert_restored(&data);
}

#[test]
fn what_was_destroyed_or_forgotten_before_is_in_no_backup() {
    let server = Server::new();
    let store = server.database.store("association").unwrap();
    let gone = ballot("ada", 1);
    store.forget_waiting(POLL, &[gone.tracker]).unwrap();
    server
        .directory
        .forget_waiting(POLL, &[gone.tracker])
        .unwrap();
    let out = server.path("backup");
    make(&server.sources(), &out).unwrap();
    for (name, bytes) in files(&out) {
        let there = bytes
            .windows(gone.ballot.len())
            .any(|window| window == gone.ballot);
        assert!(!there, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_look_into_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let server = Server::new();
    let (out, data) = (server.path("backup"), server.path("restored"));
    make(&server.sources(), &out).unwrap();
    restore(&out, &data).unwrap();
    for folder in [&out, &data] {
        assert_eq!(mode(folder), 0o700);
        for file in ["veche.sqlite", "private/served/rows"] {
            assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
        }
    }
    assert_eq!(mode(&out.join("manifest.json")), 0o600);
}

#[test]
fn a_backup_made_while_ballots_are_accepted_and_entries_are_written_is_whole() {
    let server = Server::new();
    let sample = Sample::read("association");
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let store = server.database.store("association").unwrap();
            for number in 2.. {
                store.accept(POLL, &[ballot("boris", number)]).unwrap();
                server
                    .directory
                    .accept(POLL, &[ballot("boris", number)])
                    .unwrap();
                if number % 7 == 0 {
                    let trackers = [ballot("boris", number - 1).tracker];
                    server.directory.forget_waiting(POLL, &trackers).unwrap();
                }
                if ended.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        scope.spawn(|| {
            let store = Arc::clone(&server.directory) as Arc<dyn Store>;
            let mut keeper = Keeper::open(store, sample.key()).unwrap();
            for place in 9..sample.entries.len() {
                keeper.judge(&sample.entries[place].0).unwrap();
                keeper.write(&sample.entries[place..=place]).unwrap();
            }
        });
        for round in 0..8 {
            let (out, data) = (format!("backup-{round}"), format!("restored-{round}"));
            make(&server.sources(), &server.path(&out)).unwrap();
            let restored = restore(&server.path(&out), &server.path(&data)).unwrap();
            assert_eq!(restored.elections.len(), 2);
        }
        ended.store(true, Ordering::Relaxed);
    });
}

/// What is done to a backup.
enum Change {
    Flip,
    Cut,
    Remove,
    Add,
}

#[test]
fn a_backup_that_does_not_agree_with_its_manifest_is_not_restored() {
    use Change::{Add, Cut, Flip, Remove};
    let server = Server::new();
    let table = [
        ("veche.sqlite", Flip, "its bytes are not those"),
        ("veche.sqlite", Cut, "its bytes are not those"),
        ("veche.sqlite", Remove, "cannot open it"),
        ("private/served/rows", Flip, "its bytes are not those"),
        (
            "elections/served/record/checkpoint",
            Flip,
            "its bytes are not those",
        ),
        (
            "elections/served/polls/main.bel",
            Cut,
            "its bytes are not those",
        ),
        (
            "elections/served/polls/other.bel",
            Add,
            "the manifest does not name it",
        ),
        ("manifest.json", Cut, "is no manifest"),
        ("manifest.json", Remove, "check the path"),
    ];
    for (number, (file, change, said)) in table.into_iter().enumerate() {
        let out = server.path(&format!("backup-{number}"));
        make(&server.sources(), &out).unwrap();
        let path = out.join(file);
        let mut bytes = std::fs::read(&path).unwrap_or_default();
        match change {
            Flip => bytes[10] ^= 1,
            Cut => drop(bytes.pop()),
            Remove => std::fs::remove_file(&path).unwrap(),
            Add => bytes.push(b'x'),
        }
        if !matches!(change, Remove) {
            std::fs::write(&path, bytes).unwrap();
        }
        let data = server.path(&format!("restored-{number}"));
        let error = restore(&out, &data).unwrap_err().to_string();
        assert!(error.contains(said), "{file}: {error}");
    }
}

#[test]
fn a_manifest_cannot_name_what_lies_elsewhere_and_a_newer_one_is_refused() {
    let server = Server::new();
    let out = server.path("backup");
    make(&server.sources(), &out).unwrap();
    let path = out.join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let changes = [
        ("\"veche.sqlite\"", "\"../veche.sqlite\""),
        ("\"veche.sqlite\"", "\"/veche.sqlite\""),
        ("\"veche.sqlite\"", "\"\""),
        ("\"veche_backup\": 1", "\"veche_backup\": 2"),
        ("\"schema\": 2", "\"schema\": 99"),
    ];
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let error = restore(&out, &server.path("restored")).unwrap_err();
        let refused = matches!(
            error,
            BackupError::Manifest { .. } | BackupError::Store(StoreError::NewerDatabase { .. })
        );
        assert!(refused, "{to}: {error}");
        assert!(!server.path("restored").exists(), "{to}");
    }
}

#[test]
fn a_record_that_was_damaged_before_the_backup_is_found_when_it_is_restored() {
    let server = Server::new();
    let (out, data) = (server.path("backup"), server.path("restored"));
    let tile = server.path("served").join("record/tile/0/000.p/9");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    make(&server.sources(), &out).unwrap();
    let error = restore(&out, &data).unwrap_err().to_string();
    assert!(error.contains("tile/0/000.p/9"), "{error}");
}

#[test]
fn nothing_is_written_over_what_is_there_and_a_backup_of_nothing_is_refused() {
    let server = Server::new();
    let (out, data) = (server.path("backup"), server.path("restored"));
    std::fs::create_dir(&out).unwrap();
    make(&server.sources(), &out).unwrap();
    let again = make(&server.sources(), &out).unwrap_err();
    assert!(matches!(again, BackupError::NotEmpty { .. }), "{again}");
    restore(&out, &data).unwrap();
    let again = restore(&out, &data).unwrap_err();
    assert!(matches!(again, BackupError::NotEmpty { .. }), "{again}");
    let nothing = Sources {
        data: server.path("nowhere"),
        elections: Vec::new(),
    };
    let error = make(&nothing, &server.path("of-nothing")).unwrap_err();
    assert!(matches!(error, BackupError::Nothing { .. }), "{error}");
}
