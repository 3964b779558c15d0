//! Jobs for people who work on candour: `cargo xtask layers` and its neighbours.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks to its terminal")]

mod layers;
mod licences;
mod reference_docs;
mod synthetic;
mod vendor_frontend;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    match run() {
        Ok(message) => {
            if !message.is_empty() {
                println!("{message}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in the workspace")?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("docs") => reference_docs::run(root, arguments.iter().any(|argument| argument == "--check")),
        Some("layers") => Ok(format!("{} crates depend downwards only", layers::check(root)?)),
        Some("licences") => {
            Ok(format!("{} crates, each under a licence that deny.toml allows", licences::check(root)?))
        }
        Some("synthetic-disclosures") => synthetic_disclosures(arguments.get(1)),
        Some("vendor-frontend") => vendor_frontend::run(),
        Some(unknown) => {
            bail!("no job called {unknown}; there are: {JOBS}")
        }
        None => bail!("which job? There are: {JOBS}"),
    }
}

/// The disclosures go to standard output, the word about them to standard error.
fn synthetic_disclosures(number: Option<&String>) -> Result<String> {
    let number =
        number.context("how many? For example: cargo xtask synthetic-disclosures 1000000 > disclosures.jsonl")?;
    let number = number.parse().with_context(|| format!("`{number}` is not a number"))?;
    eprintln!("{}", synthetic::write(number, std::io::stdout().lock())?);
    Ok(String::new())
}

const JOBS: &str = "docs, layers, licences, synthetic-disclosures, vendor-frontend";
