//! `count`: ballots become an outcome, by rules that anybody can read.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::json;
use veche_count::ballots::Ballots;
use veche_count::contest::Contest;
use veche_count::grades::{Graded, Means};
use veche_count::outcome::Outcome;
use veche_count::read::{self, belenios};
use veche_count::rules::Rules;
use veche_count::ties::Lot;
use veche_count::write::{csv, nist, svg, text};
use veche_count::{CountError, Sums};
use veche_poll::result::{Found, QuestionResult};
use veche_poll::weight::Weight;

use crate::folder::{read_bytes, read_text};

/// How an outcome is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table for each stage.
    Tables,
    /// The count told in sentences.
    Story,
    /// JSON.
    Json,
    /// CSV.
    Csv,
}

/// What `count` is asked for.
pub struct Request {
    /// The file of ballots.
    pub file: PathBuf,
    /// A preset's name, or a file of rules.
    pub rules: String,
    /// The number of seats, if not that of the file.
    pub seats: Option<u32>,
    /// Which question of a poll's result, from 1.
    pub question: usize,
    /// The poll's `election.json`, which names the answers of a poll's result.
    pub election: Option<PathBuf>,
    /// Options to be counted as if they had withdrawn.
    pub withdrawn: Vec<String>,
    /// A file of lots that were drawn.
    pub lots: Option<PathBuf>,
    /// What a report for NIST's format says about the election, a file in TOML.
    pub nist: Option<PathBuf>,
    /// A new folder for pictures.
    pub svg: Option<PathBuf>,
    /// How to print.
    pub form: Form,
}

/// `count`: counts a file of ballots and prints the transcript.
///
/// # Errors
/// Names the file and line at fault; says which lot must be drawn.
pub fn count(request: &Request) -> anyhow::Result<()> {
    let rules = rules(&request.rules)?;
    let path = request.file.display();
    let mut input = Input::read(request, &rules)?;
    let contest = input.contest();
    if let Some(seats) = request.seats {
        contest.seats = seats;
    }
    for name in &request.withdrawn {
        let Some(option) = contest.find(name) else {
            bail!("--withdraw: {path} has no option \"{name}\"");
        };
        contest.withdrawn.push(option);
    }
    let lots = lots(request.lots.as_deref())?;
    let outcome = match &input {
        Input::Rankings(ballots) => veche_count::count(ballots, &rules, &lots),
        Input::Numbers(ballots) => veche_count::count_graded(ballots, Means::Rank, &rules, &lots),
        Input::Sums(sums) => veche_count::count_sums(sums, &rules, &lots),
    };
    let outcome = outcome.map_err(explained)?;
    if let Some(folder) = &request.svg {
        draw(&outcome, folder)?;
    }
    match &request.nist {
        Some(header) => print_nist(&outcome, &rules, header),
        None => print(&outcome, request.form),
    }
}

/// Writes a picture of each stage, and of the flow of votes where the transcript tells it.
fn draw(outcome: &Outcome, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir(folder)
        .with_context(|| format!("{}: a new folder is needed", folder.display()))?;
    let stages = (1..=outcome.transcript.rounds.len())
        .filter_map(|stage| Some((format!("stage-{stage}.svg"), svg::bars(outcome, stage)?)));
    let flow = svg::sankey(outcome).map(|picture| ("flow.svg".to_owned(), picture));
    for (name, picture) in stages.chain(flow) {
        let path = folder.join(name);
        std::fs::write(&path, picture).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn print_nist(outcome: &Outcome, rules: &Rules, header: &Path) -> anyhow::Result<()> {
    let text = read_text(header)?;
    let named = || header.display().to_string();
    let header: nist::Header = toml::from_str(&text).with_context(named)?;
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let report = nist::write(outcome, rules, &header, &now.to_string()).with_context(named)?;
    println!("{report:#}");
    Ok(())
}

/// What a file holds, as the rules need it.
enum Input {
    Rankings(Ballots),
    Numbers(Graded),
    Sums(Sums),
}

impl Input {
    fn read(request: &Request, rules: &Rules) -> anyhow::Result<Self> {
        let path = request.file.display().to_string();
        let bytes = read_bytes(&request.file)?;
        let input = if path.ends_with(".json") {
            let election = request.election.as_deref().map(read_bytes).transpose()?;
            belenios::read(&bytes, request.question, election.as_deref()).map(|result| match result
            {
                belenios::QuestionResult::Sums(sums) => Self::Sums(sums),
                belenios::QuestionResult::Ballots(ballots) => Self::Numbers(ballots),
            })
        } else if rules.count.needs_grades() {
            read::graded_by_name(&path, &bytes).map(Self::Numbers)
        } else {
            read::by_name(&path, &bytes).map(Self::Rankings)
        };
        input.with_context(|| path)
    }

    fn contest(&mut self) -> &mut Contest {
        match self {
            Self::Rankings(ballots) => &mut ballots.contest,
            Self::Numbers(ballots) => &mut ballots.contest,
            Self::Sums(sums) => &mut sums.contest,
        }
    }
}

/// Rules for one question of a poll, or for all.
pub struct OfQuestion {
    /// Which question, from 1; all if none is said.
    pub question: Option<usize>,
    /// The rules.
    pub rules: Rules,
}

impl OfQuestion {
    /// Understands `RULES` and `N:RULES`.
    ///
    /// # Errors
    /// As [`rules`].
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let numbered = text.split_once(':');
        let numbered = numbered.and_then(|(number, named)| Some((number.parse().ok()?, named)));
        Ok(match numbered {
            Some((question, named)) => Self {
                question: Some(question),
                rules: rules(named)?,
            },
            None => Self {
                question: None,
                rules: rules(text)?,
            },
        })
    }
}

/// The outcome of each question of a poll for which there are rules.
///
/// # Errors
/// Rules that sums are not enough for, and a tie that needs a lot.
pub fn of_poll(
    questions: &[QuestionResult],
    cast: u64,
    seats: u32,
    rules: &[OfQuestion],
    lots: &[Lot],
) -> anyhow::Result<Vec<Outcome>> {
    if let Some(number) = rules.iter().find_map(|of| {
        of.question
            .filter(|number| !(1..=questions.len()).contains(number))
    }) {
        bail!("--count {number}: there are {} questions", questions.len());
    }
    let outcome = |(number, result): (usize, &QuestionResult)| {
        let own = rules.iter().find(|of| of.question == Some(number));
        let rules = &own
            .or_else(|| rules.iter().find(|of| of.question.is_none()))?
            .rules;
        let question = &result.question;
        let mut contest = Contest::new(seats, Vec::new());
        contest.title.clone_from(question);
        let outcome = match &result.found {
            Found::Sums(answers) => {
                let blank = answers.iter().filter(|(name, _)| name.is_none());
                let blank = blank.map(|(_, votes)| votes.get()).sum();
                let named = answers.iter();
                let named = named.filter_map(|(name, votes)| Some((name.clone()?, *votes)));
                count_sums(contest, named, (cast, blank), rules, lots)
            }
            Found::Lists(lists) => {
                let lists = lists.iter().map(|list| (list.name.clone(), list.votes));
                count_sums(contest, lists, (cast, 0), rules, lots)
            }
            Found::Ballots {
                answers, ballots, ..
            } => {
                contest.options.clone_from(answers);
                count_ballots(contest, ballots, rules, lots)
            }
        };
        Some(
            outcome
                .map_err(explained)
                .with_context(|| format!("\"{question}\"")),
        )
    };
    (1..).zip(questions).filter_map(outcome).collect()
}

/// Counts ballots with a number for each answer: a rank to rules that need rankings.
fn count_ballots(
    contest: Contest,
    ballots: &[Vec<u64>],
    rules: &Rules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let graded = Graded::of_numbers(contest, ballots)
        .map_err(|(_, error)| CountError::NotApplicable(error.to_string()))?;
    veche_count::count_graded(&graded, Means::Rank, rules, lots)
}

/// Counts how many votes each answer or list got; of the ballots cast some are blank.
fn count_sums(
    contest: Contest,
    named: impl Iterator<Item = (String, Weight)>,
    (cast, blank): (u64, u64),
    rules: &Rules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let (options, votes) = named.map(|(name, votes)| (name, votes.get())).unzip();
    let sums = Sums {
        contest: Contest { options, ..contest },
        votes,
        cast: Some(cast),
        blank,
    };
    veche_count::count_sums(&sums, rules, lots)
}

/// Rules by the name of a preset, or from a file in TOML or JSON.
///
/// # Errors
/// Names the file, and what is wrong in it; or the presets there are.
pub fn rules(named: &str) -> anyhow::Result<Rules> {
    let path = Path::new(named);
    let ending = path.extension().and_then(|ending| ending.to_str());
    Ok(match ending {
        Some("toml") => Rules::from_toml(&read_text(path)?).with_context(|| named.to_owned())?,
        Some("json") => Rules::from_json(&read_text(path)?).with_context(|| named.to_owned())?,
        _ => Rules::preset(named)?,
    })
}

/// The lots of a file; none without one.
///
/// # Errors
/// Names the file.
pub fn lots(path: Option<&Path>) -> anyhow::Result<Vec<Lot>> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let text = read_text(path)?;
    serde_json::from_str(&text)
        .with_context(|| format!("{}: a list of lots is needed", path.display()))
}

/// Prints an outcome.
///
/// # Errors
/// None but of JSON's writer.
pub fn print(outcome: &Outcome, form: Form) -> anyhow::Result<()> {
    match form {
        Form::Tables => print!("{}", text::tables(outcome)),
        Form::Story => print!("{}", text::story(outcome)),
        Form::Json => println!("{:#}", serde_json::to_value(outcome)?),
        Form::Csv => print!("{}", csv::write(outcome)),
    }
    Ok(())
}

/// A tie with what to do about it.
fn explained(error: CountError) -> anyhow::Error {
    let CountError::LotNeeded(needed) = &error else {
        return error.into();
    };
    let lot = json!([{
        "purpose": needed.purpose,
        "between": needed.between,
        "stage": needed.stage,
        "drawn": "NAME",
    }]);
    anyhow::anyhow!(
        "{needed}.\nDraw it in public, write down on whom it fell, and count again with --lots FILE, where FILE holds \
         all lots drawn so far:\n{lot:#}"
    )
}
