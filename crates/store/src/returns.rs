//! The port for statistical returns.

use candour_casework::authority::AuthoritySlug;
use candour_casework::event::Event;
use candour_casework::event::chain::Record;
use candour_casework::id::CaseId;
use candour_casework::ports::Stored;
use candour_casework::returns::CaseHistories;
use jiff::civil::Date;

use crate::rows::journal;
use crate::{Store, error};

impl CaseHistories for Store {
    async fn histories(
        &self,
        authority: &AuthoritySlug,
        period: (Date, Date),
        after: Option<CaseId>,
        limit: u32,
    ) -> Stored<Vec<Vec<Event>>> {
        let mut transaction = self.database.read().await?;
        let records = journal::of_period(&mut transaction, authority, period, after, limit).await?;
        let mut histories: Vec<Vec<Event>> = Vec::new();
        for record in records {
            let event = Record::open(record).map_err(|cause| error::damaged("reading the cases of a period", cause))?;
            match histories.last_mut() {
                Some(history) if history.last().is_some_and(|last| last.case == event.case) => history.push(event),
                _ => histories.push(vec![event]),
            }
        }
        Ok(histories)
    }
}
