//! One document, one process: the engine runs where a hostile file can do least.
//!
//! The caller starts its own binary again as a worker ([`Worker`]), hands it one
//! job over a pipe and gets one answer back. The worker first gives up what it
//! does not need ([`sandbox`]): memory and time beyond a budget, every file,
//! every system call but the few that computing takes. A bomb, a hang or a
//! crash is then one clear error, and the caller lives.
//!
//! The signing key of a manifest never enters the worker: the caller signs.

mod child;
mod parent;
mod protocol;
pub mod sandbox;

pub use child::serve;
pub use parent::{Budget, Error, Worker};
pub use protocol::{Answer, Attachment, Job, Refusal, Step};
