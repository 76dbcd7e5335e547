//! Time, as coarse as safety wants it: days for what happened, ten minutes for what was recorded.

use std::fmt;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The record's time goes in steps of so many seconds, so that the time of an upload does not show who uploaded.
pub const STEP_SECONDS: i64 = 600;

/// From a day to a day, both included. Without `to` it is the one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub from: Date,
    /// The last day, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub to: Option<Date>,
}

impl Period {
    /// The last day.
    #[must_use]
    pub fn end(&self) -> Date {
        self.to.unwrap_or(self.from)
    }

    /// Whether a day belongs to it.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.end()
    }

    /// Whether the last day is later than the first, where it is given at all.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.to.is_none_or(|to| self.from < to)
    }
}
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            None => write!(f, "{}", self.from),
            Some(to) => write!(f, "{} to {to}", self.from),
        }
    }
}

/// So many whole days after a day; the last day there is, if that is too far.
#[must_use]
pub fn days_after(day: Date, days: u16) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::from(days)))
}

/// A text that is no moment of the record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be a time in UTC at a multiple of ten minutes, like 2026-03-01T10:20Z")]
pub struct MomentError;

/// When an entry was recorded: UTC, at a multiple of ten minutes, written `2026-03-01T10:20Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-5]0Z$"))]
pub struct Moment(Timestamp);

impl Moment {
    /// The moment that a time belongs to: the last multiple of ten minutes before it.
    #[must_use]
    pub fn of(time: Timestamp) -> Self {
        let seconds = time.as_second();
        let step = seconds - seconds.rem_euclid(STEP_SECONDS);
        // Only a time in the first ten minutes of all time has no such moment; it stays as it is.
        Self(Timestamp::from_second(step).unwrap_or(time))
    }

    /// The day, in UTC.
    #[must_use]
    pub fn day(self) -> Date {
        TimeZone::UTC.to_datetime(self.0).date()
    }
}
impl TryFrom<String> for Moment {
    type Error = MomentError;
    fn try_from(text: String) -> Result<Self, MomentError> {
        let moment = Self::of(text.parse().map_err(|_| MomentError)?);
        match moment.to_string() == text {
            true => Ok(moment),
            false => Err(MomentError),
        }
    }
}
impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = TimeZone::UTC.to_datetime(self.0);
        write!(
            f,
            "{}T{:02}:{:02}Z",
            civil.date(),
            civil.hour(),
            civil.minute()
        )
    }
}
impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_form() {
        let moment = Moment::try_from("2026-03-01T10:20Z".to_owned()).unwrap();
        assert_eq!(moment.to_string(), "2026-03-01T10:20Z");
        assert_eq!(moment.day().to_string(), "2026-03-01");
        for bad in [
            "2026-03-01T10:21Z",
            "2026-03-01T10:20:00Z",
            "2026-03-01",
            "2026-03-01T10:20+00:00",
            "",
        ] {
            assert!(Moment::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_is_rounded_down_before_1970_too() {
        let of = |text: &str| Moment::of(text.parse().unwrap()).to_string();
        assert_eq!(of("2026-03-01T10:29:59Z"), "2026-03-01T10:20Z");
        assert_eq!(of("1969-12-31T23:59:59Z"), "1969-12-31T23:50Z");
    }

    #[test]
    fn the_end_of_time_is_no_overflow() {
        assert_eq!(days_after(Date::MAX, u16::MAX), Date::MAX);
    }
}
