//! The one door through which published bytes leave.
//!
//! Every page, feed, file and answer of the API takes what it shows from a [`PublicLog`], and [`StoredLog`] is the only
//! one that reads a store: it asks for publications, never for cases, and lets nothing of a taken-down one through but
//! its tombstone. What was never published and what never existed look the same: [`Found::Nothing`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use candour_casework::outbox::{LogChange, Outbox, OutboxEntry};
use candour_casework::ports::{AuthorityStore, BlobStore, CaseStore, Feedback, Stored};
use candour_casework::publication::{DisclosureFilter, DisclosurePage, LogPlace, PublishedVersion, Tombstone};
use candour_casework::returns::{self, CaseHistories, Period, Return};
use candour_casework::{Attachment, Authority, AuthoritySlug, Digest, Publication, Reference};
use candour_search::Query;
use futures_util::stream::{self, Stream};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::pictures::Pictures;
use crate::search::{Search, SearchPage, changed_since};

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

    /// The names under which a disclosure was known before: old references, and paths of an earlier site, which begin with
    /// a slash. Each leads on to it.
    fn old_names<'a>(&'a self, publication: &'a Publication) -> Answer<'a, Vec<String>> {
        let _ = publication;
        Box::pin(async { Ok(Vec::new()) })
    }

    /// A number that grows with everything that is published or taken down, and with nothing else: it tells nothing
    /// of what is not public, and whoever keeps something made from the log knows by it when to make it anew.
    fn edition(&self) -> Answer<'_, u64>;

    /// What has become of the log after a place in its history (0: from the beginning), each disclosure once, as it is
    /// now. At most `limit` changes.
    fn changes(&self, after: u64, limit: u32) -> Answer<'_, Changes>;

    /// How the authority handled the requests of a period, in figures that name nobody; `None` where none are kept.
    fn figures<'a>(&'a self, _authority: &'a AuthoritySlug, _period: Period) -> Answer<'a, Option<Return>> {
        Box::pin(async { Ok(None) })
    }

    /// Keeps what a reader says about the site: the one thing the public side writes.
    fn keep_feedback<'a>(&'a self, feedback: &'a Feedback) -> Answer<'a, ()>;

    /// Searches the log. Nothing is kept of who searched or for what.
    fn search<'a>(&'a self, query: &'a Query) -> Answer<'a, SearchPage> {
        let _ = query;
        Box::pin(async { Ok(SearchPage::default()) })
    }

    /// At most three disclosures that may already say what a text asks for; none rather than something far off.
    fn similar<'a>(&'a self, authority: Option<&'a AuthoritySlug>, text: &'a str) -> Answer<'a, Vec<Publication>> {
        let _ = (authority, text);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// At most three other disclosures about the same thing.
    fn related<'a>(&'a self, publication: &'a Publication) -> Answer<'a, Vec<Publication>> {
        Box::pin(async move {
            let text = format!("{}\n{}\n{}", publication.title, publication.summary, publication.request);
            let mut similar = self.similar(Some(&publication.authority), &text).await?;
            similar.retain(|other| other.id != publication.id);
            Ok(similar)
        })
    }

    /// Whether pages can be drawn here.
    fn draws_pages(&self) -> bool {
        false
    }

    /// A page (from 1) of a PDF as PNG: `digest` must be one that the disclosure names. `None` where pages cannot be
    /// drawn.
    fn page_picture(&self, _digest: Digest, _page: u32) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async { Ok(None) })
    }

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

/// A stretch of the log's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes that still stand, in the order in which they were made.
    pub changes: Vec<Changed>,
    /// Where the next stretch begins; `None` at the end.
    pub next: Option<u64>,
}

/// One disclosure as it is now, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its place in the history.
    pub position: u64,
    /// The day on which it came to be like this.
    pub on: Date,
    /// Whose log it is in.
    pub authority: AuthoritySlug,
    /// The reference in its permanent address.
    pub reference: Reference,
    /// What stands there; never [`Found::Nothing`].
    pub now: Found,
}

impl Changed {
    /// What stands under a reference, at this place in the history; `None` for nothing.
    pub(crate) fn at(position: u64, authority: AuthoritySlug, reference: Reference, now: Found) -> Option<Self> {
        let on = match &now {
            Found::Disclosure(publication) => publication.published_on,
            Found::TakenDown(tombstone) => TimeZone::UTC.to_datetime(tombstone.at).date(),
            Found::Nothing => return None,
        };
        Some(Self { position, on, authority, reference, now })
    }
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

/// All that fits a filter, newest first, a page of it at a time: what is made of it need not be held at once.
pub(crate) fn walk(
    log: Arc<dyn PublicLog>,
    filter: DisclosureFilter,
) -> impl Stream<Item = Stored<Vec<Publication>>> + Send + 'static {
    stream::try_unfold(Some(DisclosureFilter { limit: AT_A_TIME, ..filter }), move |filter| {
        let log = Arc::clone(&log);
        async move {
            let Some(filter) = filter else { return Ok(None) };
            let page = log.disclosures(&filter).await?.publications;
            let next = page.last().map(|last| DisclosureFilter {
                after: Some(LogPlace::of(last)),
                offset: 0,
                ..filter.clone()
            });
            Ok((!page.is_empty()).then_some((page, next)))
        }
    })
}

/// How many disclosures are held at a time while all of them are written somewhere.
const AT_A_TIME: u32 = 200;

/// The log as a store keeps it, with its search index and what draws pages, where there are any.
pub struct StoredLog<S> {
    store: Arc<S>,
    search: Option<Arc<Search>>,
    pictures: Option<Pictures>,
}

/// Draws a page (from 1) of a PDF as PNG; `None` if it cannot. May take seconds, and is called where it may.
pub type DrawPage = Arc<dyn Fn(Vec<u8>, u32) -> Option<Vec<u8>> + Send + Sync>;

impl<S> StoredLog<S> {
    /// The log of this store.
    pub fn new(store: Arc<S>) -> Self {
        Self { store, search: None, pictures: None }
    }

    /// The same, searched in this index.
    #[must_use]
    pub fn with_search(self, search: Arc<Search>) -> Self {
        Self { search: Some(search), ..self }
    }

    /// The same, with pictures of pages drawn by this.
    #[must_use]
    pub fn with_pictures(self, draw: DrawPage) -> Self {
        Self { pictures: Some(Pictures::new(draw)), ..self }
    }
}

impl<S: CaseStore> StoredLog<S> {
    /// What a line of the history says now; `None` if a later line says something else of the same disclosure.
    async fn now(&self, line: OutboxEntry) -> Stored<Option<Changed>> {
        let found = self.store.disclosure(&line.authority, &line.reference.to_string()).await?;
        let stands = match (&found, line.change) {
            (Some(found), LogChange::Published) => found.tombstone.is_none() && found.version == line.version,
            (Some(found), LogChange::TakenDown) => found.tombstone.is_some(),
            (None, _) => false,
        };
        let OutboxEntry { position, authority, reference, .. } = line;
        Ok(Changed::at(position, authority, reference, found.into()).filter(|_| stands))
    }
}

/// Whether a text of an address could be a name in the store: a database refuses some that a browser sends.
fn may_be_a_name(text: &str) -> bool {
    text.len() <= NAME_BYTES && !text.chars().any(char::is_control)
}

/// The longest reference, topic or slug.
const NAME_BYTES: usize = 200;

impl<S> PublicLog for StoredLog<S>
where
    S: CaseStore + AuthorityStore + BlobStore + CaseHistories + Outbox + 'static,
{
    fn figures<'a>(&'a self, authority: &'a AuthoritySlug, period: Period) -> Answer<'a, Option<Return>> {
        Box::pin(async move { returns::of(&*self.store, authority, period).await.map(Some) })
    }

    fn authorities(&self) -> Answer<'_, Vec<Authority>> {
        Box::pin(self.store.authorities())
    }

    fn disclosures<'a>(&'a self, filter: &'a DisclosureFilter) -> Answer<'a, DisclosurePage> {
        let names = [filter.topic.as_deref(), filter.provision.as_ref().map(|id| id.as_str())];
        let may_be = names.into_iter().flatten().all(may_be_a_name);
        Box::pin(async move {
            if !may_be {
                return Ok(DisclosurePage::default());
            }
            let mut page = self.store.disclosures(filter).await?;
            page.publications.retain(|publication| publication.tombstone.is_none());
            Ok(page)
        })
    }

    fn disclosure<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Found> {
        Box::pin(async move {
            if !may_be_a_name(reference) {
                return Ok(Found::Nothing);
            }
            Ok(self.store.disclosure(authority, reference).await?.into())
        })
    }

    fn disclosure_by_slug<'a>(
        &'a self,
        authority: &'a AuthoritySlug,
        year: i16,
        month: i8,
        slug: &'a str,
    ) -> Answer<'a, Found> {
        Box::pin(async move {
            if !may_be_a_name(slug) {
                return Ok(Found::Nothing);
            }
            Ok(self.store.disclosure_by_slug(authority, year, month, slug).await?.into())
        })
    }

    fn versions<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Vec<PublishedVersion>> {
        Box::pin(self.store.disclosure_versions(authority, reference))
    }

    fn old_names<'a>(&'a self, publication: &'a Publication) -> Answer<'a, Vec<String>> {
        Box::pin(async move {
            let case = self.store.case(publication.case).await?;
            let is_other = |name: &String| *name != publication.reference.to_string();
            Ok(case.map(|case| case.aliases.into_iter().filter(is_other).collect()).unwrap_or_default())
        })
    }

    fn edition(&self) -> Answer<'_, u64> {
        Box::pin(self.store.outbox_end())
    }

    fn changes(&self, after: u64, limit: u32) -> Answer<'_, Changes> {
        Box::pin(async move {
            let lines = self.store.outbox_after(after, limit).await?;
            let next = lines.last().filter(|_| lines.len() >= limit as usize).map(|last| last.position);
            let mut changes = Vec::new();
            for line in lines {
                changes.extend(self.now(line).await?);
            }
            Ok(Changes { changes, next })
        })
    }

    fn keep_feedback<'a>(&'a self, feedback: &'a Feedback) -> Answer<'a, ()> {
        Box::pin(self.store.keep_feedback(feedback))
    }

    fn search<'a>(&'a self, query: &'a Query) -> Answer<'a, SearchPage> {
        Box::pin(async move {
            let Some(search) = &self.search else { return Ok(SearchPage::default()) };
            match changed_since(&*self.store, search.index()).await? {
                Some(hidden) => search.find(self, query, hidden).await,
                None => Ok(SearchPage::default()),
            }
        })
    }

    fn similar<'a>(&'a self, authority: Option<&'a AuthoritySlug>, text: &'a str) -> Answer<'a, Vec<Publication>> {
        Box::pin(async move {
            let Some(search) = &self.search else { return Ok(Vec::new()) };
            match changed_since(&*self.store, search.index()).await? {
                Some(hidden) => search.similar(self, authority, text, hidden).await,
                None => Ok(Vec::new()),
            }
        })
    }

    fn draws_pages(&self) -> bool {
        self.pictures.is_some()
    }

    fn page_picture(&self, digest: Digest, page: u32) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let Some(pictures) = &self.pictures else { return Ok(None) };
            if let Some(known) = pictures.known(digest, page) {
                return Ok(Some(known));
            }
            let _turn = pictures.turn().await;
            match self.store.fetch(digest).await? {
                Some(pdf) => Ok(pictures.draw(digest, page, pdf).await),
                None => Ok(None),
            }
        })
    }

    fn bytes(&self, digest: Digest) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(self.store.fetch(digest))
    }
}
