//! The outbox: what has changed in the published log, in the order of the commits.

use candour_casework::case::Case;
use candour_casework::outbox::{LogChange, OutboxEntry};
use candour_casework::ports::Stored;
use jiff::Timestamp;

use crate::database::{Row, Transaction, values};
use crate::error;

/// Adds an entry about what is published of a case. Writers take turns, so the places have no gap and no fork.
pub(crate) async fn add(transaction: &mut Transaction, case: &Case, change: LogChange, at: Timestamp) -> Stored<()> {
    const SQL: &str = "insert into outbox (position, at, change, authority, reference, case_id, publication_id, version) \
        values ((select coalesce(max(position), 0) + 1 from outbox), $1, $2, $3, $4, $5, $6, $7)";
    let Some(published) = &case.publication else { return Ok(()) };
    let values = values![
        at.to_string(),
        change.key(),
        case.authority.as_str(),
        case.reference.to_string(),
        case.id.to_string(),
        published.id.to_string(),
        published.version,
    ];
    transaction.run("noting the change in the log", SQL, values).await.map(drop)
}

/// The entries after a place, in order.
pub(crate) async fn after(transaction: &mut Transaction, position: u64, limit: u32) -> Stored<Vec<OutboxEntry>> {
    const SQL: &str = "select position, at, change, authority, reference, case_id, publication_id, version from outbox \
                       where position > $1 order by position limit $2";
    let rows = transaction.rows(READING, SQL, values![position, limit]).await?;
    rows.into_iter().map(entry).collect()
}

/// The place of the last entry.
pub(crate) async fn end(transaction: &mut Transaction) -> Stored<u64> {
    const SQL: &str = "select coalesce(max(position), 0) from outbox";
    transaction.row(READING, SQL, &[]).await?.map_or(Ok(0), |row| row.count(0))
}

/// How far a reader has got.
pub(crate) async fn place(transaction: &mut Transaction, reader: &str) -> Stored<u64> {
    const SQL: &str = "select position from outbox_places where reader = $1";
    transaction.row(READING, SQL, values![reader]).await?.map_or(Ok(0), |row| row.count(0))
}

/// Remembers how far a reader has got.
pub(crate) async fn keep_place(transaction: &mut Transaction, reader: &str, position: u64) -> Stored<()> {
    const SQL: &str = "insert into outbox_places (reader, position) values ($1, $2) \
                       on conflict (reader) do update set position = excluded.position";
    transaction.run("remembering a place in the outbox", SQL, values![reader, position]).await.map(drop)
}

fn entry(mut row: Row) -> Stored<OutboxEntry> {
    let change = row.text(2)?;
    let unknown = || error::damaged(READING, format_args!("there is no change {change}"));
    Ok(OutboxEntry {
        position: row.count(0)?,
        at: row.parsed(1)?,
        change: LogChange::from_key(&change).ok_or_else(unknown)?,
        authority: row.parsed(3)?,
        reference: row.parsed(4)?,
        case: row.parsed(5)?,
        publication: row.parsed(6)?,
        version: u32::try_from(row.count(7)?).map_err(|cause| error::damaged(READING, cause))?,
    })
}

const READING: &str = "reading the outbox";
