//! PostgreSQL: shared by any number of processes.

use std::str::FromStr;
use std::time::Duration;

use candour_casework::ports::Stored;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow, PgSslMode};
use sqlx::{Postgres, Row as _, TypeInfo as _, ValueRef as _};

use super::{Cell, Database, Row, Value, migrations, sqlite};
use crate::error;

pub(super) async fn open(url: &str, password: Option<&str>) -> Stored<Database> {
    const ATTEMPTED: &str = "connecting to the database";
    let options = PgConnectOptions::from_str(url).map_err(|cause| error::database(ATTEMPTED, cause))?;
    let options = match password {
        Some(password) => options.password(password),
        None => options,
    };
    let options = if says_how_to_encrypt(url) || is_on_this_machine(options.get_host()) {
        options
    } else {
        // The driver's own default would go on in the clear where the server offers no encryption.
        options.ssl_mode(PgSslMode::VerifyFull)
    };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(|cause| error::database(ATTEMPTED, cause))?;
    migrations::migrator(migrations::POSTGRES).run(&pool).await.map_err(|cause| sqlite::migration(ATTEMPTED, cause))?;
    Ok(Database::Postgres(pool))
}

/// Whether an address settles the encryption itself, with `sslmode=`.
fn says_how_to_encrypt(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|pair| pair.starts_with("sslmode=") || pair.starts_with("ssl-mode="))
}

/// Whether what is said to this host never leaves the machine.
fn is_on_this_machine(host: &str) -> bool {
    host.starts_with('/') || matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]")
}

pub(super) async fn run(
    transaction: &mut sqlx::Transaction<'static, Postgres>,
    sql: &'static str,
    values: &[Value],
) -> sqlx::Result<u64> {
    Ok(bound(sql, values).execute(&mut **transaction).await?.rows_affected())
}

pub(super) async fn rows(
    transaction: &mut sqlx::Transaction<'static, Postgres>,
    sql: &'static str,
    values: &[Value],
) -> sqlx::Result<Vec<Row>> {
    bound(sql, values).fetch_all(&mut **transaction).await?.iter().map(row).collect()
}

fn bound<'q>(sql: &'static str, values: &'q [Value]) -> sqlx::query::Query<'q, Postgres, PgArguments> {
    values.iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Text(text) => query.bind(text.clone()),
        Value::Number(number) => query.bind(*number),
        Value::Bytes(bytes) => query.bind(bytes.clone()),
    })
}

fn row(row: &PgRow) -> sqlx::Result<Row> {
    let cell = |column| {
        let value = row.try_get_raw(column)?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        match value.type_info().name() {
            "INT8" => Ok(Cell::Number(row.try_get(column)?)),
            "BYTEA" => Ok(Cell::Bytes(row.try_get(column)?)),
            "VOID" => Ok(Cell::Null),
            _ => Ok(Cell::Text(row.try_get(column)?)),
        }
    };
    (0..row.len()).map(cell).collect::<sqlx::Result<_>>().map(Row)
}

/// One consistent state for all statements of a reading transaction.
pub(super) const BEGIN_READ: &str = "begin isolation level repeatable read read only";

/// Writers wait their turn here, so that the journal has no gap and no fork. The number is "candour" in letters' places
/// and means nothing; it only has to be the same in every process.
pub(super) const TAKE_TURN: &str = "select pg_advisory_xact_lock(3114415211518)";

const CONNECTIONS: u32 = 8;
const PATIENCE: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_on_this_machine_goes_unencrypted_unasked() {
        assert!(is_on_this_machine("127.0.0.1") && is_on_this_machine("/run/postgresql"));
        assert!(!is_on_this_machine("db.example.org") && !is_on_this_machine("127.0.0.1.example.org"));
        assert!(says_how_to_encrypt("postgres://candour@db/foi?sslmode=require"));
        assert!(!says_how_to_encrypt("postgres://candour@db/foi?application_name=sslmode"));
    }
}
