//! Reading provisions out of prose.
//!
//! Notices cite the same provision in many ways: `Section 31(1)(a)(b) – Law
//! Enforcement` means s31(1)(a) and s31(1)(b), `Section 40(2) & 3A(a)` means
//! one provision written in two pieces. What is written is never bent to fit:
//! a citation that stops above paragraph level, or that no table knows, is
//! returned as just that, with the candidates where there are any.

use super::table::id_of;
use super::{DenialGround, Provision, Regime, by_id, denial_grounds, provisions, purposes};

mod personal_data;
mod scan;

/// One citation as it stands in a text.
#[derive(Clone, Debug)]
pub struct Citation {
    /// The words as written, without trailing spaces.
    pub text: String,
    /// Where it starts and ends, in bytes of the text read.
    pub span: std::ops::Range<usize>,
    /// Which law the words name.
    pub regime: Regime,
    /// The number of the section or regulation, such as `31` or `22A`.
    pub section: String,
    /// What was understood, in the order written.
    pub readings: Vec<Reading>,
    /// What had to be assumed, in words for a reader.
    pub notes: Vec<String>,
}

impl Citation {
    /// The ids understood: provisions, then grounds for neither confirming nor denying.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.readings.iter().filter_map(|reading| match reading {
            Reading::Provision(provision) => Some(provision.id),
            Reading::DenialGround(ground) => Some(ground.id.as_str()),
            _ => None,
        })
    }
}

/// What one piece of a citation means.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reading {
    /// A ground for refusing.
    Provision(&'static Provision),
    /// A ground for neither confirming nor denying.
    DenialGround(&'static DenialGround),
    /// A purpose of section 31(2), which is no ground by itself.
    Purpose(&'static str),
    /// A real provision that is no ground for refusing, such as s.1, s.10, s.16, s.17 or s.50.
    NotAGround(String),
    /// Stops above the level at which grounds are cited; these lie under it.
    Imprecise {
        /// The reference as far as it goes, such as `s31(1)`.
        reference: String,
        /// The ids it could mean.
        candidates: Vec<&'static str>,
    },
    /// Looks like a citation of this law, but there is no such provision in the table.
    Unknown(String),
}

/// Every citation of FOIA 2000 or EIR 2004 in a text, in order.
///
/// Citations of another enactment ("section 170 of the Data Protection Act
/// 2018") are left out. Work and output are bounded by the length of the text.
///
/// ```
/// let found = candour_statute::provision::citations("Section 31(1)(a)(b) – Law Enforcement");
/// assert_eq!(found[0].ids().collect::<Vec<_>>(), ["s31-1-a", "s31-1-b"]);
/// ```
#[must_use]
pub fn citations(text: &str) -> Vec<Citation> {
    let mut found = Vec::new();
    for raw in scan::scan(text) {
        if scan::names_another_enactment(text, raw.span.end) {
            continue;
        }
        found.push(read(text, raw));
    }
    found
}

fn read(text: &str, raw: scan::Raw) -> Citation {
    let mut citation = Citation {
        text: text.get(raw.span.clone()).unwrap_or_default().trim().to_owned(),
        span: raw.span,
        regime: raw.regime,
        section: raw.section.clone(),
        readings: Vec::new(),
        notes: Vec::new(),
    };
    let stem = match raw.regime {
        Regime::Eir => format!("r{}", raw.section),
        Regime::Foia => format!("s{}", raw.section),
    };
    if personal_data::read(&stem, &raw.groups, &mut citation) {
        return citation;
    }
    let paths = paths(&stem, &raw.groups);
    for path in paths {
        let reading = resolve(raw.regime, &stem, &path);
        let repeated = citation.readings.iter().any(|earlier| same(earlier, &reading));
        if !repeated {
            citation.readings.push(reading);
        }
    }
    citation
}

/// The paths a run of bracketed groups means: `(1)`, `(a)`, `(b)` is `1-a` and `1-b`.
///
/// A group replaces what stands at its own level and below. A roman numeral is
/// taken one level down where such a provision exists, otherwise as a letter.
fn paths(stem: &str, groups: &[String]) -> Vec<Vec<String>> {
    let mut done: Vec<Vec<String>> = Vec::new();
    let mut current: Vec<String> = Vec::new();
    for group in groups {
        let depth = if group.starts_with(|c: char| c.is_ascii_digit()) {
            0
        } else if current.len() >= 2
            && is_roman(group)
            && is_known(stem, &[&current[..2], std::slice::from_ref(group)].concat())
        {
            2
        } else {
            1
        };
        if current.len() > depth {
            done.push(current.clone());
            current.truncate(depth);
        }
        current.push(group.clone());
    }
    done.push(current);
    done
}

fn is_roman(group: &str) -> bool {
    !group.is_empty() && group.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
}

fn is_known(stem: &str, path: &[String]) -> bool {
    let id = joined(stem, path);
    let below = format!("{id}-");
    by_id(&id).is_some()
        || denial_grounds().iter().any(|ground| ground.id == id || ground.id.starts_with(&below))
        || provisions().iter().any(|provision| provision.id.starts_with(&below))
}

fn resolve(regime: Regime, stem: &str, path: &[String]) -> Reading {
    // Deeper than the table goes (s32(1)(a), s41(1)(b)) means the entry above.
    for length in (0..=path.len()).rev() {
        let id = joined(stem, &path[..length]);
        if let Some(provision) = by_id(alias(&id)) {
            return Reading::Provision(provision);
        }
        if let Some(ground) = denial_grounds().iter().find(|ground| ground.id == id) {
            return Reading::DenialGround(ground);
        }
        if let Some(purpose) = purposes().iter().find(|purpose| purpose.id == id) {
            return Reading::Purpose(purpose.id);
        }
        let below = format!("{id}-");
        let candidates: Vec<&'static str> = provisions()
            .iter()
            .filter(|provision| provision.regime == regime && provision.id.starts_with(&below))
            .map(|provision| provision.id)
            .collect();
        match (candidates.as_slice(), length == path.len()) {
            ([], _) => {}
            // The only ground of its section (s42), named without its subsection.
            ([only], true) => {
                if let Some(provision) = by_id(only) {
                    return Reading::Provision(provision);
                }
            }
            (_, true) => return Reading::Imprecise { reference: reference(regime, stem, path), candidates },
            // Something stands under this section, but not what was written.
            (_, false) => return Reading::Unknown(reference(regime, stem, path)),
        }
        if length < path.len() && denial_grounds().iter().any(|ground| ground.id.starts_with(&below)) {
            return Reading::Unknown(reference(regime, stem, path));
        }
    }
    let written = reference(regime, stem, path);
    if is_part_of_the_act(regime, stem) { Reading::NotAGround(written) } else { Reading::Unknown(written) }
}

/// Ways of naming an entry that its id does not show.
fn alias(id: &str) -> &str {
    match id {
        "s22-1" => "s22",
        "s22A-1" => "s22A",
        "s33-1" => "s33-2",
        "s21-1" => "s21",
        other => other,
    }
}

/// Sections 1 to 88 and regulations 1 to 21 exist; only some are grounds.
fn is_part_of_the_act(regime: Regime, stem: &str) -> bool {
    let digits: String = stem.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let last = match regime {
        Regime::Eir => 21,
        Regime::Foia => 88,
    };
    digits.parse::<u16>().is_ok_and(|number| (1..=last).contains(&number))
}

fn joined(stem: &str, path: &[String]) -> String {
    let mut id = stem.to_owned();
    for part in path {
        id.push('-');
        id.push_str(part);
    }
    id
}

fn reference(regime: Regime, stem: &str, path: &[String]) -> String {
    let mut written = match regime {
        Regime::Eir => format!("reg {}", stem.trim_start_matches('r')),
        Regime::Foia => stem.to_owned(),
    };
    for part in path {
        written.push('(');
        written.push_str(part);
        written.push(')');
    }
    debug_assert_eq!(id_of(&written), joined(stem, path));
    written
}

fn same(a: &Reading, b: &Reading) -> bool {
    match (a, b) {
        (Reading::Provision(a), Reading::Provision(b)) => a.id == b.id,
        (Reading::DenialGround(a), Reading::DenialGround(b)) => a.id == b.id,
        _ => false,
    }
}
