//! Polls held against their archives, and outcomes against polls: checks S8 and S9.

use serde_json::{Value, json};
use veche_election::judge::Election;
use veche_election::value::Sha256Hex;
use veche_election::verify::{Faults, Opened, PollFacts, polls};

use crate::world::{World, anchored, call, declared, exactly, filed, poll, with};

const EVENTS: [&str; 3] = ["setup", "ballot", "result"];

fn sha(of: &str) -> Sha256Hex {
    Sha256Hex::of(of.as_bytes())
}

fn sums(votes: &[u64], blank: u64) -> Opened {
    Opened::Sums {
        votes: votes.to_vec(),
        blank,
    }
}

/// What a sound archive of the poll `council` says: 5, 3 and 2 votes on 7 ballots.
fn facts() -> PollFacts {
    PollFacts {
        events: EVENTS.iter().map(|event| sha(event)).collect(),
        fingerprint: Some(sha("council")),
        faults: Vec::new(),
        voters: 10,
        counted: 7,
        result: Some(vec![sums(&[5, 3, 2], 0)]),
        answers: vec![3],
    }
}

/// An election with a poll of three candidates for two seats.
fn world() -> (World, [Value; 3]) {
    world_of(call())
}

fn world_of(call: Value) -> (World, [Value; 3]) {
    let mut world = World::called(call);
    world.on("2026-03-02");
    let who = ["ada", "bob", "cleo"].map(|who| {
        let id = world.says(who, filed("council", who));
        json!(id)
    });
    world.on("2026-03-12");
    let opened = world.says("commission", poll("council", "council", json!(who)));
    world.says("commission", anchored(opened, 0, &EVENTS));
    (world, who)
}

fn poll_faults(election: &Election, facts: Option<&PollFacts>) -> Vec<String> {
    let mut faults = Faults::default();
    polls::archive(&election.polls()[0], facts, &mut faults);
    faults.list().iter().map(ToString::to_string).collect()
}

#[test]
fn an_archive_is_the_anchored_one_or_a_fault() {
    type Change = fn(&mut PollFacts);
    let (world, _) = world();
    assert_eq!(
        poll_faults(&world.election, Some(&facts())),
        Vec::<String>::new()
    );
    assert!(poll_faults(&world.election, None)[0].contains("is not there"));
    let table: [(Change, &str); 7] = [
        (
            |facts| facts.faults.push("V13 of it".to_owned()),
            "V13 of it",
        ),
        (
            |facts| facts.fingerprint = Some(sha("other")),
            "another poll",
        ),
        (|facts| facts.fingerprint = None, "another poll"),
        (|facts| facts.answers = vec![2], "as many answers"),
        (|facts| facts.events[1] = sha("other"), "was changed after"),
        (|facts| facts.events.truncate(2), "have vanished"),
        (|facts| facts.events.push(sha("more")), "is not anchored"),
    ];
    for (change, expected) in table {
        let mut changed = facts();
        change(&mut changed);
        let found = poll_faults(&world.election, Some(&changed));
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert!(found[0].starts_with("S8 "), "{found:?}");
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
    // While voting goes on, events that are not anchored yet are no fault.
    let mut open = facts();
    open.result = None;
    open.events.push(sha("more"));
    assert!(poll_faults(&world.election, Some(&open)).is_empty());
}

/// The faults of an outcome that somebody declares.
fn outcome_faults(
    who: &str,
    change: impl Fn(&mut Value, &[Value; 3]),
    facts: &PollFacts,
) -> Vec<String> {
    outcome_faults_of(call(), who, change, facts)
}

fn outcome_faults_of(
    call: Value,
    who: &str,
    change: impl Fn(&mut Value, &[Value; 3]),
    facts: &PollFacts,
) -> Vec<String> {
    let (mut world, candidates) = world_of(call);
    let [ada, bob, cleo] = candidates.clone();
    let votes = [(ada.clone(), 5), (bob.clone(), 3), (cleo, 2)];
    let votes: Vec<Value> = votes
        .into_iter()
        .map(|(option, votes)| json!({"option": option, "votes": exactly(votes)}))
        .collect();
    let mut act = declared("council", json!([ada, bob]), "2026-03-31");
    act = with(act, "votes", json!(votes));
    act = with(act, "poll", json!(world.election.polls()[0].id));
    act = with(act, "ballots", exactly(7));
    act = with(act, "voters", exactly(10));
    change(&mut act, &candidates);
    world.on("2026-04-01").says(who, act);
    let mut faults = Faults::default();
    for (_, declared) in world.election.outcomes() {
        polls::outcome(&world.election, declared, Some(facts), &mut faults);
    }
    faults.list().iter().map(ToString::to_string).collect()
}

#[test]
fn an_outcome_follows_from_its_poll_or_is_a_fault() {
    type Change = fn(&mut Value, &[Value; 3]);
    let table: [(Change, &str); 7] = [
        (
            |act, _| act["votes"][0]["votes"] = exactly(6),
            "says 6 votes",
        ),
        (
            |act, _| act["votes"][0]["votes"] = json!({"min": 5}),
            "says ≥ 5 votes",
        ),
        (|act, _| act["ballots"] = exactly(8), "number of ballots"),
        (|act, _| act["voters"] = exactly(11), "number of voters"),
        (
            |act, who| act["elected"] = json!([who[0], who[2]]),
            "another option has 3",
        ),
        (
            |act, who| act["elected"] = json!([who[0]]),
            "1 winners for 2 seats",
        ),
        (
            |act, who| act["elected"] = json!([who[0], who[1], who[2]]),
            "3 winners for 2 seats",
        ),
    ];
    assert_eq!(
        outcome_faults("commission", |_, _| {}, &facts()),
        Vec::<String>::new()
    );
    for (change, expected) in table {
        let found = outcome_faults("commission", change, &facts());
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert!(found[0].starts_with("S9 "), "{found:?}");
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
}

#[test]
fn an_outcome_of_a_poll_without_a_result_is_a_fault() {
    let mut open = facts();
    open.result = None;
    let found = outcome_faults("commission", |_, _| {}, &open);
    assert!(found[0].contains("no valid result"), "{found:?}");
}

#[test]
fn a_tie_for_the_last_seat_leaves_it_open() {
    let mut tie = facts();
    tie.result = Some(vec![sums(&[5, 3, 3], 0)]);
    let alone = |act: &mut Value, who: &[Value; 3]| {
        act["elected"] = json!([who[0]]);
        act["votes"] = json!([]);
        act.as_object_mut().unwrap().remove("votes");
    };
    assert_eq!(
        outcome_faults("commission", alone, &tie),
        Vec::<String>::new()
    );
}

#[test]
fn a_false_word_of_somebody_else_makes_no_record_unsound() {
    let lie = |act: &mut Value, who: &[Value; 3]| {
        act["according_to"] = json!("observers");
        act["elected"] = json!([who[2], who[1]]);
    };
    assert_eq!(
        outcome_faults("observer", lie, &facts()),
        Vec::<String>::new()
    );
}

/// The call with rules that the contest carries.
fn call_with_rules(rules: &str) -> Value {
    let mut call = call();
    call["contests"][1]["rule"] = json!("carried");
    call["contests"][1]["rules"] = json!(rules);
    call
}

/// Only who has at least 35 in a hundred of the votes that are not blank is elected; a lot for ties.
pub(crate) const RULES: &str = r#"
title = "Two seats, with a threshold"
law = "by-laws, article 8"
[ties]
steps = ["lot"]
[count]
method = "most-votes"
votes = "each"
least_share = 3500
"#;

/// An outcome with these winners and no numbers.
fn only(elected: &'static [usize]) -> impl Fn(&mut Value, &[Value; 3]) {
    move |act, who| {
        let elected: Vec<&Value> = elected.iter().map(|at| &who[*at]).collect();
        act["elected"] = json!(elected);
        act.as_object_mut().unwrap().remove("votes");
    }
}

#[test]
fn an_outcome_follows_from_the_rules_on_record_or_is_a_fault() {
    let found = |result: &[u64], blank, elected| {
        let facts = PollFacts {
            result: Some(vec![sums(result, blank)]),
            ..facts()
        };
        outcome_faults_of(call_with_rules(RULES), "commission", only(elected), &facts)
    };
    let none = Vec::<String>::new();
    // Of 7 valid ballots, 3 are 43 in a hundred and 2 are 29.
    assert_eq!(found(&[5, 3, 2], 0, &[0, 1]), none);
    assert!(found(&[5, 2, 2], 0, &[0, 1])[0].contains("\"Two seats, with a threshold\""));
    assert_eq!(found(&[5, 2, 2], 0, &[0]), none);
    // Of 5 that are not blank, 2 are 40.
    assert_eq!(found(&[5, 2, 1], 2, &[0, 1]), none);
    // A tie for the second seat: as the lot fell, or not drawn yet; but not without who won outright.
    for right in [&[0, 1][..], &[0, 2], &[0]] {
        assert_eq!(found(&[5, 3, 3], 0, right), none, "{right:?}");
    }
    for wrong in [&[1, 2][..], &[1], &[]] {
        assert_eq!(found(&[5, 3, 3], 0, wrong).len(), 1, "{wrong:?}");
    }
}

#[test]
fn rules_that_cannot_be_applied_to_sums_are_a_fault() {
    let irv = r#"
title = "Instant run-off"
law = ""
[ties]
steps = ["lot"]
[count]
method = "pairwise"
rank_by = "copeland"
"#;
    let found = outcome_faults_of(call_with_rules(irv), "commission", only(&[0, 1]), &facts());
    assert!(found[0].contains("need whole ballots"), "{found:?}");
}

#[test]
fn an_outcome_of_ranked_ballots_follows_from_the_rules_on_record_or_is_a_fault() {
    let stv = include_str!("../../../count/presets/scottish-stv-2007.toml");
    // Quota 3: the first has four of seven and hands a quarter of each on, so that the second has three.
    let ballots = [
        [1, 2, 0],
        [1, 2, 0],
        [1, 2, 0],
        [1, 2, 0],
        [0, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
    ];
    let ranked = || PollFacts {
        result: Some(vec![Opened::Ballots(
            ballots.map(|ballot| ballot.to_vec()).into(),
        )]),
        ..facts()
    };
    let found = |call, elected| outcome_faults_of(call, "commission", only(elected), &ranked());
    let none = Vec::<String>::new();
    assert_eq!(found(call_with_rules(stv), &[0, 1]), none);
    assert!(found(call_with_rules(stv), &[0, 2])[0].contains("names other winners than the rules"));
    assert!(found(call(), &[0, 1])[0].contains("no rules to count them"));
    // Ballots have no sums: whoever declares some says them of something else.
    let sums = outcome_faults_of(call_with_rules(stv), "commission", |_, _| {}, &ranked());
    assert!(sums[0].contains("and the poll says nothing"), "{sums:?}");
}
