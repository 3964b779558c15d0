//! `candour import page`: a published page becomes a case in state `issued_elsewhere`.

use std::path::Path;

use anyhow::{Context, Result, bail};
use candour_casework::command::{By, import_page};
use candour_casework::ports::{AuthorityStore, BlobStore, CaseStore, Clock};
use candour_casework::reference::{Reference, ReferenceKind};
use candour_casework::{Authority, CaseId};
use candour_ingest::PageImport;
use candour_store::{Access, Store};
use serde::Serialize;

use super::clock::SystemClock;
use super::engine::read_bounded;
use super::{Outcome, print_line, print_text};
use crate::args::ImportPage;
use crate::config::Config;

/// What became of one file: the page as understood, and its case.
#[derive(Debug, Serialize)]
struct Imported<'a> {
    file: &'a Path,
    #[serde(flatten)]
    page: PageImport,
    /// The reference of the case.
    case: String,
    /// True if the page had been imported before; then nothing was changed.
    already_imported: bool,
}

pub(super) async fn pages(args: ImportPage, config: &Config) -> Result<Outcome> {
    let store = config.open(&args.stores, Access::ReadWrite).await?;
    let Some(authority) = store.authority(&args.authority).await? else {
        bail!("there is no authority {}; add it with `candour authority add`", args.authority);
    };
    for file in &args.files {
        let imported = import(&store, &authority, file).await.with_context(|| format!("{}", file.display()))?;
        if args.json { print_line(&serde_json::to_string(&imported)?)? } else { print_text(&page(&imported))? }
    }
    store.close().await;
    Ok(Outcome::Clean)
}

async fn import<'a>(store: &Store, authority: &Authority, file: &'a Path) -> Result<Imported<'a>> {
    let bytes = read_bounded(file)?;
    let page = candour_ingest::import(&bytes)?;
    if let Some(known) = store.case_by_reference(&authority.slug, &page.reference).await? {
        return Ok(Imported { file, page, case: known.reference.to_string(), already_imported: true });
    }
    let now = SystemClock.now();
    let by = By::operator(&SystemClock);
    // The bytes are kept first: a case never names an original that is not there.
    store.put(bytes.clone()).await?;
    let own: Option<Reference> = page.reference.parse().ok();
    let reference = match &own {
        Some(reference) => reference.clone(),
        None => {
            let year = page.answered_on.or(page.published_on).unwrap_or_else(|| SystemClock.today()).year();
            store.next_reference(&authority.slug, ReferenceKind::Foi, u8::try_from(year.rem_euclid(100))?).await?
        }
    };
    let change = import_page(authority, reference, page.for_authority(authority.slug.clone(), &bytes), &by)?;
    let mut case = store.begin_case(CaseId::new(now), change).await?;
    if own.is_none() {
        let change = case.add_alias(&by, &page.reference)?;
        case = store.append(case.id, case.version, change).await?;
    }
    Ok(Imported { file, page, case: case.reference.to_string(), already_imported: false })
}

/// What was understood and what was not, for a person.
fn page(imported: &Imported<'_>) -> String {
    let page = &imported.page;
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<15} {value}\n"));
        }
    };
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    line("reference", page.reference.clone());
    line("request", page.request.clone().unwrap_or_default());
    line("questions", if page.parts.is_empty() { String::new() } else { page.parts.len().to_string() });
    line("received", day(page.received_on));
    line("answered", day(page.answered_on));
    line("published", day(page.published_on));
    line("outcome", page.outcome.map(|outcome| outcome.title().to_owned()).unwrap_or_default());
    line("provisions", page.provisions.join(", "));
    for reason in &page.reasons {
        line("reasons", format!("{} paragraphs for {}", reason.paragraphs.len(), reason.provisions.join(", ")));
    }
    for attachment in &page.attachments {
        line("attachment", attachment.title.clone());
    }
    for assumption in &page.assumptions {
        line("assumed", assumption.clone());
    }
    for unknown in &page.not_understood {
        line("not understood", unknown.clone());
    }
    let dropped: Vec<String> = page.furniture.iter().map(|one| format!("{} ({})", one.kind, one.lines)).collect();
    line("furniture", dropped.join(", "));
    let head = match imported.already_imported {
        true => format!("{}: imported before as {}; nothing was changed\n", imported.file.display(), imported.case),
        false => format!("{}: imported as {}\n", imported.file.display(), imported.case),
    };
    head + &text
}
