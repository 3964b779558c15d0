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

/// The tables. A column is text (`t`), a number (`n`) or a digest's bytes (`d`).
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "journal",
        select: "select position, position, case_id, case_version, at, actor, body, previous, hash from journal \
                 where position > $1 order by position limit $2",
        insert: "insert into journal (position, case_id, case_version, at, actor, body, previous, hash) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
        columns: "ntntttdd",
    },
    Table {
        name: "authorities",
        select: "select place, slug, code, name, settings from \
                 (select row_number() over (order by slug) as place, slug, code, name, settings from authorities) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into authorities (slug, code, name, settings) values ($1, $2, $3, $4)",
        columns: "tttt",
    },
    Table {
        name: "users",
        select: "select place, id, authority, sign_in_name, display_name, roles, disabled, loopback_only, password_hash \
                 from (select row_number() over (order by id) as place, users.* from users) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into users \
                 (id, authority, sign_in_name, display_name, roles, disabled, loopback_only, password_hash) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
        columns: "tttttnnt",
    },
    Table {
        name: "cases",
        select: "select place, id, version, authority, reference, state, awaits_response, received_on, due_on, officer, \
                 outcome, review_on, complaint_on from (select row_number() over (order by id) as place, cases.* from cases) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into cases (id, version, authority, reference, state, awaits_response, received_on, due_on, \
                 officer, outcome, review_on, complaint_on) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        columns: "tntttntttttt",
    },
    Table {
        name: "case_references",
        select: "select place, authority, reference, case_id from \
                 (select row_number() over (order by authority, reference) as place, case_references.* \
                 from case_references) numbered where place > $1 order by place limit $2",
        insert: "insert into case_references (authority, reference, case_id) values ($1, $2, $3)",
        columns: "ttt",
    },
    Table {
        name: "reference_numbers",
        select: "select place, authority, kind, year, last_number from \
                 (select row_number() over (order by authority, kind, year) as place, reference_numbers.* \
                 from reference_numbers) numbered where place > $1 order by place limit $2",
        insert: "insert into reference_numbers (authority, kind, year, last_number) values ($1, $2, $3, $4)",
        columns: "ttnn",
    },
    Table {
        name: "requesters",
        select: "select place, id, record from \
                 (select row_number() over (order by id) as place, requesters.* from requesters) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into requesters (id, record) values ($1, $2)",
        columns: "tt",
    },
    Table {
        name: "case_requesters",
        select: "select place, case_id, requester_id from \
                 (select row_number() over (order by case_id) as place, case_requesters.* from case_requesters) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into case_requesters (case_id, requester_id) values ($1, $2)",
        columns: "tt",
    },
    Table {
        name: "private_texts",
        select: "select place, digest, case_id, sealing_key, text from \
                 (select row_number() over (order by digest) as place, private_texts.* from private_texts) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into private_texts (digest, case_id, sealing_key, text) values ($1, $2, $3, $4)",
        columns: "tttt",
    },
    Table {
        name: "requester_links",
        select: "select place, hash, case_id from \
                 (select row_number() over (order by hash) as place, requester_links.* from requester_links) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into requester_links (hash, case_id) values ($1, $2)",
        columns: "tt",
    },
    Table {
        name: "publications",
        select: "select place, id, version, case_id, authority, reference, slug, month, published_on, outcome, newest, \
                 listed, content, tombstone from \
                 (select row_number() over (order by id, version) as place, publications.* from publications) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into publications (id, version, case_id, authority, reference, slug, month, published_on, \
                 outcome, newest, listed, content, tombstone) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        columns: "tntttttttnntt",
    },
    Table {
        name: "publication_terms",
        select: "select place, publication_id, kind, term from \
                 (select row_number() over (order by kind, term, publication_id) as place, publication_terms.* \
                 from publication_terms) numbered where place > $1 order by place limit $2",
        insert: "insert into publication_terms (publication_id, kind, term) values ($1, $2, $3)",
        columns: "ttt",
    },
    Table {
        name: "outbox",
        select: "select position, position, at, change, authority, reference, case_id, publication_id, version \
                 from outbox where position > $1 order by position limit $2",
        insert: "insert into outbox (position, at, change, authority, reference, case_id, publication_id, version) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
        columns: "nttttttn",
    },
    Table {
        name: "feedback",
        select: "select id, page, text, at from feedback where id > $1 order by id limit $2",
        insert: "insert into feedback (page, text, at) values ($1, $2, $3)",
        columns: "ttt",
    },
    Table {
        name: "blobs",
        select: "select place, digest, size_bytes from \
                 (select row_number() over (order by digest) as place, blobs.* from blobs) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into blobs (digest, size_bytes) values ($1, $2)",
        columns: "tn",
    },
    Table {
        name: "jobs",
        select: "select place, id, task, arguments, run_after, attempts, claimed_by, claimed_until, last_error, \
                 finished_at from (select row_number() over (order by id) as place, jobs.* from jobs) numbered \
                 where place > $1 order by place limit $2",
        insert: "insert into jobs (id, task, arguments, run_after, attempts, claimed_by, claimed_until, last_error, \
                 finished_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        columns: "ttttntttt",
    },
    Table {
        name: "calendar_days",
        select: "select place, division, date, why, added_at from \
                 (select row_number() over (order by division, date) as place, calendar_days.* from calendar_days) \
                 numbered where place > $1 order by place limit $2",
        insert: "insert into calendar_days (division, date, why, added_at) values ($1, $2, $3, $4)",
        columns: "tttt",
    },
];
