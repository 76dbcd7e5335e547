//! A question in `poll.toml`.

use anyhow::bail;
use serde::Deserialize;
use veche_poll::question::{Homomorphic, List, Lists, NonHomomorphic, Question};

/// What kind of question it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Select some of the answers.
    #[default]
    Choice,
    /// Rank the answers.
    Ranking,
    /// Give each answer a grade.
    Grading,
    /// Select a list, and candidates of it.
    Lists,
}

/// A question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionSettings {
    /// Its text.
    pub question: String,
    /// What kind it is.
    #[serde(default)]
    pub kind: Kind,
    /// The answers to choose from, to rank or to grade.
    #[serde(default)]
    pub answers: Vec<String>,
    /// The least number of answers to select; 1 if nothing is said.
    pub min: Option<u32>,
    /// The greatest number of answers to select; 1 if nothing is said.
    pub max: Option<u32>,
    /// Whether a voter may choose none and have that counted.
    #[serde(default)]
    pub blank: bool,
    /// The greatest number of answers to rank; all if nothing is said.
    pub ranks: Option<u8>,
    /// The names of the grades, the best first: 1 is the best on a ballot.
    #[serde(default)]
    pub grades: Vec<String>,
    /// The lists.
    #[serde(default)]
    pub lists: Vec<ListSettings>,
}

/// A list of candidates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListSettings {
    /// Its name.
    pub name: String,
    /// Its candidates, in order.
    pub candidates: Vec<String>,
}

impl QuestionSettings {
    fn bounds(&self) -> (u32, u32) {
        (self.min.unwrap_or(1), self.max.unwrap_or(1))
    }

    /// Checks that the question makes sense.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.question.trim().is_empty() {
            bail!("it needs a text");
        }
        let of_choices = self.min.is_some() || self.max.is_some() || self.blank;
        if self.kind != Kind::Choice && of_choices {
            bail!("min, max and blank are for kind = \"choice\"");
        }
        if self.kind != Kind::Ranking && self.ranks.is_some() {
            bail!("ranks are for kind = \"ranking\"");
        }
        if self.ranks == Some(0) {
            bail!("ranks is the greatest number of answers to rank, at least 1");
        }
        if (self.kind == Kind::Grading) == self.grades.is_empty() {
            bail!("grades go with kind = \"grading\", and only with it");
        }
        if (self.kind == Kind::Lists) == self.lists.is_empty() {
            bail!("lists go with kind = \"lists\", and only with it");
        }
        if (self.kind == Kind::Lists) != self.answers.is_empty() {
            bail!("it needs answers; candidates of lists stand in the lists");
        }
        different("answer", &self.answers)?;
        different("grade", &self.grades)?;
        let names: Vec<String> = self.lists.iter().map(|list| list.name.clone()).collect();
        different("list", &names)?;
        for list in &self.lists {
            different("candidate", &list.candidates)?;
            if list.candidates.is_empty() {
                bail!("list {}: it needs candidates", list.name);
            }
        }
        if self.grades.len() > usize::from(u8::MAX) {
            bail!("more than {} grades", u8::MAX);
        }
        let (min, max) = self.bounds();
        let answers = self.answers.len();
        if self.kind == Kind::Choice && (min > max || max as usize > answers || max == 0) {
            bail!("min {min} and max {max} are not possible with {answers} answers");
        }
        Ok(())
    }

    /// The question as it stands in the election.
    pub(super) fn question(&self) -> Question {
        let question = self.question.clone();
        let answers = self.answers.clone();
        match self.kind {
            Kind::Choice => {
                let (min, max) = self.bounds();
                Question::Homomorphic(Homomorphic {
                    question,
                    answers,
                    blank: self.blank,
                    min,
                    max,
                })
            }
            Kind::Ranking => Question::NonHomomorphic(NonHomomorphic {
                question,
                answers,
                extra: self.ranks.map(NonHomomorphic::extra_of_ranks),
            }),
            Kind::Grading => {
                // As the reference names it, so that its own programs show the grades.
                let extra = serde_json::json!({
                    "type": "MajorityJudgment",
                    "value": { "blank": false, "grades": self.grades },
                });
                Question::NonHomomorphic(NonHomomorphic {
                    question,
                    answers,
                    extra: Some(extra.to_string()),
                })
            }
            Kind::Lists => {
                let lists = self.lists.iter().map(|list| List {
                    name: list.name.clone(),
                    candidates: list.candidates.clone(),
                });
                Question::Lists(Lists {
                    question,
                    lists: lists.collect(),
                })
            }
        }
    }
}

/// Whether no name is empty or there twice.
fn different(what: &str, names: &[String]) -> anyhow::Result<()> {
    for (i, name) in names.iter().enumerate() {
        if name.trim().is_empty() || names[..i].contains(name) {
            bail!("{what} {} is empty or there twice", i + 1);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Question> {
        let settings: QuestionSettings = toml::from_str(text)?;
        settings.check()?;
        Ok(settings.question())
    }

    #[test]
    fn every_kind_of_question_can_be_asked() {
        let ranking = "question = \"Q\"\nkind = \"ranking\"\nanswers = [\"A\", \"B\"]\n";
        assert!(
            matches!(read(ranking).unwrap(), Question::NonHomomorphic(asked) if asked.extra.is_none())
        );
        let limited = read(&(ranking.to_owned() + "ranks = 1\n")).unwrap();
        assert!(
            matches!(limited, Question::NonHomomorphic(asked) if asked.most_ranks() == Some(1))
        );
        let grading = ranking.replace("ranking", "grading") + "grades = [\"good\", \"poor\"]\n";
        let Question::NonHomomorphic(asked) = read(&grading).unwrap() else {
            panic!("a question to grade");
        };
        let expected =
            r#"{"type":"MajorityJudgment","value":{"blank":false,"grades":["good","poor"]}}"#;
        assert_eq!(asked.extra.as_deref(), Some(expected));
        let lists = "question = \"Q\"\nkind = \"lists\"\nlists = [{ name = \"L\", candidates = [\"A\"] }]\n";
        assert!(matches!(read(lists).unwrap(), Question::Lists(_)));
        for refused in [
            &ranking.replace("\"B\"", "\"A\""),
            &(ranking.to_owned() + "max = 2\n"),
            &(ranking.to_owned() + "ranks = 0\n"),
            &(grading.clone() + "ranks = 1\n"),
            &(ranking.to_owned() + "grades = [\"good\"]\n"),
            &grading.replace("\"poor\"", "\"good\""),
            &grading.replace("grades = [\"good\", \"poor\"]", ""),
            &lists.replace("[\"A\"]", "[]"),
            &lists.replace("\"L\"", "\" \""),
            &(lists.to_owned() + "answers = [\"A\"]\n"),
            &ranking.replace("ranking", "choosing"),
        ] {
            assert!(read(refused).is_err(), "{refused}");
        }
    }
}
