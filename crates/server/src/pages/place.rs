//! Which page: every page has one address, which ends with `/`.

use std::fmt;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// All elections.
    Front,
    /// An election.
    Election(String),
    /// Who stood, who was kept off, on which figures.
    Candidates(String),
    /// Decisions and appeals, with their clocks.
    Decisions(String),
    /// Assemblies, detentions, the press, reports.
    Freedoms(String),
    /// Polls and outcomes.
    Count(String),
    /// The election held against commitments.
    Assessment(String),
    /// What the record cannot show.
    Limits(String),
    /// The list of entries, by number of its page from 1.
    Entries(String, u64),
    /// An entry, by its number.
    Entry(String, u64),
    /// The booth of a poll.
    Vote(String, String),
    /// Finds a ballot.
    Find(String),
    /// Checks an opened ballot.
    Challenge(String),
    /// Verifies the record in the browser.
    Verify(String),
    /// Files a report.
    Report(String),
    /// What to think of before reporting.
    Risk,
    /// How everything works.
    Help,
    /// There is no such page.
    NotFound,
}

impl Place {
    /// The page of a path behind the language, without the `/` at its beginning: `e/respublika/entry/17/`. Any path
    /// that is not the one address of a page is [`Place::NotFound`].
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').collect();
        let name = |name: &str| name.to_owned();
        let place = match parts.as_slice() {
            [""] => Self::Front,
            ["risk", ""] => Self::Risk,
            ["help", ""] => Self::Help,
            ["e", e, ""] => Self::Election(name(e)),
            ["e", e, "candidates", ""] => Self::Candidates(name(e)),
            ["e", e, "decisions", ""] => Self::Decisions(name(e)),
            ["e", e, "freedoms", ""] => Self::Freedoms(name(e)),
            ["e", e, "count", ""] => Self::Count(name(e)),
            ["e", e, "assessment", ""] => Self::Assessment(name(e)),
            ["e", e, "limits", ""] => Self::Limits(name(e)),
            ["e", e, "entries", ""] => Self::Entries(name(e), 1),
            ["e", e, "entries", page, ""] => match page.parse() {
                Ok(page) => Self::Entries(name(e), page),
                Err(_) => Self::NotFound,
            },
            ["e", e, "entry", number, ""] => match number.parse() {
                Ok(number) => Self::Entry(name(e), number),
                Err(_) => Self::NotFound,
            },
            ["e", e, "vote", poll, ""] => Self::Vote(name(e), name(poll)),
            ["e", e, "find", ""] => Self::Find(name(e)),
            ["e", e, "challenge", ""] => Self::Challenge(name(e)),
            ["e", e, "verify", ""] => Self::Verify(name(e)),
            ["e", e, "report", ""] => Self::Report(name(e)),
            _ => Self::NotFound,
        };
        match place.to_string() == path {
            true => place,
            false => Self::NotFound,
        }
    }

    /// The election it belongs to.
    #[must_use]
    pub fn election(&self) -> Option<&str> {
        match self {
            Self::Front | Self::Risk | Self::Help | Self::NotFound => None,
            Self::Election(name)
            | Self::Candidates(name)
            | Self::Decisions(name)
            | Self::Freedoms(name)
            | Self::Count(name)
            | Self::Assessment(name)
            | Self::Limits(name)
            | Self::Entries(name, _)
            | Self::Entry(name, _)
            | Self::Vote(name, _)
            | Self::Find(name)
            | Self::Challenge(name)
            | Self::Verify(name)
            | Self::Report(name) => Some(name),
        }
    }

    /// From this page to the folder of its language: `./`, `../`, `../../`.
    #[must_use]
    pub fn root(&self) -> String {
        match self.to_string().matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Front | Self::NotFound => Ok(()),
            Self::Risk => f.write_str("risk/"),
            Self::Help => f.write_str("help/"),
            Self::Election(name) => write!(f, "e/{name}/"),
            Self::Candidates(name) => write!(f, "e/{name}/candidates/"),
            Self::Decisions(name) => write!(f, "e/{name}/decisions/"),
            Self::Freedoms(name) => write!(f, "e/{name}/freedoms/"),
            Self::Count(name) => write!(f, "e/{name}/count/"),
            Self::Assessment(name) => write!(f, "e/{name}/assessment/"),
            Self::Limits(name) => write!(f, "e/{name}/limits/"),
            Self::Entries(name, 1) => write!(f, "e/{name}/entries/"),
            Self::Entries(name, page) => write!(f, "e/{name}/entries/{page}/"),
            Self::Entry(name, number) => write!(f, "e/{name}/entry/{number}/"),
            Self::Vote(name, poll) => write!(f, "e/{name}/vote/{poll}/"),
            Self::Find(name) => write!(f, "e/{name}/find/"),
            Self::Challenge(name) => write!(f, "e/{name}/challenge/"),
            Self::Verify(name) => write!(f, "e/{name}/verify/"),
            Self::Report(name) => write!(f, "e/{name}/report/"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_page_and_back() {
        for path in [
            "",
            "risk/",
            "e/a/",
            "e/a/entries/",
            "e/a/entries/2/",
            "e/a/entry/17/",
            "e/a/vote/main/",
            "e/a/limits/",
        ] {
            let place = Place::parse(path);
            assert_eq!(place.to_string(), path);
            assert!(path.is_empty() || place != Place::NotFound, "{path}");
        }
    }

    #[test]
    fn a_second_address_of_a_page_is_none() {
        for path in [
            "e/a",
            "/",
            "e/a/entries/1/",
            "e/a/entry/017/",
            "e/a/entry/+1/",
            "e//",
            "e/a/nothing/",
            "help",
        ] {
            let place = Place::parse(path);
            assert!(
                place == Place::NotFound || path == "e//",
                "{path}: {place:?}"
            );
        }
    }

    #[test]
    fn the_root_is_as_far_up_as_the_page_is_down() {
        assert_eq!(Place::Front.root(), "./");
        assert_eq!(Place::Help.root(), "../");
        assert_eq!(Place::Entry("a".to_owned(), 3).root(), "../../../../");
    }
}
