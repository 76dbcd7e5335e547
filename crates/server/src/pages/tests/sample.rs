//! The sample elections, as pages see them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use jiff::civil::{Date, date};
use veche_election::entry::Recorded;
use veche_election::value::{Body, BodyRef};
use veche_election::verify::{Fold, Report};
use veche_record::hash::Hash;
use veche_store::bodies::Bodies;
use veche_store::record::RecordReader;

use crate::shown::{BodyText, Login, PollPhase, PollShown, QuestionShown, Shown, Texts};

/// The day on which the samples are read.
pub(super) const TODAY: Date = date(2026, 12, 1);

/// Their names.
pub(super) const NAMES: [&str; 3] = ["association", "respublika", "belarus-2020"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../elections")
        .join(name)
}

/// A sample, judged.
pub(super) fn sample(name: &str) -> Arc<Shown> {
    let reader = RecordReader::new(&folder(name).join("record"));
    let checkpoint = reader.checkpoint().unwrap();
    let leaves: Vec<Vec<u8>> = (0..checkpoint.tree().size)
        .map(|number| reader.entry(number).unwrap())
        .collect();
    let mut fold = Fold::new();
    fold.push(&leaves);
    let (election, faults) = fold.finish();
    let report = Report::new(&election, faults, TODAY);
    let polls = election
        .polls()
        .iter()
        .map(|poll| poll_shown(poll.opened.poll.as_str(), poll.opened.options.len()))
        .collect();
    Arc::new(Shown {
        name: name.to_owned(),
        election,
        report,
        checkpoint,
        polls,
        demo: name == "association",
    })
}

/// All samples.
pub(super) fn samples() -> Vec<Arc<Shown>> {
    NAMES.iter().map(|name| sample(name)).collect()
}

/// A poll that stands for the sample's own: some are open, some have a result.
fn poll_shown(name: &str, answers: usize) -> PollShown {
    let open = name == "board";
    let blank = name != "fee";
    PollShown {
        name: name.to_owned(),
        title: format!("Poll {name}"),
        phase: match open {
            true => PollPhase::Open,
            false => PollPhase::Finished,
        },
        voters: 400,
        ballots: 310,
        counted: 300,
        questions: vec![QuestionShown {
            text: "Who shall it be?".to_owned(),
            answers: (1..=answers).map(|n| format!("Answer {n}")).collect(),
            minimum: 1,
            maximum: if open { 2 } else { 1 },
            blank,
            result: (!open).then(|| (0..answers as u64).map(|n| 152 / (n + 1)).collect()),
            blank_votes: (!open && blank).then_some(6),
        }],
        opens: Some(date(2026, 5, 10)),
        closes: Some(date(2026, 5, 12)),
        trustees: 3,
        threshold: 2,
        fingerprint: "U4mhVvDk6Q9u4d1W2Hq0GkYxCwU1nqvN4mRzC4f3u5k".to_owned(),
        login: Login::Mail,
        window_seconds: 60,
        rehearsal: name == "board",
    }
}

/// What lies beside a sample.
pub(super) struct Beside {
    bodies: Bodies,
    reader: RecordReader,
}

/// What lies beside the sample with this name.
pub(super) fn beside(name: &str) -> Box<dyn Texts> {
    Box::new(Beside {
        bodies: Bodies::new(&folder(name)),
        reader: RecordReader::new(&folder(name).join("record")),
    })
}

impl Texts for Beside {
    fn read(&self, reference: &BodyRef) -> BodyText {
        if reference.sealed.is_some() {
            return BodyText::Sealed;
        }
        let bytes = self.bodies.get(&Hash::new(*reference.plain.bytes()));
        match bytes.unwrap().map(|bytes| Body::read(&bytes).unwrap()) {
            Some(Body::Text(text)) => BodyText::Text {
                language: text.language,
                text: text.text,
            },
            Some(Body::Attachment(attachment)) => BodyText::Attachment {
                media: attachment.media,
                bytes: Base64::decode_vec(&attachment.data).unwrap(),
            },
            None => BodyText::Missing,
        }
    }

    fn leaf(&self, number: u64) -> Option<Recorded> {
        Recorded::read(&self.reader.entry(number).ok()?).ok()
    }
}
