//! Whoever runs a server: taking elections in and out, logins, static files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use lettre::Address;
use serde::Deserialize;
use veche_election::value::Sha256Hex;
use veche_server::house::House;
use veche_server::room::{Opening, Room, login};
use veche_server::site;
use veche_store::files::write_secret;
use veche_store::place::{Database, Directory, Login, Store};
use zeroize::Zeroizing;

use super::serve::name_of;
use crate::database::{self, DATABASE};
use crate::random;

/// `server import`: takes an election's folder into the database.
///
/// # Errors
/// If there is an election of this name already, or the folder's record is not sound.
pub fn import(dir: &Path, data: &Path) -> anyhow::Result<()> {
    let name = name_of(dir)?;
    std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
    let database = Database::open(&data.join(DATABASE))?;
    database.import(&name, &Directory::open(dir, None)?)?;
    println!("{name} is in {}", data.display());
    Ok(())
}

/// `server export`: writes an election of the database into a new folder.
///
/// # Errors
/// If there is no such election, or the folder exists.
pub fn export(name: &str, out: &Path, data: &Path) -> anyhow::Result<()> {
    ensure!(!out.exists(), "{}: exists already", out.display());
    Database::open(&data.join(DATABASE))?.export(name, out)?;
    println!("{name} is in {}", out.display());
    Ok(())
}

/// Whose logins.
#[derive(Clone, Copy, Debug)]
pub struct Voters<'a> {
    /// The election's name.
    pub name: &'a str,
    /// The poll's name.
    pub poll: &'a str,
    /// The server's folder of data.
    pub data: &'a Path,
    /// The election's folder, if it is served from there.
    pub dir: Option<&'a Path>,
    /// Those with a mail address get no code made beforehand.
    pub by_mail: bool,
}

#[derive(Deserialize)]
struct Line {
    login: String,
    #[serde(default)]
    mail: Option<String>,
}

/// `server logins`: makes a code for each login, but for those to which codes are mailed when they ask.
///
/// # Errors
/// If a login stands twice, an address is none, or the file of codes exists.
pub fn logins(voters: &Voters<'_>, file: &Path, out: &Path) -> anyhow::Result<()> {
    let lines = read_lines(file)?;
    let store = store(voters)?;
    let known: BTreeMap<String, Option<String>> = store
        .logins(voters.poll)?
        .into_iter()
        .map(|login| (login.name, login.verifier))
        .collect();
    let mut rng = random::generator()?;
    let mut codes = Zeroizing::new("login,code\n".to_owned());
    let mut logins = Vec::with_capacity(lines.len());
    let mut with_code = 0;
    for Line { login: name, mail } in lines {
        let verifier = if voters.by_mail && mail.is_some() {
            let before = known.get(&name).cloned().flatten();
            before.filter(|verifier| login::is_password(verifier))
        } else {
            let code = login::new_code(&mut rng);
            codes.push_str(&format!("{name},{}\n", code.as_str()));
            with_code += 1;
            Some(login::verifier(&code))
        };
        logins.push(Login {
            name,
            mail,
            verifier,
            credential: None,
        });
    }
    // The codes first: a verifier whose code nobody has would shut out its voter.
    write_secret(out, &codes)?;
    store.put_logins(voters.poll, &logins)?;
    eprintln!(
        "{} logins for the poll {}. The codes of {with_code} are in {}: bring each voter their own, by another way than the credentials.",
        logins.len(),
        voters.poll,
        out.display()
    );
    Ok(())
}

/// The lines of a list of logins. A mail address is never shown: its line is named.
fn read_lines(file: &Path) -> anyhow::Result<Vec<Line>> {
    let mut reader = csv::Reader::from_path(file).with_context(|| file.display().to_string())?;
    let mut lines: Vec<Line> = Vec::new();
    let mut seen = BTreeSet::new();
    for (line, number) in reader.deserialize().zip(2..) {
        let mut line: Line = line.with_context(|| file.display().to_string())?;
        let name = &line.login;
        let plain = !name.is_empty() && !name.contains([',', '"', '\n']) && name.len() <= 100;
        ensure!(
            plain,
            "{}: the login {name:?} is empty, too long or has a comma or quotation mark in it",
            file.display()
        );
        if !seen.insert(name.clone()) {
            bail!("{}: the login {name} stands there twice", file.display());
        }
        let mail = line.mail.take().map(|mail| mail.trim().to_owned());
        line.mail = mail.filter(|mail| !mail.is_empty());
        if let Some(mail) = &line.mail {
            ensure!(
                mail.parse::<Address>().is_ok(),
                "{}: line {number}: what stands in the column mail is no mail address",
                file.display()
            );
        }
        lines.push(line);
    }
    ensure!(!lines.is_empty(), "{}: has no line", file.display());
    Ok(lines)
}

fn store(voters: &Voters<'_>) -> anyhow::Result<Arc<dyn Store>> {
    Ok(match voters.dir {
        Some(dir) => {
            let private = voters.data.join("private").join(voters.name);
            Arc::new(Directory::open(dir, Some(&private))?)
        }
        None => Database::open(&voters.data.join(DATABASE))?.store(voters.name)?,
    })
}

/// `server programs`: the booth and the verifier as files to keep, and their hashes.
///
/// # Errors
/// If the election cannot be read, or the folder exists.
pub fn programs(election: &Path, out: &Path) -> anyhow::Result<()> {
    ensure!(!out.exists(), "{}: exists already", out.display());
    let store = match database::election(election)? {
        Some(store) => store,
        None => Arc::new(Directory::open(election, None)?),
    };
    let room = shown(name_of(election)?, store)?;
    std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let mut sums = String::new();
    for (name, program) in site::programs(&room)? {
        sums.push_str(&format!("{}  {name}\n", Sha256Hex::of(program.as_bytes())));
        let path = out.join(name);
        std::fs::write(&path, program).with_context(|| path.display().to_string())?;
    }
    let path = out.join("SHA256SUMS");
    std::fs::write(&path, &sums).with_context(|| path.display().to_string())?;
    print!("{sums}");
    eprintln!(
        "The files and SHA256SUMS are in {}. Sign a `program_published` for each and record it, and tell the hashes by another \
         way too.",
        out.display()
    );
    Ok(())
}

/// An election that is only shown.
fn shown(name: String, store: Arc<dyn Store>) -> anyhow::Result<Arc<Room>> {
    Ok(Room::open(Opening {
        name,
        store,
        log: None,
        polls: None,
        window: None,
        rehearsal: false,
        postman: None,
        hints: None,
    })?)
}

/// `server site`: everything that would be served, as static files.
///
/// # Errors
/// If an election cannot be read, or a file cannot be written.
pub fn site(dirs: &[std::path::PathBuf], out: &Path) -> anyhow::Result<()> {
    let mut rooms = Vec::new();
    for dir in dirs {
        rooms.push(shown(name_of(dir)?, Arc::new(Directory::open(dir, None)?))?);
    }
    let files = site::write(&rooms, out, House::today())?;
    println!("{files} files are in {}", out.display());
    Ok(())
}
