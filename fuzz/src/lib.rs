//! What the targets share: budgets that fit a fuzzer, and which panics count.

use std::panic;
use std::sync::Once;

use candour_redact::limits::Limits;
use candour_redact::load::OpenOptions;

/// Opens with budgets that let thousands of inputs run where the product would take its time over one.
pub fn options() -> OpenOptions {
    let mut limits = Limits::default();
    limits.objects = 20_000;
    limits.pages = 40;
    limits.operators = 100_000;
    limits.pixels = 1 << 20;
    limits.stream_bytes = 4 << 20;
    limits.total_bytes = 32 << 20;
    let mut options = OpenOptions::default();
    options.limits = limits;
    options
}

/// Lets a panic in somebody else's crate unwind to where the engine catches it, as in the product; one in the engine
/// ends the run even where it would be caught. One that nobody catches ends the run in any case.
pub fn count_our_panics_only() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let abort = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let foreign = |file: &str| file.contains("/registry/src/") || file.contains("/rustc/");
            if !panicked.location().is_some_and(|place| foreign(place.file())) {
                abort(panicked);
            }
        }));
    });
}
