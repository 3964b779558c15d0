//! Cases as lists need them, their references, and the numbers given out.

use candour_casework::authority::AuthoritySlug;
use candour_casework::case::Case;
use candour_casework::id::CaseId;
use candour_casework::ports::{CaseSummary, Stored};
use candour_casework::reference::ReferenceKind;
use jiff::civil::Date;

use crate::database::{Row, Transaction, values};

/// Adds or renews the line of a case.
pub(crate) async fn save(transaction: &mut Transaction, case: &Case) -> Stored<()> {
    const SQL: &str = "insert into cases \
        (id, version, authority, reference, state, awaits_response, received_on, due_on, officer, outcome, \
        review_on, complaint_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
        on conflict (id) do update set version = excluded.version, state = excluded.state, \
        awaits_response = excluded.awaits_response, due_on = excluded.due_on, officer = excluded.officer, \
        outcome = excluded.outcome, review_on = excluded.review_on, complaint_on = excluded.complaint_on";
    let values = values![
        case.id.to_string(),
        case.version,
        case.authority.as_str(),
        case.reference.to_string(),
        case.state.key(),
        case.state.awaits_response(),
        case.received_on.map(|date| date.to_string()),
        case.due_on().map(|date| date.to_string()),
        case.officer.map(|officer| officer.to_string()),
        case.outcome().map(|outcome| outcome.key().to_owned()),
        case.internal_review.as_ref().map(|review| review.requested_on.to_string()),
        case.complaint.as_ref().map(|complaint| complaint.made_on.to_string()),
    ];
    transaction.run("saving the case", SQL, values).await.map(drop)
}

/// Makes a case known by a reference; refused if another case is.
pub(crate) async fn add_reference(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    reference: &str,
    case: CaseId,
) -> Stored<()> {
    const SQL: &str = "insert into case_references (authority, reference, case_id) values ($1, $2, $3)";
    let values = values![authority.as_str(), reference, case.to_string()];
    transaction.run(&format!("giving the case the reference {reference}"), SQL, values).await.map(drop)
}

/// The references a case is known by.
pub(crate) async fn references_of(transaction: &mut Transaction, case: CaseId) -> Stored<Vec<String>> {
    const SQL: &str = "select reference from case_references where case_id = $1";
    let rows = transaction.rows("reading the references of a case", SQL, values![case.to_string()]).await?;
    rows.into_iter().map(|mut row| row.text(0)).collect()
}

/// The case known by a reference.
pub(crate) async fn known_by(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    reference: &str,
) -> Stored<Option<CaseId>> {
    const SQL: &str = "select case_id from case_references where authority = $1 and reference = $2";
    let row = transaction.row("finding the case", SQL, values![authority.as_str(), reference]).await?;
    row.map(|mut row| row.parsed(0)).transpose()
}

/// Takes the next number of a kind and year.
pub(crate) async fn take_number(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    kind: ReferenceKind,
    year: u8,
) -> Stored<u64> {
    const SQL: &str = "insert into reference_numbers (authority, kind, year, last_number) values ($1, $2, $3, 1) \
        on conflict (authority, kind, year) do update set last_number = reference_numbers.last_number + 1 \
        returning last_number";
    let values = values![authority.as_str(), kind.to_string(), u32::from(year)];
    let row = transaction.row("taking a reference", SQL, values).await?;
    row.map_or(Ok(0), |row| row.count(0))
}

/// The cases that await a response and are due by a day, soonest first.
pub(crate) async fn due_by(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    day: Date,
    limit: u32,
) -> Stored<Vec<CaseSummary>> {
    const SQL: &str = "select id, reference, state, received_on, due_on, officer from cases \
        where authority = $1 and awaits_response = 1 and due_on <= $2 order by due_on, reference limit $3";
    let values = values![authority.as_str(), day.to_string(), limit];
    transaction.rows("listing the cases due", SQL, values).await?.into_iter().map(summary).collect()
}

/// The cases that await a response, soonest due first, those without a date last.
pub(crate) async fn awaiting(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    limit: u32,
) -> Stored<Vec<CaseSummary>> {
    const SQL: &str = "select id, reference, state, received_on, due_on, officer from cases \
        where authority = $1 and awaits_response = 1 order by due_on is null, due_on, reference limit $2";
    let rows = transaction.rows("listing the open cases", SQL, values![authority.as_str(), limit]).await?;
    rows.into_iter().map(summary).collect()
}

/// Up to `limit` cases after `after` that are answered or closed and whose requester is kept still.
pub(crate) async fn closed_with_requester(
    transaction: &mut Transaction,
    after: Option<CaseId>,
    limit: u32,
) -> Stored<Vec<CaseId>> {
    const SQL: &str = "select cases.id from cases join case_requesters on case_requesters.case_id = cases.id \
                       where cases.awaits_response = 0 and cases.id > $1 order by cases.id limit $2";
    let after = after.map(|case| case.to_string()).unwrap_or_default();
    let rows = transaction.rows("looking for closed cases", SQL, values![after, limit]).await?;
    rows.into_iter().map(|mut row| row.parsed(0)).collect()
}

/// Every case with the version and state its line has.
pub(crate) async fn all_lines(transaction: &mut Transaction) -> Stored<Vec<(CaseId, u64, String)>> {
    const SQL: &str = "select id, version, state from cases order by id";
    let rows = transaction.rows("reading the cases", SQL, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.parsed(0)?, row.count(1)?, row.text(2)?))).collect()
}

fn summary(mut row: Row) -> Stored<CaseSummary> {
    Ok(CaseSummary {
        id: row.parsed(0)?,
        reference: row.parsed(1)?,
        state: row.text(2)?,
        received_on: row.optional_parsed(3)?,
        due_on: row.optional_parsed(4)?,
        officer: row.optional_parsed(5)?,
    })
}
