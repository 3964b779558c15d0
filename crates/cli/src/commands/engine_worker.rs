//! The sandboxed side: one job of the engine, on one document.

use anyhow::Result;
use candour_redact::api::Document;
use candour_redact::colour::Colours;
use candour_redact::load::OpenOptions;
use candour_redact::manifest::{Manifest, public_key};
use candour_redact::mark::{MarkSet, Matching, TextTarget};
use candour_redact::plan::PlanOptions;
use candour_redact::report::sha256_hex;
use candour_redact::{Error, detect};
use candour_redact_worker::{Answer, Attachment, Job, Refusal, Step};

use super::Outcome;

/// Serves one job on standard input and output.
///
/// # Errors
///
/// The pipe broke or spoke another language; a refusal of the engine is an answer.
pub(super) fn run() -> Result<Outcome> {
    candour_redact_worker::serve(do_job)?;
    Ok(Outcome::Clean)
}

fn do_job(
    job: Job,
    password: Option<Vec<u8>>,
    blobs: Vec<Vec<u8>>,
    tell: &mut dyn FnMut(Step),
) -> Result<Answer, Refusal> {
    tell(Step::Reading);
    let mut blobs = blobs.into_iter();
    let document = blobs.next().unwrap_or_default();
    let password = password.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    match job {
        Job::Extract => {
            let opened = open(document, password)?;
            tell(Step::Looking { pages: pages_of(&opened) });
            as_json(&opened.extract().map_err(|error| refuse(&error))?)
        }
        Job::Find { query, matching } => {
            let target = TextTarget { text: query, matching: matching_named(&matching)?, whole_word: false };
            let opened = open(document, password)?;
            tell(Step::Looking { pages: pages_of(&opened) });
            as_json(&opened.find(&target).map_err(|error| refuse(&error))?)
        }
        Job::Inspect => inspect(&document, password.as_deref()),
        Job::Picture { page } => {
            let bytes = candour_redact::page_picture::page_picture(&document, page).map_err(|error| refuse(&error))?;
            Ok(Answer { json: String::new(), attachments: vec![attachment("png", bytes)] })
        }
        Job::Redact { level, text, colours } => {
            let mut options = PlanOptions::default();
            if let Some(level) = level {
                options.default_level = level.parse().map_err(|error: String| refusal(&error))?;
            }
            options.colours = Colours::named(&colours).map_err(|error| refusal(&error))?;
            let mut answer = redact(document, &blobs.next().unwrap_or_default(), password, &options, tell)?;
            if text {
                add_text(&mut answer)?;
            }
            Ok(answer)
        }
        Job::Verify { key } => verify(&document, &blobs.next().unwrap_or_default(), key.as_deref()),
        Job::Probe => Err(refusal("the worker answers a probe itself")),
    }
}

/// Opens a document whose bytes nobody needs any more.
fn open(document: Vec<u8>, password: Option<String>) -> Result<Document, Refusal> {
    Document::open_owned(document, &OpenOptions { password, ..OpenOptions::default() }).map_err(|error| refuse(&error))
}

fn pages_of(document: &Document) -> u32 {
    u32::try_from(document.page_count()).unwrap_or(u32::MAX)
}

/// Removes, verifies, and answers with the file and its papers.
fn redact(
    document: Vec<u8>,
    marks: &[u8],
    password: Option<String>,
    options: &PlanOptions,
    tell: &mut dyn FnMut(Step),
) -> Result<Answer, Refusal> {
    let marks = MarkSet::from_json(marks).map_err(|error| refuse(&error))?;
    let input_sha256 = sha256_hex(&document);
    let opened = open(document, password)?;
    let pages = pages_of(&opened);
    tell(Step::Looking { pages });
    let plan = opened.plan(&marks, options).map_err(|error| refuse(&error))?;
    tell(Step::Writing { pages });
    let redacted = opened.apply(plan).map_err(|error| refuse(&error))?;
    tell(Step::Checking { pages });
    let verified = redacted.verify().map_err(|rejected| refusal(&rejected.to_string()))?;
    let report = to_json(&verified.case_report_of(input_sha256))?.into_bytes();
    let manifest = verified.manifest().to_json();
    let pdf = verified.into_bytes();
    let attachments = vec![attachment("pdf", pdf), attachment("report", report), attachment("manifest", manifest)];
    Ok(Answer { json: String::new(), attachments })
}

/// Adds the structured text of the redacted file that the answer holds.
fn add_text(answer: &mut Answer) -> Result<(), Refusal> {
    let pdf = answer.attachments.iter().find(|one| one.name == "pdf").map_or(&[][..], |one| &one.bytes);
    let text = Document::open(pdf, &OpenOptions::default())
        .and_then(|released| released.extract())
        .map_err(|error| refuse(&error))?;
    answer.attachments.push(attachment("text", to_json(&text)?.into_bytes()));
    Ok(())
}

fn attachment(name: &str, bytes: Vec<u8>) -> Attachment {
    Attachment { name: name.to_owned(), bytes }
}

fn matching_named(name: &str) -> Result<Matching, Refusal> {
    match name {
        "exact" => Ok(Matching::Exact),
        "caseless" => Ok(Matching::Caseless),
        "regex" => Ok(Matching::Regex),
        _ => Err(refusal("matching is exact, caseless or regex")),
    }
}

fn inspect(document: &[u8], password: Option<&str>) -> Result<Answer, Refusal> {
    as_json(&detect::inspect(document, password.unwrap_or_default()).map_err(|error| refuse(&error))?)
}

fn verify(document: &[u8], manifest: &[u8], key: Option<&str>) -> Result<Answer, Refusal> {
    let manifest = Manifest::from_json(manifest).map_err(|error| refuse(&error))?;
    let key = key.map(|digits| public_key(digits).ok_or_else(|| refusal("the key is no public key"))).transpose()?;
    as_json(&manifest.check(document, key.as_ref()))
}

fn as_json(value: &impl serde::Serialize) -> Result<Answer, Refusal> {
    Ok(Answer { json: to_json(value)?, attachments: Vec::new() })
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|_| refusal("the result cannot be written down"))
}

fn refuse(error: &Error) -> Refusal {
    refusal(&error.to_string())
}

fn refusal(message: &str) -> Refusal {
    Refusal { message: message.to_owned(), findings: None }
}
