//! From what the databases and the file system say to what a person can act on.

use std::io;

use candour_casework::ports::{StoreError, StoreErrorKind};

/// Says what was being attempted when a database failed.
pub(crate) fn database(attempted: &str, error: sqlx::Error) -> StoreError {
    let kind = match &error {
        sqlx::Error::Database(cause) if cause.is_unique_violation() => StoreErrorKind::Duplicate,
        sqlx::Error::Database(cause) => {
            let code = cause.code().unwrap_or_default().into_owned();
            if cause.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                sqlite_kind(&code, cause.message())
            } else {
                postgres_kind(&code, cause.message())
            }
        }
        sqlx::Error::Io(cause) if cause.kind() == io::ErrorKind::StorageFull => StoreErrorKind::Full,
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => StoreErrorKind::Unavailable(error.to_string()),
        _ => StoreErrorKind::Failed(Box::new(error)),
    };
    StoreError::new(attempted, kind)
}

/// Says what was being attempted when a file could not be read or written.
pub(crate) fn file(attempted: &str, error: io::Error) -> StoreError {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreErrorKind::Full,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            StoreErrorKind::ReadOnly(format!("this cannot be written ({error})"))
        }
        _ => StoreErrorKind::Failed(Box::new(error)),
    };
    StoreError::new(attempted, kind)
}

/// Says what was being attempted when something stored could not be read back.
pub(crate) fn damaged(attempted: &str, what: impl std::fmt::Display) -> StoreError {
    StoreError::new(attempted, StoreErrorKind::Damaged(format!("what is stored cannot be read: {what}")))
}

/// The primary result code is the low byte of an extended one (SQLite, "Result and Error Codes").
fn sqlite_kind(code: &str, message: &str) -> StoreErrorKind {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => {
            StoreErrorKind::Locked("another process is writing to this folder; try again when it is done".into())
        }
        Ok(8) => StoreErrorKind::ReadOnly("the data folder cannot be written".into()),
        Ok(11 | 26) => StoreErrorKind::Damaged(format!("the database is damaged ({message}); restore a backup")),
        Ok(13) => StoreErrorKind::Full,
        Ok(10) if message.contains("full") => StoreErrorKind::Full,
        Ok(14) => StoreErrorKind::ReadOnly("the database file cannot be opened".into()),
        _ => StoreErrorKind::Failed(message.into()),
    }
}

/// Classes of PostgreSQL's "Error Codes" appendix.
fn postgres_kind(code: &str, message: &str) -> StoreErrorKind {
    match code {
        "53100" => StoreErrorKind::Full,
        "25006" => StoreErrorKind::ReadOnly("the database takes no changes at present".into()),
        "40001" | "40P01" => StoreErrorKind::Conflict,
        _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            StoreErrorKind::Unavailable(message.to_owned())
        }
        _ => StoreErrorKind::Failed(message.into()),
    }
}
