//! The Act as data: provisions, working days, time limits and money limits.
//!
//! Nothing here reads a file, a clock or the environment: every answer is a
//! function of its arguments, and "today" is an argument. The tables in `data/`
//! are compiled in. This is not legal advice, and each rule says by which
//! section, regulation or guidance it holds.
//!
//! - [`provision`]: the grounds for refusing, by id, and reading them out of prose
//! - [`calendar`]: working days, with the years for which they are known
//! - [`deadline`]: when an answer is due, with each day accounted for
//! - [`window`]: how long a requester has for the next step
//! - [`cost`]: section 12, what may be counted, and aggregation

pub mod calendar;
pub mod cost;
pub mod deadline;
mod error;
pub mod provision;
pub mod window;

pub use calendar::{Calendar, Division};
pub use deadline::{DueDate, Query, Status};
pub use error::Error;
pub use provision::{Provision, Regime};
