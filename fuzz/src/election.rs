//! Elections: what parses agrees with its outline, and can be voted in.

use veche_crypto::group::{Ed25519, Group, GroupTask, with_group};
use veche_poll::election::{Election, ElectionOutline, Template, Uuid};
use veche_poll::hash::Hash;
use veche_poll::question::Selection;

use crate::poll::POLL;

struct Parse<'a>(&'a [u8]);

impl GroupTask for Parse<'_> {
    type Output = bool;

    fn run<G: Group>(self) -> bool {
        let Ok(election) = Election::<G>::parse(self.0) else {
            return false;
        };
        assert_eq!(election.hash(), Hash::of(self.0));
        // The JSON library accepts in fields that we do not know what it accepts nowhere else, such as half a surrogate
        // pair, so this is all that can be said of the whole.
        let Ok(questions) = election.homomorphic() else {
            return true;
        };
        assert_eq!(questions.len(), election.questions.len());
        for question in &questions {
            assert!(question.min <= question.max);
            assert!(question.allowed_numbers() > 0);
            assert_eq!(question.label(question.ciphertexts()), None);
            for mark in [false, true] {
                let marks = Selection::Answers(vec![mark; question.answers.len()]);
                if let Ok(plaintexts) = question.plaintexts(&marks) {
                    assert_eq!(plaintexts.len(), question.ciphertexts());
                }
            }
            assert_eq!(
                question.plaintexts(&Selection::Blank).is_ok(),
                question.blank
            );
        }
        // Written by us and read again, it is the same election but for fields that we do not know.
        let template = Template {
            name: election.name.clone(),
            description: election.description.clone(),
            questions: election.questions.clone(),
            administrator: election.administrator.clone(),
            credential_authority: election.credential_authority.clone(),
        };
        let written =
            Election::<G>::write(&template, &election.uuid, election.public_key.element());
        let again = Election::<G>::parse(&written).expect("what we write we read");
        assert_eq!(again.questions, election.questions);
        assert_eq!(again.public_key.element(), election.public_key.element());
        assert_eq!((again.name, again.uuid), (election.name, election.uuid));
        true
    }
}

/// Parses an election in the group that it names.
pub fn target(data: &[u8]) {
    match ElectionOutline::parse(data) {
        Ok(outline) => {
            assert_eq!(
                Uuid::parse(outline.uuid.as_str()).as_ref(),
                Ok(&outline.uuid)
            );
            with_group(&outline.group, Parse(data));
        }
        Err(_) => assert!(!Parse(data).run::<Ed25519>(), "no outline, yet an election"),
    }
}

/// The election of the poll, in other groups, and with other kinds of questions.
pub fn seeds() -> Vec<Vec<u8>> {
    let text = String::from_utf8(POLL.election_bytes.clone()).expect("JSON is UTF-8");
    let mut seeds = vec![text.clone()];
    for name in ["BELENIOS-2048", "RFC-3526-2048"] {
        let key = GeneratorOf;
        let key = with_group(name, key).expect("a group");
        let ours = POLL.election.public_key.element();
        let ours = Ed25519::to_text(ours);
        seeds.push(
            text.replace(&ours, &key)
                .replace("\"Ed25519\"", &format!("\"{name}\"")),
        );
    }
    let ranked =
        r#"{"type":"NonHomomorphic","value":{"answers":["a"],"question":"q"},"extra":{}},"#;
    seeds.push(text.replace("\"questions\":[", &format!("\"questions\":[{ranked}")));
    seeds.into_iter().map(String::into_bytes).collect()
}

struct GeneratorOf;

impl GroupTask for GeneratorOf {
    type Output = String;

    fn run<G: Group>(self) -> String {
        G::to_text(&G::generator())
    }
}
