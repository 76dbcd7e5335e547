//! Mails that say that a mail could not be delivered (RFC 3464): who, and why.
//!
//! Such a mail often has the whole mail that came back behind it, with the credential. It is wiped after reading, and
//! nothing but the fields named here is looked at.

use std::path::Path;

use anyhow::Context;
use zeroize::Zeroizing;

/// One recipient whom a mail did not reach for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The address.
    pub address: String,
    /// The status and what the server said.
    pub reason: String,
    /// The Message-ID of the mail that came back, if that is behind the report.
    pub message: Option<String>,
}

/// Reads a mail from a file.
///
/// # Errors
/// If the file cannot be read. A mail that reports no failure gives an empty list.
pub fn read(path: &Path) -> anyhow::Result<Vec<Failed>> {
    let bytes = Zeroizing::new(
        std::fs::read(path).with_context(|| format!("{}: cannot read it", path.display()))?,
    );
    // Old mail programs write in other encodings; the fields that count are ASCII.
    let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
    Ok(parse(&text))
}

/// A header field.
type Field = (String, String);

/// The failures that a mail reports.
pub fn parse(mail: &str) -> Vec<Failed> {
    let mut parts = Vec::new();
    collect(mail, &mut parts, 0);
    let message = parts
        .iter()
        .filter(|(kind, _)| kind == "message/rfc822" || kind == "text/rfc822-headers")
        .find_map(|(_, content)| value(&fields(content).0, "message-id").map(str::to_owned));
    let mut failed = Vec::new();
    for (_, content) in parts.iter().filter(|(kind, _)| {
        kind == "message/delivery-status" || kind == "message/global-delivery-status"
    }) {
        // The first group of fields is about the mail, each further one about a recipient.
        let mut rest = fields(content).1;
        while !rest.trim().is_empty() {
            let (group, next) = fields(rest.trim_start());
            rest = next;
            let is_failure = value(&group, "action")
                .is_some_and(|action| action.trim().eq_ignore_ascii_case("failed"));
            let address = value(&group, "original-recipient")
                .or_else(|| value(&group, "final-recipient"))
                .and_then(|recipient| Some(recipient.split_once(';')?.1.trim().to_owned()));
            if let (true, Some(address)) = (is_failure, address) {
                let status = value(&group, "status").unwrap_or_default();
                let said = value(&group, "diagnostic-code").unwrap_or_default();
                let reason = format!("{status} {said}");
                failed.push(Failed {
                    address,
                    reason: reason.trim().chars().take(300).collect(),
                    message: message.clone(),
                });
            }
        }
    }
    failed
}

/// The parts of a mail that have no parts themselves, each with its kind.
fn collect<'a>(mail: &'a str, parts: &mut Vec<(String, &'a str)>, depth: usize) {
    /// Reports are a mail with parts; deeper than this nobody nests them.
    const DEPTH: usize = 4;
    let (header, body) = fields(mail);
    let kind = value(&header, "content-type").unwrap_or("text/plain");
    let name = kind.split(';').next().unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    if name.starts_with("multipart/") && depth < DEPTH {
        if let Some(boundary) = boundary(kind) {
            for part in split(body, &boundary) {
                collect(part, parts, depth + 1);
            }
        }
    } else {
        parts.push((name, body));
    }
}

/// Header fields up to the first empty line, and what follows it.
fn fields(text: &str) -> (Vec<Field>, &str) {
    let mut found: Vec<Field> = Vec::new();
    let mut rest = text;
    while let Some((line, next)) = cut_line(rest) {
        rest = next;
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            found.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    (found, rest)
}

fn cut_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    Some((line.strip_suffix('\r').unwrap_or(line), rest))
}

fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(found, _)| found == name)
        .map(|(_, value)| &**value)
}

fn boundary(kind: &str) -> Option<String> {
    let at = kind.to_ascii_lowercase().find("boundary=")?;
    let text = kind.get(at + "boundary=".len()..)?;
    let text = match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => text.split([';', ' ']).next()?,
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// What stands between the lines `--boundary`.
fn split<'a>(body: &'a str, boundary: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut rest = body;
    while let Some((line, next)) = cut_line(rest) {
        let at = body.len() - rest.len();
        rest = next;
        let Some(end) = line
            .strip_prefix("--")
            .and_then(|line| line.strip_prefix(boundary))
        else {
            continue;
        };
        if let Some(start) = start.take() {
            parts.extend(body.get(start..at));
        }
        match end.trim_end() {
            "" => start = Some(body.len() - rest.len()),
            "--" => return parts,
            _ => {}
        }
    }
    if let Some(start) = start {
        parts.extend(body.get(start..));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "From: MAILER-DAEMON@example.org
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"=_x\"

--=_x
Content-Type: text/plain

Sorry.

--=_x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; Ada@Example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 user here

Final-Recipient: rfc822; ben@example.org
Action: delayed
Status: 4.4.1

--=_x
Content-Type: message/rfc822

Message-ID: <1@club.example>
Subject: x

https://x.example/#SECRET

--=_x--
";

    #[test]
    fn a_report_names_who_was_not_reached_and_why() {
        let expected = Failed {
            address: "Ada@Example.org".to_owned(),
            reason: "5.1.1 smtp; 550 5.1.1 no such user here".to_owned(),
            message: Some("<1@club.example>".to_owned()),
        };
        for text in [REPORT.to_owned(), REPORT.replace('\n', "\r\n")] {
            assert_eq!(parse(&text), std::slice::from_ref(&expected));
        }
    }

    #[test]
    fn what_reports_no_failure_gives_none() {
        for (from, to) in [
            ("Action: failed", "Action: delivered"),
            ("message/delivery-status", "text/plain"),
            ("Final-Recipient: rfc822; Ada", "Recipient: Ada"),
            ("boundary=", "bound="),
            (
                "--=_x\nContent-Type: message",
                "--=_y\nContent-Type: message",
            ),
        ] {
            let text = REPORT.replace(from, to);
            assert_ne!(text, REPORT, "{from}");
            assert_eq!(parse(&text), [], "{from}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(
            pieces in proptest::collection::vec("(--=_x(--)?|\r?\n|:|[ -~]{0,9}|Action: failed|ё)", 0..60),
        ) {
            parse(&pieces.concat());
            parse(&REPORT.replace("Sorry", &pieces.concat()));
        }

        #[test]
        fn a_report_that_is_cut_off_anywhere_does_not_make_it_panic(length in 0..REPORT.len()) {
            parse(&REPORT[..length]);
        }
    }
}
