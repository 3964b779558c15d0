//! Accounts.

use candour_casework::authority::AuthoritySlug;
use candour_casework::id::UserId;
use candour_casework::ports::Stored;
use candour_casework::user::User;

use crate::database::{Row, Transaction, values};
use crate::error;

/// The columns that [`user`] reads, of the rows that a condition chooses.
macro_rules! users {
    ($condition:literal) => {
        concat!(
            "select id, authority, sign_in_name, display_name, roles, disabled, loopback_only from users ",
            $condition
        )
    };
}

/// Adds an account.
pub(crate) async fn add(transaction: &mut Transaction, user: &User, password_hash: &str) -> Stored<()> {
    const SQL: &str = "insert into users \
        (id, authority, sign_in_name, display_name, roles, disabled, loopback_only, password_hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let attempted = format!("adding the account {}", user.sign_in_name);
    let roles = serde_json::to_string(&user.roles).map_err(|cause| error::damaged(&attempted, cause))?;
    let values = values![
        user.id.to_string(),
        user.authority.as_str(),
        user.sign_in_name.as_str(),
        user.display_name.as_str(),
        roles,
        user.disabled,
        user.loopback_only,
        password_hash,
    ];
    transaction.run(&attempted, SQL, values).await.map(drop)
}

/// Disables an account; whether there was one.
pub(crate) async fn disable(transaction: &mut Transaction, user: UserId) -> Stored<bool> {
    const SQL: &str = "update users set disabled = 1 where id = $1";
    Ok(transaction.run("disabling the account", SQL, values![user.to_string()]).await? == 1)
}

/// Gives an account a new password and enables it; whether there was one.
pub(crate) async fn set_password(transaction: &mut Transaction, user: UserId, password_hash: &str) -> Stored<bool> {
    const SQL: &str = "update users set password_hash = $2, disabled = 0 where id = $1";
    Ok(transaction.run("setting the password", SQL, values![user.to_string(), password_hash]).await? == 1)
}

/// The account of this identifier.
pub(crate) async fn by_id(transaction: &mut Transaction, user: UserId) -> Stored<Option<User>> {
    const SQL: &str = users!("where id = $1");
    transaction.row("reading the account", SQL, values![user.to_string()]).await?.map(self::user).transpose()
}

/// The account of this sign-in name.
pub(crate) async fn by_sign_in_name(transaction: &mut Transaction, name: &str) -> Stored<Option<User>> {
    const SQL: &str = users!("where sign_in_name = $1");
    transaction.row("reading the account", SQL, values![name]).await?.map(user).transpose()
}

/// The accounts of an authority by name.
pub(crate) async fn of_authority(transaction: &mut Transaction, authority: &AuthoritySlug) -> Stored<Vec<User>> {
    const SQL: &str = users!("where authority = $1 order by display_name, sign_in_name");
    let rows = transaction.rows("reading the accounts", SQL, values![authority.as_str()]).await?;
    rows.into_iter().map(user).collect()
}

/// The hash of an account's password.
pub(crate) async fn password_hash(transaction: &mut Transaction, user: UserId) -> Stored<Option<String>> {
    const SQL: &str = "select password_hash from users where id = $1";
    let row = transaction.row("reading the account", SQL, values![user.to_string()]).await?;
    row.map(|mut row| row.text(0)).transpose()
}

fn user(mut row: Row) -> Stored<User> {
    Ok(User {
        id: row.parsed(0)?,
        authority: row.parsed(1)?,
        sign_in_name: row.text(2)?,
        display_name: row.text(3)?,
        roles: row.json(4)?,
        disabled: row.number(5)? != 0,
        loopback_only: row.number(6)? != 0,
    })
}
