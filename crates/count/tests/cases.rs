//! The runner of collections, on the collection beside this repository where it is.

use std::path::Path;
use std::process::Command;

#[test]
fn every_case_of_the_collection_comes_out_as_it_was_published() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/count");
    if !folder.is_dir() {
        return;
    }
    let runner = std::env::current_exe().unwrap();
    let runner = runner
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples/cases");
    assert!(
        runner.is_file(),
        "run the whole of `cargo test -p veche-count`: it builds the example"
    );
    let ran = Command::new(runner).arg(folder).output().unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{out}");
    assert!(out.contains(" passed, 0 failed"), "{out}");
}
