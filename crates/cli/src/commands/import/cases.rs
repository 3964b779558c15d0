//! `candour import cases`: a CSV list of answered requests.

use anyhow::{Context, Result};
use candour_casework::ports::BlobStore;
use candour_ingest::cases::{CaseLine, read};
use candour_store::Access;
use serde::Serialize;

use super::super::engine::read_bounded;
use super::super::{Outcome, note, print_line, print_text};
use super::{Taken, authority, take_in};
use crate::args::ImportCases;
use crate::config::Config;

/// What became of one line.
#[derive(Debug, Serialize)]
struct Line<'a> {
    became: &'static str,
    /// The reference of the case.
    case: Option<String>,
    #[serde(flatten)]
    line: &'a CaseLine,
}

pub(in crate::commands) async fn cases(args: ImportCases, config: &Config) -> Result<Outcome> {
    let bytes = read_bounded(&args.file)?;
    let list = read(&bytes).with_context(|| format!("{}", args.file.display()))?;
    let store = config.open(&args.into.stores, Access::ReadWrite).await?;
    let authority = authority(&store, &args.into.authority).await?;
    // The list is the original of all its cases; it is kept before the first of them names it.
    store.put(bytes.clone()).await?;
    let (mut imported, mut known, mut refused, mut differing) = (0_usize, 0_usize, Vec::new(), 0_usize);
    let mut not_understood = Vec::new();
    for line in &list.lines {
        let (became, case) = match &line.refused {
            Some(why) => {
                refused.push(format!("  line {}: {why}\n", line.line));
                ("refused", None)
            }
            None => match take_in(&store, &authority, line.for_authority(authority.slug.clone(), &bytes), None).await {
                Ok(Taken::New(case)) => ("imported", Some(case)),
                Ok(Taken::Known(case)) => ("unchanged", Some(case)),
                Ok(Taken::Differs(case)) => ("differs", Some(case)),
                Err(error) => {
                    return Err(error.context(format!("line {}: stopped here; start again to go on", line.line)));
                }
            },
        };
        imported += usize::from(became == "imported");
        known += usize::from(became == "unchanged");
        differing += usize::from(became == "differs");
        not_understood.extend(line.not_understood.iter().map(|what| format!("  line {}: {what}\n", line.line)));
        if args.into.json {
            let case = case.map(|case| case.reference.to_string());
            print_line(&serde_json::to_string(&Line { became, case, line })?)?;
        }
    }
    store.close().await;
    let mut text = format!(
        "imported {imported}, unchanged {known}, refused {}, known from elsewhere {differing}\n",
        refused.len()
    );
    if !list.unknown_columns.is_empty() {
        text.push_str(&format!("columns passed over: {}\n", list.unknown_columns.join(", ")));
    }
    for (title, lines) in [("refused", &refused), ("not understood", &not_understood)] {
        if !lines.is_empty() {
            text.push_str(&format!("\n{title}:\n"));
            lines.iter().take(LISTED).for_each(|line| text.push_str(line));
        }
    }
    if args.into.json {
        note(text.trim_end());
    } else {
        print_text(&text)?;
    }
    Ok(if refused.is_empty() && differing == 0 { Outcome::Clean } else { Outcome::FoundSomething })
}

const LISTED: usize = 40;
