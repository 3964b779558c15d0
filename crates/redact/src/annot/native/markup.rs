//! Markup without an appearance: shapes, lines, marked text, notes, text put on the page.

use lopdf::{Dictionary, Object};

use super::super::field;
use super::{BORDER_STYLE, Beside, MAX_NUMBERS, Native, Plain, plain};
use crate::draft::as_number;
use crate::geom::{Point, Rect};
use crate::page_tree::rectangle;
use crate::rebuild::Copier;
use crate::write::{real, text_string};

/// What viewers draw a markup annotation from, and how far it may reach; none if it is of another type.
///
/// `words` are what text put on the page shows, if all of it shows.
pub(in super::super) fn read(
    copier: &Copier<'_>,
    kind: &[u8],
    annotation: &Dictionary,
    words: Option<&str>,
) -> Option<(Native, Rect)> {
    let (_, own) = KINDS.iter().find(|(name, _)| name.as_bytes() == kind)?;
    let source = copier.source;
    let rect = rectangle(source, source.value(annotation, b"Rect")).filter(|rect| rect.is_finite())?;
    let mut keys = plain(source, annotation, COMMON);
    keys.extend(&plain(source, annotation, own));
    keys.set("Subtype", Object::Name(kind.to_vec()));
    keys.set("Rect", [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec());
    let flags = match source.value(annotation, b"F") {
        Object::Integer(flags) => flags & SHOWN_FLAGS,
        _ => 0,
    };
    keys.set("F", flags);
    if kind == b"FreeText" {
        keys.set("Contents", text_string(words?));
        let instructions = field::instructions_of(copier, annotation)?;
        if !instructions.is_empty() {
            keys.set("DA", Object::string_literal(instructions));
        }
    }
    let reach = reach(&keys, rect);
    Some((Native { keys, beside: Beside::Nothing, ..Native::of_appearance(rect) }, reach))
}

/// All that an annotation with these coordinates may draw on: line endings are as large as the line is wide.
fn reach(keys: &Dictionary, rect: Rect) -> Rect {
    let mut bounds = rect;
    for key in ["QuadPoints", "L", "Vertices", "CL", "InkList"] {
        let mut numbers = Vec::new();
        if let Ok(value) = keys.get(key.as_bytes()) {
            gather(value, &mut numbers);
        }
        for pair in numbers.chunks_exact(2) {
            bounds = bounds.union_pt(Point::new(pair[0], pair[1]));
        }
    }
    let style = keys.get(b"BS").and_then(Object::as_dict).ok().and_then(|style| as_number(style.get(b"W").ok()?));
    let border = keys.get(b"Border").and_then(Object::as_array).ok().and_then(|border| as_number(border.get(2)?));
    let ending = if keys.has(b"LE") { LARGEST_ENDING } else { 1.0 };
    let around = style.or(border).unwrap_or(1.0).abs().clamp(1.0, 100.0) * ending;
    bounds.inflate(around, around)
}

fn gather(value: &Object, numbers: &mut Vec<f64>) {
    match value {
        Object::Array(items) => items.iter().for_each(|item| gather(item, numbers)),
        number => numbers.extend(as_number(number)),
    }
}

/// What every markup annotation may say about its looks.
const COMMON: &[(&str, Plain)] = &[
    ("C", Plain::Numbers(4)),
    ("CA", Plain::Number),
    ("Border", Plain::Numbers(3)),
    ("BS", Plain::Dictionary(BORDER_STYLE)),
];
const QUADS: &[(&str, Plain)] = &[("QuadPoints", Plain::Numbers(MAX_NUMBERS))];
const EFFECT: Plain = Plain::Dictionary(&[("S", Plain::Name(&["S", "C"])), ("I", Plain::Number)]);
const SHAPE: &[(&str, Plain)] = &[("IC", Plain::Numbers(4)), ("RD", Plain::Numbers(4)), ("BE", EFFECT)];
const ENDINGS: Plain = Plain::Names(&[
    "Butt",
    "Circle",
    "ClosedArrow",
    "Diamond",
    "None",
    "OpenArrow",
    "RClosedArrow",
    "ROpenArrow",
    "Slash",
    "Square",
]);
const VERTICES: &[(&str, Plain)] =
    &[("Vertices", Plain::Numbers(MAX_NUMBERS)), ("IC", Plain::Numbers(4)), ("LE", ENDINGS), ("BE", EFFECT)];
const NOTES: &[&str] = &["Comment", "Help", "Insert", "Key", "NewParagraph", "Note", "Paragraph"];

/// The types that viewers draw by themselves, with what each may say besides.
const KINDS: &[(&str, &[(&str, Plain)])] = &[
    ("Circle", SHAPE),
    (
        "FreeText",
        &[
            ("Q", Plain::Number),
            ("RD", Plain::Numbers(4)),
            ("CL", Plain::Numbers(6)),
            ("LE", ENDINGS),
            ("BE", EFFECT),
            ("Rotate", Plain::Number),
            ("IT", Plain::Name(&["FreeText", "FreeTextCallout", "FreeTextTypeWriter"])),
        ],
    ),
    ("Highlight", QUADS),
    ("Ink", &[("InkList", Plain::Lines)]),
    (
        "Line",
        &[
            ("L", Plain::Numbers(4)),
            ("LE", ENDINGS),
            ("IC", Plain::Numbers(4)),
            ("LL", Plain::Number),
            ("LLE", Plain::Number),
            ("LLO", Plain::Number),
        ],
    ),
    ("PolyLine", VERTICES),
    ("Polygon", VERTICES),
    ("Square", SHAPE),
    ("Squiggly", QUADS),
    ("StrikeOut", QUADS),
    ("Text", &[("Name", Plain::Name(NOTES))]),
    ("Underline", QUADS),
];

/// Flags that say how it is shown: printed, not scaled, not turned (table 167).
const SHOWN_FLAGS: i64 = 1 << 2 | 1 << 3 | 1 << 4;
/// Line endings reach this many line widths beyond the line's end.
const LARGEST_ENDING: f64 = 10.0;

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    #[test]
    fn a_line_with_endings_reaches_beyond_its_rectangle() {
        let keys = dictionary! {
            "L" => vec![0.into(), 0.into(), 50.into(), 80.into()],
            "LE" => vec!["None".into(), "OpenArrow".into()],
            "BS" => dictionary! { "W" => 2 },
        };
        let reach = reach(&keys, Rect::new(10.0, 10.0, 40.0, 40.0));
        assert_eq!(reach, Rect::new(-20.0, -20.0, 70.0, 100.0));
    }
}
