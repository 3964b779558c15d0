//! Identifiers and digests, as newtypes so that one kind cannot stand where another is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier made from a time and random bits, so that identifiers sort by when they were made.
            pub fn new(at: jiff::Timestamp) -> Self {
                let seconds = u64::try_from(at.as_second()).unwrap_or(0);
                let nanoseconds = u32::try_from(at.subsec_nanosecond()).unwrap_or(0);
                let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds);
                Self(Uuid::new_v7(time))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.parse().map(Self).map_err(|_| InvalidId(text.to_owned()))
            }
        }
    };
}

uuid_id! {
    /// Names one case.
    CaseId
}
uuid_id! {
    /// Names one collected document of a case.
    DocumentId
}
uuid_id! {
    /// Names one event in the journal.
    EventId
}
uuid_id! {
    /// Names one published disclosure.
    PublicationId
}
uuid_id! {
    /// Names one requester, kept apart from the cases.
    RequesterId
}
uuid_id! {
    /// Names one member of staff.
    UserId
}

/// Text that should have been an identifier and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an identifier")]
pub struct InvalidId(pub String);

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of nothing having come before: the first link of a chain.
    pub const ZERO: Self = Self([0; 32]);

    /// The SHA-256 digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId(text.to_owned());
        if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(invalid());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| invalid())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| invalid())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_back_from_its_text() {
        let digest = Digest::of(b"candour");
        assert_eq!(digest.to_string().parse::<Digest>(), Ok(digest));
        assert!("ab".parse::<Digest>().is_err());
        assert!("AB".repeat(32).parse::<Digest>().is_err());
    }

    #[test]
    fn identifiers_sort_by_when_they_were_made() {
        let earlier = CaseId::new(jiff::Timestamp::from_second(1_000).unwrap());
        let later = CaseId::new(jiff::Timestamp::from_second(2_000).unwrap());
        assert!(earlier < later);
    }
}
