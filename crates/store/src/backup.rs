//! Backup and restore: one file that either store can write and either can read.
//!
//! The file is rows as they stand and bytes as they are, so a backup of the embedded store restored into a shared one is
//! also the way from the one to the other. It ends with a digest of all that went before: a file that was cut off or
//! changed is refused before anything is written.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use candour_casework::id::Digest;
use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use crate::database::{Transaction, Value};
use crate::folder::Untouched;
use crate::rows::{backup as tables, installation};
use crate::{Store, error};

impl Store {
    /// Writes everything into one file, of one consistent state. The file appears whole or not at all.
    pub async fn backup(&self, file: &Path) -> Stored<()> {
        let draft = file.with_added_extension("part");
        let written = self.write_backup(&draft).await;
        let named = written.and_then(|()| fs::rename(&draft, file).map_err(|cause| error::file(BACKING_UP, cause)));
        if named.is_err() {
            // A half-written draft is of no use, and failing to remove it is of no interest.
            drop(fs::remove_file(&draft));
        }
        named
    }

    /// Makes an installation in a folder from a file. On failure the folder is as it was: gone again, where it was not
    /// there.
    pub async fn restore_into(folder: &Path, file: &Path) -> Stored<Self> {
        let place = Untouched::look(folder);
        match Self::create(folder).await {
            Ok(store) => match store.restore(file).await {
                Ok(()) => Ok(store),
                Err(error) => {
                    // The lock is held until all is cleared away: nobody else begins here in between.
                    store.clone().close().await;
                    place.put_back();
                    Err(error)
                }
            },
            // What is there then is another process's.
            Err(error) if matches!(error.kind(), StoreErrorKind::Locked(_)) => Err(error),
            Err(error) => {
                place.put_back();
                Err(error)
            }
        }
    }

    /// Fills this empty store from a file. The file is read through and checked before the first row is written, and
    /// all rows go in together.
    pub async fn restore(&self, file: &Path) -> Stored<()> {
        check(file)?;
        let mut transaction = self.database.write().await?;
        if !tables::is_empty(&mut transaction).await? {
            let message = "there is something in this store already; restore into an empty one";
            return Err(StoreError::new(RESTORING, StoreErrorKind::Failed(message.into())));
        }
        let mut reader = open(file)?;
        while let Some(entry) = next(&mut reader)? {
            match entry {
                Entry::Row(table, cells) => insert(&mut transaction, &table, cells).await?,
                Entry::Blob(digest, size_bytes) => {
                    let mut bytes = Vec::new();
                    let taken = reader.by_ref().take(size_bytes).read_to_end(&mut bytes);
                    taken.map_err(|cause| error::file(RESTORING, cause))?;
                    let (kept, _) = self.blobs.put(bytes).await?;
                    if kept != digest {
                        return Err(error::damaged(RESTORING, format_args!("the file {digest} is not what was kept")));
                    }
                }
                Entry::End(_) => break,
            }
        }
        transaction.commit(RESTORING).await
    }

    async fn write_backup(&self, draft: &Path) -> Stored<()> {
        let failed = |cause| error::file(BACKING_UP, cause);
        let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(draft);
        let mut out = Hashing { inner: BufWriter::new(file.map_err(failed)?), hasher: sha2::Sha256::new() };
        out.write_all(HEADER).map_err(failed)?;
        let mut transaction = self.database.read().await?;
        for table in tables::TABLES {
            let mut from = 0;
            loop {
                let rows = tables::page(&mut transaction, table, from).await?;
                let Some(last) = rows.last() else { break };
                from = last.0;
                for (_, cells) in rows {
                    line(&mut out, &Entry::Row(table.name.to_owned(), cells)).map_err(failed)?;
                }
            }
        }
        for digest in installation::all_blobs(&mut transaction).await? {
            let bytes = self.blobs.fetch(digest).await?;
            let bytes =
                bytes.ok_or_else(|| error::damaged(BACKING_UP, format_args!("the file {digest} is missing")))?;
            line(&mut out, &Entry::Blob(digest, bytes.len() as u64)).map_err(failed)?;
            out.write_all(&bytes).map_err(failed)?;
        }
        let digest = Digest(out.hasher.clone().finalize().into());
        line(&mut out, &Entry::End(digest)).map_err(failed)?;
        out.inner.flush().and_then(|()| out.inner.get_ref().sync_all()).map_err(failed)
    }
}

/// A line of a backup. After [`Entry::Blob`] come as many bytes as it says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    Row(String, Vec<Cell>),
    Blob(Digest, u64),
    End(Digest),
}

/// A cell of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cell {
    /// Text, or nothing.
    Text(Option<String>),
    /// A whole number.
    Number(i64),
    /// A digest's bytes.
    Digest(Digest),
}

async fn insert(transaction: &mut Transaction, table: &str, cells: Vec<Cell>) -> Stored<()> {
    let known = tables::TABLES.iter().find(|known| known.name == table);
    let known = known.ok_or_else(|| error::damaged(RESTORING, format_args!("there is no table {table}")))?;
    let values: Vec<Value> = cells
        .into_iter()
        .map(|cell| match cell {
            Cell::Text(text) => Value::Text(text),
            Cell::Number(number) => Value::Number(number),
            Cell::Digest(digest) => Value::Bytes(digest.0.to_vec()),
        })
        .collect();
    transaction.run(RESTORING, known.insert, &values).await.map(drop)
}

/// Reads a whole backup and checks the digest at its end.
fn check(file: &Path) -> Stored<()> {
    let damaged = || error::damaged(RESTORING, "it is no backup, or it was cut off or changed");
    let mut reader = open(file)?;
    let mut passed = Hashing { inner: io::sink(), hasher: sha2::Sha256::new() };
    passed.hasher.update(HEADER);
    loop {
        let mut text = Vec::new();
        let length = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut text);
        if length.map_err(|cause| error::file(RESTORING, cause))? == 0 {
            return Err(damaged());
        }
        match serde_json::from_slice::<Entry>(&text).map_err(|_| damaged())? {
            Entry::End(digest) if Digest(passed.hasher.clone().finalize().into()) == digest => return Ok(()),
            Entry::End(_) => return Err(damaged()),
            Entry::Row(..) => passed.hasher.update(&text),
            Entry::Blob(_, size_bytes) => {
                passed.hasher.update(&text);
                let copied = io::copy(&mut reader.by_ref().take(size_bytes), &mut passed);
                if copied.map_err(|cause| error::file(RESTORING, cause))? != size_bytes {
                    return Err(damaged());
                }
            }
        }
    }
}

fn open(file: &Path) -> Stored<BufReader<File>> {
    let failed = |cause| error::file(&format!("{RESTORING} {}", file.display()), cause);
    let mut reader = BufReader::new(File::open(file).map_err(failed)?);
    let mut header = vec![0; HEADER.len()];
    match reader.read_exact(&mut header) {
        Ok(()) if header == HEADER => Ok(reader),
        Ok(()) | Err(_) => Err(error::damaged(RESTORING, "it is no backup of this program")),
    }
}

fn next(reader: &mut BufReader<File>) -> Stored<Option<Entry>> {
    let mut text = Vec::new();
    let length = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut text);
    if length.map_err(|cause| error::file(RESTORING, cause))? == 0 {
        return Ok(None);
    }
    serde_json::from_slice(&text).map(Some).map_err(|cause| error::damaged(RESTORING, cause))
}

fn line(out: &mut impl Write, entry: &Entry) -> io::Result<()> {
    serde_json::to_writer(&mut *out, entry)?;
    out.write_all(b"\n")
}

/// Hashes what passes through.
struct Hashing<W> {
    inner: W,
    hasher: sha2::Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

const HEADER: &[u8] = b"candour backup 1\n";
const BACKING_UP: &str = "writing the backup";
const RESTORING: &str = "restoring the backup";
/// More than any row: the longest text a case takes, escaped, with room.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;
