//! The PDF redaction engine: bytes in, verified bytes and a report out.
//!
//! What a maintainer must know: unverified bytes cannot leave this crate.
//! The output is a new document into which only what is understood is copied
//! (`rebuild`); what a mark touches is removed from it (`plan`, `rewrite`); and no
//! bytes leave before a second reader has agreed (`verify`). Nothing here reads
//! files, time, the environment or the network.

mod allow;
mod annot;
pub mod api;
mod apply;
mod bits;
mod check;
mod clean;
pub mod colour;
pub mod decode;
pub mod detect;
pub mod draft;
pub mod error;
pub mod extract;
pub mod find;
pub mod finding;
pub mod font;
mod fontsub;
pub mod geom;
mod image;
#[cfg(feature = "internals")]
pub mod internals;
pub mod interp;
mod layers;
mod level;
pub mod lex;
pub mod limits;
pub mod load;
pub mod manifest;
pub mod mark;
mod metadata;
pub mod model;
pub mod ops;
pub mod outline;
pub mod overlay;
pub mod page_picture;
mod page_text;
mod page_tree;
mod parallel;
mod path;
pub mod plan;
mod raster;
pub mod rebuild;
pub mod report;
pub mod rewrite;
mod second_reader;
mod settle;
pub mod structure;
pub mod verify;
pub mod write;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "fonts of the tests are files")]
#[path = "../tests/kit/mod.rs"]
mod kit;

pub use check::{Check, CheckName, Outcome, Problem};
pub use error::Error;
pub use level::Level;
pub use parallel::work_on_this_thread;
