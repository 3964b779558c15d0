//! Any bytes as the content of a page are opened, planned and written again without a panic.
#![no_main]

use candour_fuzz::{count_our_panics_only, options};
use candour_redact::{api::Document, mark::MarkSet, plan::PlanOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    count_our_panics_only();
    let pdf = with_content(data);
    let Ok(document) = Document::open(&pdf, &options()) else { return };
    let marks = br#"{"version":1,"marks":[{"page":1,"rect":[40,40,160,120],"level":"exact","exemption":"s31(1)(a)"}],"sanitise":true}"#;
    let marks = MarkSet::from_json(marks).expect("these marks are well formed");
    let Ok(plan) = document.plan(&marks, &PlanOptions::default()) else { return };
    if let Ok(redacted) = document.apply(plan) {
        let _ = redacted.verify();
    }
});

/// A page of one stream, with a font, so that operators find what they name.
fn with_content(content: &[u8]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>\
        /XObject<</X1 6 0 R>>/Pattern<</P1 7 0 R>>/ExtGState<</G1<</ca 0.5>>>>>>>> endobj\n\
        5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n"
        .to_vec();
    let image = b"6 0 obj <</Type/XObject/Subtype/Image/Width 4/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Length 8>>\nstream\nabcdefgh\nendstream endobj\n";
    let pattern = b"7 0 obj <</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<<>>/Length 10>>\nstream\n1 1 3 3 re f\nendstream endobj\n";
    pdf.extend_from_slice(image);
    pdf.extend_from_slice(pattern);
    pdf.extend_from_slice(format!("4 0 obj <</Length {}>>\nstream\n", content.len()).as_bytes());
    pdf.extend_from_slice(content);
    // No cross-reference table: the loader has to find the objects.
    pdf.extend_from_slice(b"\nendstream endobj\ntrailer <</Root 1 0 R/Size 8>>\nstartxref\n0\n%%EOF\n");
    pdf
}
