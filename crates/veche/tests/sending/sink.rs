//! A mail server for tests: it takes mails, keeps them, and refuses whom it is told to refuse.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding};

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
}

/// The server.
#[derive(Clone)]
pub(crate) struct Sink {
    pub(crate) port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl Sink {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            kept: Arc::default(),
        };
        let server = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                // A client that was killed leaves a broken connection behind, which is no fault.
                std::thread::spawn(move || server.talk(&stream.unwrap()).ok());
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

    /// The mails that were taken since the last call.
    pub(crate) fn take(&self) -> Vec<Taken> {
        std::mem::take(&mut self.kept.lock().unwrap().taken)
    }

    fn talk(&self, stream: &TcpStream) -> std::io::Result<()> {
        self.kept.lock().unwrap().connections += 1;
        let mut input = BufReader::new(stream);
        let mut output = stream;
        output.write_all(b"220 sink\r\n")?;
        let mut to = String::new();
        let mut line = String::new();
        loop {
            line.clear();
            if input.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let answer = match line.get(..4).unwrap_or_default() {
                "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
                "RCPT" => {
                    to = line[line.find('<').unwrap() + 1..line.find('>').unwrap()].to_owned();
                    self.recipient(&to)
                }
                "DATA" => {
                    output.write_all(b"354 go on\r\n")?;
                    let taken = read_mail(&mut input, &to)?;
                    let mut kept = self.kept.lock().unwrap();
                    kept.taken.push(taken);
                    let vanishes = kept.treats.get(&to) == Some(&Treat::Vanish);
                    if vanishes && kept.seen.get(&to) == Some(&1) {
                        return Ok(());
                    }
                    "250 taken\r\n"
                }
                "QUIT" => {
                    output.write_all(b"221 bye\r\n")?;
                    return Ok(());
                }
                _ => "250 fine\r\n",
            };
            output.write_all(answer.as_bytes())?;
        }
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
