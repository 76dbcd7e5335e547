//! Everybody: counts.

use std::path::PathBuf;

use clap::Args;
use veche::commands::count::{self, Form, Request};

/// `count`.
#[derive(Args)]
pub(crate) struct CountArgs {
    /// The ballots: .blt, .rbal, .cvotes, .hil, .abif, PrefLib's, .csv with a column of ranks (or points, or grades) for
    /// each option, or the .json of a poll's result.
    file: PathBuf,
    /// The rules: a preset (a wrong name lists them), or a file in TOML or JSON.
    #[arg(long, value_name = "RULES")]
    rules: String,
    /// How many are elected, if not as many as the file says.
    #[arg(long, value_name = "NUMBER")]
    seats: Option<u32>,
    /// Which question of a poll's result.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    question: usize,
    /// The poll's election.json, for the names of the answers.
    #[arg(long, value_name = "FILE")]
    election: Option<PathBuf>,
    /// What if this option withdraws; may be given several times.
    #[arg(long = "withdraw", value_name = "OPTION")]
    withdrawn: Vec<String>,
    /// The lots that were drawn, as a list in JSON; what it must hold is said when one is needed.
    #[arg(long, value_name = "FILE")]
    lots: Option<PathBuf>,
    /// Tell the count in sentences, with the rule behind each decision.
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    explain: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print a table for spreadsheets.
    #[arg(long)]
    csv: bool,
    /// Print a report in the Election Results Common Data Format of NIST (SP 1500-100 v2); FILE says in TOML what the
    /// count does not know: election, first_day, last_day, place, issuer, issuer_abbreviation, language.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["explain", "json", "csv"])]
    nist: Option<PathBuf>,
    /// Draw each stage, and how votes flow from stage to stage, as SVG into this new folder.
    #[arg(long, value_name = "FOLDER")]
    svg: Option<PathBuf>,
}

impl CountArgs {
    /// Counts.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let form = match (self.explain, self.json, self.csv) {
            (true, _, _) => Form::Story,
            (_, true, _) => Form::Json,
            (_, _, true) => Form::Csv,
            _ => Form::Tables,
        };
        count::count(&Request {
            file: self.file,
            rules: self.rules,
            seats: self.seats,
            question: self.question,
            election: self.election,
            withdrawn: self.withdrawn,
            lots: self.lots,
            nist: self.nist,
            svg: self.svg,
            form,
        })
    }
}
