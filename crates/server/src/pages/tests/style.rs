//! The stylesheet: its size, and the contrast of its colours in both schemes.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../../assets/style.css");

type Colours = BTreeMap<String, [f64; 3]>;

/// The colours of the light scheme, and of the dark one.
fn schemes() -> [Colours; 2] {
    let light = block(STYLE.find(":root").unwrap());
    let dark = STYLE.find("prefers-color-scheme: dark").unwrap();
    let dark = block(dark + STYLE[dark..].find(":root").unwrap());
    [light, dark]
}

fn block(at: usize) -> Colours {
    let rest = &STYLE[at..];
    let end = rest.find('}').unwrap();
    rest[..end]
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
        .map(|(name, value)| {
            let part = |at: usize| f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap());
            (name.to_owned(), [part(0), part(2), part(4)])
        })
        .collect()
}

/// Relative luminance, as WCAG defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = part / 255.0;
        match part <= 0.04045 {
            true => part / 12.92,
            false => ((part + 0.055) / 1.055).powf(2.4),
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn contrast_is_computed_as_defined() {
    assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 0.01);
}

#[test]
fn every_text_can_be_read_on_every_ground_it_stands_on() {
    let mut pairs = Vec::new();
    for text in ["ink", "quiet", "link", "breach", "open", "good"] {
        for ground in ["paper", "raised", "breach-paper", "demo-paper"] {
            pairs.push((text, ground, 4.5));
        }
    }
    pairs.extend([
        ("on-act", "act", 4.5),
        ("demo", "demo-paper", 4.5),
        ("demo-paper", "demo", 4.5),
        ("paper", "breach", 4.5),
        ("on-light", "raised", 4.5),
        ("on-light", "level-1", 4.5),
        ("on-light", "level-2", 4.5),
        ("on-dark", "level-3", 4.5),
        ("on-dark", "level-4", 4.5),
        // What is no text.
        ("line", "paper", 3.0),
        ("focus", "paper", 3.0),
        ("focus", "demo-paper", 3.0),
        ("act", "raised", 3.0),
    ]);
    let [light, dark] = schemes();
    assert_eq!(light.len(), dark.len(), "both schemes have all colours");
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        for (text, ground, least) in &pairs {
            let found = contrast(colours[*text], colours[*ground]);
            assert!(
                found >= *least,
                "{scheme}: {text} on {ground} has {found:.2}"
            );
        }
    }
}

#[test]
fn the_stylesheet_is_small_and_asks_for_nothing() {
    assert!(STYLE.len() < 20_000, "{}", STYLE.len());
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    for side in ["left", "right"] {
        let used = STYLE.lines().any(|line| {
            line.contains(&format!("margin-{side}"))
                || line.contains(&format!("padding-{side}"))
                || line.contains(&format!("text-align: {side}"))
        });
        assert!(!used, "beginnings and ends, not {side}");
    }
}
