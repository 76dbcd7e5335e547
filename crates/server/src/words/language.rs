//! Which languages there are, and how each writes numbers.

use fluent_bundle::FluentValue;
use fluent_bundle::memoizer::MemoizerKind;
use serde::Serialize;
use unic_langid::LanguageIdentifier;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Belarusian, in its official spelling.
    #[serde(rename = "be")]
    Belarusian,
    /// Russian.
    #[serde(rename = "ru")]
    Russian,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::English, Self::Belarusian, Self::Russian];

    /// Its BCP 47 tag, which also stands in addresses.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Belarusian => "be",
            Self::Russian => "ru",
        }
    }

    /// The language of this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first language of a browser's `Accept-Language` that there is; English if there is none. Browsers list them
    /// in the order in which they are preferred.
    #[must_use]
    pub fn preferred(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|wanted| {
                let tag = wanted.split([';', '-']).next().unwrap_or("").trim();
                Self::of_tag(&tag.to_ascii_lowercase())
            })
            .next()
            .unwrap_or(Self::English)
    }

    /// What it calls itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Belarusian => "Беларуская",
            Self::Russian => "Русский",
        }
    }

    /// The direction in which it is read. The stylesheet knows only beginnings and ends, so that a language that is
    /// read from right to left needs nothing but its own sentences.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::Belarusian | Self::Russian => "ltr",
        }
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        // The tags above have the form of one; the empty identifier has plural rules as well.
        self.tag().parse().unwrap_or_default()
    }

    /// Its files.
    pub(super) fn sources(self) -> &'static [&'static str] {
        match self {
            Self::English => &[
                include_str!("../../i18n/en/frame.ftl"),
                include_str!("../../i18n/en/reader.ftl"),
                include_str!("../../i18n/en/record.ftl"),
                include_str!("../../i18n/en/findings.ftl"),
                include_str!("../../i18n/en/tools.ftl"),
                include_str!("../../i18n/en/login.ftl"),
            ],
            Self::Belarusian => &[
                include_str!("../../i18n/be/frame.ftl"),
                include_str!("../../i18n/be/reader.ftl"),
                include_str!("../../i18n/be/record.ftl"),
                include_str!("../../i18n/be/findings.ftl"),
                include_str!("../../i18n/be/tools.ftl"),
                include_str!("../../i18n/be/login.ftl"),
            ],
            Self::Russian => &[
                include_str!("../../i18n/ru/frame.ftl"),
                include_str!("../../i18n/ru/reader.ftl"),
                include_str!("../../i18n/ru/record.ftl"),
                include_str!("../../i18n/ru/findings.ftl"),
                include_str!("../../i18n/ru/tools.ftl"),
                include_str!("../../i18n/ru/login.ftl"),
            ],
        }
    }

    /// How numbers inside sentences are written.
    pub(super) fn formatter<M: MemoizerKind>(self) -> fn(&FluentValue<'_>, &M) -> Option<String> {
        match self {
            Self::English => |value, _| formatted(Self::English, value),
            Self::Belarusian => |value, _| formatted(Self::Belarusian, value),
            Self::Russian => |value, _| formatted(Self::Russian, value),
        }
    }

    /// A number with a sign between each three digits: a comma, or a space that does not break.
    #[must_use]
    pub fn grouped(self, number: u64) -> String {
        let grouped = veche_election::value::range::grouped(number);
        match self {
            Self::English => grouped,
            // Four digits stand together, as is usual there.
            Self::Belarusian | Self::Russian if number < 10_000 => number.to_string(),
            Self::Belarusian | Self::Russian => grouped.replace(',', "\u{a0}"),
        }
    }

    /// What stands between the whole and its parts.
    #[must_use]
    pub fn decimal(self) -> char {
        match self {
            Self::English => '.',
            Self::Belarusian | Self::Russian => ',',
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn formatted(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        // Only whole numbers that are not negative are given to sentences.
        FluentValue::Number(number) => Some(language.grouped(number.value as u64)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        assert_eq!(Language::English.grouped(1_234), "1,234");
        assert_eq!(Language::Russian.grouped(1_234), "1234");
        assert_eq!(
            Language::Belarusian.grouped(5_818_955),
            "5\u{a0}818\u{a0}955"
        );
    }

    #[test]
    fn a_tag_leads_back_to_its_language() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            assert_eq!(language.identifier().to_string(), language.tag());
        }
        assert_eq!(Language::of_tag("de"), None);
    }
}
