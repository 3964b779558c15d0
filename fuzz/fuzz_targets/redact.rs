//! Load, plan, apply, verify with a mark chosen by the input: the engine refuses, or its output verifies.
#![no_main]

use candour_redact::{api::Document, load::OpenOptions, mark::MarkSet, plan::PlanOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, pdf)) = data.split_first_chunk::<4>() else { return };
    let Ok(document) = Document::open(pdf, &OpenOptions::default()) else { return };
    let [x, y, size, level] = choice.map(f64::from);
    let level = ["exact", "constant", "line", "auto"][level as usize % 4];
    let marks = format!(
        r#"{{"version":1,"marks":[{{"page":1,"rect":[{},{},{},{}],"level":"{level}","exemption":"s31(1)(a)"}}],"sanitise":true}}"#,
        x * 2.0,
        y * 3.0,
        x * 2.0 + size + 1.0,
        y * 3.0 + size / 4.0 + 1.0,
    );
    let marks = MarkSet::from_json(marks.as_bytes()).expect("these marks are well formed");
    let Ok(plan) = document.plan(&marks, &PlanOptions::default()) else { return };
    let Ok(redacted) = document.apply(plan) else { return };
    // A rejection is the verifier at work, yet each one is a gap in the rewriter: look at it.
    if let Err(rejected) = redacted.verify() {
        panic!("{rejected}");
    }
});
