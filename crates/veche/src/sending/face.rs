//! The type of the letters: which glyph stands for a character, and how wide it is.
//!
//! The letters need Latin and Cyrillic, whose characters are one glyph each, from left to right. Nothing more is done
//! here: no ligatures, no kerning, no scripts that join their letters.

use anyhow::{Context, anyhow};
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// A typeface, for measuring and for drawing.
pub struct Face {
    font: Font,
    data: &'static [u8],
}

/// The typefaces of a letter: DejaVu, free to use and to pass on, with all of Cyrillic.
pub struct Faces {
    /// For words.
    pub text: Face,
    /// For headings.
    pub bold: Face,
    /// For the credential, in which each character counts.
    pub mono: Face,
}

impl Faces {
    /// Reads the fonts that this program holds.
    ///
    /// # Errors
    /// If one is damaged, which the tests exclude.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            text: Face::new(dejavu::sans::regular())?,
            bold: Face::new(dejavu::sans::bold())?,
            mono: Face::new(dejavu::sans_mono::regular())?,
        })
    }
}

impl Face {
    fn new(data: &'static [u8]) -> anyhow::Result<Self> {
        let font = Font::new(data.into(), 0).ok_or_else(|| anyhow!("a font is damaged"))?;
        Ok(Self { font, data })
    }

    /// The glyphs of a text, as wide as they are at size 1.
    ///
    /// # Errors
    /// If the font has no glyph for a character: a letter with an empty box in a name would be of no use.
    pub fn set(&self, text: &str) -> anyhow::Result<Vec<KrillaGlyph>> {
        let font = FontRef::new(self.data).context("a font is damaged")?;
        let characters = font.charmap();
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        text.char_indices()
            .map(|(at, character)| {
                let glyph = characters.map(character).ok_or_else(|| {
                    anyhow!("{text:?}: the letters' font has no character {character:?}")
                })?;
                let width = metrics.advance_width(glyph).unwrap_or_default();
                let range = at..at + character.len_utf8();
                let id = GlyphId::new(glyph.to_u32());
                Ok(KrillaGlyph::new(id, width, 0.0, 0.0, 0.0, range, None))
            })
            .collect()
    }

    /// How wide a text is at this size.
    ///
    /// # Errors
    /// As [`Face::set`].
    pub fn width(&self, text: &str, size: f32) -> anyhow::Result<f32> {
        let glyphs = self.set(text)?;
        Ok(glyphs.iter().map(|glyph| glyph.x_advance * size).sum())
    }

    /// Draws a text with its baseline at a point.
    ///
    /// # Errors
    /// As [`Face::set`].
    pub fn draw(
        &self,
        surface: &mut Surface<'_>,
        at: Point,
        size: f32,
        text: &str,
    ) -> anyhow::Result<()> {
        surface.draw_glyphs(at, &self.set(text)?, self.font.clone(), text, size, false);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_three_languages_has_a_glyph_in_every_face() {
        let faces = Faces::new().unwrap();
        for face in [&faces.text, &faces.bold, &faces.mono] {
            let all: String = ('a'..='z')
                .chain('а'..='я')
                .chain("ёіўґ’«»“”—№".chars())
                .collect();
            face.set(&all).unwrap();
            face.set(&all.to_uppercase()).unwrap();
        }
        assert!(faces.text.set("議").is_err());
    }

    #[test]
    fn widths_add_up() {
        let faces = Faces::new().unwrap();
        let width = |text| faces.text.width(text, 10.0).unwrap();
        assert!((width("Вe") - width("В") - width("e")).abs() < 0.01);
        assert!(width("i") < width("W"));
    }
}
