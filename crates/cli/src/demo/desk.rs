//! One case on somebody's desk: commands are given by a person at a moment, and what they decide is stored at once.

use anyhow::{Context, Result};
use candour_casework::command::{Answer, By};
use candour_casework::ports::{CaseStore, FixedClock};
use candour_casework::{Case, User};
use candour_store::Store;
use jiff::Timestamp;
use jiff::civil::Date;

/// A case with the store it lives in.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    store: &'a Store,
    /// The case as it stands.
    pub(crate) case: Case,
}

impl<'a> Desk<'a> {
    /// A case just begun.
    pub(crate) fn new(store: &'a Store, case: Case) -> Self {
        Self { store, case }
    }

    /// Gives a command and stores what it decides.
    ///
    /// # Errors
    ///
    /// The command was refused, or the store failed.
    pub(crate) async fn does(
        &mut self,
        who: &User,
        on: Date,
        command: impl FnOnce(&Case, &By) -> Answer,
    ) -> Result<()> {
        let by = By::user(who, &FixedClock(office_hours(on)?));
        let change = command(&self.case, &by)?;
        self.case = self.store.append(self.case.id, self.case.version, change).await?;
        Ok(())
    }
}

/// Eleven in the morning, when somebody is at the desk.
///
/// # Errors
///
/// Never for a day of this century.
pub(crate) fn office_hours(on: Date) -> Result<Timestamp> {
    let moment = on.at(11, 0, 0, 0).in_tz("Europe/London").with_context(|| format!("{on} has no eleven o'clock"))?;
    Ok(moment.timestamp())
}
