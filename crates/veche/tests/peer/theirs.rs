//! The independent tool runs elections alone; Veche checks them after every event.

use super::checks::{Earlier, accepted_by_veche, veche_computes_the_same};
use super::plan::{BRIDGE, COMMITTEE, COUNCIL, DISHES, Plan};
use super::programs::{Program, peer};
use super::tool::{Election, SharedTrustee, decrypt, only, threshold};

fn run(tool: &Program, plan: &Plan) {
    let mut election = Election::prepare(tool, plan);
    let (home, folder) = (election.home().to_owned(), election.folder());
    election.make_credentials();
    let keys: Vec<String> = (1..=plan.mandatory)
        .map(|trustee| election.make_key(trustee))
        .collect();
    election.write("public_keys.jsons", &keys);
    let shared: Vec<SharedTrustee<'_>> = (1..=plan.shared_by)
        .map(|me| SharedTrustee::begin(tool, plan, home.join(format!("shared-{me}")), me))
        .collect();
    if !shared.is_empty() {
        hold_ceremony(&election, &shared);
    }
    election.open();
    accepted_by_veche(&folder);

    for voter in 0..plan.voters {
        election.vote(voter, voter);
        accepted_by_veche(&folder);
    }
    let earlier = Earlier::of(&folder);
    election.vote(0, 2);
    election.vote(plan.voters - 1, 0);
    earlier.is_continued_by(&folder, tool);
    election.add("EndBallots", "");
    accepted_by_veche(&folder);
    election.add_computed("EncryptedTally", "compute-encrypted-tally");
    accepted_by_veche(&folder);

    let mandatory = plan.mandatory as usize;
    for (trustee, owner) in shared.iter().zip(mandatory + 1..).skip(1) {
        election.add("PartialDecryption", &trustee.decrypt(&folder, owner));
        accepted_by_veche(&folder);
    }
    for owner in 1..=mandatory {
        let key = only(&home.join(format!("mandatory-{owner}")), "privkey");
        election.add("PartialDecryption", &decrypt(tool, &folder, &key, owner));
        accepted_by_veche(&folder);
    }
    election.add_computed("Result", "compute-result");
    accepted_by_veche(&folder);
    veche_computes_the_same(&folder, plan, &election.cast);
}

/// The whole ceremony, as the tool's own demonstration holds it.
fn hold_ceremony(election: &Election<'_>, shared: &[SharedTrustee<'_>]) {
    let (tool, plan, folder) = (election.tool, election.plan, election.folder());
    let certificates: Vec<String> = shared.iter().map(SharedTrustee::certificate).collect();
    let certificates = election.write("certs.jsons", &certificates);
    let polynomials: Vec<String> = shared
        .iter()
        .map(|trustee| trustee.polynomial(&certificates))
        .collect();
    election.write("polynomials.jsons", &polynomials);
    let messages = [
        "--certs",
        "certs.jsons",
        "--polynomials",
        "polynomials.jsons",
    ];
    threshold(
        tool,
        &folder,
        plan,
        &[&messages[..], &["--step", "4"]].concat(),
        "",
    );
    let voutputs: Vec<String> = shared
        .iter()
        .map(|trustee| {
            let name = trustee.file("vinput");
            let vinput = std::fs::read_to_string(folder.join(name.file_name().unwrap())).unwrap();
            trustee.voutput(&certificates, &vinput)
        })
        .collect();
    let parameters = threshold(
        tool,
        &folder,
        plan,
        &[&messages[..], &["--step", "6"]].concat(),
        &voutputs.concat(),
    );
    election.write("threshold.json", &[parameters]);
}

#[test]
fn veche_accepts_elections_of_the_tool_with_mandatory_trustees_and_large_weights() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "Ed25519",
            mandatory: 3,
            shared_by: 0,
            threshold: 0,
            questions: &[BRIDGE],
            voters: 5,
            weights: &[1, 1 << 30, (1 << 30) - 1, (1 << 30) + 1, 2],
        },
    );
}

#[test]
fn veche_accepts_elections_of_the_tool_with_trustees_who_share_a_key() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "Ed25519",
            mandatory: 1,
            shared_by: 3,
            threshold: 2,
            questions: &[COUNCIL, COMMITTEE, DISHES],
            voters: 5,
            weights: &[],
        },
    );
}

#[test]
fn veche_accepts_elections_of_the_tool_in_a_prime_field_group() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "BELENIOS-2048",
            mandatory: 1,
            shared_by: 3,
            threshold: 2,
            questions: &[BRIDGE],
            voters: 3,
            weights: &[2, 2, 5],
        },
    );
}
