//! The sample authority and the people who work for it. All of them are invented.

use anyhow::Result;
use candour_casework::authority::{CookiePurpose, Nation, ReviewContact};
use candour_casework::{Authority, BodyKind, Role, User, UserId};

use candour_casework::reference::Regime;

use crate::commands::installation::{DEFAULT_EXIT_ADDRESS, information_commissioner};

/// Name of the sample authority in addresses.
pub(crate) const SLUG: &str = "sample-police";

/// The sample police force.
///
/// # Errors
///
/// Never in practice: the slug is a constant that a test parses.
pub(crate) fn sample_police() -> Result<Authority> {
    Ok(Authority {
        slug: SLUG.parse()?,
        name: "Sample Police".into(),
        code: "99".into(),
        body: BodyKind::Police,
        regimes: vec![Regime::Foia, Regime::Eir],
        nation: Nation::England,
        review: ReviewContact {
            team: "Information Rights Unit, Sample Police".into(),
            email: "reviews@sample-police.invalid".into(),
            address: vec!["Sample House".into(), "1 Example Road".into(), "Sampleton".into(), "ZZ99 9ZZ".into()],
            within_working_days: 40,
        },
        regulator: information_commissioner(),
        exit_address: DEFAULT_EXIT_ADDRESS.into(),
        sample: true,
        cookie_purposes: vec![CookiePurpose {
            key: "display-preferences".into(),
            title: "Remember how you like pages to look".into(),
            description: "Keeps your choice of text size and colours on this device for a year.".into(),
        }],
        published_grade: Some("Chief Superintendent".into()),
        may_override_separation: false,
    })
}

/// The three invented people of the sample's story.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    /// Finds, marks and drafts.
    pub(crate) officer: User,
    /// Reads the marks again.
    pub(crate) reviewer: User,
    /// Signs.
    pub(crate) approver: User,
}

impl Staff {
    /// The sample accounts, named from `begin` so that their identifiers sort by it.
    ///
    /// # Errors
    ///
    /// Never in practice; see [`sample_police`].
    pub(crate) fn sample(begin: jiff::Timestamp) -> Result<Self> {
        let person = |name: &str, display: &str, role| -> Result<User> {
            Ok(User {
                id: UserId::new(begin),
                authority: SLUG.parse()?,
                sign_in_name: name.into(),
                display_name: display.into(),
                roles: vec![role],
                disabled: false,
                loopback_only: true,
            })
        };
        Ok(Self {
            officer: person("sample-officer", "Robin Oakfield", Role::Officer)?,
            reviewer: person("sample-reviewer", "Ashley Thornbury", Role::Reviewer)?,
            approver: person("sample-approver", "Jordan Millbrook", Role::Approver)?,
        })
    }
}
