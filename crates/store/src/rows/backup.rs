//! Every table as a backup reads and writes it, in the order in which rows may refer to one another.

use candour_casework::id::Digest;
use candour_casework::ports::Stored;

use crate::backup::Cell;
use crate::database::{Transaction, values};

/// A table: how a page of it is read after a place, and how a row is put back.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Reads up to a page; the first column is the place, and is not part of the row.
    select: &'static str,
    /// Puts a row back.
    pub(crate) insert: &'static str,
    /// What each column holds.
    columns: &'static str,
}

/// A page of a table: each row with its place.
pub(crate) async fn page(transaction: &mut Transaction, table: &Table, after: i64) -> Stored<Vec<(i64, Vec<Cell>)>> {
    let rows = transaction.rows("writing the backup", table.select, values![after, PAGE]).await?;
    let mut page = Vec::with_capacity(rows.len());
    for mut row in rows {
        let mut cells = Vec::with_capacity(table.columns.len());
        for (column, kind) in (1..).zip(table.columns.bytes()) {
            cells.push(match kind {
                b'n' => Cell::Number(row.number(column)?),
                b'd' => {
                    let bytes = row.bytes(column)?.try_into();
                    Cell::Digest(Digest(bytes.map_err(|_| crate::error::damaged("writing the backup", "a hash"))?))
                }
                _ => Cell::Text(row.optional_text(column)?),
            });
        }
        page.push((row.number(0)?, cells));
    }
    Ok(page)
}

/// Whether nothing has happened in this store yet.
pub(crate) async fn is_empty(transaction: &mut Transaction) -> Stored<bool> {
    const SQL: &str = "select count(*) from journal";
    let row = transaction.row("looking for what is there", SQL, &[]).await?;
    row.map_or(Ok(true), |row| Ok(row.number(0)? == 0))
}

const PAGE: i64 = 5_000;

/// Names the values of a row of so many columns.
macro_rules! values_of {
    (2) => {
        "$1, $2"
    };
    (3) => {
        "$1, $2, $3"
    };
    (4) => {
        "$1, $2, $3, $4"
    };
    (8) => {
        "$1, $2, $3, $4, $5, $6, $7, $8"
    };
    (9) => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9"
    };
    (12) => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"
    };
    (13) => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"
    };
}

/// A table's two statements. A page begins behind a place: a column that counts already, or the row's number in the
/// order of a key.
macro_rules! table {
    ($name:literal, placed by $place:literal, $columns:literal, $count:tt $kinds:literal) => {
        table!($name, concat!("select ", $place, ", ", $columns, " from ", $name, " where ", $place,
            " > $1 order by ", $place, " limit $2"), $columns, $count $kinds)
    };
    ($name:literal, ordered by $key:literal, $columns:literal, $count:tt $kinds:literal) => {
        table!($name, concat!("select place, ", $columns, " from (select row_number() over (order by ", $key,
            ") as place, ", $name, ".* from ", $name, ") numbered where place > $1 order by place limit $2"),
            $columns, $count $kinds)
    };
    ($name:literal, $select:expr, $columns:literal, $count:tt $kinds:literal) => {
        Table {
            name: $name,
            select: $select,
            insert: concat!("insert into ", $name, " (", $columns, ") values (", values_of!($count), ")"),
            columns: $kinds,
        }
    };
}

/// The tables: name, order, columns, how many those are, and what each holds: text (`t`), a number (`n`) or a digest's
/// bytes (`d`).
pub(crate) const TABLES: &[Table] = &[
    table!(
        "journal", placed by "position",
        "position, case_id, case_version, at, actor, body, previous, hash",
        8 "ntntttdd"
    ),
    table!("authorities", ordered by "slug", "slug, code, name, settings", 4 "tttt"),
    table!(
        "users", ordered by "id",
        "id, authority, sign_in_name, display_name, roles, disabled, loopback_only, password_hash",
        8 "tttttnnt"
    ),
    table!(
        "cases", ordered by "id",
        "id, version, authority, reference, state, awaits_response, received_on, due_on, officer, outcome, \
         review_on, complaint_on",
        12 "tntttntttttt"
    ),
    table!("case_references", ordered by "authority, reference", "authority, reference, case_id", 3 "ttt"),
    table!("reference_numbers", ordered by "authority, kind, year", "authority, kind, year, last_number", 4 "ttnn"),
    table!("requesters", ordered by "id", "id, record", 2 "tt"),
    table!("case_requesters", ordered by "case_id", "case_id, requester_id", 2 "tt"),
    table!("private_texts", ordered by "digest", "digest, case_id, sealing_key, text", 4 "tttt"),
    table!("requester_links", ordered by "hash", "hash, case_id", 2 "tt"),
    table!(
        "publications", ordered by "id, version",
        "id, version, case_id, authority, reference, slug, month, published_on, outcome, newest, listed, \
         content, tombstone",
        13 "tntttttttnntt"
    ),
    table!("publication_terms", ordered by "kind, term, publication_id", "publication_id, kind, term", 3 "ttt"),
    table!(
        "outbox", placed by "position",
        "position, at, change, authority, reference, case_id, publication_id, version",
        8 "nttttttn"
    ),
    table!("feedback", placed by "id", "page, text, at", 3 "ttt"),
    table!("blobs", ordered by "digest", "digest, size_bytes", 2 "tn"),
    table!(
        "jobs", ordered by "id",
        "id, task, arguments, run_after, attempts, claimed_by, claimed_until, last_error, finished_at",
        9 "ttttntttt"
    ),
    table!("calendar_days", ordered by "division, date", "division, date, why, added_at", 4 "tttt"),
];
