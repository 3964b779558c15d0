//! The little that an output says about itself.
//!
//! Everything a producer wrote about the document (Info, XMP) stays behind;
//! what is written is made here from the language, a title that was reviewed and
//! nothing else. No dates: they would make two runs differ.

use lopdf::Object;

use crate::load::Source;

/// The document's language, if it is a well-formed tag (BCP 47) and no more than that.
pub(crate) fn language(source: &Source) -> Option<String> {
    let Object::String(bytes, _) = source.value(source.catalog(), b"Lang") else { return None };
    Some(text_of(bytes)).filter(|tag| is_language_tag(tag))
}

/// The title that the input gives itself (XMP is left aside: Info is what producers keep current).
pub(crate) fn title(source: &Source) -> Option<String> {
    let info = source.dictionary(&source.document.trailer, b"Info")?;
    let Object::String(bytes, _) = source.value(info, b"Title") else { return None };
    Some(text_of(bytes).trim().to_owned()).filter(|title| !title.is_empty())
}

/// Whether the input says that it meets PDF/UA-1 (ISO 14289-1, 5: `pdfuaid:part` in its XMP packet).
pub(crate) fn claims_accessibility(source: &Source) -> bool {
    let Object::Stream(stream) = source.value(source.catalog(), b"Metadata") else { return false };
    let Ok(packet) = source.decode(stream).and_then(crate::decode::Decoded::into_plain) else { return false };
    let packet = String::from_utf8_lossy(&packet);
    let mut values = packet.split("pdfuaid:part").skip(1);
    // As an attribute `="1"` or as an element `>1<`.
    values.any(|rest| {
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '>'));
        value.starts_with('1') && !value[1..].starts_with(|c: char| c.is_ascii_digit())
    })
}

/// The title of a document whose own cannot be kept.
pub(crate) fn neutral_title(language: Option<&str>) -> &'static str {
    if language.is_some_and(|tag| tag.starts_with("cy")) { "Dogfen a ryddhawyd" } else { "Released document" }
}

/// A text string (7.9.2.2): UTF-16BE or UTF-8 with a byte order mark, else `PDFDocEncoding`, whose
/// printable part is read as Latin-1.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, wide @ ..] => {
            let units = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xEF, 0xBB, 0xBF, utf8 @ ..] => String::from_utf8_lossy(utf8).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Whether `tag` is a language with script, region or variant; private subtags could say anything.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_language = parts.next().is_some_and(|language| {
        (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let rest: Vec<&str> = parts.collect();
    is_language
        && rest.len() <= 2
        && rest.iter().all(|part| match part.len() {
            2 | 4 => part.bytes().all(|byte| byte.is_ascii_alphabetic()),
            3 => part.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        })
}

/// The XMP packet of an output (ISO 16684-1); `is_accessible` repeats the input's claim to PDF/UA-1.
pub(crate) fn xmp(title: Option<&str>, language: Option<&str>, is_accessible: bool) -> Vec<u8> {
    let mut packet = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><dc:format>application/pdf</dc:format>",
    );
    if let Some(title) = title {
        packet.push_str("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
        packet.push_str(&escaped(title));
        packet.push_str("</rdf:li></rdf:Alt></dc:title>");
    }
    if let Some(language) = language {
        packet.push_str(&format!("<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"));
    }
    if is_accessible {
        packet.push_str("<pdfuaid:part>1</pdfuaid:part>");
    }
    packet.push_str(&format!(
        "<pdf:Producer>{PRODUCER}</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    ));
    packet.into_bytes()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ if character.is_control() => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Who wrote the output.
pub(crate) const PRODUCER: &str = concat!("candour ", env!("CARGO_PKG_VERSION"));

#[cfg(test)]
mod tests {
    use super::{is_language_tag, xmp};

    #[test]
    fn a_language_tag_cannot_carry_a_message() {
        for tag in ["en", "en-GB", "cy", "zh-Hant-TW", "es-419"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "english", "x-delacroix", "en-GB-oxendict", "en-delacroix", "de_DE"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }

    #[test]
    fn a_title_is_escaped() {
        let packet = String::from_utf8(xmp(Some("A < B & C"), Some("en-GB"), true)).unwrap();
        assert!(packet.contains("A &lt; B &amp; C") && packet.contains("en-GB"));
        assert!(packet.contains("<pdfuaid:part>1<"));
    }
}
