//! Why a command is refused, in words that an officer can act on.

use jiff::civil::Date;

use crate::request::{LimbId, ProvisionId};
use crate::user::Role;

/// A command that was refused. Every message can be shown to the person who gave it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "a field is what its name and type say; the message says the rest")]
pub enum Refused {
    /// The case is not where it would have to be.
    #[error("cannot {action}: {because} (the case is {})", state.replace('_', " "))]
    State { action: &'static str, because: &'static str, state: &'static str },
    /// The account lacks a role.
    #[error("cannot {action}: only {} may", role.key())]
    NeedsRole { action: &'static str, role: Role },
    /// A named person must do it.
    #[error("cannot {action}: a named member of staff must do it, so that the record says who")]
    NeedsPerson { action: &'static str },
    /// The case is restricted.
    #[error("cannot {action}: the case is restricted to named members of staff")]
    Restricted { action: &'static str },
    /// One person would judge their own work.
    #[error(
        "cannot {action}: {who} may not be the author of the decision; a small authority may allow it with a recorded reason"
    )]
    OwnWork { action: &'static str, who: &'static str },
    /// A date in the future.
    #[error("{what} on {on} is in the future: today is {today}")]
    InFuture { what: &'static str, on: Date, today: Date },
    /// A date before what it follows.
    #[error("{what} on {on} is before {after}, which it follows")]
    BeforeCause { what: &'static str, on: Date, after: Date },
    /// A text that must be there.
    #[error("{what} is empty")]
    Empty { what: &'static str },
    /// A text that is too long.
    #[error("{what} is longer than {limit_bytes} bytes; attach it as a document")]
    TooLong { what: &'static str, limit_bytes: usize },
    /// Something the case does not have.
    #[error("the case has no {what} {which}")]
    NoSuch { what: &'static str, which: String },
    /// Something that is there already.
    #[error("the case has {what} {which} already")]
    Already { what: &'static str, which: String },
    /// The clock could not be computed.
    #[error("the due date cannot be computed: {0}")]
    Clock(String),
    /// A provision that the law does not know.
    #[error("there is no provision `{0}`; see the list of exemptions and exceptions")]
    UnknownProvision(ProvisionId),
    /// A regime the authority does not answer under, or that is not one of candour's.
    #[error("{0}")]
    Regime(&'static str),
    /// A limb without an outcome.
    #[error("part {0} has no outcome yet: FOIA 2000 s.1(1) wants an answer on everything asked")]
    Undecided(LimbId),
    /// An extension the law does not allow.
    #[error("{0}")]
    Extension(String),
    /// Statute blocks the notice. No route goes around these.
    #[error("the notice would not be valid: {}", .0.join("; "))]
    Notice(Vec<String>),
    /// Guidance that needs an approver's recorded reason.
    #[error("an approver has to record why guidance is not followed: {}", .0.join("; "))]
    Guidance(Vec<String>),
    /// Marks that wait for a reviewer.
    #[error("{count} marks on {document} wait for a reviewer")]
    MarksWaiting { count: usize, document: String },
    /// A file that may not be published.
    #[error("`{file}` may not be published: {because}")]
    Unpublishable { file: String, because: &'static str },
    /// The requester's details may not be erased yet.
    #[error("the requester's details cannot be erased yet: {because}")]
    Retention { because: String },
    /// The page is for another authority, or was imported already.
    #[error("{0}")]
    Import(String),
}
