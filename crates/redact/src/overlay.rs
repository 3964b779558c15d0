//! The boxes painted over what was withheld, with the provision printed on them.
//!
//! A box is drawn as text and a rectangle in the page's content, in our own
//! embedded font. Its geometry comes from the plan; nothing here looks at the page.

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use crate::colour::Colour;
use crate::draft::Draft;
use crate::geom::{Affine, PageGeometry, Rect, Rotation, overlaps};
use crate::level::Level;
use crate::model::PageModel;
use crate::ops;
use crate::rewrite::script::Script;

/// A box to paint.
#[derive(Clone, Debug, PartialEq)]
pub struct PaintedBox {
    /// Where, in page space.
    pub rect: Rect,
    /// Printed on it if it fits; may be empty.
    pub label: String,
    /// The provisions relied on.
    pub exemptions: Vec<String>,
    /// What it is filled with.
    pub colour: Colour,
    /// The level it was made at.
    pub level: Level,
    /// What it stands for in a tagged document.
    pub stands_for: Option<StandsFor>,
}

/// The first tagged glyph behind a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandsFor {
    /// Its ordinal on the page.
    pub glyph: usize,
    /// The marked content it belonged to.
    pub mcid: i64,
}

impl StandsFor {
    /// The one of these glyphs that is painted first, of those that are tagged.
    pub(crate) fn first_of<'g>(model: &PageModel, glyphs: impl Iterator<Item = &'g usize>) -> Option<Self> {
        let tagged = glyphs.filter_map(|glyph| Some(Self { glyph: *glyph, mcid: model.glyphs.get(*glyph)?.mcid? }));
        tagged.min_by_key(|stands| stands.glyph)
    }
}

/// The tag of a box in a document that has no structure tree, by which its text can be read with the box in its place.
pub const WITHHELD: &[u8] = b"Withheld";

/// Where a label stands in its box, if it fits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fit {
    size: f64,
    matrix: Affine,
}

/// Appends the boxes and their labels to a page's content; the labels that were printed.
///
/// In a tagged document each box is marked content, numbered from `first_mcid`; else it is marked as [`WITHHELD`].
pub fn paint(
    out: &mut Script,
    boxes: &[PaintedBox],
    rotation: Rotation,
    font: &Label<'_>,
    first_mcid: Option<i64>,
) -> Vec<String> {
    let mut printed = Vec::with_capacity(boxes.len());
    for (index, painted) in boxes.iter().enumerate() {
        let mcid = first_mcid.unwrap_or(0).saturating_add(i64::try_from(index).unwrap_or(0));
        let rect = painted.rect;
        let mut content = match first_mcid {
            Some(_) => format!("/Span <</MCID {mcid}>> BDC\n").into_bytes(),
            None => [b"/", WITHHELD, b" BMC\n"].concat(),
        };
        content.extend_from_slice(b"q\n");
        content.extend_from_slice(painted.colour.operator().as_bytes());
        ops::numbers(&mut content, &[rect.x0, rect.y0, rect.width(), rect.height()]);
        content.extend_from_slice(b"re\nf\n");
        out.push(&content);
        let label = printable(&painted.label);
        // Where boxes overlap the label goes on the one painted last.
        let is_overpainted = boxes.iter().skip(index + 1).any(|later| overlaps(later.rect, rect));
        // A box that is too narrow for a label that stands upright may be long enough for one that lies.
        let fit = fit(&label, rect, rotation).or_else(|| fit(&label, rect, turned(rotation)));
        let fit = fit.filter(|_| !is_overpainted);
        if let Some(fit) = fit {
            out.push(painted.colour.of_label().operator().as_bytes());
            text(out, &label, fit.matrix, fit.size, font);
            printed.push(label);
        } else {
            printed.push(String::new());
        }
        out.push(b"Q\nEMC\n");
    }
    printed
}

/// The label font: its object and its name among the page's resources.
#[derive(Clone, Copy, Debug)]
pub struct Label<'n> {
    /// Object number.
    pub font: u32,
    /// Resource name.
    pub name: &'n [u8],
}

fn text(out: &mut Script, text: &str, matrix: Affine, size: f64, font: &Label<'_>) {
    let mut content = b"BT\n".to_vec();
    ops::name(&mut content, font.name);
    content.push(b' ');
    ops::numbers(&mut content, &[size]);
    content.extend_from_slice(b"Tf\n");
    ops::matrix(&mut content, matrix);
    content.extend_from_slice(b"Tm\n");
    out.push(&content);
    let codes: Vec<(u32, u8)> = encoded(text).into_iter().map(|code| (u32::from(code), 1)).collect();
    out.string(font.font, &codes);
    out.push(b" Tj\nET\n");
}

/// A page's content when the page is withheld whole: a framed sheet that says so.
///
/// The lines that were printed. In a tagged document the sentence is marked content numbered `first_mcid` and the
/// labels, if there are any, are the next; the frame is an artifact.
pub fn sheet(
    out: &mut Script,
    labels: &[String],
    geometry: &PageGeometry,
    font: &Label<'_>,
    first_mcid: Option<i64>,
) -> Vec<String> {
    let mut content = b"/Artifact BMC\n".to_vec();
    let (width, height) = geometry.visible_size();
    let back = geometry.from_visible();
    // The frame, one twelfth inside the edge.
    let inset = width.min(height) / 12.0;
    let frame = back.transform_rect_bbox(Rect::new(inset, inset, width - inset, height - inset));
    content.extend_from_slice(b"q\n1.5 w\n");
    ops::numbers(&mut content, &[frame.x0, frame.y0, frame.width(), frame.height()]);
    content.extend_from_slice(b"re\nS\nQ\nEMC\n");
    out.push(&content);
    let size = (width / 30.0).clamp(4.0, 16.0);
    let mut lines = vec!["This page has been withheld.".to_owned()];
    lines.extend(labels.iter().map(|label| printable(label)));
    for (index, line) in lines.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a page has few labels")]
        let down = height / 3.0 + index as f64 * size * 1.6;
        let at = Affine::translate(((width - self::width(line) * size) / 2.0, down)) * Affine::FLIP_Y;
        if let Some(first) = first_mcid.filter(|_| index < 2) {
            let mcid = first.saturating_add(i64::from(index > 0));
            let tag = if index == 0 { "P" } else { "Span" };
            out.push(format!("/{tag} <</MCID {mcid}>> BDC\n").as_bytes());
        }
        text(out, line, back * at, size, font);
        if first_mcid.is_some() && (index == 0 || index + 1 == lines.len()) {
            out.push(b"EMC\n");
        }
    }
    lines
}

/// Width of `text` in em.
pub fn width(text: &str) -> f64 {
    encoded(text).iter().map(|code| f64::from(advance(*code)) / 1000.0).sum()
}

/// The label with what the label font lacks left out.
fn printable(text: &str) -> String {
    text.chars().filter(|c| matches!(c, ' '..='~' | '§' | '£')).collect()
}

fn encoded(text: &str) -> Vec<u8> {
    text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// The page turned by a quarter: text that runs along the other axis.
fn turned(rotation: Rotation) -> Rotation {
    match rotation {
        Rotation::None | Rotation::Half => Rotation::Quarter,
        Rotation::Quarter | Rotation::ThreeQuarters => Rotation::None,
    }
}

fn fit(label: &str, rect: Rect, rotation: Rotation) -> Option<Fit> {
    let (along, across) = match rotation {
        Rotation::None | Rotation::Half => (rect.width(), rect.height()),
        Rotation::Quarter | Rotation::ThreeQuarters => (rect.height(), rect.width()),
    };
    let width = width(label);
    if label.trim().is_empty() || width <= 0.0 {
        return None;
    }
    let size = (across * LETTERS).min((along - 2.0 * MARGIN) / width).min(MAX_LABEL);
    let size = (size * 10.0).floor() / 10.0;
    if size < MIN_LABEL {
        return None;
    }
    // Centred; the height of a capital is 0.65 em.
    let (left, base) = ((along - width * size) / 2.0, (across - CAPITAL * size) / 2.0);
    let place = match rotation {
        Rotation::None => Affine::new([1.0, 0.0, 0.0, 1.0, rect.x0 + left, rect.y0 + base]),
        Rotation::Quarter => Affine::new([0.0, 1.0, -1.0, 0.0, rect.x1 - base, rect.y0 + left]),
        Rotation::Half => Affine::new([-1.0, 0.0, 0.0, -1.0, rect.x1 - left, rect.y1 - base]),
        Rotation::ThreeQuarters => Affine::new([0.0, -1.0, 1.0, 0.0, rect.x0 + base, rect.y1 - left]),
    };
    Some(Fit { size, matrix: place })
}

/// Adds the label font to the draft; the same object for every page.
pub fn font(draft: &mut Draft) -> ObjectId {
    let length = i64::try_from(LABEL_FONT.len()).unwrap_or(0);
    let program = draft.add(Object::Stream(Stream::new(dictionary! { "Length1" => length }, LABEL_FONT.to_vec())));
    let descriptor = draft.add(Object::Dictionary(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => "CANDOR+CandourLabel-Bold",
        "Flags" => 32,
        "FontBBox" => vec![(-32).into(), (-169).into(), 902.into(), 742.into()],
        "ItalicAngle" => 0,
        "Ascent" => 750,
        "Descent" => -250,
        "CapHeight" => 648,
        "StemV" => 140,
        "FontFile2" => program,
    }));
    let widths: Vec<Object> = (FIRST..=LAST).map(|code| i64::from(advance(code)).into()).collect();
    let mut font: Dictionary = dictionary! {
        "Type" => "Font",
        "Subtype" => "TrueType",
        "BaseFont" => "CANDOR+CandourLabel-Bold",
        "FirstChar" => i64::from(FIRST),
        "LastChar" => i64::from(LAST),
        "Encoding" => "WinAnsiEncoding",
        "FontDescriptor" => descriptor,
    };
    font.set("Widths", widths);
    draft.add(Object::Dictionary(font))
}

fn advance(code: u8) -> u16 {
    match code {
        0xa3 => 507,
        0xa7 => 498,
        _ => ADVANCES.get(usize::from(code.wrapping_sub(FIRST))).copied().unwrap_or(0),
    }
}

/// Space between label and box edge, in units of page space.
const MARGIN: f64 = 2.0;
/// Height of one em of the label in box heights: the box stays mostly box.
pub(crate) const LETTERS: f64 = 0.62;
/// Larger labels shout.
const MAX_LABEL: f64 = 9.0;
/// Smaller ones cannot be read.
const MIN_LABEL: f64 = 4.0;
/// Height of a capital letter of the label font, in em.
const CAPITAL: f64 = 0.648;
const FIRST: u8 = 0x20;
const LAST: u8 = 0xa7;
/// See `assets/README.md`.
pub(crate) const LABEL_FONT: &[u8] = include_bytes!("../assets/label.ttf");
/// Advances of 0x20 to 0x7e in thousandths.
const ADVANCES: [u16; 95] = [
    226, 326, 438, 498, 507, 729, 705, 233, 312, 312, 498, 498, 258, 306, 267, 430, 507, 507, 507, 507, 507, 507, 507,
    507, 507, 507, 276, 276, 498, 498, 498, 463, 898, 606, 561, 529, 630, 488, 459, 637, 631, 267, 331, 547, 423, 874,
    659, 676, 532, 686, 563, 473, 495, 653, 591, 906, 551, 520, 478, 325, 430, 325, 498, 498, 300, 494, 537, 418, 537,
    503, 316, 474, 537, 246, 255, 480, 246, 813, 537, 538, 537, 537, 355, 399, 347, 537, 473, 745, 459, 474, 397, 344,
    475, 344, 498,
];

#[cfg(test)]
mod tests {
    use super::{PaintedBox, Rect, Rotation, paint};
    use crate::colour::Colour;
    use crate::level::Level;

    fn painted(rect: Rect, label: &str) -> (String, Vec<String>) {
        let mut script = crate::rewrite::script::Script::default();
        let boxes = [PaintedBox {
            rect,
            label: label.to_owned(),
            exemptions: Vec::new(),
            colour: Colour::BLACK,
            level: Level::Exact,
            stands_for: None,
        }];
        let font = super::Label { font: 1, name: b"F9" };
        let printed = paint(&mut script, &boxes, Rotation::None, &font, None);
        (String::from_utf8(script.finish(&crate::rewrite::script::Recoding::default())).unwrap(), printed)
    }

    #[test]
    fn a_label_is_printed_where_it_fits_and_left_out_where_not() {
        let (content, printed) = painted(Rect::new(10.0, 10.0, 80.0, 22.0), "s31(1)(a)");
        assert!(content.contains("10 10 70 12 re"));
        assert!(content.contains("(s31\\(1\\)\\(a\\)) Tj"));
        assert_eq!(printed, ["s31(1)(a)"]);
        let (content, printed) = painted(Rect::new(10.0, 10.0, 22.0, 80.0), "s31(1)(a)");
        assert!(content.contains("0 1 -1 0 ") && content.contains("Tj"), "{content}");
        assert_eq!(printed, ["s31(1)(a)"]);
        let (content, printed) = painted(Rect::new(10.0, 10.0, 20.0, 22.0), "s31(1)(a)");
        assert!(!content.contains("Tj"));
        assert_eq!(printed, [""]);
    }
}
