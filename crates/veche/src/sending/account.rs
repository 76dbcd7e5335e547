//! Where and as whom mails are handed in, as the command line says it.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use lettre::message::Mailbox;
use veche_store::files::read_secret;
use zeroize::Zeroizing;

use super::smtp::Server;
use crate::election::keys;

/// The options about the mail server.
#[derive(Debug)]
pub struct Account {
    /// The server: `smtp://host:port` or `smtps://host:port`.
    pub server: String,
    /// The name to log in with.
    pub user: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
    /// The file with the certificate of the authority that the server's certificate must come from.
    pub authority: Option<PathBuf>,
    /// The sender.
    pub from: String,
}

impl Account {
    /// Understands them, and reads the files.
    ///
    /// # Errors
    /// Which option is wrong.
    pub fn open(&self) -> anyhow::Result<(Server, Mailbox)> {
        let mut server = Server::parse(&self.server)?;
        if let Some(path) = &self.authority {
            let pem = std::fs::read(path)
                .with_context(|| format!("--smtp-ca {}: cannot be read", path.display()))?;
            server = server
                .with_authority(&pem)
                .with_context(|| format!("--smtp-ca {}", path.display()))?;
        }
        if let Some(user) = &self.user {
            let path = self
                .password_file
                .as_deref()
                .context("--smtp-user: its password is needed in a file, --smtp-password-file")?;
            let secret = read_secret(path)?;
            keys::warn(path, secret.exposure);
            let password = Zeroizing::new(secret.text.trim_end_matches(['\r', '\n']).to_owned());
            server = server.with_login(user.clone(), password);
        }
        let from = self
            .from
            .parse()
            .map_err(|error| anyhow!("the sender {}: no mail address: {error}", self.from))?;
        Ok((server, from))
    }
}
