//! The engine's commands: each hands one document to the sandboxed worker and shows what came back.

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use candour_redact_worker::{Answer, Budget, Job, Step, Worker};

use crate::waiting::Waiting;

/// The hidden argument that makes this binary the worker.
pub(crate) const WORKER_ARGUMENT: &str = "engine-worker";

/// Runs one job on a document in the sandbox; a person at a terminal is told when it takes long.
///
/// # Errors
///
/// The engine's own refusal, or what stopped the worker; one line each.
pub(crate) fn run_in_sandbox(job: Job, password: Option<Vec<u8>>, blobs: Vec<Vec<u8>>) -> Result<Answer> {
    let budget = budget_of(&blobs);
    let waiting = Waiting::at_a_terminal(budget.wall_seconds);
    let said = waiting.doing();
    let told = move |step| said.is(&words(step));
    Ok(Worker::of_this_program(WORKER_ARGUMENT)?.run_telling(job, password, blobs, budget, told)?)
}

/// What the worker is at, for a person who waits.
fn words(step: Step) -> String {
    let of = |pages: u32| if pages == 1 { "one page".to_owned() } else { format!("{pages} pages") };
    match step {
        Step::Looking { pages } => format!("looking through {}", of(pages)),
        Step::Writing { pages } => format!("writing {}", of(pages)),
        Step::Checking { pages } => format!("checking {}", of(pages)),
        _ => "reading the file".to_owned(),
    }
}

fn run_unwatched(job: Job, password: Option<Vec<u8>>, blobs: Vec<Vec<u8>>) -> Result<Answer> {
    let budget = budget_of(&blobs);
    Ok(Worker::of_this_program(WORKER_ARGUMENT)?.run(job, password, blobs, budget)?)
}

/// What a job may cost: the document comes first.
fn budget_of(blobs: &[Vec<u8>]) -> Budget {
    Budget::for_document(blobs.first().map_or(0, Vec::len))
}

/// A page of a released file as PNG, drawn in the sandbox; `None` where it cannot be drawn.
pub(crate) fn page_picture(pdf: Vec<u8>, page: u32) -> Option<Vec<u8>> {
    match run_unwatched(Job::Picture { page }, None, vec![pdf]) {
        Ok(mut answer) => answer.take("png"),
        Err(error) => {
            tracing::warn!(error.cause = %error, page, "a page could not be drawn");
            None
        }
    }
}

/// Reads a file of at most [`LARGEST_FILE`] bytes.
///
/// # Errors
///
/// It is not there, is a folder, or is too large; each names the file.
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>> {
    let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() as u64 > LARGEST_FILE {
        bail!("{} is larger than {} MiB, the most this program reads at once", path.display(), LARGEST_FILE >> 20);
    }
    Ok(bytes)
}

/// The first line of a password file, without its line end.
///
/// # Errors
///
/// The file cannot be read.
pub(crate) fn password(file: Option<&Path>) -> Result<Option<Vec<u8>>> {
    file.map(|path| {
        let mut bytes = read_bounded(path)?;
        bytes.truncate(bytes.iter().position(|&byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len()));
        Ok(bytes)
    })
    .transpose()
}

/// Larger than any document an FOI officer was ever sent, and small enough to hold in memory: one gibibyte.
const LARGEST_FILE: u64 = 1 << 30;
