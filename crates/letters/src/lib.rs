//! Decision to letter: accessible HTML, tagged PDF and plain text, all from one structure.
//!
//! A letter is *composed* ([`compose`]) from the case's parts and decision, with every word of its own taken from one
//! table of phrases in English and Welsh ([`wording`]). The result is a [`Letter`]: blocks that say who may read them.
//! From it come the letter as sent and its public variant, and each is *rendered* by [`to_html`], [`to_pdf`] (PDF/UA-1
//! and PDF/A-2a, by typst) and [`to_text`].
//!
//! Design: nothing is ever taken out of a finished letter by searching its prose; what must not be published is known
//! from the structure. What a person wrote is data throughout, escaped in HTML and never typst source.

pub mod compose;
pub mod date;
mod html;
pub mod letter;
mod pdf;
mod public_variant;
mod text;
pub mod typeset;
pub mod wording;

pub use html::{Classes, Fragment, to_html, to_html_fragment};
pub use letter::{Language, Letter, LetterKind};
pub use pdf::to_pdf;
pub use public_variant::{NameFound, NamesRemain, Whose};
pub use text::to_text;
pub use typeset::TypesetError;
pub use wording::Wording;
