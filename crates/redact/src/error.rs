//! The one error type of the crate.

use std::fmt;

/// Why the engine did not do what it was asked.
///
/// # Design
///
/// One opaque type, so that kinds can be added without breaking callers;
/// predicates for the distinctions a caller acts on. The message is one line,
/// lower case, and names a page or an object but never holds text from the
/// document: it goes to terminals and logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
    page: Option<u32>,
    object: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Damaged,
    Limit,
    Marks,
    Page,
    Password,
    Refused,
    Verification,
}

impl Error {
    /// The input is not a PDF, or one that cannot be read safely.
    pub fn damaged(message: impl Into<String>) -> Self {
        Self::new(Kind::Damaged, message)
    }

    /// A budget of [`crate::limits::Limits`] is spent.
    pub fn over_limit(message: impl Into<String>) -> Self {
        Self::new(Kind::Limit, message)
    }

    /// The marks file, or a mark in it, cannot be understood.
    pub fn marks(message: impl Into<String>) -> Self {
        Self::new(Kind::Marks, message)
    }

    /// A page number that the document does not have.
    pub fn no_such_page(page: u32, pages: usize) -> Self {
        Self::new(Kind::Page, format!("page {page} does not exist: the document has {pages} pages")).on_page(page)
    }

    /// The document is encrypted and no password that was given opens it.
    pub fn password(message: impl Into<String>) -> Self {
        Self::new(Kind::Password, message)
    }

    /// The engine understands the document, but not well enough to be safe.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The output did not stand up to verification.
    pub fn verification(message: impl Into<String>) -> Self {
        Self::new(Kind::Verification, message)
    }

    /// Adds the page (from 1) the error is about, unless one is named already.
    #[must_use]
    pub fn on_page(mut self, page: u32) -> Self {
        self.page = self.page.or(Some(page));
        self
    }

    /// Adds the object number the error is about, unless one is named already.
    #[must_use]
    pub fn in_object(mut self, object: u32) -> Self {
        self.object = self.object.or(Some(object));
        self
    }

    /// The page (from 1) the error is about.
    pub fn page(&self) -> Option<u32> {
        self.page
    }

    /// The number of the object the error is about.
    pub fn object(&self) -> Option<u32> {
        self.object
    }

    /// Whether the input is not a readable PDF.
    pub fn is_damaged(&self) -> bool {
        self.kind == Kind::Damaged
    }

    /// Whether a budget was spent.
    pub fn is_over_limit(&self) -> bool {
        self.kind == Kind::Limit
    }

    /// Whether the marks are at fault.
    pub fn is_marks(&self) -> bool {
        matches!(self.kind, Kind::Marks | Kind::Page)
    }

    /// Whether a (different) password would help.
    pub fn is_password(&self) -> bool {
        self.kind == Kind::Password
    }

    /// Whether the engine refused something it does not understand.
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }

    /// Whether the output failed verification.
    pub fn is_verification(&self) -> bool {
        self.kind == Kind::Verification
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), page: None, object: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match (self.page, self.object) {
            (Some(page), Some(object)) => write!(f, " (page {page}, object {object})"),
            (Some(page), None) => write!(f, " (page {page})"),
            (None, Some(object)) => write!(f, " (object {object})"),
            (None, None) => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn the_place_stands_behind_the_message() {
        let error = Error::refused("unknown image filter").in_object(7).on_page(2).on_page(3);
        assert_eq!(error.to_string(), "unknown image filter (page 2, object 7)");
        assert!(error.is_refused());
    }
}
