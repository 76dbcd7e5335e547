//! Makes a record with many reports to measure with, and measures the making:
//! `make_large_record OUT REPORTS [--batch N] [--texts]`.
//!
//! Each report has a key of its own, used once. A batch is judged (forms, signatures, rules) and appended; it counts
//! when it is durable. Signing, which reporters do on their own devices, is not measured. With `--texts` every report
//! has a text beside the record.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use clap::Parser;
use ed25519_dalek::SigningKey;
use jiff::civil::Date;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use veche_election::entry::calling::{
    AppealTimes, Calendar, Competence, Contest, CountRule, ElectionCalled, Limits, Mode,
    Nomination, PublicBody, RULES_VERSION,
};
use veche_election::entry::reports::{Actor, Connection, ReportCode, ReportFiled};
use veche_election::entry::{Act, Recorded, UnsignedEntry};
use veche_election::judge::Election;
use veche_election::value::{Body, EntryId, Moment, Period, Place, PublicKey, Slug};
use veche_record::note;
use veche_store::bodies::Bodies;
use veche_store::keeper::StoredBody;
use veche_store::record::RecordDir;

/// Makes a record with many reports to measure with.
#[derive(Parser)]
struct Arguments {
    /// The election's folder; it must not exist.
    out: PathBuf,
    /// How many reports.
    reports: u64,
    /// How many are judged and appended together.
    #[arg(long, default_value_t = 1_000)]
    batch: u64,
    /// Give every report a text.
    #[arg(long)]
    texts: bool,
}

type Batch = Vec<(Recorded, Option<StoredBody>)>;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    ensure!(arguments.batch > 0, "--batch must be at least 1");
    let origin = note::KeyName::new("veche.example/large")?;
    let log = note::SigningKey::new(origin, &[1; 32]);
    let folder = arguments.out.join("record");
    std::fs::create_dir_all(&arguments.out)?;
    RecordDir::create(&folder, &log)?;
    let mut record = RecordDir::open(&folder)?;
    let bodies = Bodies::new(&arguments.out);
    let mut election = Election::default();

    let (call, texts) = call(&log.verifier().to_text())?;
    let id = judge(&mut election, vec![call.clone()])?;
    let id = id.first().copied().context("the call was not recorded")?;
    bodies.put_all(&texts)?;
    record.append(&[call.to_bytes()], &log)?;

    let mut spent = Duration::ZERO;
    let mut made = 0;
    while made < arguments.reports {
        let end = (made + arguments.batch).min(arguments.reports);
        let batch: Batch = (made..end)
            .into_par_iter()
            .map(|number| report(number, id, arguments.texts))
            .collect::<anyhow::Result<_>>()?;
        let leaves: Vec<Vec<u8>> = batch
            .iter()
            .map(|(recorded, _)| recorded.to_bytes())
            .collect();
        let start = Instant::now();
        // From bytes, as they would come over the network.
        let read = leaves
            .par_iter()
            .map(|leaf| Recorded::read(leaf))
            .collect::<Result<Vec<_>, _>>()?;
        judge(&mut election, read)?;
        let files: Vec<&[u8]> = batch
            .iter()
            .filter_map(|(_, body)| Some(body.as_ref()?.bytes.as_slice()))
            .collect();
        bodies.put_all(&files)?;
        record.append(&leaves, &log)?;
        spent += start.elapsed();
        made = end;
    }
    let seconds = spent.as_secs_f64();
    println!(
        "{made} reports judged and durable in {seconds:.1} s: {:.0} a second, in batches of {}, on {} threads",
        made as f64 / seconds,
        arguments.batch,
        rayon::current_num_threads()
    );
    Ok(())
}

/// Judges entries: forms and signatures in parallel, the rest in order.
fn judge(election: &mut Election, entries: Vec<Recorded>) -> anyhow::Result<Vec<EntryId>> {
    let signed = entries
        .into_par_iter()
        .map(Recorded::verify)
        .collect::<Result<Vec<_>, _>>()?;
    let mut ids = Vec::with_capacity(signed.len());
    for entry in signed {
        let accepted = election.check(&entry)?;
        election.apply(accepted)?;
        ids.push(entry.id);
    }
    Ok(ids)
}

fn slug(text: &str) -> anyhow::Result<Slug> {
    Slug::try_from(text.to_owned()).map_err(|error| anyhow!("{text}: {error}"))
}

fn day(text: &str) -> anyhow::Result<Date> {
    text.parse().with_context(|| text.to_owned())
}

fn moment(text: &str) -> anyhow::Result<Moment> {
    Moment::try_from(text.to_owned()).map_err(|error| anyhow!("{text}: {error}"))
}

fn call(log: &str) -> anyhow::Result<(Recorded, Vec<Vec<u8>>)> {
    let organiser = SigningKey::from_bytes(&[2; 32]);
    let key = PublicKey::new(organiser.verifying_key().to_bytes());
    let title = Body::text("A large record, made to measure with.", "en", [3; 16]);
    let call = ElectionCalled {
        rules: RULES_VERSION,
        mode: Mode::Run,
        title: title.reference(),
        place: Place::try_from("large".to_owned())?,
        log: log.to_owned(),
        calendar: Calendar {
            nomination: Period {
                from: day("2026-01-01")?,
                to: Some(day("2026-01-31")?),
            },
            campaign: None,
            voting: Period {
                from: day("2026-03-01")?,
                to: None,
            },
        },
        contests: vec![Contest {
            contest: slug("mayor")?,
            title: title.reference(),
            seats: 1,
            rule: CountRule::MostVotes,
            rules: None,
            nomination: Nomination::Filing,
            options: Vec::new(),
            voters: None,
            quorum: None,
        }],
        bodies: vec![PublicBody {
            body: slug("commission")?,
            name: title.reference(),
            decides: vec![Competence::Candidacies],
            key: Some(key),
        }],
        appeals: Some(AppealTimes {
            file_within_days: 3,
            decide_within_days: 3,
        }),
        high_risk: false,
        judge_within_hours: None,
        legal_basis: Vec::new(),
        limits: Limits {
            entry_bytes: 16_384,
            body_bytes: 65_536,
            entries_per_key_per_day: 10,
        },
        sources: Vec::new(),
    };
    let entry = UnsignedEntry::sign(Act::ElectionCalled(Box::new(call)), None, &organiser);
    let at = moment("2026-01-01T08:00Z")?;
    Ok((Recorded { at, entry }, vec![title.to_bytes()]))
}

/// A report with a key used once; the record's day changes every 10,000 reports.
fn report(
    number: u64,
    election: EntryId,
    with_text: bool,
) -> anyhow::Result<(Recorded, Option<StoredBody>)> {
    let mut rng = ChaCha20Rng::seed_from_u64(number);
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let key = SigningKey::from_bytes(&seed);
    let body = with_text.then(|| {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let text = format!("What happened, in so many words. Report {number}.");
        Body::text(&text, "en", salt)
    });
    let codes = [
        ReportCode::VoterPressure,
        ReportCode::AssmDetain,
        ReportCode::CountClosed,
    ];
    let code = codes[(number % 3) as usize];
    let on = day("2026-02-01")?.saturating_add(jiff::Span::new().days((number / 10_000) as i64));
    let act = ReportFiled {
        code,
        when: Period { from: on, to: None },
        place: Place::try_from(format!("large/district-{}", number % 150))?,
        affected: Vec::new(),
        actor: Actor::Unknown,
        connection: Connection::Witness,
        candidate: None,
        relates: Vec::new(),
        text: body.as_ref().map(Body::reference),
        attachments: Vec::new(),
        sources: Vec::new(),
    };
    let at = moment(&format!("{on}T12:00Z"))?;
    let entry = UnsignedEntry::sign(Act::ReportFiled(act), Some(election), &key);
    let stored = body.map(|body| StoredBody {
        reference: body.reference(),
        bytes: body.to_bytes(),
    });
    Ok((Recorded { at, entry }, stored))
}
