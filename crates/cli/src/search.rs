//! The search index beside the store: opened, followed, and built again by itself when it must be.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use candour_search::Index;
use candour_store::Store;
use candour_web::search::{Search, follow};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::config::Config;

/// The index of this node while it follows the store.
pub(crate) struct Following {
    search: Arc<Search>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Opens the index and begins to follow the store.
///
/// # Errors
///
/// The folder cannot be written, or another process has the index open.
pub(crate) fn begin(store: &Store, config: &Config) -> Result<Following> {
    let search = Arc::new(Search::new(open(store, config)?));
    let (stop, stopped) = oneshot::channel();
    let stopped = async { drop(stopped.await) };
    let task = tokio::spawn(follow(Arc::new(store.clone()), Arc::clone(&search), stopped));
    Ok(Following { search, stop, task })
}

/// The index that belongs to a store.
///
/// # Errors
///
/// As [`begin`].
pub(crate) fn open(store: &Store, config: &Config) -> Result<Index> {
    let folder = folder(store, config);
    Index::open(&folder).with_context(|| format!("cannot use the search index in {}", folder.display()))
}

/// In the data folder; with shared stores in this node's own, because each node has an index of its own.
fn folder(store: &Store, config: &Config) -> PathBuf {
    store.folder().map_or_else(|| config.data_folder(None), PathBuf::from).join("search")
}

impl Following {
    /// What pages search in.
    pub(crate) fn search(&self) -> Arc<Search> {
        Arc::clone(&self.search)
    }

    /// Stops following; the store may then be closed.
    pub(crate) async fn end(self) {
        drop(self.stop);
        drop(self.task.await);
    }
}
