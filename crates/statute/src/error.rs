//! The one error of this crate.

use std::fmt;

/// Why a question about the law could not be answered.
///
/// # Design
///
/// One opaque type, so that a new rule does not break callers. Whoever must
/// branch uses the `is_*` predicates; everybody else prints it. Messages are
/// lower case, say what was attempted and with which value, and stand alone on
/// a command line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Data,
    Input,
    Order,
}

impl Error {
    pub(crate) fn data(message: impl Into<String>) -> Self {
        Self { kind: Kind::Data, message: message.into() }
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self { kind: Kind::Input, message: message.into() }
    }

    pub(crate) fn order(message: impl Into<String>) -> Self {
        Self { kind: Kind::Order, message: message.into() }
    }

    /// Whether a data file (holidays, provisions, a school's calendar) is malformed.
    #[must_use]
    pub fn is_data(&self) -> bool {
        self.kind == Kind::Data
    }

    /// Whether an argument is impossible or not allowed by the rule it meets.
    #[must_use]
    pub fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    /// Whether events came in an order that cannot have happened.
    #[must_use]
    pub fn is_out_of_order(&self) -> bool {
        self.kind == Kind::Order
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
