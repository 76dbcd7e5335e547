//! The table of attacks: one row, one change, the rule that must refuse it and the check that must fire.
//!
//! Every row is tried twice: on [`Election::check`], as whoever keeps the record asks it, and on [`Fold`], as whoever
//! verifies a record finds it. There the fault must name the entry, and all else must be as if the entry were not there.

mod authors;
mod calls;
mod forms;
mod keys;
mod phases;
mod references;
mod replays;
mod watched;

use veche_election::check::CheckId;
use veche_election::judge::{Election, Rejection};
use veche_election::shows;
use veche_election::verify::{Fault, Fold};

use crate::world::{World, call, day, report, verified};
use veche_election::entry::Recorded;

/// One attack.
pub(crate) struct Attack {
    /// The change made.
    pub(crate) change: &'static str,
    /// The variant of `judge::Rule` that must refuse it.
    pub(crate) rule: &'static str,
    /// The check that must fire.
    pub(crate) check: CheckId,
    /// Where it starts.
    pub(crate) world: fn() -> World,
    /// Prepares the world, and gives the entry that must be refused.
    pub(crate) entry: fn(&mut World) -> Recorded,
}

/// A row of the table.
pub(crate) fn row(
    world: fn() -> World,
    change: &'static str,
    rule: &'static str,
    check: CheckId,
    entry: fn(&mut World) -> Recorded,
) -> Attack {
    Attack {
        change,
        rule,
        check,
        world,
        entry,
    }
}

/// The name of a variant, as `Debug` shows it.
pub(crate) fn variant(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

/// What an election says, so that two can be compared.
fn said(election: &Election) -> String {
    let table = shows::all(election, day("2026-04-30"));
    // Not their numbers: an entry that is refused has one too.
    let kept: Vec<_> = election
        .kept()
        .iter()
        .map(|kept| (kept.id, kept.at, kept.by, &kept.act))
        .collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        election.reports().len(),
        election.last(),
        kept,
        election.candidates(),
        election.appeals(),
        election.keys().persons(),
        table.rows()
    )
}

/// Pushes the leaves of a world, an attack, and an entry that is sound; gives the faults. What is sound must be judged
/// as if the attack were not there.
pub(crate) fn faults_of(world: &World, attack: &[u8], change: &str) -> Vec<Fault> {
    let mut world = world.clone();
    let mut fold = Fold::new();
    fold.push(&world.leaves);
    fold.push(&[attack]);
    if let Some(last) = world.election.last() {
        world.at = last.to_string();
        world.says("somebody else", report("2026-01-15"));
    } else {
        world.says("organiser", call());
    }
    fold.push(world.leaves.last().as_slice());
    let (election, faults) = fold.finish();
    assert_eq!(said(&election), said(&world.election), "{change}");
    // The attack has its number on the record, and nobody else's changes by it.
    let number = world.leaves.len() as u64;
    assert!(election.entry_at(number - 1).is_none(), "{change}");
    assert!(election.entry_at(number).is_some(), "{change}");
    faults.list().to_vec()
}

fn refuses(attack: &Attack) {
    let change = attack.change;
    let mut world = (attack.world)();
    let recorded = (attack.entry)(&mut world);
    let leaf = recorded.to_bytes();
    let signed = verified(recorded);

    let before = said(&world.election);
    let rejection: Rejection = world.election.check(&signed).map(drop).expect_err(change);
    assert_eq!(variant(&*rejection.rule), attack.rule, "{change}");
    assert_eq!(rejection.rule.check(), attack.check, "{change}");
    assert_eq!(
        (rejection.id, rejection.by, rejection.kind),
        (signed.id, signed.by, signed.act.name()),
        "{change}"
    );
    assert_eq!(said(&world.election), before, "{change}");

    let faults = faults_of(&world, &leaf, change);
    let [fault] = faults.as_slice() else {
        panic!("{change}: {faults:?}");
    };
    assert_eq!(fault.check, attack.check, "{change}");
    assert_eq!(
        fault.place,
        format!("entry {}", world.leaves.len()),
        "{change}"
    );
    assert!(
        fault.reason.contains(&rejection.rule.to_string()),
        "{change}: {fault}"
    );
    assert!(
        fault.reason.contains(&signed.id.short()),
        "{change}: {fault}"
    );
}

fn table() -> Vec<Attack> {
    [
        calls::table(),
        authors::table(),
        watched::table(),
        keys::table(),
        replays::table(),
        references::table(),
        phases::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The names of the rules that are attacked: all of them.
pub(crate) fn attacked_rules() -> impl Iterator<Item = &'static str> {
    table().into_iter().map(|attack| attack.rule)
}

#[test]
fn every_attack_is_refused_by_its_rule_and_changes_nothing() {
    for attack in table() {
        refuses(&attack);
    }
}

/// The names of an enumeration's variants, from its source.
fn variants_in(source: &str, name: &str) -> Vec<String> {
    let (_, rest) = source
        .split_once(&format!("pub enum {name} {{\n"))
        .expect("the enumeration");
    let (inside, _) = rest.split_once("\n}").expect("its end");
    inside
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(|line| {
            line.chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect()
}

#[test]
fn no_rule_is_without_an_attack() {
    let rules = variants_in(include_str!("../../../src/judge/rejection.rs"), "Rule");
    assert!(rules.len() > 20, "{rules:?}");
    let tried: Vec<&str> = attacked_rules().collect();
    for rule in rules {
        assert!(tried.contains(&rule.as_str()), "no attack on {rule}");
    }
}

#[test]
fn no_flaw_of_form_is_without_an_attack() {
    let flaws = variants_in(include_str!("../../../src/entry/form.rs"), "FormError");
    assert_eq!(flaws.len(), 4, "{flaws:?}");
    let tried: Vec<&str> = forms::table().iter().map(|flaw| flaw.error).collect();
    for flaw in flaws.iter().map(String::as_str).chain(["WrongSignature"]) {
        assert!(tried.contains(&flaw), "no attack on {flaw}");
    }
}
