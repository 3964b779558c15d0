//! `candour import pages`: folders of saved pages, thousands at a time.
//!
//! It can be stopped and started again at any moment: a page that is in is passed over by its reference and the digest
//! of its bytes, and what was left undone of it (its old address, its publication) is done then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use candour_casework::Authority;
use candour_ingest::PageImport;
use candour_store::{Access, Store};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::super::engine::read_bounded;
use super::super::{Outcome, note, print_line, print_text};
use super::{Taken, authority, files_below, lead_on, publish, take_in};
use crate::args::ImportPages;
use crate::config::Config;

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Became {
    Imported,
    Unchanged,
    /// The reference is a case already, from other bytes.
    Differs,
    Refused,
}

/// The line of a file in the report.
#[derive(Debug, Serialize)]
struct Line {
    file: PathBuf,
    became: Became,
    /// The reference of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    /// Why it was refused, or is not published.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Whether it is published.
    published: bool,
    /// The page as understood.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    page: Option<PageImport>,
}

/// What is told at the end.
#[derive(Debug, Default)]
struct Report {
    counts: BTreeMap<Became, usize>,
    published: usize,
    refused: Vec<(PathBuf, String)>,
    unpublished: Vec<(PathBuf, String)>,
    differing: Vec<(PathBuf, String)>,
    not_understood: Vec<(PathBuf, String)>,
    pages_not_understood: usize,
}

pub(in crate::commands) async fn pages(args: ImportPages, config: &Config) -> Result<Outcome> {
    let files = files_below(&args.paths)?;
    if files.is_empty() {
        let paths: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
        bail!(
            "there is no page in {}; files and folders whose names begin with a dot are passed over, and links are not \
             followed",
            paths.join(", ")
        );
    }
    let store = config.open(&args.into.stores, Access::ReadWrite).await?;
    let authority = authority(&store, &args.into.authority).await?;
    let bar = progress(files.len());
    let mut report = Report::default();
    for file in files {
        let took = take_file(&store, &authority, &file, args.publish).await;
        let done = report.counts.values().sum::<usize>();
        let line =
            took.with_context(|| format!("{}: stopped after {done} files; start again to go on", file.display()))?;
        report.add(&line);
        bar.inc(1);
        if args.into.json {
            let text = serde_json::to_string(&line)?;
            bar.suspend(|| print_line(&text))?;
        }
    }
    bar.finish_and_clear();
    store.close().await;
    let text = report.text();
    if args.into.json {
        note(text.trim_end());
    } else {
        print_text(&text)?;
    }
    let found = report.refused.len() + report.differing.len() + report.unpublished.len();
    Ok(if found == 0 { Outcome::Clean } else { Outcome::FoundSomething })
}

/// One file. What is wrong with the file is in its line; an error is the store's.
async fn take_file(store: &Store, authority: &Authority, file: &Path, publishes: bool) -> Result<Line> {
    let refused = |why: String| Line {
        file: file.to_owned(),
        became: Became::Refused,
        case: None,
        why: Some(why),
        published: false,
        page: None,
    };
    let bytes = match read_bounded(file) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(refused(format!("{error:#}"))),
    };
    let page = match candour_ingest::import(&bytes) {
        Ok(page) => page,
        Err(why) => return Ok(refused(why.to_string())),
    };
    let kept = page.for_authority(authority.slug.clone(), &bytes);
    let (became, case) = match take_in(store, authority, kept, Some(bytes)).await? {
        Taken::New(case) => (Became::Imported, lead_on(store, case, &page).await?),
        Taken::Known(case) => (Became::Unchanged, lead_on(store, case, &page).await?),
        Taken::Differs(case) => {
            let why = "there is a case of this reference, from another page; nothing was changed".to_owned();
            let case = Some(case.reference.to_string());
            return Ok(Line { became: Became::Differs, case, page: Some(page), ..refused(why) });
        }
    };
    let reference = case.reference.to_string();
    let (published, why) = match publishes {
        false => (case.publication.is_some(), None),
        true => match publish(store, case, page.for_publication(&reference)).await? {
            Ok(_) => (true, None),
            Err(why) => (false, Some(why)),
        },
    };
    Ok(Line { became, case: Some(reference), why, published, page: Some(page), ..refused(String::new()) })
}

impl Report {
    fn add(&mut self, line: &Line) {
        *self.counts.entry(line.became).or_default() += 1;
        self.published += usize::from(line.published);
        let why = line.why.clone().unwrap_or_default();
        match line.became {
            Became::Refused => self.refused.push((line.file.clone(), why)),
            Became::Differs => self.differing.push((line.file.clone(), why)),
            Became::Imported | Became::Unchanged if line.why.is_some() => {
                self.unpublished.push((line.file.clone(), why));
            }
            Became::Imported | Became::Unchanged => {}
        }
        let unknown = line.page.as_ref().map(|page| page.not_understood.as_slice()).unwrap_or_default();
        self.pages_not_understood += usize::from(!unknown.is_empty());
        self.not_understood.extend(unknown.iter().map(|what| (line.file.clone(), what.clone())));
    }

    fn text(&self) -> String {
        let count = |became| self.counts.get(&became).copied().unwrap_or_default();
        let mut text = format!(
            "imported {}, unchanged {}, published {}, refused {}, differing from what is there {}\n",
            count(Became::Imported),
            count(Became::Unchanged),
            self.published,
            count(Became::Refused),
            count(Became::Differs)
        );
        if self.pages_not_understood > 0 {
            text.push_str(&format!("{} pages have lines that were not understood\n", self.pages_not_understood));
        }
        for (title, entries) in [
            ("refused", &self.refused),
            ("differing", &self.differing),
            ("not published", &self.unpublished),
            ("not understood", &self.not_understood),
        ] {
            if entries.is_empty() {
                continue;
            }
            text.push_str(&format!("\n{title}:\n"));
            for (file, what) in entries.iter().take(LISTED) {
                let what: String = what.chars().take(LONGEST).collect();
                text.push_str(&format!("  {}: {what}\n", file.display()));
            }
            if entries.len() > LISTED {
                text.push_str(&format!("  and {} more; --json lists all\n", entries.len() - LISTED));
            }
        }
        text
    }
}

/// A bar where somebody watches; nothing where nobody does.
fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("  {wide_bar} {pos}/{len}, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

const LISTED: usize = 40;
const LONGEST: usize = 200;
