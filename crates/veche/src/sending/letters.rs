//! All letters as one PDF for printing, a page a member, with a square code to be scanned. The PDF is tagged, so that a
//! program can read it aloud.

use std::num::NonZeroU16;

use anyhow::{Context, anyhow};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Node, SpanTag, Tag, TagGroup, TagTree};
use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

use super::content::{self, About, Way};
use super::face::{Face, Faces};
use super::plan::Job;
use super::sheet::{self, Block, SQUARE, Style};
use super::texts::{Language, Texts};

/// So many letters go into one file; more would make it too long for a program to hold and a person to handle.
pub const LETTERS_A_FILE: usize = 2000;

/// The white that a square code needs around it, in its modules.
const QUIET: usize = 2;

/// The PDF, in ASCII characters only.
///
/// # Errors
/// If a letter does not fit on a page, or a name has characters that the font lacks.
pub fn pdf(
    about: &About,
    all_texts: &[Texts],
    language: Language,
    jobs: &[Job<'_>],
) -> anyhow::Result<Zeroizing<String>> {
    let faces = Faces::new()?;
    let mut document = Document::new_with(SerializeSettings {
        ascii_compatible: true,
        ..SerializeSettings::default()
    });
    let mut tree = TagTree::new().with_lang(Some(language.code().to_owned()));
    for job in jobs {
        let of_member = job.member.language.unwrap_or(language);
        let texts = all_texts
            .iter()
            .find(|texts| texts.language() == of_member)
            .context("the texts of a language are missing")?;
        tree.push(letter(&mut document, &faces, about, texts, job)?);
    }
    document.set_tag_tree(tree);
    document.set_metadata(
        Metadata::new()
            .title(about.poll.clone())
            .language(language.code().to_owned()),
    );
    let bytes = document
        .finish()
        .map_err(|error| anyhow!("the letters cannot be made: {error:?}"))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(anyhow!("the letters cannot be made: not in ASCII"))
        }
    }
}

fn letter(
    document: &mut Document,
    faces: &Faces,
    about: &About,
    texts: &Texts,
    job: &Job<'_>,
) -> anyhow::Result<TagGroup> {
    let code = texts.language().code();
    let member = job.member;
    let pieces = content::pieces(texts, about, &member.name, job.credential, Way::Letter)?;
    let sheet = sheet::lay_out(faces, &about.poll, &member.name, &member.address, &pieces)?;
    let settings =
        PageSettings::from_wh(sheet::WIDTH, sheet::HEIGHT).context("the page has no size")?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    surface.set_fill(Some(Fill {
        paint: rgb::Color::black().into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    let mut children: Vec<Node> = Vec::new();
    for (i, block) in sheet.blocks.iter().enumerate() {
        children.push(paragraph(&mut surface, faces, code, i == 0, block)?.into());
        if i == sheet.square_after {
            let identifier = surface.start_tagged(ContentTag::Other);
            let link = content::link(about, job.credential);
            square(&mut surface, sheet.square, &link)?;
            surface.end_tagged();
            let words = texts.text("square", &[])?;
            let figure = Tag::Figure(Some(words));
            children.push(TagGroup::with_children(figure, vec![identifier.into()]).into());
        }
    }
    surface.finish();
    page.finish();
    let section = Tag::Section.with_lang(Some(code.to_owned()));
    Ok(TagGroup::with_children(section, children))
}

/// Draws a paragraph, and says what it is.
fn paragraph(
    surface: &mut Surface<'_>,
    faces: &Faces,
    code: &str,
    title: bool,
    block: &Block,
) -> anyhow::Result<TagGroup> {
    let face: &Face = match block.style {
        Style::Text => &faces.text,
        Style::Heading => &faces.bold,
        Style::Secret => &faces.mono,
    };
    let mut lines = Vec::new();
    for line in &block.lines {
        let span = SpanTag::empty().with_lang(Some(code));
        let identifier = surface.start_tagged(ContentTag::Span(span));
        let drawn = face.draw(
            surface,
            Point::from_xy(line.x, line.y),
            line.size,
            &line.text,
        );
        surface.end_tagged();
        drawn?;
        lines.push(identifier.into());
    }
    let level = match title {
        true => NonZeroU16::MIN,
        false => NonZeroU16::MIN.saturating_add(1),
    };
    Ok(match block.style {
        Style::Heading => TagGroup::with_children(Tag::Hn(level, None), lines),
        Style::Text | Style::Secret => TagGroup::with_children(Tag::P, lines),
    })
}

/// Draws the square code of a text, one rectangle for each run of dark modules.
fn square(surface: &mut Surface<'_>, corner: (f32, f32), text: &str) -> anyhow::Result<()> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| anyhow!("--link: too long for a square code: {error}"))?;
    let modules = code.width();
    let side = SQUARE / (modules + 2 * QUIET) as f32;
    let mut path = PathBuilder::new();
    for (row, colors) in code.to_colors().chunks(modules).enumerate() {
        let mut column = 0;
        for run in colors.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let x = corner.0 + (column + QUIET) as f32 * side;
                let y = corner.1 + (row + QUIET) as f32 * side;
                let rect = Rect::from_xywh(x, y, run.len() as f32 * side, side);
                path.push_rect(rect.context("a square code without a size")?);
            }
            column += run.len();
        }
    }
    let path = path.finish().context("an empty square code")?;
    surface.draw_path(&path);
    Ok(())
}
