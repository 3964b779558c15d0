//! Links: where they stand, their border, and where they lead if that may be known.
//!
//! An address is text that nobody sees, so it stays only while its page spells it out
//! (`settle`); a place within the document is reduced to its page. Names of places,
//! files, scripts and highlight modes stay behind.

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::native::{BORDER_STYLE, Plain, plain};
use crate::draft::{as_dictionary, as_number};
use crate::geom::{Rect, has_area};
use crate::load::Source;
use crate::page_tree::rectangle;
use crate::write::{real, text_string};

/// A link reduced to what may stay; nothing if it leads nowhere and shows no border.
pub(super) fn read(source: &Source, annotation: &Dictionary) -> Option<Dictionary> {
    let rect: Rect = rectangle(source, source.value(annotation, b"Rect")).filter(|rect| has_area(*rect))?;
    let numbers = |key: &[u8]| -> Option<Vec<Object>> {
        source.array(annotation, key)?.iter().map(|number| as_number(source.resolve(number)).map(real)).collect()
    };
    let mut link = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec(),
        "F" => PRINT,
    };
    let style = source.dictionary(annotation, b"BS").map(|style| plain(source, style, BORDER_STYLE));
    match (style, numbers(b"Border"), border_with_dashes(source, annotation)) {
        (Some(style), ..) => link.set("BS", style),
        (None, Some(border), _) if border.len() == 3 => link.set("Border", border),
        (None, _, Some(border)) => link.set("Border", border),
        _ => link.set("Border", vec![0.into(), 0.into(), 1.into()]),
    }
    if let Some(color) = numbers(b"C") {
        link.set("C", color);
    }
    match target(source, annotation) {
        Some(Target::Page(page)) => {
            link.set("Contents", text_string(&format!("Link to page {}", page.saturating_add(1))));
            link.set("Dest", i64::try_from(page).unwrap_or(i64::MAX));
        }
        Some(Target::Address(address)) => {
            without_target(&mut link);
            link.set(CANDIDATE, text_string(&address));
        }
        None => {
            without_target(&mut link);
            shows_border(&link).then_some(())?;
        }
    }
    Some(link)
}

/// A border with a dash pattern (table 166).
fn border_with_dashes(source: &Source, annotation: &Dictionary) -> Option<Vec<Object>> {
    let (border, dashes) = source.array(annotation, b"Border")?.split_at_checked(3)?;
    let numbers = |numbers: &[Object], most| {
        Plain::Numbers(most)
            .copy(source, &Object::Array(numbers.iter().map(|one| source.resolve(one).clone()).collect()))
    };
    let Object::Array(mut copy) = numbers(border, 3)? else { return None };
    match dashes {
        [] => {}
        [dashes, ..] => copy.push(Plain::Numbers(8).copy(source, source.resolve(dashes))?),
    }
    Some(copy)
}

/// Where a link leads.
enum Target {
    /// To a page, by its index.
    Page(usize),
    /// To an address outside.
    Address(String),
}

fn target(source: &Source, annotation: &Dictionary) -> Option<Target> {
    if let Some(action) = source.dictionary(annotation, b"A") {
        return match source.name(action, b"S")? {
            b"GoTo" => page(source, source.value(action, b"D")).map(Target::Page),
            b"URI" => match source.value(action, b"URI") {
                Object::String(address, _) => {
                    is_address(address).then(|| Target::Address(String::from_utf8_lossy(address).into_owned()))
                }
                _ => None,
            },
            _ => None,
        };
    }
    page(source, source.value(annotation, b"Dest")).map(Target::Page)
}

/// Whether an address is of a kind that leads to a page of the web or a mailbox.
fn is_address(address: &[u8]) -> bool {
    address.len() <= MAX_ADDRESS
        && address.iter().all(u8::is_ascii_graphic)
        && SCHEMES.iter().any(|scheme| address.starts_with(scheme.as_bytes()))
}

/// The index of the page that a destination leads to (12.3.2).
fn page(source: &Source, destination: &Object) -> Option<usize> {
    let place = match destination {
        Object::Name(name) | Object::String(name, _) => named(source, name)?,
        other => other,
    };
    let place = match place {
        Object::Dictionary(dictionary) => source.value(dictionary, b"D"),
        other => other,
    };
    let Object::Array(place) = place else { return None };
    let id: ObjectId = source.resolve_with_id(place.first()?).0?;
    source.pages.iter().position(|page| page.id == id)
}

/// A destination by its name (12.3.2.4).
fn named<'s>(source: &'s Source, name: &[u8]) -> Option<&'s Object> {
    let catalog = source.catalog();
    if let Some(place) = source.dictionary(catalog, b"Dests").map(|names| source.value(names, name))
        && !matches!(place, Object::Null)
    {
        return Some(place);
    }
    let root = source.dictionary(source.dictionary(catalog, b"Names")?, b"Dests")?;
    let mut pending = vec![root];
    for _ in 0..MAX_NODES {
        let node = pending.pop()?;
        let pairs = source.array(node, b"Names").unwrap_or_default().chunks_exact(2);
        for pair in pairs {
            if matches!(source.resolve(&pair[0]), Object::String(key, _) if key == name) {
                return Some(source.resolve(&pair[1]));
            }
        }
        let kids = source.array(node, b"Kids").unwrap_or_default();
        pending.extend(kids.iter().filter_map(|kid| as_dictionary(source.resolve(kid))).filter(|kid| {
            let limits = source.array(kid, b"Limits").unwrap_or_default();
            match (limits.first().map(|low| source.resolve(low)), limits.get(1).map(|high| source.resolve(high))) {
                (Some(Object::String(low, _)), Some(Object::String(high, _))) => {
                    low.as_slice() <= name && name <= high.as_slice()
                }
                _ => true,
            }
        }));
    }
    None
}

/// The address that a link of the draft had in the input; the writer does not write it.
pub(crate) fn candidate(link: &Dictionary) -> Option<&str> {
    let Ok(Object::String(address, _)) = link.get(CANDIDATE.as_bytes()) else { return None };
    std::str::from_utf8(address).ok()
}

/// Settles whether a link has its address.
pub(crate) fn settle(link: &mut Dictionary, is_spelt: bool) {
    let Some(address) = candidate(link).map(str::to_owned) else { return };
    link.remove(CANDIDATE.as_bytes());
    if is_spelt {
        link.set("Contents", text_string(&format!("Link to {address}")));
        link.set("A", dictionary! { "Type" => "Action", "S" => "URI", "URI" => text_string(&address) });
    }
}

/// Whether a link is of use to anybody: it leads somewhere or shows.
pub(crate) fn is_useful(link: &Dictionary) -> bool {
    link.has(b"A") || link.has(b"Dest") || shows_border(link)
}

/// What a page has to spell out for the address to stay: the address without its scheme and a slash at its end.
pub(crate) fn spelt(address: &str) -> &str {
    let rest = SCHEMES.iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
    rest.trim_end_matches('/')
}

fn without_target(link: &mut Dictionary) {
    link.set("Contents", text_string("Link whose address is left out"));
}

/// Whether a border is drawn around a link.
pub(crate) fn shows_border(link: &Dictionary) -> bool {
    if let Ok(style) = link.get(b"BS").and_then(Object::as_dict) {
        return style.get(b"W").ok().and_then(as_number).is_none_or(|width| width > 0.0);
    }
    let border = link.get(b"Border").and_then(Object::as_array);
    border.is_ok_and(|border| border.get(2).and_then(as_number).is_some_and(|width| width > 0.0))
}

/// Key of a draft's link for an address that has not been settled.
pub(crate) const CANDIDATE: &str = "Candidate";
/// Bit of the annotation flags: on paper as on screen.
const PRINT: i64 = 1 << 2;
/// Addresses that may stay begin with one of these.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
/// Longer ones carry more than an address.
const MAX_ADDRESS: usize = 512;
/// Nodes of a name tree looked at for one name.
const MAX_NODES: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::{is_address, spelt};

    #[test]
    fn only_web_and_mail_addresses_pass() {
        assert!(is_address(b"https://www.example.org/a?b=1") && is_address(b"mailto:foi@example.org"));
        assert!(!is_address(b"javascript:alert(1)") && !is_address(b"file:///C:/Smith") && !is_address(b"https://a b"));
        assert_eq!(spelt("https://www.example.org/"), "www.example.org");
        assert_eq!(spelt("mailto:foi@example.org"), "foi@example.org");
    }
}
