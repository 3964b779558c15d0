//! The marks file: what an officer of the sample authority marked in the review.
//!
//! Words are marked by their text, pictures and cells by where the source's `region` function says they landed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use typst::foundations::{Content, Dict, Label, Selector, Value as TypstValue};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;

use candour_letters::typeset::Typeset;

const EXEMPTIONS: [&str; 2] = ["s31-1-a", "s31-1-b"];
const LABEL: &str = "s31(1)(a)(b)";

/// Ink reaches above the capitals and below the baseline, where typst's blocks end.
const ABOVE: f64 = 2.0;
const BELOW: f64 = 3.2;

/// Words marked wherever they stand on the page (all pages where there is none).
const WORDS: [(Option<u32>, &str); 7] = [
    (Some(3), "The heaviest load was at Quayside"),
    (Some(3), "31 open cases"),
    (Some(3), "14 at Castle Hill"),
    (Some(3), "the Quayside team"),
    (Some(3), "9 of its 22 detective posts empty"),
    (None, "lend twelve detectives to the coast"),
    (None, "one stalking team, at Moorland"),
];

/// The one comment that harms nothing, and is disclosed.
const DISCLOSED: &str = "comment-6";

/// Where a region landed: the page from 1, and a rectangle in PDF user space, y up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region {
    pub(crate) page: u32,
    pub(crate) rect: [f64; 4],
}

/// Each named region of the source.
pub(crate) fn regions(typeset: &Typeset) -> Result<BTreeMap<String, Region>, String> {
    let label = Label::new(PicoStr::intern("region")).ok_or("an empty label")?;
    let mut corners: BTreeMap<String, Vec<(u32, f64, f64)>> = BTreeMap::new();
    for element in typeset.document().introspector().query(&Selector::Label(label)) {
        let entry = metadata(&element).ok_or("a region's corner is not a dictionary")?;
        let (name, page) = (text(&entry, "name")?, number(&entry, "page")?);
        let at = (page_number(page)?, number(&entry, "x")?, number(&entry, "y")?);
        corners.entry(name).or_default().push(at);
    }
    corners
        .into_iter()
        .map(|(name, corners)| match corners.as_slice() {
            [(page, left, top), (last, right, bottom)] if page == last => {
                let rect = [*left, PAGE_HEIGHT - bottom - BELOW, *right, PAGE_HEIGHT - top + ABOVE];
                Ok((name, Region { page: *page, rect: rect.map(|edge| (edge * 100.0).round() / 100.0) }))
            }
            other => Err(format!("region `{name}` has {} corners, or they are on two pages", other.len())),
        })
        .collect()
}

/// The marks file of design 7.2.
pub(crate) fn marks_file(regions: &BTreeMap<String, Region>) -> Value {
    let mut marks: Vec<Value> = WORDS
        .iter()
        .map(|(page, words)| {
            json!({
                "page": page, "text": words, "match": "exact", "exemption": EXEMPTIONS, "label": LABEL,
                "level": "auto", "object": false,
            })
        })
        .collect();
    for (name, region) in regions.iter().filter(|(name, _)| !name.starts_with(DISCLOSED)) {
        marks.push(json!({
            "page": region.page, "rect": region.rect, "exemption": EXEMPTIONS, "label": LABEL,
            "level": "auto", "object": name == "chart-crime-type",
        }));
    }
    json!({ "version": 1, "sanitise": true, "marks": marks })
}

/// A4 in points: the page's own height, from which y is measured down in typst and up in PDF.
const PAGE_HEIGHT: f64 = 841.89;

fn metadata(element: &Content) -> Option<Dict> {
    match &element.to_packed::<MetadataElem>()?.value {
        TypstValue::Dict(entry) => Some(entry.clone()),
        _ => None,
    }
}

fn text(entry: &Dict, key: &str) -> Result<String, String> {
    match entry.get(key) {
        Ok(TypstValue::Str(text)) => Ok(text.to_string()),
        other => Err(format!("region's `{key}`: {other:?}")),
    }
}

fn number(entry: &Dict, key: &str) -> Result<f64, String> {
    match entry.get(key) {
        Ok(TypstValue::Float(number)) => Ok(*number),
        Ok(TypstValue::Int(number)) => Ok(f64::from(i32::try_from(*number).map_err(|error| error.to_string())?)),
        other => Err(format!("region's `{key}`: {other:?}")),
    }
}

fn page_number(page: f64) -> Result<u32, String> {
    (1..=64).find(|number| (f64::from(*number) - page).abs() < 0.5).ok_or(format!("page {page}"))
}
