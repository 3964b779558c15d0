//! The grounds for refusing a request, by id.
//!
//! The tables in `data/` are the source; this module gives them types. An id
//! such as `s31-1-a` is stable and is what marks, decisions and published pages
//! carry; `s31(1)(a)` is how a notice cites it. A ground for neither confirming
//! nor denying is a subsection of its own ([`DenialGround`]), because it is a
//! separate decision with its own public interest test.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

mod citation;
mod plain;
mod table;

pub use citation::{Citation, Reading, citations};
pub use plain::{Explanation, explanation};
pub use table::Rule;

use crate::Error;

/// Which law a request, or a part of one, is answered under.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Regime {
    /// Freedom of Information Act 2000.
    Foia,
    /// Environmental Information Regulations 2004.
    Eir,
}

impl std::str::FromStr for Regime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "foia" => Ok(Self::Foia),
            "eir" => Ok(Self::Eir),
            "foisa" | "eisr" => {
                Err(Error::input(format!("`{text}` is Scottish law, which is not covered: only `foia` and `eir` are")))
            }
            _ => Err(Error::input(format!("no regime `{text}`: it is `foia` or `eir`"))),
        }
    }
}

/// Whether the public interest must be weighed before relying on a ground.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// FOIA 2000 s.2(3): no public interest test under section 2.
    Absolute,
    /// FOIA 2000 s.2(2)(b), EIR 2004 reg. 12(1)(b): only if the public interest in withholding outweighs.
    Qualified,
    /// Section 12 and 14: the request is refused, not information.
    None,
}

/// What must be shown before a ground applies at all.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// EIR 2004 reg. 12(5): disclosure "would adversely affect" the interest.
    AdverseEffect,
    /// Being in the category is enough.
    Class,
    /// FOIA 2000 s.38: "would, or would be likely to, endanger".
    Endangerment,
    /// FOIA 2000 s.24, s.34: "required for the purpose of".
    Necessity,
    /// Personal data, by the data protection legislation.
    PersonalData,
    /// "would, or would be likely to, prejudice" (or inhibit, in s.36).
    Prejudice,
    /// A ground to refuse the request as a whole (s.12, s.14).
    Procedural,
    /// A ground that looks at how the request is put (EIR 2004 reg. 12(4)(a)-(c)).
    Request,
}

impl Basis {
    /// Whether a notice has to say what the harm is and how likely.
    #[must_use]
    pub fn needs_harm(self) -> bool {
        matches!(self, Self::Prejudice | Self::Endangerment | Self::AdverseEffect)
    }
}

/// How a fact in the table was checked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    /// The wording of the law was read.
    Text,
    /// Guidance about it was read.
    Guidance,
    /// General knowledge, not looked up.
    Memory,
}

/// A ground for refusing information or a request.
#[derive(Clone, Debug, Serialize)]
pub struct Provision {
    /// Stable key, such as `s31-1-a` or `r12-5-a`.
    pub id: &'static str,
    /// Which law it is part of.
    pub regime: Regime,
    /// As cited in a notice and on a redaction, such as `s31(1)(a)`.
    pub reference: &'static str,
    /// The section or regulation number alone.
    pub section: &'static str,
    /// A short name.
    pub title: &'static str,
    /// Whether the public interest must be weighed.
    pub force: Force,
    /// What must be shown.
    pub basis: Basis,
    /// What would be harmed; empty where no harm is asked for.
    pub harm: &'static str,
    /// Whether a qualified person's reasonable opinion is needed (FOIA 2000 s.36).
    pub needs_qualified_person: bool,
    /// Who may rely on it; empty for any authority.
    pub who: &'static str,
    /// The subsection under which a certificate is conclusive; empty for none.
    pub certificate: &'static str,
    /// Years after which it cannot be used (FOIA 2000 s.62-64); 0 for never.
    pub expires_years: u16,
    /// Whether it may be put on one redaction (a whole-request ground may not).
    pub may_label_redaction: bool,
    /// EIR 2004 reg. 12(9): not for information on emissions.
    pub barred_for_emissions: bool,
    /// What the file must hold before it is relied on.
    pub needs: Vec<&'static str>,
    /// What it covers, in short.
    pub summary: &'static str,
    /// How the entry was checked.
    pub verified: Verified,
    /// The subsection under which to neither confirm nor deny, if there is one.
    pub denial_ground: Option<&'static str>,
}

impl Provision {
    /// Whether the public interest test of section 2, or of regulation 12(1)(b), applies.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        self.force == Force::Qualified
    }

    /// Whether it refuses the request as a whole and not information (s.12, s.14).
    #[must_use]
    pub fn is_procedural(&self) -> bool {
        self.basis == Basis::Procedural
    }
}

/// A subsection that lets an authority neither confirm nor deny that it holds something.
#[derive(Clone, Debug, Serialize)]
pub struct DenialGround {
    /// Stable key made from the reference, such as `s31-3` or `s40-5B-a-i`.
    pub id: String,
    /// Which law it is part of.
    pub regime: Regime,
    /// As cited, such as `s31(3)`.
    pub reference: String,
    /// Whether it needs a public interest test of its own.
    pub force: Force,
    /// The provisions whose interest it protects.
    pub provisions: Vec<&'static str>,
}

/// A purpose in section 31(2), used with s.31(1)(g) to (i).
#[derive(Clone, Debug, Serialize)]
pub struct Purpose {
    /// Stable key, such as `s31-2-a`.
    pub id: &'static str,
    /// As cited.
    pub reference: &'static str,
    /// The purpose, in short.
    pub purpose: &'static str,
}

/// Every provision, FOIA first, in the order of the Act and the Regulations.
#[must_use]
pub fn provisions() -> &'static [Provision] {
    &TABLE.provisions
}

/// The provision with this id.
///
/// ```
/// let provision = candour_statute::provision::by_id("s31-1-a").unwrap();
/// assert_eq!(provision.reference, "s31(1)(a)");
/// assert!(provision.is_qualified());
/// ```
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Provision> {
    TABLE.index.get(id).and_then(|position| TABLE.provisions.get(*position))
}

/// Every ground for neither confirming nor denying.
#[must_use]
pub fn denial_grounds() -> &'static [DenialGround] {
    &TABLE.denial_grounds
}

/// The ground for neither confirming nor denying with this id, such as `s31-3`.
#[must_use]
pub fn denial_ground(id: &str) -> Option<&'static DenialGround> {
    TABLE.denial_grounds.iter().find(|ground| ground.id == id)
}

/// The purposes of section 31(2).
#[must_use]
pub fn purposes() -> &'static [Purpose] {
    &TABLE.purposes
}

/// The rules that change how the tables are applied.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &TABLE.rules
}

/// The sections or regulations that have an entry, each with its provisions' ids in order.
#[must_use]
pub fn sections(regime: Regime) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut sections: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for provision in provisions().iter().filter(|provision| provision.regime == regime) {
        match sections.iter_mut().find(|(section, _)| *section == provision.section) {
            Some((_, ids)) => ids.push(provision.id),
            None => sections.push((provision.section, vec![provision.id])),
        }
    }
    sections
}

/// How an id is cited: a provision's, or that of a ground for neither confirming nor denying.
#[must_use]
pub fn reference(id: &str) -> Option<&'static str> {
    by_id(id).map(|provision| provision.reference).or_else(|| denial_ground(id).map(|ground| ground.reference.as_str()))
}

struct Table {
    provisions: Vec<Provision>,
    denial_grounds: Vec<DenialGround>,
    purposes: Vec<Purpose>,
    rules: Vec<Rule>,
    index: BTreeMap<&'static str, usize>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| table::load().expect("the compiled-in tables are read by every test of this crate"));
