//! The statements: one function for one question, grouped by the table they ask.

pub(crate) mod authorities;
pub(crate) mod backup;
pub(crate) mod cases;
pub(crate) mod installation;
pub(crate) mod jobs;
pub(crate) mod journal;
pub(crate) mod links;
pub(crate) mod outbox;
pub(crate) mod private;
pub(crate) mod publications;
pub(crate) mod users;
