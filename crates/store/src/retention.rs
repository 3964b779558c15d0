//! Erasing who asked, once the time for keeping it is over.

use candour_casework::command::{By, Refused};
use candour_casework::ports::{CaseStore as _, Stored};

use crate::Store;
use crate::rows::cases;

impl Store {
    /// Erases the requester's details and words of every case that is closed, of which no review or complaint is open,
    /// and in which nothing has happened for as many days; how many cases that were.
    ///
    /// Each case is a change of its own with its event, so a run that is cut short is simply run again. The journal
    /// still verifies: it holds keyed hashes only.
    pub async fn erase_requesters(&self, by: &By, after_days: u32) -> Stored<u64> {
        let mut erased = 0;
        let mut after = None;
        loop {
            let batch = cases::closed_with_requester(&mut self.database.read().await?, after, BATCH).await?;
            let Some(&last) = batch.last() else { return Ok(erased) };
            after = Some(last);
            for id in batch {
                let Some(case) = self.case(id).await? else { continue };
                let why =
                    format!("kept for {after_days} days after the case was closed, as the retention setting says");
                match case.erase_requester(by, after_days, &why) {
                    Ok(change) => {
                        self.append(id, case.version, change).await?;
                        erased += 1;
                    }
                    // Kept still, or held by an open review or complaint: it comes up again on another day.
                    Err(Refused::Retention { .. } | Refused::Already { .. } | Refused::Restricted { .. }) => {}
                    Err(refused) => tracing::warn!(case = %case.reference, %refused, "the requester was not erased"),
                }
            }
        }
    }
}

const BATCH: u32 = 500;
