//! Casework's ports, kept: cases and their journal in SQLite or PostgreSQL, bytes in a folder or an S3 bucket.
//!
//! One [`Store`] stands on either database. Each statement is written once, by hand, in `rows`, one function for one
//! question; the two databases differ in how they are opened, in who may write at once, and in nothing else that shows.
//! The journal is the truth: every change goes in with its events, in one transaction, or not at all.

mod append;
mod authority_store;
mod backup;
mod blobs;
mod bucket;
mod bundle;
mod case_store;
mod database;
mod error;
mod folder;
mod jobs;
mod links;
mod outbox;
mod password;
mod place;
mod retention;
mod returns;
mod rows;
mod store;
mod verify;

pub use jobs::{ClaimedJob, HOLD, JobCounts, KEPT_DONE};
pub use place::{BlobPlace, BucketAddress, BucketCredentials, InvalidPlace};
pub use store::{Access, SharedStore, Store};
