//! What one mail or letter says: its pieces in reading order, before they are made into a mail or a page.

use veche_poll::credential::PrivateCredential;
use zeroize::Zeroizing;

use super::texts::Texts;

/// What all mails and letters about a poll have in common.
pub struct About {
    /// The poll's name.
    pub poll: String,
    /// Its identifier.
    pub uuid: String,
    /// Its fingerprint, once it is open.
    pub fingerprint: Option<String>,
    /// The address of the voting page, without a credential.
    pub link: String,
    /// How to reach the registrar.
    pub contact: String,
    /// The registrar's name, if the poll has it.
    pub registrar: Option<String>,
}

/// By which way a credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As a mail.
    Mail,
    /// On paper.
    Letter,
}

/// A piece of a mail or letter.
pub enum Piece {
    /// Words.
    Text(String),
    /// Words with a secret among them.
    Secret(Zeroizing<String>),
    /// The heading of what follows.
    Heading(String),
    /// One point of a list.
    Point(String),
    /// The address of the voting page with the credential.
    Link(Zeroizing<String>),
    /// The credential.
    Credential(Zeroizing<String>),
}

/// The address of the voting page with the credential behind the `#`, which browsers do not send to a server.
pub fn link(about: &About, credential: &PrivateCredential) -> Zeroizing<String> {
    let secret = credential.expose();
    let mut link = Zeroizing::new(String::with_capacity(about.link.len() + 1 + secret.len()));
    link.push_str(&about.link);
    link.push('#');
    link.push_str(secret);
    link
}

/// What a member is told.
///
/// # Errors
/// If a text is missing, which the tests exclude.
pub fn pieces(
    texts: &Texts,
    about: &About,
    name: &str,
    credential: &PrivateCredential,
    way: Way,
) -> anyhow::Result<Vec<Piece>> {
    let say = |id: &str, values: &[(&str, &str)]| texts.text(id, values);
    let how = match way {
        Way::Mail => "how-mail",
        Way::Letter => "how-letter",
    };
    let fingerprint = match &about.fingerprint {
        Some(fingerprint) => say("fingerprint", &[("fingerprint", fingerprint)])?,
        None => say("fingerprint-later", &[])?,
    };
    let mut pieces = vec![
        Piece::Text(say("greeting", &[("name", name)])?),
        Piece::Text(say("intro", &[("poll", &about.poll)])?),
        Piece::Text(say(how, &[])?),
        Piece::Link(link(about, credential)),
        Piece::Text(say("credential", &[])?),
        Piece::Credential(Zeroizing::new(credential.expose().to_owned())),
        Piece::Heading(say("poll", &[])?),
        Piece::Point(about.poll.clone()),
        Piece::Point(say("identifier", &[("uuid", &about.uuid)])?),
        Piece::Point(fingerprint),
        Piece::Heading(say("know", &[])?),
        Piece::Point(say("watched", &[])?),
        Piece::Point(say("two-keys", &[])?),
        Piece::Point(say("never", &[])?),
    ];
    if way == Way::Mail {
        pieces.push(Piece::Point(say("mail-risk", &[])?));
    }
    pieces.extend([
        Piece::Point(say("tracker", &[])?),
        Piece::Point(say("new", &[("contact", &about.contact)])?),
        Piece::Text(match &about.registrar {
            Some(registrar) => say("sender-name", &[("registrar", registrar)])?,
            None => say("sender", &[])?,
        }),
    ]);
    Ok(pieces)
}
