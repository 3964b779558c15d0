//! The port for the requesters' status links.

use candour_casework::authority::AuthoritySlug;
use candour_casework::id::{CaseId, Digest};
use candour_casework::links::RequesterLinks;
use candour_casework::ports::Stored;

use crate::Store;
use crate::rows::links;

impl RequesterLinks for Store {
    async fn case_behind(&self, authority: &AuthoritySlug, link: Digest) -> Stored<Option<CaseId>> {
        links::case_behind(&mut self.database.read().await?, authority, link).await
    }

    async fn add_link(&self, case: CaseId, link: Digest) -> Stored<()> {
        let mut transaction = self.database.write().await?;
        links::add(&mut transaction, case, link).await?;
        transaction.commit("keeping the status link").await
    }

    async fn remove_link(&self, link: Digest) -> Stored<()> {
        let mut transaction = self.database.write().await?;
        links::remove(&mut transaction, link).await?;
        transaction.commit("taking the status link back").await
    }
}
