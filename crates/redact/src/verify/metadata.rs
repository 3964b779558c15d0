//! Metadata: our template and nothing else.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Name, Object};

use super::promise::Promise;
use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;

/// Checks the document information dictionary and every metadata stream.
///
/// Without a promise (a released file checked by its reader) the title may be
/// anything, but no author, date or tool besides ours may be named.
pub(super) fn check(pdf: &Pdf, census: &Census<'_>, promise: Option<&Promise>, problems: &mut Vec<Problem>) {
    let mut fail = |detail: &str| problems.push(Problem::of_file(CheckName::Metadata, detail));
    let info = pdf.metadata();
    if info.author.is_some() || info.subject.is_some() || info.keywords.is_some() || info.creator.is_some() {
        fail("the document information names an author, subject, keywords or creator");
    }
    if info.creation_date.is_some() || info.modification_date.is_some() {
        fail("the document information holds a date");
    }
    if info.producer.as_ref().is_some_and(|producer| !producer.starts_with(PRODUCER)) {
        fail("the document information names another producer");
    }
    if let Some(promise) = promise {
        let title = info.title.as_deref().map(text_string).filter(|title| !title.is_empty());
        if title != promise.title {
            fail("the title is not the one that was set");
        }
    }
    for (_, object) in census.objects() {
        let Object::Stream(stream) = object else { continue };
        let is_metadata = stream.dict().get::<Name<'_>>("Type").is_some_and(|name| name.as_ref() == b"Metadata");
        if is_metadata {
            let Ok(packet) = stream.decoded() else {
                fail("a metadata stream cannot be read");
                continue;
            };
            let packet = String::from_utf8_lossy(&packet);
            if packet_words(&packet).any(|word| !PACKET_WORDS.contains(&word)) {
                fail("a metadata stream holds more than our template");
            }
        }
    }
}

/// The names of the elements and attributes of an XMP packet.
fn packet_words(packet: &str) -> impl Iterator<Item = &str> {
    let tags = packet.split('<').skip(1).filter_map(|piece| piece.split('>').next());
    tags.filter(|tag| !tag.starts_with('?'))
        .flat_map(|tag| {
            let element = tag.trim_start_matches('/').split([' ', '/', '\n']).next();
            // What stands before an equals sign, outside quotes, is an attribute.
            let attributes = tag.split('"').step_by(2).filter_map(|outside| outside.trim_end().strip_suffix('='));
            element.into_iter().chain(attributes.filter_map(|outside| outside.split_whitespace().last()))
        })
        .filter(|word| !word.starts_with("xmlns:"))
}

/// A PDF text string: UTF-16 with a byte order mark, UTF-8 with one, or Latin.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// How our producer line begins.
const PRODUCER: &[u8] = b"candour";

/// What our XMP template is made of.
const PACKET_WORDS: &[&str] = &[
    "x:xmpmeta",
    "x:xmptk",
    "rdf:RDF",
    "rdf:Description",
    "rdf:about",
    "rdf:Alt",
    "rdf:Bag",
    "rdf:Seq",
    "rdf:li",
    "dc:title",
    "dc:format",
    "dc:language",
    "pdf:Producer",
    "pdfuaid:part",
    "xml:lang",
];

#[cfg(test)]
mod tests {
    use super::{PACKET_WORDS, packet_words, text_string};

    #[test]
    fn an_author_in_a_packet_is_not_in_the_template() {
        let packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description rdf:about=\"\" dc:creator=\"A. Sample\"/></x:xmpmeta>";
        let strange: Vec<_> = packet_words(packet).filter(|word| !PACKET_WORDS.contains(word)).collect();
        assert_eq!(strange, ["dc:creator"]);
        let titled =
            "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Review: who=what, 2021</rdf:li></rdf:Alt></dc:title>";
        assert!(packet_words(titled).all(|word| PACKET_WORDS.contains(&word)));
    }

    #[test]
    fn text_strings_are_read_in_their_three_forms() {
        assert_eq!(text_string(b"\xfe\xff\x00A"), "A");
        assert_eq!(text_string(b"\xef\xbb\xbf\xc3\xa9"), "\u{e9}");
        assert_eq!(text_string(b"\xe9"), "\u{e9}");
    }
}
