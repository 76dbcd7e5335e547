//! The programs that are compared, and where they are.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// A program with a command line.
#[derive(Clone)]
pub(super) struct Program {
    path: PathBuf,
}

/// The binary under test.
pub(super) fn veche() -> Program {
    Program {
        path: PathBuf::from(env!("CARGO_BIN_EXE_veche")),
    }
}

/// The independent tool, 3.3.x: `$BELENIOS_TOOL`, or what the script `belenios-peer` has installed, or with
/// `VECHE_PEER=1` what it installs now. Says so if there is none.
pub(super) fn peer() -> Option<Program> {
    static FOUND: OnceLock<Option<Program>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        named("BELENIOS_TOOL")
            .or_else(|| cached(".cache/belenios-peer/belenios-tool"))
            .or_else(install)
    });
    if found.is_none() {
        println!("skipped: no belenios-tool 3.3.x; name one in BELENIOS_TOOL, or set VECHE_PEER=1");
    }
    found.clone()
}

/// The independent tool, release 2.0, as Debian 12 has it: `$BELENIOS_TOOL_2`, or where `apt-get download` and
/// `dpkg -x` may have put it. Says so if there is none.
pub(super) fn older_peer() -> Option<Program> {
    let found = named("BELENIOS_TOOL_2")
        .or_else(|| cached(".cache/belenios-peer-2.0/root/usr/bin/belenios-tool"));
    if found.is_none() {
        println!("skipped: no belenios-tool 2.0; name one in BELENIOS_TOOL_2");
    }
    found
}

fn named(variable: &str) -> Option<Program> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    assert!(path.is_file(), "{variable}: {path:?} is not a file");
    Some(Program { path })
}

fn cached(below_home: &str) -> Option<Program> {
    let path = Path::new(&std::env::var_os("HOME")?).join(below_home);
    path.is_file().then_some(Program { path })
}

fn install() -> Option<Program> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tools/belenios-peer");
    if !script.is_file() || std::env::var("VECHE_PEER").as_deref() != Ok("1") {
        return None;
    }
    let output = Command::new(script).output().unwrap();
    assert!(output.status.success(), "belenios-peer: {output:?}");
    let path = String::from_utf8(output.stdout).unwrap();
    Some(Program {
        path: PathBuf::from(path.trim()),
    })
}

impl Program {
    /// Runs it in a folder, and gives what it did whether or not it succeeded.
    pub(super) fn attempt(&self, folder: &Path, args: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(&self.path)
            .args(args)
            .current_dir(folder)
            // The tool waits for a slower source of randomness otherwise.
            .env("BELENIOS_USE_URANDOM", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that needs no input may close it: what it says in the end is what counts.
        let _ = stdin.write_all(input);
        drop(stdin);
        child.wait_with_output().unwrap()
    }

    /// Runs it in a folder with this input, and gives what it printed. It must succeed.
    pub(super) fn feed(&self, folder: &Path, args: &[&str], input: &str) -> String {
        let output = self.attempt(folder, args, input.as_bytes());
        assert!(
            output.status.success(),
            "{:?} {args:?}: {}\n{}\n{}",
            self.path,
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it in a folder, and gives what it printed. It must succeed.
    pub(super) fn run(&self, folder: &Path, args: &[&str]) -> String {
        self.feed(folder, args, "")
    }
}

/// A path as an argument.
pub(super) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
