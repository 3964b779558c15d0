//! Load, plan, apply, verify with a mark chosen by the input: the engine refuses, or its output verifies.
#![no_main]

use candour_fuzz::{count_our_panics_only, options};
use candour_redact::api::{Document, Verified};
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    count_our_panics_only();
    let Some((choice, pdf)) = data.split_first_chunk::<4>() else { return };
    let Some(verified) = redacted(pdf, *choice) else { return };
    // What came out is a document that opens again, with the pages that the paper says. An inline image of an unmarked
    // place stays as broken as it was.
    match Document::open(verified.bytes(), &OpenOptions::default()) {
        Ok(again) => assert_eq!(again.page_count() as u64, u64::from(verified.manifest().pages)),
        Err(error) if error.to_string().contains("a stream cannot be decoded") => {}
        Err(error) => panic!("our own output does not open: {error}"),
    }
    // The bytes are a function of input and marks. Doing it twice doubles the time, so one mark in eight is.
    if choice[0] % 8 == 0 {
        let twin = redacted(pdf, *choice).expect("what was redacted once is redacted twice");
        assert!(twin.bytes() == verified.bytes(), "two runs, two files");
    }
});

/// Redacts by a mark that four bytes choose: left, bottom, size, and level with shape.
fn redacted(pdf: &[u8], choice: [u8; 4]) -> Option<Verified> {
    let document = Document::open(pdf, &options()).ok()?;
    let [x, y, size, _] = choice.map(f64::from);
    let level = ["exact", "constant", "line", "auto", "cell", "block", "page", "raster"][usize::from(choice[3] % 8)];
    let object = choice[3] & 0x40 != 0;
    let marks = format!(
        r#"{{"version":1,"marks":[{{"page":1,"rect":[{},{},{},{}],"level":"{level}","object":{object},"exemption":"s31(1)(a)"}}],"sanitise":true}}"#,
        x * 2.0,
        y * 3.0,
        x * 2.0 + size * 2.0 + 1.0,
        y * 3.0 + size / 2.0 + 1.0,
    );
    let marks = MarkSet::from_json(marks.as_bytes()).expect("these marks are well formed");
    let plan = document.plan(&marks, &PlanOptions::default()).ok()?;
    let redacted = document.apply(plan).ok()?;
    match redacted.verify() {
        Ok(verified) => Some(verified),
        // The verifier at work: nothing leaves. Yet each rejection is a gap in the rewriter, to be looked at.
        Err(rejected) if cfg!(feature = "strict") => panic!("{rejected}"),
        Err(_) => None,
    }
}
