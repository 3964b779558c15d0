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

/// A field as we draw it.
#[derive(Default)]
pub(super) struct Drawn {
    /// None if there is nothing to see.
    pub(super) appearance: Option<super::Appearance>,
    /// What it says, if all of that shows.
    pub(super) words: Option<Words>,
}

/// What a field says.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The words that are set; of a list the one chosen first, of a switch its sign.
    pub(super) text: String,
    /// What a list offers, as it is shown.
    pub(super) options: Vec<String>,
    /// What is chosen in it, as it is shown.
    pub(super) chosen: Vec<String>,
    /// Whether a check box or radio button is on.
    pub(super) is_on: bool,
    /// Whether its field has the same state.
    pub(super) is_chosen: bool,
    /// Whether that is said at all.
    pub(super) has_state: bool,
}

/// Draws a field into its rectangle.
pub(super) fn draw(copier: &mut Copier<'_>, annotation: &Dictionary) -> Result<Drawn, Error> {
    let source = copier.source;
    let Some(rect) = rectangle(source, source.value(annotation, b"Rect")).filter(|rect| has_area(*rect)) else {
        return Ok(Drawn::default());
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
    let (setting, words) = setting(copier, annotation, &looks, size, border);
    let shown = into_form(copier, content, setting, size)?;
    let words = words.filter(|_| shown.is_whole);
    let Some(mut form) = shown.form else { return Ok(Drawn { appearance: None, words }) };
    let matrix = Affine::rotate(turn.to_radians());
    if turn != 0.0 {
        form.dict.set("Matrix", matrix.as_coeffs().map(real).to_vec());
    }
    let placed = matrix.transform_rect_bbox(Rect::new(0.0, 0.0, size.0, size.1));
    let form: ObjectId = copier.draft.add(form);
    let appearance = super::fitted(rect, placed).map(|fit| super::Appearance { rect, fit, form });
    Ok(Drawn { appearance, words })
}

/// Draws text put on the page (12.5.6.6): its contents on a background of its colour.
pub(super) fn draw_free_text(copier: &mut Copier<'_>, annotation: &Dictionary) -> Result<Drawn, Error> {
    let source = copier.source;
    let Some(rect) = rectangle(source, source.value(annotation, b"Rect")).filter(|rect| has_area(*rect)) else {
        return Ok(Drawn::default());
    };
    let size = (rect.width(), rect.height());
    let mut content = Vec::new();
    if let Some(color) = color(copier, annotation, b"C") {
        ops::numbers(&mut content, &color);
        content.extend_from_slice(operator(&color, ["g\n", "rg\n", "k\n"]));
        ops::numbers(&mut content, &[0.0, 0.0, size.0, size.1]);
        content.extend_from_slice(b"re f\n");
    }
    let (font, font_size, color) = instructions(&default_appearance(copier, annotation));
    let words = text(copier, source.value(annotation, b"Contents")).unwrap_or_default();
    let setting = Setting {
        text: words.clone(),
        size,
        font,
        font_size: if font_size > 0.0 { font_size } else { 12.0 },
        color,
        quadding: as_number(source.value(annotation, b"Q")).unwrap_or(0.0),
        is_multiline: true,
        ..Setting::default()
    };
    let shown = into_form(copier, content, Some(setting).filter(|_| !words.trim().is_empty()), size)?;
    let words = Some(Words { text: words, ..Words::default() }).filter(|_| shown.is_whole);
    let form = shown.form.map(|form| copier.draft.add(form));
    let placed = Rect::new(0.0, 0.0, size.0, size.1);
    let appearance = form.and_then(|form| super::fitted(rect, placed).map(|fit| super::Appearance { rect, fit, form }));
    Ok(Drawn { appearance, words })
}

/// A form made of a background and words.
struct Shown {
    form: Option<Stream>,
    /// Whether all of the words show.
    is_whole: bool,
}

fn into_form(
    copier: &mut Copier<'_>,
    mut content: Vec<u8>,
    setting: Option<Setting>,
    size: (f64, f64),
) -> Result<Shown, Error> {
    let mut resources = Dictionary::new();
    let mut is_whole = true;
    if let Some(setting) = setting {
        let codes = text_field::encoded(&setting.text);
        match font(copier, &setting, &codes)? {
            Some((font, mut widths)) => {
                widths.estimate(&codes.others);
                is_whole = text_field::set(&mut content, &setting, &widths, codes);
                resources.set("Font", dictionary! { "F0" => font });
            }
            None => is_whole = false,
        }
    }
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => [0.0, 0.0, size.0, size.1].map(real).to_vec(),
        "Resources" => resources,
    };
    Ok(Shown { form: (!content.is_empty()).then(|| Stream::new(form, content)), is_whole })
}

/// What the form says under `key`.
pub(super) fn of_form<'a>(copier: &Copier<'a>, key: &[u8]) -> Option<&'a Object> {
    let form = copier.source.dictionary(copier.source.catalog(), b"AcroForm")?;
    Some(copier.source.value(form, key)).filter(|value| !matches!(value, Object::Null))
}

/// The instructions for setting words: the annotation's own, its field's or the form's.
fn default_appearance(copier: &Copier<'_>, annotation: &Dictionary) -> Vec<u8> {
    match inherited(copier, annotation, b"DA").or_else(|| of_form(copier, b"DA")) {
        Some(Object::String(appearance, _)) => appearance.clone(),
        _ => Vec::new(),
    }
}

/// The name of the font that an annotation's words are set in.
pub(super) fn font_name(copier: &Copier<'_>, annotation: &Dictionary) -> Vec<u8> {
    instructions(&default_appearance(copier, annotation)).0
}

/// The instructions for setting words, written anew; none if they name a font by a name that could say something.
pub(super) fn instructions_of(copier: &Copier<'_>, annotation: &Dictionary) -> Option<Vec<u8>> {
    let (font, size, color) = instructions(&default_appearance(copier, annotation));
    let mut written = Vec::new();
    if !font.is_empty() {
        is_known_font(&font).then_some(())?;
        written.push(b'/');
        written.extend_from_slice(&font);
        written.push(b' ');
        ops::numbers(&mut written, &[size]);
        written.extend_from_slice(b"Tf");
    }
    if matches!(color.len(), 1 | 3 | 4) {
        if !written.is_empty() {
            written.push(b' ');
        }
        ops::numbers(&mut written, &color);
        written.extend_from_slice(operator(&color, ["g", "rg", "k"]));
    }
    Some(written)
}

/// Whether a font's resource name is one of those that forms use everywhere, or a letter and a number.
fn is_known_font(name: &[u8]) -> bool {
    let number = name.trim_ascii_end().strip_prefix(b"F").or_else(|| name.strip_prefix(b"TT")).unwrap_or_default();
    let is_numbered = (1..=3).contains(&number.len()) && number.iter().all(u8::is_ascii_digit);
    is_numbered || KNOWN_FONTS.iter().any(|known| known.as_bytes() == name)
}

/// What is written into the field, and how; none if it is empty or its instructions cannot be read. And what it says
/// in all, if that can be read.
fn setting(
    copier: &Copier<'_>,
    annotation: &Dictionary,
    looks: &Dictionary,
    size: (f64, f64),
    border: f64,
) -> (Option<Setting>, Option<Words>) {
    let mut words = Words::default();
    let setting = set_up(copier, annotation, looks, (size, border), &mut words);
    let is_known = setting.is_some() || words.is_empty();
    (setting.filter(|setting| !setting.text.trim().is_empty()), Some(words).filter(|_| is_known))
}

impl Words {
    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.options.is_empty() && self.chosen.is_empty()
    }
}

fn set_up(
    copier: &Copier<'_>,
    annotation: &Dictionary,
    looks: &Dictionary,
    (size, border): ((f64, f64), f64),
    words: &mut Words,
) -> Option<Setting> {
    let source = copier.source;
    let flags = match inherited(copier, annotation, b"Ff") {
        Some(Object::Integer(flags)) => *flags,
        _ => 0,
    };
    let quadding =
        inherited(copier, annotation, b"Q").or_else(|| of_form(copier, b"Q")).and_then(as_number).unwrap_or(0.0);
    let (font, font_size, color) = instructions(&default_appearance(copier, annotation));
    let mut setting = Setting { size, border, font, font_size, color, quadding, ..Setting::default() };
    let value = inherited(copier, annotation, b"V");
    match inherited(copier, annotation, b"FT") {
        Some(Object::Name(kind)) if kind == b"Tx" => {
            setting.text = text(copier, value?)?;
            words.text.clone_from(&setting.text);
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
                let items = items(copier, options);
                words.chosen = match value {
                    Some(Object::Array(values)) => values.iter().filter_map(|value| text(copier, value)).collect(),
                    Some(value) => text(copier, value).into_iter().collect(),
                    None => Vec::new(),
                };
                for chosen in &mut words.chosen {
                    if let Some((_, shown)) = items.iter().find(|(export, _)| export == chosen) {
                        chosen.clone_from(shown);
                    }
                }
                words.options = items.into_iter().map(|(_, shown)| shown).collect();
                words.chosen.retain(|chosen| words.options.contains(chosen));
                setting.text = words.options.join("\n");
            } else {
                let value = text(copier, value?)?;
                let known = items(copier, options).into_iter().find(|(export, _)| *export == value);
                setting.text = known.map_or(value, |(_, shown)| shown);
                words.text.clone_from(&setting.text);
            }
        }
        Some(Object::Name(kind)) if kind == b"Btn" => {
            let caption = text(copier, source.value(looks, b"CA"));
            setting.quadding = 1.0;
            if flags & PUSH_BUTTON != 0 {
                setting.text = caption?;
                words.text.clone_from(&setting.text);
            } else {
                let state = source.name(annotation, b"AS").or_else(|| value.and_then(|value| value.as_name().ok()));
                words.text = caption.clone().unwrap_or_default();
                words.has_state = state.is_some();
                words.is_chosen = state == value.and_then(|value| value.as_name().ok());
                words.is_on = state.is_some_and(|state| state != b"Off");
                let default = if flags & RADIO != 0 { "l" } else { "4" };
                setting.is_symbol = true;
                setting.text =
                    if state? == b"Off" { String::new() } else { caption.unwrap_or_else(|| default.to_owned()) };
            }
        }
        _ => {}
    }
    Some(setting)
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
fn font(
    copier: &mut Copier<'_>,
    setting: &Setting,
    codes: &text_field::Codes,
) -> Result<Option<(Object, text_field::Widths)>, Error> {
    let source = copier.source;
    if setting.is_symbol {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "ZapfDingbats" };
        return Ok(Some((copier.draft.add(font).into(), text_field::Widths::symbols())));
    }
    let given = of_form(copier, b"DR")
        .filter(|_| codes.others.is_empty())
        .and_then(as_dictionary)
        .and_then(|resources| source.dictionary(resources, b"Font"))
        .and_then(|fonts| fonts.get(&setting.font).ok());
    if let Some(given) = given
        && let Some(dictionary) = as_dictionary(source.resolve(given))
        && matches!(source.name(dictionary, b"Subtype"), Some(b"Type1" | b"TrueType"))
        && let Some(font) = copier.value(&Rule::Font, given, 0)?
    {
        return Ok(Some((font, text_field::Widths::of(source, dictionary))));
    }
    let mut font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    };
    if !codes.others.is_empty() {
        // Codes of their own, by names that say which characters they are (Adobe Glyph List, section 6).
        let named = |(code, character): &(u8, char)| {
            [Object::from(i64::from(*code)), format!("u{:04X}", u32::from(*character)).as_str().into()]
        };
        let differences: Vec<Object> = codes.others.iter().flat_map(named).collect();
        font.set(
            "Encoding",
            dictionary! { "Type" => "Encoding", "BaseEncoding" => "WinAnsiEncoding", "Differences" => differences },
        );
    }
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
pub(super) const PASSWORD: i64 = 1 << 13;
const RADIO: i64 = 1 << 15;
pub(super) const PUSH_BUTTON: i64 = 1 << 16;
pub(super) const COMBO: i64 = 1 << 17;
const COMB: i64 = 1 << 24;
/// Longer values do not fit on a page.
const MAX_TEXT: usize = 1 << 16;
/// Options beyond these do not show.
const MAX_OPTIONS: usize = 200;
/// Resource names that forms use for the standard fonts.
#[rustfmt::skip]
const KNOWN_FONTS: &[&str] = &[
    "Arial", "ArialMT", "CoBO", "CoBo", "CoOb", "Cour", "Courier", "CourierNew", "HeBO", "HeBo", "HeOb", "Helv", "HelvReg",
    "Helvetica", "HelveticaBold", "OpenSymbol", "Symb", "TiBI", "TiBo", "TiIt", "TiRo", "Times", "TimesNewRoman", "ZaDb", "ZaDi",
];
