//! What we depend on: under which licence, from where, and what we never depend on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::metadata::{Metadata, Package};
use crate::spdx::Expression;

/// Licences that let anybody use, change and pass on the whole under `MIT OR Apache-2.0`.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages we never depend on, on no platform and in no test: TLS, where there is any, is `rustls`.
const BANNED: &[&str] = &["native-tls", "openssl", "openssl-src", "openssl-sys"];

/// Cryptography of which the programs hold one version: two would mean two sets of flaws, and secrets passed
/// between types that only look alike.
const ONE_VERSION: &[&str] = &[
    "aes-gcm",
    "crypto-bigint",
    "curve25519-dalek",
    "digest",
    "ed25519-dalek",
    "rand_core",
    "sha2",
    "subtle",
    "zeroize",
];

/// Packages that may bring versions of their own: bytes go in and bytes come out, and no type of theirs meets ours.
///
/// `age` seals bodies for those who may read them. It brings the cryptography of the generation before ours. `sqlx` hashes
/// the text of its queries, `metrics-exporter-prometheus` draws samples for its histograms; neither is given a secret to
/// keep by that.
const APART: &[&str] = &["age", "metrics-exporter-prometheus", "sqlx"];

/// The one place packages are fetched from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Fails if a dependency is one we may not have.
pub(crate) fn run(metadata: &Metadata) -> Result<()> {
    let mut findings = Vec::new();
    for package in &metadata.packages {
        findings.extend(licence(package));
        findings.extend(source(package, metadata));
        findings.extend(ban(package));
    }
    findings.extend(doubles(metadata));
    crate::report(&findings)
}

fn licence(package: &Package) -> Option<String> {
    let who = format!("{} {}", package.name, package.version);
    let Some(text) = &package.license else {
        return Some(format!("{who} declares no licence"));
    };
    match Expression::parse(text) {
        Err(error) => Some(format!(
            "{who} has a licence we cannot read, {text:?}: {error}"
        )),
        Ok(expression) if !expression.is_satisfied_by(ALLOWED) => Some(format!(
            "{who} is under {text:?}, which is not on the list of allowed licences"
        )),
        Ok(_) => None,
    }
}

fn source(package: &Package, metadata: &Metadata) -> Option<String> {
    let ours = metadata.workspace_members.contains(&package.id);
    match &package.source {
        None if ours => None,
        Some(source) if source == REGISTRY => None,
        None => Some(format!(
            "{} {} lies in a folder and is no member of the workspace",
            package.name, package.version
        )),
        Some(other) => Some(format!(
            "{} {} comes from {other}, not from the registry",
            package.name, package.version
        )),
    }
}

fn ban(package: &Package) -> Option<String> {
    BANNED
        .contains(&package.name.as_str())
        .then(|| format!("{} {} is banned", package.name, package.version))
}

/// Cryptographic packages of which the programs would hold two versions. Tests may bring others, as oracles.
fn doubles(metadata: &Metadata) -> Vec<String> {
    let used = used_by_programs(metadata);
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in &metadata.packages {
        if used.contains(package.id.as_str()) && ONE_VERSION.contains(&package.name.as_str()) {
            versions
                .entry(&package.name)
                .or_default()
                .insert(&package.version);
        }
    }
    versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| {
            let versions: Vec<&str> = versions.into_iter().collect();
            format!(
                "{name} is there in several versions: {}",
                versions.join(", ")
            )
        })
        .collect()
}

/// Everything our packages reach by ordinary dependencies, leaving out those of tests and build scripts, and what is
/// reached only through a package that stands apart.
fn used_by_programs(metadata: &Metadata) -> BTreeSet<&str> {
    let nodes: BTreeMap<&str, _> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), node))
        .collect();
    let mut waiting: Vec<&str> = metadata
        .workspace_members
        .iter()
        .map(String::as_str)
        .collect();
    let mut used = BTreeSet::new();
    let apart: BTreeSet<&str> = metadata
        .packages
        .iter()
        .filter(|package| APART.contains(&package.name.as_str()))
        .map(|package| package.id.as_str())
        .collect();
    while let Some(id) = waiting.pop() {
        if !used.insert(id) || apart.contains(id) {
            continue;
        }
        let edges = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        waiting.extend(
            edges
                .filter(|edge| edge.dep_kinds.iter().any(|reason| reason.kind.is_none()))
                .map(|edge| edge.pkg.as_str()),
        );
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn package(id: &str, name: &str, license: Value, source: Value) -> Value {
        json!({
            "id": id, "name": name, "version": id, "source": source, "license": license,
            "manifest_path": "/Cargo.toml", "dependencies": [],
        })
    }

    fn edge(to: &str, kind: Value) -> Value {
        json!({"pkg": to, "dep_kinds": [{"kind": kind}]})
    }

    fn metadata(packages: Vec<Value>, nodes: Value) -> Metadata {
        serde_json::from_value(json!({
            "packages": packages, "workspace_members": ["ours"], "resolve": {"nodes": nodes}, "workspace_root": "/",
        }))
        .unwrap()
    }

    fn one(name: &str, license: Value, source: Value) -> Metadata {
        metadata(vec![package("1", name, license, source)], json!([]))
    }

    #[test]
    fn a_package_of_the_registry_under_an_allowed_licence_passes() {
        assert!(run(&one("serde", json!("MIT OR Apache-2.0"), json!(REGISTRY))).is_ok());
    }

    #[test]
    fn each_flaw_alone_fails() {
        for (name, license, source) in [
            ("copyleft", json!("AGPL-3.0-or-later"), json!(REGISTRY)),
            ("both", json!("MIT AND GPL-2.0-only"), json!(REGISTRY)),
            ("silent", json!(null), json!(REGISTRY)),
            ("garbled", json!("MIT,"), json!(REGISTRY)),
            ("openssl-sys", json!("MIT"), json!(REGISTRY)),
            ("native-tls", json!("MIT"), json!(REGISTRY)),
            ("forked", json!("MIT"), json!("git+https://example.org/x#1")),
            (
                "elsewhere",
                json!("MIT"),
                json!("registry+https://example.org/index"),
            ),
            ("vendored", json!("MIT"), json!(null)),
        ] {
            assert!(run(&one(name, license, source)).is_err(), "{name}");
        }
    }

    fn two_versions(kind: Value) -> Metadata {
        let mit = || json!("MIT");
        metadata(
            vec![
                package("ours", "veche", mit(), json!(null)),
                package("0.10", "sha2", mit(), json!(REGISTRY)),
                package("0.11", "sha2", mit(), json!(REGISTRY)),
            ],
            json!([
                {"id": "ours", "deps": [edge("0.11", json!(null)), edge("0.10", kind)]},
                {"id": "0.10", "deps": []},
                {"id": "0.11", "deps": []},
            ]),
        )
    }

    #[test]
    fn a_package_that_stands_apart_may_bring_its_own_version() {
        let mit = || json!("MIT");
        let with = |name: &str| {
            metadata(
                vec![
                    package("ours", "veche", mit(), json!(null)),
                    package("0.10", "sha2", mit(), json!(REGISTRY)),
                    package("0.11", "sha2", mit(), json!(REGISTRY)),
                    package("bringer", name, mit(), json!(REGISTRY)),
                ],
                json!([
                    {"id": "ours", "deps": [edge("0.11", json!(null)), edge("bringer", json!(null))]},
                    {"id": "bringer", "deps": [edge("0.10", json!(null))]},
                    {"id": "0.10", "deps": []},
                    {"id": "0.11", "deps": []},
                ]),
            )
        };
        assert!(doubles(&with("age")).is_empty());
        assert_eq!(doubles(&with("another")).len(), 1);
    }

    #[test]
    fn two_versions_of_a_hash_in_a_program_fail() {
        assert_eq!(doubles(&two_versions(json!(null))).len(), 1);
    }

    #[test]
    fn a_second_version_in_tests_only_passes() {
        assert!(doubles(&two_versions(json!("dev"))).is_empty());
    }

    #[test]
    fn every_allowed_licence_is_an_expression_we_can_read() {
        for licence in ALLOWED {
            assert!(Expression::parse(licence).unwrap().is_satisfied_by(ALLOWED));
        }
    }
}
