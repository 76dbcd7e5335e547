//! Backups from the command line.

use crate::copies::veche;
use std::path::Path;
use veche_store::place::{Database, Directory};

fn sample(name: &str) -> std::path::PathBuf {
    let elections = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../elections");
    elections.join(name).canonicalize().unwrap()
}

#[test]
fn a_restored_election_verifies_as_the_one_that_was_backed_up() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    std::fs::create_dir(home.join("veche-data")).unwrap();
    let database = Database::open(&home.join("veche-data/veche.sqlite")).unwrap();
    let directory = Directory::open(&sample("belarus-2020"), None).unwrap();
    database.import("belarus-2020", &directory).unwrap();
    let served = sample("association");
    let ran = |arguments: &[&str]| {
        let ran = veche(home, arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        ran.out
    };
    // The database is open meanwhile, as that of a running server.
    ran(&["backup", "copy", "--election", served.to_str().unwrap()]);
    drop(database);
    std::fs::remove_dir_all(home.join("veche-data")).unwrap();
    let said = ran(&["restore", "copy"]);
    assert!(said.contains("belarus-2020: 157 entries"), "{said}");
    assert!(said.contains("association: 15 entries"), "{said}");
    let restored = "veche-data/elections/association";
    let verified = ran(&["verify", restored, "--json"]);
    let original = ran(&["verify", served.to_str().unwrap(), "--json"]);
    assert_eq!(verified, original);
    for arguments in [&["restore", "copy"][..], &["backup", "copy"]] {
        let refused = veche(home, arguments);
        assert_eq!(refused.code, Some(1), "{}", refused.err);
        assert!(refused.err.contains("is not empty"), "{}", refused.err);
    }
}
