//! Bytes by their digest, in a folder or in an S3 bucket.
//!
//! The folder is written here and not through `object_store`, whose local files are not flushed to the disk before the
//! name appears (`docs/decisions/0022-blobs.md`).

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour_casework::id::Digest;
use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::error;

/// Where bytes are kept.
#[derive(Clone, Debug)]
pub(crate) enum Blobs {
    /// A folder, two levels deep.
    Folder(PathBuf),
    /// An S3-compatible server.
    Bucket(Arc<dyn ObjectStore>),
}

impl Blobs {
    /// Keeps bytes; once this returns they survive a power cut.
    pub(crate) async fn put(&self, bytes: Vec<u8>) -> Stored<(Digest, u64)> {
        const ATTEMPTED: &str = "keeping a file";
        let size_bytes = bytes.len() as u64;
        match self {
            Self::Folder(folder) => {
                let folder = folder.clone();
                let written = tokio::task::spawn_blocking(move || {
                    let digest = Digest::of(&bytes);
                    write(&folder, digest, &bytes).map(|()| digest)
                });
                let digest = written.await.map_err(|cause| StoreError::new(ATTEMPTED, failed(cause)))?;
                Ok((digest.map_err(|cause| error::file(ATTEMPTED, cause))?, size_bytes))
            }
            Self::Bucket(bucket) => {
                let digest = Digest::of(&bytes);
                let put = bucket.put(&key(digest), bytes.into()).await;
                put.map_err(|cause| StoreError::new(ATTEMPTED, StoreErrorKind::Unavailable(cause.to_string())))?;
                Ok((digest, size_bytes))
            }
        }
    }

    /// The bytes, checked against their digest.
    pub(crate) async fn fetch(&self, digest: Digest) -> Stored<Option<Vec<u8>>> {
        const ATTEMPTED: &str = "fetching a file";
        let bytes = match self {
            Self::Folder(folder) => {
                let path = place(folder, digest);
                let read = tokio::task::spawn_blocking(move || fs::read(path)).await;
                match read.map_err(|cause| StoreError::new(ATTEMPTED, failed(cause)))? {
                    Ok(bytes) => bytes,
                    Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
                    Err(cause) => return Err(error::file(ATTEMPTED, cause)),
                }
            }
            Self::Bucket(bucket) => {
                let unavailable = |cause: object_store::Error| {
                    StoreError::new(ATTEMPTED, StoreErrorKind::Unavailable(cause.to_string()))
                };
                match bucket.get(&key(digest)).await {
                    Ok(object) => object.bytes().await.map_err(unavailable)?.to_vec(),
                    Err(object_store::Error::NotFound { .. }) => return Ok(None),
                    Err(cause) => return Err(unavailable(cause)),
                }
            }
        };
        if Digest::of(&bytes) != digest {
            return Err(error::damaged(ATTEMPTED, format_args!("the file {digest} is not what was kept")));
        }
        Ok(Some(bytes))
    }
}

/// Writes to a name of its own, flushes, then takes the final name: a reader sees all of it or none.
fn write(folder: &Path, digest: Digest, bytes: &[u8]) -> io::Result<()> {
    let place = place(folder, digest);
    if place.metadata().is_ok_and(|kept| kept.len() == bytes.len() as u64) {
        return Ok(());
    }
    let parent = place.parent().unwrap_or(folder);
    fs::create_dir_all(parent)?;
    let draft = parent.join(format!("{digest}.{}.{:x}.part", std::process::id(), rand::random::<u64>()));
    let written = File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let named = written.and_then(|()| fs::rename(&draft, &place)).and_then(|()| File::open(parent)?.sync_all());
    if named.is_err() {
        // The draft is of no use, and failing to remove it is of no interest: it is never read.
        drop(fs::remove_file(&draft));
    }
    named
}

fn place(folder: &Path, digest: Digest) -> PathBuf {
    let name = digest.to_string();
    folder.join(&name[..2]).join(name)
}

fn key(digest: Digest) -> object_store::path::Path {
    object_store::path::Path::from(format!("blobs/{digest}"))
}

fn failed(cause: tokio::task::JoinError) -> StoreErrorKind {
    StoreErrorKind::Failed(Box::new(cause))
}
