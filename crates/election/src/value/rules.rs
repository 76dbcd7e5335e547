//! The full rules of a count, carried on the record.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use veche_count::rules::Rules;

/// How long rules may be, in bytes.
pub const MAX_RULES: usize = 8_192;

/// A text that is no rules.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RulesError {
    /// Too long.
    #[error("rules are at most {MAX_RULES} bytes long")]
    TooLong,
    /// Not rules.
    #[error("{0}")]
    Unreadable(String),
}

/// The rules of a count as the file in TOML that `veche count --rules FILE` takes. They name options by the names that
/// the record gives them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("maxLength" = MAX_RULES))]
pub struct CountingRules {
    text: String,
    rules: Rules,
}

impl CountingRules {
    /// The file as it was put on record.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}

impl TryFrom<String> for CountingRules {
    type Error = RulesError;
    fn try_from(text: String) -> Result<Self, RulesError> {
        if text.len() > MAX_RULES {
            return Err(RulesError::TooLong);
        }
        match Rules::from_toml(&text) {
            Ok(rules) => Ok(Self { text, rules }),
            Err(error) => Err(RulesError::Unreadable(error.to_string())),
        }
    }
}
impl From<CountingRules> for String {
    fn from(rules: CountingRules) -> Self {
        rules.text
    }
}
impl fmt::Debug for CountingRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rules.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_kept_as_written_and_refused_if_they_are_none() {
        let text = "title = \"T\"\nlaw = \"L\" # why\n[ties]\nsteps = [\"lot\"]\n[count]\nmethod = \"lists\"\n\
            formula = { divisors = \"dhondt\" }\n";
        let rules = CountingRules::try_from(text.to_owned()).unwrap();
        assert_eq!(rules.rules().title, "T");
        assert_eq!(String::from(rules), text);
        let unknown = text.replace("dhondt", "dhont");
        let error = CountingRules::try_from(unknown).unwrap_err();
        assert!(error.to_string().contains("dhont"), "{error}");
        let long = format!("{text}#{}", " ".repeat(MAX_RULES));
        assert_eq!(CountingRules::try_from(long), Err(RulesError::TooLong));
    }
}
