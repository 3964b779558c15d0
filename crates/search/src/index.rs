//! The index on the disk, or in memory for tests: one writer, many readers.
//!
//! It is a projection. Everything in it comes from the store, and it can be thrown away at any time: an index that is
//! missing, damaged or of another format is begun anew, and says so through [`Index::is_built`] until it has been filled.
//! How far it has followed the store stands in its commits, so that content and place are never apart.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::directory::MmapDirectory;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy};

use crate::entry::Entry;
use crate::error::{Attempt, Error, Result};
use crate::schema::Fields;
use crate::view::View;
use crate::words;

/// A search index. Cheap to share; searching takes no lock for longer than an instant.
pub struct Index {
    folder: Option<PathBuf>,
    fields: Fields,
    writing: Mutex<Option<Writing>>,
    live: RwLock<Arc<Live>>,
}

/// What is searched, and how far it has come.
pub(crate) struct Live {
    pub(crate) view: View,
    position: Option<u64>,
}

struct Writing {
    /// While a new index is filled, the entries that are in it, by a hash of their ids: only these need to be taken out
    /// before they are put in again. `None` once it has been filled: then any may be in it.
    filling: Option<HashSet<u64>>,
    writer: IndexWriter,
    reader: IndexReader,
    index: tantivy::Index,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("folder", &self.folder)
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// The index in a folder. If it cannot be used it is begun anew; why is logged.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or another process writes to it.
    pub fn open(folder: &Path) -> Result<Self> {
        let fields = Fields::new();
        let (writing, live) = match Self::open_as_it_is(folder, &fields) {
            Ok(opened) => opened,
            // The first time there is none; that is nothing to be told of.
            Err(_) if !folder.join("meta.json").exists() => Self::begin(Some(folder), &fields)?,
            Err(Error::Index { attempted, cause }) => {
                tracing::warn!(search.folder = %folder.display(), "the search index is built again: {attempted}: {cause}");
                Self::begin(Some(folder), &fields)?
            }
            Err(other) => return Err(other),
        };
        Ok(Self {
            folder: Some(folder.to_owned()),
            fields,
            writing: Mutex::new(Some(writing)),
            live: RwLock::new(Arc::new(live)),
        })
    }

    /// An empty index in memory.
    ///
    /// # Errors
    ///
    /// There is not enough memory for the writer.
    pub fn in_memory() -> Result<Self> {
        let fields = Fields::new();
        let (writing, live) = Self::begin(None, &fields)?;
        Ok(Self { folder: None, fields, writing: Mutex::new(Some(writing)), live: RwLock::new(Arc::new(live)) })
    }

    fn open_as_it_is(folder: &Path, fields: &Fields) -> Result<(Writing, Live)> {
        const ATTEMPTED: &str = "opening the search index";
        let refused = |cause: &str| Error::Index { attempted: ATTEMPTED, cause: cause.to_owned() };
        let directory = MmapDirectory::open(folder).attempt(ATTEMPTED)?;
        if !tantivy::Index::exists(&directory).attempt(ATTEMPTED)? {
            return Err(refused("there is none yet"));
        }
        let mut index = tantivy::Index::open(directory).attempt(ATTEMPTED)?;
        if index.schema() != fields.schema {
            return Err(refused("it has other fields"));
        }
        let payload = index.load_metas().attempt(ATTEMPTED)?.payload;
        let Some(position) = payload.as_deref().and_then(position_in) else {
            return Err(refused("it was not finished, or is of another version"));
        };
        let damaged = index.validate_checksum().attempt(ATTEMPTED)?;
        if !damaged.is_empty() {
            return Err(refused("it is damaged"));
        }
        index.set_tokenizers(tokenizers());
        let writing = Writing::new(index)?;
        let view = View::new(writing.reader.searcher(), fields, None)?;
        Ok((writing, Live { view, position: Some(position) }))
    }

    /// A new, empty index, in place of what was there.
    fn begin(folder: Option<&Path>, fields: &Fields) -> Result<(Writing, Live)> {
        const ATTEMPTED: &str = "beginning the search index";
        let mut index = match folder {
            None => tantivy::Index::create_in_ram(fields.schema.clone()),
            Some(folder) => {
                match std::fs::remove_dir_all(folder) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).attempt(ATTEMPTED),
                    _ => {}
                }
                std::fs::create_dir_all(folder).attempt(ATTEMPTED)?;
                tantivy::Index::create_in_dir(folder, fields.schema.clone()).attempt(ATTEMPTED)?
            }
        };
        index.set_tokenizers(tokenizers());
        let writing = Writing { filling: Some(HashSet::new()), ..Writing::new(index)? };
        let view = View::new(writing.reader.searcher(), fields, None)?;
        Ok((writing, Live { view, position: None }))
    }

    /// Throws everything away, to be filled again. Searches meanwhile find nothing, and [`Index::is_built`] says why.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub fn begin_anew(&self) -> Result<()> {
        let mut held = self.held();
        // The old writer must let go of its lock first.
        drop(held.take());
        let (writing, live) = Self::begin(self.folder.as_deref(), &self.fields)?;
        *held = Some(writing);
        self.show(live);
        Ok(())
    }

    /// Whether it has been filled: until then it knows less than the store.
    pub fn is_built(&self) -> bool {
        self.live().position.is_some()
    }

    /// How far it has followed the store's outbox; 0 before it has been filled.
    pub fn position(&self) -> u64 {
        self.live().position.unwrap_or(0)
    }

    /// Adds an entry, or puts it in the place of the one with its id. Seen after [`Index::commit`].
    ///
    /// # Errors
    ///
    /// The index cannot be written.
    pub fn put(&self, entry: &Entry) -> Result<()> {
        const ATTEMPTED: &str = "adding to the search index";
        let mut held = self.held();
        let writing = held.as_mut().ok_or_else(gone)?;
        let is_new = writing.filling.as_mut().is_some_and(|known| known.insert(hash_of(&entry.id)));
        if !is_new {
            writing.writer.delete_term(self.fields.key(&entry.id));
        }
        writing.writer.add_document(self.fields.document(entry)).attempt(ATTEMPTED)?;
        Ok(())
    }

    /// Takes the entry with this id out. Gone after [`Index::commit`].
    ///
    /// # Errors
    ///
    /// The index cannot be written.
    pub fn remove(&self, id: &str) -> Result<()> {
        let held = self.held();
        held.as_ref().ok_or_else(gone)?.writer.delete_term(self.fields.key(id));
        Ok(())
    }

    /// Makes what was added and removed seen, and notes that the store has been followed up to `position`. Segments from
    /// which something was removed are written anew, so that its words leave the disk as well.
    ///
    /// # Errors
    ///
    /// The index cannot be written; what is seen stays as it was.
    pub fn commit(&self, position: u64) -> Result<()> {
        const ATTEMPTED: &str = "saving the search index";
        let mut held = self.held();
        let writing = held.as_mut().ok_or_else(gone)?;
        let mut prepared = writing.writer.prepare_commit().attempt(ATTEMPTED)?;
        prepared.set_payload(&format!("{FORMAT} {position}"));
        prepared.commit().attempt(ATTEMPTED)?;
        writing.filling = None;
        let view = self.reloaded(writing)?;
        let with_removed: Vec<_> = view
            .segments
            .iter()
            .filter(|segment| segment.reader.has_deletes() && segment.documents <= REWRITTEN_AT_ONCE)
            .map(|segment| segment.reader.segment_id())
            .collect();
        for id in with_removed {
            // In the background; whether it succeeds shows at the next commit.
            drop(writing.writer.merge(&[id]));
        }
        self.show(Live { view, position: Some(position) });
        Ok(())
    }

    /// Waits until segments are merged, and takes up the result. For after filling an index.
    ///
    /// # Errors
    ///
    /// The index cannot be written.
    pub fn settle(&self) -> Result<()> {
        const ATTEMPTED: &str = "settling the search index";
        let mut held = self.held();
        let position = self.live().position;
        if let Some(Writing { writer, index, .. }) = held.take() {
            writer.wait_merging_threads().attempt(ATTEMPTED)?;
            let writing = Writing::new(index)?;
            let view = self.reloaded(&writing)?;
            *held = Some(writing);
            self.show(Live { view, position });
        }
        Ok(())
    }

    /// Disclosures that can be found.
    pub fn len(&self) -> u64 {
        self.live().view.segments.iter().map(|segment| segment.alive.count()).sum()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory that counting facets takes, apart from what the system keeps of the index's files.
    pub fn memory(&self) -> usize {
        self.live().view.memory()
    }

    /// Bytes of its files.
    pub fn size_on_disk(&self) -> u64 {
        let space = self.live().view.searcher.space_usage();
        space.map_or(0, |space| space.total().get_bytes())
    }

    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    fn reloaded(&self, writing: &Writing) -> Result<View> {
        writing.reader.reload().attempt("reading the search index")?;
        View::new(writing.reader.searcher(), &self.fields, Some(&self.live().view))
    }

    fn show(&self, live: Live) {
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(live);
    }

    fn held(&self) -> MutexGuard<'_, Option<Writing>> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writing {
    fn new(index: tantivy::Index) -> Result<Self> {
        const ATTEMPTED: &str = "opening the search index for writing";
        let writer = index.writer_with_num_threads(1, WRITER_MEMORY).attempt(ATTEMPTED)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().attempt(ATTEMPTED)?;
        Ok(Self { filling: None, writer, reader, index })
    }
}

fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(words::STEMMED, words::stemmed());
    manager.register(words::WRITTEN, words::written());
    manager
}

fn position_in(payload: &str) -> Option<u64> {
    payload.strip_prefix(FORMAT)?.strip_prefix(' ')?.parse().ok()
}

fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

fn gone() -> Error {
    Error::Index { attempted: "writing the search index", cause: "it could not be opened again".to_owned() }
}

/// Changes when what is indexed, or how words are cut, does; an index of another one is built again.
const FORMAT: &str = "candour-search-1";

/// What the writer may hold before it writes a segment.
const WRITER_MEMORY: usize = 128 * 1024 * 1024;

/// A segment of more documents is not written anew for one removal; it is when it is merged next.
const REWRITTEN_AT_ONCE: u32 = 100_000;
