//! `veche serve`: elections in the browser.
//!
//! | module | subject |
//! | --- | --- |
//! | `rehearsal` | the open poll of the demonstration |

mod rehearsal;

pub use rehearsal::dated;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use veche_server::house::{Ending, House};
use veche_server::room::{Opening, Room};
use veche_server::serve;
use veche_store::place::{Database, Directory, Store};

use crate::database::DATABASE;
use crate::election::keys;
use crate::sending::account::Account;
use crate::sending::postman::postman;

/// In a demonstration nobody wants to wait.
const WINDOW_OF_DEMO: Duration = Duration::from_secs(5);

/// What to serve.
#[derive(Debug)]
pub struct Request {
    /// Elections' folders. Without any, those in the database.
    pub dirs: Vec<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The server's folder of data: database, private rows of folders.
    pub data: PathBuf,
    /// The folder of keys: `NAME/log.key`, `NAME/polls.key`. Without a key an election is only shown.
    pub keys: Option<PathBuf>,
    /// The demonstration instead.
    pub demo: bool,
    /// Where codes are handed in to be sent by mail.
    pub mail: Option<Account>,
    /// Hints are made as ballots are published.
    pub hints: bool,
}

/// `serve`: until told to stop.
///
/// # Errors
/// If an election cannot be opened, or nothing can listen there.
pub fn serve(request: &Request) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("VECHE_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let figures = serve::keep_figures()?;
    let mut links = Vec::new();
    let (rooms, ending) = match request.demo {
        true => {
            let demo = rehearsal::make()?;
            links = demo.links;
            (demo.rooms, Some(demo.ending))
        }
        false => (rooms(request)?, None::<Ending>),
    };
    let house = House::new(rooms, figures, ending)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start")?;
    runtime.block_on(async {
        let (listener, address) = serve::listen(request.listen).await?;
        println!("Veche is at http://{address}/");
        for link in &links {
            println!("{}", link.at(address));
        }
        println!("Stop it with Ctrl-C.");
        serve::serve(listener, house, serve::told_to_stop()).await
    })?;
    Ok(())
}

/// The elections of folders, or those in the database.
fn rooms(request: &Request) -> anyhow::Result<Vec<Arc<Room>>> {
    let postman = match &request.mail {
        Some(account) => {
            let (server, from) = account.open()?;
            Some(postman(server, from))
        }
        None => None,
    };
    let mut places: Vec<(String, Arc<dyn Store>)> = Vec::new();
    for dir in &request.dirs {
        let name = name_of(dir)?;
        let private = request.data.join("private").join(&name);
        let log = key_files(request, &name).0;
        // What is only shown has nothing private.
        let private = log.is_some().then_some(private);
        let store =
            Directory::open(dir, private.as_deref()).with_context(|| dir.display().to_string())?;
        places.push((name, Arc::new(store)));
    }
    if request.dirs.is_empty() {
        std::fs::create_dir_all(&request.data)
            .with_context(|| request.data.display().to_string())?;
        let database = Database::open(&request.data.join(DATABASE))?;
        for name in database.elections()? {
            let store = database.store(&name)?;
            places.push((name, store));
        }
    }
    places
        .into_iter()
        .map(|(name, store)| {
            let (log, polls) = key_files(request, &name);
            let log = log
                .map(|path| keys::read_log(&path).map(Arc::new))
                .transpose()?;
            let polls = polls.map(|path| keys::read(&path)).transpose()?;
            let opening = Opening {
                name: name.clone(),
                store,
                log,
                polls,
                window: None,
                rehearsal: false,
                postman: postman.clone(),
                hints: request
                    .hints
                    .then(|| request.data.join("hints").join(&name)),
            };
            Room::open(opening).with_context(|| format!("election {name}"))
        })
        .collect()
}

/// The election's name in addresses: that of its folder.
pub(crate) fn name_of(dir: &Path) -> anyhow::Result<String> {
    let path = std::path::absolute(dir)?;
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("{}: the folder has no name", dir.display()))?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!(
        name.chars().all(plain),
        "{}: the folder's name becomes part of addresses: use small letters, digits and dashes only",
        dir.display()
    );
    Ok(name.to_owned())
}

/// The files of keys that are there.
fn key_files(request: &Request, name: &str) -> (Option<PathBuf>, Option<PathBuf>) {
    let file = |file: &str| {
        let path = request.keys.as_ref()?.join(name).join(file);
        path.is_file().then_some(path)
    };
    (file("log.key"), file("polls.key"))
}
