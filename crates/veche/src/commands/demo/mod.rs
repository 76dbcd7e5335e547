//! `veche demo`: three whole polls before your eyes, three frauds that do not work, and three elections on record.
//!
//! The town and its people are invented. Everything else is real: the same cryptography, files and checks as in any
//! poll, and archives that an independent program can check.

pub(crate) mod elections;
mod frauds;
mod story;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use veche_crypto::group::Ed25519;
use veche_poll::question::{Homomorphic, NonHomomorphic, Question};
use veche_poll::verify::{Report, Verdict};

use crate::archive;
use crate::commands::count;
use crate::random;
use crate::render;

/// How many voters of the demonstration vote a second time.
const REVOTES: usize = 7;

/// Runs the demonstration. Leaves three archives and three elections in `out`.
///
/// # Errors
/// If the folder exists, or cannot be written.
pub fn demo(out: &Path) -> anyhow::Result<()> {
    if out.exists() {
        bail!(
            "{}: it is there already, perhaps from an earlier demonstration; remove it or choose another --out",
            out.display()
        );
    }
    let start = Instant::now();
    let mut rng = random::generator()?;
    println!("A SMALL TOWN VOTES");
    println!("==================");
    let town = story::Poll {
        folder: out.join("town"),
        name: "Mayor and bridge of Little Rudnia",
        description: "The town elects its mayor and says whether the bridge shall be built.",
        questions: vec![
            question(
                "Who shall be mayor?",
                &["Ana Kavalenka", "Boris Horski", "Clara Zait"],
                false,
            ),
            question("Shall the bridge be built?", &["Yes", "No"], true),
        ],
        weights: vec![None; 60],
        abstain: 6,
    };
    let town = town.run(&mut rng)?;
    println!();
    println!("THE WATERWORKS' SHAREHOLDERS VOTE, each with the weight of their shares");
    println!("=======================================================================");
    let shares = [(15, 1), (10, 10), (5, 100)];
    let waterworks = story::Poll {
        folder: out.join("waterworks"),
        name: "General meeting of the waterworks",
        description: "Votes count by shares. Every number of shares is held by several people.",
        questions: vec![question(
            "Shall the old pipes be replaced?",
            &["Yes", "No"],
            true,
        )],
        weights: shares
            .into_iter()
            .flat_map(|(holders, shares)| std::iter::repeat_n(Some(shares), holders))
            .collect(),
        abstain: 2,
    };
    let waterworks = waterworks.run(&mut rng)?;
    println!();
    println!("THE TOWN RANKS THREE PROJECTS");
    println!("=============================");
    let projects = story::Poll {
        folder: out.join("projects"),
        name: "What the town builds first",
        description: "Rank the projects. They are compared two by two.",
        questions: vec![Question::NonHomomorphic(NonHomomorphic {
            question: "Which project comes first?".to_owned(),
            answers: ["The library", "The park", "The swimming pool"]
                .map(str::to_owned)
                .to_vec(),
            extra: None,
        })],
        weights: vec![None; 40],
        abstain: 3,
    };
    let projects = projects.run(&mut rng)?;
    println!();
    println!("THREE FRAUDS");
    println!("============");
    frauds::stuffed_ballot(&town, out, &mut rng)?;
    frauds::changed_result(&town, out)?;
    frauds::dropped_ballot(&town, out)?;
    println!();
    println!("THE RESULTS");
    println!("===========");
    for poll in [&town, &waterworks, &projects] {
        let report = verify(&poll.archive)?;
        if report.verdict() != Verdict::Sound {
            bail!(
                "{}: the demonstration's archive is not sound",
                poll.archive.display()
            );
        }
        println!("“{}”: {} ballots count", poll.name, report.counted);
        print!(
            "{}",
            render::text::result(report.result.as_deref().unwrap_or_default())
        );
    }
    let ranked = verify(&projects.archive)?;
    let rules = [count::OfQuestion::parse("schulze")?];
    let result = ranked.result.as_deref().unwrap_or_default();
    println!("  Counted by Schulze's rules (`veche poll result … --count schulze`):");
    match count::of_poll(result, ranked.counted, 1, &rules, &[]) {
        Ok(outcomes) => {
            for outcome in &outcomes {
                println!("    {} comes first.", outcome.elected.join(", "));
            }
        }
        // Chance can make a tie, and the rules leave it to a lot.
        Err(error) => println!("    {error:#}"),
    }
    println!();
    println!("THREE ELECTIONS ON PUBLIC RECORDS");
    println!("=================================");
    elections::show(&out.join("elections"))?;
    println!();
    println!("CHECK IT YOURSELF");
    println!("=================");
    println!(
        "All this took {:.1} s. With Veche:",
        start.elapsed().as_secs_f32()
    );
    for poll in [&town, &waterworks, &projects] {
        println!("  veche verify {}", poll.folder.display());
    }
    let elections = out.join("elections");
    for name in ["association", "respublika", "belarus-2020"] {
        println!("  veche verify {}", elections.join(name).display());
    }
    println!(
        "  veche assess {} --html assessment.html",
        elections.join("belarus-2020").display()
    );
    println!(
        "With the independent program belenios-tool 3.3, the whole archive and then each ballot:"
    );
    for poll in [&town, &waterworks, &projects] {
        let folder = poll.folder.display();
        println!("  belenios-tool election verify --dir {folder}");
        println!(
            "  for b in {folder}/ballots/*.json; do belenios-tool election verify-ballot --dir {folder}/after-setup --ballot $b; done"
        );
    }
    Ok(())
}

fn question(text: &str, answers: &[&str], blank: bool) -> Question {
    Question::Homomorphic(Homomorphic {
        question: text.to_owned(),
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        blank,
        min: 1,
        max: 1,
    })
}

fn verify(path: &Path) -> anyhow::Result<Report> {
    let (report, _, _) = archive::verify::<Ed25519>(path, None, Vec::new(), true)
        .with_context(|| path.display().to_string())?;
    Ok(report)
}

/// One line of the story, with what has been done before the colon.
fn tell(who: &str, what: &str) {
    println!("  {who:<12} {what}");
}
