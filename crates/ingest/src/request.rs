//! A new request, as somebody writes it: into which questions it falls, and what in it may be personal.
//!
//! Both are suggestions to the person who writes. Nothing is decided here and nothing is lost: the questions and the
//! words around them put together again are the text that was given.

mod personal;
mod split;

pub use personal::{PersonalHint, PersonalKind, personal_hints};
pub use split::{MOST_QUESTIONS, Split, joined, split};
