//! Everybody: counts.

use std::path::PathBuf;

use clap::Args;
use veche::commands::count::{self, Form, Request};

/// `count`.
#[derive(Args)]
pub(crate) struct CountArgs {
    /// The ballots: .blt, .rbal, .cvotes, .hil, PrefLib's, or .csv with a column of ranks for each option.
    file: PathBuf,
    /// The rules: a preset (a wrong name lists them), or a file in TOML or JSON.
    #[arg(long, value_name = "RULES")]
    rules: String,
    /// How many are elected, if not as many as the file says.
    #[arg(long, value_name = "NUMBER")]
    seats: Option<u32>,
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
            withdrawn: self.withdrawn,
            lots: self.lots,
            form,
        })
    }
}
