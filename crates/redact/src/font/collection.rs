//! What the characters of a known collection read as (ISO 32000-2, 9.10.2).
//!
//! A composite font without a `ToUnicode` map says which of Adobe's collections its characters are numbered by, and the
//! collection says what each number stands for. Viewers read such text; the font reader does so only where the font
//! has no program.

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use lopdf::{Dictionary, Object};

use crate::draft::{Draft, as_dictionary};

/// From codes to the text of a collection's characters.
#[derive(Debug)]
pub(super) struct Collection {
    /// None where codes are the numbers themselves.
    encoding: Option<CMap>,
    unicode: CMap,
}

impl Collection {
    /// That of a composite font without a map of its own; none where its encoding is not one that everybody has.
    pub(super) fn of(draft: &Draft, font: &Dictionary) -> Option<Self> {
        if *draft.value(font, b"ToUnicode") != Object::Null {
            return None;
        }
        let Object::Array(fonts) = draft.value(font, b"DescendantFonts") else { return None };
        let descendant = as_dictionary(draft.resolve(fonts.first()?))?;
        let info = draft.dictionary(descendant, b"CIDSystemInfo")?;
        let string = |key: &[u8]| draft.value(info, key).as_str().ok();
        let family = CidFamily::from_registry_ordering(string(b"Registry")?, string(b"Ordering")?);
        let encoding = match draft.value(font, b"Encoding").as_name().ok()? {
            b"Identity-H" | b"Identity-V" => None,
            name => Some(predefined(CMapName::from_bytes(name))?),
        };
        Some(Self { encoding, unicode: predefined(family.ucs2_cmap()?)? })
    }

    /// What a code reads as.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let number = match &self.encoding {
            None => code,
            Some(encoding) => (1..=4_u8)
                .filter(|length| *length == 4 || code >> (8 * u32::from(*length)) == 0)
                .find_map(|length| encoding.lookup_cid_code(code, length).filter(|number| *number != 0))?,
        };
        match self.unicode.lookup_bf_string(number)? {
            BfString::Char(char) => Some(char.to_string()),
            BfString::String(text) => Some(text),
        }
    }
}

fn predefined(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(load_embedded(name)?, load_embedded)
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn font(ordering: &str, encoding: &str) -> Dictionary {
        dictionary! {
            "Encoding" => Object::Name(encoding.as_bytes().to_vec()),
            "DescendantFonts" => vec![Object::Dictionary(dictionary! {
                "CIDSystemInfo" => Object::Dictionary(dictionary! {
                    "Registry" => Object::string_literal("Adobe"),
                    "Ordering" => Object::string_literal(ordering),
                    "Supplement" => 2,
                }),
            })],
        }
    }

    #[test]
    fn a_known_collection_says_what_its_numbers_read_as() {
        let draft = Draft::default();
        let text = |ordering, encoding, code| Collection::of(&draft, &font(ordering, encoding))?.text(code);
        assert_eq!(text("Japan1", "Identity-H", 34).as_deref(), Some("A"));
        assert_eq!(text("Japan1", "UniJIS-UCS2-H", 0x4F1A).as_deref(), Some("会"));
        assert_eq!(text("Japan1", "90ms-RKSJ-H", 0x41).as_deref(), Some("A"));
        assert_eq!(text("Identity", "Identity-H", 34), None);
        assert_eq!(text("Japan1", "No-Such-Map", 34), None);
    }

    #[test]
    fn a_font_with_a_map_of_its_own_is_asked_for_nothing_else() {
        let mut font = font("Japan1", "Identity-H");
        font.set("ToUnicode", Object::Name(b"Identity-H".to_vec()));
        assert!(Collection::of(&Draft::default(), &font).is_none());
    }
}
