//! The booth and the verifier as files to keep: the same bytes wherever they come from, and who vouches for them.

use std::collections::BTreeMap;
use std::path::Path;

use axum::http::StatusCode;
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use serde_json::Value;
use veche::commands::server;
use veche_election::entry::keys::{Capacity, ObserverDeclared};
use veche_election::entry::programs::ProgramPublished;
use veche_election::entry::reports::{EntryWithdrawn, WithdrawnBecause};
use veche_election::entry::{Act, Recorded, UnsignedEntry};
use veche_election::value::{Body, EntryId, FileName, Moment, Sha256Hex, Slug};
use veche_store::keeper::StoredBody;

use super::support::{Served, apart, served};

/// The programs in a folder, by name.
fn programs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, path)
    });
    let programs = entries.filter(|(name, _)| name.ends_with(".html"));
    programs
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

/// What the server gives under these names.
async fn given(served: &Served, names: impl Iterator<Item = &String>) -> BTreeMap<String, Vec<u8>> {
    let mut given = BTreeMap::new();
    for name in names {
        let (status, bytes) = served.bytes(&format!("/e/club/{name}")).await;
        assert_eq!(status, StatusCode::OK, "{name}");
        given.insert(name.clone(), bytes);
    }
    given
}

#[tokio::test]
async fn a_program_has_the_same_bytes_from_a_folder_a_database_a_server_and_a_static_site() {
    let served = served();
    let folder = served.folder.path();
    let (club, data) = (folder.join("club"), folder.join("data"));
    let out = |name: &str| folder.join(name);
    let from_folder = apart(|| {
        server::programs(&club, &out("one")).unwrap();
        server::import(&club, &data).unwrap();
        server::programs(&data.join("club"), &out("two")).unwrap();
        server::site(std::slice::from_ref(&club), &out("site")).unwrap();
        programs(&out("one"))
    });
    assert_eq!(from_folder.len(), 6);
    assert!(from_folder == programs(&out("two")), "the database");
    assert!(from_folder == programs(&out("site/e/club")), "the site");
    assert!(
        from_folder == given(&served, from_folder.keys()).await,
        "the server"
    );

    let sums = std::fs::read_to_string(out("one/SHA256SUMS")).unwrap();
    let expected: BTreeMap<_, _> = from_folder
        .iter()
        .map(|(name, bytes)| (name.as_str(), Sha256Hex::of(bytes).to_string()))
        .collect();
    let said = sums.lines().map(|line| line.split_once("  ").unwrap());
    assert_eq!(
        said.map(|(sum, name)| (name, sum.to_owned()))
            .collect::<BTreeMap<_, _>>(),
        expected
    );

    // A ballot changes the record, and no program.
    served.cast("1", "code-1", &served.ballot(1, 0, 1)).await;
    served.room.publish().await.unwrap();
    assert!(
        from_folder == given(&served, from_folder.keys()).await,
        "later"
    );
    assert_eq!(
        served.get("/e/club/booth-nothing.en.html").await.0,
        StatusCode::NOT_FOUND
    );
}

/// Records something.
async fn record(served: &Served, key: &SigningKey, act: Act, bodies: Vec<StoredBody>) -> EntryId {
    let call = served.room.shown().election.called().unwrap().id;
    let recorded = Recorded {
        at: Moment::of(Timestamp::now()),
        entry: UnsignedEntry::sign(act, Some(call), key),
    };
    served.room.record(recorded, bodies).await.unwrap()
}

fn published(sha256: Sha256Hex) -> Act {
    Act::ProgramPublished(ProgramPublished {
        name: FileName::try_from("verify.en.html".to_owned()).unwrap(),
        sha256,
        version: None,
    })
}

/// Numbers of the entries that the page names, as those that vouch for the hash, and those that have another.
async fn named(served: &Served) -> (Vec<u64>, Vec<u64>) {
    let (_, page) = served.get("/en/e/club/verify/index.json").await;
    let numbers = |of: &str| -> Vec<u64> {
        let vouches = page["offer"][of].as_array().unwrap().iter();
        let number = |vouch: &Value| vouch["link"]["number"].as_u64().unwrap();
        vouches.map(number).collect()
    };
    (numbers("vouched"), numbers("others"))
}

#[tokio::test]
async fn a_page_names_those_with_known_keys_who_vouch_for_its_program() {
    let served = served();
    let file = served.bytes("/e/club/verify.en.html").await.1;
    let (right, wrong) = (Sha256Hex::of(&file), Sha256Hex::of(b"another"));
    let page = served.get("/en/e/club/verify/index.json").await.1;
    assert_eq!(page["offer"]["sha256"], right.to_string());
    assert_eq!(named(&served).await, (vec![], vec![]));

    let committee = served.told.key("committee");
    let stranger = served.told.key("stranger");
    let number = |id: EntryId| served.room.shown().election.number_of(&id).unwrap();
    let own = record(&served, &committee, published(right), vec![]).await;
    record(&served, &stranger, published(right), vec![]).await;
    assert_eq!(named(&served).await, (vec![number(own)], vec![]));

    // Whoever declares a key is known from then on, for what was said before too.
    let observer = served.told.key("observer");
    let theirs = record(&served, &observer, published(wrong), vec![]).await;
    assert!(named(&served).await.1.is_empty());
    let name = Body::text("Citizens' watch", "en", [1; 16]);
    let declared = Act::ObserverDeclared(ObserverDeclared {
        observer: Slug::try_from("watch".to_owned()).unwrap(),
        capacity: Capacity::Observers,
        name: name.reference(),
    });
    let body = StoredBody {
        reference: name.reference(),
        bytes: name.to_bytes(),
    };
    record(&served, &observer, declared, vec![body]).await;
    assert_eq!(
        named(&served).await,
        (vec![number(own)], vec![number(theirs)])
    );

    // What was taken back is not shown.
    let back = Act::EntryWithdrawn(EntryWithdrawn {
        entry: own,
        because: WithdrawnBecause::Mistake,
    });
    record(&served, &committee, back, vec![]).await;
    assert_eq!(named(&served).await, (vec![], vec![number(theirs)]));
}
