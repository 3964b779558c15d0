//! The data folder: one folder, one writer.
//!
//! The writer holds an advisory lock on a file for as long as it lives; the system lets go of it when the process dies,
//! however it dies, so that no stale lock can ever keep an authority out of its own records.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use candour_casework::id::Digest;
use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use ed25519_dalek::SigningKey;

use crate::error;

/// The writer's hold on a data folder; let go when dropped.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

/// The database's file in a data folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("candour.db")
}

/// The bytes' folder in a data folder.
pub(crate) fn blobs(folder: &Path) -> PathBuf {
    folder.join("blobs")
}

/// Whether a folder holds an installation.
pub(crate) fn is_installed(folder: &Path) -> bool {
    database(folder).is_file()
}

/// Makes a data folder that nobody but its owner can read.
pub(crate) fn create(folder: &Path) -> Stored<()> {
    let attempted = format!("making the data folder {}", folder.display());
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|cause| error::file(&attempted, cause))
}

/// What stood at the place of a data folder before one was begun there, so that a failure leaves it as it was.
pub(crate) struct Untouched {
    folder: PathBuf,
    /// The outermost folder that was not there.
    missing: Option<PathBuf>,
    /// What the folder held, where it was there; `None` where that was an installation, which nobody may clear away.
    held: Option<BTreeSet<OsString>>,
}

impl Untouched {
    /// Looks at the place.
    pub(crate) fn look(folder: &Path) -> Self {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing = folder.ancestors().take_while(is_missing).last().map(Path::to_path_buf);
        Self { folder: folder.to_owned(), missing, held: if is_installed(folder) { None } else { Some(names(folder)) } }
    }

    /// Removes what was made there since. What cannot be removed stays: the failure that led here is what is told.
    pub(crate) fn put_back(self) {
        if let Some(missing) = self.missing {
            drop(fs::remove_dir_all(missing));
            return;
        }
        let Some(held) = self.held else { return };
        for name in names(&self.folder).difference(&held).filter(|name| is_ours(name)) {
            let made = self.folder.join(name);
            drop(if made.is_dir() { fs::remove_dir_all(made) } else { fs::remove_file(made) });
        }
    }
}

fn names(folder: &Path) -> BTreeSet<OsString> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect()
}

/// Whether an installation has something of this name: what somebody else put there meanwhile is not ours to remove.
fn is_ours(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    ["blobs", "lock", "journal.key", "journal.part", "release.key", "release.part"].contains(&&*name)
        || name.starts_with("candour.db")
}

/// Takes the writer's place, or says who has it and what to do.
pub(crate) fn lock(folder: &Path) -> Stored<FolderLock> {
    let attempted = format!("opening {} for writing", folder.display());
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(folder.join("lock"))
        .map_err(|cause| error::file(&attempted, cause))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let known = file.read_to_string(&mut holder).is_ok() && !holder.trim().is_empty();
            let holder = if known { format!("process {}", holder.trim()) } else { "another process".to_owned() };
            let remedy = "stop it first (`candour serve` lets go when interrupted), or do this in the staff pages";
            let message = format!("{holder} is writing to it; one folder has one writer: {remedy}");
            return Err(StoreError::new(attempted, StoreErrorKind::Locked(message)));
        }
        Err(fs::TryLockError::Error(cause)) => return Err(error::file(&attempted, cause)),
    }
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
    written.map_err(|cause| error::file(&attempted, cause))?;
    Ok(FolderLock { _file: file })
}

/// The key that signs checkpoints of this folder's journal; made, readable by its owner only, when there is none.
pub(crate) fn signing_key(folder: &Path) -> Stored<SigningKey> {
    const ATTEMPTED: &str = "reading the key that signs checkpoints";
    let bytes = secret(&folder.join("journal.key"), ATTEMPTED, || rand::random::<[u8; 32]>().to_vec())?;
    let bytes = <[u8; 32]>::try_from(bytes.as_slice());
    let bytes = bytes.map_err(|_| error::damaged(ATTEMPTED, "it does not have 32 bytes"))?;
    Ok(SigningKey::from_bytes(&bytes))
}

/// The key that signs the manifests of released files; made, readable by its owner only, when there is none. Kept as
/// 64 hexadecimal digits, so that `candour redact --signing-key-file` takes the same file.
pub(crate) fn release_key(folder: &Path) -> Stored<SigningKey> {
    const ATTEMPTED: &str = "reading the key that signs released files";
    let digits = secret(&folder.join("release.key"), ATTEMPTED, || {
        format!("{}\n", Digest(rand::random::<[u8; 32]>())).into_bytes()
    })?;
    let digits = std::str::from_utf8(&digits).unwrap_or_default().trim();
    let seed: Digest =
        digits.parse().map_err(|_| error::damaged(ATTEMPTED, "it does not hold 64 hexadecimal digits"))?;
    Ok(SigningKey::from_bytes(&seed.0))
}

/// What a secret file holds, made whole and flushed before it takes its name when there is none.
fn secret(path: &Path, attempted: &str, make: impl FnOnce() -> Vec<u8>) -> Stored<Vec<u8>> {
    let failed = |cause| error::file(attempted, cause);
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            let (bytes, draft) = (make(), path.with_extension("part"));
            let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft);
            let written = file.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
            // A link, unlike a rename, never takes the place of a key that another process has just made.
            let named = written.and_then(|()| fs::hard_link(&draft, path)).or_else(|cause| match cause.kind() {
                std::io::ErrorKind::AlreadyExists => Ok(()),
                _ => Err(cause),
            });
            drop(fs::remove_file(&draft));
            named.map_err(failed)?;
            fs::read(path).map_err(failed)
        }
        Err(cause) => Err(failed(cause)),
    }
}

/// A folder that holds no installation.
pub(crate) fn not_installed(folder: &Path) -> StoreError {
    let message = format!("there is no installation in {}; make one with `candour init`", folder.display());
    StoreError::new("opening the data folder", StoreErrorKind::Damaged(message))
}
