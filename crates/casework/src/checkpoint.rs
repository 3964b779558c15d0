//! Signed checkpoints: what shows that the journal's tail was cut off, or the whole chain made anew.
//!
//! A checkpoint says "event N had this hash on that day" and is signed. It is worth something only when it is kept where
//! whoever could rewrite the database cannot reach: on paper, in mail, with an auditor.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Digest;

/// A place in the journal, vouched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The place of the last event.
    pub position: u64,
    /// Its hash.
    pub hash: Digest,
    /// When the checkpoint was signed.
    pub at: Timestamp,
    /// The public half of the signing key, in hexadecimal.
    pub key: Digest,
    /// The signature (Ed25519), in hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    /// Signs that the journal ends here.
    pub fn sign(key: &SigningKey, position: u64, hash: Digest, at: Timestamp) -> Self {
        let signature = key.sign(&message(position, hash, at));
        let signature = signature.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { position, hash, at, key: Digest(key.verifying_key().to_bytes()), signature }
    }

    /// Checks the signature, and that it was made with `key` if one is given.
    pub fn check(&self, key: Option<Digest>) -> Result<(), BadCheckpoint> {
        if key.is_some_and(|key| key != self.key) {
            return Err(BadCheckpoint::OtherKey);
        }
        let signer = VerifyingKey::from_bytes(&self.key.0).map_err(|_| BadCheckpoint::Signature)?;
        let signature = signature(&self.signature).ok_or(BadCheckpoint::Signature)?;
        let message = message(self.position, self.hash, self.at);
        signer.verify_strict(&message, &signature).map_err(|_| BadCheckpoint::Signature)
    }
}

/// A checkpoint that vouches for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadCheckpoint {
    /// Signed with another key than this installation's.
    #[error("the checkpoint was signed with another key")]
    OtherKey,
    /// Its signature does not match.
    #[error("the checkpoint's signature does not match its content")]
    Signature,
}

fn message(position: u64, hash: Digest, at: Timestamp) -> Vec<u8> {
    format!("candour checkpoint 1\n{position}\n{hash}\n{at}\n").into_bytes()
}

fn signature(text: &str) -> Option<Signature> {
    let (first, second) = text.split_at_checked(64)?;
    let (first, second) = (first.parse::<Digest>().ok()?, second.parse::<Digest>().ok()?);
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&first.0);
    bytes[32..].copy_from_slice(&second.0);
    Some(Signature::from_bytes(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_that_was_altered_vouches_for_nothing() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let checkpoint = Checkpoint::sign(&key, 3, Digest::of(b"3"), Timestamp::UNIX_EPOCH);
        assert_eq!(checkpoint.check(Some(checkpoint.key)), Ok(()));
        let altered = Checkpoint { position: 2, ..checkpoint.clone() };
        assert_eq!(altered.check(None), Err(BadCheckpoint::Signature));
        assert_eq!(checkpoint.check(Some(Digest::ZERO)), Err(BadCheckpoint::OtherKey));
    }
}
