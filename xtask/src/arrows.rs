//! The map of crates: dependencies between our crates point one way (`ARCHITECTURE.md`).
//!
//! Dependencies of tests and benches count too: a test that needs a crate further up belongs to that crate.

use anyhow::Result;

use crate::metadata::Metadata;

/// A crate of the map, existing or planned.
pub(crate) struct Room {
    /// The package's name.
    pub(crate) name: &'static str,
    /// No file, network, clock or randomness of its own, no unsafe code; builds for the browser.
    pub(crate) pure: bool,
    /// The one file of a pure crate that may have unsafe code, if there is one.
    pub(crate) unsafe_in: Option<&'static str>,
    /// Our other crates it may depend on.
    pub(crate) may_use: &'static [&'static str],
}

/// Every library of the map.
const LIBRARIES: &[&str] = &[
    "veche-lanes",
    "veche-crypto",
    "veche-poll",
    "veche-record",
    "veche-count",
    "veche-election",
    "veche-store",
    "veche-server",
    "veche-booth",
];

/// The map. A test compares it with `ARCHITECTURE.md`.
pub(crate) const MAP: &[Room] = &[
    Room {
        name: "veche-lanes",
        pure: true,
        unsafe_in: Some("processor.rs"),
        may_use: &[],
    },
    Room {
        name: "veche-crypto",
        pure: true,
        unsafe_in: None,
        may_use: &["veche-lanes"],
    },
    Room {
        name: "veche-poll",
        pure: true,
        unsafe_in: None,
        may_use: &["veche-crypto"],
    },
    Room {
        name: "veche-record",
        pure: true,
        unsafe_in: None,
        may_use: &[],
    },
    Room {
        name: "veche-count",
        pure: true,
        unsafe_in: None,
        may_use: &[],
    },
    Room {
        name: "veche-election",
        pure: true,
        unsafe_in: None,
        may_use: &["veche-poll", "veche-record", "veche-count"],
    },
    Room {
        name: "veche-store",
        pure: false,
        unsafe_in: None,
        may_use: &["veche-poll", "veche-record", "veche-election"],
    },
    Room {
        name: "veche-server",
        pure: false,
        unsafe_in: None,
        may_use: &[
            "veche-crypto",
            "veche-poll",
            "veche-record",
            "veche-election",
            "veche-store",
        ],
    },
    Room {
        name: "veche-booth",
        pure: false,
        unsafe_in: None,
        may_use: &[
            "veche-crypto",
            "veche-poll",
            "veche-record",
            "veche-election",
        ],
    },
    Room {
        name: "veche",
        pure: false,
        unsafe_in: None,
        may_use: LIBRARIES,
    },
    Room {
        name: "veche-fuzz",
        pure: false,
        unsafe_in: None,
        may_use: LIBRARIES,
    },
    Room {
        name: "xtask",
        pure: false,
        unsafe_in: None,
        may_use: &[],
    },
];

/// Fails if a crate depends on one that the map does not allow it.
pub(crate) fn run(metadata: &Metadata) -> Result<()> {
    crate::report(&findings(metadata))
}

fn findings(metadata: &Metadata) -> Vec<String> {
    let ours: Vec<&str> = metadata.members().map(|p| p.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in metadata.members() {
        let Some(room) = MAP.iter().find(|room| room.name == package.name) else {
            findings.push(format!(
                "{} is not on the map in xtask/src/arrows.rs",
                package.name
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if ours.contains(&name) && !room.may_use.contains(&name) {
                findings.push(format!(
                    "{} depends on {name}, and the map has no such arrow",
                    package.name
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workspace(arrows: &[(&str, &[&str])]) -> Metadata {
        let packages: Vec<_> = arrows
            .iter()
            .map(|(name, uses)| {
                json!({
                    "id": name, "name": name, "version": "0.1.0", "source": null, "license": "MIT",
                    "manifest_path": format!("/{name}/Cargo.toml"),
                    "dependencies": uses.iter().map(|used| json!({"name": used})).collect::<Vec<_>>(),
                })
            })
            .collect();
        let members: Vec<_> = arrows.iter().map(|(name, _)| name).collect();
        serde_json::from_value(json!({
            "packages": packages, "workspace_members": members, "resolve": {"nodes": []}, "workspace_root": "/",
        }))
        .unwrap()
    }

    #[test]
    fn an_arrow_on_the_map_passes_and_foreign_crates_do_not_count() {
        let metadata = workspace(&[
            ("veche-crypto", &["sha2"]),
            ("veche-poll", &["veche-crypto", "serde"]),
            ("veche", &["veche-crypto", "veche-poll"]),
        ]);
        assert!(findings(&metadata).is_empty());
    }

    #[test]
    fn an_arrow_against_the_map_fails() {
        for (from, to) in [
            ("veche-crypto", "veche-poll"),
            ("veche-poll", "veche"),
            ("veche-store", "veche-server"),
            ("veche-server", "veche-booth"),
            ("veche-count", "veche-record"),
        ] {
            let found = findings(&workspace(&[(from, &[to]), (to, &[])]));
            assert_eq!(found.len(), 1, "{from} → {to}");
            assert!(found[0].contains(from) && found[0].contains(to));
        }
    }

    #[test]
    fn a_crate_that_is_not_on_the_map_fails() {
        let found = findings(&workspace(&[("veche-blockchain", &[])]));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn the_map_itself_has_no_cycle() {
        // Each room may use only rooms that stand before it.
        for (index, room) in MAP.iter().enumerate() {
            for used in room.may_use {
                let place = MAP.iter().position(|other| other.name == *used);
                assert!(
                    place.is_some_and(|place| place < index),
                    "{} → {used}",
                    room.name
                );
            }
        }
    }

    #[test]
    fn architecture_md_shows_the_same_arrows() {
        let page = include_str!("../../ARCHITECTURE.md");
        for room in MAP
            .iter()
            .filter(|room| !room.may_use.is_empty() && room.may_use != LIBRARIES)
        {
            let short = |name: &str| name.trim_start_matches("veche-").to_owned();
            let used: Vec<String> = room.may_use.iter().map(|name| short(name)).collect();
            let line = format!("{} → {}", short(room.name), used.join(", "));
            assert!(
                page.lines().any(|found| found == line),
                "ARCHITECTURE.md lacks the line {line:?}"
            );
        }
    }

    #[test]
    fn a_pure_crate_uses_pure_crates_only() {
        for room in MAP.iter().filter(|room| room.pure) {
            for used in room.may_use {
                assert!(MAP.iter().any(|other| other.name == *used && other.pure));
            }
        }
    }
}
