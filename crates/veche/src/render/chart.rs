//! Bar charts for a terminal.

use veche_poll::result::QuestionResult;
use veche_store::texts::line;

/// The longest bar, in characters.
const WIDTH: u64 = 32;

/// A bar for each answer of a question, in the question's order.
pub fn bars((question, numbers): &QuestionResult) -> String {
    let name = |label: &Option<String>| label.as_deref().map_or_else(|| "(blank)".to_owned(), line);
    let widest = numbers
        .iter()
        .map(|(label, _)| name(label).chars().count())
        .max()
        .unwrap_or_default();
    let most = numbers
        .iter()
        .map(|(_, number)| number.get())
        .max()
        .unwrap_or_default();
    let mut out = format!("  {}\n", line(question));
    for (label, number) in numbers {
        let name = name(label);
        let padding = " ".repeat(widest - name.chars().count());
        let length = match most {
            0 => 0,
            // Rounded up, so that no vote is invisible. The product stays far below 2⁶⁴.
            most => (number.get() * WIDTH).div_ceil(most),
        };
        let bar = "█".repeat(length as usize);
        let gap = if bar.is_empty() { "" } else { " " };
        out.push_str(&format!("    {name}{padding}  {bar}{gap}{number}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_poll::weight::Weight;

    #[test]
    fn bars_are_as_long_as_the_numbers_ask() {
        let question = |numbers: &[(Option<&str>, u64)]| {
            let numbers = numbers
                .iter()
                .map(|(label, number)| (label.map(str::to_owned), Weight::new(*number)))
                .collect();
            ("Which?".to_owned(), numbers)
        };
        let chart = bars(&question(&[(None, 0), (Some("Ána"), 32), (Some("B"), 16)]));
        assert_eq!(
            chart,
            format!(
                "  Which?\n    (blank)  0\n    Ána      {} 32\n    B        {} 16\n",
                "█".repeat(32),
                "█".repeat(16)
            )
        );
        assert_eq!(bars(&question(&[(Some("A"), 0)])), "  Which?\n    A  0\n");
    }
}
