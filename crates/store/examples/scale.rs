//! Fills a store with 10,000 cases, 200,000 documents and 1,000,000 events, and measures the two questions asked most.
//!
//! A store that it filled before is only measured. `scale sqlite FOLDER [CASES]` or `scale postgres URL BLOBS [CASES]`. Run it in release; it prints JSON.

use std::path::Path;
use std::time::Instant;

use candour_casework::command::{By, log_request};
use candour_casework::document::Document;
use candour_casework::event::{Actor, Search};
use candour_casework::id::{CaseId, Digest, DocumentId};
use candour_casework::ports::{AuthorityStore as _, CaseStore as _, Change};
use candour_casework::sample::{A_MONDAY, arrived, authority, noon, officer};
use candour_statute::Calendar;
use candour_store::Store;
use uuid::Uuid;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that prints its measurements")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (store, cases) = match arguments.as_slice() {
        ["sqlite", folder, cases @ ..] => (Store::create(Path::new(folder)).await?, cases),
        ["postgres", url, blobs, cases @ ..] => (Store::connect_with_folder(url, Path::new(blobs)).await?, cases),
        _ => return Err("sqlite FOLDER [CASES], or postgres URL BLOBS [CASES]".into()),
    };
    let cases: u32 = cases.first().map_or(Ok(10_000), |cases| cases.parse())?;
    store.save_authority(&authority(), Actor::Operator, noon(A_MONDAY).0).await?;
    let started = Instant::now();
    // A store that was filled before is only measured.
    if store.case(case_id(0)).await?.is_none() {
        for number in 0..cases {
            fill(&store, number).await?;
        }
    }
    let filled_s = started.elapsed().as_secs_f64();
    let mut due_list = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        let list = store.cases_due(&authority().slug, Some(jiff::civil::date(2026, 7, 1)), 50).await?;
        due_list.push(started.elapsed().as_secs_f64() * 1_000.0);
        assert_eq!(list.len(), 50.min(cases as usize));
    }
    let mut rebuild = Vec::new();
    for step in 0..500_u32 {
        let id = case_id(step.wrapping_mul(2_654_435_761) % cases);
        let started = Instant::now();
        let case = store.case(id).await?.ok_or("a case is missing")?;
        rebuild.push(started.elapsed().as_secs_f64() * 1_000.0);
        assert_eq!(case.version, EVENTS);
    }
    let started = Instant::now();
    let faults = store.verify_journal().await?.len();
    let verify_s = started.elapsed().as_secs_f64();
    println!(
        "{{\"cases\":{cases},\"events\":{},\"filled_s\":{filled_s:.1},\"due_list_p95_ms\":{:.2},\"rebuild_p50_ms\":{:.2},\
         \"rebuild_p95_ms\":{:.2},\"verify_s\":{verify_s:.1},\"faults\":{faults}}}",
        u64::from(cases) * EVENTS,
        percentile(&mut due_list, 95),
        percentile(&mut rebuild, 50),
        percentile(&mut rebuild, 95),
    );
    store.close().await;
    Ok(())
}

async fn fill(store: &Store, number: u32) -> Result<(), Box<dyn std::error::Error>> {
    let clock = noon(A_MONDAY);
    let by = By::user(&officer(), &clock);
    let logged = log_request(&authority(), arrived(number, A_MONDAY), Calendar::built_in(), &By::requester(&clock))?;
    let case = store.begin_case(case_id(number), logged).await?;
    let mut change = case.allocate(&by, officer().id)?;
    for document in 0..20 {
        change = change.with(case.collect(&by, self::document(number, document))?);
    }
    for search in 0..EVENTS - 22 {
        change = change.with(search_of(&case, &by, search)?);
    }
    store.append(case.id, case.version, change).await?;
    Ok(())
}

fn search_of(case: &candour_casework::Case, by: &By, number: u64) -> Result<Change, candour_casework::Refused> {
    let search = Search {
        by: "Sample Person".into(),
        place: format!("register {number}"),
        terms: "widget, gadget".into(),
        minutes: 15,
        result: "nothing beyond what was found".into(),
        on: A_MONDAY,
    };
    case.record_search(by, search)
}

fn document(case: u32, number: u32) -> Document {
    Document {
        id: DocumentId(Uuid::from_u128(u128::from(case) * 100 + u128::from(number) + (1 << 64))),
        title: format!("Document {number}"),
        file_name: format!("document-{number}.pdf"),
        media_type: "application/pdf".into(),
        original: Digest::of(format!("{case}/{number}").as_bytes()),
        size_bytes: 100_000,
        pages: Some(12),
        limbs: Vec::new(),
        page_flags: Vec::new(),
        marks: Vec::new(),
        renditions: Vec::new(),
        supersedes: None,
    }
}

fn case_id(number: u32) -> CaseId {
    CaseId(Uuid::from_u128(u128::from(number) + 1))
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * percent / 100).copied().unwrap_or(f64::NAN)
}

const EVENTS: u64 = 100;
