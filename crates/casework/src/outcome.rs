//! What became of one part, or one limb of a part, of a request.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The outcome of a part or limb.
///
/// Complete: these are all the answers the Acts allow (design, section 4). A new one is a change of law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Given in full.
    Disclosed,
    /// Given in part, the rest withheld under one or more provisions.
    DisclosedInPart,
    /// Withheld under one or more provisions.
    Withheld,
    /// Not held: FOIA 2000 s.1(1)(a) answered "no".
    NotHeld,
    /// The duty in FOIA 2000 s.1(1)(a) does not arise.
    NeitherConfirmNorDeny,
    /// FOIA 2000 s.12.
    CostLimit,
    /// FOIA 2000 s.14(1).
    Vexatious,
    /// FOIA 2000 s.14(2).
    Repeated,
    /// FOIA 2000 s.21.
    AccessibleElsewhere,
    /// FOIA 2000 s.22.
    IntendedForPublication,
    /// Passed to the authority that holds it.
    Transferred,
    /// Taken back by the requester.
    Withdrawn,
    /// Closed because a clarification or fee did not come.
    Lapsed,
}

impl Outcome {
    /// Every outcome, in the order of this type.
    pub const ALL: [Self; 13] = [
        Self::Disclosed,
        Self::DisclosedInPart,
        Self::Withheld,
        Self::NotHeld,
        Self::NeitherConfirmNorDeny,
        Self::CostLimit,
        Self::Vexatious,
        Self::Repeated,
        Self::AccessibleElsewhere,
        Self::IntendedForPublication,
        Self::Transferred,
        Self::Withdrawn,
        Self::Lapsed,
    ];

    /// The stable key, as in addresses and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Disclosed => "disclosed",
            Self::DisclosedInPart => "disclosed_in_part",
            Self::Withheld => "withheld",
            Self::NotHeld => "not_held",
            Self::NeitherConfirmNorDeny => "neither_confirm_nor_deny",
            Self::CostLimit => "cost_limit",
            Self::Vexatious => "vexatious",
            Self::Repeated => "repeated",
            Self::AccessibleElsewhere => "accessible_elsewhere",
            Self::IntendedForPublication => "intended_for_publication",
            Self::Transferred => "transferred",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    /// The outcome with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }

    /// What the outcome is called on a page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Disclosed => "Information disclosed",
            Self::DisclosedInPart => "Disclosed in part",
            Self::Withheld => "Information withheld",
            Self::NotHeld => "Information not held",
            Self::NeitherConfirmNorDeny => "Neither confirmed nor denied",
            Self::CostLimit => "Over the cost limit",
            Self::Vexatious => "Vexatious request",
            Self::Repeated => "Repeated request",
            Self::AccessibleElsewhere => "Available elsewhere",
            Self::IntendedForPublication => "To be published",
            Self::Transferred => "Transferred",
            Self::Withdrawn => "Withdrawn",
            Self::Lapsed => "Lapsed",
        }
    }

    /// Whether this outcome refuses something, so that a notice under FOIA 2000 s.17 (EIR 2004 reg. 14) is due.
    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::DisclosedInPart
                | Self::Withheld
                | Self::NeitherConfirmNorDeny
                | Self::CostLimit
                | Self::Vexatious
                | Self::Repeated
                | Self::AccessibleElsewhere
                | Self::IntendedForPublication
        )
    }

    /// The one outcome that tells of several: the same if all agree, otherwise whether anything was given.
    pub fn of_all(outcomes: impl IntoIterator<Item = Self>) -> Option<Self> {
        outcomes.into_iter().reduce(|left, right| {
            let gives = |outcome| matches!(outcome, Self::Disclosed | Self::DisclosedInPart);
            match (left == right, gives(left) || gives(right)) {
                (true, _) => left,
                (false, true) if left.is_refusal() || right.is_refusal() => Self::DisclosedInPart,
                (false, true) => Self::Disclosed,
                (false, false) => left.min(right),
            }
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_given_and_some_withheld_is_disclosed_in_part() {
        let of = |outcomes: &[Outcome]| Outcome::of_all(outcomes.iter().copied());
        assert_eq!(of(&[Outcome::Disclosed, Outcome::Withheld]), Some(Outcome::DisclosedInPart));
        assert_eq!(of(&[Outcome::Withheld, Outcome::Withheld]), Some(Outcome::Withheld));
        assert_eq!(of(&[Outcome::Disclosed, Outcome::NotHeld]), Some(Outcome::Disclosed));
        assert_eq!(of(&[Outcome::Withheld, Outcome::NotHeld]), Some(Outcome::Withheld));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn the_key_and_the_serialised_form_are_the_same_word() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.key());
            assert_eq!(Outcome::from_key(outcome.key()), Some(outcome));
        }
    }
}
