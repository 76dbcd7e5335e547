//! The booth and the verifier as one file each, which people keep and run without a server.
//!
//! | module | subject |
//! | --- | --- |
//! | [`bundle`] | modules of JavaScript as one script |
//! | [`inside`] | everything that a file has inside, and the policy that lets it do no more |
//!
//! A page of a server can be exchanged by who serves it; a file that somebody keeps cannot, and its hash can be compared
//! with what others say. The same election and the same version of Veche give the same bytes. What a file says is
//! made by [`crate::pages::kept`], from the templates of the pages.

pub mod bundle;
pub mod inside;

use crate::words::Language;

/// The version of Veche that makes the files.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What can be kept as one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// Verifies the record of an election.
    Verifier,
    /// Votes in the poll of this name.
    Booth(String),
}

impl Program {
    /// The name of its file: `verify.en.html`, `booth-chair.en.html`.
    #[must_use]
    pub fn file(&self, language: Language) -> String {
        let tag = language.tag();
        match self {
            Self::Verifier => format!("verify.{tag}.html"),
            Self::Booth(poll) => format!("booth-{poll}.{tag}.html"),
        }
    }

    /// The program and the language of a file's name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<(Self, Language)> {
        let (program, tag) = name.strip_suffix(".html")?.rsplit_once('.')?;
        let language = Language::of_tag(tag)?;
        let program = match program.strip_prefix("booth-") {
            Some(poll) => Self::Booth(poll.to_owned()),
            None if program == "verify" => Self::Verifier,
            None => return None,
        };
        Some((program, language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_leads_to_its_program_and_back() {
        for program in [Program::Verifier, Program::Booth("run-off".to_owned())] {
            for language in Language::ALL {
                let name = program.file(language);
                assert_eq!(Program::of_file(&name), Some((program.clone(), language)));
                // The record can name it.
                assert!(veche_election::value::FileName::try_from(name).is_ok());
            }
        }
        for other in [
            "verify.html",
            "verify.xx.html",
            "verify.en",
            "find.en.html",
            "",
        ] {
            assert_eq!(Program::of_file(other), None, "{other}");
        }
    }
}
