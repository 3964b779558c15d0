//! The PDF redaction engine: bytes in, verified bytes and a report out.
//!
//! What a maintainer must know: unverified bytes cannot leave this crate.

mod level;

pub use level::Level;
