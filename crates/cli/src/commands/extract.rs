//! `candour extract`: structured text (docs/schemas/structured-text.schema.json).

use anyhow::{Context, Result};
use candour_redact_worker::Job;

use super::engine::{password, read_bounded, run_in_sandbox};
use super::{Outcome, print_json, print_text};
use crate::args::Extract;

pub(super) fn run(args: Extract) -> Result<Outcome> {
    let password = password(args.password_file.as_deref())?;
    let answer = run_in_sandbox(Job::Extract, password, vec![read_bounded(&args.input)?])
        .with_context(|| format!("cannot read the text of {}", args.input.display()))?;
    let text: serde_json::Value = serde_json::from_str(&answer.json).context("reading the structured text")?;
    if args.json {
        print_json(&text)?;
    } else {
        print_text(&plain(&text))?;
    }
    Ok(Outcome::Clean)
}

/// The same for a person: a line for each block, tables by rows.
fn plain(text: &serde_json::Value) -> String {
    let mut out = String::new();
    for page in text["pages"].as_array().into_iter().flatten() {
        let reliable = if page["reliable"] == false { " (the text of this page is not reliable)" } else { "" };
        out.push_str(&format!("--- page {}{reliable}\n", page["number"]));
        for block in page["blocks"].as_array().into_iter().flatten() {
            line(&mut out, block);
        }
    }
    out
}

fn line(out: &mut String, block: &serde_json::Value) {
    let words = block["text"].as_str().unwrap_or_default();
    match block["kind"].as_str().unwrap_or_default() {
        "artifact" => {}
        "heading" => {
            let level = block["level"].as_u64().unwrap_or(1).clamp(1, 6) as usize;
            out.push_str(&format!("{} {words}\n", "#".repeat(level)));
        }
        "list_item" => out.push_str(&format!("- {words}\n")),
        "table" => {
            for row in block["rows"].as_array().into_iter().flatten() {
                let cells: Vec<&str> = row
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|cell| cell["text"].as_str().unwrap_or_default())
                    .collect();
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
        // A withheld passage reads so itself.
        "figure" => {
            let alt = block["alt"].as_str().unwrap_or(words);
            out.push_str(&format!("[{alt}]\n"));
        }
        _ => out.push_str(&format!("{words}\n")),
    }
}
