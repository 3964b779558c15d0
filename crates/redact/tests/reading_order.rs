//! A box is read where its words were read: by the structure tree of a tagged copy, and by the layout of any other.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;
mod marked;

use candour_redact::api::Document;
use candour_redact::extract::{Block, BlockKind};
use candour_redact::limits::Limits;
use candour_redact::load::OpenOptions;
use marked::{Marked, redact};

/// Four lines in Courier, 6 units a letter: a heading, then a paragraph with names in its middle and at its ends.
const LINES: [(f64, &str, &str); 4] = [
    (720.0, "H1", "Review for Ada"),
    (700.0, "P", "Bob told the panel that Ada had"),
    (688.0, "P", "asked Bob twice, and that was all"),
    (660.0, "P", "The next paragraph is by Cleo."),
];

/// The page; each line is marked content of its own, or the whole paragraph is, or nothing.
fn file(tags: Tags) -> Vec<u8> {
    numbered(tags, [0, 1, 2])
}

/// The same with these identifiers.
fn numbered(tags: Tags, identifiers: [u64; 3]) -> Vec<u8> {
    let mut file = kit::Builder::new();
    let font = file.object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
    let show = |(y, _, words): &(f64, &str, &str)| format!("BT /F1 10 Tf 72 {y} Td ({words}) Tj ET ");
    let parts: [&[(f64, &str, &str)]; 3] = [&LINES[..1], &LINES[1..3], &LINES[3..]];
    let mut content = String::new();
    let mut kids = String::new();
    for (mcid, lines) in identifiers.iter().zip(parts) {
        let shown: String = lines.iter().map(show).collect();
        content += &match tags {
            Tags::None => shown,
            Tags::Around => format!("/{} <</MCID {mcid}>> BDC {shown} EMC ", lines[0].1),
            Tags::Within => format!("/{} <</MCID {mcid}>> BDC q {shown} Q EMC ", lines[0].1),
        };
    }
    let resources = format!("/Font << /F1 {font} 0 R >>");
    let page = file.page_with("/MediaBox [0 0 595 842] /StructParents 0", &resources, content);
    if tags != Tags::None {
        let root = file.object("null");
        for (mcid, lines) in identifiers.iter().zip(parts) {
            let element = file.object(format!("<< /S /{} /P {root} 0 R /Pg {page} 0 R /K {mcid} >>", lines[0].1));
            kids += &format!("{element} 0 R ");
        }
        file.replace(root, format!("<< /Type /StructTreeRoot /K << /S /Document /K [{kids}] >> >>"));
        file.catalog(&format!("/StructTreeRoot {root} 0 R /MarkInfo << /Marked true >> /Lang (en-GB)"));
    }
    file.finish()
}

#[derive(Clone, Copy, PartialEq)]
enum Tags {
    None,
    Around,
    Within,
}

fn marks(level: &str) -> Vec<Marked<'_>> {
    let mut marks = Vec::new();
    for (y, _, words) in LINES {
        for name in ["Ada", "Bob", "Cleo"] {
            if let Some(at) = words.find(name) {
                let x = |letters: usize| 72.0 + 6.0 * f64::from(u32::try_from(letters).unwrap());
                marks.push(([x(at), y - 2.0, x(at + name.len()), y + 8.0], "s40(2)", level));
            }
        }
    }
    marks
}

fn blocks(bytes: &[u8]) -> Vec<Block> {
    let copy = Document::open(bytes, &OpenOptions::default()).unwrap();
    copy.extract().unwrap().pages.remove(0).blocks
}

#[test]
fn a_box_is_read_between_the_words_around_it() {
    for tags in [Tags::None, Tags::Around, Tags::Within] {
        for level in ["exact", "constant", "auto"] {
            let (_, bytes, _) = redact(&file(tags), &marks(level));
            let blocks = blocks(&bytes);
            let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
            let gone = "[Withheld: section 40(2)]";
            let wanted = [
                format!("Review for {gone}"),
                format!("{gone} told the panel that {gone} had asked {gone} twice, and that was all"),
                format!("The next paragraph is by {gone}."),
            ];
            let plain: Vec<String> = texts.iter().map(|text| text.replace(" .", ".")).collect();
            let plain: String = plain.join("\n");
            assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), wanted.join(" "), "{level}");
            assert!(blocks.iter().all(|block| block.exemptions == ["s40-2"]), "{level}: {blocks:?}");
        }
    }
}

#[test]
fn a_line_that_goes_whole_is_a_passage_of_its_own() {
    for level in ["exact", "line", "block"] {
        let marks = [([72.0, 658.0, 260.0, 668.0], "s40(2)", level)];
        let (_, bytes, _) = redact(&file(Tags::None), &marks);
        let last = blocks(&bytes).pop().unwrap();
        assert_eq!((last.kind, last.text.as_str()), (BlockKind::Redaction, "[Withheld: section 40(2)]"), "{level}");
    }
}

#[test]
fn identifiers_that_leave_no_room_for_others_are_not_taken_over() {
    for identifier in [9_223_372_036_854_775_807, 4_294_967_295] {
        let (_, bytes, _) = redact(&numbered(Tags::Around, [0, identifier, 2]), &marks("constant"));
        let copy = Document::open(&bytes, &OpenOptions::default()).unwrap();
        let content = copy.draft().pages[0].decoded(&Limits::default());
        assert!(!kit::contains(&content, identifier.to_string().as_bytes()), "{identifier}");
    }
}

#[test]
fn the_parts_of_tagged_content_have_identifiers_of_their_own() {
    let (_, bytes, _) = redact(&file(Tags::Within), &marks("constant"));
    let copy = Document::open(&bytes, &OpenOptions::default()).unwrap();
    let content = copy.draft().pages[0].decoded(&Limits::default());
    let content = String::from_utf8_lossy(&content).into_owned();
    let mut seen: Vec<&str> = content.split("/MCID ").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all, "an identifier is used twice:\n{content}");
    assert_eq!(content.matches("BDC").count() + content.matches("BMC").count(), content.matches("EMC").count());
}
