//! Authorities.

use candour_casework::authority::{Authority, AuthoritySlug};
use candour_casework::ports::Stored;

use crate::database::{Transaction, values};

/// Adds an authority or saves its settings; `settings` is the authority as JSON.
pub(crate) async fn save(transaction: &mut Transaction, authority: &Authority, settings: &str) -> Stored<()> {
    const SQL: &str = "insert into authorities (slug, code, name, settings) values ($1, $2, $3, $4) \
        on conflict (slug) do update set code = excluded.code, name = excluded.name, settings = excluded.settings";
    let values = values![authority.slug.as_str(), authority.code.as_str(), authority.name.as_str(), settings];
    transaction.run(&format!("saving the authority {}", authority.slug), SQL, values).await.map(drop)
}

/// The authority of this name.
pub(crate) async fn named(transaction: &mut Transaction, slug: &AuthoritySlug) -> Stored<Option<Authority>> {
    const SQL: &str = "select settings from authorities where slug = $1";
    let row = transaction.row("reading the authority", SQL, values![slug.as_str()]).await?;
    row.map(|mut row| row.json(0)).transpose()
}

/// All authorities by name.
pub(crate) async fn all(transaction: &mut Transaction) -> Stored<Vec<Authority>> {
    const SQL: &str = "select settings from authorities order by name, slug";
    transaction.rows("reading the authorities", SQL, &[]).await?.into_iter().map(|mut row| row.json(0)).collect()
}
