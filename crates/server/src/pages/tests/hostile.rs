//! Texts that try to be more than texts.

use veche_election::entry::Recorded;
use veche_election::value::BodyRef;

use super::super::{Query, all, render};
use super::sample::{TODAY, beside, sample};
use super::sound;
use crate::shown::{BodyText, Texts};
use crate::words::Language;

/// Every text of an election is replaced by one that is markup and turns the direction of reading.
struct Hostile(Box<dyn Texts>);

impl Texts for Hostile {
    fn read(&self, _: &BodyRef) -> BodyText {
        BodyText::Text {
            language: "en\"><script>".to_owned(),
            text: "</p><script src=\"https://example.org\">x</script> & ' \u{202e}\u{2066}\u{0}"
                .to_owned(),
        }
    }

    fn leaf(&self, number: u64) -> Option<Recorded> {
        self.0.leaf(number)
    }
}

#[test]
fn texts_are_shown_and_never_obeyed() {
    let mut shown = (*sample("respublika")).clone();
    for poll in &mut shown.polls {
        poll.title = "<b>\u{202e}</b>".to_owned();
        for question in &mut poll.questions {
            question.text = "\"><script>".to_owned();
            question.answers = vec!["</label>\u{202e}".to_owned(); question.answers.len()];
        }
    }
    let elections = [std::sync::Arc::new(shown)];
    let texts = |name: &str| Box::new(Hostile(beside(name))) as Box<dyn Texts>;
    let query = Query::new([("code", "\"><script>"), ("place", "\u{202e}")]);
    let mut named = 0;
    for place in all(&elections) {
        for query in [&Query::default(), &query] {
            let language = Language::English;
            let page = render(&place, language, query, &elections, &texts, TODAY).unwrap();
            let here = format!("en/{place}");
            let read = sound(&page.html, &here);
            assert!(!page.html.contains("<script src=\"https"), "{here}");
            named += usize::from(read.text.contains("[U+202E]"));
        }
    }
    assert!(named > 50, "{named} pages show what stands there");
}

#[test]
fn nothing_is_shown_of_what_was_withdrawn_also_where_it_was_left_over() {
    let shown = sample("respublika");
    let back = shown.election.withdrawals()[0].entry;
    let number = shown.election.number_of(&back).unwrap();
    let elections = [shown];
    let texts = |name: &str| Box::new(Hostile(beside(name))) as Box<dyn Texts>;
    let place = super::Place::Entry("respublika".to_owned(), number);
    let language = Language::English;
    let page = render(
        &place,
        language,
        &Query::default(),
        &elections,
        &texts,
        TODAY,
    )
    .unwrap();
    let fields = page.json["fields"].to_string();
    assert!(!fields.contains("script"), "{fields}");
    assert!(page.html.contains("class=\"warning\""));
}
