//! What every page has: its title, its languages, the ways from it, and the mark of a rehearsal.

use serde::Serialize;

use super::Place;
use crate::kept::inside::Inside;
use crate::words::{Language, Words};

/// The frame of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// The words, for the template.
    #[serde(skip)]
    pub w: &'static Words,
    /// The language.
    pub language: Language,
    /// The title of the document.
    pub title: String,
    /// From this page to the folder of its language.
    pub root: String,
    /// This page, from there.
    pub here: String,
    /// Not a real election: every page says so.
    pub demo: bool,
    /// The election of the page, if it belongs to one.
    pub election: Option<ElectionWays>,
    /// Says when the record has grown since the page was made, if the page is one to read.
    pub news: Option<News>,
    /// Scripts of the page, by their names in `assets/js`.
    #[serde(skip)]
    pub scripts: &'static [&'static str],
    /// Of a file that somebody keeps: everything that it has inside. It leads nowhere.
    #[serde(skip)]
    pub kept: Option<&'static Inside>,
}

/// What a page must know to say that the record has grown.
#[derive(Clone, Debug, Serialize)]
pub struct News {
    /// How many entries there were when the page was made.
    pub entries: u64,
    /// Where the new ones are seen: an empty address is the page itself, with what was asked of it.
    pub href: String,
}

/// The ways inside an election.
#[derive(Clone, Debug, Serialize)]
pub struct ElectionWays {
    /// Its name in addresses.
    pub name: String,
    /// What it is called.
    pub title: super::said::Said,
    /// Its pages.
    pub ways: Vec<Way>,
}

/// A way to another page.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether one is there.
    pub current: bool,
}

impl Frame {
    /// Of a page outside all elections.
    #[must_use]
    pub fn new(place: &Place, language: Language, demo: bool) -> Self {
        let w = Words::of(language);
        Self {
            w,
            language,
            title: w.say("site-name"),
            root: place.root(),
            here: place.to_string(),
            demo,
            election: None,
            news: None,
            scripts: &[],
            kept: None,
        }
    }

    /// The tag of the language.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.language.tag()
    }

    /// The direction in which it is read.
    #[must_use]
    pub fn dir(&self) -> &'static str {
        self.language.direction()
    }

    /// The same page in every language.
    #[must_use]
    pub fn languages(&self) -> Vec<(Language, Way)> {
        Language::ALL
            .into_iter()
            .map(|language| {
                let way = Way {
                    label: language.own_name().to_owned(),
                    href: format!("{}../{}/{}", self.root, language.tag(), self.here),
                    current: language == self.language,
                };
                (language, way)
            })
            .collect()
    }

    /// The name of the election, in addresses.
    #[must_use]
    pub fn name(&self) -> &str {
        self.election.as_ref().map_or("", |election| &election.name)
    }

    /// With this title.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.title = match &self.election {
            Some(election) if !election.title.note => {
                format!("{title} · {}", election.title.text)
            }
            _ => format!("{title} · {}", self.w.say("site-name")),
        };
        self
    }

    /// With a line that says when the record has grown.
    #[must_use]
    pub fn with_news(mut self, news: News) -> Self {
        self.news = Some(news);
        self.with_scripts(&["news"])
    }

    /// With these scripts.
    #[must_use]
    pub fn with_scripts(mut self, scripts: &'static [&'static str]) -> Self {
        self.scripts = scripts;
        self
    }
}
