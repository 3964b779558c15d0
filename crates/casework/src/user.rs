//! Staff and what each may do.

use serde::{Deserialize, Serialize};

use crate::authority::AuthoritySlug;
use crate::id::UserId;

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Names the account.
    pub id: UserId,
    /// The authority it belongs to.
    pub authority: AuthoritySlug,
    /// What is typed to sign in.
    pub sign_in_name: String,
    /// The person's name as colleagues see it.
    pub display_name: String,
    /// What the account may do.
    pub roles: Vec<Role>,
    /// Disabled accounts cannot sign in, and stay for the record.
    pub disabled: bool,
    /// A sample account signs in from loopback only (design 7.1).
    pub loopback_only: bool,
}

impl User {
    /// Whether the account has a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// What a member of staff may do. Complete: these are design section 4's roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps authorities, users, settings.
    Administrator,
    /// Signs off decisions. Never the author of the same decision, by default.
    Approver,
    /// Reads the journal and nothing else.
    Auditor,
    /// Finds information when commissioned; sees only the commission.
    Contributor,
    /// Works on cases.
    Officer,
    /// Reviews another officer's marks and decisions, and decides internal reviews.
    Reviewer,
}

impl Role {
    /// Every role, in the order of this type.
    pub const ALL: [Self; 6] =
        [Self::Administrator, Self::Approver, Self::Auditor, Self::Contributor, Self::Officer, Self::Reviewer];

    /// The stable key, as on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::Contributor => "contributor",
            Self::Officer => "officer",
            Self::Reviewer => "reviewer",
        }
    }

    /// The role with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}
