//! When it happened: columns over days, weeks or months, with the same numbers in words.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::freedoms::Happened;
use super::reader::Reader;

/// The height of the highest column.
const HEIGHT: u64 = 100;
/// From one column to the next.
const STEP: u64 = 10;

/// A timeline.
#[derive(Serialize)]
pub(super) struct Timeline {
    pub(super) label: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) width: u64,
    pub(super) columns: Vec<Column>,
}

/// A column: how much happened from a day on.
#[derive(Serialize)]
pub(super) struct Column {
    pub(super) from: Date,
    pub(super) day: String,
    pub(super) number: u64,
    pub(super) words: String,
    pub(super) x: u64,
    pub(super) y: u64,
    pub(super) height: u64,
}

/// Of what happened; nothing if nothing did.
pub(super) fn of(reader: &Reader<'_>, items: &[&Happened]) -> Option<Timeline> {
    let (first, last) = (items.first()?.day, items.last()?.day);
    let span = first.until(last).map_or(0, |span| span.get_days());
    let begin = |day: Date| match span {
        ..=62 => day,
        63..=430 => {
            let back = i64::from(day.weekday().to_monday_zero_offset());
            day.saturating_sub(back.days())
        }
        _ => day.first_of_month(),
    };
    let next = |day: Date| match span {
        ..=62 => day.saturating_add(1.day()),
        63..=430 => day.saturating_add(7.days()),
        _ => day.saturating_add(1.month()),
    };
    let mut numbers: BTreeMap<Date, u64> = BTreeMap::new();
    for item in items {
        *numbers.entry(begin(item.day)).or_default() += 1;
    }
    let most = numbers.values().copied().max().unwrap_or(1).max(1);
    let mut columns = Vec::new();
    let mut x = 0;
    let mut day = begin(first);
    // A record over centuries has no use for a column a month.
    while day <= last && columns.len() < 400 {
        let number = numbers.get(&day).copied().unwrap_or(0);
        if number > 0 {
            let height = (number * HEIGHT).div_ceil(most);
            columns.push(Column {
                from: day,
                day: reader.w.date(day),
                number,
                words: reader.w.count("freedoms-entries", number),
                x,
                y: HEIGHT - height,
                height,
            });
        }
        x += STEP;
        if next(day) <= day || x > 20_000 {
            break;
        }
        day = next(day);
    }
    let label = match span {
        ..=62 => "timeline-days",
        63..=430 => "timeline-weeks",
        _ => "timeline-months",
    };
    Some(Timeline {
        label: reader.w.say(label),
        from: reader.w.date(first),
        to: reader.w.date(last),
        width: x.max(STEP),
        columns,
    })
}
