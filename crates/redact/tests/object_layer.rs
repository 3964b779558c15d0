//! What the rebuild lets through and what it leaves behind, object by object.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;

use candour_redact::Error;
use candour_redact::draft::Draft;
use candour_redact::extract::{self, BlockKind};
use candour_redact::load::{self, OpenOptions};
use candour_redact::overlay::StandsFor;
use candour_redact::structure::Withheld;
use candour_redact::{rebuild, write};
use kit::Builder;
use lopdf::{Document, Object};

fn draft(bytes: &[u8]) -> Result<Draft, Error> {
    rebuild::rebuild(&load::open(bytes, &OpenOptions::default())?)
}

fn rebuilt(bytes: &[u8]) -> Vec<u8> {
    write::write(&draft(bytes).unwrap()).unwrap()
}

/// Whether the word stands anywhere: raw, in a decoded stream, as UTF-16.
fn holds(output: &[u8], word: &str) -> bool {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = word.bytes().map(|byte| format!("{byte:02X}")).collect();
    let found = |bytes: &[u8]| {
        [word.as_bytes(), &wide, hex.as_bytes()].iter().any(|form| bytes.windows(form.len()).any(|part| part == *form))
    };
    let document = Document::load_mem(output).unwrap();
    found(output)
        || document.objects.values().any(|object| match object {
            Object::Stream(stream) => stream.decompressed_content().is_ok_and(|data| found(&data)),
            _ => false,
        })
}

#[test]
fn nothing_that_is_not_listed_passes() {
    let mut file = Builder::new();
    let secret = file.stream("/Type /EmbeddedFile", "Delacroix");
    let script = file.object("<< /S /JavaScript /JS (Delacroix) >>");
    let image = file.stream(
        &format!(
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray \
             /Alternates [<< /Image {secret} 0 R >>] /Metadata {secret} 0 R /PieceInfo << /X << /Private (Delacroix) >> >> \
             /OPI << /F (Delacroix) >> /Name /Delacroix"
        ),
        b"\x80",
    );
    file.page_with(
        &format!(
            "/MediaBox [0 0 200 200] /Thumb {secret} 0 R /PieceInfo << /A (Delacroix) >> /Metadata {secret} 0 R \
             /AA << /O {script} 0 R >> /B [{secret} 0 R] /LastModified (Delacroix) /Delacroix (Delacroix)"
        ),
        &format!("/XObject << /I {image} 0 R >> /Delacroix (Delacroix)"),
        "/I Do",
    );
    file.catalog(&format!(
        "/OpenAction {script} 0 R /Names << /EmbeddedFiles << /Names [(Delacroix) {secret} 0 R] >> /JavaScript << /Names \
         [(a) {script} 0 R] >> >> /Outlines << /First << /Title (Delacroix) >> >> /PageLabels << /Nums [0 << /P (Delacroix) \
         >>] >> /Metadata {secret} 0 R /AcroForm << /XFA {secret} 0 R >> /Dests << /Delacroix [0] >> /Threads [(Delacroix)] \
         /URI << /Base (Delacroix) >> /Lang (x-Delacroix)"
    ));
    file.trailer("/Info << /Title (Delacroix) /Author (Delacroix) /Delacroix (Delacroix) >>");
    let mut bytes = file.finish();
    bytes.extend_from_slice(b"\nDelacroix");
    let output = rebuilt(&bytes);
    assert!(!holds(&output, "Delacroix"));
    assert!(holds(&output, "/Image"));
}

#[test]
fn an_object_nobody_reaches_changes_no_byte_of_the_output() {
    let build = |orphan: Option<&str>| {
        let mut file = Builder::new();
        if let Some(orphan) = orphan {
            file.object(format!("({orphan})"));
        }
        file.page("", "BT /F1 12 Tf (kept) Tj ET");
        rebuilt(&file.finish())
    };
    assert_eq!(build(None), build(Some("Delacroix")));
    assert_eq!(build(None), build(None));
}

#[test]
fn bytes_behind_the_end_of_compressed_data_are_not_copied() {
    let mut data = {
        use std::io::Write;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&b"0 0 10 10 re f ".repeat(20)).unwrap();
        encoder.finish().unwrap()
    };
    data.extend_from_slice(b"Delacroix");
    let mut file = Builder::new();
    let form = file.stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode", &data);
    file.page(&format!("/XObject << /X {form} 0 R >>"), "/X Do");
    let output = rebuilt(&file.finish());
    assert!(!holds(&output, "Delacroix"));
    assert!(holds(&output, "10 10 re"));
}

#[test]
fn a_page_object_listed_twice_becomes_two_pages() {
    let mut file = Builder::new();
    let page = file.page("", "BT /F1 12 Tf (once) Tj ET");
    file.page_tree(format!("<< /Type /Pages /Count 2 /Kids [{page} 0 R {page} 0 R] >>"));
    let draft = draft(&file.finish()).unwrap();
    assert_eq!(draft.pages.len(), 2);
    assert_eq!(draft.pages[0].source_id, draft.pages[1].source_id);
    let written = Document::load_mem(&write::write(&draft).unwrap()).unwrap();
    let pages: Vec<_> = written.get_pages().into_values().collect();
    assert_ne!(pages[0], pages[1]);
}

#[test]
fn a_page_tree_that_runs_in_a_circle_ends() {
    let mut file = Builder::new();
    let page = file.page("", "");
    file.page_tree(format!("<< /Type /Pages /Count 9 /Rotate 90 /Kids [2 0 R {page} 0 R 2 0 R] >>"));
    let draft = draft(&file.finish()).unwrap();
    assert_eq!(draft.pages.len(), 1);
    assert_eq!(draft.pages[0].rotate.degrees(), 90);
}

#[test]
fn a_document_without_pages_is_an_error_and_not_an_empty_document() {
    let mut file = Builder::new();
    file.page("", "");
    file.page_tree("<< /Type /Pages /Count 0 /Kids [] >>");
    assert!(draft(&file.finish()).unwrap_err().is_damaged());
    assert!(draft(b"PK\x03\x04 no document").unwrap_err().is_damaged());
    assert!(draft(b"%PDF-1.7").unwrap_err().is_damaged());
    assert!(draft(b"").unwrap_err().is_damaged());
}

#[test]
fn encryption_that_is_not_understood_is_an_error() {
    let mut file = Builder::new();
    file.page("", "");
    file.trailer("/Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (y) /P -4 >>");
    let error = draft(&file.finish()).unwrap_err();
    assert!(error.is_password() || error.is_damaged(), "{error}");
}

#[test]
fn what_a_layer_hides_by_default_is_gone() {
    let mut file = Builder::new();
    let off = file.object("<< /Type /OCG /Name (Delacroix layer) >>");
    let on = file.object("<< /Type /OCG /Name (shown layer) >>");
    let hidden = file.stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /OC {off} 0 R"), "% Delacroix");
    let either = file.object(format!("<< /Type /OCMD /VE [/Or {off} 0 R {on} 0 R] >>"));
    let shown =
        file.stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /OC {either} 0 R"), "1 2 m 3 4 l S");
    file.page(&format!("/XObject << /A {hidden} 0 R /B {shown} 0 R >>"), "/A Do /B Do");
    file.catalog(&format!("/OCProperties << /OCGs [{off} 0 R {on} 0 R] /D << /OFF [{off} 0 R] >> >>"));
    let draft = draft(&file.finish()).unwrap();
    let output = write::write(&draft).unwrap();
    assert!(!holds(&output, "Delacroix") && !holds(&output, "shown layer"));
    assert!(holds(&output, "1 2 m 3 4 l S"));
    assert!(draft.findings.iter().any(|finding| finding.kind == "hidden-layer"));
}

#[test]
fn an_annotation_leaves_its_appearance_and_nothing_else() {
    let mut file = Builder::new();
    let stamp = file.stream("/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Matrix [0 1 -1 0 0 0]", "0 0 5 5 re f");
    let note = file.stream("/Type /XObject /Subtype /Form /BBox [0 0 10 10]", "% hidden note");
    file.page_with(
        &format!(
            "/MediaBox [0 0 200 200] /Annots [<< /Type /Annot /Subtype /Stamp /Rect [100 100 120 140] /Contents (Delacroix) \
             /T (Delacroix) /AP << /N {stamp} 0 R >> >> << /Subtype /Stamp /F 2 /Rect [0 0 9 9] /AP << /N {note} 0 R >> >> \
             << /Subtype /Popup /Rect [0 0 9 9] /Contents (Delacroix) >> << /Subtype /Link /Rect [1 2 3 4] /A << /S /URI \
             /URI (https://example.org/Delacroix) >> >>]"
        ),
        "",
        "q 1 w",
    );
    let draft = draft(&file.finish()).unwrap();
    let content = String::from_utf8(draft.pages[0].decoded(&draft.limits).to_vec()).unwrap();
    // The form turned by its matrix fills -10..0 by 0..10, which goes to 100..120 by 100..140.
    assert_eq!(content, "q\nq 1 w\nQ\nQ\nq 2 0 0 4 120 100 cm /Annot0 Do Q\n");
    let output = write::write(&draft).unwrap();
    assert!(!holds(&output, "Delacroix") && !holds(&output, "hidden note") && holds(&output, "0 0 5 5 re f"));
}

#[test]
fn markup_without_an_appearance_stays_what_viewers_draw_it_from() {
    let mut file = Builder::new();
    file.page_with(
        "/MediaBox [0 0 200 200] /Annots [<< /Subtype /Highlight /Rect [10 10 60 20] /C [1 1 0] /QuadPoints \
         [10 20 60 20 10 10 60 10] /Contents (Delacroix) >> << /Subtype /Line /Rect [0 0 9 9] /L [1 2 3 4] /T (Delacroix) >>]",
        "",
        "",
    );
    let output = rebuilt(&file.finish());
    assert!(holds(&output, "/QuadPoints[10 20 60 20 10 10 60 10]") && holds(&output, "/L[1 2 3 4]"));
    assert!(!holds(&output, "Delacroix"));
}

fn tagged() -> Builder {
    let mut file = Builder::new();
    let page = file.page_with(
        "/MediaBox [0 0 200 200] /StructParents 0",
        "",
        "BT /F1 20 Tf 10 150 Td /H1 <</MCID 0>> BDC (Report) Tj EMC /F1 10 Tf 0 -40 Td /P <</MCID 1>> BDC (Seen by) Tj EMC \
         /Span <</MCID 2>> BDC ( Delacroix) Tj EMC ET",
    );
    let root = file.object("null");
    let heading = file
        .object(format!("<< /S /Titel /P {root} 0 R /Pg {page} 0 R /K 0 /T (Delacroix) /ActualText (Delacroix) >>"));
    let name = file.object(format!("<< /S /Span /Pg {page} 0 R /K [2] /E (Delacroix) >>"));
    let text = file.object(format!("<< /S /P /Pg {page} 0 R /K [1 {name} 0 R] /ID (Delacroix) /C /Delacroix >>"));
    let figure = file.object(format!("<< /S /Figure /Alt (Photograph of Delacroix) /Pg {page} 0 R /K [1] >>"));
    let kids = format!("{heading} 0 R {text} 0 R {figure} 0 R {root} 0 R");
    file.replace(
        root,
        format!("<< /Type /StructTreeRoot /RoleMap << /Titel /H1 >> /K << /S /Document /K [{kids}] >> >>"),
    );
    file.catalog(&format!("/StructTreeRoot {root} 0 R /MarkInfo << /Marked true >> /Lang (en-GB)"));
    file
}

#[test]
fn a_structure_tree_keeps_roles_and_order_and_no_words() {
    let mut draft = draft(&tagged().finish()).unwrap();
    let structure = draft.structure.clone().unwrap();
    let roles: Vec<_> = structure.elements.iter().map(|element| element.role).collect();
    assert_eq!(roles, ["Document", "H1", "P", "Span", "Figure"]);
    draft.pages[0].set_content(b"/H1 <</MCID 0>> BDC EMC /P <</MCID 1>> BDC EMC /Span <</MCID 3>> BDC EMC".to_vec());
    let alt = Some("Withheld: section 40(2)".to_owned());
    let painted = Withheld {
        page: 0,
        mcid: 3,
        stands_for: Some(StandsFor { glyph: 0, mcid: 2 }),
        goes_on: None,
        role: "Span",
        alt,
    };
    draft.finish_structure(&[painted], &["Delacroix".to_owned()]);
    let output = write::write(&draft).unwrap();
    assert!(!holds(&output, "Delacroix") && holds(&output, "Withheld: section 40"));
    let written = self::draft(&output).unwrap();
    let elements = written.structure.unwrap().elements;
    assert!(elements.iter().any(|element| element.alt.as_deref() == Some("Withheld: section 40(2)")));
    assert_eq!(written.language.as_deref(), Some("en-GB"));
}

#[test]
fn tagged_text_is_extracted_by_its_tags() {
    let text = extract::extract(&draft(&tagged().finish()).unwrap()).unwrap();
    let blocks = &text.pages[0].blocks;
    assert_eq!((blocks[0].kind, blocks[0].level, blocks[0].text.as_str()), (BlockKind::Heading, Some(1), "Report"));
    assert_eq!((blocks[1].kind, blocks[1].text.as_str()), (BlockKind::Paragraph, "Seen by Delacroix"));
    assert!(text.pages[0].reliable);
}

#[test]
fn untagged_text_is_extracted_by_its_layout() {
    let content = "BT /F1 24 Tf 50 700 Td (Annual review) Tj /F1 11 Tf 0 -40 Td (The first line goes) Tj 0 -13 Td (on here.) Tj \
                   0 -40 Td (A second paragraph.) Tj 0 -13 Td (1. An item) Tj ET";
    let text = extract::extract(&draft(&kit::one_page(content)).unwrap()).unwrap();
    let found: Vec<_> = text.pages[0].blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    assert_eq!(
        found,
        [
            (BlockKind::Heading, "Annual review"),
            (BlockKind::Paragraph, "The first line goes on here."),
            (BlockKind::Paragraph, "A second paragraph."),
            (BlockKind::ListItem, "1. An item"),
        ]
    );
}

#[test]
fn a_title_stays_only_if_the_page_says_it_too() {
    let title_of = |content: &str| {
        let mut file = Builder::new();
        file.page("", content);
        file.trailer("/Info << /Title (Annual review) >>");
        let mut draft = draft(&file.finish()).unwrap();
        draft.settle(None, &[]).unwrap();
        draft.title
    };
    assert_eq!(title_of("BT /F1 12 Tf 9 9 Td (Annual review) Tj ET").as_deref(), Some("Annual review"));
    assert_eq!(title_of("BT /F1 12 Tf 9 9 Td (Something else) Tj ET"), None);
}

#[test]
fn streams_that_decode_to_too_much_altogether_are_refused() {
    let mut file = Builder::new();
    for _ in 0..3 {
        file.page("", format!("BT /F1 12 Tf 50 700 Td (A page) Tj ET {}", " ".repeat(400)));
    }
    let mut options = OpenOptions::default();
    options.limits.total_bytes = 1000;
    let error = load::open(&file.finish(), &options).and_then(|source| rebuild::rebuild(&source)).unwrap_err();
    assert!(error.is_over_limit(), "{error}");
}
