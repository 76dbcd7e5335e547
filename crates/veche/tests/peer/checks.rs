//! What both programs must say of an archive.

use std::path::Path;

use serde_json::Value;
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;

use super::archive::Archive;
use super::plan::Plan;
use super::programs::{Program, text, veche};

/// Veche finds every check passed.
pub(super) fn accepted_by_veche(folder: &Path) {
    veche().run(folder, &["verify", "--quiet", "."]);
}

/// The tool accepts the archive as a whole.
pub(super) fn accepted_by_tool(tool: &Program, folder: &Path) {
    tool.run(folder, &["election", "verify"]);
}

/// `election verify-ballot` accepts each ballot. It is shown the archive as it stood after setup, since a ballot that is
/// in the archive already counts as a duplicate.
pub(super) fn each_ballot_is_valid(tool: &Program, folder: &Path) {
    let archive = Archive::in_folder(folder);
    let scratch = tempfile::tempdir().unwrap();
    copy(folder, archive.up_to(EventKind::Setup), scratch.path());
    let ballots = archive.payloads(EventKind::Ballot);
    for (ballot, number) in ballots.iter().zip(1..) {
        std::fs::write(scratch.path().join("ballot.json"), ballot).unwrap();
        let args = ["election", "verify-ballot", "--ballot", "ballot.json"];
        let output = tool.attempt(scratch.path(), &args, b"");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.contains("ballot is valid"),
            "ballot {number}: {said}"
        );
    }
}

/// With a greater total weight than this, the search for the numbers takes the tool long: then it is only asked whether
/// those recorded are right.
const SEARCHED: u64 = 1 << 32;

/// The tool computes the same encrypted tally and the same result as are recorded, byte for byte, from the archive as it
/// stood before each; and the result is what was voted.
pub(super) fn tool_computes_the_same(
    tool: &Program,
    folder: &Path,
    plan: &Plan,
    cast: &[(usize, usize)],
) {
    let archive = Archive::in_folder(folder);
    let recorded = archive.only_payload(EventKind::Result);
    assert_eq!(numbers(recorded), plan.outcome(cast));
    let scratch = tempfile::tempdir().unwrap();
    if (0..plan.voters)
        .map(|place| plan.weight(place))
        .sum::<u64>()
        <= SEARCHED
    {
        copy(folder, archive.before(EventKind::Result), scratch.path());
        let computed = tool.run(scratch.path(), &["election", "compute-result"]);
        assert_eq!(computed, format!("{recorded}\n"));
    }
    let (sized, tally) = encrypted_tally(&archive);
    copy(
        folder,
        archive.before(EventKind::EncryptedTally),
        scratch.path(),
    );
    let computed = tool.run(scratch.path(), &["election", "compute-encrypted-tally"]);
    assert_eq!(computed, format!("{tally}\n{sized}\n"));
}

/// Veche computes the same encrypted tally and the same result as are recorded, byte for byte, from the archive as it
/// stood before each; and the result is what was voted.
pub(super) fn veche_computes_the_same(folder: &Path, plan: &Plan, cast: &[(usize, usize)]) {
    let archive = Archive::in_folder(folder);
    let recorded = archive.only_payload(EventKind::Result);
    assert_eq!(numbers(recorded), plan.outcome(cast));
    let scratch = tempfile::tempdir().unwrap();
    copy(folder, archive.before(EventKind::Result), scratch.path());
    veche().run(scratch.path(), &["poll", "result", "."]);
    let computed = Archive::in_folder(scratch.path());
    assert_eq!(computed.only_payload(EventKind::Result), recorded);
    copy(
        folder,
        archive.before(EventKind::EncryptedTally),
        scratch.path(),
    );
    veche().run(scratch.path(), &["poll", "tally", "."]);
    let computed = Archive::in_folder(scratch.path());
    assert_eq!(encrypted_tally(&computed), encrypted_tally(&archive));
}

/// What is recorded of the encrypted tally: the payload, and the tally that it names.
fn encrypted_tally(archive: &Archive) -> (&str, &str) {
    let sized = archive.only_payload(EventKind::EncryptedTally);
    let named: Value = serde_json::from_str(sized).unwrap();
    let hash = Hash::from_hex(named["encrypted_tally"].as_str().unwrap()).unwrap();
    (sized, archive.payload(&hash))
}

/// Writes an archive that stood in one folder into another, under its name.
pub(super) fn copy(from: &Path, bytes: &[u8], into: &Path) {
    let path = veche::folder::find_archive(from).unwrap();
    std::fs::write(into.join(path.file_name().unwrap()), bytes).unwrap();
}

/// A copy of the archive in a folder as it stands, for showing later that nothing has vanished since.
pub(super) struct Earlier(tempfile::TempDir);

impl Earlier {
    /// Copies it.
    pub(super) fn of(folder: &Path) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let path = veche::folder::find_archive(folder).unwrap();
        copy(folder, &std::fs::read(path).unwrap(), scratch.path());
        Self(scratch)
    }

    /// Both programs find that the archive has only grown.
    pub(super) fn is_continued_by(&self, folder: &Path, tool: &Program) {
        let here = self.0.path();
        let args = [
            "election",
            "verify-diff",
            "--dir1",
            text(here),
            "--dir2",
            ".",
        ];
        tool.run(folder, &args);
        let archive = veche::folder::find_archive(here).unwrap();
        veche().run(
            folder,
            &["verify", "--quiet", ".", "--since", text(&archive)],
        );
    }
}

/// The numbers of a result. Those from 2³⁰ on are written as texts.
fn numbers(result: &str) -> Vec<Vec<u64>> {
    let result: Value = serde_json::from_str(result).unwrap();
    let number = |value: &Value| match value {
        Value::String(text) => text.parse().unwrap(),
        other => other.as_u64().unwrap(),
    };
    let questions = result["result"].as_array().unwrap();
    questions
        .iter()
        .map(|question| question.as_array().unwrap().iter().map(number).collect())
        .collect()
}
