//! The process is killed at random moments: what was acknowledged is there, and the archive is sound.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::poll::Poll;

#[test]
fn a_vote_that_was_acknowledged_survives_a_kill_at_any_moment() {
    let poll = Poll::open(&[]);
    let mut acknowledged = Vec::new();
    let mut killed = 0;
    for round in 0..40_u64 {
        let voter = format!("voter{}", round % 4 + 1);
        let mut child = Command::new(env!("CARGO_BIN_EXE_veche"))
            .args(["vote", "poll", "--json", "--credential", &voter])
            .args(["--choose", "Ana", "--choose", "2:Yes"])
            .current_dir(poll.home())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before the process can do anything until after it is done.
        std::thread::sleep(Duration::from_millis(round * 3 % 70));
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(answer) => acknowledged.push(answer["tracker"].as_str().unwrap().to_owned()),
            Err(_) => killed += 1,
        }
        // A reader sees whole entries only, before anything has been recovered.
        let ran = poll.run(&["verify", "poll", "--json"]);
        assert_eq!(ran.code, Some(0), "round {round}: {ran:?}");
    }
    assert!(killed > 0, "nothing was killed in time");
    let last = poll.vote(1, "Boris", "No");
    acknowledged.push(last);
    for tracker in &acknowledged {
        let ran = poll.run(&["verify", "poll", "--json", "--tracker", tracker]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let fate = report["trackers"][tracker].as_str().unwrap();
        assert!(
            ["counted", "replaced"].contains(&fate),
            "{tracker} is {fate}"
        );
        assert_eq!(report["verdict"], "sound");
    }
    println!(
        "{killed} of 40 were killed before they answered; {} were acknowledged",
        acknowledged.len()
    );
}
