//! What is left of acknowledged ballots when the power fails, and the disk has only what it was told to make durable.
//!
//! The server runs under `strace`. What it wrote and synced is then done again, call by call, on files that have lost
//! everything that was not synced: before each answer to a voter the database in these files must have the ballot.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use veche_poll::hash::Hash;

use crate::client::send_all;
use crate::crash::lost;
use crate::prepare::{ballots, fresh};
use crate::server::Server;

/// The connections of voters.
const CONNECTIONS: usize = 4;

/// Has ballots cast, and looks at what would be left after each answer.
pub(crate) fn unsynced(dir: &Path) -> anyhow::Result<()> {
    let ballots = ballots(dir)?;
    fresh(dir, ballots.len())?;
    // The database that was just made is still being closed.
    std::thread::sleep(Duration::from_secs(2));
    let mut disk = Disk::default();
    for entry in std::fs::read_dir(dir.join("data"))? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        let name = path.to_str().context("a path in UTF-8")?.to_owned();
        disk.durable.insert(name.clone(), bytes.clone());
        disk.named.insert(name.clone());
        disk.written.insert(name, bytes);
    }
    let trace = dir.join("trace");
    let mut server = Server::start_traced(dir, &trace)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(send_all(server.address, &ballots, CONNECTIONS, None))?;
    server.kill()?;

    let mut answered: Vec<Hash> = Vec::new();
    let left = dir.join("left");
    if left.exists() {
        std::fs::remove_dir_all(&left)?;
    }
    let (mut looked, mut synced) = (0, 0);
    // What each thread was about to do.
    let mut begun: HashMap<String, String> = HashMap::new();
    for line in BufReader::new(std::fs::File::open(&trace)?).lines() {
        let line = line?;
        let (thread, call) = line.split_once(' ').context("a line of strace")?;
        let call = call.trim_start();
        if let Some(call) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(thread.to_owned(), call.to_owned());
            disk.begin(thread, call);
            answered.extend(answer(call));
        } else if call.starts_with("<... ") {
            let (_, rest) = call.split_once("resumed>").context("a line of strace")?;
            let call = begun.remove(thread).context("a call that was not begun")?;
            disk.end(thread, &format!("{call}{rest}"))?;
        } else {
            disk.begin(thread, call);
            answered.extend(answer(call));
            disk.end(thread, call)?;
        }
        // Only when somebody was answered since the last look can anything be missing.
        if answered.len() > looked {
            looked = answered.len();
            synced += usize::from(disk.differs());
            // A folder for each look, since the database of the last one is still being closed.
            let left = left.join(looked.to_string());
            disk.write_to(&left)?;
            let missing = lost(&left.join("veche.sqlite"), &answered)?;
            ensure!(
                missing == 0,
                "after {looked} answers {missing} ballots would be lost"
            );
        }
    }
    ensure!(
        looked == ballots.len(),
        "{looked} answers were seen of {}",
        ballots.len()
    );
    println!(
        "{looked} ballots acknowledged; the power fails after any of the answers and unsynced writes are gone: 0 lost (at \
         {synced} of them there were such writes)"
    );
    Ok(())
}

/// The tracker in an answer to a voter.
fn answer(call: &str) -> Option<Hash> {
    let sent = ["write(", "writev(", "sendto(", "sendmsg("];
    if !sent.iter().any(|name| call.starts_with(name)) {
        return None;
    }
    let bytes = texts(call).concat();
    let text = String::from_utf8_lossy(&bytes);
    let (_, body) = text
        .strip_prefix("HTTP/1.1 201")?
        .split_once("\"tracker\":\"")?;
    Hash::from_base64(body.get(..43)?)
}

/// The texts in quotation marks, each byte of which is written `\x12`.
fn texts(call: &str) -> Vec<Vec<u8>> {
    let quoted = call.split('"').skip(1).step_by(2);
    quoted.map(bytes).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.split("\\x").skip(1);
    digits
        .filter_map(|digits| u8::from_str_radix(digits, 16).ok())
        .collect()
}

/// Files, as programs see them and as a disk has them after a power failure.
#[derive(Default)]
struct Disk {
    written: HashMap<String, Vec<u8>>,
    durable: HashMap<String, Vec<u8>>,
    /// The files whose names are durable: those that were there before their folder was synced.
    named: HashSet<String>,
    /// What stood in a file when a thread began to sync it.
    syncing: HashMap<String, (String, Vec<u8>)>,
}

impl Disk {
    /// A thread begins a call: what is synced is what was written before.
    fn begin(&mut self, thread: &str, call: &str) {
        if call.starts_with("fsync(") || call.starts_with("fdatasync(") {
            let path = path(call);
            if let Some(bytes) = self.written.get(&path) {
                let snapshot = (path, bytes.clone());
                self.syncing.insert(thread.to_owned(), snapshot);
            }
        }
    }

    /// A thread's call has ended.
    fn end(&mut self, thread: &str, call: &str) -> anyhow::Result<()> {
        let path = path(call);
        // Many spaces may stand before what the call gave.
        let arguments = call.rsplit_once(')').map_or("", |(arguments, _)| arguments);
        let last = arguments
            .rsplit(", ")
            .next()
            .and_then(|last| last.parse().ok());
        if call.starts_with("pwrite64(") {
            let at: usize = last.with_context(|| format!("where {path} was written"))?;
            let bytes = texts(call).pop().context("what was written")?;
            let file = self.written.entry(path).or_default();
            file.resize(file.len().max(at + bytes.len()), 0);
            file[at..at + bytes.len()].copy_from_slice(&bytes);
        } else if call.starts_with("ftruncate(") {
            let length = last.with_context(|| format!("how long {path} became"))?;
            self.written.entry(path).or_default().resize(length, 0);
        } else if let Some((path, bytes)) = self.syncing.remove(thread) {
            self.durable.insert(path, bytes);
        } else if call.starts_with("fsync(") {
            let inside =
                |name: &&String| Path::new(name.as_str()).parent() == Some(Path::new(&path));
            self.named
                .extend(self.written.keys().filter(inside).cloned());
        }
        Ok(())
    }

    /// Whether something that was written would be lost.
    fn differs(&self) -> bool {
        let mut files = self.written.iter().filter(|(name, _)| !is_shared(name));
        files.any(|(name, bytes)| self.durable.get(name) != Some(bytes))
    }

    /// Writes what the disk has into a folder.
    fn write_to(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let durable = self.durable.iter();
        for (name, bytes) in
            durable.filter(|(name, _)| self.named.contains(*name) && !is_shared(name))
        {
            if let Some(name) = Path::new(name).file_name() {
                std::fs::write(folder.join(name), bytes)?;
            }
        }
        Ok(())
    }
}

/// Whether a file is only memory that processes share, which SQLite makes anew.
fn is_shared(name: &str) -> bool {
    name.ends_with("-shm")
}

/// The file of a call, which strace writes behind its number.
fn path(call: &str) -> String {
    let inside = call
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    let name = inside.map(|(name, _)| bytes(name)).unwrap_or_default();
    String::from_utf8_lossy(&name).into_owned()
}
