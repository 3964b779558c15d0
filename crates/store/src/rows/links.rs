//! Hashes of the secret links by which requesters see their cases.

use candour_casework::authority::AuthoritySlug;
use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::Stored;

use crate::database::{Transaction, values};

/// Keeps the hash of a link.
pub(crate) async fn add(transaction: &mut Transaction, case: CaseId, link: Digest) -> Stored<()> {
    const SQL: &str = "insert into requester_links (hash, case_id) values ($1, $2)";
    transaction.run("keeping the status link", SQL, values![link.to_string(), case.to_string()]).await.map(drop)
}

/// The case of an authority behind a link.
pub(crate) async fn case_behind(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    link: Digest,
) -> Stored<Option<CaseId>> {
    const SQL: &str = "select requester_links.case_id from requester_links \
        join cases on cases.id = requester_links.case_id where requester_links.hash = $1 and cases.authority = $2";
    let row = transaction.row("following a status link", SQL, values![link.to_string(), authority.as_str()]).await?;
    row.map(|mut row| row.parsed(0)).transpose()
}

/// Forgets a link.
pub(crate) async fn remove(transaction: &mut Transaction, link: Digest) -> Stored<()> {
    const SQL: &str = "delete from requester_links where hash = $1";
    transaction.run("taking the status link back", SQL, values![link.to_string()]).await.map(drop)
}

/// Forgets every link to a case.
pub(crate) async fn erase_of_case(transaction: &mut Transaction, case: CaseId) -> Stored<()> {
    const SQL: &str = "delete from requester_links where case_id = $1";
    transaction.run("erasing the status links", SQL, values![case.to_string()]).await.map(drop)
}
