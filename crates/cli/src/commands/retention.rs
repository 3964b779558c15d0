//! The job that erases who asked, once the time for keeping it is over.

use anyhow::{Context, Result};
use candour_casework::By;
use candour_casework::ports::{Clock, NewJob};
use candour_store::Store;

use super::clock::SystemClock;

/// Adds today's job, unless some process did already.
pub(crate) async fn plan(store: &Store, after_days: Option<u32>) -> Result<()> {
    let Some(after_days) = after_days else { return Ok(()) };
    let name = format!("{ERASE_REQUESTERS}-{}", SystemClock.today());
    let job = NewJob { task: ERASE_REQUESTERS.into(), arguments: after_days.to_string(), run_after: SystemClock.now() };
    store.add_job_once(&name, &job).await?;
    Ok(())
}

/// The job [`ERASE_REQUESTERS`].
pub(crate) async fn erase(store: &Store, arguments: &str) -> Result<()> {
    let after_days = arguments.parse().context("reading the job's arguments")?;
    store.erase_requesters(&By::system(&SystemClock), after_days).await?;
    Ok(())
}

/// Its arguments are the days of the retention setting.
pub(crate) const ERASE_REQUESTERS: &str = "erase_requesters";
