//! What the engine is willing to spend on one document.
//!
//! Everything read from a document is hostile: every loop over its content is
//! bounded by one of these numbers, and a number is checked before memory is
//! allocated for it. Time and address space are bounded by the worker process.

use crate::error::Error;

/// Budgets for one document.
///
/// The defaults fit real bundles (thousands of pages, 600 dpi scans) and stop
/// the bombs that a few kilobytes of PDF can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Size of the input file, in bytes.
    pub input_bytes: usize,
    /// Number of indirect objects in input and output.
    pub objects: usize,
    /// Number of pages.
    pub pages: usize,
    /// Nesting: page tree, resources, form XObjects in form XObjects, structure elements.
    pub depth: usize,
    /// Operators executed on one page, forms and patterns included at each use.
    pub operators: usize,
    /// Samples (width times height) of one image.
    pub pixels: u64,
    /// Decoded size of one stream, in bytes.
    pub stream_bytes: usize,
    /// Decoded size of all streams decoded for one document, in bytes.
    pub total_bytes: u64,
}

impl Limits {
    /// Fails if `count` is over `limit`, naming `what` there is too much of.
    pub fn check(count: usize, limit: usize, what: &str) -> Result<(), Error> {
        if count > limit { Err(Error::over_limit(format!("more than {limit} {what}"))) } else { Ok(()) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: 1 << 30,
            objects: 4_000_000,
            pages: 20_000,
            depth: 64,
            operators: 20_000_000,
            // A0 at 600 dpi is 5.6e8 samples; larger pictures are not office documents.
            pixels: 600_000_000,
            stream_bytes: 512 << 20,
            total_bytes: 4 << 30,
        }
    }
}
