//! Search inside published disclosures: letters, questions and attachments.
//!
//! [`Index`] is a projection of what is published and can be built again at any time. It holds nothing but what a
//! [`Publication`](candour_casework::Publication) and the structured text of its verified files say ([`Entry`]). A
//! [`Hit`] is a pointer, not an answer: whoever shows it reads the disclosure from the store first.
//!
//! How a search is made ([`Index::search`]): the words become clauses with their ways (`plan`); for each segment the
//! documents that fulfil them become a set of bits (`matching`, `bits`); facets are counts of intersections of such sets
//! (`find`); only what can be among the best is scored (`ranking`); and the few results of the page are looked through
//! for where the words stand (`snippet`).

mod bits;
mod entry;
mod error;
mod find;
mod index;
mod matching;
mod near;
mod plan;
mod query;
mod ranking;
mod schema;
mod similar;
mod snippet;
mod synonyms;
mod view;
mod words;

pub use entry::{Entry, FileText, Passage, Place};
pub use error::{Error, Result};
pub use find::{FacetCounts, Found, Hit};
pub use index::Index;
pub use query::{Chosen, Facet, Query, Sort};
pub use similar::Similar;
pub use snippet::Snippet;
