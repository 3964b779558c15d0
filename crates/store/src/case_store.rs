//! The port for cases and for what is published of them.

use candour_casework::authority::AuthoritySlug;
use candour_casework::case::Case;
use candour_casework::event::Event;
use candour_casework::event::chain::ChainFault;
use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::{
    BlobStore, CaseStore, CaseSummary, Change, Feedback, StoreError, StoreErrorKind, Stored,
};
use candour_casework::publication::{Attachment, DisclosureFilter, DisclosurePage, Publication, PublishedVersion};
use candour_casework::reference::{Reference, ReferenceKind};
use candour_casework::requester::Requester;
use jiff::civil::Date;

use crate::database::Transaction;
use crate::rows::{cases, installation, private, publications};
use crate::{Store, append, verify};

impl CaseStore for Store {
    async fn begin_case(&self, id: CaseId, change: Change) -> Stored<Case> {
        self.append(id, 0, change).await
    }

    async fn append(&self, id: CaseId, version: u64, change: Change) -> Stored<Case> {
        let mut transaction = self.database.write().await?;
        let case = append::append(&mut transaction, id, version, &change).await?;
        transaction.commit("changing the case").await?;
        Ok(case)
    }

    async fn case(&self, id: CaseId) -> Stored<Option<Case>> {
        load(&mut self.database.read().await?, id).await
    }

    async fn case_by_reference(&self, authority: &AuthoritySlug, reference: &str) -> Stored<Option<Case>> {
        let mut transaction = self.database.read().await?;
        match cases::known_by(&mut transaction, authority, reference).await? {
            Some(id) => load(&mut transaction, id).await,
            None => Ok(None),
        }
    }

    async fn events(&self, id: CaseId) -> Stored<Vec<Event>> {
        append::events_of(&mut self.database.read().await?, id).await
    }

    async fn next_reference(&self, authority: &AuthoritySlug, kind: ReferenceKind, year: u8) -> Stored<Reference> {
        const ATTEMPTED: &str = "taking a reference";
        let refused = |why: String| StoreError::new(ATTEMPTED, StoreErrorKind::Failed(why.into()));
        let mut transaction = self.database.write().await?;
        let known = crate::rows::authorities::named(&mut transaction, authority).await?;
        let code = known.ok_or_else(|| refused(format!("there is no authority {authority}")))?.code;
        // A reference that came in with an imported page is passed over, never given to a second case.
        loop {
            let number = cases::take_number(&mut transaction, authority, kind, year).await?;
            let number = u32::try_from(number).map_err(|_| refused("the numbers of this year are used up".into()))?;
            let reference = Reference::new(&code, kind, year, number).map_err(|cause| refused(cause.to_string()))?;
            if cases::known_by(&mut transaction, authority, &reference.to_string()).await?.is_none() {
                transaction.commit(ATTEMPTED).await?;
                return Ok(reference);
            }
        }
    }

    async fn cases_due(
        &self,
        authority: &AuthoritySlug,
        on_or_before: Option<Date>,
        limit: u32,
    ) -> Stored<Vec<CaseSummary>> {
        let mut transaction = self.database.read().await?;
        match on_or_before {
            Some(day) => cases::due_by(&mut transaction, authority, day, limit).await,
            None => cases::awaiting(&mut transaction, authority, limit).await,
        }
    }

    async fn requester(&self, id: CaseId) -> Stored<Option<Requester>> {
        append::requester_of(&mut self.database.read().await?, id).await
    }

    async fn private_text(&self, digest: Digest) -> Stored<Option<String>> {
        private::text(&mut self.database.read().await?, digest).await
    }

    async fn disclosures(&self, filter: &DisclosureFilter) -> Stored<DisclosurePage> {
        let (publications, total) = publications::listed(&mut self.database.read().await?, filter).await?;
        Ok(DisclosurePage { publications, total })
    }

    async fn disclosure(&self, authority: &AuthoritySlug, reference: &str) -> Stored<Option<Publication>> {
        let mut transaction = self.database.read().await?;
        match cases::known_by(&mut transaction, authority, reference).await? {
            Some(case) => publications::newest_of_case(&mut transaction, authority, case).await,
            None => Ok(None),
        }
    }

    async fn disclosure_by_slug(
        &self,
        authority: &AuthoritySlug,
        year: i16,
        month: i8,
        slug: &str,
    ) -> Stored<Option<Publication>> {
        publications::newest_at(&mut self.database.read().await?, authority, (year, month), slug).await
    }

    async fn disclosure_versions(&self, authority: &AuthoritySlug, reference: &str) -> Stored<Vec<PublishedVersion>> {
        let mut transaction = self.database.read().await?;
        match cases::known_by(&mut transaction, authority, reference).await? {
            Some(case) => publications::versions_of_case(&mut transaction, case).await,
            None => Ok(Vec::new()),
        }
    }

    async fn disclosed_file(
        &self,
        authority: &AuthoritySlug,
        reference: &str,
        file_name: &str,
    ) -> Stored<Option<Attachment>> {
        let publication = self.disclosure(authority, reference).await?;
        let shown = publication.filter(|publication| publication.tombstone.is_none());
        Ok(shown.and_then(|shown| shown.attachments.into_iter().find(|file| file.file_name == file_name)))
    }

    async fn keep_feedback(&self, feedback: &Feedback) -> Stored<()> {
        let mut transaction = self.database.write().await?;
        installation::add_feedback(&mut transaction, feedback).await?;
        transaction.commit("keeping the feedback").await
    }

    async fn verify_journal(&self) -> Stored<Vec<ChainFault>> {
        verify::faults(self, &[]).await
    }
}

impl BlobStore for Store {
    async fn put(&self, bytes: Vec<u8>) -> Stored<Digest> {
        const ATTEMPTED: &str = "keeping a file";
        self.database.must_be_writable(ATTEMPTED)?;
        // The bytes first: while they travel, nobody has to wait for this transaction.
        let (digest, size_bytes) = self.blobs.put(bytes).await?;
        let mut transaction = self.database.write().await?;
        installation::note_blob(&mut transaction, digest, size_bytes).await?;
        transaction.commit(ATTEMPTED).await?;
        Ok(digest)
    }

    async fn fetch(&self, digest: Digest) -> Stored<Option<Vec<u8>>> {
        // The database says what there is: bytes whose note was never made are not there yet.
        if !installation::keeps_blob(&mut self.database.read().await?, digest).await? {
            return Ok(None);
        }
        self.blobs.fetch(digest).await
    }
}

async fn load(transaction: &mut Transaction, id: CaseId) -> Stored<Option<Case>> {
    let events = append::events_of(transaction, id).await?;
    if events.is_empty() {
        return Ok(None);
    }
    let case = Case::from_events(&events);
    let mut case = case.map_err(|cause| crate::error::damaged("reading the case", cause))?;
    append::fill_in(transaction, &mut case).await?;
    Ok(Some(case))
}
