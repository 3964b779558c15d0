//! Reading what authorities have already published.
//!
//! [`page::import`] takes the bytes of one disclosure-log page, saved as HTML or
//! as plain text, and says what it understood and what it did not. Everything
//! read here is hostile: sizes are bounded, no text is trusted, and nothing is
//! made up. What a page does not say stays empty.
//!
//! [`cases::read`] takes a list of cases as CSV; [`request`] reads what somebody writes who asks for something new.

pub mod cases;
pub mod page;
pub mod request;

pub use page::{PageImport, Refused, import};
