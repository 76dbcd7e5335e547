//! A browser verifies with the code of the command line, fed otherwise: it must say exactly the same.

#[path = "../../../booth/tests/common/mod.rs"]
mod common;

use serde_json::Value;

use crate::copies::veche;
use common::{DAY, begun, election, files, verified};

#[test]
fn a_browser_says_exactly_what_the_command_line_says() {
    for name in ["association", "respublika", "belarus-2020"] {
        let folder = election(name);
        let ran = veche(&folder, &["verify", ".", "--json", "--as-of", DAY]);
        let expected: Value = serde_json::from_str(&ran.out).unwrap();
        let found = verified(begun(), &files(&folder));
        assert!(found["report"] == expected, "{name}: they differ");
    }
}
