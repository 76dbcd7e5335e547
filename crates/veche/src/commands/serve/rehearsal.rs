//! The open poll of the demonstration, beside the three sample elections, all in memory.
//!
//! Everybody can vote in it with the links that are printed. Its keys are made anew each time; since this program has all of
//! them, it can also end the poll and open the sum, so that whoever tries it sees a result. No real election can be ended
//! by who serves it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use jiff::{Span, Timestamp, tz::TimeZone};
use rand_core::Rng;
use veche_election::entry::outcomes::PollAnchored;
use veche_election::entry::programs::ProgramPublished;
use veche_election::entry::{Act, Recorded, UnsignedEntry};
use veche_election::value::Sha256Hex;
use veche_poll::chain::Reader;
use veche_server::house::Ending;
use veche_server::kept::VERSION;
use veche_server::room::{Opening, Room, closing, login};
use veche_server::site;
use veche_store::keeper::Keeper;
use veche_store::place::{Database, Directory, Login, Store};

use zeroize::Zeroizing;

use super::WINDOW_OF_DEMO;
use crate::commands::election::now;
use crate::random;
use crate::story::{self, Told};

/// The open poll's story.
const STORY: &str = include_str!("rehearsal.toml");
/// Its election and its poll in addresses.
const NAME: &str = "rehearsal";
const POLL: &str = "chair";

/// The demonstration.
pub(super) struct Demo {
    pub(super) rooms: Vec<Arc<Room>>,
    pub(super) ending: Ending,
    pub(super) links: Vec<Link>,
}

/// What a voter of the rehearsal gets. In truth the credential comes from the registrar and the login from the organiser.
pub(super) struct Link {
    credential: Zeroizing<String>,
    login: String,
    code: Zeroizing<String>,
}

impl Link {
    /// As a line on the terminal.
    pub(super) fn at(&self, address: SocketAddr) -> String {
        format!(
            "  voter {:>2}, code {}: http://{address}/en/e/{NAME}/vote/{POLL}/#{}",
            self.login,
            self.code.as_str(),
            self.credential.as_str()
        )
    }
}

/// Makes everything.
///
/// # Errors
/// If the temporary folder cannot be written.
pub(super) fn make() -> anyhow::Result<Demo> {
    let database = Database::in_memory()?;
    let temporary = tempfile::tempdir().context("a folder for a moment")?;
    let mut rooms = Vec::new();
    for (name, _, text) in crate::commands::demo::elections::STORIES {
        let folder = temporary.path().join(name);
        std::fs::create_dir_all(&folder)?;
        let story = folder.join("story.toml");
        std::fs::write(&story, text)?;
        story::build(&story, &folder)?;
        database.import(name, &Directory::open(&folder, None)?)?;
        rooms.push(Room::open(Opening {
            name: name.to_owned(),
            store: database.store(name)?,
            log: None,
            polls: None,
            window: Some(WINDOW_OF_DEMO),
            rehearsal: true,
            postman: None,
            hints: None,
        })?);
    }

    // Its keys are made from the folder's name, which nobody knows before.
    let mut rng = random::generator()?;
    let folder = temporary
        .path()
        .join(format!("{NAME}-{:016x}", rng.next_u64()));
    std::fs::create_dir_all(&folder)?;
    let story = folder.join("story.toml");
    std::fs::write(&story, dated(STORY)?)?;
    let told = story::build(&story, &folder)?;
    database.import(NAME, &Directory::open(&folder, None)?)?;
    let store: Arc<dyn Store> = database.store(NAME)?;
    let mut links = Vec::new();
    let mut logins = Vec::new();
    for (credential, number) in told.credentials(POLL)?.iter().zip(1..) {
        let code = login::new_code(&mut rng);
        logins.push(Login {
            name: format!("{number}"),
            mail: None,
            verifier: Some(login::verifier(&code)),
            credential: None,
        });
        links.push(Link {
            credential: Zeroizing::new(credential.expose().to_owned()),
            login: format!("{number}"),
            code,
        });
    }
    store.put_logins(POLL, &logins)?;
    let opening = Opening {
        name: NAME.to_owned(),
        store: Arc::clone(&store),
        log: Some(told.log_key()),
        polls: Some(told.key("committee")),
        window: Some(WINDOW_OF_DEMO),
        rehearsal: true,
        postman: None,
        hints: None,
    };
    publish_programs(&opening, &told)?;
    rooms.push(Room::open(opening)?);
    Ok(Demo {
        rooms,
        ending: ending(store, told),
        links,
    })
}

/// The committee says on the record which hashes the booth and the verifier have, as an organiser does after opening.
fn publish_programs(opening: &Opening, told: &Told) -> anyhow::Result<()> {
    let shown = Room::open(Opening {
        name: opening.name.clone(),
        store: Arc::clone(&opening.store),
        log: None,
        polls: None,
        window: opening.window,
        rehearsal: opening.rehearsal,
        postman: None,
        hints: None,
    })?;
    let mut keeper = Keeper::open(Arc::clone(&opening.store), told.log_key())?;
    let call = keeper.election().called().context("there is no call")?.id;
    let mut entries = Vec::new();
    for (name, program) in site::programs(&shown)? {
        let act = Act::ProgramPublished(ProgramPublished {
            name: name.try_into()?,
            sha256: Sha256Hex::of(program.as_bytes()),
            version: Some(VERSION.to_owned().try_into()?),
        });
        let recorded: Recorded = now(UnsignedEntry::sign(act, Some(call), &told.key("committee")));
        keeper.judge(&recorded)?;
        entries.push((recorded, Vec::new()));
    }
    keeper.write(&entries)?;
    Ok(())
}

/// A story with its days: DAY-N is so many days before today, DAY+N after.
///
/// # Errors
/// If there are no such days.
pub fn dated(story: &str) -> anyhow::Result<String> {
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date();
    let mut text = story.to_owned();
    // The longest first, since DAY-3 stands in DAY-30 too.
    for days in (1..=30).rev() {
        for (mark, span) in [("-", -days), ("+", days)] {
            let day = today.checked_add(Span::new().days(span))?;
            text = text.replace(&format!("DAY{mark}{days}"), &day.to_string());
        }
    }
    Ok(text)
}

/// Closes the poll and opens its sum.
fn ending(store: Arc<dyn Store>, told: Told) -> Ending {
    let told = Mutex::new(told);
    Arc::new(move |name: &str| {
        if name != NAME {
            return Err("this is no rehearsal: only the rehearsal can be ended here".to_owned());
        }
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        end(&store, &mut told).map_err(|error| format!("{error:#}"))
    })
}

fn end(store: &Arc<dyn Store>, told: &mut Told) -> anyhow::Result<()> {
    closing::seal(store.as_ref(), POLL)?;
    let length = store.archive_length(POLL)?.context("there is no archive")?;
    let mut archive = store.archive_part(POLL, 0, usize::try_from(length)?)?;
    for (bytes, _) in told.finish(POLL, &archive)?.additions {
        store.append_archive(POLL, archive.len() as u64, &bytes)?;
        archive.extend(bytes);
    }
    let mut events = Vec::new();
    Reader::new().push(&archive, |step| {
        events.push(Sha256Hex::new(*step.event_hash.as_bytes()));
    });
    let mut keeper = Keeper::open(Arc::clone(store), told.log_key())?;
    let key = told.key("committee");
    let election = keeper.election();
    let call = election.called().context("there is no call")?.id;
    let poll = election.polls().first().context("there is no poll")?;
    // Who won is not declared: voting has not ended by the calendar, and the judge would say so.
    let act = Act::PollAnchored(PollAnchored {
        poll: poll.id,
        after: poll.anchored.len() as u64,
        events: events.get(poll.anchored.len()..).unwrap_or(&[]).to_vec(),
    });
    let recorded: Recorded = now(UnsignedEntry::sign(act, Some(call), &key));
    keeper.judge(&recorded)?;
    keeper.write(&[(recorded, Vec::new())])?;
    Ok(())
}
