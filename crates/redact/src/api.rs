//! The way in and out: open, plan, apply, verify.
//!
//! Each step consumes the one before, and only the last one gives out bytes,
//! so a document that was not verified cannot leave the crate.

use sha2::{Digest, Sha256};

use crate::check::Check;
use crate::draft::Draft;
use crate::error::Error;
use crate::finding::Finding;
use crate::font::{self, FontBook, FontFile};
use crate::load::{self, OpenOptions};
use crate::mark::MarkSet;
use crate::overlay;
use crate::plan::{self, MarkPlan, Plan, PlanOptions, Sheet};
use crate::rebuild;
use crate::rewrite::fates::Fates;
use crate::rewrite::script::{Resources, Script};
use crate::rewrite::workshop::{PendingPage, Workshop};
use crate::rewrite;
use crate::verify::{PagePromise, Painted, PaintedKind, Promise, Rejected, Secret, verify};
use crate::write;

/// A document rebuilt and ready to be planned on.
#[derive(Debug)]
pub struct Document {
    draft: Draft,
    input_sha256: [u8; 32],
}

/// A document with everything planned removed, not yet verified.
#[derive(Debug)]
pub struct Redacted {
    before: Vec<u8>,
    output: Vec<u8>,
    promise: Promise,
    plan: Plan,
    input_sha256: [u8; 32],
    findings: Vec<Finding>,
}

/// A redacted document that the second reader agrees with.
#[derive(Debug)]
pub struct Verified {
    output: Vec<u8>,
    checks: Vec<Check>,
    marks: Vec<MarkPlan>,
    findings: Vec<Finding>,
    input_sha256: [u8; 32],
}

impl Document {
    /// Reads and rebuilds a document.
    pub fn open(bytes: &[u8], options: &OpenOptions) -> Result<Self, Error> {
        let source = load::open(bytes, options)?;
        let mut draft = rebuild::rebuild(&source)?;
        font::intern(&mut draft);
        Ok(Self { draft, input_sha256: Sha256::digest(bytes).into() })
    }

    /// Number of pages.
    pub fn page_count(&self) -> usize {
        self.draft.pages.len()
    }

    /// The rebuilt document.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Decides what each mark removes; changes nothing.
    pub fn plan(&self, marks: &MarkSet, options: &PlanOptions) -> Result<Plan, Error> {
        let file = FontFile::new(&self.draft)?;
        plan::plan(&self.draft, &FontBook::new(&file), marks, options)
    }

    /// Removes what the plan says.
    pub fn apply(mut self, plan: Plan) -> Result<Redacted, Error> {
        let before = write::write(&self.draft)?;
        let file = FontFile::new(&self.draft)?;
        let printed = rewrite_pages(&mut self.draft, &file, &plan)?;
        let promise = promise(&self.draft, &plan, printed);
        let output = write::write(&self.draft)?;
        let findings = self.draft.findings.iter().chain(&plan.findings).cloned().collect();
        Ok(Redacted { before, output, promise, plan, input_sha256: self.input_sha256, findings })
    }
}

/// Rewrites every page; per planned page the labels that were printed.
fn rewrite_pages(draft: &mut Draft, file: &FontFile, plan: &Plan) -> Result<Vec<Vec<String>>, Error> {
    let label_font = plan.pages.iter().any(|page| !page.boxes.is_empty() || page.sheet.is_some()).then(|| overlay::font(draft));
    let book = FontBook::new(file);
    let mut workshop = Workshop::new(draft);
    let untouched = Fates::default();
    let mut pages = Vec::with_capacity(draft.pages.len());
    let mut printed = vec![Vec::new(); plan.pages.len()];
    for index in 0..draft.pages.len() {
        let planned = plan.pages.iter().position(|page| page.index == index);
        let fates = planned.and_then(|at| plan.pages.get(at)).map_or(&untouched, |page| &page.fates);
        if let (Some((at, sheet)), Some(font)) = (planned.and_then(|at| Some((at, plan.pages.get(at)?.sheet.as_ref()?))), label_font) {
            let (page, lines) = sheet_page(draft, index, sheet, font);
            pages.push(page);
            if let Some(slot) = printed.get_mut(at) {
                *slot = lines;
            }
            continue;
        }
        let mut page = rewrite::page(draft, &book, index, fates, &mut workshop)?;
        if let Some((at, planned)) = planned.and_then(|at| plan.pages.get(at).map(|page| (at, page)))
            && let (Some(font), Some(draft_page)) = (label_font, draft.pages.get(index))
            && !planned.boxes.is_empty()
        {
            let name = page.resources.name("Font", &lopdf::Object::Reference(font));
            page.script.wrap();
            let label = overlay::Label { font: font.0, name: &name };
            let labels = overlay::paint(&mut page.script, &planned.boxes, draft_page.rotate, &label);
            if let Some(slot) = printed.get_mut(at) {
                *slot = labels;
            }
        }
        pages.push(page);
    }
    drop(book);
    workshop.finish(draft, pages)?;
    for planned in &plan.pages {
        if let Some(page) = draft.pages.get_mut(planned.index) {
            page.annotations.retain(|annotation| planned.sheet.is_none() && !planned.hits_annotation(annotation));
            if planned.sheet.is_some() {
                page.group = None;
            }
        }
    }
    Ok(printed)
}

/// The sheet that stands for a withheld page.
fn sheet_page(draft: &Draft, index: usize, sheet: &Sheet, font: lopdf::ObjectId) -> (PendingPage, Vec<String>) {
    let mut page = PendingPage { index, script: Script::default(), resources: Resources::default() };
    let name = page.resources.name("Font", &lopdf::Object::Reference(font));
    let label = overlay::Label { font: font.0, name: &name };
    let mut lines = Vec::new();
    if let Some(draft_page) = draft.pages.get(index) {
        lines = overlay::sheet(&mut page.script, &sheet.labels, &draft_page.geometry(), &label);
    }
    (page, lines)
}

fn promise(draft: &Draft, plan: &Plan, printed: Vec<Vec<String>>) -> Promise {
    let mut promise = Promise { title: draft.title.clone(), language: draft.language.clone(), ..Promise::default() };
    for page in &draft.pages {
        promise.pages.push(PagePromise { media_box: page.media_box, rotate: page.rotate.degrees(), ..PagePromise::default() });
    }
    for (planned, labels) in plan.pages.iter().zip(printed) {
        let Some(page) = promise.pages.get_mut(planned.index) else { continue };
        page.taken.clone_from(&planned.taken);
        page.changed.clone_from(&planned.changed);
        page.no_pictures.clone_from(&planned.no_pictures);
        page.no_text.clone_from(&planned.no_text);
        if planned.sheet.is_some() {
            page.taken = vec![page.media_box];
            page.changed = vec![page.media_box];
            page.no_pictures.clear();
            page.no_text.clear();
            let rect = page.media_box;
            page.painted = labels.into_iter().map(|text| Painted { rect, text, kind: PaintedKind::Legend }).collect();
            promise.removed.extend(planned.removed_text.iter().cloned().map(Secret::new));
            continue;
        }
        page.painted = planned
            .boxes
            .iter()
            .zip(labels)
            .map(|(painted, text)| Painted { rect: painted.rect, text, kind: PaintedKind::Box })
            .collect();
        promise.removed.extend(planned.removed_text.iter().cloned().map(Secret::new));
    }
    promise
}

impl Redacted {
    /// Has the second reader look for what should be gone.
    ///
    /// # Errors
    /// [`Rejected`] with every problem; the bytes are gone with it.
    pub fn verify(self) -> Result<Verified, Rejected> {
        let checks = verify(&self.before, &self.output, &self.promise)?;
        Ok(Verified {
            output: self.output,
            checks,
            marks: self.plan.marks,
            findings: self.findings,
            input_sha256: self.input_sha256,
        })
    }

    /// The plan that was applied.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The output without verification, for the crate's own measurements.
    #[doc(hidden)]
    pub fn unverified(&self) -> &[u8] {
        &self.output
    }
}

impl Verified {
    /// The redacted file.
    pub fn bytes(&self) -> &[u8] {
        &self.output
    }

    /// The checks it passed.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// What became of each mark.
    pub fn marks(&self) -> &[MarkPlan] {
        &self.marks
    }

    /// What the officer should know.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// SHA-256 of the input.
    pub fn input_sha256(&self) -> [u8; 32] {
        self.input_sha256
    }
}
