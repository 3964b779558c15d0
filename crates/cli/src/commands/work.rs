//! `candour work`: one more process that runs jobs, on stores that several processes share.

use anyhow::{Result, bail};
use candour_store::Access;

use super::serve::stop_signal;
use super::{Outcome, counted, note, print_text};
use crate::args::Work;
use crate::config::{Config, Place};
use crate::jobs::Worker;
use crate::mail::Mailer;

pub(super) async fn run(args: Work, config: &Config) -> Result<Outcome> {
    if let Place::Folder(folder) = config.place(&args.stores)? {
        bail!(
            "{} has one writer: `candour serve` runs its jobs; `candour work` is for --database-url and --blobs",
            folder.display()
        );
    }
    let store = config.open(&args.stores, Access::ReadWrite).await?;
    let mailer = config.mail.as_ref().map(|mail| Mailer::new(mail, config.public_address.as_deref())).transpose()?;
    let worker = Worker::new(store.clone(), config.job_hold(), config.erase_requesters_after_days).with_mailer(mailer);
    if args.once {
        let done = worker.drain().await?;
        print_text(&format!("{} done\n", counted(usize::try_from(done)?, ("job", "jobs"))))?;
    } else {
        note("running jobs (stop with Ctrl-C)");
        worker.run(stop_signal()).await;
    }
    store.close().await;
    Ok(Outcome::Clean)
}
