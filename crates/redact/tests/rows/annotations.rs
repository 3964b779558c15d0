//! Rows 56 to 67: annotations, forms and actions.

use super::kit::Builder;
use super::{KEPT, Row};

pub(super) const ROWS: &[Row] = &[
    Row::removed(56, |secret| {
        annotated(
            "/Subtype /Text /Rect [300 300 320 320]",
            &format!("/Contents ({secret}) /T ({secret}) /Subj ({secret}) /RC ({secret})"),
            secret,
        )
    }),
    Row::removed(56, |secret| {
        annotated(
            "/Subtype /FreeText /Rect [100 696 300 714]",
            &format!("/Contents ({secret}) /DA (/F1 12 Tf) /AP << /N 4 0 R /R 4 0 R /D 4 0 R >>"),
            secret,
        )
    }),
    Row::removed(57, |secret| {
        annotated("/Subtype /Popup /Rect [300 300 320 320]", &format!("/Contents ({secret})"), secret)
    }),
    Row::removed(58, |secret| {
        annotated(
            "/Subtype /Highlight /Rect [300 300 320 320] /QuadPoints [300 320 320 320 300 300 320 300]",
            &format!("/Contents ({secret})"),
            secret,
        )
    }),
    Row::removed(59, |secret| {
        annotated("/Subtype /Redact /Rect [300 300 320 320]", &format!("/OverlayText ({secret}) /RO 4 0 R"), secret)
    }),
    Row::removed(60, |secret| {
        annotated(
            "/Subtype /Widget /FT /Tx /Rect [100 696 300 714]",
            &format!(
                "/T ({secret}) /V ({secret}) /DV ({secret}) /TU ({secret}) /MK << /CA ({secret}) >> /AP << /N 4 0 R >>"
            ),
            secret,
        )
    }),
    Row::removed(61, |secret| {
        let mut builder = Builder::new();
        let data = builder.stream("", format!("<data>{secret}</data>"));
        builder.page("", KEPT);
        builder.catalog(&format!("/AcroForm << /Fields [] /XFA {data} 0 R /NeedAppearances true >>"));
        builder.finish()
    }),
    Row::removed(63, |secret| {
        annotated(
            "/Subtype /FileAttachment /Rect [300 300 320 320]",
            &format!("/FS << /F ({secret}) /EF << /F 4 0 R >> >>"),
            secret,
        )
    }),
    Row::removed(64, |secret| {
        annotated(
            "/Subtype /Link /Rect [100 696 300 714]",
            &format!("/A << /S /URI /URI (https://example.org/{secret}) >>"),
            secret,
        )
    }),
    Row::removed(65, |secret| {
        let mut builder = Builder::new();
        builder.page_with(
            &format!("/MediaBox [0 0 595 842] /AA << /O << /S /JavaScript /JS ({secret}) >> >>"),
            "",
            KEPT,
        );
        builder.catalog(&format!(
                "/OpenAction << /S /JavaScript /JS ({secret}) >> /Names << /JavaScript << /Names [({secret}) << /S /JavaScript /JS ({secret}) >>] >> >>"
            ));
        builder.finish()
    }),
    Row::removed(66, |secret| {
        annotated("/Subtype /Link /Rect [300 300 320 320]", &format!("/A << /S /SubmitForm /F ({secret}) >>"), secret)
    }),
    Row::removed(67, |secret| {
        annotated(
            "/Subtype /Widget /FT /Sig /Rect [0 0 0 0]",
            &format!(
                "/T (signature) /V << /Type /Sig /Filter /Adobe.PPKLite /Contents ({secret}) /Name ({secret}) /ByteRange [0 1 2 3] >>"
            ),
            secret,
        )
    }),
];

/// A page with one annotation; object 4 is an appearance that shows the secret.
fn annotated(kind: &str, entries: &str, secret: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    let appearance = builder.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 18] /Resources << /Font << /F1 3 0 R >> >>",
        format!("BT /F1 12 Tf 2 4 Td ({secret}) Tj ET"),
    );
    assert_eq!(appearance, 4);
    let annotation = builder.object(format!("<< /Type /Annot {kind} {entries} >>"));
    builder.page_with(&format!("/MediaBox [0 0 595 842] /Annots [{annotation} 0 R]"), "", KEPT);
    if kind.contains("/Widget") {
        builder.catalog(&format!("/AcroForm << /Fields [{annotation} 0 R] >>"));
    }
    builder.finish()
}
