//! Files of ballots for a count: the first byte chooses the reader and the rules, the rest is the file.

use veche_count::ballots::{Ballots, Rank};
use veche_count::grades::{Graded, Means};
use veche_count::read::{belenios, by_name, graded_by_name};
use veche_count::rules::Rules;

const ENDINGS: [&str; 10] = [
    "blt", "rbal", "cvotes", "hil", "soc", "soi", "toc", "toi", "abif", "csv",
];
const RANKED: [&str; 6] = [
    "plurality",
    "irv",
    "scottish-stv-2007",
    "schulze",
    "borda",
    "meek",
];
const GRADED: [&str; 3] = ["score", "cumulative", "majority-judgment"];
/// A count of more options takes longer than a fuzzer should wait.
const MOST_OPTIONS: usize = 12;

/// Reads the file, and counts what it holds by some rules.
pub fn target(data: &[u8]) {
    let Some((choice, file)) = data.split_first() else {
        return;
    };
    let choice = usize::from(*choice);
    let name = format!("x.{}", ENDINGS[choice % ENDINGS.len()]);
    if let Ok(ballots) = by_name(&name, file) {
        ranked(&ballots, RANKED[choice % RANKED.len()]);
    }
    if let Ok(ballots) = graded_by_name(&name, file) {
        graded(&ballots, GRADED[choice % GRADED.len()]);
    }
    if let Ok(belenios::QuestionResult::Ballots(ballots)) = belenios::read(file, 1, None) {
        graded(&ballots, GRADED[choice % GRADED.len()]);
        ranked(&ballots.rankings(Means::Rank), "schulze");
    }
}

fn ranked(ballots: &Ballots, preset: &str) {
    let sum: u64 = ballots.iter().map(|ballot| ballot.count).sum();
    assert_eq!(sum, ballots.total());
    let options = ballots.contest.options.len();
    for rank in ballots.iter().flat_map(|ballot| ballot.ranks()) {
        if let Rank::One(option) = rank {
            assert!(usize::from(option) < options);
        }
    }
    let rules = Rules::preset(preset).expect("it is a preset");
    if options <= MOST_OPTIONS
        && let Ok(outcome) = veche_count::count(ballots, &rules, &[])
    {
        let seen = outcome.transcript.ballots;
        let invalid: u64 = seen.invalid.iter().map(|invalid| invalid.ballots).sum();
        assert_eq!(seen.cast, sum, "no ballot is dropped");
        assert_eq!(
            seen.valid + seen.blank + invalid,
            sum,
            "every ballot is somewhere"
        );
    }
}

fn graded(ballots: &Graded, preset: &str) {
    let sum: u64 = ballots.iter().map(|ballot| ballot.count).sum();
    assert_eq!(sum, ballots.total());
    for ballot in ballots.iter() {
        assert_eq!(ballot.grades.len(), ballots.contest.options.len());
    }
    let rules = Rules::preset(preset).expect("it is a preset");
    if ballots.contest.options.len() <= MOST_OPTIONS
        && sum < 1_000
        && let Ok(outcome) = veche_count::count_graded(ballots, Means::Points, &rules, &[])
    {
        let seen = outcome.transcript.ballots;
        let invalid: u64 = seen.invalid.iter().map(|invalid| invalid.ballots).sum();
        assert_eq!(
            seen.valid + seen.blank + invalid,
            sum,
            "every ballot is somewhere"
        );
    }
}

/// A small file of each format.
pub fn seeds() -> Vec<Vec<u8>> {
    let files: [&[u8]; 11] = [
        b"3 2\n[tie 2 1 3]\n-3\n4 1 2=3 0\n3 2 - 1 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"title\"\n",
        b"# t\ncandidates 2\n1 A\n2 B\nballots\n3: 1 2\n2: 1=2 - !\n1:\nend\n",
        b"#/Candidates: A;B;C\nA > B = C ^ 2 * 3\nB\n",
        b"2 1\n1 2 1 0\n1 1 0\n0\nA\nB\n",
        b"# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n2: 1,2\n",
        b"# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n2: 1\n",
        b"# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n2: {1,2}\n",
        b"# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n2: 2,{1}\n",
        b"{\"title\": \"T\"}\n=A:[Ann]\n4:A/5>B/3=C/3\n2:A/1,B/2\n",
        b"count,A,B,C\n3,1,2,\n2,2,2,1\n",
        br#"{"result":[[[1,2,0],[3,1,2],[1,1,7]]]}"#,
    ];
    (0..)
        .zip(files)
        .map(|(at, file)| [&[at][..], file].concat())
        .collect()
}
