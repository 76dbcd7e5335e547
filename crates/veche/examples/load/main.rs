//! How many ballots a second a server takes, verified, durable and acknowledged; and whether any of them can be lost.
//!
//! `cargo run --release -p veche --example load -- prepare DIR BALLOTS` makes an election with so many voters, a login and a
//! real ballot for each, and a server's folder of data. `… -- run DIR [--rate N] [--connections N]` starts the server as a
//! process of its own on this machine, sends all ballots over HTTP, at most N a second if a rate is given, and prints how
//! many were acknowledged a second and how long each waited. `… -- crash DIR` kills the server while ballots come, starts it
//! again, and looks for every acknowledged one. `… -- unsynced DIR` looks whether each would be there if the power failed at
//! its answer and all unsynced writes were lost; some hundreds of ballots are enough for it.
//!
//! The ballots are made beforehand. The load comes from this process, on the same cores as the server.
//!
//! | module | subject |
//! | --- | --- |
//! | [`prepare`] | election, logins, ballots |
//! | [`server`] | the server, as a process of its own |
//! | [`client`] | voters' programs |
//! | [`crash`] | the server is killed |
//! | [`unsynced`] | the power fails |

mod client;
mod crash;
mod prepare;
mod server;
mod unsynced;

use std::path::Path;
use std::time::Instant;

use anyhow::bail;

use client::send_all;
use prepare::{ballots, fresh};
use server::Server;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["prepare", dir, ballots] => prepare::prepare(Path::new(dir), ballots.parse()?),
        ["run", dir, options @ ..] => run(Path::new(dir), options),
        ["crash", dir] => crash::crash(Path::new(dir)),
        ["unsynced", dir] => unsynced::unsynced(Path::new(dir)),
        _ => bail!(
            "prepare DIR BALLOTS | run DIR [--rate N] [--connections N] | crash DIR | unsynced DIR"
        ),
    }
}

fn option(options: &[&str], name: &str) -> anyhow::Result<Option<f64>> {
    let place = options.iter().position(|option| *option == name);
    let value = place.and_then(|place| options.get(place + 1));
    Ok(value.map(|value| value.parse()).transpose()?)
}

/// Sends all ballots, and says how fast they were acknowledged.
fn run(dir: &Path, options: &[&str]) -> anyhow::Result<()> {
    let ballots = ballots(dir)?;
    fresh(dir, ballots.len())?;
    let server = Server::start(dir)?;
    let connections = option(options, "--connections")?.unwrap_or(64.0) as usize;
    let rate = option(options, "--rate")?;
    let runtime = tokio::runtime::Runtime::new()?;
    let began = Instant::now();
    let mut waits = runtime.block_on(send_all(server.address, &ballots, connections, rate))?;
    let seconds = began.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{} ballots acknowledged in {seconds:.1} s: {:.0} a second, {connections} connections{}; a ballot waited {:.1} ms \
         (half), {:.1} ms (99 of 100), {:.1} ms (longest)",
        waits.len(),
        waits.len() as f64 / seconds,
        rate.map_or(String::new(), |rate| format!(", at most {rate} a second")),
        at(0.5),
        at(0.99),
        at(1.0),
    );
    Ok(())
}
