//! `candour find`: words with page and rectangle.

use anyhow::{Context, Result};
use candour_redact_worker::Job;

use super::engine::{password, read_bounded, run_in_sandbox};
use super::{Outcome, print_json, print_text};
use crate::args::{Find, Matching};

pub(super) fn run(args: Find) -> Result<Outcome> {
    let matching = match args.matching {
        Matching::Exact => "exact",
        Matching::Caseless => "caseless",
        Matching::Regex => "regex",
    };
    let job = Job::Find { query: args.query, matching: matching.into() };
    let password = password(args.password_file.as_deref())?;
    let answer = run_in_sandbox(job, password, vec![read_bounded(&args.input)?])
        .with_context(|| format!("cannot search {}", args.input.display()))?;
    let found: serde_json::Value = serde_json::from_str(&answer.json).context("reading what was found")?;
    let hits = found["hits"].as_array().map_or(0, Vec::len);
    if args.json {
        print_json(&found)?;
    } else {
        print_text(&page(&found))?;
    }
    Ok(if hits > 0 { Outcome::FoundSomething } else { Outcome::Clean })
}

fn page(found: &serde_json::Value) -> String {
    let mut text = String::new();
    let each = |list: &str| found[list].as_array().cloned().unwrap_or_default();
    for hit in each("hits") {
        let rects: Vec<String> = hit["rects"].as_array().into_iter().flatten().map(rectangle).collect();
        text.push_str(&format!("page {}: {}\n", hit["page"], rects.join(" ")));
    }
    if text.is_empty() {
        text.push_str("not found\n");
    }
    for page in each("unreliable") {
        text.push_str(&format!(
            "page {}: text search is unreliable here: {}; look at the page and mark by rectangle\n",
            page["page"],
            page["reason"].as_str().unwrap_or_default()
        ));
    }
    text
}

fn rectangle(rect: &serde_json::Value) -> String {
    let numbers: Vec<String> = rect
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_f64)
        .map(|n| format!("{n:.2}"))
        .collect();
    format!("[{}]", numbers.join(","))
}
