//! What a ground means, for a reader who has never seen the Act.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Basis, Force, Provision, Regime};

/// A ground in plain words.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Explanation {
    /// A short name, such as `Law enforcement`.
    pub name: &'static str,
    /// The same in a form to cite by, such as `section 31(1)(a)`.
    pub citation: String,
    /// What the section or regulation is for.
    pub general: &'static str,
    /// What this paragraph covers.
    pub particular: String,
    /// How the ground works: harm, and the public interest.
    pub test: String,
}

/// The plain-English explanation of a provision.
///
/// ```
/// use candour_statute::provision::{by_id, explanation};
/// let words = explanation(by_id("s31-1-a").unwrap());
/// assert_eq!(words.name, "Law enforcement");
/// assert_eq!(words.citation, "section 31(1)(a)");
/// ```
#[must_use]
pub fn explanation(provision: &Provision) -> Explanation {
    let words = match provision.regime {
        Regime::Eir => WORDS.eir.get(provision.section),
        Regime::Foia => WORDS.foia.get(provision.section),
    };
    Explanation {
        name: words.map_or(provision.title, |words| words.name.as_str()),
        citation: long_reference(provision),
        general: words.map_or("", |words| words.explanation.as_str()),
        particular: sentence(provision.summary),
        test: test(provision),
    }
}

fn long_reference(provision: &Provision) -> String {
    match provision.regime {
        Regime::Eir => provision.reference.replacen("reg ", "regulation ", 1),
        Regime::Foia => provision.reference.replacen('s', "section ", 1),
    }
}

fn test(provision: &Provision) -> String {
    let harm = match provision.basis {
        Basis::Prejudice => {
            format!("The authority must show that release would, or would be likely to, harm this: {}.", provision.harm)
        }
        Basis::Endangerment => format!(
            "The authority must show that release would, or would be likely to, endanger the {}.",
            provision.harm
        ),
        Basis::AdverseEffect => {
            "The authority must show that release would more likely than not do the harm described.".to_owned()
        }
        Basis::Necessity => "The authority must show that withholding is reasonably necessary.".to_owned(),
        Basis::PersonalData => "Data protection law decides whether it can be released.".to_owned(),
        Basis::Class => "It is enough that the information is of this kind.".to_owned(),
        Basis::Procedural | Basis::Request => {
            "It is about the request, not about what the information says.".to_owned()
        }
    };
    let balance = match provision.force {
        Force::Qualified => {
            " It may be withheld only if the public interest in withholding it is greater than the public interest in releasing it."
        }
        Force::Absolute => " The law asks for no separate weighing of the public interest.",
        Force::None => "",
    };
    format!("{harm}{balance}")
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[derive(Deserialize)]
struct Words {
    foia: BTreeMap<String, Entry>,
    eir: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    explanation: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/plain-words.toml"))
        .expect("the compiled-in words are read by a test of this crate")
});
