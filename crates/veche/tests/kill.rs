//! Programs that append are killed at random moments, or append at the same time: no acknowledged entry is lost, and the
//! file holds whole entries only.
//!
//! The program that appends is this test itself, started again with an order in its environment.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use veche_store::files::{AppendFile, RealDisk, Recovery, create, open_whole};

const PATH: &str = "VECHE_KILL_TEST_PATH";
const WRITER: &str = "VECHE_KILL_TEST_WRITER";
const COUNT: &str = "VECHE_KILL_TEST_COUNT";

/// An entry: writer, number, length of what follows, and the same three again and again. Some are large, so that a kill
/// meets a write under way.
fn entry(writer: u32, number: u32) -> Vec<u8> {
    let times = match number % 7 {
        0 => 30_000,
        small => small * 10,
    };
    let head = [writer, number, times * 12].map(u32::to_be_bytes).concat();
    head.repeat(times as usize + 1)
}

/// The entries of a file, each as (writer, number); panics unless they are whole to the last byte.
fn entries(mut bytes: &[u8]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let field = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let (writer, number) = (field(0), field(4));
        let expected = entry(writer, number);
        bytes = bytes.strip_prefix(&expected[..]).expect("a whole entry");
        found.push((writer, number));
    }
    found
}

/// What a reader is shown, whether or not an append was interrupted.
fn read(path: &Path) -> Vec<(u32, u32)> {
    let mut bytes = Vec::new();
    let (mut reader, _) = open_whole(path).unwrap();
    reader.read_to_end(&mut bytes).unwrap();
    entries(&bytes)
}

/// How many entries of a writer a file holds, by their first fields only: the tests check the rest.
fn count_of(writer: u32, file: &mut AppendFile) -> u32 {
    let (mut offset, mut count) = (0, 0);
    while offset < file.length() {
        let head = file.read_range(offset, 12).unwrap();
        let field = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().unwrap());
        count += u32::from(field(0) == writer);
        offset += 12 + u64::from(field(8));
    }
    count
}

/// Appends entries, opening the file anew for every third, and acknowledges each on standard output.
#[test]
#[ignore = "the program that the other tests start, and kill"]
fn appender() {
    let order = |name| std::env::var(name).unwrap();
    let writer: u32 = order(WRITER).parse().unwrap();
    let count: u32 = order(COUNT).parse().unwrap();
    let path = order(PATH);
    let mut done = 0;
    while done < count {
        let (mut file, _) = AppendFile::open(RealDisk, Path::new(&path)).unwrap();
        for _ in 0..3.min(count - done) {
            let number = count_of(writer, &mut file);
            file.append(&entry(writer, number)).unwrap();
            let mut output = std::io::stdout().lock();
            writeln!(output, "\nappended {number}").unwrap();
            output.flush().unwrap();
            done += 1;
        }
    }
}

fn start(path: &Path, writer: u32, count: u32) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "appender", "--nocapture"])
        .env(PATH, path)
        .env(WRITER, writer.to_string())
        .env(COUNT, count.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The numbers that a program has acknowledged, until its output ends.
fn acknowledged(output: impl BufRead) -> Vec<u32> {
    let lines = output.lines().map(Result::unwrap);
    lines
        .filter_map(|line| line.strip_prefix("appended ")?.parse().ok())
        .collect()
}

#[test]
fn a_program_killed_at_any_moment_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut unfinished, mut total) = (0, 0);
    for round in 0..48 {
        let path = folder.path().join(format!("{}.bel", round / 8));
        if round % 8 == 0 {
            create(&RealDisk, &path, b"").unwrap();
        }
        let before = read(&path).len();
        let mut child = start(&path, 0, u32::MAX);
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::sleep(Duration::from_micros(2_000 + rng.next_u64() % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = acknowledged(output);

        let check = |found: &[(u32, u32)], who: &str| {
            let numbers: Vec<u32> = found.iter().map(|(_, number)| *number).collect();
            let in_order: Vec<u32> = (0..found.len() as u32).collect();
            assert_eq!(numbers, in_order, "{who}, round {round}");
            let last = acknowledged
                .last()
                .map_or(before, |last| *last as usize + 1);
            assert!(
                (last..=last + 1).contains(&found.len()),
                "{who}, round {round}"
            );
        };
        check(&read(&path), "a reader before recovery");
        let (mut file, recovery) = AppendFile::open(RealDisk, &path).unwrap();
        let found = read(&path);
        check(&found, "after recovery");
        let contents = std::fs::read(&path).unwrap();
        assert_eq!(
            entries(&contents),
            found,
            "the plain file is whole, round {round}"
        );
        file.append(&entry(0, found.len() as u32)).unwrap();
        assert_eq!(read(&path).len(), found.len() + 1);
        unfinished += u32::from(recovery != Recovery::Clean);
        total += acknowledged.len();
    }
    // If no program lived long enough to acknowledge anything, nothing was tested.
    assert!(total > 0);
    println!("{total} appends acknowledged, {unfinished} interrupted");
}

#[test]
fn four_programs_that_append_at_once_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("poll.bel");
    create(&RealDisk, &path, b"").unwrap();
    let children: Vec<Child> = (0..4).map(|writer| start(&path, writer, 25)).collect();
    for mut child in children {
        let output = BufReader::new(child.stdout.take().unwrap());
        assert_eq!(acknowledged(output), (0..25).collect::<Vec<u32>>());
        assert!(child.wait().unwrap().success());
    }
    let found = read(&path);
    assert_eq!(found.len(), 100);
    for writer in 0..4 {
        let of_writer = found.iter().filter(|(by, _)| *by == writer);
        let numbers: Vec<u32> = of_writer.map(|(_, number)| *number).collect();
        assert_eq!(numbers, (0..25).collect::<Vec<u32>>());
    }
}
