//! The second reader: a PDF as the `hayro` crates see it.
//!
//! It shares no code with the engine's own loader, interpreter and writer, so
//! that a misreading of one is not a misreading of both. The verifier asks it
//! about what was written, `inspect` about any file.

pub(crate) mod census;
pub(crate) mod data;
mod digest;
pub(crate) mod eye;
pub(crate) mod outline;
pub(crate) mod picture;
mod pixels;
pub(crate) mod trail;
mod viewer_fonts;
