//! What a request is and what may happen to it.
//!
//! The domain of candour: authorities, cases, decisions, documents, publications, and the events from which the state
//! of a case is derived. Nothing here does input or output: storage, time and mail are [`ports`]. A [`Case`] is never
//! edited; commands are decided into [`Event`]s, and the case is what its events say.

pub mod authority;
pub mod calendar;
pub mod case;
pub mod checkpoint;
pub mod clock;
pub mod command;
pub mod decision;
pub mod document;
pub mod event;
pub mod id;
pub mod imported_page;
pub mod links;
pub mod notice;
pub mod outbox;
pub mod outcome;
pub mod ports;
pub mod publication;
pub mod reference;
pub mod request;
pub mod requester;
pub mod returns;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
pub mod sealed;
pub mod user;

pub use authority::{Authority, AuthoritySlug, BodyKind};
pub use case::{Case, CaseState};
pub use clock::{Due, DueStatus, TracedDay};
pub use command::{By, Refused};
pub use decision::{Decision, Factor, Harm, Likelihood, PublicInterestTest, Reliance};
pub use document::{Document, Mark, MarkState, PageFlag, Rendition};
pub use event::{Actor, Event, EventKind};
pub use id::{CaseId, Digest, DocumentId, EventId, PublicationId, RequesterId, UserId};
pub use imported_page::ImportedPage;
pub use links::StatusToken;
pub use outcome::Outcome;
pub use publication::{Attachment, Publication};
pub use reference::{Reference, Regime};
pub use request::{Limb, LimbId, Part, ProvisionId, RequestText};
pub use requester::Requester;
pub use sealed::{SealedText, SealingKey};
pub use user::{Role, User};
