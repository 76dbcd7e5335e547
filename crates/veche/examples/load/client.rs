//! Voters' programs: ballots over HTTP, and how long each waits for its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::prepare::{NAME, POLL};

/// Sends all ballots over so many connections. Gives how long each waited for its acknowledgement.
pub(crate) async fn send_all(
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
pub(crate) async fn cast(stream: &mut TcpStream, voter: usize, ballot: &str) -> anyhow::Result<()> {
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
