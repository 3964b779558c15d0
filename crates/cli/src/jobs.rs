//! Runs the jobs that changes leave behind, in `candour serve` and in any number of `candour work` processes.
//!
//! A job is held while its work goes on; a process that dies stops holding, and another takes the job up. So a job may
//! be begun twice and is finished once: what a handler does it must be able to do again. To add a kind of job, add an
//! arm to [`run_job`].

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use candour_casework::calendar::RECOMPUTE_DUE_DATES;
use candour_casework::ports::Clock;
use candour_store::{ClaimedJob, Store};
use candour_web::desk::{SEND_ACKNOWLEDGEMENT, SEND_LINK};
use jiff::SignedDuration;

use crate::commands::clock::SystemClock;
use crate::commands::retention::{self, ERASE_REQUESTERS};
use crate::commands::{calendar, note};
use crate::mail::{self, Mailer};

/// One process's share in the jobs.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    store: Store,
    name: String,
    hold: SignedDuration,
    erase_requesters_after_days: Option<u32>,
    mailer: Option<Mailer>,
    /// The day, counted from 1970, for which this process has done what each day begins with.
    begun_day: Arc<AtomicI64>,
}

impl Worker {
    /// A worker of this process. `hold` is how long it may be silent before another takes up its job.
    pub(crate) fn new(store: Store, hold: SignedDuration, erase_requesters_after_days: Option<u32>) -> Self {
        let name = format!("{}-{}", std::process::id(), candour_casework::UserId::new(SystemClock.now()));
        Self { store, name, hold, erase_requesters_after_days, mailer: None, begun_day: Arc::new(AtomicI64::new(-1)) }
    }

    /// The same, which can send mail.
    pub(crate) fn with_mailer(self, mailer: Option<Mailer>) -> Self {
        Self { mailer, ..self }
    }

    /// Does what is ready and answers with how many jobs were done.
    ///
    /// # Errors
    ///
    /// The store cannot be reached. A job that fails is no error here: it waits and is tried again.
    pub(crate) async fn drain(&self) -> Result<u64> {
        self.begin_day().await?;
        let mut done = 0;
        while let Some(job) = self.store.claim_job_for(&self.name, SystemClock.now(), self.hold).await? {
            done += u64::from(self.attend(&job).await?);
        }
        Ok(done)
    }

    /// What each day begins with, once in this process: the day's job of retention, and forgetting jobs long done.
    async fn begin_day(&self) -> Result<()> {
        let today = SystemClock.now().as_second().div_euclid(SECONDS_OF_A_DAY);
        if self.begun_day.load(Ordering::Relaxed) != today {
            retention::plan(&self.store, self.erase_requesters_after_days).await?;
            self.store.prune_jobs(SystemClock.now()).await?;
            self.begun_day.store(today, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Does what comes until `stop` is ready. A database that is away is waited for.
    pub(crate) async fn run(self, stop: impl Future<Output = ()> + Send) {
        let work = async {
            loop {
                if let Err(error) = self.drain().await {
                    note(&format!("jobs wait: {error:#}"));
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        // A job that is cut off here is one whose holder fell silent: it is taken up again.
        tokio::select! {
            () = work => {}
            () = stop => {}
        }
    }

    /// Runs one job and holds it as long as that takes; whether it was done.
    async fn attend(&self, job: &ClaimedJob) -> Result<bool> {
        let done = {
            let mut work = std::pin::pin!(run_job(&self.store, self.mailer.as_ref(), job));
            loop {
                tokio::select! {
                    done = &mut work => break done,
                    () = tokio::time::sleep(beat(self.hold)) => {
                        if !self.store.hold_job(&job.id, &self.name, SystemClock.now(), self.hold).await? {
                            // Somebody else has it, because this process was silent for too long.
                            return Ok(false);
                        }
                    }
                }
            }
        };
        match done {
            Ok(()) => Ok(self.store.finish_job(&job.id, &self.name, SystemClock.now()).await?),
            Err(error) => {
                let why = format!("{error:#}");
                note(&format!("job {} failed (attempt {}) and will be tried again: {why}", job.task, job.attempt));
                self.store.put_back_job(job, &self.name, &why, SystemClock.now()).await?;
                Ok(false)
            }
        }
    }
}

/// What each kind of job does.
async fn run_job(store: &Store, mailer: Option<&Mailer>, job: &ClaimedJob) -> Result<()> {
    match job.task.as_str() {
        RECOMPUTE_DUE_DATES => calendar::recompute(store, &job.arguments).await,
        SEND_ACKNOWLEDGEMENT => mail::acknowledge(store, mailer, &job.arguments).await,
        SEND_LINK => mail::send_link(store, mailer, &job.arguments).await,
        ERASE_REQUESTERS => retention::erase(store, &job.arguments).await,
        unknown => bail!("this version knows no job {unknown}"),
    }
}

/// Three signs of life in the time a job is held.
fn beat(hold: SignedDuration) -> Duration {
    Duration::try_from(hold).unwrap_or(BETWEEN_LOOKS) / 3
}

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
const AFTER_FAILURE: Duration = Duration::from_secs(4);
