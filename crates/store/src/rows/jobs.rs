//! The queue of jobs.

use candour_casework::ports::{NewJob, Stored};
use jiff::Timestamp;

use crate::database::{Transaction, values};

/// Adds a job.
pub(crate) async fn add(transaction: &mut Transaction, id: &str, job: &NewJob) -> Stored<()> {
    const SQL: &str = "insert into jobs (id, task, arguments, run_after) values ($1, $2, $3, $4)";
    let values = values![id, job.task.as_str(), job.arguments.as_str(), moment(job.run_after)];
    transaction.run("adding a job", SQL, values).await.map(drop)
}

/// Adds a job unless one of its name was there before; whether it was added.
pub(crate) async fn add_once(transaction: &mut Transaction, id: &str, job: &NewJob) -> Stored<bool> {
    const SQL: &str = "insert into jobs (id, task, arguments, run_after) values ($1, $2, $3, $4) \
                       on conflict (id) do nothing";
    let values = values![id, job.task.as_str(), job.arguments.as_str(), moment(job.run_after)];
    Ok(transaction.run("adding a job", SQL, values).await? == 1)
}

/// Takes the job that has waited longest: one whose time has come and that nobody holds, or whose holder's time is up.
/// Answers with id, task, arguments and the number of this attempt.
pub(crate) async fn claim(
    transaction: &mut Transaction,
    worker: &str,
    now: Timestamp,
    until: Timestamp,
) -> Stored<Option<(String, String, String, u64)>> {
    const SQLITE: &str = "update jobs set claimed_by = $1, claimed_until = $2, attempts = attempts + 1 where id = ( \
        select id from jobs where finished_at is null and run_after <= $3 \
        and (claimed_until is null or claimed_until <= $3) order by run_after, id limit 1) \
        returning id, task, arguments, attempts";
    // A job that another worker is just taking is passed over, not waited for.
    const POSTGRES: &str = "update jobs set claimed_by = $1, claimed_until = $2, attempts = attempts + 1 where id = ( \
        select id from jobs where finished_at is null and run_after <= $3 \
        and (claimed_until is null or claimed_until <= $3) order by run_after, id limit 1 \
        for update skip locked) returning id, task, arguments, attempts";
    let sql = transaction.choose(SQLITE, POSTGRES);
    let row = transaction.row("taking a job", sql, values![worker, moment(until), moment(now)]).await?;
    row.map(|mut row| Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.count(3)?))).transpose()
}

/// Holds a job until another moment, if the worker still holds it; whether it did.
pub(crate) async fn hold(transaction: &mut Transaction, id: &str, worker: &str, until: Timestamp) -> Stored<bool> {
    const SQL: &str = "update jobs set claimed_until = $3 where id = $1 and claimed_by = $2 and finished_at is null";
    Ok(transaction.run("holding a job", SQL, values![id, worker, moment(until)]).await? == 1)
}

/// Marks a job done, if the worker still holds it; whether it did.
pub(crate) async fn finish(transaction: &mut Transaction, id: &str, worker: &str, now: Timestamp) -> Stored<bool> {
    const SQL: &str = "update jobs set finished_at = $3, claimed_by = null, claimed_until = null, last_error = null \
                       where id = $1 and claimed_by = $2 and finished_at is null";
    Ok(transaction.run("finishing a job", SQL, values![id, worker, moment(now)]).await? == 1)
}

/// Puts a job back with what went wrong, to run again later, if the worker still holds it; whether it did.
pub(crate) async fn put_back(
    transaction: &mut Transaction,
    id: &str,
    worker: &str,
    error: &str,
    run_after: Timestamp,
) -> Stored<bool> {
    const SQL: &str = "update jobs set claimed_by = null, claimed_until = null, last_error = $3, run_after = $4 \
                       where id = $1 and claimed_by = $2 and finished_at is null";
    Ok(transaction.run("putting back a job", SQL, values![id, worker, error, moment(run_after)]).await? == 1)
}

/// Forgets the jobs that were done before a moment; how many those were.
pub(crate) async fn prune(transaction: &mut Transaction, done_before: Timestamp) -> Stored<u64> {
    const SQL: &str = "delete from jobs where finished_at < $1";
    transaction.run("forgetting jobs that are done", SQL, values![moment(done_before)]).await
}

/// How many wait, are held, are done, and have failed at least once without being done.
pub(crate) async fn counts(transaction: &mut Transaction) -> Stored<[u64; 4]> {
    const SQL: &str = "select count(case when finished_at is null and claimed_by is null then 1 end), \
        count(case when finished_at is null and claimed_by is not null then 1 end), \
        count(case when finished_at is not null then 1 end), \
        count(case when finished_at is null and last_error is not null then 1 end) from jobs";
    let row = transaction.row("counting the jobs", SQL, &[]).await?;
    row.map_or(Ok([0; 4]), |row| Ok([row.count(0)?, row.count(1)?, row.count(2)?, row.count(3)?]))
}

/// A moment as text that sorts by time: always nine digits after the second.
fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}
