//! What must be erasable: requesters and their words. Apart from the journal.

use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::Stored;
use candour_casework::requester::Requester;
use candour_casework::sealed::{SealedText, SealingKey};

use crate::database::{Row, Transaction, values};
use crate::error;

/// Keeps a requester, and that the case is theirs.
pub(crate) async fn save_requester(transaction: &mut Transaction, case: CaseId, requester: &Requester) -> Stored<()> {
    const SAVE: &str = "insert into requesters (id, record) values ($1, $2) \
                        on conflict (id) do update set record = excluded.record";
    const LINK: &str = "insert into case_requesters (case_id, requester_id) values ($1, $2) \
                        on conflict (case_id) do update set requester_id = excluded.requester_id";
    let attempted = "keeping the requester";
    let record = serde_json::to_string(requester).map_err(|cause| error::damaged(attempted, cause))?;
    transaction.run(attempted, SAVE, values![requester.id.to_string(), record]).await?;
    transaction.run(attempted, LINK, values![case.to_string(), requester.id.to_string()]).await.map(drop)
}

/// The requester of a case.
pub(crate) async fn requester_of(transaction: &mut Transaction, case: CaseId) -> Stored<Option<Requester>> {
    const SQL: &str = "select requesters.record from case_requesters \
        join requesters on requesters.id = case_requesters.requester_id where case_requesters.case_id = $1";
    let row = transaction.row("reading the requester", SQL, values![case.to_string()]).await?;
    row.map(|mut row| row.json(0)).transpose()
}

/// Forgets that the case is somebody's, and the somebody if no other case is theirs.
pub(crate) async fn erase_requester(transaction: &mut Transaction, case: CaseId) -> Stored<()> {
    const UNLINK: &str = "delete from case_requesters where case_id = $1";
    const FORGET: &str =
        "delete from requesters where not exists (select 1 from case_requesters where requester_id = requesters.id)";
    transaction.run("erasing the requester", UNLINK, values![case.to_string()]).await?;
    transaction.run("erasing the requester", FORGET, &[]).await.map(drop)
}

/// Keeps a text of a case.
pub(crate) async fn save_text(transaction: &mut Transaction, case: CaseId, sealed: &SealedText) -> Stored<()> {
    const SQL: &str = "insert into private_texts (digest, case_id, sealing_key, text) values ($1, $2, $3, $4)";
    let key = sealed.key.0.to_string();
    let values = values![sealed.digest.to_string(), case.to_string(), key, sealed.text.as_str()];
    transaction.run("keeping the words of the request", SQL, values).await.map(drop)
}

/// A text by the hash its event holds.
pub(crate) async fn text(transaction: &mut Transaction, digest: Digest) -> Stored<Option<String>> {
    const SQL: &str = "select text from private_texts where digest = $1";
    let row = transaction.row("reading the words of the request", SQL, values![digest.to_string()]).await?;
    row.map(|mut row| row.text(0)).transpose()
}

/// Every text of a case with its key.
pub(crate) async fn texts_of(transaction: &mut Transaction, case: CaseId) -> Stored<Vec<SealedText>> {
    const SQL: &str = "select digest, sealing_key, text from private_texts where case_id = $1";
    let rows = transaction.rows("reading the words of the case", SQL, values![case.to_string()]).await?;
    rows.into_iter().map(sealed).collect()
}

/// Erases every text of a case.
pub(crate) async fn erase_texts(transaction: &mut Transaction, case: CaseId) -> Stored<()> {
    const SQL: &str = "delete from private_texts where case_id = $1";
    transaction.run("erasing the words of the case", SQL, values![case.to_string()]).await.map(drop)
}

fn sealed(mut row: Row) -> Stored<SealedText> {
    Ok(SealedText { digest: row.parsed(0)?, key: SealingKey(row.parsed(1)?), text: row.text(2)? })
}
