//! Everything the pages say, in the reader's language.
//!
//! | module | subject |
//! | --- | --- |
//! | [`language`] | which languages there are, and how each writes numbers |
//! | [`amounts`] | numbers, ranges, shares, days, places |
//! | [`telling`] | who is who on a record, for use in sentences |
//! | [`line`](mod@line) | an entry in one line |
//! | [`finding`] | findings and decisions in words |
//! | [`headline`] | the three subjects that head every page, from counts |
//!
//! The sentences stand in `i18n/LANGUAGE/*.ftl`. Texts of people are no part of this: they stay in their own language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub mod amounts;
pub mod finding;
pub mod headline;
pub mod language;
pub mod line;
pub mod telling;
#[cfg(test)]
mod tests;

pub use language::Language;
pub use telling::Telling;

/// The sentences of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(Language::English));
static BELARUSIAN: LazyLock<Words> = LazyLock::new(|| Words::read(Language::Belarusian));
static RUSSIAN: LazyLock<Words> = LazyLock::new(|| Words::read(Language::Russian));

impl Words {
    /// Those of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Belarusian => &BELARUSIAN,
            Language::Russian => &RUSSIAN,
        }
    }

    /// Reads the files that are built in. What a file gets wrong is left out here, and fails a test.
    fn read(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(language.formatter()));
        for source in language.sources() {
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Which language it is.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// A sentence without arguments.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A sentence about so many things, in the plural form that the language asks for.
    #[must_use]
    pub fn count(&self, id: &str, number: impl TryInto<u64>) -> String {
        let number = number.try_into().unwrap_or(u64::MAX);
        self.with(id, &[("n", number.into())])
    }

    /// A sentence with arguments.
    #[must_use]
    pub fn with(&self, id: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let message = self.bundle.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            // A missing sentence fails a test; a reader sees its name rather than nothing.
            return format!("[{id}]");
        };
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            args.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned()
    }

    /// An enumerated value of the record, by the name that it has there.
    #[must_use]
    pub fn term(&self, of: &str, name: &str) -> String {
        self.say(&format!("{of}-{}", name.replace('.', "-")))
    }

    /// An enumerated value of the record.
    #[must_use]
    pub fn value<T: serde::Serialize>(&self, of: &str, value: &T) -> String {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::String(name)) => self.term(of, &name),
            _ => String::new(),
        }
    }

    /// Whether there is such a sentence.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
