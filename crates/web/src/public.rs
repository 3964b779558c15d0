//! The one door through which published bytes leave.
//!
//! Every page, feed, file and answer of the API takes what it shows from a [`PublicLog`], and [`StoredLog`] is the only
//! one that reads a store: it asks for publications, never for cases, and lets nothing of a taken-down one through but
//! its tombstone. What was never published and what never existed look the same: [`Found::Nothing`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use candour_casework::ports::{AuthorityStore, BlobStore, CaseStore, Feedback, Stored};
use candour_casework::publication::{DisclosureFilter, DisclosurePage, PublishedVersion, Tombstone};
use candour_casework::{Attachment, Authority, AuthoritySlug, Digest, Publication};

/// An answer of the log, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Stored<T>> + Send + 'a>>;

/// All that the public side may know.
pub trait PublicLog: Send + Sync + 'static {
    /// The authorities by name.
    fn authorities(&self) -> Answer<'_, Vec<Authority>>;

    /// One page of the log.
    fn disclosures<'a>(&'a self, filter: &'a DisclosureFilter) -> Answer<'a, DisclosurePage>;

    /// What stands under a reference.
    fn disclosure<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Found>;

    /// What stands under a dated address.
    fn disclosure_by_slug<'a>(
        &'a self,
        authority: &'a AuthoritySlug,
        year: i16,
        month: i8,
        slug: &'a str,
    ) -> Answer<'a, Found>;

    /// Every version published under a reference, oldest first.
    fn versions<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Vec<PublishedVersion>>;

    /// Keeps what a reader says about the site: the one thing the public side writes.
    fn keep_feedback<'a>(&'a self, feedback: &'a Feedback) -> Answer<'a, ()>;

    /// The bytes of an attachment, of its manifest or of its structured text: `digest` must be one that the
    /// disclosure names.
    fn bytes(&self, digest: Digest) -> Answer<'_, Option<Vec<u8>>>;
}

/// What stands at a public address.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one per page, moved once")]
pub enum Found {
    /// A disclosure.
    Disclosure(Publication),
    /// What is left of one that was taken down.
    TakenDown(Tombstone),
    /// Nothing, or nothing that may be told.
    Nothing,
}

impl From<Option<Publication>> for Found {
    fn from(publication: Option<Publication>) -> Self {
        match publication {
            None => Self::Nothing,
            Some(Publication { tombstone: Some(tombstone), .. }) => Self::TakenDown(tombstone),
            Some(publication) => Self::Disclosure(publication),
        }
    }
}

/// The attachment of a disclosure with this file name, or the one whose manifest or reading version it names.
pub(crate) fn attachment<'a>(publication: &'a Publication, file_name: &str) -> Option<&'a Attachment> {
    publication.attachments.iter().find(|attachment| attachment.file_name == file_name)
}

/// The log as a store keeps it.
#[derive(Clone, Debug)]
pub struct StoredLog<S>(Arc<S>);

impl<S> StoredLog<S> {
    /// The log of this store.
    pub fn new(store: Arc<S>) -> Self {
        Self(store)
    }
}

impl<S> PublicLog for StoredLog<S>
where
    S: CaseStore + AuthorityStore + BlobStore + 'static,
{
    fn authorities(&self) -> Answer<'_, Vec<Authority>> {
        Box::pin(self.0.authorities())
    }

    fn disclosures<'a>(&'a self, filter: &'a DisclosureFilter) -> Answer<'a, DisclosurePage> {
        Box::pin(async move {
            let mut page = self.0.disclosures(filter).await?;
            page.publications.retain(|publication| publication.tombstone.is_none());
            Ok(page)
        })
    }

    fn disclosure<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Found> {
        Box::pin(async move { Ok(self.0.disclosure(authority, reference).await?.into()) })
    }

    fn disclosure_by_slug<'a>(
        &'a self,
        authority: &'a AuthoritySlug,
        year: i16,
        month: i8,
        slug: &'a str,
    ) -> Answer<'a, Found> {
        Box::pin(async move { Ok(self.0.disclosure_by_slug(authority, year, month, slug).await?.into()) })
    }

    fn versions<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Vec<PublishedVersion>> {
        Box::pin(self.0.disclosure_versions(authority, reference))
    }

    fn keep_feedback<'a>(&'a self, feedback: &'a Feedback) -> Answer<'a, ()> {
        Box::pin(self.0.keep_feedback(feedback))
    }

    fn bytes(&self, digest: Digest) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(self.0.fetch(digest))
    }
}
