//! One mail as bytes: plain text, and nothing in it that tells its sender whether it was read.
//!
//! The headers are built by `lettre`; the body, which holds the secret, is put behind them here, so that every copy of it
//! that this program makes can be wiped.

use std::time::SystemTime;

use anyhow::Context;
use base64ct::{Base64, Encoding};
use lettre::Address;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Mailbox, Message};
use zeroize::Zeroizing;

use super::content::Piece;
use crate::random;

/// The longest line of a body in Base64, before its end (RFC 2045).
const BASE64_LINE: usize = 76;

/// A fresh Message-ID at the sender's domain.
///
/// # Errors
/// If there is no randomness.
pub fn message_id(from: &Address) -> anyhow::Result<String> {
    let seed = random::seed()?;
    let name = base16ct::lower::encode_string(&seed[..16]);
    Ok(format!("<{name}@{}>", from.domain()))
}

/// A mail, ready to be handed to a server.
///
/// # Errors
/// If a header cannot be written.
pub fn compose(
    from: &Mailbox,
    to: &Address,
    message_id: &str,
    subject: &str,
    pieces: &[Piece],
) -> anyhow::Result<Zeroizing<String>> {
    let body = body(pieces);
    let encoding = match body.is_ascii() {
        true => ContentTransferEncoding::SevenBit,
        false => ContentTransferEncoding::Base64,
    };
    let headers = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(subject)
        .message_id(Some(message_id.to_owned()))
        .date(SystemTime::now())
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .header(encoding)
        .body(String::new())
        .context("the headers of the mail")?;
    let mut headers = headers.headers().clone();
    // The empty body has set an encoding of its own.
    headers.set(encoding);
    let headers = headers.to_string();
    let mut mail = Zeroizing::new(String::with_capacity(headers.len() + 2 * body.len() + 64));
    mail.push_str(&headers);
    mail.push_str("\r\n");
    match encoding {
        ContentTransferEncoding::Base64 => {
            let text = Zeroizing::new(Base64::encode_string(body.as_bytes()));
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let (line, next) = rest.split_at(BASE64_LINE.min(rest.len()));
                mail.push_str(line);
                mail.push_str("\r\n");
                rest = next;
            }
        }
        _ => mail.push_str(&body),
    }
    Ok(mail)
}

/// The text of the mail. Paragraphs are single lines, but for a point's mark: the reader's program wraps them.
fn body(pieces: &[Piece]) -> Zeroizing<String> {
    // All at once: a text that grows leaves copies behind.
    let mut body = Zeroizing::new(String::with_capacity(16 << 10));
    for piece in pieces {
        match piece {
            Piece::Text(text) => push(&mut body, "", text),
            Piece::Secret(text) => push(&mut body, "", text),
            Piece::Heading(text) => push(&mut body, "", &text.to_uppercase()),
            Piece::Point(text) => push(&mut body, "- ", text),
            Piece::Link(text) | Piece::Credential(text) => push(&mut body, "    ", text),
        }
    }
    body
}

/// Adds a paragraph, in lines that no server has to cut.
fn push(body: &mut String, mark: &str, text: &str) {
    let mut width = 0;
    body.push_str(mark);
    for (i, word) in text.split_whitespace().enumerate() {
        let length = word.chars().count();
        if i > 0 && width + 1 + length > 74 {
            body.push_str("\r\n");
            body.extend(mark.chars().map(|_| ' '));
            width = 0;
        } else if i > 0 {
            body.push(' ');
            width += 1;
        }
        body.push_str(word);
        width += length;
    }
    body.push_str("\r\n\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compose_one(text: &str) -> String {
        let from: Mailbox = "Рэгістратар <registrar@club.example>".parse().unwrap();
        let to: Address = "ada@example.org".parse().unwrap();
        let id = message_id(&from.email).unwrap();
        let secret = Zeroizing::new("https://x.example/#SECRET".to_owned());
        let pieces = [Piece::Text(text.to_owned()), Piece::Link(secret)];
        compose(&from, &to, &id, "Ваш «код»", &pieces)
            .unwrap()
            .to_string()
    }

    #[test]
    fn a_mail_is_plain_text_that_says_it_was_sent_by_a_program() {
        let mail = compose_one("Hello");
        let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
        for header in [
            "Auto-Submitted: auto-generated",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 7bit",
            "MIME-Version: 1.0",
            "Message-ID: <",
            "To: ada@example.org",
            "Subject: =?utf-8?b?",
            "Date: ",
        ] {
            assert!(headers.contains(header), "{header} is not in {headers}");
        }
        assert!(mail.is_ascii());
        assert_eq!(headers.matches("Content-Transfer-Encoding").count(), 1);
        assert_eq!(body, "Hello\r\n\r\n    https://x.example/#SECRET\r\n\r\n");
    }

    #[test]
    fn a_text_that_is_not_ascii_travels_in_base64_and_comes_out_the_same() {
        let mail = compose_one("Вітаем");
        let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
        assert!(headers.contains("Content-Transfer-Encoding: base64"));
        assert!(body.lines().all(|line| line.len() <= BASE64_LINE));
        let text = Base64::decode_vec(&body.replace("\r\n", "")).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "Вітаем\r\n\r\n    https://x.example/#SECRET\r\n\r\n"
        );
    }

    #[test]
    fn a_name_cannot_smuggle_a_header_into_a_mail() {
        let from: Mailbox = "registrar@club.example".parse().unwrap();
        let to: Address = "ada@example.org".parse().unwrap();
        let mail = compose(&from, &to, "<1@x>", "A\r\nBcc: all@example.org", &[]).unwrap();
        assert!(!mail.contains("\r\nBcc"), "{}", *mail);
    }
}
