//! Identity: every corpus file rebuilt without any mark looks as before, to two readers.
//!
//! Sampled by default; `CANDOUR_FULL=1` takes the whole corpus. A file that is
//! refused needs a reason; the reasons are tabled in `docs/redact-corpus.md`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use candour_redact::Error;
use candour_redact::api::Document;
use candour_redact::internals::unverified;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;

mod corpus;

use corpus::{READERS, checked, differing_pixels, environment, pages_to_compare, render};

#[test]
fn every_corpus_file_is_rebuilt_looking_the_same_or_refused_with_a_reason() {
    let Some(corpus) = corpus::folder() else { return };
    let (files, is_whole) = corpus::files(&corpus, 16);
    let mut tally = Tally::default();
    for (file, outcome) in files.iter().zip(corpus::each(&files, outcome)) {
        tally.add(file.strip_prefix(&corpus).unwrap(), outcome);
    }
    tally.print();
    assert!(tally.panicked.is_empty(), "panicked: {:?}", tally.panicked);
    assert!(tally.slow.is_empty(), "over the time budget: {:?}", tally.slow);
    let share = tally.different.len() as f64 / (tally.same + tally.different.len()).max(1) as f64;
    // Half a per cent is what the whole corpus is held to (`./test --full`), and it is not met yet: docs/redact-corpus.md
    // lists what differs. The sample only guards against getting worse; one file of it is 1.6 per cent.
    let allowed = if is_whole { 0.005 } else { 0.08 };
    assert!(share <= allowed, "{:.2} % look different: {:?}", share * 100.0, tally.different);
}

enum Outcome {
    Different(String),
    NotReadableByOthers,
    Panicked,
    Refused(Error),
    Same,
    Slow,
}

#[derive(Default)]
struct Tally {
    same: usize,
    unreadable: usize,
    different: Vec<String>,
    panicked: Vec<String>,
    slow: Vec<String>,
    refused: BTreeMap<String, Vec<String>>,
}

impl Tally {
    fn add(&mut self, file: &Path, outcome: Outcome) {
        let name = file.display().to_string();
        match outcome {
            Outcome::Different(how) => self.different.push(format!("{name}: {how}")),
            Outcome::NotReadableByOthers => self.unreadable += 1,
            Outcome::Panicked => self.panicked.push(name),
            Outcome::Refused(error) => self.refused.entry(reason(&error)).or_default().push(name),
            Outcome::Same => self.same += 1,
            Outcome::Slow => self.slow.push(name),
        }
    }

    fn print(&self) {
        println!("same {}, not readable by others {}", self.same, self.unreadable);
        for (reason, files) in &self.refused {
            println!("refused {}: {reason}: {}", files.len(), files.join(" "));
        }
        for different in &self.different {
            println!("different: {different}");
        }
    }
}

/// The message without the place, so that equal reasons count together.
fn reason(error: &Error) -> String {
    let message = error.to_string();
    message.split(" (page").next().and_then(|message| message.split(" (object").next()).unwrap_or("").to_owned()
}

fn outcome(file: &Path, out: &Path) -> Outcome {
    let bytes = std::fs::read(file).unwrap();
    let started = Instant::now();
    let rebuilt = catch_unwind(AssertUnwindSafe(|| {
        let document = Document::open(&bytes, &OpenOptions::default())?;
        let pages = document.page_count();
        let plan = document.plan(&MarkSet::from_json(br#"{"version":1,"marks":[]}"#)?, &PlanOptions::default())?;
        Ok((unverified(&document.apply(plan)?).to_vec(), pages))
    }));
    if started.elapsed() > Duration::from_secs(20) {
        return Outcome::Slow;
    }
    let (output, pages) = match rebuilt {
        Err(_) => return Outcome::Panicked,
        Ok(Err(error)) => return Outcome::Refused(error),
        Ok(Ok(rebuilt)) => rebuilt,
    };
    let written = out.join("rebuilt.pdf");
    std::fs::write(&written, &output).unwrap();
    if let Some(dir) = environment("CANDOUR_KEEP") {
        let name = file.file_name().unwrap();
        std::fs::write(Path::new(&dir).join(name), &output).unwrap();
    }
    if let Err(complaint) = checked(&written) {
        return Outcome::Different(complaint);
    }
    let mut compared = false;
    for reader in READERS {
        for page in pages_to_compare(pages) {
            let (Some(before), Some(after)) = (render(reader, file, page, out), render(reader, &written, page, out))
            else {
                continue;
            };
            compared = true;
            let pixels = differing_pixels(&before, &after);
            if pixels > 20 {
                return Outcome::Different(format!("{reader} page {page}: {pixels} pixels"));
            }
        }
    }
    if compared { Outcome::Same } else { Outcome::NotReadableByOthers }
}
