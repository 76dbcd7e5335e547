//! Whoever runs a server: taking elections in and out, logins, static files.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use veche_server::house::House;
use veche_server::room::{Opening, Room, login};
use veche_server::site;
use veche_store::files::write_secret;
use veche_store::place::{Database, Directory, Login, Store};
use zeroize::Zeroizing;

use super::serve::name_of;
use crate::database::DATABASE;
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
}

#[derive(Deserialize)]
struct Line {
    login: String,
}

/// `server logins`: makes a code for each login.
///
/// # Errors
/// If a login stands twice, or the file of codes exists.
pub fn logins(voters: &Voters<'_>, file: &Path, out: &Path) -> anyhow::Result<()> {
    let mut rng = random::generator()?;
    let mut reader = csv::Reader::from_path(file).with_context(|| file.display().to_string())?;
    let mut codes = Zeroizing::new("login,code\n".to_owned());
    let mut logins: Vec<Login> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for line in reader.deserialize() {
        let Line { login: name } = line.with_context(|| file.display().to_string())?;
        let plain = !name.is_empty() && !name.contains([',', '"', '\n']) && name.len() <= 100;
        ensure!(
            plain,
            "{}: the login {name:?} is empty, too long or has a comma or quotation mark in it",
            file.display()
        );
        if !seen.insert(name.clone()) {
            bail!("{}: the login {name} stands there twice", file.display());
        }
        let code = login::new_code(&mut rng);
        codes.push_str(&format!("{name},{}\n", code.as_str()));
        logins.push(Login {
            verifier: Some(login::verifier(&code)),
            name,
            mail: None,
            credential: None,
        });
    }
    ensure!(!logins.is_empty(), "{}: has no line", file.display());
    let store = store(voters)?;
    // The codes first: a verifier whose code nobody has would shut out its voter.
    write_secret(out, &codes)?;
    store.put_logins(voters.poll, &logins)?;
    eprintln!(
        "{} logins for the poll {}. The codes are in {}: bring each voter their own, by another way than the credentials.",
        logins.len(),
        voters.poll,
        out.display()
    );
    Ok(())
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

/// `server site`: everything that would be served, as static files.
///
/// # Errors
/// If an election cannot be read, or a file cannot be written.
pub fn site(dirs: &[std::path::PathBuf], out: &Path) -> anyhow::Result<()> {
    let mut rooms = Vec::new();
    for dir in dirs {
        rooms.push(Room::open(Opening {
            name: name_of(dir)?,
            store: Arc::new(Directory::open(dir, None)?),
            log: None,
            polls: None,
            window: None,
            rehearsal: false,
        })?);
    }
    let files = site::write(&rooms, out, House::today())?;
    println!("{files} files are in {}", out.display());
    Ok(())
}
