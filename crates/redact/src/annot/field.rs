//! Form fields without an appearance, drawn as viewers draw them: background and
//! border from `MK`, the value set in the font of `DA` (ISO 32000-2, 12.7.4.3).

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use super::text_field::{self, Setting};
use super::widget::inherited;
use crate::allow::Rule;
use crate::draft::{as_dictionary, as_number};
use crate::error::Error;
use crate::geom::{Affine, Rect, has_area};
use crate::lex::{Lexer, Step, Token};
use crate::ops;
use crate::page_tree::rectangle;
use crate::rebuild::Copier;
use crate::write::real;

/// Whether the document asks viewers to set all fields themselves.
pub(super) fn wants_appearances(copier: &Copier<'_>) -> bool {
    let form = copier.source.dictionary(copier.source.catalog(), b"AcroForm");
    form.is_some_and(|form| matches!(copier.source.value(form, b"NeedAppearances"), Object::Boolean(true)))
}

/// Whether the field shows words that someone typed or chose, and has any.
pub(super) fn is_text(copier: &Copier<'_>, annotation: &Dictionary) -> bool {
    matches!(inherited(copier, annotation, b"FT"), Some(Object::Name(kind)) if kind == b"Tx" || kind == b"Ch")
        && inherited(copier, annotation, b"V").is_some()
}

/// Draws a field into its rectangle; none if there is nothing to see.
pub(super) fn draw(copier: &mut Copier<'_>, annotation: &Dictionary) -> Result<Option<super::Appearance>, Error> {
    let source = copier.source;
    let Some(rect) = rectangle(source, source.value(annotation, b"Rect")).filter(|rect| has_area(*rect)) else {
        return Ok(None);
    };
    let looks = source.dictionary(annotation, b"MK").cloned().unwrap_or_default();
    let turn = as_number(source.value(&looks, b"R")).map_or(0.0, |turn| turn.rem_euclid(360.0));
    let is_sideways = turn == 90.0 || turn == 270.0;
    let size = if is_sideways { (rect.height(), rect.width()) } else { (rect.width(), rect.height()) };
    let border = border_width(copier, annotation);
    let mut content = Vec::new();
    if let Some(color) = color(copier, &looks, b"BG") {
        ops::numbers(&mut content, &color);
        content.extend_from_slice(operator(&color, ["g\n", "rg\n", "k\n"]));
        ops::numbers(&mut content, &[0.0, 0.0, size.0, size.1]);
        content.extend_from_slice(b"re f\n");
    }
    if let Some(color) = color(copier, &looks, b"BC").filter(|_| border > 0.0) {
        ops::numbers(&mut content, &color);
        content.extend_from_slice(operator(&color, ["G\n", "RG\n", "K\n"]));
        ops::numbers(&mut content, &[border]);
        content.extend_from_slice(b"w\n");
        ops::numbers(&mut content, &[border / 2.0, border / 2.0, size.0 - border, size.1 - border]);
        content.extend_from_slice(b"re S\n");
    }
    let mut resources = Dictionary::new();
    if let Some(setting) = setting(copier, annotation, &looks, size, border)
        && let Some(font) = font(copier, &setting)?
    {
        text_field::set(&mut content, &setting, &font.1);
        resources.set("Font", dictionary! { "F0" => font.0 });
    }
    if content.is_empty() {
        return Ok(None);
    }
    let mut form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => [0.0, 0.0, size.0, size.1].map(real).to_vec(),
        "Resources" => resources,
    };
    let matrix = Affine::rotate(turn.to_radians());
    if turn != 0.0 {
        form.set("Matrix", matrix.as_coeffs().map(real).to_vec());
    }
    let placed = matrix.transform_rect_bbox(Rect::new(0.0, 0.0, size.0, size.1));
    let form: ObjectId = copier.draft.add(Stream::new(form, content));
    Ok(super::fitted(rect, placed).map(|fit| super::Appearance { rect, fit, form }))
}

/// What is written into the field, and how; none if it is empty or its instructions cannot be read.
fn setting(
    copier: &Copier<'_>,
    annotation: &Dictionary,
    looks: &Dictionary,
    size: (f64, f64),
    border: f64,
) -> Option<Setting> {
    let source = copier.source;
    let flags = match inherited(copier, annotation, b"Ff") {
        Some(Object::Integer(flags)) => *flags,
        _ => 0,
    };
    let form = source.dictionary(source.catalog(), b"AcroForm");
    let from_form =
        |key: &[u8]| form.map(|form| source.value(form, key)).filter(|value| !matches!(value, Object::Null));
    let quadding = inherited(copier, annotation, b"Q").or_else(|| from_form(b"Q")).and_then(as_number).unwrap_or(0.0);
    let (mut font, mut font_size, mut color) = (Vec::new(), 0.0, Vec::new());
    if let Some(Object::String(appearance, _)) = inherited(copier, annotation, b"DA").or_else(|| from_form(b"DA")) {
        (font, font_size, color) = instructions(appearance);
    }
    let mut setting = Setting { size, border, font, font_size, color, quadding, ..Setting::default() };
    let value = inherited(copier, annotation, b"V");
    match inherited(copier, annotation, b"FT") {
        Some(Object::Name(kind)) if kind == b"Tx" => {
            setting.text = text(copier, value?)?;
            setting.is_multiline = flags & MULTILINE != 0;
            if flags & PASSWORD != 0 {
                setting.text = "*".repeat(setting.text.chars().count());
            }
            let longest = inherited(copier, annotation, b"MaxLen").and_then(as_number).unwrap_or(0.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a line's length")]
            let cells = longest.clamp(0.0, 1000.0) as usize;
            setting.cells = if flags & COMB != 0 { cells } else { 0 };
        }
        Some(Object::Name(kind)) if kind == b"Ch" => {
            let options = inherited(copier, annotation, b"Opt");
            if flags & COMBO == 0 {
                setting.is_multiline = true;
                let all: Vec<String> = items(copier, options).into_iter().map(|(_, shown)| shown).collect();
                setting.text = all.join("\n");
            } else {
                let value = text(copier, value?)?;
                let known = items(copier, options).into_iter().find(|(export, _)| *export == value);
                setting.text = known.map_or(value, |(_, shown)| shown);
            }
        }
        Some(Object::Name(kind)) if kind == b"Btn" => {
            let caption = text(copier, source.value(looks, b"CA"));
            setting.quadding = 1.0;
            if flags & PUSH_BUTTON != 0 {
                setting.text = caption?;
            } else {
                let state = source.name(annotation, b"AS").or_else(|| value.and_then(|value| value.as_name().ok()));
                let default = if flags & RADIO != 0 { "l" } else { "4" };
                setting.is_symbol = true;
                setting.text =
                    if state? == b"Off" { String::new() } else { caption.unwrap_or_else(|| default.to_owned()) };
            }
        }
        _ => {}
    }
    (!setting.text.trim().is_empty()).then_some(setting)
}

/// The export value and the shown text of each option.
fn items(copier: &Copier<'_>, options: Option<&Object>) -> Vec<(String, String)> {
    let Some(Object::Array(options)) = options else { return Vec::new() };
    let pair = |option: &Object| match copier.source.resolve(option) {
        Object::Array(pair) => Some((text(copier, pair.first()?)?, text(copier, pair.get(1)?)?)),
        single => text(copier, single).map(|text| (text.clone(), text)),
    };
    options.iter().take(MAX_OPTIONS).filter_map(pair).collect()
}

/// A text string or stream (7.9.2.2).
fn text(copier: &Copier<'_>, object: &Object) -> Option<String> {
    let bytes = match copier.source.resolve(object) {
        Object::String(bytes, _) => bytes.clone(),
        Object::Stream(stream) => copier.source.decode(stream).ok()?.into_plain().ok()?,
        Object::Array(values) => return text(copier, values.first()?),
        _ => return None,
    };
    (bytes.len() <= MAX_TEXT).then(|| crate::metadata::text_of(&bytes))
}

/// Font name, size and fill colour that a default appearance sets.
fn instructions(appearance: &[u8]) -> (Vec<u8>, f64, Vec<f64>) {
    let (mut font, mut size, mut color) = (Vec::new(), 0.0, Vec::new());
    let mut lexer = Lexer::new(appearance);
    while let Ok(Some(step)) = lexer.step() {
        let operands = lexer.operands();
        match step {
            Step::Operator(b"Tf") => {
                font = operands.iter().find_map(Token::name).map(|name| name.to_vec()).unwrap_or_default();
                size = operands.iter().find_map(Token::number).unwrap_or(0.0).abs();
            }
            Step::Operator(b"g" | b"rg" | b"k") => color = operands.iter().filter_map(Token::number).collect(),
            _ => {}
        }
    }
    (font, size, color)
}

/// The font to set with, copied, and how wide its codes are.
fn font(copier: &mut Copier<'_>, setting: &Setting) -> Result<Option<(Object, text_field::Widths)>, Error> {
    let source = copier.source;
    if setting.is_symbol {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "ZapfDingbats" };
        return Ok(Some((copier.draft.add(font).into(), text_field::Widths::symbols())));
    }
    let given = source
        .dictionary(source.catalog(), b"AcroForm")
        .and_then(|form| source.dictionary(form, b"DR"))
        .and_then(|resources| source.dictionary(resources, b"Font"))
        .and_then(|fonts| fonts.get(&setting.font).ok());
    if let Some(given) = given
        && let Some(dictionary) = as_dictionary(source.resolve(given))
        && matches!(source.name(dictionary, b"Subtype"), Some(b"Type1" | b"TrueType"))
        && let Some(font) = copier.value(&Rule::Font, given, 0)?
    {
        return Ok(Some((font, text_field::Widths::of(source, dictionary))));
    }
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    };
    Ok(Some((copier.draft.add(font).into(), text_field::Widths::helvetica())))
}

fn border_width(copier: &Copier<'_>, annotation: &Dictionary) -> f64 {
    let source = copier.source;
    let style = source.dictionary(annotation, b"BS").and_then(|style| as_number(source.value(style, b"W")));
    let border = source.array(annotation, b"Border").and_then(|border| as_number(source.resolve(border.get(2)?)));
    style.or(border).unwrap_or(1.0).clamp(0.0, 100.0)
}

fn color(copier: &Copier<'_>, looks: &Dictionary, key: &[u8]) -> Option<Vec<f64>> {
    let source = copier.source;
    let color: Vec<f64> = source.array(looks, key)?.iter().filter_map(|part| as_number(source.resolve(part))).collect();
    matches!(color.len(), 1 | 3 | 4).then_some(color)
}

pub(super) fn operator(color: &[f64], operators: [&'static str; 3]) -> &'static [u8] {
    match color.len() {
        1 => operators[0],
        3 => operators[1],
        _ => operators[2],
    }
    .as_bytes()
}

/// Bits of the field flags (tables 227 to 231).
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
const RADIO: i64 = 1 << 15;
const PUSH_BUTTON: i64 = 1 << 16;
const COMBO: i64 = 1 << 17;
const COMB: i64 = 1 << 24;
/// Longer values do not fit on a page.
const MAX_TEXT: usize = 1 << 16;
/// Options beyond these do not show.
const MAX_OPTIONS: usize = 200;
