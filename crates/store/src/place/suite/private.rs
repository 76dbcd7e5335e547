//! Logins, and ballots that wait to be published.

use super::{Kind, POLL, Place, ballot, everywhere, is_in_a_file};
use crate::place::{Directory, Login, LoginCount, Store, StoreError, WaitingBallot};
use base64ct::{Base64, Encoding};

fn login(name: &str) -> Login {
    Login {
        name: name.to_owned(),
        mail: Some(format!("{name}@example.org")),
        verifier: None,
        credential: None,
    }
}

/// Ada, Boris and Chen may vote.
fn with_three(place: &Place) -> std::sync::Arc<dyn Store> {
    let store = place.open();
    store
        .put_logins(POLL, &["chen", "ada", "boris"].map(login))
        .unwrap();
    store
}

/// The credential of each login, in the order of their names.
fn bound(store: &dyn Store) -> Vec<Option<String>> {
    let logins = store.logins(POLL).unwrap();
    logins.into_iter().map(|login| login.credential).collect()
}

fn bound_otherwise(result: Result<(), StoreError>, who: &str) -> bool {
    matches!(result, Err(StoreError::BoundOtherwise { login }) if login == who)
}

#[test]
fn logins_are_added_and_replaced_by_name_and_keep_their_credential() {
    everywhere(|place| {
        let store = with_three(place);
        store.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
        let changed = Login {
            name: "ada".to_owned(),
            mail: None,
            verifier: Some("sha256:00".to_owned()),
            credential: Some("of somebody else".to_owned()),
        };
        store
            .put_logins(POLL, std::slice::from_ref(&changed))
            .unwrap();
        store.put_logins("other", &[login("ada")]).unwrap();
        let expected = Login {
            credential: Some("A".to_owned()),
            ..changed
        };
        let found = store.logins(POLL).unwrap();
        assert!(found == [expected, login("boris"), login("chen")]);
        assert!(store.logins("other").unwrap() == [login("ada")]);
        assert!(store.logins("none").unwrap().is_empty());
        let counted = |poll| store.count_logins(poll).unwrap();
        let of = |all, with_mail| LoginCount { all, with_mail };
        assert_eq!(counted(POLL), of(3, 2), "ada has no address any more");
        assert_eq!((counted("other"), counted("none")), (of(1, 1), of(0, 0)));
    });
}

#[test]
fn the_first_ballot_binds_a_login_and_its_credential_to_each_other() {
    everywhere(|place| {
        let store = with_three(place);
        store.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
        assert!(bound_otherwise(
            store.accept(POLL, &[ballot("ada", "B", 2)]),
            "ada"
        ));
        assert!(bound_otherwise(
            store.accept(POLL, &[ballot("boris", "A", 2)]),
            "boris"
        ));
        let stranger = store.accept(POLL, &[ballot("stranger", "S", 2)]);
        assert!(matches!(stranger, Err(StoreError::NoSuchLogin { .. })));
        store.accept(POLL, &[ballot("boris", "B", 2)]).unwrap();
        store.accept(POLL, &[ballot("ada", "A", 3)]).unwrap();
        // After that neither is free for the other's.
        assert!(bound_otherwise(
            store.accept(POLL, &[ballot("ada", "B", 4)]),
            "ada"
        ));
        let expected = [Some("A"), Some("B"), None];
        assert_eq!(bound(&*store), expected.map(|name| name.map(str::to_owned)));
        // Published ballots leave the binding.
        let trackers: Vec<_> = (1..=3).map(|n| ballot("", "", n).tracker).collect();
        store.forget_waiting(POLL, &trackers).unwrap();
        assert!(bound_otherwise(
            store.accept(POLL, &[ballot("boris", "A", 5)]),
            "boris"
        ));
        // In another poll the same names mean nothing.
        store.put_logins("other", &[login("ada")]).unwrap();
        store.accept("other", &[ballot("ada", "B", 6)]).unwrap();
    });
}

#[test]
fn of_ballots_accepted_together_all_wait_or_none() {
    everywhere(|place| {
        let store = with_three(place);
        let refused = [
            [ballot("ada", "A", 1), ballot("ada", "B", 2)],
            [ballot("ada", "A", 1), ballot("boris", "A", 2)],
            [ballot("ada", "A", 1), ballot("stranger", "S", 2)],
        ];
        for ballots in refused {
            assert!(store.accept(POLL, &ballots).is_err());
            assert!(store.waiting(POLL).unwrap().is_empty());
            assert_eq!(bound(&*store), [None, None, None]);
        }
        let accepted = [
            ballot("boris", "B", 9),
            ballot("ada", "A", 2),
            ballot("boris", "B", 5),
        ];
        store.accept(POLL, &accepted).unwrap();
        assert!(store.waiting(POLL).unwrap() == accepted);
    });
}

#[test]
fn a_ballot_that_is_accepted_twice_waits_once() {
    everywhere(|place| {
        let store = with_three(place);
        let (one, two) = (ballot("ada", "A", 1), ballot("boris", "B", 2));
        store.accept(POLL, &[one.clone(), one.clone()]).unwrap();
        let again = WaitingBallot {
            promise: "another promise".to_owned(),
            ..one.clone()
        };
        store.accept(POLL, &[again, two.clone()]).unwrap();
        assert!(store.waiting(POLL).unwrap() == [one, two]);
    });
}

#[test]
fn published_ballots_are_forgotten_in_every_file_and_the_others_keep_their_order() {
    everywhere(|place| {
        let store = with_three(place);
        let ballots: Vec<_> = (0..20).map(|n| ballot("ada", "A", n)).collect();
        store.accept(POLL, &ballots).unwrap();
        let (published, kept): (Vec<_>, Vec<_>) = ballots
            .into_iter()
            .enumerate()
            .partition(|(n, _)| n % 3 == 0);
        let trackers: Vec<_> = published.iter().map(|(_, ballot)| ballot.tracker).collect();
        store.forget_waiting("other", &trackers).unwrap();
        assert_eq!(store.waiting(POLL).unwrap().len(), 20);
        store.forget_waiting(POLL, &trackers).unwrap();
        store.forget_waiting(POLL, &trackers).unwrap();
        let kept: Vec<_> = kept.into_iter().map(|(_, ballot)| ballot).collect();
        assert!(store.waiting(POLL).unwrap() == kept);
        let traces = |ballot: &WaitingBallot| {
            let text = Base64::encode_string(&ballot.ballot).into_bytes();
            let tracker = ballot.tracker.as_bytes().to_vec();
            let hex = ballot.tracker.to_hex().into_bytes();
            [text, ballot.ballot.clone(), tracker, hex]
                .iter()
                .any(|trace| is_in_a_file(place.folder.path(), trace))
        };
        assert_eq!(traces(&kept[0]), place.kind != Kind::Memory);
        for (_, ballot) in &published {
            assert!(!traces(ballot));
        }
    });
}

#[test]
fn what_is_left_of_published_ballots_does_not_show_their_order() {
    for kind in [Kind::Directory, Kind::File] {
        let left = [["ada", "boris", "chen"], ["chen", "ada", "boris"]].map(|order| {
            let place = Place::new(kind);
            let store = with_three(&place);
            let ballots: Vec<_> = order
                .iter()
                .map(|who| ballot(who, who, u32::from(who.as_bytes()[0])))
                .collect();
            for ballot in &ballots {
                store.accept(POLL, std::slice::from_ref(ballot)).unwrap();
            }
            let trackers: Vec<_> = ballots.iter().map(|ballot| ballot.tracker).collect();
            store.forget_waiting(POLL, &trackers).unwrap();
            let logins = store.logins(POLL).unwrap();
            drop(store);
            let rows = match kind {
                Kind::Directory => std::fs::read(place.private().join("rows")).unwrap(),
                // The pages themselves are compared below by what they do not hold.
                _ => place.database().rows_of("logins"),
            };
            (logins, rows)
        });
        assert!(left[0] == left[1], "{kind:?}");
    }
}

#[test]
fn everything_is_there_when_a_place_is_opened_again() {
    everywhere(|place| {
        let store = with_three(place);
        super::grow(&*store, &[0, 300]);
        store.create_archive(POLL, b"first").unwrap();
        store.append_archive(POLL, 5, b"second").unwrap();
        let ballots = [ballot("boris", "B", 2), ballot("ada", "A", 1)];
        store.accept(POLL, &ballots).unwrap();
        store
            .put_logins(POLL, &["ada", "ada", "ada"].map(login))
            .unwrap();
        for _ in 0..3 {
            store
                .put_logins(POLL, &["ada", "boris"].map(login))
                .unwrap();
        }
        let logins = store.logins(POLL).unwrap();
        drop(store);
        for _ in 0..2 {
            let store = place.open();
            assert_eq!(super::read_entries(&*store, 0), super::entries(0, 300));
            assert_eq!(store.archive_part(POLL, 0, 99).unwrap(), b"firstsecond");
            assert!(store.logins(POLL).unwrap() == logins);
            assert!(store.waiting(POLL).unwrap() == ballots);
            assert!(bound_otherwise(
                store.accept(POLL, &[ballot("ada", "B", 3)]),
                "ada"
            ));
        }
    });
}

#[test]
fn a_folder_without_a_private_one_keeps_nothing_private() {
    let place = Place::new(Kind::Directory);
    let store = Directory::open(&place.path(), None).unwrap();
    let refused = |error| matches!(error, StoreError::ReadOnly { .. });
    assert!(refused(store.logins(POLL).unwrap_err()));
    assert!(refused(
        store.put_logins(POLL, &[login("ada")]).unwrap_err()
    ));
    assert!(refused(store.waiting(POLL).unwrap_err()));
    assert!(refused(store.accept(POLL, &[]).unwrap_err()));
    assert!(refused(store.forget_waiting(POLL, &[]).unwrap_err()));
}

#[test]
fn a_private_folder_is_open_once() {
    let place = Place::new(Kind::Directory);
    let store = place.open();
    let again = Directory::open(&place.path(), Some(&place.private())).unwrap_err();
    assert!(matches!(again, StoreError::InUse { .. }), "{again}");
    Directory::open(&place.path(), None).unwrap();
    drop(store);
    place.open();
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_not_shown() {
    let place = Place::new(Kind::Directory);
    drop(with_three(&place));
    let path = place.private().join("rows");
    let text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in [("\"poll\"", "\"pole\""), ("\"version\":2", "\"version\":3")] {
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let error = Directory::open(&place.path(), Some(&place.private())).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("rows: line "), "{said}");
        assert!(!said.contains("example.org"), "{said}");
    }
}

#[test]
fn neither_debug_nor_errors_show_who_somebody_is() {
    let login = Login {
        credential: Some("A".to_owned()),
        ..login("ada")
    };
    let error = StoreError::BoundOtherwise {
        login: "ada".to_owned(),
    };
    let said = format!("{login:?} {:?} {error}", ballot("ada", "A", 1));
    assert!(!said.contains("ada") && !said.contains("\"A\""), "{said}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let place = Place::new(Kind::Directory);
    let store = with_three(&place);
    assert_eq!(mode(&place.private()), 0o700);
    let rows = place.private().join("rows");
    assert_eq!(mode(&rows), 0o600);
    store.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
    store
        .forget_waiting(POLL, &[ballot("", "", 1).tracker])
        .unwrap();
    assert_eq!(mode(&rows), 0o600);
    let place = Place::new(Kind::File);
    let _store = with_three(&place);
    for name in ["veche.sqlite", "veche.sqlite-wal", "veche.sqlite-shm"] {
        assert_eq!(mode(&place.folder.path().join(name)), 0o600, "{name}");
    }
}

#[test]
fn a_sealed_box_takes_no_ballot_from_anybody_ever_and_what_waits_can_be_published() {
    everywhere(|place| {
        let store = with_three(place);
        store.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
        store.seal(POLL).unwrap();
        store.seal(POLL).unwrap();
        let refused =
            |result: Result<(), StoreError>| matches!(result, Err(StoreError::Sealed { .. }));
        assert!(refused(store.accept(POLL, &[ballot("boris", "B", 2)])));
        assert_eq!(bound(&*store)[1], None, "nothing of it is kept");
        let waiting = store.waiting(POLL).unwrap();
        assert!(waiting == [ballot("ada", "A", 1)]);
        store.forget_waiting(POLL, &[waiting[0].tracker]).unwrap();
        // Another poll of the election goes on.
        store.put_logins("other", &[login("ada")]).unwrap();
        store.accept("other", &[ballot("ada", "A", 3)]).unwrap();
        if place.kind == Kind::Memory {
            return;
        }
        drop(store);
        let again = place.open();
        assert!(refused(again.accept(POLL, &[ballot("boris", "B", 2)])));
    });
}

#[test]
fn a_folder_whose_ballots_wait_with_a_server_is_not_sealed_by_who_does_not_see_them() {
    let place = Place::new(Kind::Directory);
    let served = |place: &Place| {
        let result = place.open_public().seal(POLL);
        matches!(result, Err(StoreError::Served { .. }))
    };
    assert!(!served(&place), "no server yet");
    let server = with_three(&place);
    assert!(served(&place), "a server could accept one at any moment");
    server.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
    drop(server);
    assert!(served(&place), "one waits");
    let server = place.open();
    let tracker = ballot("ada", "A", 1).tracker;
    server.forget_waiting(POLL, &[tracker]).unwrap();
    drop(server);
    assert!(!served(&place), "all are published");
}
