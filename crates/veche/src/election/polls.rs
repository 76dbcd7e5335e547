//! What the archives of an election's polls say.

use std::path::Path;

use veche_crypto::group::{Ed25519, Group, GroupTask, with_group};
use veche_election::value::Sha256Hex;
use veche_election::verify::PollFacts;
use veche_poll::chain::Reader;
use veche_poll::verify::Verdict;

use crate::archive;

/// Verifies an archive and gathers what the record is compared with. `None` if there is no such file.
///
/// # Errors
/// If the file cannot be read.
pub fn facts(path: &Path, quiet: bool) -> anyhow::Result<Option<PollFacts>> {
    if !path.is_file() {
        return Ok(None);
    }
    let task = || Gather { path, quiet };
    let group = archive::group_name(path)?;
    match group.and_then(|name| with_group(&name, task())) {
        Some(facts) => facts.map(Some),
        None => task().run::<Ed25519>().map(Some),
    }
}

struct Gather<'a> {
    path: &'a Path,
    quiet: bool,
}

impl GroupTask for Gather<'_> {
    type Output = anyhow::Result<PollFacts>;

    fn run<G: Group>(self) -> anyhow::Result<PollFacts> {
        let mut facts = PollFacts::default();
        let mut reader = Reader::new();
        archive::read_pieces(self.path, |piece| {
            reader.push(piece, |step| {
                facts
                    .events
                    .push(Sha256Hex::new(*step.event_hash.as_bytes()));
            });
        })?;
        let outline = reader.finish().outline;
        facts.fingerprint = outline
            .setup()
            .map(|setup| Sha256Hex::new(*setup.data.election.as_bytes()));
        let (report, verified, _) = archive::verify::<G>(self.path, None, Vec::new(), self.quiet)?;
        facts.faults = report.faults.iter().map(ToString::to_string).collect();
        if report.verdict() == Verdict::Unreadable && facts.faults.is_empty() {
            facts
                .faults
                .extend(report.not_supported.iter().map(ToString::to_string));
        }
        facts.voters = report.voters.unwrap_or(0) as u64;
        facts.counted = report.counted;
        if let Some(poll) = &verified
            && let Ok(questions) = poll.setup.election.homomorphic()
        {
            facts.answers = questions
                .iter()
                .map(|question| question.answers.len())
                .collect();
        }
        facts.result = report.result.map(|questions| {
            questions
                .into_iter()
                .map(|(_, numbers)| {
                    numbers
                        .into_iter()
                        // Blank has no name, and is no option of the record.
                        .filter(|(answer, _)| answer.is_some())
                        .map(|(_, number)| number.to_string().parse().unwrap_or(u64::MAX))
                        .collect()
                })
                .collect()
        });
        Ok(facts)
    }
}
