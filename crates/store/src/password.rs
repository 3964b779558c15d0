//! Passwords: kept as argon2id hashes, checked in the same time whether or not the account exists.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use candour_casework::ports::{StoreError, StoreErrorKind, Stored};

/// The hash to keep, with a salt of its own and the parameters it was made with.
pub(crate) async fn hash(password: &str) -> Stored<String> {
    let password = password.to_owned();
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    let failed = |cause: String| StoreError::new("keeping the password", StoreErrorKind::Failed(cause.into()));
    hashed.await.map_err(|cause| failed(cause.to_string()))?.map_err(|cause| failed(cause.to_string()))
}

/// Whether a password is the one that was hashed. Without a hash to check against, one is computed all the same, so
/// that the time taken does not tell whether there is such an account.
pub(crate) async fn matches(password: &str, hash: Option<String>) -> Stored<bool> {
    let Some(kept) = hash else {
        self::hash(password).await?;
        return Ok(false);
    };
    let password = password.to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&kept).is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
    });
    checked.await.map_err(|cause| StoreError::new("checking the password", StoreErrorKind::Failed(Box::new(cause))))
}
