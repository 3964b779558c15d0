//! Form fields that viewers set themselves: those without an appearance, and all of them where the document says so.

use lopdf::{Dictionary, Object, ObjectId};

use super::super::{Appearance, appearance, field, fitted, has_appearance, widget::inherited};
use super::{BORDER_STYLE, Beside, Native, Plain, empty_form, plain};
use crate::draft::as_dictionary;
use crate::error::Error;
use crate::geom::{Affine, Rect};
use crate::page_tree::rectangle;
use crate::rebuild::Copier;
use crate::write::text_string;

/// What viewers draw a field from, and our drawing of it; none if it has an appearance that they show, or if it holds
/// words that may not all show.
pub(in super::super) fn read(
    copier: &mut Copier<'_>,
    annotation: &Dictionary,
    visible: Rect,
) -> Result<Option<(Native, Appearance)>, Error> {
    let source = copier.source;
    let is_set_anew = field::wants_appearances(copier);
    let has_appearance = has_appearance(copier, annotation);
    if has_appearance && !is_set_anew {
        return Ok(None);
    }
    let Some(Object::Name(kind)) = inherited(copier, annotation, b"FT").cloned() else { return Ok(None) };
    let Some(rect) = rectangle(source, source.value(annotation, b"Rect")).filter(|rect| rect.is_finite()) else {
        return Ok(None);
    };
    // A place for a signature that nobody gave.
    let is_unsigned = kind == b"Sig" && !has_appearance && inherited(copier, annotation, b"V").is_none();
    if !(is_unsigned || matches!(kind.as_slice(), b"Tx" | b"Btn" | b"Ch"))
        || !visible.inflate(1.0, 1.0).contains_rect(rect)
    {
        return Ok(None);
    }
    let flags = match inherited(copier, annotation, b"Ff") {
        Some(Object::Integer(flags)) => *flags,
        _ => 0,
    };
    if flags & field::PASSWORD != 0 && kind == b"Tx" {
        return Ok(None);
    }
    let is_switch = kind == b"Btn" && flags & field::PUSH_BUTTON == 0;
    let drawn = field::draw(copier, annotation)?;
    let Some(words) = drawn.words else { return Ok(None) };
    let (Some(instructions), Some(font)) = (field::instructions_of(copier, annotation), font(copier, annotation))
    else {
        return Ok(None);
    };
    let mut keys = plain(source, annotation, LOOKS);
    keys.set("FT", Object::Name(kind.clone()));
    keys.set("Ff", flags & SHOWN_FLAGS | READ_ONLY);
    if !instructions.is_empty() {
        keys.set("DA", Object::string_literal(instructions));
    }
    for key in ["Q", "MaxLen"] {
        if let Some(Object::Integer(number)) = inherited(copier, annotation, key.as_bytes()) {
            keys.set(key, *number);
        }
    }
    if let Some(Object::Integer(quadding)) = field::of_form(copier, b"Q").filter(|_| !keys.has(b"Q")) {
        keys.set("Q", *quadding);
    }
    let mut looks = source.dictionary(annotation, b"MK").map(|looks| plain(source, looks, MK)).unwrap_or_default();
    set_words(&mut keys, &mut looks, (&kind, flags), &words);
    if source.dictionary(annotation, b"MK").is_some() {
        keys.set("MK", looks);
    }
    let own = if has_appearance { appearance(copier, annotation)? } else { None };
    // An appearance that cannot be shown is one that shows nothing.
    let own = match own {
        None if has_stream(copier, annotation) => Some(nothing(copier, rect)),
        own => own,
    };
    let (shown, beside) = match (own, drawn.appearance) {
        (Some(own), _) if is_switch => (Some(own), Beside::Same),
        (Some(own), shown) => (shown, Beside::Other { form: own.form, fit: own.fit }),
        (None, shown) => (shown, Beside::Nothing),
    };
    let shown = match shown {
        Some(shown) => shown,
        None => nothing(copier, rect),
    };
    let group = if is_switch && !annotation.has(b"T") { parent(copier, annotation) } else { None };
    let is_on = is_switch.then_some(words.is_on).filter(|_| words.has_state);
    let is_chosen = words.is_chosen;
    Ok(Some((Native { keys, beside, font, is_set_anew, is_on, is_chosen, group }, shown)))
}

/// The words of a field, where its type has them.
fn set_words(keys: &mut Dictionary, looks: &mut Dictionary, (kind, flags): (&[u8], i64), words: &field::Words) {
    let text = words.text.as_str();
    match kind {
        b"Tx" if !text.is_empty() => keys.set("V", text_string(text)),
        b"Btn" if !text.is_empty() && (flags & field::PUSH_BUTTON != 0 || text.len() == 1) => {
            looks.set("CA", text_string(text));
        }
        b"Ch" => {
            let options: Vec<Object> = words.options.iter().map(|option| text_string(option)).collect();
            if flags & field::COMBO != 0 {
                if !text.is_empty() {
                    keys.set("V", text_string(text));
                    keys.set("Opt", vec![text_string(text)]);
                }
                return;
            }
            let chosen: Vec<Object> = words.chosen.iter().map(|chosen| text_string(chosen)).collect();
            match chosen.as_slice() {
                [] => {}
                [one] => keys.set("V", one.clone()),
                _ => keys.set("V", chosen),
            }
            if !options.is_empty() {
                keys.set("Opt", options);
            }
        }
        _ => {}
    }
}

fn nothing(copier: &mut Copier<'_>, rect: Rect) -> Appearance {
    let fit = fitted(rect, rect).unwrap_or(Affine::IDENTITY);
    Appearance { rect, fit, form: empty_form(copier, rect) }
}

/// Whether there is a normal appearance for any state, be it one that cannot be shown.
fn has_stream(copier: &Copier<'_>, annotation: &Dictionary) -> bool {
    let source = copier.source;
    let normal = source.dictionary(annotation, b"AP").map(|appearances| source.value(appearances, b"N"));
    match normal {
        Some(Object::Stream(_)) => true,
        Some(Object::Dictionary(states)) => {
            states.iter().any(|(_, state)| matches!(source.resolve(state), Object::Stream(_)))
        }
        _ => false,
    }
}

fn parent(copier: &Copier<'_>, annotation: &Dictionary) -> Option<ObjectId> {
    copier.source.resolve_with_id(annotation.get(b"Parent").ok()?).0
}

/// The font that the field's instructions name: without a program, since no page shows that it is used. None if the
/// name may not pass; none within if the form's resources lack it.
fn font(copier: &Copier<'_>, annotation: &Dictionary) -> Option<Option<(Vec<u8>, Dictionary)>> {
    let source = copier.source;
    let name = field::font_name(copier, annotation);
    if name.is_empty() {
        return Some(None);
    }
    let given = field::of_form(copier, b"DR")
        .and_then(as_dictionary)
        .and_then(|resources| source.dictionary(resources, b"Font"))
        .and_then(|fonts| source.dictionary(fonts, &name));
    let Some(given) = given else { return Some(None) };
    let base = source.name(given, b"BaseFont").unwrap_or(b"Helvetica");
    let base: Vec<u8> =
        base.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || b"-,+".contains(byte)).collect();
    let is_symbolic = [&b"Ding"[..], b"Symbol"].iter().any(|part| base.windows(part.len()).any(|word| word == *part));
    let mut font = plain(source, given, FONT);
    font.set("Type", "Font");
    if !font.has(b"Subtype") {
        font.set("Subtype", "Type1");
    }
    font.set("BaseFont", Object::Name(base));
    if !is_symbolic {
        font.set("Encoding", "WinAnsiEncoding");
    }
    Some(Some((name, font)))
}

const LOOKS: &[(&str, Plain)] = &[("BS", Plain::Dictionary(BORDER_STYLE)), ("Border", Plain::Numbers(3))];
/// Appearance characteristics (table 192) that are no words.
const MK: &[(&str, Plain)] = &[("R", Plain::Number), ("BC", Plain::Numbers(4)), ("BG", Plain::Numbers(4))];
const FONT: &[(&str, Plain)] = &[
    ("Subtype", Plain::Name(&["Type1", "TrueType"])),
    ("FirstChar", Plain::Number),
    ("LastChar", Plain::Number),
    ("Widths", Plain::Numbers(256)),
];
/// Field flags that change how a field looks: several lines, radio button, push button, combo box, several chosen, comb.
const SHOWN_FLAGS: i64 = 1 << 12 | 1 << 15 | 1 << 16 | 1 << 17 | 1 << 21 | 1 << 24;
const READ_ONLY: i64 = 1;
