//! What belongs to no case: files kept, feedback, days added to the calendar.

use candour_casework::id::Digest;
use candour_casework::ports::{Feedback, Stored};
use jiff::civil::Date;

use crate::database::{Transaction, values};

/// Notes that a file is kept.
pub(crate) async fn note_blob(transaction: &mut Transaction, digest: Digest, size_bytes: u64) -> Stored<()> {
    const SQL: &str = "insert into blobs (digest, size_bytes) values ($1, $2) on conflict (digest) do nothing";
    transaction.run("keeping a file", SQL, values![digest.to_string(), size_bytes]).await.map(drop)
}

/// Whether a file is kept.
pub(crate) async fn keeps_blob(transaction: &mut Transaction, digest: Digest) -> Stored<bool> {
    const SQL: &str = "select size_bytes from blobs where digest = $1";
    Ok(transaction.row("finding a file", SQL, values![digest.to_string()]).await?.is_some())
}

/// Every file kept.
pub(crate) async fn all_blobs(transaction: &mut Transaction) -> Stored<Vec<Digest>> {
    const SQL: &str = "select digest from blobs order by digest";
    transaction.rows("listing the files", SQL, &[]).await?.into_iter().map(|mut row| row.parsed(0)).collect()
}

/// Keeps what a reader told us.
pub(crate) async fn add_feedback(transaction: &mut Transaction, feedback: &Feedback) -> Stored<()> {
    const SQL: &str = "insert into feedback (page, text, at) values ($1, $2, $3)";
    let values = values![feedback.page.as_str(), feedback.text.as_str(), feedback.at.to_string()];
    transaction.run("keeping the feedback", SQL, values).await.map(drop)
}

/// Adds a non-working day; refused if it is there.
pub(crate) async fn add_calendar_day(
    transaction: &mut Transaction,
    date: Date,
    division: &str,
    why: &str,
    at: jiff::Timestamp,
) -> Stored<()> {
    const SQL: &str = "insert into calendar_days (division, date, why, added_at) values ($1, $2, $3, $4)";
    let values = values![division, date.to_string(), why, at.to_string()];
    transaction.run(&format!("adding {date} to the calendar of {division}"), SQL, values).await.map(drop)
}

/// Every day added: date, division, why.
pub(crate) async fn calendar_days(transaction: &mut Transaction) -> Stored<Vec<(Date, String, String)>> {
    const SQL: &str = "select date, division, why from calendar_days order by date, division";
    let rows = transaction.rows("reading the calendar", SQL, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.parsed(0)?, row.text(1)?, row.text(2)?))).collect()
}
