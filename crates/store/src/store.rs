//! Opening a store, on either pair of database and blobs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use object_store::ObjectStore;

use crate::blobs::Blobs;
use crate::bucket;
use crate::database::Database;
use crate::folder::{self, FolderLock};
use crate::place::{BlobPlace, BucketCredentials};

/// Everything an installation keeps. Cheap to clone; all clones are one store.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) database: Database,
    pub(crate) blobs: Blobs,
    folder: Option<PathBuf>,
    /// Folder of the signing keys: the data folder, or one that the operator names for shared stores.
    pub(crate) keys: Option<PathBuf>,
    _lock: Option<Arc<FolderLock>>,
}

/// Stores that several processes share: a PostgreSQL database, and a place for bytes.
#[derive(Clone)]
pub struct SharedStore {
    /// The database.
    pub database_url: String,
    /// Its password, where the address holds none.
    pub database_password: Option<String>,
    /// Where bytes are kept.
    pub blobs: BlobPlace,
    /// For a bucket.
    pub credentials: Option<BucketCredentials>,
}

impl std::fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The database's address may hold a password.
        f.debug_struct("SharedStore").field("blobs", &self.blobs).finish_non_exhaustive()
    }
}

/// What a process wants of a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read, beside a writer or without one. Nothing on the disk is changed.
    ReadOnly,
    /// To write. Refused while another process writes.
    ReadWrite,
}

impl Store {
    /// Opens the installation in a folder.
    pub async fn open(folder: &Path, access: Access) -> Stored<Self> {
        if !folder::is_installed(folder) {
            return Err(folder::not_installed(folder));
        }
        match access {
            Access::ReadOnly => {
                let database = Database::open_sqlite_for_reading(&folder::database(folder)).await?;
                Ok(Self::on_folder(folder, database, None))
            }
            Access::ReadWrite => Self::create(folder).await,
        }
    }

    /// Opens the installation in a folder for writing, making an empty one if there is none.
    pub async fn create(folder: &Path) -> Stored<Self> {
        folder::create(folder)?;
        let lock = folder::lock(folder)?;
        let database = Database::open_sqlite(&folder::database(folder)).await?;
        Ok(Self::on_folder(folder, database, Some(Arc::new(lock))))
    }

    /// Connects to shared stores, and brings the database's tables up to date.
    pub async fn connect_to(shared: &SharedStore) -> Stored<Self> {
        let blobs = match (&shared.blobs, &shared.credentials) {
            (BlobPlace::Folder(folder), _) => Blobs::Folder(folder.clone()),
            (BlobPlace::Bucket(address), Some(credentials)) => Blobs::Bucket(bucket::open(address, credentials)?),
            (BlobPlace::Bucket(address), None) => {
                let why = "the bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment";
                let attempted = format!("connecting to the bucket {}", address.bucket);
                return Err(StoreError::new(attempted, StoreErrorKind::Failed(why.into())));
            }
        };
        let database = Database::open_postgres(&shared.database_url, shared.database_password.as_deref()).await?;
        Ok(Self { database, blobs, folder: None, keys: None, _lock: None })
    }

    /// Connects to a PostgreSQL database, with bytes in a bucket. Shared by any number of processes.
    pub async fn connect(database_url: &str, bucket: Arc<dyn ObjectStore>) -> Stored<Self> {
        let database = Database::open_postgres(database_url, None).await?;
        Ok(Self { database, blobs: Blobs::Bucket(bucket), folder: None, keys: None, _lock: None })
    }

    /// Connects to a PostgreSQL database, with bytes in a folder that every process sees.
    pub async fn connect_with_folder(database_url: &str, blobs: &Path) -> Stored<Self> {
        let database = Database::open_postgres(database_url, None).await?;
        Ok(Self { database, blobs: Blobs::Folder(blobs.to_owned()), folder: None, keys: None, _lock: None })
    }

    /// The data folder; `None` on shared stores.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The same store with its signing keys in a folder of the operator's, for shared stores: every process that signs
    /// must see the same one. A data folder keeps its own keys.
    #[must_use]
    pub fn with_keys(mut self, folder: Option<PathBuf>) -> Self {
        self.keys = self.keys.or(folder);
        self
    }

    /// Closes every connection and folds the log into the database's file.
    pub async fn close(self) {
        self.database.close().await;
    }

    fn on_folder(folder: &Path, database: Database, lock: Option<Arc<FolderLock>>) -> Self {
        let blobs = Blobs::Folder(folder::blobs(folder));
        Self { database, blobs, folder: Some(folder.to_owned()), keys: Some(folder.to_owned()), _lock: lock }
    }
}
