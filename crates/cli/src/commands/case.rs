//! `candour case`: the due list, one case, a complaint to the regulator and the bundle for it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use candour_casework::ports::{CaseStore, CaseSummary, Clock};
use candour_casework::{By, Case, Digest, Event};
use candour_store::{Access, Store};
use jiff::civil::Date;
use serde::Serialize;

use super::clock::SystemClock;
use super::installation::whose;
use super::{Outcome, print_json, print_text};
use crate::args::{CaseCommand, OneCase, Within};
use crate::config::Config;

pub(super) async fn run(command: CaseCommand, config: &Config) -> Result<Outcome> {
    match command {
        CaseCommand::Due { by, within, json } => due(by, within, json, config).await,
        CaseCommand::Show { case, json } => show(case, json, config).await,
        CaseCommand::Complaint { case, made_on, regulator_reference } => {
            complaint(case, made_on, &regulator_reference, config).await
        }
        CaseCommand::Bundle { case, directory } => bundle(case, &directory, config).await,
    }
}

/// A line of the due list.
#[derive(Debug, Serialize)]
struct DueLine {
    reference: String,
    state: String,
    received_on: Option<Date>,
    due_on: Option<Date>,
    late: bool,
}

async fn due(by: Option<Date>, within: Within, json: bool, config: &Config) -> Result<Outcome> {
    let store = config.open(&within.stores, Access::ReadOnly).await?;
    let authority = whose(&store, within.authority).await?;
    let cases = store.cases_due(&authority, by, MOST_LINES).await?;
    store.close().await;
    let today = SystemClock.today();
    let lines: Vec<DueLine> = cases.into_iter().map(|case| line(case, today)).collect();
    if json {
        print_json(&lines)?;
    } else if lines.is_empty() {
        print_text(match by {
            Some(_) => "no case is due by then\n",
            None => "no case awaits an answer\n",
        })?;
    } else {
        let text = |line: &DueLine| {
            let late = if line.late { "LATE" } else { "" };
            format!("{:<18} due {:<12} {:<24} {late}", line.reference, day(line.due_on), words(&line.state))
                .trim_end()
                .to_owned()
        };
        print_text(&lines.iter().map(text).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(if lines.iter().any(|line| line.late) { Outcome::FoundSomething } else { Outcome::Clean })
}

fn line(case: CaseSummary, today: Date) -> DueLine {
    DueLine {
        reference: case.reference.to_string(),
        state: case.state,
        received_on: case.received_on,
        due_on: case.due_on,
        late: case.due_on.is_some_and(|due_on| due_on < today),
    }
}

async fn show(which: OneCase, json: bool, config: &Config) -> Result<Outcome> {
    let (store, case) = open(which, Access::ReadOnly, config).await?;
    let events = store.events(case.id).await?;
    store.close().await;
    if json {
        print_json(&case)?;
    } else {
        print_text(&page(&case, &events))?;
    }
    Ok(Outcome::Clean)
}

async fn complaint(which: OneCase, made_on: Date, regulator_reference: &str, config: &Config) -> Result<Outcome> {
    let (store, case) = open(which, Access::ReadWrite, config).await?;
    let change = case.note_complaint(&By::operator(&SystemClock), made_on, regulator_reference)?;
    store.append(case.id, case.version, change).await?;
    store.close().await;
    print_text(&format!(
        "noted: complaint {regulator_reference} of {made_on} about {0}\nnext: candour case bundle {0} DIR\n",
        case.reference
    ))?;
    Ok(Outcome::Clean)
}

async fn bundle(which: OneCase, directory: &Path, config: &Config) -> Result<Outcome> {
    let (store, case) = open(which, Access::ReadWrite, config).await?;
    let by = By::operator(&SystemClock);
    // Whether it may be noted is asked before anything is written.
    if let Err(refused) = case.note_bundle(&by, Digest::of(b"")) {
        bail!("{refused}; note it with `candour case complaint {}` first", case.reference);
    }
    let digest = store.export_bundle(case.id, directory).await?;
    let noted = async { Ok(store.append(case.id, case.version, case.note_bundle(&by, digest)?).await?) };
    if let Err(error) = noted.await {
        // A bundle that the journal does not know must not go out.
        drop(std::fs::remove_dir_all(directory));
        return Err::<_, anyhow::Error>(error).context("the bundle was removed again");
    }
    store.close().await;
    print_text(&format!(
        "{} holds all of {}, as confidential as the case; index.txt has the SHA-256 {digest}\n",
        directory.display(),
        case.reference
    ))?;
    Ok(Outcome::Clean)
}

/// Opens the store and the case in it.
async fn open(which: OneCase, access: Access, config: &Config) -> Result<(Store, Case)> {
    let store = config.open(&which.within.stores, access).await?;
    let authority = whose(&store, which.within.authority).await?;
    match store.case_by_reference(&authority, &which.reference).await? {
        Some(case) => Ok((store, case)),
        None => {
            bail!("{authority} has no case {}; `candour case due` lists those that await an answer", which.reference)
        }
    }
}

/// For a person: what is known, without what would name the requester.
fn page(case: &Case, events: &[Event]) -> String {
    let mut text = format!("{}: {}\n", case.reference, words(case.state.key()));
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<13} {value}\n"));
        }
    };
    line("also known as", case.aliases.join(", "));
    line("received", case.received_on.map(|on| on.to_string()).unwrap_or_default());
    line("due", case.due.as_ref().map(|due| day(due.due_on)).unwrap_or_default());
    line("answered", case.issued_on.map(|on| on.to_string()).unwrap_or_default());
    line("outcome", case.outcome().map(|outcome| outcome.title().to_owned()).unwrap_or_default());
    line("questions", count(case.parts.len()));
    line("documents", count(case.documents.len()));
    if let Some(published) = &case.publication {
        line("published", format!("{}, version {}", published.first_on, published.version));
    }
    if let Some(review) = &case.internal_review {
        line("review", format!("{}, asked for on {}", review.reference, review.requested_on));
    }
    if let Some(complaint) = &case.complaint {
        line("complaint", format!("{}, made on {}", complaint.regulator_reference, complaint.made_on));
    }
    text.push_str("history\n");
    let lines: Vec<String> = events
        .iter()
        .map(|event| format!("  {}  {}", event.at.strftime("%Y-%m-%d %H:%M UTC"), words(&kind(event))))
        .collect();
    for alike in lines.chunk_by(|one, next| one == next) {
        let times = if alike.len() > 1 { format!(", {} times", alike.len()) } else { String::new() };
        text.push_str(&format!("{}{times}\n", alike[0]));
    }
    text
}

/// The key of what happened, as in the journal.
fn kind(event: &Event) -> String {
    let kind = serde_json::to_value(&event.kind).ok();
    kind.and_then(|kind| kind.get("kind")?.as_str().map(str::to_owned)).unwrap_or_default()
}

fn count(number: usize) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "not known".to_owned(), |date| date.to_string())
}

/// A stable key as words.
fn words(key: &str) -> String {
    key.replace('_', " ")
}

/// More than any authority has open; the list is a page for a person or one document for a program.
const MOST_LINES: u32 = 100_000;
