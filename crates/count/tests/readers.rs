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
    /// Numbers of one, two and three digits take different ways through the reader.
    #[test]
    fn a_blt_is_read_as_it_was_written(
        options in 1..130_u16,
        drawn in prop::collection::vec((1..4_u64, prop::collection::vec(any::<u16>(), 0..30)), 0..20),
        blanks in 1..3_usize,
    ) {
        let mut text = format!("{options} 1\n");
        let mut expected = std::collections::BTreeMap::new();
        for (count, marks) in &drawn {
            let marks: Vec<u16> = marks.iter().map(|mark| mark % options).collect();
            text += &count.to_string();
            for mark in &marks {
                text += &format!("{:blanks$}{}", "", mark + 1);
            }
            text += " 0\n";
            *expected.entry(marks).or_insert(0) += count;
        }
        text += "0\n";
        for option in 0..options {
            text += &format!("\"{option}\"\n");
        }
        text += "\"title\"\n";
        let ballots = by_name("x.blt", text.as_bytes()).unwrap();
        let read: std::collections::BTreeMap<Vec<u16>, u64> = ballots
            .iter()
            .map(|ballot| (ballot.marks.to_vec(), ballot.count))
            .collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn a_number_that_is_no_option_is_refused_wherever_it_stands(
        before in prop::collection::vec(1..=12_u16, 0..12),
        after in prop::collection::vec(1..=12_u16, 0..12),
        wrong in 13..120_u16,
    ) {
        let numbers: Vec<String> = before
            .iter()
            .chain([&wrong])
            .chain(&after)
            .map(u16::to_string)
            .collect();
        let text = format!("12 1\n1 {} 0\n0\n", numbers.join(" "));
        let error = by_name("x.blt", text.as_bytes()).unwrap_err();
        let expected = format!("\"{wrong}\" is none of the 12 options");
        prop_assert_eq!((error.line, error.reason), (2, expected));
    }

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
