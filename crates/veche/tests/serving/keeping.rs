//! Whoever runs a server: elections in and out of its database, logins, static files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use veche::commands::server;
use veche_server::room::login;
use veche_store::place::{Database, Store};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../elections")
        .join(name)
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => waiting.push(path),
                false => drop(found.insert(path.strip_prefix(folder).unwrap().to_owned())),
            }
        }
    }
    found
}

#[test]
fn an_election_goes_into_the_database_and_comes_out_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    server::import(&sample("association"), &data).unwrap();
    assert!(
        server::import(&sample("association"), &data).is_err(),
        "twice"
    );
    server::export("association", &out, &data).unwrap();
    let exported = files(&out);
    assert!(exported.len() > 10);
    for file in exported {
        let name = file.display();
        let (one, other) = (out.join(&file), sample("association").join(&file));
        assert_eq!(
            std::fs::read(one).unwrap(),
            std::fs::read(other).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn each_login_gets_a_code_that_opens_it_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    server::import(&sample("association"), &data).unwrap();
    let voters = server::Voters {
        name: "association",
        poll: "board",
        data: &data,
        dir: None,
        by_mail: false,
    };
    let (list, codes) = (
        folder.path().join("logins.csv"),
        folder.path().join("codes.csv"),
    );
    std::fs::write(&list, "login\nada\nben\nada\n").unwrap();
    assert!(server::logins(&voters, &list, &codes).is_err(), "twice");
    std::fs::write(&list, "login\nada\nben\n").unwrap();
    server::logins(&voters, &list, &codes).unwrap();
    let codes = std::fs::read_to_string(&codes).unwrap();
    let codes: Vec<(&str, &str)> = codes
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .collect();
    let store = Database::open(&data.join("veche.sqlite"))
        .unwrap()
        .store("association")
        .unwrap();
    let logins = store.logins("board").unwrap();
    assert_eq!((logins.len(), codes.len()), (2, 2));
    for known in &logins {
        for (name, code) in &codes {
            assert_eq!(login::opens(known, code), known.name == *name);
        }
    }
}

#[test]
fn by_mail_only_logins_without_an_address_get_a_code_and_a_password_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    server::import(&sample("association"), &data).unwrap();
    let voters = server::Voters {
        name: "association",
        poll: "board",
        data: &data,
        dir: None,
        by_mail: true,
    };
    let path = |name: &str| folder.path().join(name);
    let list = path("logins.csv");
    let refused = "login,mail\nada,ada at example.org\n";
    std::fs::write(&list, refused).unwrap();
    let error = server::logins(&voters, &list, &path("none.csv")).unwrap_err();
    let error = format!("{error:#}");
    assert!(
        error.contains("line 2") && !error.contains("example.org"),
        "{error}"
    );

    std::fs::write(&list, "login,mail\nada,ada@example.org\nben,\n").unwrap();
    server::logins(&voters, &list, &path("codes.csv")).unwrap();
    let codes = std::fs::read_to_string(path("codes.csv")).unwrap();
    assert!(codes.contains("ben,") && !codes.contains("ada"), "only ben");
    let database = Database::open(&data.join("veche.sqlite")).unwrap();
    let store = database.store("association").unwrap();
    let mut ada = store.logins("board").unwrap().remove(0);
    assert_eq!(
        (ada.mail.as_deref(), &ada.verifier),
        (Some("ada@example.org"), &None)
    );

    ada.verifier = Some("$argon2id$a password that ada set".to_owned());
    store
        .put_logins("board", std::slice::from_ref(&ada))
        .unwrap();
    server::logins(&voters, &list, &path("again.csv")).unwrap();
    assert!(store.logins("board").unwrap()[0] == ada);
    let everybody = server::Voters {
        by_mail: false,
        ..voters
    };
    server::logins(&everybody, &list, &path("all.csv")).unwrap();
    assert!(
        std::fs::read_to_string(path("all.csv"))
            .unwrap()
            .contains("ada,")
    );
}

#[test]
fn a_site_of_files_has_every_page_and_every_public_file_and_its_links_stay_inside() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("site");
    server::site(&[sample("association")], &out).unwrap();
    let written = files(&out);
    for file in files(&sample("association")) {
        let hidden = file
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let public = !hidden && !file.ends_with("story.toml");
        assert_eq!(
            written.contains(&Path::new("e/association").join(&file)),
            public,
            "{}",
            file.display()
        );
    }
    for page in [
        "index.html",
        "be/index.html",
        "ru/e/association/count/index.html",
        "en/e/association/index.json",
    ] {
        assert!(written.contains(Path::new(page)), "{page}");
    }
    let page = std::fs::read_to_string(out.join("en/e/association/index.html")).unwrap();
    assert!(!page.contains("href=\"/") && !page.contains("src=\"/"));
}
