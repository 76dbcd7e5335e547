//! The voter's task: choose, encrypt, perhaps challenge, sign and cast.

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
use veche_poll::question::{Homomorphic, Selection};

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
        let questions = election.homomorphic().map_err(|(place, kind)| {
            anyhow!(
                "question {}: questions of kind {kind} are not supported yet",
                place + 1
            )
        })?;
        let selections = match request.choose.is_empty() {
            true => ask(&questions)?,
            false => choose(&questions, &request.choose)?,
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
    let questions = election
        .homomorphic()
        .map_err(|(_, kind)| anyhow!("questions of kind {kind} are not supported yet"))?;
    println!("The ballot with the code {code} holds:");
    for (question, numbers) in questions.iter().zip(opened) {
        println!("  {}", line(&question.question));
        for (place, _) in numbers
            .iter()
            .enumerate()
            .filter(|(_, number)| **number == 1)
        {
            println!("    → {}", line(question.label(place).unwrap_or("(blank)")));
        }
        if numbers.iter().all(|number| *number == 0) {
            println!("    → none of the answers");
        }
    }
    println!("If this is not what you chose, do not use the device that made it.");
    Ok(())
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

/// Understands choices by name: `ANSWER`, or `N:ANSWER` where an answer's name stands in more than one question; blank
/// is `N:blank` or `blank`, and none of the answers, where that is allowed, `N:none` or `none`.
fn choose(questions: &[&Homomorphic], chosen: &[String]) -> anyhow::Result<Vec<Selection>> {
    let mut marks: Vec<Vec<bool>> = questions
        .iter()
        .map(|question| vec![false; question.answers.len()])
        .collect();
    let mut blank = vec![false; questions.len()];
    for text in chosen {
        let found = find(questions, text)?;
        match found {
            (question, Choice::Answer(answer)) => marks[question][answer] = true,
            (question, Choice::Blank) => blank[question] = true,
            (_, Choice::None) => {}
        }
    }
    questions
        .iter()
        .zip(marks.into_iter().zip(blank))
        .zip(1..)
        .map(|((question, (marks, blank)), number)| {
            let selection = match (blank, marks.contains(&true)) {
                (true, true) => bail!("question {number}: blank and an answer exclude each other"),
                (true, false) => Selection::Blank,
                (false, _) => Selection::Answers(marks),
            };
            question
                .plaintexts(&selection)
                .with_context(|| format!("question {number} (“{}”)", question.question))?;
            Ok(selection)
        })
        .collect()
}

/// What a text names inside a question.
#[derive(Clone, Copy)]
enum Choice {
    Answer(usize),
    Blank,
    None,
}

/// The question, and what of it, that a text names.
fn find(questions: &[&Homomorphic], text: &str) -> anyhow::Result<(usize, Choice)> {
    let (only, name) = match text.split_once(':') {
        Some((number, name)) if number.trim().parse::<usize>().is_ok() => {
            let number: usize = number.trim().parse()?;
            if number == 0 || number > questions.len() {
                bail!("--choose {text}: there are {} questions", questions.len());
            }
            (Some(number - 1), name.trim())
        }
        _ => (None, text.trim()),
    };
    let asked = |place: &usize| only.is_none_or(|only| only == *place);
    let mut found = Vec::new();
    for (place, question) in questions
        .iter()
        .enumerate()
        .filter(|(place, _)| asked(place))
    {
        if let Some(answer) = question.answers.iter().position(|answer| answer == name) {
            found.push((place, Choice::Answer(answer)));
        } else if name == "blank" && question.blank {
            found.push((place, Choice::Blank));
        } else if name == "none" && question.min == 0 {
            found.push((place, Choice::None));
        }
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let answers: Vec<String> = questions
                .iter()
                .enumerate()
                .filter(|(place, _)| asked(place))
                .flat_map(|(place, question)| {
                    let none = (question.min == 0).then(|| "none".to_owned());
                    let blank = question.blank.then(|| "blank".to_owned());
                    question
                        .answers
                        .iter()
                        .cloned()
                        .chain(blank)
                        .chain(none)
                        .map(move |answer| format!("{}:{answer}", place + 1))
                })
                .collect();
            bail!(
                "--choose {text}: no such answer; there are: {}",
                answers.join(", ")
            )
        }
        _ => bail!(
            "--choose {text}: several questions have this answer; write N:{name} with the question's number"
        ),
    }
}

/// Asks each question on the terminal.
fn ask(questions: &[&Homomorphic]) -> anyhow::Result<Vec<Selection>> {
    let mut input = std::io::stdin().lock();
    let mut selections = Vec::new();
    for (question, number) in questions.iter().zip(1..) {
        println!("\n{number}. {}", line(&question.question));
        for (answer, place) in question.answers.iter().zip(1..) {
            println!("   {place}  {}", line(answer));
        }
        if question.blank {
            println!("   b  blank: none of them");
        }
        loop {
            print!("Your choice ({}): ", rule(question));
            std::io::stdout().flush()?;
            let mut typed = zeroize::Zeroizing::new(String::new());
            if input.read_line(&mut typed)? == 0 {
                bail!("no answer to question {number}; nothing was cast");
            }
            match understand(question, typed.trim()) {
                Ok(selection) => {
                    selections.push(selection);
                    break;
                }
                Err(error) => println!("   {error}"),
            }
        }
    }
    Ok(selections)
}

fn rule(question: &Homomorphic) -> String {
    match (question.min, question.max) {
        (1, 1) => "one number".to_owned(),
        (min, max) if min == max => format!("{min} numbers"),
        (min, max) => format!("{min} to {max} numbers, separated by spaces"),
    }
}

fn understand(question: &Homomorphic, line: &str) -> anyhow::Result<Selection> {
    let selection = if question.blank && line == "b" {
        Selection::Blank
    } else {
        let mut marks = vec![false; question.answers.len()];
        for word in line.split_whitespace() {
            let place: usize = word
                .parse()
                .map_err(|_| anyhow!("{word} is not one of the numbers"))?;
            *place
                .checked_sub(1)
                .and_then(|place| marks.get_mut(place))
                .ok_or_else(|| anyhow!("{place} is not one of the numbers"))? = true;
        }
        Selection::Answers(marks)
    };
    question.plaintexts(&selection)?;
    Ok(selection)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(answers: &[&str], blank: bool, min: u32, max: u32) -> Homomorphic {
        Homomorphic {
            question: "?".to_owned(),
            answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
            blank,
            min,
            max,
        }
    }

    #[test]
    fn choices_are_understood_by_name_and_by_number_of_the_question() {
        let first = question(&["Ana", "Boris: senior", "Yes"], false, 1, 2);
        let second = question(&["Yes", "No"], true, 1, 1);
        let questions = [&first, &second];
        let chosen = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            choose(&questions, &texts)
        };
        let answers = |marks: &[bool]| Selection::Answers(marks.to_vec());
        assert_eq!(
            chosen(&["Ana", "Boris: senior", "2:Yes"]).unwrap(),
            [answers(&[true, true, false]), answers(&[true, false])]
        );
        assert_eq!(
            chosen(&["1:Yes", "blank"]).unwrap(),
            [answers(&[false, false, true]), Selection::Blank]
        );
        let free = question(&["A", "B"], false, 0, 2);
        let nothing = choose(&[&free, &second], &["1:none".to_owned(), "No".to_owned()]).unwrap();
        assert_eq!(nothing, [answers(&[false, false]), answers(&[false, true])]);
        for refused in [
            &["1:none", "No"][..],
            &["Ana"],
            &["Ana", "Yes"],
            &["Ana", "2:Yes", "2:blank"],
            &["Ana", "2:Yes", "2:No"],
            &["ana", "No"],
            &["1:blank", "No"],
            &["3:Ana", "No"],
            &["0:Ana", "No"],
            &["No"],
            &["Ana", "Boris: senior", "1:Yes", "No"],
        ] {
            assert!(chosen(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn typed_choices_are_understood() {
        let several = question(&["A", "B", "C"], true, 1, 2);
        assert_eq!(
            understand(&several, " 3 1 ").unwrap(),
            Selection::Answers(vec![true, false, true])
        );
        assert_eq!(understand(&several, "b").unwrap(), Selection::Blank);
        for refused in ["", "0", "4", "1 2 3", "x", "-1", "1,2"] {
            assert!(understand(&several, refused).is_err(), "{refused:?}");
        }
    }
}
