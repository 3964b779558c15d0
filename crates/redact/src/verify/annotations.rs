//! Annotations: links, form fields, and markup that viewers draw themselves; of each only what shows.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Rect as PdfRect, Stream, String as PdfString};
use kurbo::Rect;

use super::promise::Promise;
use crate::check::{CheckName, Problem};
use crate::geom::overlaps;
use crate::second_reader::census::Census;

/// Checks every annotation, and the form they may belong to.
pub(super) fn check(census: &Census<'_>, problems: &mut Vec<Problem>) {
    let mut fail = |object: u32, detail: &str| {
        problems.push(Problem::of_file(CheckName::Properties, format!("object {object} {detail}")));
    };
    census.each(&mut |met| {
        let Object::Dict(dict) = met.value else { return };
        match met.key {
            b"AcroForm" if has_other_keys(dict, FORM_KEYS) => fail(met.object, "is a form with more than its fields"),
            b"DR" if has_other_keys(dict, &[b"Font"]) => fail(met.object, "is a form with more than its fonts"),
            b"AP" if has_other_keys(dict, APPEARANCE_KEYS) || has_named_states(dict) => {
                fail(met.object, "has an appearance that does not show");
            }
            b"MK" if has_other_keys(dict, LOOK_KEYS) => fail(met.object, "says more of a field than its looks"),
            _ => {}
        }
        if dict.contains_key("FT") && dict.contains_key("Kids") {
            if has_other_keys(dict, GROUP_KEYS) || !is_numbered(dict) {
                fail(met.object, "is a group of buttons with more than its buttons");
            }
            return;
        }
        if !is_a(dict, "Type", &[b"Annot"]) {
            return;
        }
        if is_a(dict, "Subtype", &[b"Widget"]) {
            if has_other_keys(dict, WIDGET_KEYS) {
                fail(met.object, "is a form field with more than it shows");
            }
            if !dict.contains_key("Parent") && !is_numbered(dict) {
                fail(met.object, "is a form field whose name is not a number");
            }
            if dict.contains_key("FT") && !is_a(dict, "FT", &[b"Btn", b"Ch", b"Sig", b"Tx"])
                || is_a(dict, "FT", &[b"Sig"]) && dict.contains_key("V")
            {
                fail(met.object, "is a form field of a kind that does not stay");
            }
        } else if is_a(dict, "Subtype", MARKUP) {
            if has_other_keys(dict, MARKUP_KEYS)
                || (dict.contains_key("Contents") && !is_a(dict, "Subtype", &[b"FreeText"]))
            {
                fail(met.object, "is markup with more than it shows");
            }
        } else if !is_a(dict, "Subtype", &[b"Link"]) {
            fail(met.object, "is an annotation of a kind that does not stay");
        }
        if dict.get::<u32>("F").unwrap_or(0) & HIDING != 0 {
            fail(met.object, "is an annotation that does not show");
        }
    });
}

/// The words that viewers set into fields and texts put on the page; checks that they stand on their pages and that
/// nothing was to be taken where they stand.
pub(super) fn words(pdf: &Pdf, promise: &Promise, problems: &mut Vec<Problem>) -> String {
    let mut words = String::new();
    for ((number, page), promised) in (1..).zip(pdf.pages().iter()).zip(&promise.pages) {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { continue };
        let visible = page.intersected_crop_box();
        let visible = Rect::new(visible.x0, visible.y0, visible.x1, visible.y1).inflate(1.5, 1.5);
        for annotation in annotations.iter::<Dict<'_>>().filter(|dict| !is_a(dict, "Subtype", &[b"Link"])) {
            let Some(rect) = annotation.get::<PdfRect>("Rect") else { continue };
            let rect = Rect::new(rect.x0, rect.y0, rect.x1, rect.y1).abs();
            let mut fail = |detail: &str| problems.push(Problem::on_page(CheckName::Properties, number, detail));
            if promised.taken.iter().any(|taken| overlaps(*taken, rect)) {
                fail("an annotation stands where something was to be taken");
            }
            let found = words_of(&annotation);
            if !found.is_empty() && !visible.contains_rect(rect) {
                fail("an annotation has words that do not stand on the page");
            }
            words.push_str(&found);
        }
    }
    words
}

fn words_of(annotation: &Dict<'_>) -> String {
    let mut words = String::new();
    let looks = annotation.get::<Dict<'_>>("MK");
    let caption = looks.as_ref().and_then(|looks| looks.get::<PdfString<'_>>("CA"));
    let own = ["V", "Contents"].into_iter().filter_map(|key| annotation.get::<PdfString<'_>>(key));
    let lists = ["V", "Opt"].into_iter().filter_map(|key| annotation.get::<Array<'_>>(key));
    let listed: Vec<PdfString<'_>> = lists.flat_map(|list| list.iter::<PdfString<'_>>().collect::<Vec<_>>()).collect();
    for text in own.chain(caption).chain(listed) {
        words.push(' ');
        words.push_str(&crate::metadata::text_of(text.as_bytes()));
    }
    words
}

fn is_a(dict: &Dict<'_>, key: &str, wanted: &[&[u8]]) -> bool {
    dict.get::<Name<'_>>(key).is_some_and(|name| wanted.contains(&name.as_ref()))
}

fn is_numbered(dict: &Dict<'_>) -> bool {
    dict.get::<PdfString<'_>>("T").is_some_and(|name| name.as_bytes().iter().all(u8::is_ascii_digit))
}

fn has_other_keys(dict: &Dict<'_>, known: &[&[u8]]) -> bool {
    dict.entries().any(|(key, _)| !known.contains(&key.as_ref()))
}

/// Whether the states of an appearance have other names than a number and `Off`.
fn has_named_states(appearances: &Dict<'_>) -> bool {
    if appearances.get::<Stream<'_>>("N").is_some() {
        return false;
    }
    appearances.get::<Dict<'_>>("N").is_some_and(|states| {
        states.entries().any(|(name, _)| name.as_ref() != b"Off" && !name.as_ref().iter().all(u8::is_ascii_digit))
    })
}

const FORM_KEYS: &[&[u8]] = &[b"DR", b"Fields", b"NeedAppearances"];
const APPEARANCE_KEYS: &[&[u8]] = &[b"N"];
const LOOK_KEYS: &[&[u8]] = &[b"BC", b"BG", b"CA", b"R"];
const GROUP_KEYS: &[&[u8]] = &[b"FT", b"Ff", b"Kids", b"T", b"V"];
#[rustfmt::skip]
const WIDGET_KEYS: &[&[u8]] = &[
    b"AP", b"AS", b"BS", b"Border", b"DA", b"F", b"FT", b"Ff", b"MK", b"MaxLen", b"Opt", b"Parent", b"Q", b"Rect", b"Subtype",
    b"StructParent", b"T", b"TU", b"Type", b"V",
];
/// Types that viewers draw from their keys.
#[rustfmt::skip]
const MARKUP: &[&[u8]] = &[
    b"Circle", b"FreeText", b"Highlight", b"Ink", b"Line", b"PolyLine", b"Polygon", b"Square", b"Squiggly", b"Stamp", b"StrikeOut", b"Text",
    b"Underline",
];
#[rustfmt::skip]
const MARKUP_KEYS: &[&[u8]] = &[
    b"AP", b"BE", b"BS", b"Border", b"C", b"CA", b"CL", b"Contents", b"DA", b"F", b"IC", b"IT", b"InkList", b"L", b"LE", b"LL", b"LLE",
    b"LLO", b"Name", b"Q", b"QuadPoints", b"RD", b"Rect", b"Rotate", b"StructParent", b"Subtype", b"Type", b"Vertices",
];
/// Flags of annotations that are not shown: invisible, hidden, no view (table 167).
const HIDING: u32 = 1 | 1 << 1 | 1 << 5;
