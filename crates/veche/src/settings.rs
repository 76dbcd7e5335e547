//! `poll.toml`: what the organiser of a poll decides, and promises.

mod question;

use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use veche_crypto::group::GROUP_NAMES;
use veche_poll::election::{Template, Uuid};

use self::question::QuestionSettings;
use crate::folder::{SETTINGS, read_text};

/// The organiser's decisions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The poll's identifier.
    pub uuid: String,
    /// The name voters see.
    pub name: String,
    /// A text for voters.
    #[serde(default)]
    pub description: String,
    /// The group of the cryptography.
    #[serde(default = "default_group")]
    pub group: String,
    /// The organiser's name.
    pub organiser: Option<String>,
    /// The registrar's name.
    pub registrar: Option<String>,
    /// With fewer ballots than this, the trustees are asked not to decrypt.
    #[serde(default)]
    pub minimum_ballots: u64,
    /// The organiser's statement that votes whose weight fewer than three share are not secret.
    #[serde(default)]
    pub small_weight_classes_are_not_secret: bool,
    /// Who can decrypt.
    pub trustees: TrusteeSettings,
    /// What is asked.
    pub questions: Vec<QuestionSettings>,
}

/// Who can decrypt.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrusteeSettings {
    /// Whether the server has a mandatory key of its own, made for this poll when it is opened.
    #[serde(default)]
    pub server: bool,
    /// How many trustees are mandatory: nothing is decrypted without each of them.
    #[serde(default)]
    pub mandatory: u32,
    /// How many trustees share a threshold key.
    #[serde(default)]
    pub shared_by: u32,
    /// How many of those suffice.
    #[serde(default)]
    pub threshold: u32,
}

fn default_group() -> String {
    GROUP_NAMES[0].to_owned()
}

impl Settings {
    /// Reads the settings in a poll's folder, and checks that they make sense.
    ///
    /// # Errors
    /// Names the file, the field and the rule.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(SETTINGS);
        let settings: Self = toml::from_str(&read_text(&path)?)
            .with_context(|| format!("{}: cannot understand it", path.display()))?;
        settings
            .check()
            .with_context(|| format!("{}: not a possible poll", path.display()))?;
        Ok(settings)
    }

    fn check(&self) -> anyhow::Result<()> {
        Uuid::parse(&self.uuid)?;
        if self.name.trim().is_empty() {
            bail!("name: voters need one");
        }
        if !GROUP_NAMES.contains(&self.group.as_str()) {
            bail!(
                "group: {} is not one of {}",
                self.group,
                GROUP_NAMES.join(", ")
            );
        }
        let TrusteeSettings {
            server: _,
            mandatory,
            shared_by,
            threshold,
        } = self.trustees;
        if mandatory == 0 && shared_by == 0 {
            bail!(
                "trustees: there must be at least one beside the server, mandatory or sharing a threshold key"
            );
        }
        if shared_by > 0 && (threshold == 0 || threshold >= shared_by) {
            bail!(
                "trustees.threshold: {threshold} of {shared_by} is not possible: at least 1, and below the number that share the key"
            );
        }
        if shared_by == 0 && threshold > 0 {
            bail!("trustees.threshold: say how many share the key with shared_by");
        }
        if self.questions.is_empty() {
            bail!("questions: there must be at least one");
        }
        for (question, number) in self.questions.iter().zip(1..) {
            question
                .check()
                .with_context(|| format!("question {number}"))?;
        }
        Ok(())
    }

    /// The identifier, checked when the settings were read.
    ///
    /// # Errors
    /// If it is none.
    pub fn uuid(&self) -> anyhow::Result<Uuid> {
        Ok(Uuid::parse(&self.uuid)?)
    }

    /// What goes into the election.
    pub fn template(&self) -> Template {
        Template {
            name: self.name.clone(),
            description: self.description.clone(),
            questions: self
                .questions
                .iter()
                .map(QuestionSettings::question)
                .collect(),
            administrator: self.organiser.clone(),
            credential_authority: self.registrar.clone(),
        }
    }
}

/// A commented `poll.toml` for a new poll.
pub fn commented(uuid: &Uuid, name: &str) -> String {
    let name = toml::Value::String(name.to_owned());
    format!(
        r#"# A poll of Veche. Change what stands here, then follow the steps that `veche poll status` names.
# Once the poll is open nothing of this can change: the archive holds its own copy.

# The poll's identifier, made at random. Every credential and ballot is bound to it.
uuid = "{uuid}"

# What voters see.
name = {name}
description = "Say here what the poll is about."

# Who runs the poll, and who issues the credentials. They should not be the same person: together they could
# cast ballots for people who do not vote.
organiser = "The electoral committee"
registrar = "The registrar"

# The group of the cryptography: Ed25519 (fast), BELENIOS-2048 or RFC-3526-2048.
group = "Ed25519"

# The trustees are told not to decrypt fewer ballots than this, and their program obeys: the sum of two or three
# ballots says too much about each. It is kept with each trustee's key.
minimum_ballots = 5

# Weights are for polls where some votes count more than others. If fewer than three voters share a weight, the
# result may show how they voted: such a roll is refused unless you state here that those votes are not secret.
small_weight_classes_are_not_secret = false

[trustees]
# Trustees without each of whom nothing can be decrypted: if one loses the key, the poll is lost.
mandatory = 0
# Trustees who share a key, and how many of them suffice to decrypt. If that many work together they can also
# decrypt single ballots: choose people who would not.
shared_by = 3
threshold = 2
# Whether whoever runs the poll has a mandatory key too, made for this poll alone when it is opened (server.privkey beside
# the archive: keep a copy). Then the trustees together can decrypt no single ballot without the organiser.
server = false

[[questions]]
question = "Who shall be mayor?"
answers = ["Ana", "Boris", "Clara"]
# The least and the greatest number of answers to select.
min = 1
max = 1

[[questions]]
question = "Shall the bridge be built?"
answers = ["Yes", "No"]
min = 1
max = 1
# A voter may choose neither, and have that counted as a blank vote.
blank = true

# Answers can be ranked, or graded: kind = "ranking", or kind = "grading" with grades = ["good", "fair", "poor"], the best
# first. Then every voter has one vote, trustees shuffle the ballots before they are opened one by one, and an unusual
# ranking can mark a ballot: who is told to write one can be checked on. With ranks = 3, say, voters rank three at most.
# Or voters select a list and candidates of it: kind = "lists" with lists = [{{ name = "A", candidates = ["Ana"] }}].
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_poll::question::Question;

    fn example() -> String {
        commented(&Uuid::parse("11111111111111").unwrap(), "A \"poll\"")
    }

    fn check(text: &str) -> anyhow::Result<Settings> {
        let settings: Settings = toml::from_str(text)?;
        settings.check()?;
        Ok(settings)
    }

    #[test]
    fn the_commented_settings_can_be_read() {
        let settings = check(&example()).unwrap();
        assert_eq!(settings.name, "A \"poll\"");
        assert_eq!(settings.trustees.threshold, 2);
        let template = settings.template();
        assert!(matches!(&template.questions[1], Question::Homomorphic(asked) if asked.blank));
    }

    #[test]
    fn settings_that_make_no_sense_are_refused() {
        for (from, to) in [
            ("11111111111111", "0"),
            ("\"Ed25519\"", "\"P-256\""),
            ("threshold = 2", "threshold = 3"),
            ("threshold = 2", "threshold = 0"),
            ("shared_by = 3", "shared_by = 0"),
            ("max = 1", "max = 4"),
            ("max = 1", "max = 0"),
            ("min = 1", "min = 2"),
            ("\"Boris\"", "\"Ana\""),
            ("\"Boris\"", "\" \""),
            ("minimum_ballots", "minimum_ballot"),
            ("minimum_ballots = 5", "minimum_ballots = -5"),
            ("max = 1", "kind = \"ranked\""),
            ("max = 1", "max = 1\nkind = \"ranking\""),
            ("max = 1", "max = 1\ngrades = [\"good\"]"),
        ] {
            let text = example().replacen(from, to, 1);
            assert_ne!(text, example(), "{from}");
            assert!(check(&text).is_err(), "{from} → {to}");
        }
    }
}
