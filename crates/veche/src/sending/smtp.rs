//! The conversation with the mail server (RFC 5321): one connection for many mails.
//!
//! The mails hold secrets, so they travel encrypted, unless the server is on this very computer.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, anyhow, bail, ensure};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use zeroize::Zeroizing;

/// How long the server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers that mean the sender and not the recipient: to go on would mark every member as unreachable.
const ABOUT_SENDER: [&str; 4] = ["530", "534", "535", "538"];

/// Where mails are handed in, and as whom.
pub struct Server {
    host: String,
    port: u16,
    /// Encrypted from the first byte, not only from STARTTLS on.
    wrapped: bool,
    login: Option<(String, Zeroizing<String>)>,
    /// The one authority whose certificates are accepted, instead of those that the system knows.
    authority: Option<Certificate>,
}

/// How handing in a mail ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// The server has taken it.
    Taken,
    /// It never will.
    Refused(String),
    /// It has not, and may later.
    Later(String),
    /// The connection broke. Whether the server has taken the mail is not known.
    Unknown(String),
    /// The connection broke before the mail was handed in.
    Broken(String),
    /// The server does not let this sender send at all.
    Stop(String),
}

/// What the server says at one step of the conversation.
enum Failure {
    Permanent(String),
    Transient(String),
    Connection(String),
}

impl Failure {
    fn of(error: &Error) -> Self {
        let text = error.to_string();
        match (error.is_permanent(), error.is_transient()) {
            (true, _) => Self::Permanent(text),
            (_, true) => Self::Transient(text),
            _ => Self::Connection(text),
        }
    }
}

/// A mail and the end of it in one: sent as two, the second would wait until the first is acknowledged, which takes longer
/// than all the rest.
struct Content<'a>(&'a str);

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.split_inclusive("\r\n") {
            if line.starts_with('.') {
                f.write_str(".")?;
            }
            f.write_str(line)?;
        }
        if !self.0.ends_with("\r\n") {
            f.write_str("\r\n")?;
        }
        f.write_str(".\r\n")
    }
}

impl Server {
    /// Understands `smtp://host:port` and `smtps://host:port`.
    ///
    /// # Errors
    /// For any other text; a password in it is refused, since others could see it.
    pub fn parse(url: &str) -> anyhow::Result<Self> {
        let (wrapped, rest, default) = match url.split_once("://") {
            Some(("smtp", rest)) => (false, rest, 587),
            Some(("smtps", rest)) => (true, rest, 465),
            _ => bail!("--smtp: give smtp://HOST:PORT or smtps://HOST:PORT"),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('@') {
            bail!("--smtp: no name and no password here; use --smtp-user and --smtp-password-file");
        }
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().context("--smtp: the port is a number")?)
            }
            _ => (rest, default),
        };
        if host.is_empty() || host.contains(['/', '?', '#']) {
            bail!("--smtp: give smtp://HOST:PORT or smtps://HOST:PORT");
        }
        Ok(Self {
            host: host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
            port,
            wrapped,
            login: None,
            authority: None,
        })
    }

    /// Logs in with this name and password.
    pub fn with_login(mut self, user: String, password: Zeroizing<String>) -> Self {
        self.login = Some((user, password));
        self
    }

    /// Accepts certificates of this authority only (PEM), and demands encryption also from this very computer.
    ///
    /// # Errors
    /// If there is no certificate in it.
    pub fn with_authority(mut self, pem: &[u8]) -> anyhow::Result<Self> {
        let none = "no certificate in PEM form";
        // Without any, every server would be refused later, and nobody would know why.
        let begins = b"-----BEGIN CERTIFICATE-----";
        ensure!(pem.windows(begins.len()).any(|part| part == begins), none);
        self.authority = Some(Certificate::from_pem(pem).context(none)?);
        self.parameters().context(none)?;
        Ok(self)
    }

    /// How it encrypts, and whose certificates it accepts.
    fn parameters(&self) -> Result<TlsParameters, Error> {
        let builder = TlsParameters::builder(self.host.clone());
        let builder = match &self.authority {
            Some(authority) => builder
                .certificate_store(CertificateStore::None)
                .add_root_certificate(authority.clone()),
            None => builder,
        };
        builder.build_rustls()
    }

    /// Whether it is this very computer.
    fn is_here(&self) -> bool {
        ["localhost", "127.0.0.1", "::1"].contains(&&*self.host)
    }

    /// Connects, encrypts and logs in.
    ///
    /// # Errors
    /// What went wrong, and whether it is of any use to try again.
    pub fn connect(&self) -> Result<Connection, ConnectError> {
        let passing = |error: Error| match error.is_permanent() {
            true => ConnectError::Lasting(anyhow!("{}: {error}", self.host)),
            false => ConnectError::Passing(anyhow!("{}:{}: {error}", self.host, self.port)),
        };
        let hello = ClientId::default();
        let parameters = || {
            self.parameters()
                .map_err(|error| ConnectError::Lasting(anyhow!("{}: {error}", self.host)))
        };
        let tls = match self.wrapped {
            true => Some(parameters()?),
            false => None,
        };
        let address = (&*self.host, self.port);
        let mut connection =
            SmtpConnection::connect(address, Some(PATIENCE), &hello, tls.as_ref(), None)
                .map_err(passing)?;
        if connection.can_starttls() {
            connection
                .starttls(&parameters()?, &hello)
                .map_err(passing)?;
        }
        let plain_will_do = self.is_here() && self.authority.is_none();
        if !connection.is_encrypted() && !plain_will_do {
            connection.abort();
            return Err(ConnectError::Lasting(anyhow!(
                "{}: it offers no encryption, and secrets are not sent without; use smtps://, or another server",
                self.host
            )));
        }
        if let Some((user, password)) = &self.login {
            let credentials = Credentials::new(user.clone(), password.to_string());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .map_err(passing)?;
        }
        Ok(Connection(connection))
    }
}

/// There is no connection.
#[derive(Debug)]
pub enum ConnectError {
    /// It may be there later.
    Passing(anyhow::Error),
    /// Somebody must change something first.
    Lasting(anyhow::Error),
}

/// A connection on which mails can be handed in.
pub struct Connection(SmtpConnection);

impl Connection {
    /// Hands in one mail.
    pub fn send(&mut self, from: &Address, to: &Address, mail: &str) -> Answer {
        if let Err(error) = self.0.command(Mail::new(Some(from.clone()), vec![])) {
            return match Failure::of(&error) {
                Failure::Permanent(text) => Answer::Stop(text),
                Failure::Transient(text) => {
                    self.reset();
                    Answer::Later(text)
                }
                Failure::Connection(text) => Answer::Broken(text),
            };
        }
        if let Err(error) = self.0.command(Rcpt::new(to.clone(), vec![])) {
            return self.not_taken(&error, Answer::Broken);
        }
        if let Err(error) = self.0.command(Data) {
            return self.not_taken(&error, Answer::Broken);
        }
        match self.0.command(Content(mail)) {
            Ok(_) => Answer::Taken,
            Err(error) => self.not_taken(&error, Answer::Unknown),
        }
    }

    fn not_taken(&mut self, error: &Error, broken: fn(String) -> Answer) -> Answer {
        match Failure::of(error) {
            Failure::Permanent(text) if about_sender(error) => Answer::Stop(text),
            Failure::Permanent(text) => {
                self.reset();
                Answer::Refused(text)
            }
            Failure::Transient(text) => {
                self.reset();
                Answer::Later(text)
            }
            Failure::Connection(text) => broken(text),
        }
    }

    /// Begins anew after a refusal.
    fn reset(&mut self) {
        // If the connection is gone, the next mail finds that out.
        let _ = self.0.command(Rset);
    }

    /// Says goodbye.
    pub fn quit(mut self) {
        // All mails are acknowledged; what the server answers now changes nothing.
        let _ = self.0.quit();
    }
}

fn about_sender(error: &Error) -> bool {
    error
        .status()
        .is_some_and(|code| ABOUT_SENDER.contains(&&*code.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers_are_understood_or_refused() {
        for (url, host, port, wrapped) in [
            ("smtp://mail.example", "mail.example", 587, false),
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, false),
            ("smtps://mail.example/", "mail.example", 465, true),
            ("smtps://[::1]:99", "::1", 99, true),
            ("smtps://[::1]", "::1", 465, true),
        ] {
            let server = Server::parse(url).unwrap();
            assert_eq!(
                (&*server.host, server.port, server.wrapped),
                (host, port, wrapped),
                "{url}"
            );
        }
        for url in [
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://a:b@mail.example",
            "smtp://mail.example:x",
            "smtp://mail.example/?tls=none",
        ] {
            assert!(Server::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_line_that_begins_with_a_dot_does_not_end_a_mail() {
        assert_eq!(
            Content("a\r\n.\r\n.b\r\n").to_string(),
            "a\r\n..\r\n..b\r\n.\r\n"
        );
        assert_eq!(Content("a").to_string(), "a\r\n.\r\n");
    }
}
