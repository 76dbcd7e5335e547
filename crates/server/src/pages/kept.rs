//! The booth and the verifier as files to keep, and what a page says of them.
//!
//! What can differ between two servers, or from one day to the next, is not in a file, so that its hash can stand on the
//! record: no phase, no day, no window, no way of login. [`crate::kept`] has the programs.

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use veche_election::entry::Act;
use veche_election::judge::KeyState;
use veche_election::judge::state::Kept;
use veche_election::value::Sha256Hex;

use super::reader::{Link, Reader};
use super::{PageError, Place, booth, tools};
use crate::kept::{Program, VERSION, inside};
use crate::shown::{Login, PollPhase, PollShown, Shown, Texts};
use crate::words::Language;

/// What a page says of a file to keep.
#[derive(Serialize)]
pub(super) struct Offer {
    pub(super) file: String,
    pub(super) href: String,
    pub(super) save: String,
    pub(super) sha256: String,
    pub(super) version: &'static str,
    /// Who says on the record that the file has this hash.
    pub(super) vouched: Vec<Vouch>,
    /// Who says that a file of this name has another.
    pub(super) others: Vec<Vouch>,
}

/// Somebody with a known key vouches for a hash.
#[derive(Serialize)]
pub(super) struct Vouch {
    pub(super) who: String,
    pub(super) link: Link,
}

/// A file to keep.
///
/// # Errors
/// If there is no such poll, or this program is wrong.
pub fn file(
    shown: &Shown,
    texts: &dyn Texts,
    program: &Program,
    language: Language,
) -> Result<String, PageError> {
    let name = shown.name.clone();
    let place = match program {
        Program::Verifier => Place::Verify(name),
        Program::Booth(poll) => Place::Vote(name, poll.clone()),
    };
    // No file has anything in it that depends on the day.
    let reader = Reader::new(&place, language, shown, texts, Date::ZERO);
    make(&reader, program)
}

/// Every file to keep of an election, by name.
///
/// # Errors
/// If this program is wrong.
pub fn files(shown: &Shown, texts: &dyn Texts) -> Result<Vec<(String, String)>, PageError> {
    let booths = shown
        .polls
        .iter()
        .map(|poll| Program::Booth(poll.name.clone()));
    let mut files = Vec::new();
    for program in std::iter::once(Program::Verifier).chain(booths) {
        for language in Language::ALL {
            let made = file(shown, texts, &program, language)?;
            files.push((program.file(language), made));
        }
    }
    Ok(files)
}

fn make(reader: &Reader<'_>, program: &Program) -> Result<String, PageError> {
    let wrong = |reason: String| PageError::Writing {
        page: program.file(reader.w.language()),
        reason,
    };
    let inside = inside::of(program).map_err(|error| wrong(error.to_string()))?;
    let made = match program {
        Program::Verifier => tools::verifier(reader, Some(inside), None).render(),
        Program::Booth(name) => {
            let poll = fixed(booth::poll(reader, name)?);
            booth::ballot(reader, &poll, Some(inside), None).render()
        }
    };
    made.map_err(|error| wrong(error.to_string()))
}

/// A poll without what can differ between two servers, or from one day to the next.
fn fixed(poll: &PollShown) -> PollShown {
    PollShown {
        phase: PollPhase::Open,
        opens: None,
        closes: None,
        // Whatever logins the server has, the file is the same.
        login: Login::Mail,
        window_seconds: 0,
        ..poll.clone()
    }
}

/// What a page of an election says of a file.
pub(super) fn offer(reader: &Reader<'_>, program: &Program) -> Result<Offer, PageError> {
    let w = reader.w;
    let file = program.file(w.language());
    let made = make(reader, program)?;
    let sha256 = Sha256Hex::new(Sha256::digest(&made).into());
    let (mut vouched, mut others) = (Vec::new(), Vec::new());
    for kept in reader.election().kept() {
        let Act::ProgramPublished(act) = &kept.act else {
            continue;
        };
        if act.name.as_str() == file && counts(reader, kept) {
            let of = match act.sha256 == sha256 {
                true => &mut vouched,
                false => &mut others,
            };
            of.push(Vouch {
                who: reader.telling.signer(&kept.by),
                link: reader.link_to(kept.index),
            });
        }
    }
    Ok(Offer {
        href: format!("{}../e/{}/{file}", reader.frame.root, reader.shown.name),
        save: w.with(
            "kept-save",
            &[
                ("file", file.clone().into()),
                ("n", w.number(made.len().div_ceil(1_000) as u64).into()),
            ],
        ),
        file,
        sha256: sha256.to_string(),
        version: VERSION,
        vouched,
        others,
    })
}

/// Whether readers are shown who says it: the organiser, a body or a declared observer, whose key was not revoked, and
/// who has not taken it back.
fn counts(reader: &Reader<'_>, kept: &Kept) -> bool {
    let election = reader.election();
    let owner = election.keys().owner(&kept.by);
    let known = owner.is_some_and(|(person, state)| {
        person.is_known() && !matches!(state, KeyState::Revoked(..))
    });
    known && !election.is_withdrawn(&kept.id)
}
