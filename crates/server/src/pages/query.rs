//! What a reader asks of a page: which page of a list, and filters. What cannot be understood is as if it were absent.

use jiff::civil::Date;
use veche_election::value::Place;

/// A list shows so many things a page.
pub const LINES: usize = 100;

/// What stands behind `?` in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Which page of a list, from 1.
    pub page: usize,
    /// Only entries of this kind, or reports of this code.
    pub code: Option<String>,
    /// Only what happened in this place.
    pub place: Option<Place>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
}

impl Query {
    /// From the names and values in an address.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self {
            page: 1,
            ..Self::default()
        };
        for (name, value) in pairs {
            match name {
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                "code" => query.code = Some(value.to_owned()).filter(|code| !code.is_empty()),
                "place" => query.place = Place::try_from(value.to_owned()).ok(),
                "from" => query.from = value.parse().ok(),
                "to" => query.to = value.parse().ok(),
                _ => {}
            }
        }
        query
    }

    /// Whether anything is filtered.
    #[must_use]
    pub fn filters(&self) -> bool {
        self.code.is_some() || self.place.is_some() || self.from.is_some() || self.to.is_some()
    }

    /// The same filters with another page, as it stands behind `?`.
    #[must_use]
    pub fn on_page(&self, page: usize) -> String {
        let mut pairs = Vec::new();
        // Codes and kinds are made of letters, dots and underscores; anything else matches nothing and is not repeated.
        let plain = |text: &&String| {
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        pairs.extend(self.code.iter().filter(plain).map(|c| format!("code={c}")));
        pairs.extend(self.place.iter().map(|place| format!("place={place}")));
        pairs.extend(self.from.iter().map(|day| format!("from={day}")));
        pairs.extend(self.to.iter().map(|day| format!("to={day}")));
        pairs.push(format!("page={page}"));
        format!("?{}", pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_understood_is_as_if_it_were_absent() {
        let query = Query::new([
            ("page", "-3"),
            ("place", "../etc"),
            ("from", "yesterday"),
            ("to", "2020-08-09"),
            ("utm", "x"),
        ]);
        assert_eq!(query.page, 1);
        assert_eq!(query.place, None);
        assert_eq!(query.from, None);
        assert_eq!(query.on_page(2), "?to=2020-08-09&page=2");
    }

    #[test]
    fn what_is_no_code_does_not_reach_an_address() {
        let query = Query::new([("code", "\"><script>")]);
        assert_eq!(query.on_page(1), "?page=1");
    }
}
