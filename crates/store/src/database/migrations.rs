//! The steps that bring a database to the tables of this version, one file each in `migrations/`.
//!
//! They are listed here, not found by a macro: that one needs the database drivers compiled once more for the compiler.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A step: its number, what it is about, and its statements.
type Step = (i64, &'static str, &'static str);

macro_rules! steps {
    ($database:literal: $($number:literal $about:literal $file:literal),+ $(,)?) => {
        &[$(($number, $about, include_str!(concat!("../../../../migrations/", $database, "/", $file)))),+]
    };
}

/// Those of SQLite.
pub(super) const SQLITE: &[Step] = steps! { "sqlite":
    1 "cases" "0001_cases.sql",
    2 "outbox" "0002_outbox.sql",
    3 "requester links" "0003_requester_links.sql",
    4 "returns" "0004_returns.sql",
    20 "order of the log" "0020_order_of_the_log.sql",
};

/// Those of PostgreSQL.
pub(super) const POSTGRES: &[Step] = steps! { "postgres":
    1 "cases" "0001_cases.sql",
    2 "outbox" "0002_outbox.sql",
    3 "requester links" "0003_requester_links.sql",
    4 "returns" "0004_returns.sql",
    20 "order of the log" "0020_order_of_the_log.sql",
};

/// What runs the steps that a database has not had.
pub(super) fn migrator(steps: &[Step]) -> Migrator {
    let step = |(number, about, statements): &Step| {
        Migration::new(*number, (*about).into(), MigrationType::Simple, (*statements).into_sql_str(), false)
    };
    Migrator::with_migrations(steps.iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::{POSTGRES, SQLITE, Step};

    #[test]
    fn every_file_of_the_folders_is_a_step() {
        let folders: [(&str, &[Step]); 2] = [("sqlite", SQLITE), ("postgres", POSTGRES)];
        for (database, steps) in folders {
            let folder = format!("{}/../../migrations/{database}", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            let named: Vec<String> =
                steps.iter().map(|(number, about, _)| format!("{number:04}_{}.sql", about.replace(' ', "_"))).collect();
            assert_eq!(files, named, "{database}");
        }
    }
}
