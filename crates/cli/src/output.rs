//! Files appear by atomic rename, or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A set of files that appear together or not at all: all are written and
/// synced beside their destinations first, and renamed only then.
#[derive(Debug, Default)]
pub(crate) struct OutputSet {
    staged: Vec<(PathBuf, PathBuf)>,
}

impl OutputSet {
    /// Writes `bytes` beside `destination` under a name of this process.
    ///
    /// # Errors
    ///
    /// The folder is missing, cannot be written, or is full: the staged part
    /// is removed and nothing stands at the destination that was not there.
    pub(crate) fn stage(&mut self, destination: &Path, bytes: &[u8]) -> Result<()> {
        let name = destination
            .file_name()
            .with_context(|| format!("{} is not the name of a file", destination.display()))?
            .to_string_lossy();
        if destination.is_dir() {
            bail!("{} is a folder; name a file in it", destination.display());
        }
        let staged = destination.with_file_name(format!(".{name}.{}.partial", std::process::id()));
        self.staged.push((staged.clone(), destination.to_path_buf()));
        write_synced(&staged, bytes).with_context(|| format!("cannot write {}", destination.display()))
    }

    /// Renames every staged file into place.
    ///
    /// # Errors
    ///
    /// A rename failed; what had been renamed before stays, and the message names the file that did not.
    pub(crate) fn commit(mut self) -> Result<()> {
        for (staged, destination) in std::mem::take(&mut self.staged) {
            fs::rename(&staged, &destination)
                .inspect_err(|_| drop(fs::remove_file(&staged)))
                .with_context(|| format!("cannot put {} in place", destination.display()))?;
        }
        Ok(())
    }
}

impl Drop for OutputSet {
    fn drop(&mut self) {
        for (staged, _) in &self.staged {
            drop(fs::remove_file(staged));
        }
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_appears_before_commit_and_all_after() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.pdf"), folder.path().join("b.json"));
        let mut outputs = OutputSet::default();
        outputs.stage(&a, b"one").unwrap();
        outputs.stage(&b, b"two").unwrap();
        assert!(!a.exists() && !b.exists());
        outputs.commit().unwrap();
        assert_eq!((fs::read(&a).unwrap(), fs::read(&b).unwrap()), (b"one".to_vec(), b"two".to_vec()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn an_output_set_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut outputs = OutputSet::default();
        outputs.stage(&folder.path().join("a.pdf"), b"one").unwrap();
        drop(outputs);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = OutputSet::default().stage(&folder.path().join("none/a.pdf"), b"one").unwrap_err();
        assert!(format!("{error:#}").contains("none/a.pdf"), "{error:#}");
    }
}
