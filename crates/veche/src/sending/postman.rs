//! Sends the server's mails with codes, one a connection. Whom they are for, stands in no error.

use std::sync::Arc;

use lettre::Address;
use lettre::message::Mailbox;
use veche_server::room::post::{Letter, Postman};
use zeroize::Zeroizing;

use super::content::Piece;
use super::mail;
use super::smtp::{Answer, ConnectError, Server};

/// Who hands in letters at a mail server, with this sender.
pub fn postman(server: Server, from: Mailbox) -> Postman {
    Arc::new(move |letter: &Letter| send(&server, &from, letter))
}

fn send(server: &Server, from: &Mailbox, letter: &Letter) -> Result<(), String> {
    let to: Address = letter
        .to
        .parse()
        .map_err(|_| "the mail address of a login is none".to_owned())?;
    let paragraphs = letter.text.split("\n\n");
    let pieces: Vec<Piece> = paragraphs
        .map(|text| Piece::Secret(Zeroizing::new(text.to_owned())))
        .collect();
    let mail = mail::message_id(&from.email)
        .and_then(|id| mail::compose(from, &to, &id, &letter.subject, &pieces))
        .map_err(|error| format!("{error:#}"))?;
    let mut connection = server.connect().map_err(|error| match error {
        ConnectError::Passing(error) | ConnectError::Lasting(error) => format!("{error:#}"),
    })?;
    // What the server says may have the address in it, and is not repeated.
    let refused = match connection.send(&from.email, &to, &mail) {
        Answer::Taken => None,
        Answer::Refused(_) => Some("the mail server refused the address of a login, or the mail"),
        Answer::Later(_) => Some("the mail server takes the mail perhaps later"),
        Answer::Unknown(_) | Answer::Broken(_) => {
            return Err("the connection to the mail server broke".to_owned());
        }
        Answer::Stop(_) => Some("the mail server takes no mail of this sender"),
    };
    connection.quit();
    refused.map_or(Ok(()), |reason| Err(reason.to_owned()))
}
