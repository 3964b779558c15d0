//! Searching what is published: the index beside the store, and the store's last word on every hit.
//!
//! The index is a projection and may lag behind by a moment. So every search asks the outbox first what has changed since,
//! and leaves that out of results *and counts*; and every hit is read from the store before it is shown.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use candour_casework::outbox::Outbox;
use candour_casework::ports::{BlobStore, CaseStore, StoreError, StoreErrorKind, Stored};
use candour_casework::{AuthoritySlug, Publication};
use candour_search::{Entry, Error, FacetCounts, Found, Index, Query, Similar, Snippet};
use tokio::sync::Semaphore;

use crate::pages::statistics::answered_in_time;
use crate::public::{self, PublicLog};
use crate::raw_html::as_text;

/// One page of a search, as far as it may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPage {
    /// Whether there is an answer.
    pub state: SearchState,
    /// How many disclosures fit.
    pub total: u64,
    /// One page of them.
    pub results: Vec<SearchResult>,
    /// The values by which to narrow.
    pub facets: Vec<FacetCounts>,
    /// True if no disclosure has all the words and these have some.
    pub has_only_some_words: bool,
    /// Near spellings that were looked for too.
    pub near: Vec<String>,
}

/// Whether a search has an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchState {
    /// It has none: there is no index, or it is being built.
    #[default]
    Preparing,
    /// It has.
    Ready,
    /// It would take longer than anybody waits.
    TooBroad,
}

/// A disclosure that fits, as the store has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchResult {
    /// The disclosure.
    pub publication: Publication,
    /// Its title with what was found in it, where something was.
    pub title: Option<Snippet>,
    /// Where else words were found.
    pub snippets: Vec<Snippet>,
    /// Further pages of attachments in which words were found.
    pub more_pages: usize,
}

/// An index with what is needed to ask it from many requests at once.
pub struct Search {
    index: Arc<Index>,
    turns: Semaphore,
    is_damaged: AtomicBool,
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Search {
    /// Searches in this index.
    pub fn new(index: Index) -> Self {
        // More at once would only be slower each, and would keep threads from files and forms.
        let turns = std::thread::available_parallelism().map_or(2, |cores| cores.get() * 2);
        Self { index: Arc::new(index), turns: Semaphore::new(turns), is_damaged: AtomicBool::new(false) }
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Searches; the hits are read again from the log. Ids in `hidden` are neither found nor counted.
    pub async fn find(&self, log: &dyn PublicLog, query: &Query, hidden: Vec<String>) -> Stored<SearchPage> {
        let wanted = query.clone();
        match self.ask(move |index| index.search(&wanted, &hidden)).await {
            Some(Ok(found)) => confirmed(log, found).await,
            Some(Err(Error::TooBroad)) => Ok(SearchPage { state: SearchState::TooBroad, ..SearchPage::default() }),
            Some(Err(_)) | None => Ok(SearchPage::default()),
        }
    }

    /// At most three disclosures about the same thing as a text, read again from the log.
    pub async fn similar(
        &self,
        log: &dyn PublicLog,
        authority: Option<&AuthoritySlug>,
        text: &str,
        hidden: Vec<String>,
    ) -> Stored<Vec<Publication>> {
        let (authority, text) = (authority.map(ToString::to_string), text.to_owned());
        let Some(Ok(found)) = self.ask(move |index| index.similar(authority.as_deref(), &text, &hidden)).await else {
            return Ok(Vec::new());
        };
        let mut similar = Vec::new();
        for Similar { id, version, authority, reference } in found {
            similar.extend(still_published(log, &authority, &reference, &id, version).await?);
        }
        Ok(similar)
    }

    /// Asks the index on a thread of its own; `None` if it is being built. A damaged one is noted, to be built again.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Index) -> candour_search::Result<T> + Send + 'static,
    ) -> Option<candour_search::Result<T>> {
        if !self.index.is_built() || self.is_damaged.load(Ordering::Relaxed) {
            return None;
        }
        let _turn = self.turns.acquire().await.ok()?;
        let index = Arc::clone(&self.index);
        let answer = tokio::task::spawn_blocking(move || question(&index)).await;
        match &answer {
            Ok(Ok(_) | Err(Error::TooBroad)) => {}
            Ok(Err(error)) => self.note_damage(&error.to_string()),
            Err(_) => self.note_damage("it stopped in the middle of a search"),
        }
        answer.ok()
    }

    fn note_damage(&self, cause: &str) {
        self.is_damaged.store(true, Ordering::Relaxed);
        tracing::error!(search.cause = cause, "the search index cannot be read; it will be built again");
    }
}

/// The hits that the log still has, as it has them now.
async fn confirmed(log: &dyn PublicLog, found: Found) -> Stored<SearchPage> {
    let mut results = Vec::new();
    for hit in found.hits {
        let publication = still_published(log, &hit.authority, &hit.reference, &hit.id, hit.version).await?;
        results.extend(publication.map(|publication| SearchResult {
            publication,
            title: hit.title,
            snippets: hit.snippets,
            more_pages: hit.more_pages,
        }));
    }
    Ok(SearchPage {
        state: SearchState::Ready,
        total: found.total,
        results,
        facets: found.facets,
        has_only_some_words: found.has_only_some_words,
        near: found.near,
    })
}

async fn still_published(
    log: &dyn PublicLog,
    authority: &str,
    reference: &str,
    id: &str,
    version: u32,
) -> Stored<Option<Publication>> {
    let Ok(authority) = authority.parse::<AuthoritySlug>() else { return Ok(None) };
    Ok(match log.disclosure(&authority, reference).await? {
        public::Found::Disclosure(now) if now.id.to_string() == id && now.version == version => Some(now),
        _ => None,
    })
}

/// The ids of what has changed in the log since the index was told; `None` if that is too much to leave out.
pub(crate) async fn changed_since(store: &impl Outbox, index: &Index) -> Stored<Option<Vec<String>>> {
    let mut position = index.position();
    let mut changed = Vec::new();
    for _ in 0..MOST_PENDING_BATCHES {
        let entries = store.outbox_after(position, PENDING_BATCH).await?;
        let Some(last) = entries.last() else { return Ok(Some(changed)) };
        position = last.position;
        changed.extend(entries.iter().map(|entry| entry.publication.to_string()));
        if entries.len() < PENDING_BATCH as usize {
            return Ok(Some(changed));
        }
    }
    Ok(None)
}

/// What the index is told of a publication. `files` are the structured texts of its attachments, in their order.
pub fn entry_of(publication: &Publication, files: &[Option<Vec<u8>>]) -> Entry {
    let letter = publication.letter_html.as_deref().map(as_text);
    let late = answered_in_time(publication).map(|in_time| !in_time);
    Entry::new(publication, late, letter.as_deref(), files)
}

/// Follows the store's outbox until `stop` is ready: fills the index if it is new, and then puts into it what is
/// published, and takes out of it what is taken down, within a second.
pub async fn follow<S>(store: Arc<S>, search: Arc<Search>, stop: impl Future<Output = ()> + Send)
where
    S: CaseStore + BlobStore + Outbox + 'static,
{
    let forever = async {
        loop {
            let pause = match catch_up(&*store, &search, |_, _| {}).await {
                Ok(_) => PAUSE,
                Err(error) => {
                    tracing::warn!(search.cause = %error, "the search index could not follow the log; trying again");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::time::sleep(pause).await;
        }
    };
    tokio::select! {
        () = stop => {}
        () = forever => {}
    }
}

/// Brings an index up to the end of the outbox; how many disclosures it was told of. `progress` hears how many of how
/// many changes have been read.
pub async fn catch_up<S>(store: &S, search: &Search, progress: impl Fn(u64, u64) + Send + Sync) -> Stored<u64>
where
    S: CaseStore + BlobStore + Outbox,
{
    let index = &search.index;
    let end = store.outbox_end().await?;
    if search.is_damaged.load(Ordering::Relaxed) || index.position() > end {
        tracing::warn!("the search index is begun anew: it is damaged, or of another history than the store");
        written(index, |index| index.begin_anew()).await?;
        search.is_damaged.store(false, Ordering::Relaxed);
    }
    let was_built = index.is_built();
    if !was_built {
        tracing::info!(search.changes = end, "building the search index");
    }
    let (mut position, mut told) = (index.position(), 0);
    loop {
        let entries = store.outbox_after(position, BATCH).await?;
        let Some(last) = entries.last() else { break };
        position = last.position;
        let mut seen = Vec::new();
        let mut changes: Vec<Result<Entry, String>> = Vec::new();
        // Of several changes of one disclosure only what it says now counts.
        for entry in entries.iter().rev() {
            if seen.contains(&entry.publication) {
                continue;
            }
            seen.push(entry.publication);
            let now = store.disclosure(&entry.authority, &entry.reference.to_string()).await?;
            changes.push(match now.filter(|now| now.tombstone.is_none() && now.id == entry.publication) {
                Some(publication) => Ok(entry_of(&publication, &texts(store, &publication).await?)),
                None => Err(entry.publication.to_string()),
            });
        }
        told += changes.len() as u64;
        written(index, move |index| {
            for change in &changes {
                match change {
                    Ok(entry) => index.put(entry)?,
                    Err(id) => index.remove(id)?,
                }
            }
            if was_built { index.commit(position) } else { Ok(()) }
        })
        .await?;
        progress(position, end.max(position));
    }
    if !was_built {
        written(index, move |index| index.commit(position)).await?;
        tracing::info!(search.disclosures = index.len(), "the search index is built");
    }
    Ok(told)
}

/// The structured texts of the verified files of a disclosure.
async fn texts<S: BlobStore>(store: &S, publication: &Publication) -> Stored<Vec<Option<Vec<u8>>>> {
    let mut texts = Vec::new();
    for attachment in &publication.attachments {
        texts.push(match attachment.structured_text {
            Some(digest) => store.fetch(digest).await?,
            None => None,
        });
    }
    Ok(texts)
}

async fn written(
    index: &Arc<Index>,
    write: impl FnOnce(&Index) -> candour_search::Result<()> + Send + 'static,
) -> Stored<()> {
    const ATTEMPTED: &str = "writing the search index";
    let index = Arc::clone(index);
    let failed =
        |cause: Box<dyn std::error::Error + Send + Sync>| StoreError::new(ATTEMPTED, StoreErrorKind::Failed(cause));
    let done = tokio::task::spawn_blocking(move || write(&index)).await;
    done.map_err(|error| failed(error.into()))?.map_err(|error| failed(error.into()))
}

const BATCH: u32 = 200;
const PENDING_BATCH: u32 = 1_000;
/// Beyond this the index is not following but being filled, and a search waits for it.
const MOST_PENDING_BATCHES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
