//! Provisions as a letter cites them.

use candour_casework::request::ProvisionId;
use candour_statute::provision::{self, Provision, Regime};

use crate::compose::{ComposeError, Composer};

/// A provision, or a ground for neither confirming nor denying, in the forms a letter needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Citation {
    /// Such as `section 31(1)(a)`.
    pub(crate) long: String,
    /// What the section is about, such as `Law enforcement`.
    pub(crate) name: String,
}

/// The provision as the table of the law has it, unless it is a ground for neither confirming nor denying.
pub(crate) fn provision_of(id: &ProvisionId) -> Option<&'static Provision> {
    provision::by_id(id.as_str())
}

/// How a provision is cited.
pub(crate) fn citation(id: &ProvisionId) -> Result<Citation, ComposeError> {
    let reference = provision::reference(id.as_str())
        .ok_or_else(|| ComposeError::UnknownProvision { id: id.as_str().to_owned() })?;
    // A ground for neither confirming nor denying goes by the name of what it protects.
    let named = provision_of(id).or_else(|| {
        let ground = provision::denial_ground(id.as_str())?;
        ground.provisions.first().and_then(|id| provision::by_id(id))
    });
    // Sections of the Act have names of their own; regulation 12 is one regulation for every exception.
    let name = named.map_or("", |provision| match provision.regime {
        Regime::Eir => provision.title,
        _ => provision::explanation(provision).name,
    });
    Ok(Citation { long: long(reference), name: name.to_owned() })
}

/// Several provisions in one breath: `section 31(1)(a) and section 31(1)(b)`.
pub(crate) fn citations(composer: &mut Composer<'_>, ids: &[ProvisionId]) -> Result<String, ComposeError> {
    let each = ids.iter().map(|id| citation(id).map(|citation| citation.long)).collect::<Result<Vec<_>, _>>()?;
    joined(composer, &each)
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn joined(composer: &mut Composer<'_>, items: &[String]) -> Result<String, ComposeError> {
    match items {
        [] => Ok(String::new()),
        [only] => Ok(only.clone()),
        [first @ .., last] => {
            let text = composer.say("list.and", &[("first", &first.join(", ")), ("last", last)])?;
            Ok(text.words)
        }
    }
}

fn long(reference: &str) -> String {
    match reference.strip_prefix("reg ") {
        Some(rest) => format!("regulation {rest}"),
        None => reference.replacen('s', "section ", 1),
    }
}
