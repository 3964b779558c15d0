//! The way in and out: open, plan, apply, verify.
//!
//! Each step consumes the one before, and only the last one gives out bytes,
//! so a document that was not verified cannot leave the crate.

use std::sync::Arc;

use crate::apply::{self, Before};
use crate::check::Check;
use crate::draft::Draft;
use crate::error::Error;
use crate::extract::{self, StructuredText};
use crate::find::{self, Found};
use crate::finding::Finding;
use crate::font::{self, FontFile};
use crate::load::{self, OpenOptions, Source};
use crate::manifest::{Manifest, Redaction};
use crate::mark::{MarkSet, TextTarget};
use crate::plan::{self, MarkPlan, Plan, PlanOptions};
use crate::rebuild;
use crate::report::CaseReport;
use crate::verify::{Promise, Rejected, compared, verify_shared};
use crate::write;

/// A document rebuilt and ready to be planned on.
#[derive(Debug)]
pub struct Document {
    draft: Draft,
}

/// A document with everything planned removed, not yet verified.
#[derive(Debug)]
pub struct Redacted {
    /// What is left of the draft, for what the output is compared with.
    draft: Draft,
    before: Before,
    output: Vec<u8>,
    promise: Promise,
    plan: Plan,
    findings: Vec<Finding>,
    redactions: Vec<Redaction>,
    pages: u32,
}

/// A redacted document that the second reader agrees with.
#[derive(Debug)]
pub struct Verified {
    output: Vec<u8>,
    checks: Vec<Check>,
    marks: Vec<MarkPlan>,
    findings: Vec<Finding>,
    redactions: Vec<Redaction>,
    pages: u32,
}

impl Document {
    /// Reads and rebuilds a document.
    pub fn open(bytes: &[u8], options: &OpenOptions) -> Result<Self, Error> {
        Self::rebuilt(load::open(bytes, options)?)
    }

    /// The same for bytes that nobody needs any more: they are given up before the document is rebuilt.
    pub fn open_owned(bytes: Vec<u8>, options: &OpenOptions) -> Result<Self, Error> {
        let source = load::open(&bytes, options)?;
        drop(bytes);
        Self::rebuilt(source)
    }

    fn rebuilt(source: Source) -> Result<Self, Error> {
        let mut draft = rebuild::rebuild_owned(source)?;
        font::intern(&mut draft);
        Ok(Self { draft })
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
    ///
    /// Text marks become marks on every place where their text stands; one
    /// that stands nowhere is a finding.
    pub fn plan(&self, marks: &MarkSet, options: &PlanOptions) -> Result<Plan, Error> {
        let file = FontFile::new(&self.draft)?;
        let (marks, findings) = find::resolve(&self.draft, &file, marks)?;
        let mut plan = plan::plan(&self.draft, &file, &marks, options)?;
        plan.findings.extend(findings);
        for page in &mut plan.pages {
            options.colours.paint(&mut page.boxes);
        }
        Ok(plan)
    }

    /// The text with its structure: pages, headings, lists, tables, redactions.
    pub fn extract(&self) -> Result<StructuredText, Error> {
        extract::extract(&self.draft)
    }

    /// Finds a text on every page, and names the pages where searching cannot be relied on.
    pub fn find(&self, target: &TextTarget) -> Result<Found, Error> {
        let file = FontFile::new(&self.draft)?;
        find::find(&self.draft, &file, target)
    }

    /// Removes what the plan says.
    pub fn apply(mut self, plan: Plan) -> Result<Redacted, Error> {
        let count = self.draft.pages.len();
        let applied = apply::apply(&mut self.draft, &plan, &compared(&plan.marked_pages(count)))?;
        let findings = self.draft.findings.iter().chain(&plan.findings).cloned().collect();
        let redactions = apply::redactions(&self.draft, &plan);
        let pages = u32::try_from(count).unwrap_or(u32::MAX);
        let (promise, before) = (applied.promise, applied.before);
        let stays = before.needed(&self.draft, applied.first_made);
        let (output, draft) = write::write_pages(self.draft, &vec![true; count], stays)?;
        Ok(Redacted { draft, before, output, promise, plan, findings, redactions, pages })
    }
}

impl Redacted {
    /// Has the second reader look for what should be gone.
    ///
    /// # Errors
    /// [`Rejected`] with every problem; the bytes are gone with it.
    pub fn verify(self) -> Result<Verified, Rejected> {
        let before = self.before.written(self.draft).map_err(|_| Rejected::of_engine())?;
        let output = Arc::new(self.output);
        let checks = verify_shared(before, &output, &self.promise)?;
        Ok(Verified {
            output: Arc::try_unwrap(output).unwrap_or_else(|shared| shared.to_vec()),
            checks,
            marks: self.plan.marks,
            findings: self.findings,
            redactions: self.redactions,
            pages: self.pages,
        })
    }

    /// The plan that was applied.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The output without verification, for the crate's own measurements.
    #[cfg(feature = "internals")]
    pub(crate) fn unverified(&self) -> &[u8] {
        &self.output
    }
}

impl Verified {
    /// The redacted file.
    pub fn bytes(&self) -> &[u8] {
        &self.output
    }

    /// The redacted file, for who needs nothing else any more.
    pub fn into_bytes(self) -> Vec<u8> {
        self.output
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

    /// The private record; `input` is the file that was opened.
    pub fn case_report(&self, input: &[u8]) -> CaseReport {
        let marks = self.marks.iter().map(MarkPlan::report).collect();
        CaseReport::new(input, &self.output, self.pages, marks, self.checks.clone(), self.findings.clone())
    }

    /// The same, where only the SHA-256 of the file that was opened is at hand, in lower-case hexadecimal.
    pub fn case_report_of(&self, input_sha256: String) -> CaseReport {
        CaseReport { input_sha256, ..self.case_report(&[]) }
    }

    /// The public paper, to be signed.
    pub fn manifest(&self) -> Manifest {
        Manifest::new(&self.output, self.pages, self.redactions.clone(), self.checks.clone())
    }
}

#[cfg(test)]
mod tests;
