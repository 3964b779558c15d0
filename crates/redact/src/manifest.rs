//! The release manifest: the public paper that goes with a released file.
//!
//! Anybody can check with it, offline, that a file is the one that was
//! released and that the engine's checks stood behind it. It is a function of
//! the *output*: no drawn rectangle, no count, no share and no hash of the
//! input is in it, because each would let a reader test guesses.

use ed25519_dalek::{Signature as Ed25519Signature, Signer};
pub use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::check::{Check, CheckName, Outcome, Problem};
use crate::error::Error;
use crate::level::Level;
use crate::report::{FORM_VERSION, from_hex, sha256_hex, to_hex, tool};

mod canonical;
mod extent;

pub use extent::Extent;

/// What is published beside a released file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of this manifest.
    pub version: u32,
    /// Engine name and version.
    pub tool: String,
    /// SHA-256 of the released file, in hexadecimal.
    pub output_sha256: String,
    /// Number of pages of the released file.
    pub pages: u32,
    /// One entry per painted box, by page and from top to bottom.
    pub redactions: Vec<Redaction>,
    /// The checks the file passed.
    pub checks: Vec<Check>,
    /// Who vouches for it; absent when the file was released unsigned.
    pub signature: Option<Signature>,
}

/// One box painted over a withheld place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The page, from 1.
    pub page: u32,
    /// The provisions relied on, sorted.
    pub exemptions: Vec<String>,
    /// The level used.
    pub level: Level,
    /// How much is withheld there, in a band.
    pub extent: Extent,
}

/// An ed25519 signature over the canonical form of the rest of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Always `ed25519`.
    pub algorithm: String,
    /// The public key, in hexadecimal.
    pub public_key: String,
    /// The signature, in hexadecimal.
    pub value: String,
}

/// What [`Manifest::check`] learnt about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Everything that does not fit; empty when the file stands.
    pub problems: Vec<Problem>,
    /// The public key whose signature is good, in hexadecimal; none when unsigned.
    pub signed_by: Option<String>,
}

impl Verdict {
    /// Whether the file is the one the manifest speaks of, and sound.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// The public key with these 64 hexadecimal digits, if they are one.
pub fn public_key(hex: &str) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&from_hex(hex)?.try_into().ok()?).ok()
}

/// The signing key with this seed of 64 hexadecimal digits, if they are one.
pub fn signing_key(hex: &str) -> Option<SigningKey> {
    Some(SigningKey::from_bytes(&from_hex(hex)?.try_into().ok()?))
}

impl Manifest {
    /// The unsigned manifest of `output`.
    ///
    /// `redactions` may come in any order; exemptions are sorted, so that
    /// equal outputs give equal manifests.
    pub fn new(output: &[u8], pages: u32, mut redactions: Vec<Redaction>, checks: Vec<Check>) -> Self {
        for redaction in &mut redactions {
            redaction.exemptions.sort();
            redaction.exemptions.dedup();
        }
        redactions.sort_by_key(|redaction| redaction.page);
        Self {
            version: FORM_VERSION,
            tool: tool(),
            output_sha256: sha256_hex(output),
            pages,
            redactions,
            checks,
            signature: None,
        }
    }

    /// Reads a manifest; unknown fields and versions are errors.
    ///
    /// # Errors
    /// When `json` is not a manifest of a version this engine knows.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let manifest: Self = serde_json::from_slice(json)
            .map_err(|error| Error::damaged(format!("the manifest cannot be read: {}", place_of(&error))))?;
        if manifest.version == FORM_VERSION {
            Ok(manifest)
        } else {
            Err(Error::damaged(format!("manifest version {} is not known, only {FORM_VERSION}", manifest.version)))
        }
    }

    /// The manifest as published: indented JSON with a final newline.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// Signs the manifest, replacing any earlier signature.
    #[must_use]
    pub fn signed(mut self, key: &SigningKey) -> Self {
        self.signature = None;
        let value = key.sign(&self.signed_bytes());
        self.signature = Some(Signature {
            algorithm: ALGORITHM.to_owned(),
            public_key: to_hex(key.verifying_key().as_bytes()),
            value: to_hex(&value.to_bytes()),
        });
        self
    }

    /// Checks `output` against this manifest: hash, signature, page count, and
    /// the file itself by the second reader as far as that is possible without
    /// the original.
    ///
    /// With `key`, an absent signature or one by another key is a problem.
    pub fn check(&self, output: &[u8], key: Option<&VerifyingKey>) -> Verdict {
        let mut problems = Vec::new();
        if sha256_hex(output) != self.output_sha256.to_ascii_lowercase() {
            problems.push(Problem::of_file(CheckName::Bytes, "the file is not the one this manifest was made for"));
        }
        for check in &self.checks {
            if check.outcome == Outcome::Failed {
                problems.push(Problem::of_file(check.name, "the manifest itself records a failed check"));
            }
        }
        let signed_by = match self.signed_by(key) {
            Ok(signer) => signer,
            Err(detail) => {
                problems.push(Problem::of_file(CheckName::Structure, detail));
                None
            }
        };
        problems.extend(crate::verify::recheck(output, self));
        Verdict { problems, signed_by }
    }

    /// The public key of a good signature, or what is wrong with it.
    fn signed_by(&self, expected: Option<&VerifyingKey>) -> Result<Option<String>, &'static str> {
        let Some(signature) = &self.signature else {
            return if expected.is_some() { Err("the manifest is not signed") } else { Ok(None) };
        };
        if signature.algorithm != ALGORITHM {
            return Err("the signature's algorithm is not known");
        }
        let public_key: [u8; 32] =
            from_hex(&signature.public_key).and_then(|key| key.try_into().ok()).ok_or("the public key is malformed")?;
        let public_key = VerifyingKey::from_bytes(&public_key).map_err(|_| "the public key is malformed")?;
        if expected.is_some_and(|expected| *expected != public_key) {
            return Err("the manifest is signed by another key");
        }
        let value: [u8; 64] =
            from_hex(&signature.value).and_then(|value| value.try_into().ok()).ok_or("the signature is malformed")?;
        public_key
            .verify_strict(&self.signed_bytes(), &Ed25519Signature::from_bytes(&value))
            .map_err(|_| "the signature does not fit the manifest")?;
        Ok(Some(to_hex(public_key.as_bytes())))
    }

    /// What the signature covers: the manifest without it, in canonical form.
    fn signed_bytes(&self) -> Vec<u8> {
        let mut unsigned = self.clone();
        unsigned.signature = None;
        let value = serde_json::to_value(unsigned).unwrap_or_default();
        canonical::bytes(&value)
    }
}

/// Line and column of a JSON error, without the offending text.
fn place_of(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "a field is unknown, missing or of the wrong kind",
        _ => "it is not JSON",
    };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

/// The one signature algorithm.
const ALGORITHM: &str = "ed25519";

#[cfg(test)]
mod tests;
