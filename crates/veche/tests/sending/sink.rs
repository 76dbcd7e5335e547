//! A mail server for tests: it takes mails, keeps them, and refuses whom it is told to refuse.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the server does with a mail to a recipient.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treat {
    /// Refuses the recipient for good.
    Refuse,
    /// Refuses the recipient for now, the first time.
    Defer,
    /// Takes the mail, and breaks the connection instead of saying so, the first time.
    Vanish,
    /// Refuses the sender.
    Distrust,
}

/// A mail that was taken.
#[derive(Clone)]
pub(crate) struct Taken {
    pub(crate) to: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Taken {
    /// The credential behind the `#` of the link.
    pub(crate) fn credential(&self) -> &str {
        let (_, rest) = self.body.split_once('#').expect("a mail has a link");
        // The explanation speaks of the # before the link.
        let rest = rest.rsplit_once('#').map_or(rest, |(_, last)| last);
        rest.split_whitespace().next().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.headers.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            (found == name).then_some(value)
        });
        line.unwrap_or_default()
    }
}

#[derive(Default)]
struct Kept {
    taken: Vec<Taken>,
    treats: HashMap<String, Treat>,
    seen: HashMap<String, u32>,
    connections: usize,
    /// What clients said, but the mails.
    heard: Vec<String>,
}

/// How the server encrypts and whom it lets in.
#[derive(Clone, Default)]
pub(crate) struct Manner {
    /// Encrypted from the first byte.
    pub(crate) wrapped: Option<Arc<ServerConfig>>,
    /// Offers STARTTLS.
    pub(crate) starttls: Option<Arc<ServerConfig>>,
    /// Lets in this name with this password only, by this mechanism.
    pub(crate) login: Option<(&'static str, &'static str, &'static str)>,
}

/// The server.
#[derive(Clone)]
pub(crate) struct Sink {
    pub(crate) port: u16,
    kept: Arc<Mutex<Kept>>,
    manner: Manner,
}

/// A connection, encrypted or not.
enum Wire {
    Plain(TcpStream),
    Secure(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    fn secure(self, config: &Arc<ServerConfig>) -> Self {
        match self {
            Self::Plain(stream) => {
                let connection = ServerConnection::new(Arc::clone(config)).unwrap();
                Self::Secure(Box::new(StreamOwned::new(connection, stream)))
            }
            secure => secure,
        }
    }
}

impl Read for Wire {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into),
            Self::Secure(stream) => stream.read(into),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Secure(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Secure(stream) => stream.flush(),
        }
    }
}

impl Sink {
    pub(crate) fn start() -> Self {
        Self::start_as(Manner::default())
    }

    pub(crate) fn start_as(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            kept: Arc::default(),
            manner,
        };
        let server = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                // A client that was killed leaves a broken connection behind, which is no fault.
                std::thread::spawn(move || server.talk(stream.unwrap()).ok());
            }
        });
        sink
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub(crate) fn treat(&self, address: &str, treat: Option<Treat>) {
        let mut kept = self.kept.lock().unwrap();
        match treat {
            Some(treat) => kept.treats.insert(address.to_owned(), treat),
            None => kept.treats.remove(address),
        };
    }

    pub(crate) fn count(&self) -> usize {
        self.kept.lock().unwrap().taken.len()
    }

    pub(crate) fn connections(&self) -> usize {
        self.kept.lock().unwrap().connections
    }

    /// What clients said, but the mails.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.kept.lock().unwrap().heard.clone()
    }

    /// The mails that were taken since the last call.
    pub(crate) fn take(&self) -> Vec<Taken> {
        std::mem::take(&mut self.kept.lock().unwrap().taken)
    }

    fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        self.kept.lock().unwrap().connections += 1;
        let wire = Wire::Plain(stream);
        let mut wire = BufReader::new(match &self.manner.wrapped {
            Some(config) => wire.secure(config),
            None => wire,
        });
        say(&mut wire, "220 sink\r\n")?;
        let mut to = String::new();
        let mut trusted = self.manner.login.is_none();
        loop {
            let line = self.hear(&mut wire)?;
            let answer = match line.get(..4).unwrap_or_default() {
                "EHLO" => self.extensions(matches!(wire.get_ref(), Wire::Secure(_))),
                "STAR" => {
                    let config = self.manner.starttls.as_ref().unwrap();
                    say(&mut wire, "220 go on\r\n")?;
                    wire = BufReader::new(wire.into_inner().secure(config));
                    continue;
                }
                "AUTH" => {
                    trusted = self.login(&mut wire, &line)?;
                    match trusted {
                        true => "235 2.7.0 welcome\r\n",
                        false => "535 5.7.8 wrong name or password\r\n",
                    }
                    .to_owned()
                }
                "MAIL" if !trusted => "530 5.7.0 log in first\r\n".to_owned(),
                "RCPT" => {
                    to = line[line.find('<').unwrap() + 1..line.find('>').unwrap()].to_owned();
                    self.recipient(&to).to_owned()
                }
                "DATA" => {
                    say(&mut wire, "354 go on\r\n")?;
                    let taken = read_mail(&mut wire, &to)?;
                    let mut kept = self.kept.lock().unwrap();
                    kept.taken.push(taken);
                    let vanishes = kept.treats.get(&to) == Some(&Treat::Vanish);
                    if vanishes && kept.seen.get(&to) == Some(&1) {
                        return Ok(());
                    }
                    "250 taken\r\n".to_owned()
                }
                "QUIT" => return say(&mut wire, "221 bye\r\n"),
                _ => "250 fine\r\n".to_owned(),
            };
            say(&mut wire, &answer)?;
        }
    }

    /// A line of the client.
    fn hear(&self, wire: &mut BufReader<Wire>) -> std::io::Result<String> {
        let mut line = String::new();
        if wire.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end().to_owned();
        self.kept.lock().unwrap().heard.push(line.clone());
        Ok(line)
    }

    fn extensions(&self, secure: bool) -> String {
        let mut answer = "250-sink\r\n".to_owned();
        if self.manner.starttls.is_some() && !secure {
            answer.push_str("250-STARTTLS\r\n");
        }
        if let Some((mechanism, _, _)) = self.manner.login {
            answer.push_str(&format!("250-AUTH {mechanism}\r\n"));
        }
        answer.push_str("250 8BITMIME\r\n");
        answer
    }

    /// Whether the client has the right name and password.
    fn login(&self, wire: &mut BufReader<Wire>, line: &str) -> std::io::Result<bool> {
        let (mechanism, user, password) = self.manner.login.unwrap_or_default();
        let decode = |text: &str| String::from_utf8(Base64::decode_vec(text).unwrap()).unwrap();
        let mut words = line.split(' ').skip(1);
        assert_eq!(words.next(), Some(mechanism), "what was not offered");
        if mechanism == "PLAIN" {
            let given = decode(words.next().unwrap_or_default());
            return Ok(given == format!("\0{user}\0{password}"));
        }
        let mut given = Vec::new();
        for question in ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"] {
            say(wire, &format!("334 {question}\r\n"))?;
            given.push(decode(&self.hear(wire)?));
        }
        Ok(given == [user, password])
    }

    fn recipient(&self, to: &str) -> &'static str {
        let mut kept = self.kept.lock().unwrap();
        let seen = kept.seen.entry(to.to_owned()).or_default();
        *seen += 1;
        let first = *seen == 1;
        match kept.treats.get(to) {
            Some(Treat::Refuse) => "550 5.1.1 no such user\r\n",
            Some(Treat::Defer) if first => "451 4.3.0 come again\r\n",
            Some(Treat::Distrust) => "530 5.7.0 log in first\r\n",
            _ => "250 fine\r\n",
        }
    }
}

fn say(wire: &mut BufReader<Wire>, text: &str) -> std::io::Result<()> {
    wire.get_mut().write_all(text.as_bytes())?;
    wire.get_mut().flush()
}

fn read_mail(input: &mut impl BufRead, to: &str) -> std::io::Result<Taken> {
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            break;
        }
        mail.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
    let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
    let body = match headers.contains("Transfer-Encoding: base64") {
        true => {
            let bytes = Base64::decode_vec(&body.replace("\r\n", "")).unwrap();
            String::from_utf8(bytes).unwrap()
        }
        false => body.to_owned(),
    };
    Ok(Taken {
        to: to.to_owned(),
        headers: headers.to_owned(),
        body,
    })
}
