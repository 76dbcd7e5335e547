//! Where it happened: a map of own simple outlines. Belarus has its six regions and Minsk, drawn by hand and roughly;
//! any other place is a grid of tiles, one for each part that the record names.

use std::collections::BTreeMap;

use serde::Serialize;
use veche_election::value::Place;

use super::freedoms::Happened;
use super::reader::Reader;

/// A map.
#[derive(Serialize)]
pub(super) struct Map {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) regions: Vec<Region>,
    /// What happened in no part of the country that is named.
    pub(super) elsewhere: Option<String>,
}

/// A part of the map.
#[derive(Serialize)]
pub(super) struct Region {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) number: u64,
    pub(super) words: String,
    /// From 0 to 4, by how much of the most there is.
    pub(super) level: u64,
    pub(super) outline: String,
    pub(super) x: u32,
    pub(super) y: u32,
    /// The beginning of the name, on tiles, whose form tells nothing.
    pub(super) label: Option<String>,
}

/// Degrees of longitude and latitude.
type Point = (f32, f32);

/// The regions of Belarus as corners in degrees of longitude and latitude, and where their number stands.
const BELARUS: [(&str, &[Point], Point); 6] = [
    (
        "by/brest",
        &[
            (23.6, 51.5),
            (23.2, 52.25),
            (23.9, 52.7),
            (24.6, 52.75),
            (25.4, 53.0),
            (25.9, 53.4),
            (26.5, 53.2),
            (26.6, 52.75),
            (27.4, 52.5),
            (27.2, 52.1),
            (27.2, 51.6),
            (25.5, 51.9),
            (24.3, 51.75),
        ],
        (25.2, 52.3),
    ),
    (
        "by/hrodna",
        &[
            (23.9, 52.7),
            (23.5, 53.9),
            (24.4, 53.9),
            (25.5, 54.2),
            (25.8, 54.9),
            (26.6, 54.9),
            (26.4, 54.4),
            (26.2, 53.9),
            (26.5, 53.2),
            (25.9, 53.4),
            (25.4, 53.0),
            (24.6, 52.75),
        ],
        (25.0, 53.5),
    ),
    (
        "by/vitsebsk",
        &[
            (25.8, 54.9),
            (26.6, 55.3),
            (26.7, 55.7),
            (28.2, 56.15),
            (29.4, 55.75),
            (30.9, 55.6),
            (31.0, 55.0),
            (30.9, 54.7),
            (30.0, 54.4),
            (29.2, 54.35),
            (28.4, 54.6),
            (27.5, 54.9),
            (26.6, 54.9),
        ],
        (28.9, 55.2),
    ),
    (
        "by/minsk-region",
        &[
            (26.6, 54.9),
            (27.5, 54.9),
            (28.4, 54.6),
            (29.2, 54.35),
            (29.1, 53.8),
            (28.9, 53.4),
            (28.5, 53.1),
            (28.3, 52.6),
            (27.4, 52.5),
            (26.6, 52.75),
            (26.5, 53.2),
            (26.2, 53.9),
            (26.4, 54.4),
        ],
        (27.4, 53.2),
    ),
    (
        "by/mahiliou",
        &[
            (29.2, 54.35),
            (30.0, 54.4),
            (30.9, 54.7),
            (31.4, 54.2),
            (32.3, 53.7),
            (32.7, 53.45),
            (32.2, 53.1),
            (31.5, 53.15),
            (30.5, 53.0),
            (29.8, 52.8),
            (28.3, 52.6),
            (28.5, 53.1),
            (28.9, 53.4),
            (29.1, 53.8),
        ],
        (30.4, 53.6),
    ),
    (
        "by/homiel",
        &[
            (28.3, 52.6),
            (29.8, 52.8),
            (30.5, 53.0),
            (31.5, 53.15),
            (31.6, 52.5),
            (31.7, 52.1),
            (30.9, 52.05),
            (30.6, 51.3),
            (29.2, 51.4),
            (28.2, 51.6),
            (27.2, 51.6),
            (27.2, 52.1),
            (27.4, 52.5),
        ],
        (29.5, 52.0),
    ),
];

/// The middle of the city of Minsk, and half the side of its square in degrees of latitude.
const MINSK: (Point, f32) = ((27.56, 53.9), 0.3);

/// A degree of longitude and of latitude on the map, and its corner.
const SCALE: (f32, f32) = (40.0, 68.0);
const CORNER: Point = (23.0, 56.3);

/// Tiles stand side by side in rows of so many.
const ROW: u32 = 4;
const TILE: (u32, u32) = (100, 64);
/// So many letters of a name fit onto a tile.
const LETTERS: usize = 11;

/// Of what happened.
pub(super) fn of(reader: &Reader<'_>, items: &[&Happened]) -> Map {
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    let mut elsewhere = 0;
    let call = reader.election().called();
    let country = call.map(|called| called.call.place.to_string());
    for item in items {
        match item.place.as_ref().and_then(part) {
            Some(part) => *numbers.entry(part).or_default() += 1,
            None => elsewhere += 1,
        }
    }
    let most = numbers.values().copied().max().unwrap_or(0);
    let region = |place: &str, outline: String, (x, y): (u32, u32)| {
        let number = numbers.get(place).copied().unwrap_or(0);
        let name = Place::try_from(place.to_owned());
        let name = name.map_or_else(|_| place.to_owned(), |place| reader.w.place(&place));
        Region {
            place: place.to_owned(),
            number,
            words: reader.w.count("freedoms-entries", number),
            level: (number * 4).div_ceil(most.max(1)),
            label: country
                .as_deref()
                .filter(|country| *country != "by")
                .map(|_| name.chars().take(LETTERS).collect()),
            name,
            outline,
            x,
            y,
        }
    };
    let (width, height, regions) = match country.as_deref() {
        Some("by") => {
            let mut regions: Vec<Region> = BELARUS
                .iter()
                .map(|(place, corners, middle)| region(place, outline(corners), point(*middle)))
                .collect();
            let ((x, y), half) = MINSK;
            let across = half * SCALE.1 / SCALE.0;
            let square = [
                (x - across, y - half),
                (x - across, y + half),
                (x + across, y + half),
                (x + across, y - half),
            ];
            regions.push(region("by/minsk", outline(&square), point((x, y))));
            (400, 350, regions)
        }
        _ => {
            let regions: Vec<Region> = numbers
                .keys()
                .zip(0_u32..)
                .map(|(place, number)| {
                    let (x, y) = (number % ROW * TILE.0, number / ROW * TILE.1);
                    let (right, bottom) = (x + TILE.0 - 4, y + TILE.1 - 4);
                    let outline = format!("M{x} {y}H{right}V{bottom}H{x}Z");
                    region(place, outline, (x + TILE.0 / 2 - 2, y + TILE.1 / 2 + 10))
                })
                .collect();
            let rows = u32::try_from(regions.len()).unwrap_or(0).div_ceil(ROW);
            (ROW * TILE.0, rows * TILE.1, regions)
        }
    };
    Map {
        width,
        height,
        regions,
        elsewhere: (elsewhere > 0).then(|| reader.w.count("map-elsewhere", elsewhere)),
    }
}

/// The part of the country that a place lies in.
fn part(place: &Place) -> Option<String> {
    let mut levels = place.as_str().splitn(3, '/');
    let (country, part) = (levels.next()?, levels.next()?);
    Some(format!("{country}/{part}"))
}

/// Where a point stands on the map. Every corner above lies inside it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn point((longitude, latitude): Point) -> (u32, u32) {
    (
        ((longitude - CORNER.0) * SCALE.0).round() as u32,
        ((CORNER.1 - latitude) * SCALE.1).round() as u32,
    )
}

fn outline(corners: &[Point]) -> String {
    let corners: Vec<String> = corners
        .iter()
        .map(|corner| {
            let (x, y) = point(*corner);
            format!("{x} {y}")
        })
        .collect();
    format!("M{}Z", corners.join("L"))
}
