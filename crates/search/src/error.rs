//! What can go wrong with an index.

/// The index could not be read or written.
///
/// Every one of these is put right by building the index again from the store, which the caller does by itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The search would take longer than anybody waits; more or rarer words make it quick.
    #[error("the search would take too long")]
    TooBroad,
    /// The index cannot be read or written.
    #[error("{attempted}: {cause}")]
    Index {
        /// What was attempted, such as "opening the search index".
        attempted: &'static str,
        /// Why it failed.
        cause: String,
    },
}

/// The answer of an index.
pub type Result<T> = std::result::Result<T, Error>;

/// Says what was attempted when something below fails.
pub(crate) trait Attempt<T> {
    /// The same, with what was attempted.
    fn attempt(self, attempted: &'static str) -> Result<T>;
}

impl<T, E: std::fmt::Display> Attempt<T> for std::result::Result<T, E> {
    fn attempt(self, attempted: &'static str) -> Result<T> {
        self.map_err(|cause| Error::Index { attempted, cause: cause.to_string() })
    }
}
