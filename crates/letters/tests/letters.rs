//! The letters, each kind of them: what they say, how they are built, what may be published.

#![expect(clippy::unwrap_used, reason = "builders and readers of the tests, outside test functions")]
#![expect(clippy::print_stderr, reason = "a skipped check is said aloud")]

#[path = "letters/accessibility.rs"]
mod accessibility;
#[path = "letters/checkers.rs"]
mod checkers;
#[path = "letters/content.rs"]
mod content;
#[path = "letters/publication.rs"]
mod publication;
#[path = "letters/rendering.rs"]
mod rendering;
#[path = "letters/sample.rs"]
mod sample;
#[path = "letters/structure.rs"]
mod structure;
