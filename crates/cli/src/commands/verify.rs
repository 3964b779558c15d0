//! `candour verify`: anybody can check a released file against its manifest, offline.

use anyhow::{Context, Result, bail};
use candour_redact_worker::Job;
use serde::Deserialize;

use super::engine::{read_bounded, run_in_sandbox};
use super::{Outcome, print_text};
use crate::args::Verify;

/// The worker's verdict, as `candour_redact::manifest::Verdict` serialises it.
#[derive(Debug, Deserialize)]
struct Verdict {
    problems: Vec<Problem>,
    signed_by: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Problem {
    check: String,
    page: Option<u32>,
    detail: String,
}

pub(super) fn run(args: Verify) -> Result<Outcome> {
    let file = read_bounded(&args.input)?;
    let manifest = read_bounded(&args.manifest)?;
    let key = args.key.map(read_key).transpose()?;
    let key_was_given = key.is_some();
    let answer = run_in_sandbox(Job::Verify { key }, None, vec![file, manifest])
        .with_context(|| format!("cannot check {}", args.input.display()))?;
    let verdict: Verdict = serde_json::from_str(&answer.json).context("reading the engine's verdict")?;
    if verdict.problems.is_empty() {
        let mut text = format!("{}: this is the released file, and it stands\n", args.input.display());
        match verdict.signed_by {
            Some(key) if key_was_given => text.push_str(&format!("signed with the key you gave, {key}\n")),
            Some(key) => text.push_str(&format!(
                "signed with {key}; compare it with the key the authority publishes, or give that with --key\n"
            )),
            None => text.push_str("the manifest is not signed: it shows that the file is whole, not who released it\n"),
        }
        print_text(&text)?;
        return Ok(Outcome::Clean);
    }
    let mut text = format!("{}: NOT as released\n", args.input.display());
    for problem in &verdict.problems {
        let place = problem.page.map_or_else(String::new, |page| format!("page {page}: "));
        text.push_str(&format!("  {}: {place}{}\n", problem.check, problem.detail));
    }
    print_text(&text)?;
    Ok(Outcome::FoundSomething)
}

/// A public key as given: the digits themselves, or a file that holds them.
fn read_key(given: String) -> Result<String> {
    let is_key = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_key(&given) {
        return Ok(given);
    }
    let text = std::fs::read_to_string(&given)
        .with_context(|| format!("--key {given} is neither 64 hexadecimal digits nor a file that can be read"))?;
    match text.trim() {
        key if is_key(key) => Ok(key.to_owned()),
        _ => bail!("{given} does not hold a public key: 64 hexadecimal digits"),
    }
}
