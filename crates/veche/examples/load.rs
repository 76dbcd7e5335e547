//! How many ballots a second a server takes, verified, durable and acknowledged.
//!
//! `cargo run --release -p veche --example load -- prepare DIR BALLOTS` makes an election with so many voters, a login and a
//! real ballot for each, and a server's folder of data. `… -- run DIR [--rate N] [--connections N]` starts the server as a
//! process of its own on this machine, sends all ballots over HTTP, at most N a second if a rate is given, and prints how
//! many were acknowledged a second and how long each waited. `… -- crash DIR` kills the server while ballots come, starts it
//! again, and looks for every acknowledged one.
//!
//! The ballots are made beforehand. The load comes from this process, on the same cores as the server.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rayon::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use veche::commands::serve::dated;
use veche::election::keys;
use veche::story;
use veche_crypto::group::Ed25519;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::election::Election;
use veche_poll::hash::Hash;
use veche_poll::question::Selection;
use veche_server::room::login;
use veche_store::place::{Database, Directory, Login, Store};

const STORY: &str = include_str!("load.toml");
/// The election and its poll.
const NAME: &str = "load";
const POLL: &str = "one-of-five";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["prepare", dir, ballots] => prepare(Path::new(dir), ballots.parse()?),
        ["run", dir, options @ ..] => run(Path::new(dir), options),
        ["crash", dir] => crash(Path::new(dir)),
        _ => bail!("prepare DIR BALLOTS | run DIR [--rate N] [--connections N] | crash DIR"),
    }
}

/// Election, logins, ballots.
fn prepare(dir: &Path, number: usize) -> anyhow::Result<()> {
    let folder = dir.join(NAME);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("story.toml");
    std::fs::write(&file, dated(&STORY.replace("VOTERS", &number.to_string()))?)?;
    let told = story::build(&file, &folder)?;
    let keys_dir = dir.join("keys").join(NAME);
    std::fs::create_dir_all(&keys_dir)?;
    keys::write_log(&keys_dir.join("log.key"), &told.log_key())?;
    keys::write(&keys_dir.join("polls.key"), &told.key("committee"))?;

    let archive = std::fs::read(folder.join("polls").join(format!("{POLL}.bel")))?;
    let mut election = None;
    veche_poll::chain::Reader::new().push(&archive, |step| {
        let bytes = veche_poll::setup::election_bytes(&step).map(<[u8]>::to_vec);
        election = election.take().or(bytes);
    });
    let election = Election::<Ed25519>::parse(&election.context("no election")?)?;
    let ballots: Vec<String> = told
        .credentials(POLL)?
        .par_iter()
        .enumerate()
        .map(|(voter, credential)| {
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&(voter as u64).to_le_bytes());
            let mut rng = ChaCha20Rng::from_seed(seed);
            let marks = (0..5).map(|answer| answer == voter % 5).collect();
            let secret = credential.derive::<Ed25519>(&election.uuid);
            let selections = [Selection::Answers(marks)];
            let ballot = UnsignedBallot::encrypt(&election, secret, &selections, &mut rng)?;
            Ok(String::from_utf8(ballot.sign(&mut rng))?)
        })
        .collect::<anyhow::Result<_>>()?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(dir.join("ballots"))?);
    for ballot in &ballots {
        writeln!(file, "{ballot}")?;
    }
    file.flush()?;
    fresh(dir, number)?;
    println!("{number} ballots and logins are in {}", dir.display());
    Ok(())
}

/// A new folder of data: the election without ballots, and its logins.
fn fresh(dir: &Path, number: usize) -> anyhow::Result<()> {
    let data = dir.join("data");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    std::fs::create_dir_all(&data)?;
    let database = Database::open(&data.join("veche.sqlite"))?;
    database.import(NAME, &Directory::open(&dir.join(NAME), None)?)?;
    let logins: Vec<Login> = (0..number)
        .map(|voter| Login {
            name: voter.to_string(),
            mail: None,
            verifier: Some(login::verifier(&format!("code-{voter}"))),
            credential: None,
        })
        .collect();
    database.store(NAME)?.put_logins(POLL, &logins)?;
    Ok(())
}

/// A server, killed when it is dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(dir: &Path) -> anyhow::Result<Self> {
        // Free a moment ago; nobody else on this machine takes it meanwhile.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let program = program()?;
        let child = Command::new(program)
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(dir.join("data"))
            .arg("--keys")
            .arg(dir.join("keys"))
            .stdout(Stdio::null())
            .spawn()?;
        let server = Self { child, address };
        for _ in 0..600 {
            if std::net::TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the server does not answer")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary beside this example.
fn program() -> anyhow::Result<PathBuf> {
    let example = std::env::current_exe()?;
    let folder = example.parent().and_then(Path::parent);
    let program = folder.context("no folder")?.join("veche");
    ensure!(
        program.is_file(),
        "build the binary too: cargo build --release -p veche"
    );
    Ok(program)
}

fn ballots(dir: &Path) -> anyhow::Result<Arc<Vec<String>>> {
    let text = std::fs::read_to_string(dir.join("ballots"))?;
    Ok(Arc::new(text.lines().map(str::to_owned).collect()))
}

fn option(options: &[&str], name: &str) -> anyhow::Result<Option<f64>> {
    let place = options.iter().position(|option| *option == name);
    let value = place.and_then(|place| options.get(place + 1));
    Ok(value.map(|value| value.parse()).transpose()?)
}

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

/// Sends all ballots over so many connections. Gives how long each waited for its acknowledgement.
async fn send_all(
    address: SocketAddr,
    ballots: &Arc<Vec<String>>,
    connections: usize,
    rate: Option<f64>,
) -> anyhow::Result<Vec<Duration>> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (ballots, next) = (Arc::clone(ballots), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let mut waits = Vec::new();
            loop {
                let voter = next.fetch_add(1, Ordering::Relaxed);
                let Some(ballot) = ballots.get(voter) else {
                    return anyhow::Ok(waits);
                };
                if let Some(rate) = rate {
                    let due = began + Duration::from_secs_f64(voter as f64 / rate);
                    tokio::time::sleep_until(due.into()).await;
                }
                let start = Instant::now();
                cast(&mut stream, voter, ballot).await?;
                waits.push(start.elapsed());
            }
        }));
    }
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    Ok(waits)
}

/// Casts a ballot, and reads that it was accepted.
async fn cast(stream: &mut TcpStream, voter: usize, ballot: &str) -> anyhow::Result<()> {
    let body = serde_json::json!({
        "login": voter.to_string(), "code": format!("code-{voter}"), "ballot": ballot,
    })
    .to_string();
    let request = format!(
        "POST /api/v1/e/{NAME}/polls/{POLL}/ballots HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await?;
        ensure!(read > 0, "the server closed the connection");
        answer.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&answer);
        let Some((head, rest)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .context("no length")?;
        if rest.len() >= length.trim().parse()? {
            ensure!(head.starts_with("HTTP/1.1 201"), "refused: {text}");
            return Ok(());
        }
    }
}

/// Kills the server while ballots come, and looks for every acknowledged one.
fn crash(dir: &Path) -> anyhow::Result<()> {
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
        server.child.kill()?;
        server.child.wait()?;
        // Ends with an error: its connection is gone.
        let _ = runtime.block_on(task)?;
        sent = acknowledged.load(Ordering::SeqCst);
        let store = Database::open(&dir.join("data/veche.sqlite"))?.store(NAME)?;
        let waiting = store.waiting(POLL)?;
        let there: std::collections::HashSet<[u8; 32]> = waiting
            .iter()
            .map(|ballot| *ballot.tracker.as_bytes())
            .collect();
        let length = store.archive_length(POLL)?.unwrap_or(0);
        let archive = store.archive_part(POLL, 0, usize::try_from(length)?)?;
        let mut published = std::collections::HashSet::new();
        veche_poll::chain::Reader::new().push(&archive, |step| {
            published.extend(step.event.payload.map(|hash| *hash.as_bytes()));
        });
        let lost = ballots[..sent]
            .iter()
            .map(|ballot| *Hash::of(ballot.as_bytes()).as_bytes())
            .filter(|tracker| !there.contains(tracker) && !published.contains(tracker))
            .count();
        println!("killed after {sent} acknowledged ballots: {lost} lost");
        ensure!(lost == 0, "acknowledged ballots were lost");
        // The next one may have been kept without its answer having arrived: cast again, it gets the same tracker.
    }
    Ok(())
}
