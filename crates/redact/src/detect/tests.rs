//! Each detector finds what it is for, and a plain document gives no findings.

use super::inspect;
use crate::finding::Severity;
use crate::kit::{Builder, one_page};

const LINE: &str = "BT /F1 12 Tf 72 700 Td (Reported by Zebulon to the board) Tj ET";

fn kinds(file: &[u8]) -> Vec<String> {
    let findings = inspect(file, "").unwrap();
    assert!(findings.iter().all(|finding| !finding.message.contains("Zebulon")));
    findings.into_iter().map(|finding| finding.kind).collect()
}

fn page_kinds(content: &str) -> Vec<String> {
    kinds(&one_page(content))
}

#[test]
fn a_plain_document_gives_no_findings() {
    assert_eq!(page_kinds(LINE), [""; 0]);
    let framed = format!("0.9 g 60 690 300 30 re f 0 g {LINE} 0 G 60 690 300 30 re S");
    assert_eq!(page_kinds(&framed), [""; 0]);
}

#[test]
fn text_under_a_black_or_white_box_blocks() {
    for colour in ["0 g", "1 g", "1 0 0 rg"] {
        let content = format!("{LINE} {colour} 135 690 50 24 re f");
        let findings = inspect(&one_page(&content), "").unwrap();
        assert_eq!(findings[0].kind, "text-under-box", "{colour}");
        assert_eq!(findings[0].severity, Severity::Blocking);
        assert!(findings[0].count >= 7 && findings[0].page == Some(1), "{findings:?}");
    }
}

#[test]
fn text_in_the_colour_of_its_box_and_under_a_thick_line_blocks() {
    assert_eq!(page_kinds(&format!("0 g 60 690 300 30 re f {LINE}")), ["text-under-box"]);
    assert_eq!(page_kinds(&format!("{LINE} 20 w 135 704 m 190 704 l S")), ["text-under-box"]);
}

#[test]
fn light_text_on_a_dark_box_is_no_finding() {
    assert_eq!(page_kinds("0 g 60 690 300 30 re f 1 g BT /F1 12 Tf 72 700 Td (s40 withheld) Tj ET"), [""; 0]);
}

#[test]
fn a_blackened_highlight_blocks() {
    let mut builder = Builder::new();
    let state = builder.object("<< /BM /Multiply >>");
    builder.page(&format!("/ExtGState << /G {state} 0 R >>"), format!("{LINE} /G gs 0 g 135 690 50 24 re f"));
    assert!(kinds(&builder.finish()).contains(&"highlighter-as-redaction".to_owned()));
    let annotation = "<< /Type /Annot /Subtype /Highlight /Rect [135 690 190 714] /C [0 0 0] >>";
    assert!(kinds(&annotated(annotation)).contains(&"highlighter-as-redaction".to_owned()));
}

#[test]
fn annotations_redactions_and_fields_are_told_apart() {
    for (annotation, kind) in [
        ("<< /Type /Annot /Subtype /Redact /Rect [135 690 190 714] >>", "unapplied-redaction"),
        ("<< /Type /Annot /Subtype /Text /Rect [1 1 9 9] /Contents (ask Zebulon) >>", "annotation-text"),
        ("<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Zebulon) /Rect [1 1 9 9] >>", "form-value"),
        ("<< /Type /Annot /Subtype /FileAttachment /Rect [1 1 9 9] /FS << /F (a.xls) >> >>", "attachment"),
    ] {
        assert_eq!(kinds(&annotated(annotation)), [kind], "{annotation}");
    }
}

#[test]
fn part_of_a_picture_under_a_box_blocks() {
    let samples: Vec<u8> = (0..4096_u32).map(|index| if index % 3 == 0 { 255 } else { 0 }).collect();
    let file = |cover: &str| {
        let mut builder = Builder::new();
        let entries = "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8";
        let image = builder.stream(entries, &samples);
        builder.page(&format!("/XObject << /X1 {image} 0 R >>"), format!("q 400 0 0 400 100 300 cm /X1 Do Q {cover}"));
        builder.finish()
    };
    assert_eq!(kinds(&file("0 g 150 400 100 40 re f")), ["image-under-box"]);
    assert_eq!(kinds(&file("")), [""; 0]);
}

#[test]
fn text_nobody_sees_is_for_review() {
    for (content, kind) in [
        ("BT /F1 12 Tf 3 Tr 72 700 Td (Zebulon) Tj ET", "invisible-text"),
        ("1 g BT /F1 12 Tf 72 700 Td (Zebulon) Tj ET", "paper-coloured-text"),
        ("BT /F1 0.5 Tf 72 700 Td (Zebulon) Tj ET", "invisible-text"),
        ("q 0 0 10 10 re W n BT /F1 12 Tf 72 700 Td (Zebulon) Tj ET Q", "clipped-text"),
        ("BT /F1 12 Tf 700 700 Td (Zebulon) Tj ET", "off-page-text"),
    ] {
        assert_eq!(page_kinds(content), [kind], "{content}");
    }
}

#[test]
fn what_the_document_carries_besides_its_pages_is_found() {
    for (catalog, trailer, kind) in [
        ("", "/Info << /Author (A. Sample) >>", "document-information"),
        ("/OpenAction << /S /JavaScript /JS (1) >>", "", "script"),
        ("/OCProperties << /OCGs [] /D << /OFF [3 0 R] >> >>", "", "hidden-layer"),
        ("/PieceInfo << /X << /Private 1 >> >>", "", "private-data"),
        ("/AcroForm << /XFA [] /Fields [] >>", "", "form-data"),
    ] {
        let mut builder = Builder::new();
        builder.page("", LINE);
        builder.catalog(catalog).trailer(trailer);
        assert_eq!(kinds(&builder.finish()), [kind], "{catalog}{trailer}");
    }
    let mut builder = Builder::new();
    let file = builder.stream("/Type /EmbeddedFile", "a;b");
    let metadata = builder.stream("/Type /Metadata /Subtype /XML", "<x/>");
    builder.page_with("/MediaBox [0 0 595 842] /Thumb 3 0 R", "", LINE);
    builder.catalog(&format!(
        "/Names << /EmbeddedFiles << /Names [(a) << /EF << /F {file} 0 R >> >>] >> >> /Metadata {metadata} 0 R"
    ));
    assert_eq!(kinds(&builder.finish()), ["attachment", "thumbnail", "metadata-stream"]);
}

#[test]
fn earlier_revisions_orphans_and_outside_bytes_are_found() {
    let mut revised = one_page(LINE);
    revised.extend_from_slice(b"\nstartxref\n9\n%%EOF\n");
    assert!(kinds(&revised).contains(&"earlier-revision".to_owned()));
    let mut builder = Builder::new();
    builder.page("", LINE);
    builder.stream("", "Zebulon");
    assert_eq!(kinds(&builder.finish()), ["unreachable-object"]);
    let mut trailing = one_page(LINE);
    trailing.extend_from_slice(b"PK\x03\x04 more");
    assert_eq!(kinds(&trailing), ["outside-data"]);
}

#[test]
fn a_box_between_words_that_stayed_in_place_gives_its_width_away() {
    let content = "BT /F1 12 Tf 72 700 Td (Reported by ) Tj 115 0 Td ( to the board) Tj ET 0 g 140 697 45 13 re f";
    let findings = inspect(&one_page(content), "").unwrap();
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(finding.kind, "residual-width");
    assert!(finding.message.contains(" bits"), "{}", finding.message);
}

#[test]
fn what_is_no_pdf_is_an_error_and_not_a_panic() {
    for rubbish in [&b""[..], b"hello", b"%PDF-1.7\n", &[0xff; 99]] {
        assert!(inspect(rubbish, "").is_err_and(|error| error.is_damaged()));
    }
}

fn annotated(annotation: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    let annotation = builder.object(annotation);
    builder.page_with(&format!("/MediaBox [0 0 595 842] /Annots [{annotation} 0 R]"), "", LINE);
    builder.finish()
}

#[test]
fn words_that_nobody_sees_in_tags_titles_pictures_and_signatures_are_found() {
    assert_eq!(
        page_kinds("/Span <</ActualText (Zebulon)>> BDC BT /F1 12 Tf 72 700 Td (Mr X) Tj ET EMC"),
        ["words-in-properties"]
    );
    let mut builder = Builder::new();
    let picture = builder.stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode \
         /Alternates []",
        b"\xff\xd8\xff\xe1\x00\x10Exif\0\0Zebulon\xff\xd9",
    );
    builder.page(&format!("/XObject << /I1 {picture} 0 R >>"), LINE);
    let outline = builder.object("null");
    let bookmark = builder.object(format!("<< /Title (Evidence of Zebulon) /Parent {outline} 0 R >>"));
    builder.replace(outline, format!("<< /Type /Outlines /First {bookmark} 0 R /Last {bookmark} 0 R >>"));
    let signature = builder.object("<< /Type /Sig /ByteRange [0 1 2 3] /Name (Zebulon) >>");
    let element = builder.object("<< /Type /StructElem /S /Figure /Alt (Zebulon) >>");
    let tree = builder.object(format!("<< /Type /StructTreeRoot /K {element} 0 R >>"));
    builder
        .catalog(&format!("/Outlines {outline} 0 R /StructTreeRoot {tree} 0 R /Perms << /DocMDP {signature} 0 R >>"));
    let found = kinds(&builder.finish());
    for kind in ["picture-data", "picture-alternate", "bookmark", "signature", "spoken-text"] {
        assert!(found.contains(&kind.to_owned()), "{kind}: {found:?}");
    }
}

#[test]
fn comments_and_bytes_between_objects_are_for_review() {
    assert_eq!(page_kinds(&format!("{LINE}\n% drawn for Zebulon\n")), ["content-comment"]);
    assert_eq!(page_kinds("BT /F1 12 Tf 72 700 Td (90 % of all (some) cases) Tj ET"), [""; 0]);
    let file = one_page(LINE);
    let at = file.windows(7).position(|window| window == b"endobj\n").unwrap() + 7;
    let mut stuffed = file[..at].to_vec();
    stuffed.extend_from_slice(b"% kept by Zebulon\n");
    stuffed.extend_from_slice(&file[at..]);
    assert!(kinds(&stuffed).contains(&"data-between-objects".to_owned()));
}

#[test]
fn addresses_names_of_places_and_labels_are_named() {
    let link = "<< /Type /Annot /Subtype /Link /Rect [1 1 9 9] /A << /S /URI /URI (https://a.example/zebulon) >> >>";
    assert_eq!(kinds(&annotated(link)), ["link-address"]);
    let mut builder = Builder::new();
    builder.page("", LINE);
    builder.catalog("/PageLabels << /Nums [0 << /S /D /P (Zebulon-) >>] >> /Dests << /Zebulon [null /Fit] >>");
    let found = kinds(&builder.finish());
    assert!(found.contains(&"page-label".to_owned()) && found.contains(&"named-destination".to_owned()), "{found:?}");
}

#[test]
fn white_words_across_black_ones_are_seen() {
    let content = format!("{LINE} 1 g BT /F1 11 Tf 74 701 Td (Witness Zebulon) Tj ET 0 g");
    assert_eq!(page_kinds(&content), ["paper-coloured-text"]);
}

#[test]
fn words_in_a_pattern_are_for_review() {
    let mut builder = Builder::new();
    let font = builder.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let entries = format!(
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 90 20] /XStep 90 /YStep 20 \
         /Resources << /Font << /F1 {font} 0 R >> >>"
    );
    let cell = builder.stream(&entries, "BT /F1 10 Tf 5 6 Td (Zebulon) Tj ET");
    builder.page(&format!("/Pattern << /P1 {cell} 0 R >>"), format!("{LINE} /Pattern cs /P1 scn 90 400 180 60 re f"));
    assert_eq!(kinds(&builder.finish()), ["text-in-pattern"]);
}
