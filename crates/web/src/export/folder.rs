//! The folder of an export: written beside its place, and moved there when it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::ExportError;

/// A folder being written. Dropped before it was put in place, it is removed.
#[derive(Debug)]
pub(super) struct Folder {
    place: PathBuf,
    building: PathBuf,
    is_done: bool,
}

/// Marks a folder as an export, which the next one may replace.
pub(super) const MARK: &str = "exported-by.txt";

impl Folder {
    /// Begins beside `place`.
    pub(super) fn beside(place: &Path) -> Result<Self, ExportError> {
        let shown = place.display().to_string();
        let writing = |error| ExportError::Writing(shown.clone(), error);
        if place.exists() {
            let is_empty = fs::read_dir(place).map_err(writing)?.next().is_none();
            if !is_empty && !place.join(MARK).is_file() {
                return Err(ExportError::NotOurs(shown));
            }
        }
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| ExportError::NotOurs(shown.clone()))?;
        let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(writing)?;
        let building = parent.join(format!(".{name}.{}", std::process::id()));
        if building.exists() {
            fs::remove_dir_all(&building).map_err(writing)?;
        }
        fs::create_dir(&building).map_err(writing)?;
        Ok(Self { place: place.to_owned(), building, is_done: false })
    }

    /// A file in it, with the folders above it.
    pub(super) fn create(&self, name: &str) -> Result<Out, ExportError> {
        let path = self.building.join(name);
        let writing = |error| ExportError::Writing(name.to_owned(), error);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(writing)?;
        }
        let file = File::options().write(true).create_new(true).open(&path).map_err(writing)?;
        Ok(Out { name: name.to_owned(), file: BufWriter::new(file) })
    }

    /// Exchanges it with what is in its place, in one step, and removes that.
    pub(super) fn put_in_place(mut self) -> Result<(), ExportError> {
        let writing = |error| ExportError::Writing(self.place.display().to_string(), error);
        if self.place.exists() {
            renameat_with(CWD, &self.building, CWD, &self.place, RenameFlags::EXCHANGE)
                .map_err(|error| writing(error.into()))?;
            fs::remove_dir_all(&self.building).map_err(writing)?;
        } else {
            fs::rename(&self.building, &self.place).map_err(writing)?;
        }
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_done {
            drop(fs::remove_dir_all(&self.building));
        }
    }
}

/// A file being written.
#[derive(Debug)]
pub(super) struct Out {
    name: String,
    file: BufWriter<File>,
}

impl Out {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.file.write_all(bytes).map_err(|error| ExportError::Writing(self.name.clone(), error))
    }

    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        self.file.flush().map_err(|error| ExportError::Writing(self.name.clone(), error))
    }
}
