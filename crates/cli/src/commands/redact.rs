//! `candour redact`: what is marked goes, and a second reader proves it, or nothing is written.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use candour_redact::manifest::{Manifest, SigningKey, signing_key};
use candour_redact::report::CaseReport;
use candour_redact_worker::Job;
use candour_statute::provision;

use super::engine::{password, read_bounded, run_in_sandbox};
use super::{Outcome, counted, note, print_text};
use crate::args::Redact;
use crate::config::Config;
use crate::output::OutputSet;

pub(super) fn run(args: Redact, config: &Config) -> Result<Outcome> {
    let input = read_bounded(&args.input)?;
    let marks = read_bounded(&args.marks)?;
    let password = password(args.password_file.as_deref())?;
    let key = args.signing_key_file.as_deref().map(read_signing_key).transpose()?;
    for unknown in unknown_provisions(&marks) {
        note(&format!("warning: {}; it is taken as it stands", doubt(&unknown)));
    }

    let level = args.level.map(|level| level.name().to_owned());
    let job = Job::Redact { level, text: false, colours: config.box_colours.names() };
    let mut answer = run_in_sandbox(job, password, vec![input, marks])
        .with_context(|| format!("{} was not redacted", args.input.display()))?;
    let mut part = |name: &str| answer.take(name).with_context(|| format!("the engine gave no {name}"));
    let (pdf, report, manifest) = (part("pdf")?, part("report")?, part("manifest")?);

    let mut outputs = OutputSet::default();
    outputs.stage(&args.output, &pdf)?;
    if let Some(path) = &args.report {
        outputs.stage(path, &report)?;
    }
    if let Some(path) = &args.manifest {
        let manifest = match &key {
            Some(key) => Manifest::from_json(&manifest)?.signed(key).to_json(),
            None => manifest,
        };
        outputs.stage(path, &manifest)?;
    }
    outputs.commit()?;
    let report: CaseReport = serde_json::from_slice(&report).context("reading the case report")?;
    print_text(&summary(&args.output, &report))?;
    Ok(Outcome::Clean)
}

/// What was done, what leaks, and what a person should look at.
fn summary(output: &Path, report: &CaseReport) -> String {
    let mut text = format!(
        "{}: {} applied, {}, {} passed\n",
        output.display(),
        counted(report.marks.len(), ("mark", "marks")),
        counted(report.pages as usize, ("page", "pages")),
        counted(report.checks.len(), ("check", "checks"))
    );
    for (number, mark) in report.marks.iter().enumerate().filter(|(_, mark)| mark.residual_bits > 0.0) {
        text.push_str(&format!(
            "  mark {} on page {} ({}): the gap that stays tells about {:.1} bits of what was removed\n",
            number + 1,
            mark.page,
            mark.level.name(),
            mark.residual_bits
        ));
    }
    for finding in &report.findings {
        let place = finding.page.map_or_else(String::new, |page| format!("page {page}: "));
        text.push_str(&format!("  {place}{} [{}]\n", finding.message, finding.kind));
    }
    text
}

/// What is wrong with an id that names no provision: it may stop short of the part that is relied on.
fn doubt(unknown: &str) -> String {
    let parts: Vec<&str> = provision::provisions()
        .iter()
        .map(|known| known.id)
        .filter(|known| known.strip_prefix(unknown).is_some_and(|rest| rest.starts_with('-')))
        .collect();
    match parts.as_slice() {
        [] => format!("`{unknown}` is no provision this program knows"),
        [only] => format!("`{unknown}` does not name the whole provision, which is {only}"),
        [most @ .., last] => {
            format!("`{unknown}` does not say which part of it is relied on: {} or {last}", most.join(", "))
        }
    }
}

/// Ids in a marks file that `statute` does not know; a file that cannot be read is the engine's to refuse.
fn unknown_provisions(marks: &[u8]) -> BTreeSet<String> {
    let marks: serde_json::Value = serde_json::from_slice(marks).unwrap_or_default();
    let exemptions = marks["marks"].as_array().into_iter().flatten().map(|mark| &mark["exemption"]);
    exemptions
        .flat_map(|one| match one {
            serde_json::Value::Array(several) => several.iter().filter_map(|id| id.as_str()).collect(),
            single => Vec::from_iter(single.as_str()),
        })
        .filter(|id| {
            provision::reference(id).is_none()
                && provision::citations(id).iter().all(|found| found.ids().next().is_none())
        })
        .map(str::to_owned)
        .collect()
}

fn read_signing_key(path: &Path) -> Result<SigningKey> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    match signing_key(text.trim()) {
        Some(key) => Ok(key),
        None => bail!("{} does not hold a signing key: 64 hexadecimal digits", path.display()),
    }
}
