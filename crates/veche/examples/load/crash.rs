//! What is left of acknowledged ballots when the server is killed.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::ensure;
use tokio::net::TcpStream;
use veche_poll::chain::Reader;
use veche_poll::hash::Hash;
use veche_store::place::{Database, Store};

use crate::client::cast;
use crate::prepare::{NAME, POLL, ballots, fresh};
use crate::server::Server;

/// Kills the server while ballots come, and looks for every acknowledged one.
pub(crate) fn crash(dir: &Path) -> anyhow::Result<()> {
    let ballots = ballots(dir)?;
    fresh(dir, ballots.len())?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut sent = 0;
    for round in 0..5 {
        let mut server = Server::start(dir)?;
        let address = server.address;
        let acknowledged = Arc::new(AtomicUsize::new(sent));
        let (counter, list) = (Arc::clone(&acknowledged), Arc::clone(&ballots));
        let task = runtime.spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            while let Some(ballot) = list.get(counter.load(Ordering::SeqCst)) {
                cast(&mut stream, counter.load(Ordering::SeqCst), ballot).await?;
                counter.fetch_add(1, Ordering::SeqCst);
            }
            anyhow::Ok(())
        });
        std::thread::sleep(Duration::from_millis(700 + 300 * round));
        server.kill()?;
        // Ends with an error: its connection is gone.
        let _ = runtime.block_on(task)?;
        sent = acknowledged.load(Ordering::SeqCst);
        let trackers = ballots[..sent].iter();
        let trackers: Vec<Hash> = trackers.map(|ballot| Hash::of(ballot.as_bytes())).collect();
        let lost = lost(&dir.join("data/veche.sqlite"), &trackers)?;
        println!("killed after {sent} acknowledged ballots: {lost} lost");
        ensure!(lost == 0, "acknowledged ballots were lost");
        // The next one may have been kept without its answer having arrived: cast again, it gets the same tracker.
    }
    Ok(())
}

/// How many of these ballots are neither in the archive of a database nor among those that wait.
pub(crate) fn lost(database: &Path, trackers: &[Hash]) -> anyhow::Result<usize> {
    let store = Database::open(database)?.store(NAME)?;
    let waiting = store.waiting(POLL)?;
    let mut there: HashSet<[u8; 32]> = waiting
        .iter()
        .map(|ballot| *ballot.tracker.as_bytes())
        .collect();
    let length = store.archive_length(POLL)?.unwrap_or(0);
    let archive = store.archive_part(POLL, 0, usize::try_from(length)?)?;
    Reader::new().push(&archive, |step| {
        there.extend(step.event.payload.map(|hash| *hash.as_bytes()));
    });
    let missing = trackers
        .iter()
        .filter(|tracker| !there.contains(tracker.as_bytes()));
    Ok(missing.count())
}
