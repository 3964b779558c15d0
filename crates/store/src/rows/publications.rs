//! Published disclosures: what the public side reads, and all it can read.

use candour_casework::authority::AuthoritySlug;
use candour_casework::id::{CaseId, PublicationId};
use candour_casework::ports::Stored;
use candour_casework::publication::{DisclosureFilter, Publication, PublishedVersion, Tombstone};
use jiff::civil::Date;

use crate::database::{Row, Transaction, Value, values};
use crate::error;

/// Adds a version; it becomes the newest and is listed.
pub(crate) async fn add(transaction: &mut Transaction, publication: &Publication) -> Stored<()> {
    const RETIRE: &str = "update publications set newest = 0, listed = 0 where id = $1";
    const ADD: &str = "insert into publications \
        (id, version, case_id, authority, reference, slug, month, published_on, outcome, newest, listed, content) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 1, $10)";
    let attempted = "publishing";
    let content = publication.content().map_err(|cause| error::damaged(attempted, cause))?;
    let values = values![
        publication.id.to_string(),
        publication.version,
        publication.case.to_string(),
        publication.authority.as_str(),
        publication.reference.to_string(),
        publication.slug.as_str(),
        month(publication.address_date().year(), publication.address_date().month()),
        publication.published_on.to_string(),
        publication.outcome.key(),
        content,
    ];
    transaction.run(attempted, RETIRE, values![publication.id.to_string()]).await?;
    transaction.run(attempted, ADD, values).await?;
    save_terms(transaction, publication).await
}

async fn save_terms(transaction: &mut Transaction, publication: &Publication) -> Stored<()> {
    const CLEAR: &str = "delete from publication_terms where publication_id = $1";
    const ADD: &str = "insert into publication_terms (publication_id, kind, term) values ($1, $2, $3) \
                       on conflict (kind, term, publication_id) do nothing";
    let (attempted, id) = ("publishing", publication.id.to_string());
    transaction.run(attempted, CLEAR, values![id.as_str()]).await?;
    for provision in &publication.provisions {
        transaction.run(attempted, ADD, values![id.as_str(), "provision", provision.as_str()]).await?;
    }
    for topic in &publication.topics {
        transaction.run(attempted, ADD, values![id.as_str(), "topic", topic.as_str()]).await?;
    }
    Ok(())
}

/// Puts a tombstone on every version published of a case.
pub(crate) async fn take_down(transaction: &mut Transaction, case: CaseId, tombstone: &Tombstone) -> Stored<()> {
    const SQL: &str = "update publications set tombstone = $2, listed = 0 where case_id = $1";
    let attempted = "taking down";
    let tombstone = serde_json::to_string(tombstone).map_err(|cause| error::damaged(attempted, cause))?;
    transaction.run(attempted, SQL, values![case.to_string(), tombstone]).await.map(drop)
}

/// The condition that a publication is listed and fits a filter of six values. An empty text means: any; the planner
/// drops such a condition once the value is bound.
macro_rules! fits {
    () => {
        "p.listed = 1 \
        and ($1 = '' or p.authority = $1) and ($2 = '' or p.outcome = $2) \
        and ($3 = '' or p.published_on >= $3) and ($4 = '' or p.published_on <= $4) \
        and ($5 = '' or exists (select 1 from publication_terms t \
            where t.kind = 'provision' and t.term = $5 and t.publication_id = p.id)) \
        and ($6 = '' or exists (select 1 from publication_terms t \
            where t.kind = 'topic' and t.term = $6 and t.publication_id = p.id))"
    };
}

/// The listed publications that fit, newest first, and how many there are in all.
pub(crate) async fn listed(
    transaction: &mut Transaction,
    filter: &DisclosureFilter,
) -> Stored<(Vec<Publication>, u64)> {
    const COUNT: &str = concat!("select count(*) from publications p where ", fits!());
    const LIST: &str = concat!(
        "select p.content, p.tombstone from publications p where ",
        fits!(),
        " and p.published_on <= $7 and (p.published_on < $7 or p.reference < $8 \
            or (p.reference = $8 and p.authority < $9)) \
        order by p.published_on desc, p.reference desc, p.authority desc limit $10 offset $11"
    );
    let text = |text: Option<String>| Value::from(text.unwrap_or_default());
    let mut values = vec![
        text(filter.authority.as_ref().map(ToString::to_string)),
        text(filter.outcome.map(|outcome| outcome.key().to_owned())),
        text(filter.from.map(|date| date.to_string())),
        text(filter.to.map(|date| date.to_string())),
        text(filter.provision.as_ref().map(ToString::to_string)),
        text(filter.topic.clone()),
    ];
    // Counting reads the whole list: done once, where it begins.
    let count = match filter.after {
        None => transaction.row("counting disclosures", COUNT, &values).await?,
        Some(_) => None,
    };
    let total = count.map_or(Ok(0), |row| row.count(0))?;
    let place = filter.after.as_ref();
    values.push(Value::from(place.map_or_else(|| BEFORE_ALL.to_owned(), |place| place.published_on.to_string())));
    values.push(text(place.map(|place| place.reference.clone())));
    values.push(text(place.map(|place| place.authority.to_string())));
    values.push(filter.limit.into());
    values.push(filter.offset.into());
    let rows = transaction.rows("listing disclosures", LIST, &values).await?;
    Ok((rows.into_iter().map(publication).collect::<Stored<_>>()?, total))
}

/// The newest version published of a case.
pub(crate) async fn newest_of_case(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    case: CaseId,
) -> Stored<Option<Publication>> {
    const SQL: &str =
        "select content, tombstone from publications where authority = $1 and case_id = $2 and newest = 1";
    let values = values![authority.as_str(), case.to_string()];
    transaction.row("reading the disclosure", SQL, values).await?.map(publication).transpose()
}

/// The newest version published under a dated address.
pub(crate) async fn newest_at(
    transaction: &mut Transaction,
    authority: &AuthoritySlug,
    (year, month_number): (i16, i8),
    slug: &str,
) -> Stored<Option<Publication>> {
    const SQL: &str = "select content, tombstone from publications \
        where authority = $1 and month = $2 and slug = $3 and newest = 1";
    let values = values![authority.as_str(), month(year, month_number), slug];
    transaction.row("reading the disclosure", SQL, values).await?.map(publication).transpose()
}

/// Every version published of a case, oldest first.
pub(crate) async fn versions_of_case(transaction: &mut Transaction, case: CaseId) -> Stored<Vec<PublishedVersion>> {
    const SQL: &str = "select content, tombstone from publications where case_id = $1 order by version";
    let rows = transaction.rows("reading the versions", SQL, values![case.to_string()]).await?;
    let version = |publication: Publication| PublishedVersion {
        version: publication.version,
        published_on: publication.published_on,
        why: publication.version_why,
    };
    rows.into_iter().map(|row| publication(row).map(version)).collect()
}

/// Every version with its content as stored, for verification.
pub(crate) async fn all_contents(transaction: &mut Transaction) -> Stored<Vec<(PublicationId, u64, String)>> {
    const SQL: &str = "select id, version, content from publications order by id, version";
    let rows = transaction.rows("reading what is published", SQL, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.parsed(0)?, row.count(1)?, row.text(2)?))).collect()
}

/// A day later than any on which something can have been published.
const BEFORE_ALL: &str = "9999-12-31";

/// The months of dated addresses are those of the first version, so that an address never changes.
fn month(year: i16, month: i8) -> String {
    Date::new(year, month, 1).map_or_else(|_| String::new(), |date| date.strftime("%Y-%m").to_string())
}

fn publication(mut row: Row) -> Stored<Publication> {
    let mut publication: Publication = row.json(0)?;
    publication.tombstone = match row.optional_text(1)? {
        Some(text) => Some(serde_json::from_str(&text).map_err(|cause| error::damaged("reading a row", cause))?),
        None => None,
    };
    Ok(publication)
}
