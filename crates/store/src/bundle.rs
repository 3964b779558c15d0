//! The bundle for the regulator: everything about one case in one folder.
//!
//! Written beside its final place and renamed into it, so that a full disk leaves nothing that looks like a bundle.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use candour_casework::case::Case;
use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::{BlobStore as _, CaseStore as _, StoreError, StoreErrorKind, Stored};

use crate::rows::journal;
use crate::{Store, error};

impl Store {
    /// Writes the bundle of a case into a new folder: the case, its part of the journal, the request, the letter, the
    /// documents and what was made of them, and an index with the digest of each. Answers with the index's digest,
    /// which [`Case::note_bundle`] records.
    pub async fn export_bundle(&self, id: CaseId, folder: &Path) -> Stored<Digest> {
        let refused = |why: String| StoreError::new(EXPORTING, StoreErrorKind::Failed(why.into()));
        let case = self.case(id).await?.ok_or_else(|| refused(format!("there is no case {id}")))?;
        if folder.exists() {
            return Err(refused(format!("{} is there already", folder.display())));
        }
        let draft = folder.with_added_extension("part");
        if draft.exists() {
            let remedy = "if nobody is writing this bundle now, remove it and try again";
            return Err(refused(format!(
                "{} is there, from a bundle that was not finished; {remedy}",
                draft.display()
            )));
        }
        let made = fs::DirBuilder::new().mode(0o700).create(&draft);
        made.map_err(|cause| error::file(EXPORTING, cause))?;
        let written = self.write_bundle(&case, &draft).await;
        let named = written.and_then(|digest| {
            fs::rename(&draft, folder).map_err(|cause| error::file(EXPORTING, cause)).map(|()| digest)
        });
        if named.is_err() {
            // What was begun is of no use, and failing to remove it is of no interest.
            drop(fs::remove_dir_all(&draft));
        }
        named
    }

    async fn write_bundle(&self, case: &Case, draft: &Path) -> Stored<Digest> {
        let mut index = String::new();
        let mut keep = |name: &str, bytes: &[u8]| -> Stored<()> {
            index.push_str(&format!("{}  {name}\n", Digest::of(bytes)));
            write(&draft.join(name), bytes)
        };
        let told = serde_json::to_vec_pretty(case).map_err(|cause| error::damaged(EXPORTING, cause))?;
        keep("case.json", &told)?;
        let records = journal::of_case(&mut self.database.read().await?, case.id).await?;
        let records = serde_json::to_vec_pretty(&records).map_err(|cause| error::damaged(EXPORTING, cause))?;
        keep("journal.json", &records)?;
        if let Some(words) = &case.request.verbatim {
            keep("request.txt", words.as_bytes())?;
        }
        let letter = case.letter.map(|letter| (letter, "letter.pdf".to_owned()));
        let originals = (1..).zip(&case.documents).flat_map(|(number, document)| {
            let made = document.renditions.last();
            let made = made.map(|made| (made.digest, format!("document-{number}-redacted.pdf")));
            std::iter::once((document.original, format!("document-{number}-original"))).chain(made)
        });
        for (digest, name) in letter.into_iter().chain(originals) {
            match self.fetch(digest).await? {
                Some(bytes) => keep(&name, &bytes)?,
                None => keep(&format!("{name}.missing"), digest.to_string().as_bytes())?,
            }
        }
        write(&draft.join("index.txt"), index.as_bytes())?;
        Ok(Digest::of(index.as_bytes()))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Stored<()> {
    let written = File::create_new(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|cause| error::file(EXPORTING, cause))
}

const EXPORTING: &str = "exporting the bundle";
