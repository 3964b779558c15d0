//! The document of the first case: collected, marked, reviewed, redacted in the sandbox, verified.

use anyhow::{Context, Result, bail};
use candour_casework::command::NewMark;
use candour_casework::document::{Document, Mark, MarkState, PageFlag, Rendition};
use candour_casework::ports::BlobStore;
use candour_casework::request::LimbId;
use candour_casework::{Attachment, DocumentId};
use candour_redact_worker::Job;
use candour_store::Store;
use serde::Deserialize;

use super::authority::Staff;
use super::desk::{Desk, office_hours};
use super::narrator::Narrator;
use super::story::{SampleDocument, Story};
use crate::commands::engine::run_in_sandbox;
use crate::commands::keys;

/// A verified copy, ready to be published.
#[derive(Debug, Clone)]
pub(crate) struct RedactedCopy {
    pub(crate) attachment: Attachment,
    /// The release manifest, for the letter's schedule.
    pub(crate) manifest: Vec<u8>,
}

/// A mark of the sample's marks file: words to find, or a rectangle.
#[derive(Debug, Deserialize)]
struct SampleMark {
    /// `None`: wherever the words stand.
    page: Option<u32>,
    exemption: Vec<String>,
    label: Option<String>,
    level: Option<String>,
    #[serde(default)]
    object: bool,
    rect: Option<[f64; 4]>,
    text: Option<String>,
    #[serde(rename = "match")]
    matching: Option<String>,
}

#[derive(Debug, Deserialize)]
struct SampleMarks {
    marks: Vec<SampleMark>,
}

/// A place where words stand, as `candour find` reports it.
#[derive(Debug, Deserialize)]
struct Hit {
    page: u32,
    rects: Vec<[f64; 4]>,
}

#[derive(Debug, Deserialize)]
struct Hits {
    hits: Vec<Hit>,
}

/// Collects the document, marks it, and makes the redacted copy.
///
/// # Errors
///
/// A mark that finds nothing, a refusal of the engine, a store that failed.
pub(crate) async fn mark_and_remove(
    store: &Store,
    staff: &Staff,
    story: &Story,
    sample: &SampleDocument,
    desk: &mut Desk<'_>,
    narrator: &mut Narrator,
) -> Result<RedactedCopy> {
    let on = story.decided_on();
    narrator.step(&format!("{}: collect the document and mark what is exempt", desk.case.reference));
    let document = Document {
        id: DocumentId::new(office_hours(on)?),
        title: sample.title.into(),
        file_name: sample.file_name.into(),
        media_type: "application/pdf".into(),
        original: store.put(sample.pdf.to_vec()).await?,
        size_bytes: sample.pdf.len() as u64,
        pages: Some(sample.pages),
        limbs: vec![LimbId("1a".into()), LimbId("1b".into())],
        page_flags: Vec::new(),
        marks: Vec::new(),
        renditions: Vec::new(),
        supersedes: None,
    };
    let id = document.id;
    desk.does(&staff.officer, on, |case, by| case.collect(by, document)).await?;
    let marks = placed(sample)?;
    let marked: std::collections::BTreeSet<u32> = marks.iter().map(|mark| mark.page).collect();
    narrator.detail(format!(
        "{} marks on {} of {} pages: words, charts, a picture, comments",
        marks.len(),
        marked.len(),
        sample.pages
    ));
    desk.does(&staff.officer, on, |case, by| case.propose_marks(by, id, marks)).await?;
    for page in 1..=sample.pages {
        let flag = if marked.contains(&page) { PageFlag::Part } else { PageFlag::Disclose };
        desk.does(&staff.officer, on, |case, by| case.flag_page(by, id, page, flag)).await?;
    }
    let numbers: Vec<u32> = marks_of(desk, id)?.iter().map(|mark| mark.number).collect();
    desk.does(&staff.reviewer, on, |case, by| case.review_marks(by, id, &numbers, (MarkState::Accepted, None))).await?;

    narrator.step(&format!("{}: remove what is marked, and have a second reader prove it", desk.case.reference));
    let marks_file = marks_file(marks_of(desk, id)?)?;
    let job = Job::Redact { level: None, text: true, colours: std::collections::BTreeMap::new() };
    let mut answer = run_in_sandbox(job, None, vec![sample.pdf.to_vec(), marks_file])?;
    let mut part = |name: &str| answer.take(name).with_context(|| format!("the engine gave no {name}"));
    let (pdf, manifest, report, text) = (part("pdf")?, part("manifest")?, part("report")?, part("text")?);
    let manifest = keys::signed(store, &manifest)?;
    let rendition = Rendition {
        digest: store.put(pdf.clone()).await?,
        size_bytes: pdf.len() as u64,
        pages: sample.pages,
        manifest: store.put(manifest.clone()).await?,
        case_report: store.put(report).await?,
        structured_text: Some(store.put(text).await?),
        made_at: office_hours(on)?,
        engine: candour_redact::report::tool(),
        verified: true,
    };
    let attachment = Attachment {
        file_name: sample.published_name.into(),
        title: format!("{} (redacted copy)", sample.title),
        media_type: "application/pdf".into(),
        pages: Some(sample.pages),
        size_bytes: rendition.size_bytes,
        digest: rendition.digest,
        manifest: Some(rendition.manifest),
        structured_text: rendition.structured_text,
    };
    desk.does(&staff.officer, on, |case, by| case.keep_rendition(by, id, rendition)).await?;
    narrator.detail(format!("{} bytes in, {} bytes out; every check passed", sample.pdf.len(), pdf.len()));
    Ok(RedactedCopy { attachment, manifest })
}

fn marks_of<'d>(desk: &'d Desk<'_>, id: DocumentId) -> Result<&'d [Mark]> {
    Ok(&desk.case.document(id).context("the document was collected")?.marks)
}

/// The sample's marks as rectangles: words are looked up as `candour find` does.
fn placed(sample: &SampleDocument) -> Result<Vec<NewMark>> {
    let file: SampleMarks = serde_json::from_str(sample.marks).context("reading the sample's marks")?;
    let mut placed = Vec::new();
    for mark in file.marks {
        let places = match (mark.page, mark.rect, &mark.text) {
            (Some(page), Some(rect), _) => vec![(page, rect)],
            (_, None, Some(words)) => find(sample, &mark, words)?,
            _ => bail!("a sample mark has neither words nor a rectangle on a page"),
        };
        placed.extend(places.into_iter().map(|(page, rect)| NewMark {
            page,
            rect,
            provisions: mark.exemption.iter().map(|id| id.as_str().into()).collect(),
            label: mark.label.clone(),
            level: mark.level.clone(),
            object: mark.object,
            rationale: None,
        }));
    }
    Ok(placed)
}

fn find(sample: &SampleDocument, mark: &SampleMark, words: &str) -> Result<Vec<(u32, [f64; 4])>> {
    let matching = mark.matching.clone().unwrap_or_else(|| "exact".into());
    let answer = run_in_sandbox(Job::Find { query: words.into(), matching }, None, vec![sample.pdf.to_vec()])?;
    let hits: Hits = serde_json::from_str(&answer.json).context("reading what was found")?;
    let wanted = |page| mark.page.is_none_or(|only| only == page);
    let places: Vec<_> = hits
        .hits
        .into_iter()
        .filter(|hit| wanted(hit.page))
        .flat_map(|hit| hit.rects.into_iter().map(move |rect| (hit.page, rect)))
        .collect();
    if places.is_empty() {
        bail!("the sample's mark \"{words}\" finds nothing");
    }
    Ok(places)
}

/// The accepted marks as a marks file (docs/schemas/marks.schema.json).
fn marks_file(marks: &[Mark]) -> Result<Vec<u8>> {
    let marks: Vec<_> = marks
        .iter()
        .filter(|mark| mark.state == MarkState::Accepted)
        .map(|mark| {
            let mut json = serde_json::json!({
                "page": mark.page, "rect": mark.rect, "exemption": mark.provisions, "object": mark.object,
            });
            if let Some(label) = &mark.label {
                json["label"] = label.as_str().into();
            }
            if let Some(level) = &mark.level {
                json["level"] = level.as_str().into();
            }
            json
        })
        .collect();
    Ok(serde_json::to_vec(&serde_json::json!({"version": 1, "sanitise": true, "marks": marks}))?)
}
