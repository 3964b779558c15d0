//! Jobs: taken by one worker at a time, taken up by another when a worker dies.
//!
//! A job is enqueued in the transaction that causes it, and held for a time. A worker that dies lets the time run out;
//! one that merely was slow finds on finishing that it no longer holds the job. So a job may be begun twice after a
//! crash and is finished once: jobs are small and idempotent.

use candour_casework::ports::{NewJob, Stored};
use jiff::{SignedDuration, Timestamp};

use crate::Store;
use crate::rows::jobs;

/// A job in the hands of a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedJob {
    /// Names the job.
    pub id: String,
    /// What to do.
    pub task: String,
    /// With what, as JSON.
    pub arguments: String,
    /// From 1: how often it has been begun.
    pub attempt: u64,
}

/// How many jobs there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Wait for a worker.
    pub waiting: u64,
    /// Are in a worker's hands.
    pub held: u64,
    /// Are done.
    pub finished: u64,
    /// Have failed at least once and are not done.
    pub failing: u64,
}

impl Store {
    /// Adds a job that no change of a case causes.
    pub async fn add_job(&self, job: &NewJob) -> Stored<()> {
        let mut transaction = self.database.write_jobs().await?;
        jobs::add(&mut transaction, &uuid::Uuid::now_v7().to_string(), job).await?;
        transaction.commit("adding a job").await
    }

    /// Adds a job under a name of its own, unless there was one of that name before: for what must happen once a day,
    /// however many processes ask for it. Whether it was added.
    pub async fn add_job_once(&self, name: &str, job: &NewJob) -> Stored<bool> {
        let mut transaction = self.database.write_jobs().await?;
        let added = jobs::add_once(&mut transaction, name, job).await?;
        transaction.commit("adding a job").await?;
        Ok(added)
    }

    /// Takes the job that has waited longest, to hold until `now` and [`HOLD`]; `None` if none is ready.
    pub async fn claim_job(&self, worker: &str, now: Timestamp) -> Stored<Option<ClaimedJob>> {
        self.claim_job_for(worker, now, HOLD).await
    }

    /// The same, to hold for another time than usual.
    pub async fn claim_job_for(
        &self,
        worker: &str,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Stored<Option<ClaimedJob>> {
        let mut transaction = self.database.write_jobs().await?;
        let claimed = jobs::claim(&mut transaction, worker, now, later(now, hold)).await?;
        transaction.commit("taking a job").await?;
        Ok(claimed.map(|(id, task, arguments, attempt)| ClaimedJob { id, task, arguments, attempt }))
    }

    /// Holds a job longer, while its work goes on; false if the worker no longer holds it.
    pub async fn hold_job(&self, id: &str, worker: &str, now: Timestamp, hold: SignedDuration) -> Stored<bool> {
        let mut transaction = self.database.write_jobs().await?;
        let held = jobs::hold(&mut transaction, id, worker, later(now, hold)).await?;
        transaction.commit("holding a job").await?;
        Ok(held)
    }

    /// Marks a job done; false if the worker no longer held it, and somebody else has it.
    pub async fn finish_job(&self, id: &str, worker: &str, now: Timestamp) -> Stored<bool> {
        let mut transaction = self.database.write_jobs().await?;
        let held = jobs::finish(&mut transaction, id, worker, now).await?;
        transaction.commit("finishing a job").await?;
        Ok(held)
    }

    /// Puts back a job that failed, to run again after a pause that doubles with each attempt.
    pub async fn put_back_job(&self, job: &ClaimedJob, worker: &str, error: &str, now: Timestamp) -> Stored<bool> {
        let doublings = u32::try_from(job.attempt.min(MOST_DOUBLINGS)).unwrap_or(0);
        let pause = FIRST_PAUSE.checked_mul(1 << doublings).unwrap_or(FIRST_PAUSE);
        let mut transaction = self.database.write_jobs().await?;
        let held = jobs::put_back(&mut transaction, &job.id, worker, error, later(now, pause)).await?;
        transaction.commit("putting back a job").await?;
        Ok(held)
    }

    /// Forgets the jobs that were done more than [`KEPT_DONE`] ago; how many those were. Jobs that wait, are held or fail
    /// are kept, however old.
    pub async fn prune_jobs(&self, now: Timestamp) -> Stored<u64> {
        let done_before = now.checked_sub(KEPT_DONE).unwrap_or(Timestamp::MIN);
        let mut transaction = self.database.write_jobs().await?;
        let pruned = jobs::prune(&mut transaction, done_before).await?;
        transaction.commit("forgetting jobs that are done").await?;
        Ok(pruned)
    }

    /// How many jobs there are.
    pub async fn job_counts(&self) -> Stored<JobCounts> {
        let [waiting, held, finished, failing] = jobs::counts(&mut self.database.read().await?).await?;
        Ok(JobCounts { waiting, held, finished, failing })
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// How long a worker holds a job: more than any job takes, and short enough that a dead worker's job is soon taken up.
pub const HOLD: SignedDuration = SignedDuration::from_mins(5);
/// How long a job that is done is remembered: long enough to look into what happened last week, and longer than the day
/// for which [`Store::add_job_once`] must know its name.
pub const KEPT_DONE: SignedDuration = SignedDuration::from_hours(14 * 24);
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
const MOST_DOUBLINGS: u64 = 10;
