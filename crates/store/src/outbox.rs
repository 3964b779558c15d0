//! The port for projections of the published log.

use candour_casework::outbox::{Outbox, OutboxEntry};
use candour_casework::ports::Stored;

use crate::Store;
use crate::rows::outbox;

impl Outbox for Store {
    async fn outbox_after(&self, position: u64, limit: u32) -> Stored<Vec<OutboxEntry>> {
        outbox::after(&mut self.database.read().await?, position, limit).await
    }

    async fn outbox_end(&self) -> Stored<u64> {
        outbox::end(&mut self.database.read().await?).await
    }

    async fn outbox_place(&self, reader: &str) -> Stored<u64> {
        outbox::place(&mut self.database.read().await?, reader).await
    }

    async fn keep_outbox_place(&self, reader: &str, position: u64) -> Stored<()> {
        // Touches no case: like a job, it need not wait for whoever changes one.
        let mut transaction = self.database.write_jobs().await?;
        outbox::keep_place(&mut transaction, reader, position).await?;
        transaction.commit("remembering a place in the outbox").await
    }
}
