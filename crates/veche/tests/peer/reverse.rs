//! An election that the independent tool runs, where some voters and trustees use Veche.

use std::path::Path;

use super::checks::{
    accepted_by_tool, accepted_by_veche, each_ballot_is_valid, veche_computes_the_same,
};
use super::plan::{BRIDGE, COMMITTEE, MAYOR, Plan};
use super::poll::Poll;
use super::programs::{Program, peer, text, veche};
use super::tool::{Election, SharedTrustee, decrypt, only, threshold};

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Trustee 2 uses Veche, in a folder of a poll with the same settings; trustees 1 and 3 and the organiser the tool.
fn hold_ceremony<'a>(
    election: &Election<'a>,
    scratch: &Poll<'_>,
) -> (SharedTrustee<'a>, SharedTrustee<'a>) {
    let (tool, plan) = (election.tool, election.plan);
    let (home, folder) = (election.home(), election.folder());
    let begin = |me: u32| SharedTrustee::begin(tool, plan, home.join(format!("shared-{me}")), me);
    let (one, three) = (begin(1), begin(3));
    let ceremony = scratch.folder().join("ceremony");
    let received = |name: &str, message: &str| {
        std::fs::write(ceremony.join(name), message).unwrap();
    };

    scratch.step(2);
    received("1.cert", &one.certificate());
    received("3.cert", &three.certificate());
    let certificates = [
        one.certificate(),
        read(&ceremony.join("2.cert")),
        three.certificate(),
    ];
    let certificates = election.write("certs.jsons", &certificates);
    let checked = ["--certs", "certs.jsons", "--step", "2"];
    threshold(tool, &folder, plan, &checked, "");

    scratch.step(2);
    let (first, third) = (
        one.polynomial(&certificates),
        three.polynomial(&certificates),
    );
    received("1.polynomial", &first);
    received("3.polynomial", &third);
    let polynomials = [first, read(&ceremony.join("2.polynomial")), third];
    election.write("polynomials.jsons", &polynomials);
    let messages = [
        "--certs",
        "certs.jsons",
        "--polynomials",
        "polynomials.jsons",
    ];
    let routed = [&messages[..], &["--step", "4"]].concat();
    threshold(tool, &folder, plan, &routed, "");

    scratch.step(2);
    let taken = |trustee: &SharedTrustee<'_>| {
        let name = trustee.file("vinput");
        let vinput = read(&folder.join(name.file_name().unwrap()));
        trustee.voutput(&certificates, &vinput)
    };
    let voutputs = [
        taken(&one),
        read(&ceremony.join("2.voutput")),
        taken(&three),
    ];
    received("1.voutput", &voutputs[0]);
    received("3.voutput", &voutputs[2]);
    assert!(scratch.step(2).contains("complete and valid"));
    let finished = [&messages[..], &["--step", "6"]].concat();
    let parameters = threshold(tool, &folder, plan, &finished, &voutputs.concat());
    election.write("threshold.json", &[parameters]);
    (one, three)
}

fn run(tool: &Program, plan: &Plan) {
    let mut election = Election::prepare(tool, plan);
    let (home, folder) = (election.home().to_owned(), election.folder());
    election.make_credentials();

    // Veche's trustees work in the folder of a poll with the election's identifier.
    let scratch = Poll::prepare(plan, Some(&election.uuid));
    scratch.make_key(2);
    let ours = only(&scratch.folder().join("trustees"), "pubkey");
    let keys = [election.make_key(1), read(&ours)];
    election.write("public_keys.jsons", &keys);
    let (one, _) = hold_ceremony(&election, &scratch);
    election.open();
    accepted_by_veche(&folder);
    accepted_by_tool(tool, &folder);

    // Veche's voters cast themselves, or send what they signed.
    election.vote(0, 0);
    let veche_votes = |voter: usize, number: usize, more: &[&str]| {
        let credential = election.credential(voter);
        let mut args = vec!["vote", ".", "--credential", text(&credential)];
        let choices = plan.arguments(number);
        args.extend(choices.iter().map(String::as_str));
        args.extend(more);
        veche().run(&folder, &args);
    };
    veche_votes(1, 1, &[]);
    let signed = home.join("ballot.json");
    veche_votes(2, 2, &["--out", text(&signed)]);
    election.add("Ballot", &read(&signed));
    veche_votes(0, 1, &[]);
    election.cast.extend([(1, 1), (2, 2), (0, 1)]);
    election.vote(1, 2);
    accepted_by_veche(&folder);
    accepted_by_tool(tool, &folder);

    election.add("EndBallots", "");
    election.add_computed("EncryptedTally", "compute-encrypted-tally");
    accepted_by_veche(&folder);

    let theirs = only(&home.join("mandatory-1"), "privkey");
    election.add("PartialDecryption", &decrypt(tool, &folder, &theirs, 1));
    election.add("PartialDecryption", &one.decrypt(&folder, 3));
    for keys in ["mandatory-2", "shared-2"] {
        let (key, out) = (scratch.key(keys), home.join(format!("{keys}.lines")));
        let args = ["trustee", "decrypt", ".", "--key", text(&key), "--out"];
        veche().run(&folder, &[&args[..], &[text(&out)]].concat());
        election.add("PartialDecryption", &read(&out));
    }
    election.add_computed("Result", "compute-result");
    accepted_by_veche(&folder);
    accepted_by_tool(tool, &folder);
    each_ballot_is_valid(tool, &folder);
    veche_computes_the_same(&folder, plan, &election.cast);
}

#[test]
fn an_election_of_the_tool_with_voters_and_trustees_who_use_veche_is_accepted_by_both() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "Ed25519",
            mandatory: 2,
            shared_by: 3,
            threshold: 2,
            questions: &[COMMITTEE, MAYOR],
            voters: 4,
            weights: &[3, 1 << 20, 3, 1],
        },
    );
}

#[test]
fn a_mixed_election_in_rfc_3526_2048_with_equal_weights_is_accepted_by_both() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "RFC-3526-2048",
            mandatory: 2,
            shared_by: 3,
            threshold: 2,
            questions: &[BRIDGE],
            voters: 3,
            weights: &[],
        },
    );
}
