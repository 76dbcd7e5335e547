//! Makes the sample elections in `elections/` from their stories: `make_elections [NAME]… [--to DIR] [--keys DIR]`.
//!
//! The same story gives the same files. Keys are made from the story's name and are public: `--keys` writes those of
//! everybody in the story, so that a copy can be played with.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Parser;
use veche::story;

/// Makes the sample elections from their stories.
#[derive(Parser)]
struct Arguments {
    /// The stories, by the names of their folders; all if none is named.
    names: Vec<String>,
    /// The folder with the stories.
    #[arg(long, default_value = "elections")]
    from: PathBuf,
    /// The folder for the elections; by default that of the stories.
    #[arg(long)]
    to: Option<PathBuf>,
    /// Write the public test keys of everybody into this folder.
    #[arg(long)]
    keys: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let to = arguments.to.as_ref().unwrap_or(&arguments.from);
    let names = match arguments.names.is_empty() {
        false => arguments.names.clone(),
        true => stories(&arguments.from)?,
    };
    ensure!(
        !names.is_empty(),
        "{}: no stories",
        arguments.from.display()
    );
    for name in names {
        let story = arguments.from.join(&name).join("story.toml");
        let out = to.join(&name);
        for old in ["record", "bodies", "polls"] {
            let path = out.join(old);
            if path.exists() {
                std::fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
            }
        }
        story::build(&story, &out)?;
        if let Some(keys) = &arguments.keys {
            story::write_keys(&story, &keys.join(&name))?;
        }
        println!("{}", out.display());
    }
    Ok(())
}

fn stories(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        if entry.path().join("story.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
