//! Two databases behind one narrow door: a statement with its values goes in, rows of cells come out.
//!
//! Only text, whole numbers and bytes pass. That is all the tables hold, and it lets each statement be written once for
//! both: SQLite and PostgreSQL agree on `$1`, on `on conflict` and on `returning`.

mod migrations;
mod postgres;
mod sqlite;

use std::path::Path;

use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};

use crate::error;

/// An open database.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    /// One file; one connection writes, several read.
    Sqlite {
        /// Connections that read.
        readers: SqlitePool,
        /// The connection that writes; `None` when opened for reading.
        writer: Option<SqlitePool>,
    },
    /// A server shared by several processes.
    Postgres(PgPool),
}

/// A transaction: what it does happens together or not at all. Dropped without [`Transaction::commit`], it did nothing.
pub(crate) enum Transaction {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A value of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(Option<String>),
    Number(i64),
    Bytes(Vec<u8>),
}

impl Database {
    /// Opens the file, creating it if it may, and brings its tables up to date.
    pub(crate) async fn open_sqlite(path: &Path) -> Stored<Self> {
        sqlite::open(path).await
    }

    /// Opens the file for reading; nothing on the disk is changed.
    pub(crate) async fn open_sqlite_for_reading(path: &Path) -> Stored<Self> {
        sqlite::open_for_reading(path).await
    }

    /// Connects to a server and brings its tables up to date.
    pub(crate) async fn open_postgres(url: &str, password: Option<&str>) -> Stored<Self> {
        postgres::open(url, password).await
    }

    /// Begins a transaction that only reads, on one consistent state.
    pub(crate) async fn read(&self) -> Stored<Transaction> {
        const ATTEMPTED: &str = "reading";
        match self {
            Self::Sqlite { readers, .. } => readers.begin().await.map(Transaction::Sqlite),
            Self::Postgres(pool) => pool.begin_with(postgres::BEGIN_READ).await.map(Transaction::Postgres),
        }
        .map_err(|cause| error::database(ATTEMPTED, cause))
    }

    /// Begins a transaction that may write. There is never more than one at a time.
    pub(crate) async fn write(&self) -> Stored<Transaction> {
        const ATTEMPTED: &str = "beginning a change";
        match self {
            Self::Sqlite { writer: Some(writer), .. } => {
                sqlite::begin(writer).await.map(Transaction::Sqlite).map_err(|cause| error::database(ATTEMPTED, cause))
            }
            Self::Sqlite { writer: None, .. } => Err(opened_for_reading(ATTEMPTED)),
            Self::Postgres(pool) => {
                let transaction = pool.begin().await.map_err(|cause| error::database(ATTEMPTED, cause))?;
                let mut transaction = Transaction::Postgres(transaction);
                transaction.run(ATTEMPTED, postgres::TAKE_TURN, &[]).await?;
                Ok(transaction)
            }
        }
    }

    /// Refuses where nothing may be written.
    pub(crate) fn must_be_writable(&self, attempted: &str) -> Stored<()> {
        match self {
            Self::Sqlite { writer: None, .. } => Err(opened_for_reading(attempted)),
            Self::Sqlite { .. } | Self::Postgres(_) => Ok(()),
        }
    }

    /// Begins a transaction that touches only jobs, so that workers need not wait for one another.
    pub(crate) async fn write_jobs(&self) -> Stored<Transaction> {
        match self {
            Self::Sqlite { .. } => self.write().await,
            Self::Postgres(pool) => {
                pool.begin().await.map(Transaction::Postgres).map_err(|cause| error::database("taking a job", cause))
            }
        }
    }

    /// Closes every connection; SQLite's log is folded into its file.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                if let Some(writer) = writer {
                    writer.close().await;
                }
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// Runs a statement that changes rows; how many it changed.
    pub(crate) async fn run(&mut self, attempted: &str, sql: &'static str, values: &[Value]) -> Stored<u64> {
        match self {
            Self::Sqlite(transaction) => sqlite::run(transaction, sql, values).await,
            Self::Postgres(transaction) => postgres::run(transaction, sql, values).await,
        }
        .map_err(|cause| error::database(attempted, cause))
    }

    /// Runs a statement that answers with rows.
    pub(crate) async fn rows(&mut self, attempted: &str, sql: &'static str, values: &[Value]) -> Stored<Vec<Row>> {
        match self {
            Self::Sqlite(transaction) => sqlite::rows(transaction, sql, values).await,
            Self::Postgres(transaction) => postgres::rows(transaction, sql, values).await,
        }
        .map_err(|cause| error::database(attempted, cause))
    }

    /// Runs a statement that answers with one row or none.
    pub(crate) async fn row(&mut self, attempted: &str, sql: &'static str, values: &[Value]) -> Stored<Option<Row>> {
        Ok(self.rows(attempted, sql, values).await?.into_iter().next())
    }

    /// Runs the statement of the two that this database understands.
    pub(crate) fn choose(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// Makes everything done in it permanent.
    pub(crate) async fn commit(self, attempted: &str) -> Stored<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
        .map_err(|cause| error::database(attempted, cause))
    }
}

fn opened_for_reading(attempted: &str) -> StoreError {
    StoreError::new(attempted, StoreErrorKind::ReadOnly("this data folder was opened for reading only".into()))
}

/// A row of an answer; cells are read by their place in the `select`.
#[derive(Debug)]
pub(crate) struct Row(Vec<Cell>);

#[derive(Debug)]
enum Cell {
    Null,
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
}

impl Row {
    /// Text that is there.
    pub(crate) fn text(&mut self, column: usize) -> Stored<String> {
        self.optional_text(column)?.ok_or_else(|| error::damaged("reading a row", "a text is missing"))
    }

    /// Text that may be missing. Taken out of the row, not copied.
    pub(crate) fn optional_text(&mut self, column: usize) -> Stored<Option<String>> {
        match self.0.get_mut(column).map(|cell| std::mem::replace(cell, Cell::Null)) {
            Some(Cell::Text(text)) => Ok(Some(text)),
            Some(Cell::Null) => Ok(None),
            _ => Err(error::damaged("reading a row", format_args!("column {column} is not text"))),
        }
    }

    /// A whole number.
    pub(crate) fn number(&self, column: usize) -> Stored<i64> {
        match self.0.get(column) {
            Some(Cell::Number(number)) => Ok(*number),
            _ => Err(error::damaged("reading a row", format_args!("column {column} is not a number"))),
        }
    }

    /// A whole number that counts something.
    pub(crate) fn count(&self, column: usize) -> Stored<u64> {
        let number = self.number(column)?;
        u64::try_from(number).map_err(|_| error::damaged("reading a row", format_args!("{number} counts nothing")))
    }

    /// Bytes.
    pub(crate) fn bytes(&self, column: usize) -> Stored<&[u8]> {
        match self.0.get(column) {
            Some(Cell::Bytes(bytes)) => Ok(bytes),
            _ => Err(error::damaged("reading a row", format_args!("column {column} is not bytes"))),
        }
    }

    /// Text parsed into what it stands for.
    pub(crate) fn parsed<T: std::str::FromStr>(&mut self, column: usize) -> Stored<T>
    where
        T::Err: std::fmt::Display,
    {
        self.text(column)?.parse().map_err(|cause| error::damaged("reading a row", cause))
    }

    /// Text that may be missing, parsed.
    pub(crate) fn optional_parsed<T: std::str::FromStr>(&mut self, column: usize) -> Stored<Option<T>>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.optional_text(column)?;
        text.map(|text| text.parse()).transpose().map_err(|cause| error::damaged("reading a row", cause))
    }

    /// Text that is JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&mut self, column: usize) -> Stored<T> {
        serde_json::from_str(&self.text(column)?).map_err(|cause| error::damaged("reading a row", cause))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        // Places in a journal and sizes of files: far below the limit, and a store could not hold more.
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(statement: bool) -> Self {
        Self::Number(statement.into())
    }
}

/// The values of a statement, each turned into a [`Value`].
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::database::Value::from($value)),*] };
}
pub(crate) use values;
