//! The server, as a process of its own.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail, ensure};

/// A server, killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts it on the data in a folder.
    pub(crate) fn start(dir: &Path) -> anyhow::Result<Self> {
        Self::start_by(Command::new(program()?), dir)
    }

    /// Starts it so that every system call that has to do with files or answers is noted in a file.
    pub(crate) fn start_traced(dir: &Path, trace: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-xx", "-s", "1048576", "-o"]);
        command.arg(trace);
        command.args(["-e", CALLS]).arg(program()?);
        Self::start_by(command, dir).context("strace is needed (Debian package strace)")
    }

    fn start_by(mut command: Command, dir: &Path) -> anyhow::Result<Self> {
        // Free a moment ago; nobody else on this machine takes it meanwhile.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = command
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(dir.join("data"))
            .arg("--keys")
            .arg(dir.join("keys"))
            .stdout(Stdio::null())
            .process_group(0)
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

impl Server {
    /// Kills it, without warning.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        // The whole group, since strace would leave the server running.
        let group = format!("-{}", self.child.id());
        Command::new("kill")
            .args(["-KILL", "--", &group])
            .status()?;
        self.child.wait()?;
        Ok(())
    }
}

/// What is noted.
const CALLS: &str = "trace=pwrite64,write,writev,fsync,fdatasync,ftruncate,unlink,sendto,sendmsg";

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.kill();
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
