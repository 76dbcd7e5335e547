//! A poll that Veche opens, where some of everybody use the independent tool.

use std::path::PathBuf;

use super::checks::{
    accepted_by_tool, accepted_by_veche, each_ballot_is_valid, tool_computes_the_same,
};
use super::plan::{BRIDGE, COUNCIL, MAYOR, Plan};
use super::poll::Poll;
use super::programs::{Program, peer};
use super::tool::{
    SharedTrustee, add_event, decrypt, generate_ballot, generate_credentials, generate_trustee_key,
    only, threshold,
};

/// A file of the poll's key ceremony.
fn message(poll: &Poll<'_>, name: &str) -> PathBuf {
    poll.folder().join("ceremony").join(name)
}

/// Trustees 1 and 3 use Veche, trustee 2 the tool.
fn hold_ceremony<'a>(tool: &'a Program, poll: &Poll<'a>) -> SharedTrustee<'a> {
    let theirs = SharedTrustee::begin(tool, poll.plan, poll.home().join("shared-2"), 2);
    poll.step(1);
    std::fs::write(message(poll, "2.cert"), theirs.certificate()).unwrap();
    poll.step(3);

    poll.step(1);
    let certificates = message(poll, "certs.jsons");
    let check = ["--certs", "certs.jsons", "--step", "2"];
    let folder = poll.folder().join("ceremony");
    threshold(tool, &folder, poll.plan, &check, "");
    let polynomial = theirs.polynomial(&certificates);
    std::fs::write(message(poll, "2.polynomial"), polynomial).unwrap();
    poll.step(3);

    poll.step(1);
    let vinput = std::fs::read_to_string(message(poll, "2.vinput")).unwrap();
    let voutput = theirs.voutput(&certificates, &vinput);
    std::fs::write(message(poll, "2.voutput"), voutput).unwrap();
    poll.step(3);
    assert!(poll.step(1).contains("complete and valid"));
    theirs
}

fn run(tool: &Program, plan: &Plan) {
    let mut poll = Poll::prepare(plan, None);
    let (home, folder) = (poll.home().to_owned(), poll.folder());

    // The registrar uses the tool.
    let registrar = home.join("registrar");
    std::fs::create_dir(&registrar).unwrap();
    generate_credentials(tool, &registrar, plan, &poll.uuid);
    let roll = folder.join("public_creds.json");
    std::fs::copy(only(&registrar, "pubcreds"), roll).unwrap();
    poll.hand_out_credentials(&only(&registrar, "privcreds"));

    // One mandatory trustee uses the tool, another Veche.
    let theirs = home.join("theirs");
    std::fs::create_dir(&theirs).unwrap();
    generate_trustee_key(tool, &theirs, plan);
    poll.make_key(1);
    let public = only(&theirs, "pubkey");
    let published = folder.join("trustees").join(public.file_name().unwrap());
    std::fs::copy(&public, &published).unwrap();
    let shared = hold_ceremony(tool, &poll);
    poll.veche(&["poll", "open", "poll"]);

    // Voters: one makes a ballot with the tool and casts it with Veche.
    let made = |voter: usize, number| {
        let credential = home.join(format!("credential-{voter}"));
        generate_ballot(tool, &folder, &credential, plan, number)
    };
    std::fs::write(home.join("ballot.json"), made(0, 0)).unwrap();
    poll.veche(&["vote", "poll", "--ballot", "ballot.json"]);
    poll.cast.push((0, 0));
    // One uses Veche only, one the tool only.
    poll.vote(1, 1);
    add_event(tool, &folder, "Ballot", &made(2, 2));
    poll.cast.push((2, 2));
    // Two vote again with the other program than before.
    poll.vote(2, 0);
    add_event(tool, &folder, "Ballot", &made(1, 2));
    poll.cast.push((1, 2));
    poll.vote(3, 3);
    accepted_by_veche(&folder);
    accepted_by_tool(tool, &folder);

    poll.veche(&["poll", "close", "poll"]);
    poll.veche(&["poll", "tally", "poll"]);
    accepted_by_tool(tool, &folder);

    // A mandatory trustee and a sharing one with each program; the tool's users send files.
    poll.decrypt("mandatory-1");
    poll.decrypt("shared-3");
    let keys = veche::folder::with_extension(&folder.join("trustees"), "pubkey").unwrap();
    let place = keys.iter().position(|key| *key == published).unwrap() + 1;
    let private = only(&theirs, "privkey");
    let file = decrypt(tool, &folder, &private, place);
    std::fs::write(home.join("mandatory.lines"), file).unwrap();
    let file = shared.decrypt(&folder, keys.len() + 2);
    std::fs::write(home.join("shared.lines"), file).unwrap();
    let files = ["mandatory.lines", "shared.lines"];
    let [first, second] = files;
    poll.veche(&[
        "poll",
        "result",
        "poll",
        "--decryption",
        first,
        "--decryption",
        second,
    ]);
    accepted_by_veche(&folder);
    accepted_by_tool(tool, &folder);
    each_ballot_is_valid(tool, &folder);
    tool_computes_the_same(tool, &folder, plan, &poll.cast);
}

#[test]
fn a_poll_of_veche_with_users_of_the_tool_in_every_part_is_accepted_by_both() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "Ed25519",
            mandatory: 2,
            shared_by: 3,
            threshold: 2,
            questions: &[MAYOR, BRIDGE, COUNCIL],
            voters: 4,
            weights: &[1, 7, 1 << 20, 7],
        },
    );
}

#[test]
fn a_mixed_poll_in_belenios_2048_with_equal_weights_is_accepted_by_both() {
    let Some(tool) = peer() else { return };
    run(
        &tool,
        &Plan {
            group: "BELENIOS-2048",
            mandatory: 2,
            shared_by: 3,
            threshold: 2,
            questions: &[BRIDGE],
            voters: 4,
            weights: &[],
        },
    );
}
