//! An election with everything that its pages need: words, names, links, texts.

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;
use veche_election::judge::Election;
use veche_election::value::{BodyRef, EntryId};
use veche_store::texts::plain;

use super::frame::{ElectionWays, News, Way};
use super::said::Said;
use super::{Frame, Place};
use crate::shown::{BodyText, Shown, Texts};
use crate::words::{Language, Telling, Words};

/// So many entries behind one statement are named.
const NAMED: usize = 20;

/// An election, read for one page.
pub struct Reader<'a> {
    /// The words.
    pub w: &'static Words,
    /// The election with what was computed.
    pub shown: &'a Shown,
    /// Names and sentences.
    pub telling: Telling<'a>,
    /// The frame of its page.
    pub frame: Frame,
    /// The day for which clocks are read.
    pub today: Date,
    texts: &'a dyn Texts,
}

/// An entry that is referred to.
#[derive(Clone, Debug, Serialize, Template)]
#[template(
    source = r#"<a class="entry" href="{{ href }}">{{ label }}</a>"#,
    ext = "html"
)]
pub struct Link {
    /// Its number on the record.
    pub number: u64,
    /// What the link says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// An entry in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The entry.
    pub link: Link,
    /// What it says, in one line.
    pub text: String,
    /// What a reader must know before believing it.
    pub notes: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Of an election, for a page.
    #[must_use]
    pub fn new(
        place: &Place,
        language: Language,
        shown: &'a Shown,
        texts: &'a dyn Texts,
        today: Date,
    ) -> Self {
        let w = Words::of(language);
        let text = |reference: &BodyRef| match texts.read(reference) {
            BodyText::Text { text, .. } => Some(plain(&text)),
            _ => None,
        };
        let mut reader = Self {
            w,
            shown,
            telling: Telling::new(w, &shown.election, &text),
            frame: Frame::new(place, language, shown.demo),
            today,
            texts,
        };
        reader.frame.election = Some(ElectionWays {
            name: shown.name.clone(),
            title: reader.title(),
            ways: reader.ways(place),
        });
        match reader.news(place) {
            Some(news) => Self {
                frame: reader.frame.clone().with_news(news),
                ..reader
            },
            None => reader,
        }
    }

    /// Which pages say that the record has grown: those that are read, and not those on which something is done.
    fn news(&self, place: &Place) -> Option<News> {
        let entries = self.election().len();
        let href = match place {
            Place::Election(_)
            | Place::Candidates(_)
            | Place::Decisions(_)
            | Place::Freedoms(_)
            | Place::Count(_) => String::new(),
            // The first new entry stands at the end of the list.
            Place::Entries(name, _) => {
                let last = super::entries::pages(entries + 1);
                self.href(&Place::Entries(name.clone(), last))
            }
            _ => return None,
        };
        Some(News { entries, href })
    }

    /// The election.
    #[must_use]
    pub fn election(&self) -> &'a Election {
        &self.shown.election
    }

    /// What lies beside it.
    #[must_use]
    pub fn texts(&self) -> &'a dyn Texts {
        self.texts
    }

    /// What the election is called.
    #[must_use]
    pub fn title(&self) -> Said {
        match self.election().called() {
            Some(called) => self.said(&called.id, &called.call.title),
            None => Said {
                text: self.shown.name.clone(),
                lang: None,
                note: false,
            },
        }
    }

    /// A text of an entry. Of an entry that was withdrawn nothing is shown, also where its file was left over.
    #[must_use]
    pub fn said(&self, owner: &EntryId, reference: &BodyRef) -> Said {
        let withdrawn = self.election().is_withdrawn(owner);
        let body = (!withdrawn).then(|| self.texts.read(reference));
        Said::new(self.w, body.as_ref())
    }

    /// Where a page of this election is, seen from this one.
    #[must_use]
    pub fn href(&self, place: &Place) -> String {
        format!("{}{place}", self.frame.root)
    }

    /// The entry with this number.
    #[must_use]
    pub fn link_to(&self, number: u64) -> Link {
        Link {
            number,
            label: self
                .w
                .with("entry-number", &[("number", number.to_string().into())]),
            href: self.href(&Place::Entry(self.shown.name.clone(), number)),
        }
    }

    /// An entry.
    #[must_use]
    pub fn link(&self, id: &EntryId) -> Option<Link> {
        self.election()
            .number_of(id)
            .map(|number| self.link_to(number))
    }

    /// The first entries behind a statement.
    #[must_use]
    pub fn links<'b>(&self, ids: impl IntoIterator<Item = &'b EntryId>) -> Vec<Link> {
        ids.into_iter()
            .filter_map(|id| self.link(id))
            .take(NAMED)
            .collect()
    }

    /// An entry in a list.
    #[must_use]
    pub fn line(&self, id: &EntryId) -> Option<Line> {
        Some(Line {
            link: self.link(id)?,
            text: self.telling.line_of(id),
            notes: self.notes(id),
        })
    }

    /// What a reader must know of an entry before believing it.
    #[must_use]
    pub fn notes(&self, id: &EntryId) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.election().is_vouched(id) {
            notes.push(self.w.say("note-unvouched"));
        }
        if self.election().is_withdrawn(id) {
            notes.push(self.w.say("note-withdrawn"));
        }
        notes
    }

    fn ways(&self, here: &Place) -> Vec<Way> {
        let name = || self.shown.name.clone();
        [
            ("nav-overview", Place::Election(name())),
            ("nav-candidates", Place::Candidates(name())),
            ("nav-decisions", Place::Decisions(name())),
            ("nav-freedoms", Place::Freedoms(name())),
            ("nav-count", Place::Count(name())),
            ("nav-assessment", Place::Assessment(name())),
            ("nav-limits", Place::Limits(name())),
            ("nav-entries", Place::Entries(name(), 1)),
            ("nav-verify", Place::Verify(name())),
            ("nav-find", Place::Find(name())),
            ("nav-report", Place::Report(name())),
        ]
        .into_iter()
        .map(|(label, place)| Way {
            label: self.w.say(label),
            href: self.href(&place),
            current: place == *here,
        })
        .collect()
    }
}
