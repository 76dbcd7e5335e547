//! How fast a million ballots of 20 options are read and counted, and in how much memory.
//!
//! `cargo run --release -p veche-count --features parallel --example speed [BALLOTS [FILE]]` makes ballots, writes them
//! to FILE in `.blt` (for peers to read), reads them back, and counts them; one line for each. Ballots are drawn from
//! four camps with their own orders, each voter swapping some neighbours and ranking between 1 and 20 options, so that
//! few are identical.

use std::fmt::Write;
use std::time::{Duration, Instant};

use veche_count::ballots::Ballots;
use veche_count::read::blt;
use veche_count::rules::Rules;
use veche_count::ties::TieStep;

const OPTIONS: usize = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let number = arguments.next().map_or(1_000_000, |number| {
        number.parse().expect("a number of ballots")
    });
    let mut text = file(number);
    if let Some(path) = arguments.next() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    text.shrink_to_fit();
    let bytes = text.len();
    // What is measured from here on is this crate's; the text is in memory as a file would be.
    let started = Instant::now();
    let ballots = blt::read(text.as_bytes()).expect("the file is sound");
    let reading = started.elapsed();
    drop(text);
    println!(
        "read: {:.2?}, {:.0} MB/s, {} different ballots of {}, peak {} MB",
        reading,
        bytes as f64 / 1e6 / reading.as_secs_f64(),
        ballots.len(),
        ballots.total(),
        peak() / 1024
    );
    for preset in ["irv", "scottish-stv-2007", "schulze", "meek"] {
        let took = count(&ballots, preset);
        println!("{preset}: {took:.2?}, peak {} MB", peak() / 1024);
    }
}

fn count(ballots: &Ballots, preset: &str) -> Duration {
    let mut rules = Rules::preset(preset).expect("the preset is there");
    rules.ties.steps = vec![TieStep::OptionOrder];
    let mut ballots = ballots.clone();
    ballots.contest.seats = if preset == "irv" || preset == "schulze" {
        1
    } else {
        10
    };
    let started = Instant::now();
    let outcome = veche_count::count(&ballots, &rules, &[]).expect("the count ends");
    let took = started.elapsed();
    assert_eq!(outcome.elected.len(), ballots.contest.seats as usize);
    took
}

/// The ballots as a `.blt`.
fn file(number: usize) -> String {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    let mut camps: Vec<Vec<usize>> = Vec::new();
    for _ in 0..4 {
        let mut order: Vec<usize> = (1..=OPTIONS).collect();
        for last in (1..OPTIONS).rev() {
            order.swap(last, draw(last + 1));
        }
        camps.push(order);
    }
    let mut text = format!("{OPTIONS} 10\n");
    for _ in 0..number {
        let mut ballot = camps[draw(4)].clone();
        for _ in 0..OPTIONS {
            let at = draw(OPTIONS - 1);
            ballot.swap(at, at + 1);
        }
        // Most rank many.
        let ranked = 1 + draw(OPTIONS).max(draw(OPTIONS));
        text.push('1');
        for option in &ballot[..ranked] {
            let _ = write!(text, " {option}");
        }
        text.push_str(" 0\n");
    }
    text.push_str("0\n");
    for option in 1..=OPTIONS {
        let _ = writeln!(text, "\"Option {option}\"");
    }
    text.push_str("\"A million ballots\"\n");
    text
}

/// The most memory that this process has had, in KB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}
