//! A letter as PDF/UA-1 and PDF/A-2a, by typst.
//!
//! The words reach typst as data in a JSON file, never as typst source, so nothing a requester or an officer writes can
//! be run. The date of the document is the letter's and its identifier the reference's: the same letter gives the same
//! bytes.

use serde_json::{Value, json};

use crate::letter::{Content, Language, Letter, Text};
use crate::typeset::{Conformance, TypesetError, can_draw, typeset};

/// The PDF of a letter.
///
/// # Errors
/// If the typesetter refuses: a fault of the template, found by the tests of this crate.
pub fn to_pdf(letter: &Letter) -> Result<Vec<u8>, TypesetError> {
    let data = data(letter).to_string().into_bytes();
    let ident = format!("{} {:?} {} {}", letter.reference, letter.kind, letter.dated, letter.language.tag());
    typeset(TEMPLATE, &[("letter.json", data)])?.to_pdf(Conformance::AccessibleArchival, &ident)
}

/// What the template reads.
fn data(letter: &Letter) -> Value {
    let lang = language(letter.language);
    let addressee = letter.addressee.as_ref().map(|addressee| {
        json!({
            "name": drawable(&addressee.name),
            "lines": addressee.lines.iter().map(|line| text(&Text::english(line))).collect::<Vec<_>>(),
        })
    });
    let signatory = letter.signatory.as_ref().map(|signatory| {
        json!({
            "closing": signatory.closing.as_ref().map(text),
            "name": signatory.name.as_deref().map(drawable),
            "office": drawable(&signatory.office),
            "team": drawable(&signatory.team),
        })
    });
    json!({
        "lang": lang.0,
        "region": lang.1,
        "title": text(&letter.title),
        "sender": {
            "name": drawable(&letter.sender.name),
            "lines": texts(&letter.sender.lines),
            "sample": letter.sender.sample.as_ref().map(text),
        },
        "reference": drawable(&letter.reference),
        "date": { "year": letter.dated.year(), "month": letter.dated.month(), "day": letter.dated.day() },
        "particulars": letter.particulars.iter().map(|(label, value)| json!([text(label), text(value)])).collect::<Vec<_>>(),
        "addressee": addressee,
        "salutation": letter.salutation.as_ref().map(text),
        "blocks": letter.body().map(content).collect::<Vec<_>>(),
        "signatory": signatory,
    })
}

fn content(content: &Content) -> Value {
    match content {
        Content::Heading { level, text: words } => json!({ "kind": "heading", "level": level, "text": text(words) }),
        Content::Paragraph { text: words } => json!({ "kind": "paragraph", "text": text(words) }),
        Content::Quote { paragraphs } => json!({ "kind": "quote", "paragraphs": texts(paragraphs) }),
        Content::List { numbered, items } => json!({ "kind": "list", "numbered": numbered, "items": texts(items) }),
        Content::Lines { lines } => json!({ "kind": "lines", "lines": texts(lines) }),
        Content::Table { caption, header, rows } => json!({
            "kind": "table",
            "caption": text(caption),
            "header": texts(header),
            "rows": rows.iter().map(|row| texts(row)).collect::<Vec<_>>(),
        }),
    }
}

fn texts(texts: &[Text]) -> Vec<Value> {
    texts.iter().map(text).collect()
}

fn text(text: &Text) -> Value {
    let (lang, region) = language(text.language);
    let drawn = Text::new(drawable(&text.words), text.language);
    let spans: Vec<Value> =
        drawn.spans().iter().map(|span| json!({ "words": span.words, "link": span.link })).collect();
    json!({ "words": drawn.words, "spans": spans, "lang": lang, "region": region })
}

/// Typst takes language and region apart.
fn language(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::English => ("en", "GB"),
        Language::Welsh => ("cy", "GB"),
    }
}

/// The words with what the fonts cannot draw spelt out, so that a request with an emoji in it can still be answered.
fn drawable(words: &str) -> String {
    let mut drawn = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            // Joiners and selectors have no ink of their own.
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {}
            '\t' | '\n' | '\r' => drawn.push(' '),
            control if control.is_control() => {}
            space if space.is_whitespace() => drawn.push(if space == '\u{a0}' { space } else { ' ' }),
            known if can_draw(known) => drawn.push(known),
            unknown => drawn.push_str(&format!("[character U+{:04X}]", u32::from(unknown))),
        }
    }
    drawn
}

const TEMPLATE: &str = include_str!("../template/letter.typ");
