//! The installation's signing key: what lets anybody check who released a file.

use anyhow::Result;
use candour_casework::SealingKey;
use candour_casework::sealed::keyed_hash;
use candour_redact::manifest::{Manifest, SigningKey};
use candour_store::Store;

/// Signs a release manifest with the installation's key; as it is where there is none.
pub(crate) fn signed(store: &Store, manifest: &[u8]) -> Result<Vec<u8>> {
    Ok(match store.release_key()? {
        Some(key) => Manifest::from_json(manifest)?.signed(&SigningKey::from_bytes(&key.to_bytes())).to_json(),
        None => manifest.to_vec(),
    })
}

/// One line that shows the public half, for `candour verify --key`; empty where there is none.
pub(crate) fn public(store: &Store) -> Result<String> {
    Ok(hex(store)?.map_or_else(String::new, |key| format!("released files are signed; public key: {key}\n")))
}

/// The public half in hexadecimal.
pub(crate) fn hex(store: &Store) -> Result<Option<String>> {
    let key = store.release_key()?;
    Ok(key.map(|key| key.verifying_key().to_bytes().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The key of the stamps in public forms, made from the installation's own so that all its processes have the same one;
/// `None` where there is none.
pub(crate) fn of_forms(store: &Store) -> Result<Option<SealingKey>> {
    let key = store.release_key()?.map(|key| SealingKey::new(key.to_bytes()));
    Ok(key.map(|key| SealingKey(keyed_hash(&key, b"candour: stamps of public forms, version 1"))))
}
