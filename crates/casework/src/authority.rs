//! The public authority that answers, and everything that varies from one authority to the next.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::reference::Regime;

/// A public authority served by this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// The name in addresses: `/{slug}`.
    pub slug: AuthoritySlug,
    /// The name shown to people.
    pub name: String,
    /// The first field of its references, such as `01` or `99`.
    pub code: String,
    /// What kind of body it is; decides cost limit, clock variation and whether Escape leaves the site.
    pub body: BodyKind,
    /// The regimes it answers under.
    pub regimes: Vec<Regime>,
    /// Part of the United Kingdom it is in: for the calendar of subject access requests only.
    pub nation: Nation,
    /// Where to ask for an internal review.
    pub review: ReviewContact,
    /// The regulator to complain to. A setting, because the regulator is being renamed.
    pub regulator: Regulator,
    /// Where "Leave this site" goes.
    pub exit_address: String,
    /// Marks an invented authority; shown on every page and letter.
    pub sample: bool,
    /// Optional purposes for which it asks to set cookies. None: no banner and no cookie.
    pub cookie_purposes: Vec<CookiePurpose>,
    /// The lowest grade of officer whose name may be published.
    pub published_grade: Option<String>,
    /// True if a small authority lets one person be author and approver, with a recorded reason each time.
    pub may_override_separation: bool,
}

impl Authority {
    /// The limit on the cost of complying, in hours, under the Fees Regulations (SI 2004/3244 regs. 3 and 4(4)).
    pub fn cost_limit_hours(&self) -> u32 {
        if self.body == BodyKind::CentralGovernment { 24 } else { 18 }
    }

    /// The limit on the cost of complying, in pounds (SI 2004/3244 reg. 3).
    pub fn cost_limit_pounds(&self) -> u32 {
        self.cost_limit_hours() * 25
    }

    /// Whether Escape leaves the site on reading pages: on by default for police, whose readers may be watched at home.
    pub fn escape_key_exits(&self) -> bool {
        self.body == BodyKind::Police
    }
}

/// What kind of public authority a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BodyKind {
    /// The National Archives, the Public Record Office of Northern Ireland, or a place of deposit.
    Archive,
    /// In Part I of Schedule 1: central government, Parliament, the devolved legislatures, the armed forces.
    CentralGovernment,
    /// A principal local authority or other body of general competence.
    Local,
    /// A body of the National Health Service.
    Health,
    /// A police force.
    Police,
    /// A school within SI 2004/3364 reg. 3, or the regulations of 2009 and 2010.
    School,
    /// Any public authority without a special rule.
    General,
}

/// A part of the United Kingdom whose authorities the Act of 2000 covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Nation {
    /// England.
    #[default]
    England,
    /// Northern Ireland.
    NorthernIreland,
    /// Wales.
    Wales,
}

/// Where and how to ask for an internal review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewContact {
    /// Who receives it, such as "Information Rights Unit".
    pub team: String,
    /// E-mail address.
    pub email: String,
    /// Postal address, one line each.
    pub address: Vec<String>,
    /// Working days within which to ask (the section 45 code, 5.3: 40).
    pub within_working_days: u32,
}

/// The regulator, as named in a refusal notice under FOIA 2000 s.17(7)(b).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regulator {
    /// Its name.
    pub name: String,
    /// Address of its complaint page.
    pub complaint_address: String,
    /// Postal address, one line each.
    pub address: Vec<String>,
    /// Telephone number.
    pub telephone: String,
}

/// One optional purpose of cookies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookiePurpose {
    /// Stable key, such as `display-preferences`.
    pub key: String,
    /// What a person is asked.
    pub title: String,
    /// What it does and how long it lasts.
    pub description: String,
}

/// The name of an authority in addresses: lower-case letters, digits and single hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AuthoritySlug(String);

impl AuthoritySlug {
    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AuthoritySlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AuthoritySlug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        let letters = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let hyphens = text.starts_with('-') || text.ends_with('-') || text.contains("--");
        let sound = letters && !hyphens && (2..=60).contains(&text.len());
        // These are the first words of addresses that belong to the installation, not to an authority (design 7.4).
        if !sound || RESERVED_SLUGS.contains(&text) {
            return Err(InvalidSlug(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for AuthoritySlug {
    type Error = InvalidSlug;

    fn try_from(text: String) -> Result<Self, InvalidSlug> {
        text.parse()
    }
}

impl From<AuthoritySlug> for String {
    fn from(slug: AuthoritySlug) -> Self {
        slug.0
    }
}

/// Text that cannot name an authority in addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be an authority's name in addresses: use 2 to 60 lower-case letters, digits and single hyphens")]
pub struct InvalidSlug(pub String);

const RESERVED_SLUGS: &[&str] = &[
    "accessibility",
    "api",
    "assets",
    "casework",
    "cookies",
    "deadline-calculator",
    "disclosures",
    "display",
    "feed",
    "feedback",
    "healthz",
    "leave",
    "metrics",
    "oai",
    "readyz",
    "robots",
    "safety",
    "sitemap",
    "static",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_and_not_an_address_of_the_installation() {
        assert!("sample-police".parse::<AuthoritySlug>().is_ok());
        for wrong in ["", "a", "Sample", "a--b", "-ab", "ab-", "casework", "a/b", "a b"] {
            assert!(wrong.parse::<AuthoritySlug>().is_err(), "{wrong}");
        }
    }
}
