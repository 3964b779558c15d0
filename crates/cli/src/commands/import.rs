//! `candour import page|pages|cases`: what was answered elsewhere becomes cases in state `issued_elsewhere`.

mod cases;
mod folder;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use candour_casework::command::{By, PublicWords, import_page};
use candour_casework::imported_page::ImportedPage;
use candour_casework::ports::{AuthorityStore, BlobStore, CaseStore, Clock};
use candour_casework::reference::{Reference, ReferenceKind};
use candour_casework::{Authority, AuthoritySlug, Case, CaseId};
use candour_ingest::PageImport;
use candour_store::Store;
use serde::Serialize;

use super::clock::SystemClock;
use super::engine::read_bounded;
use super::{Outcome, print_line, print_text};
use crate::args::ImportPage;
use crate::config::Config;

pub(super) use cases::cases;
pub(super) use folder::pages;

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

/// What became of something that was to be taken in.
enum Taken {
    /// It is a new case.
    New(Case),
    /// It is one already, from the same bytes.
    Known(Case),
    /// There is a case of that reference, from other bytes.
    Differs(Case),
}

/// Imports single files.
pub(super) async fn files(args: ImportPage, config: &Config) -> Result<Outcome> {
    let store = config.open(&args.into.stores, candour_store::Access::ReadWrite).await?;
    let authority = authority(&store, &args.into.authority).await?;
    for file in &args.files {
        let imported = import(&store, &authority, file).await.with_context(|| format!("{}", file.display()))?;
        if args.into.json { print_line(&serde_json::to_string(&imported)?)? } else { print_text(&page(&imported))? }
    }
    store.close().await;
    Ok(Outcome::Clean)
}

async fn authority(store: &Store, slug: &AuthoritySlug) -> Result<Authority> {
    match store.authority(slug).await? {
        Some(authority) => Ok(authority),
        None => bail!("there is no authority {slug}; add it with `candour authority add`"),
    }
}

async fn import<'a>(store: &Store, authority: &Authority, file: &'a Path) -> Result<Imported<'a>> {
    let bytes = read_bounded(file)?;
    let page = candour_ingest::import(&bytes)?;
    let kept = page.for_authority(authority.slug.clone(), &bytes);
    let (case, already_imported) = match take_in(store, authority, kept, Some(bytes)).await? {
        Taken::New(case) => (lead_on(store, case, &page).await?, false),
        Taken::Known(case) => (lead_on(store, case, &page).await?, true),
        Taken::Differs(case) => (case, true),
    };
    Ok(Imported { file, page, case: case.reference.to_string(), already_imported })
}

/// Makes a case of a page, unless there is one of its reference. `bytes` are kept first, so that a case never names an
/// original that is not there.
async fn take_in(store: &Store, authority: &Authority, page: ImportedPage, bytes: Option<Vec<u8>>) -> Result<Taken> {
    if let Some(known) = store.case_by_reference(&authority.slug, &page.reference).await? {
        let original = known.imported.as_ref().map(|imported| imported.original);
        return Ok(if original == Some(page.original) { Taken::Known(known) } else { Taken::Differs(known) });
    }
    if let Some(bytes) = bytes {
        store.put(bytes).await?;
    }
    let reference: Reference = match page.reference.parse() {
        Ok(own) => own,
        Err(_) => {
            let day = page.answered_on.or(page.published_on).or(page.received_on);
            let year = u8::try_from(day.unwrap_or_else(|| SystemClock.today()).year().rem_euclid(100))?;
            store.next_reference(&authority.slug, ReferenceKind::Foi, year).await?
        }
    };
    // The reference on the page is an alias of the case from its first event on.
    let change = import_page(authority, reference, page, &By::operator(&SystemClock))?;
    Ok(Taken::New(store.begin_case(CaseId::new(SystemClock.now()), change).await?))
}

/// Makes the case known by the address that its page had, so that the address can lead on.
async fn lead_on(store: &Store, case: Case, page: &PageImport) -> Result<Case> {
    match page.old_path().filter(|path| !case.aliases.contains(path)) {
        Some(path) if store.case_by_reference(&case.authority, &path).await?.is_none() => {
            let change = case.add_alias(&By::operator(&SystemClock), &path)?;
            Ok(store.append(case.id, case.version, change).await?)
        }
        _ => Ok(case),
    }
}

/// Publishes an imported case, unless it has been; what stands in the way is told.
async fn publish(store: &Store, case: Case, words: PublicWords) -> Result<Result<Case, String>> {
    if case.publication.is_some() {
        return Ok(Ok(case));
    }
    let by = By::operator(&SystemClock);
    let decided = match case.publish {
        Some(true) => case,
        _ => {
            let change = match case.decide_publication(&by, true, "It was published before it was imported.") {
                Ok(change) => change,
                Err(refused) => return Ok(Err(refused.to_string())),
            };
            store.append(case.id, case.version, change).await?
        }
    };
    match decided.publish(&by, words) {
        Ok(change) => Ok(Ok(store.append(decided.id, decided.version, change).await?)),
        Err(refused) => Ok(Err(refused.to_string())),
    }
}

/// Every file in folders and below them, in order; what begins with a dot is passed over, links are not followed.
fn files_below(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut waiting: Vec<PathBuf> = paths.to_vec();
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        let kind = std::fs::symlink_metadata(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if kind.is_dir() {
            let entries = std::fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
            for entry in entries {
                let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
                if !entry.file_name().to_string_lossy().starts_with('.') {
                    waiting.push(entry.path());
                }
            }
        } else if kind.is_file() {
            files.push(path);
        }
        if files.len() + waiting.len() > MOST_FILES {
            bail!("there are more than {MOST_FILES} files; import the folders one after the other");
        }
    }
    files.sort();
    Ok(files)
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

/// How many files are taken at once: a folder with more is no log of one authority.
const MOST_FILES: usize = 1_000_000;
