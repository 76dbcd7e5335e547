//! Numbers, ranges, shares, days, places.

use jiff::civil::Date;
use veche_election::entry::reports::Unit;
use veche_election::value::{Period, Place, Range};

use super::Words;

impl Words {
    /// A number.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        self.language().grouped(number)
    }

    /// A number of which only bounds are known.
    #[must_use]
    pub fn range(&self, range: &Range) -> String {
        self.between(range, |number| self.number(number))
    }

    /// A figure in its unit.
    #[must_use]
    pub fn in_unit(&self, range: &Range, unit: Unit) -> String {
        match unit {
            Unit::Count => self.range(range),
            Unit::Days => self.with("amount-days", &[("days", self.range(range).into())]),
            Unit::HundredthsOfPercent => self.between(range, |number| self.percent(number)),
        }
    }

    fn between(&self, range: &Range, write: impl Fn(u64) -> String) -> String {
        match range.max {
            Some(max) if max == range.min => write(max),
            Some(max) => format!("{}–{}", write(range.min), write(max)),
            None => self.with("amount-at-least", &[("number", write(range.min).into())]),
        }
    }

    /// In hundredths of a percent, as a percentage.
    #[must_use]
    pub fn percent(&self, hundredths: u64) -> String {
        let (whole, part) = (self.number(hundredths / 100), hundredths % 100);
        match part {
            0 => format!("{whole}\u{a0}%"),
            _ => format!("{whole}{}{part:02}\u{a0}%", self.language().decimal()),
        }
    }

    /// What part one number is of another; nothing if there is no other.
    #[must_use]
    pub fn share(&self, part: u64, whole: u64) -> String {
        match (u128::from(part) * 10_000).checked_div(u128::from(whole)) {
            Some(hundredths) => self.percent(u64::try_from(hundredths).unwrap_or(u64::MAX)),
            None => String::new(),
        }
    }

    /// A day.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        self.with(
            "date",
            &[
                ("day", date.day().to_string().into()),
                (
                    "month",
                    self.term("month", &date.month().to_string()).into(),
                ),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// A day, or from a day to a day.
    #[must_use]
    pub fn period(&self, period: &Period) -> String {
        match period.to {
            None => self.date(period.from),
            Some(to) => self.with(
                "period",
                &[
                    ("from", self.date(period.from).into()),
                    ("to", self.date(to).into()),
                ],
            ),
        }
    }

    /// A place, from the country down. What has no name here is called as on the record.
    #[must_use]
    pub fn place(&self, place: &Place) -> String {
        let mut names = Vec::new();
        let mut path = String::from("place");
        for level in place.as_str().split('/') {
            path.push('-');
            path.push_str(level);
            names.push(match self.has(&path) {
                true => self.say(&path),
                false => spoken(level),
            });
        }
        // The country alone is the country; further down it goes without saying.
        if names.len() > 1 {
            names.remove(0);
        }
        names.join(", ")
    }
}

/// A short name of the record, for reading: with spaces, and a capital letter at its beginning.
#[must_use]
pub fn spoken(slug: &str) -> String {
    let mut letters = slug.replace('-', " ").chars().collect::<Vec<_>>();
    if let Some(first) = letters.first_mut() {
        *first = first.to_ascii_uppercase();
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use jiff::civil::date;

    #[test]
    fn days_and_shares_are_written_as_each_language_does() {
        let of = |language| Words::of(language);
        let day = date(2020, 8, 9);
        assert_eq!(of(Language::English).date(day), "9 August 2020");
        assert_eq!(of(Language::Belarusian).date(day), "9 жніўня 2020 г.");
        assert_eq!(of(Language::Russian).date(day), "9 августа 2020 г.");
        assert_eq!(of(Language::English).percent(1_012), "10.12\u{a0}%");
        assert_eq!(of(Language::Russian).percent(1_012), "10,12\u{a0}%");
        assert_eq!(of(Language::English).share(1, 0), "");
        assert_eq!(of(Language::English).share(1, 4), "25\u{a0}%");
    }

    #[test]
    fn a_place_is_called_by_its_name_where_it_has_one() {
        let place = |text: &str| Place::try_from(text.to_owned()).unwrap();
        let english = Words::of(Language::English);
        assert_eq!(english.place(&place("by")), "Belarus");
        assert_eq!(
            english.place(&place("by/brest/pinsk")),
            "Brest region, Pinsk"
        );
        assert_eq!(english.place(&place("respublika/sunny-side")), "Sunny side");
    }
}
