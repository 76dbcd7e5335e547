//! Every page of the samples, in every language.

use super::{Query, all, render};
use crate::words::Language;

mod sample;

use sample::{TODAY, beside, samples};

#[test]
fn every_page_of_the_samples_is_written_in_every_language() {
    let elections = samples();
    for language in Language::ALL {
        for place in all(&elections) {
            let page = render(
                &place,
                language,
                &Query::default(),
                &elections,
                &beside,
                TODAY,
            )
            .unwrap_or_else(|error| panic!("{place}: {error}"));
            if let Some(at) = page.html.find('[').filter(|at| {
                let rest = &page.html[at + 1..];
                rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest.contains("-")
            }) {
                let shown: String = page.html[at..].chars().take(60).collect();
                panic!("{place} in {}: {shown}", language.tag());
            }
        }
    }
}
