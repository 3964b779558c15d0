//! Words that can be erased: an event holds only a keyed hash of them.
//!
//! Each text has a key of its own, kept beside the text and erased with it. Once both are gone the hash left in the
//! journal cannot be checked against a guess, and the chain still verifies.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::id::Digest;

/// A random key for one text or one requester.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealingKey(pub Digest);

impl SealingKey {
    /// A key of 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Digest(random))
    }
}

/// Says nothing of the key.
impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

/// A text with its key and its keyed hash.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedText {
    /// What the event holds.
    pub digest: Digest,
    /// The key.
    pub key: SealingKey,
    /// The text.
    pub text: String,
}

impl SealedText {
    /// Seals a text.
    pub fn new(key: SealingKey, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { digest: keyed_hash(&key, text.as_bytes()), key, text }
    }
}

/// Says nothing of the text.
impl fmt::Debug for SealedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedText").field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// The keyed hash (HMAC with SHA-256) of some bytes.
pub fn keyed_hash(key: &SealingKey, bytes: &[u8]) -> Digest {
    // HMAC fills a key shorter than the hash's block with noughts (FIPS 198-1, step 3).
    let mut block = [0; 64];
    block[..32].copy_from_slice(&key.0.0);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(bytes);
    Digest(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_under_two_keys_have_two_hashes() {
        let first = SealedText::new(SealingKey::new([1; 32]), "Alex Example");
        let second = SealedText::new(SealingKey::new([2; 32]), "Alex Example");
        assert_ne!(first.digest, second.digest);
        assert!(!format!("{first:?}").contains("Alex"));
    }
}
