//! The request: what was asked, in whose words, and the numbered parts it falls into.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::UserId;
use crate::outcome::Outcome;
use crate::reference::Regime;

/// The words of a request: as received, and as may be published.
///
/// The verbatim text is personal data until somebody has screened it; it is kept beside the journal and not in it, so
/// that it can be erased, and is `None` afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestText {
    /// What the requester wrote, unchanged.
    pub verbatim: Option<String>,
    /// The screened copy, without what identifies a person.
    pub public: Option<String>,
    /// Who screened it.
    pub screened_by: Option<UserId>,
}

/// One numbered part of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// From 1; a question the requester numbered keeps its number.
    pub number: u32,
    /// What this part asks for.
    pub text: String,
    /// The law this part is answered under.
    pub regime: Regime,
    /// What is answered about it: one limb for each different answer.
    pub limbs: Vec<Limb>,
}

impl Part {
    /// The one outcome that tells of all limbs, or `None` before any is decided.
    pub fn outcome(&self) -> Option<Outcome> {
        Outcome::of_all(self.limbs.iter().filter_map(|limb| limb.outcome))
    }
}

/// One answer within a part: some information of a part can be disclosed, some withheld, and any other neither
/// confirmed nor denied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limb {
    /// Its name within the case, such as `1a`.
    pub id: LimbId,
    /// The information this limb is about, in words that can be published.
    pub describes: String,
    /// Whether the information is held. Never leaves the case for a limb that is neither confirmed nor denied.
    pub holding: Holding,
    /// What became of it; `None` until decided.
    pub outcome: Option<Outcome>,
    /// The provisions relied on.
    pub provisions: Vec<ProvisionId>,
}

/// Whether requested information is held (FOIA 2000 s.1(1)(a)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// It is held.
    Held,
    /// It is not held.
    NotHeld,
    /// Not yet known, or never looked for because the answer would not depend on it.
    #[default]
    Unknown,
}

/// Names a limb within its case: part number and a letter, such as `1a`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LimbId(pub String);

impl fmt::Display for LimbId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of a provision in `statute`'s tables, such as `s31-1-a`.
///
/// Held as text, so that an event written under an older table can always be read; checked against the table when a
/// command uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProvisionId(pub String);

impl ProvisionId {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ProvisionId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for ProvisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
