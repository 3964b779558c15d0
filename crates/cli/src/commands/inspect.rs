//! `candour inspect`: what PDFs hide, and whether their redactions failed.

use std::path::Path;

use anyhow::Result;
use candour_redact_worker::Job;
use serde::{Deserialize, Serialize};

use super::engine::{password, read_bounded, run_in_sandbox};
use super::{Outcome, print_line, print_text};
use crate::args::Inspect;

/// What was found in one file: one line of `--json`.
#[derive(Debug, Serialize)]
struct Inspected<'a> {
    file: &'a Path,
    blocking: usize,
    findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// A finding as the engine serialises it (`candour_redact::finding::Finding`).
#[derive(Debug, Serialize, Deserialize)]
struct Finding {
    kind: String,
    severity: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

impl Finding {
    fn text(&self, field: &str) -> String {
        self.rest
            .get(field)
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .unwrap_or_default()
    }
}

pub(super) fn run(args: Inspect) -> Result<Outcome> {
    let password = password(args.password_file.as_deref())?;
    let (mut blocking, mut failed) = (0, 0);
    for file in &args.files {
        let inspected = match inspect(file, password.clone()) {
            Ok(findings) => Inspected {
                file,
                blocking: findings.iter().filter(|finding| finding.severity == "blocking").count(),
                findings,
                error: None,
            },
            Err(error) => Inspected { file, blocking: 0, findings: Vec::new(), error: Some(format!("{error:#}")) },
        };
        blocking += inspected.blocking;
        failed += usize::from(inspected.error.is_some());
        if args.json { print_line(&serde_json::to_string(&inspected)?)? } else { print_text(&page(&inspected))? }
    }
    if failed > 0 {
        let what = if args.files.len() == 1 {
            "the file".to_owned()
        } else {
            format!("{failed} of {} files", args.files.len())
        };
        anyhow::bail!("{what} could not be inspected; see above");
    }
    Ok(if blocking > 0 { Outcome::FoundSomething } else { Outcome::Clean })
}

fn inspect(file: &Path, password: Option<Vec<u8>>) -> Result<Vec<Finding>> {
    let answer = run_in_sandbox(Job::Inspect, password, vec![read_bounded(file)?])?;
    Ok(serde_json::from_str(&answer.json)?)
}

/// One file's findings for a person, the worst first.
fn page(inspected: &Inspected<'_>) -> String {
    let name = inspected.file.display();
    if let Some(error) = &inspected.error {
        return format!("{name}: cannot be inspected: {error}\n");
    }
    if inspected.findings.is_empty() {
        return format!("{name}: nothing hidden was found\n");
    }
    let mut text = match inspected.blocking {
        0 => format!("{name}: nothing that blocks release\n"),
        1 => format!("{name}: 1 finding BLOCKS release\n"),
        n => format!("{name}: {n} findings BLOCK release\n"),
    };
    for finding in &inspected.findings {
        let place = match finding.text("page") {
            page if page.is_empty() => String::new(),
            page => format!("page {page}: "),
        };
        text.push_str(&format!("  {:<8}  {place}{} [{}]\n", finding.severity, finding.text("message"), finding.kind));
    }
    text
}
