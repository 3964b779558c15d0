//! The journal.

use candour_casework::authority::AuthoritySlug;
use candour_casework::event::chain::Record;
use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::Stored;
use jiff::civil::Date;

use crate::database::{Row, Transaction, Value, values};
use crate::error;

/// The place and hash of the last record; place 0 and no hash when there is none.
pub(crate) async fn head(transaction: &mut Transaction) -> Stored<(u64, Digest)> {
    const SQL: &str = "select position, hash from journal order by position desc limit 1";
    match transaction.row("reading the journal's end", SQL, &[]).await? {
        Some(row) => Ok((row.count(0)?, digest(row.bytes(1)?)?)),
        None => Ok((0, Digest::ZERO)),
    }
}

/// Adds a record at its place.
pub(crate) async fn add(transaction: &mut Transaction, record: &Record) -> Stored<()> {
    const SQL: &str = "insert into journal (position, case_id, case_version, at, actor, body, previous, hash) \
                       values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = values![
        record.position,
        record.case.map(|case| case.to_string()),
        record.case_version,
        record.at.as_str(),
        record.actor.as_str(),
        record.body.as_str(),
    ];
    let mut values = values.to_vec();
    values.push(Value::Bytes(record.previous.0.to_vec()));
    values.push(Value::Bytes(record.hash.0.to_vec()));
    transaction.run("writing to the journal", SQL, &values).await.map(drop)
}

/// The records of a case, in order.
pub(crate) async fn of_case(transaction: &mut Transaction, case: CaseId) -> Stored<Vec<Record>> {
    const SQL: &str = "select position, case_id, case_version, at, actor, body, previous, hash from journal \
                       where case_id = $1 order by case_version";
    let rows = transaction.rows("reading the case", SQL, values![case.to_string()]).await?;
    rows.into_iter().map(record).collect()
}

/// Up to `limit` records after a place, in order.
pub(crate) async fn after(transaction: &mut Transaction, position: u64, limit: u32) -> Stored<Vec<Record>> {
    const SQL: &str = "select position, case_id, case_version, at, actor, body, previous, hash from journal \
                       where position > $1 order by position limit $2";
    let rows = transaction.rows("reading the journal", SQL, values![position, limit]).await?;
    rows.into_iter().map(record).collect()
}

/// The records of up to `limit` cases after `after`, by case and in order: of an authority's cases received by the end
/// of a period, and received, reviewed or complained of since it began. Without what searches and documents left, of
/// which there is most and which no figure needs.
pub(crate) async fn of_period(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    (from, to): (Date, Date),
    after: Option<CaseId>,
    limit: u32,
) -> Stored<Vec<Record>> {
    const SQL: &str = "select position, case_id, case_version, at, actor, body, previous, hash from journal \
        where case_id in (select id from cases where authority = $1 and id > $2 and received_on <= $3 \
            and (received_on >= $4 or review_on >= $4 or complaint_on >= $4) order by id limit $5) \
        and not (body like '{\"kind\":\"searched\"%' or body like '{\"kind\":\"document_collected\"%' \
            or body like '{\"kind\":\"page_flagged\"%' or body like '{\"kind\":\"mark_proposed\"%' \
            or body like '{\"kind\":\"mark_reviewed\"%' or body like '{\"kind\":\"rendition_made\"%') \
        order by case_id, case_version";
    let after = after.map(|case| case.to_string()).unwrap_or_default();
    let values = values![authority.as_str(), after, to.to_string(), from.to_string(), limit];
    let rows = transaction.rows("reading the cases of a period", SQL, values).await?;
    rows.into_iter().map(record).collect()
}

fn record(mut row: Row) -> Stored<Record> {
    Ok(Record {
        position: row.count(0)?,
        case: row.optional_parsed(1)?,
        case_version: row.count(2)?,
        at: row.text(3)?,
        actor: row.text(4)?,
        body: row.text(5)?,
        previous: digest(row.bytes(6)?)?,
        hash: digest(row.bytes(7)?)?,
    })
}

fn digest(bytes: &[u8]) -> Stored<Digest> {
    let bytes = bytes.try_into().map_err(|_| error::damaged("reading the journal", "a hash has the wrong length"))?;
    Ok(Digest(bytes))
}
