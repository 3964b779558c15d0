//! SQLite: one file, write-ahead log, one writer.

use std::path::Path;
use std::time::Duration;

use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous, SqliteValueRef,
};
use sqlx::{Row as _, Sqlite, SqlitePool, TypeInfo as _, ValueRef as _};

use super::{Cell, Database, Row, Value, migrations};
use crate::error;

pub(super) async fn open(path: &Path) -> Stored<Database> {
    const ATTEMPTED: &str = "opening the database";
    let options = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // `full` makes an acknowledged change survive a power cut, not only a crash (SQLite, "PRAGMA synchronous").
        .synchronous(SqliteSynchronous::Full);
    let writer = SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None);
    let writer = writer.connect_with(options.clone()).await.map_err(|cause| error::database(ATTEMPTED, cause))?;
    migrations::migrator(migrations::SQLITE).run(&writer).await.map_err(|cause| migration(ATTEMPTED, cause))?;
    let readers = SqlitePoolOptions::new().max_connections(READERS).idle_timeout(None).connect_lazy_with(options);
    Ok(Database::Sqlite { readers, writer: Some(writer) })
}

pub(super) async fn open_for_reading(path: &Path) -> Stored<Database> {
    const ATTEMPTED: &str = "opening the database for reading";
    let pool = SqlitePoolOptions::new().max_connections(READERS).idle_timeout(None);
    let options = options(path).read_only(true);
    if let Ok(readers) = pool.clone().connect_with(options.clone()).await
        && sqlx::query("select count(*) from authorities").fetch_one(&readers).await.is_ok()
    {
        return Ok(Database::Sqlite { readers, writer: None });
    }
    // A log needs a writable folder even to be read (SQLite, "Write-Ahead Logging", read-only databases). On one that
    // is not, the file alone is the whole truth if the last writer closed it properly and left no log.
    let log = path.with_extension("db-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::new(
            ATTEMPTED,
            StoreErrorKind::ReadOnly("a change has not been folded in; open it once where it can be written".into()),
        ));
    }
    let readers =
        pool.connect_with(options.immutable(true)).await.map_err(|cause| error::database(ATTEMPTED, cause))?;
    sqlx::query("select count(*) from authorities")
        .fetch_one(&readers)
        .await
        .map_err(|cause| error::database(ATTEMPTED, cause))?;
    Ok(Database::Sqlite { readers, writer: None })
}

/// Begins a transaction that writes.
pub(super) async fn begin(writer: &SqlitePool) -> sqlx::Result<sqlx::Transaction<'static, Sqlite>> {
    match writer.begin_with(BEGIN).await {
        // On a full disk SQLite itself rolls back ("lang_transaction", 3.2), and the driver's count of open
        // transactions is wrong from then on: go on with a new connection.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

pub(super) async fn run(
    transaction: &mut sqlx::Transaction<'static, Sqlite>,
    sql: &'static str,
    values: &[Value],
) -> sqlx::Result<u64> {
    Ok(bound(sql, values).execute(&mut **transaction).await?.rows_affected())
}

pub(super) async fn rows(
    transaction: &mut sqlx::Transaction<'static, Sqlite>,
    sql: &'static str,
    values: &[Value],
) -> sqlx::Result<Vec<Row>> {
    bound(sql, values).fetch_all(&mut **transaction).await?.iter().map(row).collect()
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(128)
}

fn bound<'q>(sql: &'static str, values: &'q [Value]) -> sqlx::query::Query<'q, Sqlite, sqlx::sqlite::SqliteArguments> {
    values.iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Text(text) => query.bind(text.clone()),
        Value::Number(number) => query.bind(*number),
        Value::Bytes(bytes) => query.bind(bytes.clone()),
    })
}

fn row(row: &SqliteRow) -> sqlx::Result<Row> {
    let cell = |column| {
        let value: SqliteValueRef<'_> = row.try_get_raw(column)?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        match value.type_info().name() {
            "INTEGER" => Ok(Cell::Number(row.try_get(column)?)),
            "BLOB" => Ok(Cell::Bytes(row.try_get(column)?)),
            _ => Ok(Cell::Text(row.try_get(column)?)),
        }
    };
    (0..row.len()).map(cell).collect::<sqlx::Result<_>>().map(Row)
}

/// Says what a failed migration means: most often that the folder is newer than the program.
pub(super) fn migration(attempted: &str, error: sqlx::migrate::MigrateError) -> StoreError {
    match error {
        sqlx::migrate::MigrateError::Execute(cause) | sqlx::migrate::MigrateError::ExecuteMigration(cause, _) => {
            error::database(attempted, cause)
        }
        sqlx::migrate::MigrateError::VersionMissing(version) => StoreError::new(
            attempted,
            StoreErrorKind::Damaged(format!("it was written by a newer candour (its tables are at {version})")),
        ),
        other => StoreError::new(attempted, StoreErrorKind::Failed(Box::new(other))),
    }
}

const BEGIN: &str = "begin immediate";
const READERS: u32 = 4;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
