//! The voter's task: choose, encrypt, perhaps challenge, sign and cast.

mod asked;
mod named;

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use serde_json::json;
use veche_crypto::group::{Group, GroupTask};
use veche_crypto::wire;
use veche_poll::ballot::{Challenge, UnsignedBallot};
use veche_poll::board;
use veche_poll::credential::{PrivateCredential, public_credential};
use veche_poll::election::Election;
use veche_poll::question::Question;

use super::in_group_of;
use crate::archive::Growing;
use crate::folder::{find_archive, read_bytes};
use crate::random;
use veche_store::files::{read_secret, write_new};
use veche_store::texts::line;

/// What a voter wants done.
#[derive(Debug, Default)]
pub struct Request {
    /// The file that holds the private credential; `-` for standard input.
    pub credential: Option<PathBuf>,
    /// The choices, by name.
    pub choose: Vec<String>,
    /// Write the signed ballot here instead of casting it.
    pub out: Option<PathBuf>,
    /// Cast this ballot, made before or by another program.
    pub ballot: Option<PathBuf>,
    /// Open the ballot into this file for checking, and never cast it.
    pub challenge: Option<PathBuf>,
    /// Check this opened ballot.
    pub check: Option<PathBuf>,
    /// The code that was shown for the opened ballot.
    pub code: Option<String>,
    /// Print JSON.
    pub json: bool,
}

/// `vote`.
///
/// # Errors
/// Says what is wrong with the choices, the credential or the ballot. Nothing is cast then.
pub fn vote(path: &Path, request: &Request) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        Vote {
            path: &archive,
            request,
        },
    )
}

struct Vote<'a> {
    path: &'a Path,
    request: &'a Request,
}

impl GroupTask for Vote<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let Self { path, request } = self;
        if let Some(file) = &request.ballot {
            let text = read_bytes(file)?;
            return cast::<G>(path, text.trim_ascii_end(), request.json);
        }
        let (setup, _) = Growing::open(path)?.outline::<G>()?;
        let election = &setup.election;
        if let Some(file) = &request.check {
            return check(election, file, request.code.as_deref());
        }
        let secret = read_credential(request.credential.as_deref())?.derive::<G>(&election.uuid);
        if setup
            .roll
            .weight(&public_credential::<G>(&secret))
            .is_none()
        {
            bail!(
                "this credential is not on the roll of “{}”: check for typing errors, and that it is for this poll",
                election.name
            );
        }
        election.supported().map_err(|(place, kind)| {
            anyhow!(
                "question {}: questions of kind {kind} are not supported",
                place + 1
            )
        })?;
        let selections = match request.choose.is_empty() {
            true => asked::ask(&election.questions)?,
            false => named::choose(&election.questions, &request.choose)?,
        };
        let mut rng = random::generator()?;
        let ballot = UnsignedBallot::encrypt(election, secret, &selections, &mut rng)?;
        let code = ballot.code();
        if let Some(file) = &request.challenge {
            let text = serde_json::to_string(&ballot.open())?;
            write_new(file, format!("{text}\n").as_bytes())?;
            match request.json {
                true => println!("{:#}", json!({ "code": code, "challenge": file })),
                false => {
                    println!("The ballot's code is {code}");
                    println!(
                        "It was opened into {} and will not be cast.",
                        file.display()
                    );
                    println!("Check on another device that it holds what you chose:");
                    println!(
                        "  veche vote {} --check {} --code {code}",
                        path.display(),
                        file.display()
                    );
                    println!("Then vote again: the next ballot is a new one.");
                }
            }
            return Ok(());
        }
        // Whoever sits at a terminal decides only now, when the ballot is made and its code is known, whether to cast it
        // or to open it: a device that cheats cannot know before.
        let interactive = std::io::stdin().is_terminal() && !request.json && request.out.is_none();
        if interactive && let Decision::Open = decide(&code)? {
            let text = serde_json::to_string(&ballot.open())?;
            println!("{text}");
            println!(
                "Check this on another device (`veche vote … --check FILE --code {code}`), then vote again."
            );
            return Ok(());
        }
        let bytes = ballot.sign(&mut rng);
        match &request.out {
            Some(file) => {
                write_new(file, &[&bytes[..], b"\n"].concat())?;
                let tracker = veche_poll::hash::Hash::of(&bytes).to_base64();
                match request.json {
                    true => println!(
                        "{:#}",
                        json!({ "code": code, "tracker": tracker, "ballot": file })
                    ),
                    false => {
                        println!(
                            "The signed ballot is in {}. It is not cast yet.",
                            file.display()
                        );
                        println!("Its tracker will be {tracker}");
                    }
                }
                Ok(())
            }
            None => cast::<G>(path, &bytes, request.json),
        }
    }
}

/// What a voter at a terminal does with a finished ballot.
enum Decision {
    Cast,
    Open,
}

/// Shows the ballot's code, then asks what to do.
fn decide(code: &str) -> anyhow::Result<Decision> {
    println!("\nYour ballot is encrypted. Its code is {code}");
    println!("Note the code. You can now cast the ballot, or test this computer by opening it.");
    loop {
        print!("cast, open or quit? ");
        std::io::stdout().flush()?;
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line)? == 0 {
            bail!("nothing was cast");
        }
        match line.trim() {
            "cast" => return Ok(Decision::Cast),
            "open" => return Ok(Decision::Open),
            "quit" => bail!("nothing was cast"),
            _ => {}
        }
    }
}

/// Records a ballot, if it may be recorded.
fn cast<G: Group>(path: &Path, bytes: &[u8], as_json: bool) -> anyhow::Result<()> {
    let mut growing = Growing::open(path)?;
    let (setup, outline) = growing.outline::<G>()?;
    let (ballot, addition) = board::cast(&setup.election, &setup.roll, &outline, bytes)?;
    growing.append(&addition)?;
    let tracker = ballot.hash().to_base64();
    match as_json {
        true => println!("{:#}", json!({ "tracker": tracker })),
        false => {
            println!("Your ballot is recorded. Its tracker is");
            println!("  {tracker}");
            println!(
                "Keep it: anybody can see with it that the ballot is there, nobody what it says."
            );
            println!("  veche verify {} --tracker {tracker}", path.display());
            println!("You may vote again until the poll ends; only the last ballot counts.");
        }
    }
    Ok(())
}

fn check<G: Group>(election: &Election<G>, file: &Path, code: Option<&str>) -> anyhow::Result<()> {
    let code = code
        .ok_or_else(|| anyhow!("--code: give the code that you noted before opening the ballot"))?;
    let challenge: Challenge = wire::read(&read_bytes(file)?)
        .with_context(|| format!("{}: not an opened ballot", file.display()))?;
    let opened = challenge.check(election, code)?;
    println!("The ballot with the code {code} holds:");
    for (question, numbers) in election.questions.iter().zip(opened) {
        println!("  {}", line(question.text()));
        for answer in held(question, &numbers) {
            println!("    → {}", line(&answer));
        }
        if numbers.iter().all(|number| *number == 0) {
            println!("    → none of the answers");
        }
    }
    println!("If this is not what you chose, do not use the device that made it.");
    Ok(())
}

/// What a ballot holds, by the numbers of its places.
fn held(question: &Question, numbers: &[u64]) -> Vec<String> {
    let places = || numbers.iter().enumerate();
    let marked = places().filter(|(_, number)| **number > 0);
    match question {
        Question::Homomorphic(asked) => marked
            .map(|(place, _)| asked.label(place).unwrap_or("(blank)").to_owned())
            .collect(),
        Question::NonHomomorphic(asked) => marked
            .filter_map(|(place, number)| Some(format!("{number}: {}", asked.answers.get(place)?)))
            .collect(),
        Question::Lists(asked) => {
            let names = asked.lists.iter().flat_map(|list| {
                let candidates = list.candidates.iter();
                let candidates = candidates.map(|name| format!("{} / {name}", list.name));
                std::iter::once(list.name.clone()).chain(candidates)
            });
            let names: Vec<String> = names.collect();
            marked
                .filter_map(|(place, _)| names.get(place).cloned())
                .collect()
        }
        Question::Unsupported { .. } => Vec::new(),
    }
}

fn read_credential(file: Option<&Path>) -> anyhow::Result<PrivateCredential> {
    let file = file.ok_or_else(|| {
        anyhow!("--credential: give the file that holds your credential, or - to type it in")
    })?;
    let text = if file == Path::new("-") {
        let mut text = zeroize::Zeroizing::new(String::new());
        std::io::stdin()
            .lock()
            .read_line(&mut text)
            .context("cannot read the credential from standard input")?;
        text
    } else {
        read_secret(file)?.text
    };
    Ok(PrivateCredential::parse(text.trim())?)
}
