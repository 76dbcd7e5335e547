//! The independent tool's release 2.0, as far as it can read: BELENIOS-2048 with mandatory trustees.

use super::ours::run;
use super::plan::{BRIDGE, COUNCIL, MAYOR, Plan};
use super::programs::older_peer;

#[test]
fn release_2_0_of_the_tool_accepts_polls_of_veche_with_mandatory_trustees() {
    let Some(tool) = older_peer() else { return };
    let plans = [
        Plan {
            group: "BELENIOS-2048",
            mandatory: 1,
            shared_by: 0,
            threshold: 0,
            questions: &[MAYOR],
            voters: 4,
            weights: &[],
        },
        Plan {
            group: "BELENIOS-2048",
            mandatory: 2,
            shared_by: 0,
            threshold: 0,
            questions: &[BRIDGE, COUNCIL],
            voters: 4,
            weights: &[2, 2, 5, 5],
        },
    ];
    for plan in &plans {
        run(&tool, plan);
    }
}
