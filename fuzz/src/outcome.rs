//! Results: what parses is written again byte for byte, and only the true numbers are accepted.

use std::sync::LazyLock;

use veche_crypto::group::{Group, Scalar};
use veche_poll::result::Outcome;

use crate::poll::{G, POLL};

type Element = <G as Group>::Element;

/// What the decryptions of the poll give.
static OPENED: LazyLock<Vec<Vec<Element>>> = LazyLock::new(|| {
    let power = |n: u64| G::g_pow(&<G as Group>::Scalar::from_u64(n));
    let outcome = Outcome::parse(&POLL.outcome).expect("in order");
    let rows = outcome.result.iter();
    rows.map(|row| row.all().map(power).collect()).collect()
});

/// Parses a result and checks it against the poll's.
pub fn target(data: &[u8]) {
    let Ok(outcome) = Outcome::parse(data) else {
        return;
    };
    assert_eq!(outcome.to_bytes(), data);
    let checked = outcome.check::<G>(&POLL.election.questions, &OPENED);
    assert_eq!(checked.is_ok(), data == POLL.outcome);
}

/// The result of the poll, and one with great numbers.
pub fn seeds() -> Vec<Vec<u8>> {
    vec![
        POLL.outcome.clone(),
        br#"{"result":[[0,1073741823,"1073741824"],["18446744073709551615"]]}"#.to_vec(),
        br#"{"result":[[[1,2,3],[0,0,250]],[]]}"#.to_vec(),
    ]
}
