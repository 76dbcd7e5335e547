//! What is asked in a poll, who may vote, how they vote, and what must come out.

use serde_json::{Value, json};

/// A question, with votes that answer it: for each answer, a blank one first, 1 or 0.
pub(super) struct Question {
    text: &'static str,
    answers: &'static [&'static str],
    blank: bool,
    min: u32,
    max: u32,
    votes: &'static [&'static [u64]],
}

/// One of three. The texts hold what JSON writers treat differently.
pub(super) const MAYOR: Question = Question {
    text: "Who shall be \"mayor\" of Łódź \\ 投票 </script>?",
    answers: &["Ana", "Boris / the \"elder\"", "Žofie\u{1F5F3}"],
    blank: false,
    min: 1,
    max: 1,
    votes: &[&[1, 0, 0], &[0, 1, 0], &[0, 0, 1]],
};
/// None to three of four.
pub(super) const COUNCIL: Question = Question {
    text: "Who shall sit in the council?",
    answers: &["Dora", "Emil", "Fatima", "Goran"],
    blank: false,
    min: 0,
    max: 3,
    votes: &[&[1, 1, 0, 1], &[0, 0, 0, 0], &[0, 1, 0, 0], &[0, 0, 1, 1]],
};
/// Yes, no or blank.
pub(super) const BRIDGE: Question = Question {
    text: "Shall the bridge be built?",
    answers: &["Yes", "No"],
    blank: true,
    min: 1,
    max: 1,
    votes: &[&[0, 1, 0], &[1, 0, 0], &[0, 0, 1]],
};
/// Two of three, or blank.
pub(super) const COMMITTEE: Question = Question {
    text: "Which two shall prepare the feast?",
    answers: &["Hana", "Igor", "Jana"],
    blank: true,
    min: 2,
    max: 2,
    votes: &[&[0, 1, 1, 0], &[0, 0, 1, 1], &[1, 0, 0, 0]],
};
/// Any, none or blank, where none and blank are not the same.
pub(super) const DISHES: Question = Question {
    text: "What shall be eaten?",
    answers: &["Soup", "Bread"],
    blank: true,
    min: 0,
    max: 2,
    votes: &[&[0, 0, 0], &[1, 0, 0], &[0, 1, 1]],
};

/// A poll to be run.
pub(super) struct Plan {
    pub(super) group: &'static str,
    /// How many trustees are mandatory.
    pub(super) mandatory: u32,
    /// How many others share a key, and how many of them suffice; 0 and 0 if there are none.
    pub(super) shared_by: u32,
    pub(super) threshold: u32,
    pub(super) questions: &'static [Question],
    pub(super) voters: usize,
    /// A weight for each voter, or none if votes are equal.
    pub(super) weights: &'static [u64],
}

/// The name of every poll, with what JSON writers treat differently.
const NAME: &str = "A \"poll\" — élection \\ 選挙";

impl Plan {
    /// Its `poll.toml`.
    pub(super) fn settings(&self, uuid: &str) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut settings = format!(
            "uuid = \"{uuid}\"\nname = {}\ngroup = \"{}\"\norganiser = \"Organiser\"\nregistrar = \"Registrar\"\n\
             minimum_ballots = 3\nsmall_weight_classes_are_not_secret = true\n\
             [trustees]\nmandatory = {}\nshared_by = {}\nthreshold = {}\n",
            quoted(NAME),
            self.group,
            self.mandatory,
            self.shared_by,
            self.threshold
        );
        for question in self.questions {
            let answers: Vec<String> = question.answers.iter().map(|text| quoted(text)).collect();
            settings += &format!(
                "[[questions]]\nquestion = {}\nanswers = [{}]\nblank = {}\nmin = {}\nmax = {}\n",
                quoted(question.text),
                answers.join(", "),
                question.blank,
                question.min,
                question.max
            );
        }
        settings
    }

    /// Its template for `setup make-election`.
    pub(super) fn template(&self) -> String {
        let questions: Vec<Value> = self
            .questions
            .iter()
            .map(|question| {
                let mut json = json!({
                    "question": question.text, "answers": question.answers,
                    "min": question.min, "max": question.max,
                });
                if question.blank {
                    json["blank"] = Value::Bool(true);
                }
                json
            })
            .collect();
        json!({ "name": NAME, "description": "", "questions": questions }).to_string()
    }

    /// A voter's name.
    pub(super) fn voter(&self, place: usize) -> String {
        format!("voter-{}", place + 1)
    }

    /// A voter's weight.
    pub(super) fn weight(&self, place: usize) -> u64 {
        self.weights.get(place).copied().unwrap_or(1)
    }

    /// Vote number `number`: for each question one that answers it.
    pub(super) fn vote(&self, number: usize) -> Vec<&'static [u64]> {
        self.questions
            .iter()
            .enumerate()
            .map(|(place, question)| question.votes[(number + place) % question.votes.len()])
            .collect()
    }

    /// A vote as arguments of `veche vote`.
    pub(super) fn arguments(&self, number: usize) -> Vec<String> {
        let mut arguments = Vec::new();
        for ((question, vote), asked) in self.questions.iter().zip(self.vote(number)).zip(1..) {
            let blank = question.blank.then_some("blank");
            let labels = blank.iter().chain(question.answers);
            for (label, _) in labels.zip(vote).filter(|(_, mark)| **mark == 1) {
                arguments.extend(["--choose".to_owned(), format!("{asked}:{label}")]);
            }
        }
        arguments
    }

    /// A vote as `election generate-ballot` reads it.
    pub(super) fn choice(&self, number: usize) -> String {
        serde_json::to_string(&self.vote(number)).unwrap()
    }

    /// What must come out if these votes, of voter and number, were cast in this order.
    pub(super) fn outcome(&self, cast: &[(usize, usize)]) -> Vec<Vec<u64>> {
        let mut sums: Vec<Vec<u64>> = self
            .questions
            .iter()
            .map(|question| vec![0; question.answers.len() + usize::from(question.blank)])
            .collect();
        for voter in 0..self.voters {
            let Some((_, number)) = cast.iter().rev().find(|(who, _)| *who == voter) else {
                continue;
            };
            for (sums, vote) in sums.iter_mut().zip(self.vote(*number)) {
                for (sum, mark) in sums.iter_mut().zip(vote) {
                    *sum += mark * self.weight(voter);
                }
            }
        }
        sums
    }
}
