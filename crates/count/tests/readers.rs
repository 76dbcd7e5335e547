//! Every reader, on bytes that nobody chose.

use proptest::prelude::*;
use veche_count::read::by_name;

const ENDINGS: [&str; 10] = [
    "blt", "rbal", "cvotes", "hil", "soc", "soi", "toc", "toi", "abif", "csv",
];

/// Words of the formats, so that what is made comes further than the first line.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "2",
        "1",
        "0",
        "3",
        "-1",
        "99999999999999999999",
        " ",
        "\n",
        "\"A\"",
        "\"",
        "=",
        "-",
        "!",
        ":",
        ",",
        "{",
        "}",
        ">",
        "^",
        "*",
        "#",
        "[nick a b]",
        "[tie",
        "]",
        "candidates 2\n1 A\n2 B\nballots\n",
        "end\n",
        "count,A,B\n",
        "# ALTERNATIVE NAME 1: A\n",
        "#/Candidates: A;B\n",
        "A",
        "B",
        "/5",
        "=A:[A full]\n",
        "{\"title\": \"T\"}\n",
        "\u{feff}",
        "é",
    ]);
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

/// Whether what was read holds together: every mark is counted, and a count of it ends.
fn sound(name: &str, bytes: &[u8]) {
    if let Ok(ballots) = by_name(name, bytes) {
        let sum: u64 = ballots.iter().map(|ballot| ballot.count).sum();
        assert_eq!(sum, ballots.total());
        let options = ballots.contest.options.len();
        for ballot in ballots.iter() {
            for rank in ballot.ranks() {
                if let veche_count::ballots::Rank::One(option) = rank {
                    assert!(usize::from(option) < options);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn no_reader_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for ending in ENDINGS {
            sound(&format!("x.{ending}"), &bytes);
        }
    }

    #[test]
    fn no_reader_panics_on_words_of_the_formats(text in words()) {
        for ending in ENDINGS {
            sound(&format!("x.{ending}"), text.as_bytes());
        }
    }
}
