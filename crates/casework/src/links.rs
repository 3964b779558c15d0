//! The secret link by which a requester, and nobody else, sees how a request stands.
//!
//! The link holds 256 random bits. The store keeps only a hash of them: whoever reads the database cannot make the link.
//! There may be several for one case: one shown when the request is sent, and one in each e-mail.

use std::fmt;
use std::future::Future;
use std::str::FromStr;

use crate::authority::AuthoritySlug;
use crate::id::{CaseId, Digest};
use crate::ports::Stored;

/// The secret of a status link: 64 hexadecimal digits in its address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusToken(Digest);

impl StatusToken {
    /// A token of 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Digest(random))
    }

    /// What the store keeps of it.
    pub fn hash(&self) -> Digest {
        Digest::of(&self.0.0)
    }

    /// The digits that stand in the address. Shown to the requester and written nowhere else.
    pub fn reveal(&self) -> String {
        self.0.to_string()
    }
}

/// Says nothing of the secret, so that no log line can hold it.
impl fmt::Debug for StatusToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusToken")
    }
}

impl FromStr for StatusToken {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        text.parse().map(Self).map_err(|_| NoToken)
    }
}

/// Text that cannot be the secret of a link. Says nothing of what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a status link")]
pub struct NoToken;

/// Where the hashes of status links are kept.
pub trait RequesterLinks: Send + Sync {
    /// The case of an authority behind a link, by the link's hash.
    fn case_behind(
        &self,
        authority: &AuthoritySlug,
        link: Digest,
    ) -> impl Future<Output = Stored<Option<CaseId>>> + Send;

    /// Adds another link to a case.
    fn add_link(&self, case: CaseId, link: Digest) -> impl Future<Output = Stored<()>> + Send;

    /// Takes a link back: nobody has it.
    fn remove_link(&self, link: Digest) -> impl Future<Output = Stored<()>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_tells_nothing_when_printed() {
        let token = StatusToken::new([7; 32]);
        assert_eq!(token.reveal().parse(), Ok(token));
        assert_ne!(token.hash().to_string(), token.reveal());
        assert_eq!(format!("{token:?}"), "StatusToken");
        for wrong in ["", "07", "zz", &"g".repeat(64), &"0".repeat(65)] {
            assert_eq!(wrong.parse::<StatusToken>(), Err(NoToken));
        }
    }
}
