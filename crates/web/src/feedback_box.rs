//! Where feedback on the site is kept.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;

use jiff::Timestamp;
use serde::Serialize;

/// What somebody said about the site. It holds no address, no name and nothing about the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feedback {
    /// When.
    pub at: Timestamp,
    /// The page it was sent from, if they let it stand: a path of this site, without its query.
    pub page: String,
    /// How they found it, in the words of the form.
    pub rating: String,
    /// What they wrote.
    pub comment: String,
}

/// Keeps feedback.
pub trait FeedbackBox: Send + Sync + 'static {
    /// Keeps one; once this returns it is on disk.
    fn keep(&self, feedback: &Feedback) -> std::io::Result<()>;
}

/// Feedback as one JSON document a line, in a file beside the data.
///
/// A file and not a table: feedback is about the site and not about a case, may be thrown away at any time, and must
/// not be able to fill or lock the database of cases.
#[derive(Debug)]
pub struct FeedbackFile {
    path: PathBuf,
    writing: Mutex<()>,
}

impl FeedbackFile {
    /// A box in this file, made when the first feedback comes.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), writing: Mutex::new(()) }
    }
}

impl FeedbackBox for FeedbackFile {
    fn keep(&self, feedback: &Feedback) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(feedback)?;
        line.push(b'\n');
        let _one_at_a_time = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        if file.metadata()?.len() + line.len() as u64 > MAX_BYTES {
            return Err(std::io::Error::new(
                std::io::ErrorKind::StorageFull,
                "the feedback file is full; move it away",
            ));
        }
        file.write_all(&line)?;
        file.sync_data()
    }
}

/// Anybody may send feedback, so the file must have an end: 50 MB are some 100,000 messages.
const MAX_BYTES: u64 = 50_000_000;
