//! The verifier is content with every document the engine rebuilds unchanged.
//!
//! A verifier that cries wolf gets switched off; so it is run over the corpus
//! with nothing marked, where it has to find nothing.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]
#![expect(clippy::disallowed_methods, reason = "the corpus is read from outside this crate")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use candour_redact::load::{self, OpenOptions};
use candour_redact::verify::{PagePromise, Promise, verify};
use candour_redact::{CheckName, rebuild, write};

#[test]
fn rebuilt_documents_pass_verification() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !corpus.is_dir() {
        return eprintln!("SKIPPED: {} is not there", corpus.display());
    }
    // Every 16th file in a quick run; CANDOUR_CORPUS_STEP=1 takes all.
    let step = std::env::var("CANDOUR_CORPUS_STEP").ok().and_then(|step| step.parse().ok()).unwrap_or(16);
    let mut files = Vec::new();
    gather(&corpus, &mut files);
    files.sort();
    let (mut passed, mut refused) = (0, 0);
    let mut rejected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files.iter().step_by(step) {
        let bytes = std::fs::read(file).unwrap();
        let rebuilt = load::open(&bytes, &OpenOptions::default()).and_then(|source| rebuild::rebuild(&source));
        let Ok(draft) = rebuilt else {
            refused += 1;
            continue;
        };
        let output = write::write(&draft).unwrap();
        let pages = draft.pages.iter().map(|page| PagePromise {
            media_box: page.media_box,
            rotate: page.rotate.degrees(),
            ..PagePromise::default()
        });
        let promise = Promise {
            pages: pages.collect(),
            title: draft.title.clone(),
            language: draft.language.clone(),
            ..Promise::default()
        };
        match verify(&output, &output, &promise) {
            Ok(_) => passed += 1,
            Err(problems) => {
                // Marked content is cut down by the rewriter, which is left out here.
                for problem in problems.problems().iter().filter(|problem| problem.check != CheckName::Properties) {
                    let name = file.file_name().unwrap().to_string_lossy().into_owned();
                    rejected.entry(format!("{}: {}", problem.check, problem.detail)).or_default().push(name);
                }
            }
        }
    }
    println!("passed {passed}, refused {refused}");
    for (problem, names) in &rejected {
        println!("{} {problem}: {}", names.len(), names.iter().take(4).cloned().collect::<Vec<_>>().join(" "));
    }
    assert!(rejected.is_empty(), "{rejected:#?}");
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            files.push(path);
        }
    }
}
