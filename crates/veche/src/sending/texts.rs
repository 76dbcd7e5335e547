//! What members read, in three languages. The texts are in files of their own, one a language; a secret never passes
//! through here.

use anyhow::{anyhow, bail};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language that members can be written to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Belarusian.
    Belarusian,
    /// Russian.
    Russian,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::Belarusian, Self::Russian];

    /// Its code in ISO 639: `en`, `be`, `ru`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Belarusian => "be",
            Self::Russian => "ru",
        }
    }

    /// The language with this code.
    ///
    /// # Errors
    /// If there are no texts in it.
    pub fn of_code(code: &str) -> anyhow::Result<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| anyhow!("the language {code} is none of en, be and ru"))
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../texts/letters/en.ftl"),
            Self::Belarusian => include_str!("../../texts/letters/be.ftl"),
            Self::Russian => include_str!("../../texts/letters/ru.ftl"),
        }
    }
}

/// The texts in one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
    language: Language,
}

impl Texts {
    /// The texts in this language.
    ///
    /// # Errors
    /// If their file is damaged, which the tests exclude.
    pub fn new(language: Language) -> anyhow::Result<Self> {
        let code = language.code();
        let resource = FluentResource::try_new(language.source().to_owned())
            .map_err(|(_, errors)| anyhow!("the texts in {code} cannot be read: {errors:?}"))?;
        let locale: LanguageIdentifier = code.parse()?;
        let mut bundle = FluentBundle::new(vec![locale]);
        // The marks that isolate names of another direction would be seen in plain mails.
        bundle.set_use_isolating(false);
        bundle
            .add_resource(resource)
            .map_err(|errors| anyhow!("the texts in {code}: {errors:?}"))?;
        Ok(Self { bundle, language })
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of this name, with values in the places that it has for them.
    ///
    /// # Errors
    /// If there is no such text, or it asks for a value that is not there; the tests exclude both.
    pub fn text(&self, id: &str, values: &[(&str, &str)]) -> anyhow::Result<String> {
        let code = self.language.code();
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| anyhow!("the text {id} is missing in {code}"))?;
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, FluentValue::from(*value));
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut errors);
        if !errors.is_empty() {
            bail!("the text {id} in {code}: {errors:?}");
        }
        Ok(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Each text's name, with the names of the values that it asks for.
    fn outline(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        language
            .source()
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, text)| {
                let values = text
                    .split("{ $")
                    .skip(1)
                    .filter_map(|rest| Some(rest.split_once(" }")?.0.to_owned()))
                    .collect();
                (id.to_owned(), values)
            })
            .collect()
    }

    #[test]
    fn no_text_and_no_value_is_missing_in_any_language() {
        let english = outline(Language::English);
        assert!(english.len() >= 18, "{}", english.len());
        for language in Language::ALL {
            assert_eq!(outline(language), english, "{}", language.code());
            let texts = Texts::new(language).unwrap();
            for (id, values) in &english {
                let values: Vec<_> = values.iter().map(|name| (&**name, "VALUE")).collect();
                let text = texts.text(id, &values).unwrap();
                assert_eq!(text.matches("VALUE").count(), values.len(), "{id}: {text}");
            }
        }
    }

    #[test]
    fn each_language_has_words_of_its_own() {
        for id in outline(Language::English).keys() {
            let sources: BTreeSet<&str> = Language::ALL
                .iter()
                .filter_map(|language| {
                    let mut lines = language.source().lines();
                    lines.find(|line| line.split(" = ").next() == Some(id))
                })
                .collect();
            assert_eq!(sources.len(), 3, "{id} reads the same in two languages");
        }
    }
}
