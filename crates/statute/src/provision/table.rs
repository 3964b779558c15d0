//! Reading the two tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Basis, DenialGround, Force, Provision, Purpose, Regime, Table, Verified};
use crate::Error;

/// A rule that changes how the tables are applied, in words.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    /// Stable key, such as `s30-s31-exclusive`.
    pub id: &'static str,
    /// What it says.
    pub text: &'static str,
}

pub(super) fn load() -> Result<Table, Error> {
    let foia: FoiaFile = read("foia-exemptions.toml", include_str!("../../data/foia-exemptions.toml"))?;
    let eir: EirFile = read("eir-exceptions.toml", include_str!("../../data/eir-exceptions.toml"))?;

    let mut denial_grounds = Vec::new();
    let mut provisions = Vec::new();
    for entry in foia.provision {
        let force = entry.ncnd_pit.as_ref().map_or(Force::None, |force| match force.as_str() {
            "qualified" => Force::Qualified,
            "absolute" => Force::Absolute,
            _ => Force::None,
        });
        let denial_ground = add_denial(&mut denial_grounds, Regime::Foia, &entry.ncnd, force, &entry.id);
        provisions.push(entry.into_provision(denial_ground));
    }
    for entry in eir.provision {
        let force = if entry.ncnd.starts_with("reg 12") { Force::Qualified } else { Force::Absolute };
        let denial_ground = add_denial(&mut denial_grounds, Regime::Eir, &entry.ncnd, force, &entry.id);
        provisions.push(entry.into_provision(denial_ground));
    }
    let mut index = BTreeMap::new();
    for (position, provision) in provisions.iter().enumerate() {
        if index.insert(provision.id, position).is_some() {
            return Err(Error::data(format!("reading provisions: id `{}` is used twice", provision.id)));
        }
    }
    Ok(Table {
        provisions,
        denial_grounds,
        purposes: foia
            .s31_2_purpose
            .into_iter()
            .map(|entry| Purpose { id: leak(entry.id), reference: leak(entry.r#ref), purpose: leak(entry.purpose) })
            .collect(),
        rules: foia.rule.into_iter().map(|rule| Rule { id: leak(rule.id), text: leak(rule.text) }).collect(),
        index,
    })
}

#[derive(Deserialize)]
struct FoiaFile {
    provision: Vec<FoiaEntry>,
    s31_2_purpose: Vec<PurposeEntry>,
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
struct FoiaEntry {
    id: String,
    r#ref: String,
    section: String,
    title: String,
    pit: Force,
    basis: Basis,
    #[serde(default)]
    harm: String,
    ncnd: String,
    ncnd_pit: Option<String>,
    qp: bool,
    #[serde(default)]
    who: String,
    #[serde(default)]
    certificate: String,
    expires: u16,
    label: bool,
    needs: Vec<String>,
    summary: String,
    verified: Verified,
}

impl FoiaEntry {
    fn into_provision(self, denial_ground: Option<&'static str>) -> Provision {
        Provision {
            id: leak(self.id),
            regime: Regime::Foia,
            reference: leak(self.r#ref),
            section: leak(self.section),
            title: leak(self.title),
            force: self.pit,
            basis: self.basis,
            harm: leak(self.harm),
            needs_qualified_person: self.qp,
            who: leak(self.who),
            certificate: leak(self.certificate),
            expires_years: self.expires,
            may_label_redaction: self.label,
            barred_for_emissions: false,
            needs: self.needs.into_iter().map(leak).collect(),
            summary: leak(self.summary),
            verified: self.verified,
            denial_ground,
        }
    }
}

#[derive(Deserialize)]
struct EirFile {
    provision: Vec<EirEntry>,
}

#[derive(Deserialize)]
struct EirEntry {
    id: String,
    r#ref: String,
    title: String,
    pit: Force,
    basis: Basis,
    emissions_bar: bool,
    ncnd: String,
    label: bool,
    needs: Vec<String>,
    summary: String,
    verified: Verified,
}

impl EirEntry {
    fn into_provision(self, denial_ground: Option<&'static str>) -> Provision {
        let section: String = self.id.trim_start_matches('r').chars().take_while(char::is_ascii_digit).collect();
        Provision {
            id: leak(self.id),
            regime: Regime::Eir,
            reference: leak(self.r#ref),
            section: leak(section),
            title: leak(self.title),
            force: self.pit,
            basis: self.basis,
            harm: "",
            needs_qualified_person: false,
            who: "",
            certificate: "",
            expires_years: 0,
            may_label_redaction: self.label,
            barred_for_emissions: self.emissions_bar,
            needs: self.needs.into_iter().map(leak).collect(),
            summary: leak(self.summary),
            verified: self.verified,
            denial_ground,
        }
    }
}

#[derive(Deserialize)]
struct PurposeEntry {
    id: String,
    r#ref: String,
    purpose: String,
}

#[derive(Deserialize)]
struct RuleEntry {
    id: String,
    text: String,
}

/// Record the subsections named by one entry, and answer the id of the first.
///
/// The table writes a pair as a range (`s40(5B)(c)-(d)`), and one entry says in
/// words that none applies.
fn add_denial(
    grounds: &mut Vec<DenialGround>,
    regime: Regime,
    written: &str,
    force: Force,
    provision: &str,
) -> Option<&'static str> {
    if written.is_empty() || written.contains("does not apply") {
        return None;
    }
    let mut references = Vec::new();
    match written.split_once(")-(") {
        Some((from, last)) => {
            let stem = from.rsplit_once('(').map_or("", |(stem, _)| stem);
            references.push(format!("{from})"));
            references.push(format!("{stem}({last}"));
        }
        None => references.push(written.to_owned()),
    }
    let provision: &'static str = leak(provision.to_owned());
    let mut first = None;
    for reference in references {
        let id = id_of(&reference);
        first.get_or_insert_with(|| leak(id.clone()));
        match grounds.iter_mut().find(|ground| ground.id == id) {
            Some(ground) => {
                ground.provisions.push(provision);
                // A ground shared by absolute and qualified provisions (s.37(2)) is absolute only
                // so far as it relates to the absolute ones: weighing is the safe reading.
                if ground.force != force {
                    ground.force = Force::Qualified;
                }
            }
            None => grounds.push(DenialGround { id, regime, reference, force, provisions: vec![provision] }),
        }
    }
    first
}

/// The id that belongs to a reference: `s40(5B)(a)(i)` is `s40-5B-a-i`, `reg 12(6)` is `r12-6`.
pub(super) fn id_of(reference: &str) -> String {
    reference.replace("reg ", "r").replace('(', "-").replace(')', "")
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::data(format!("reading {name}: {error}")))
}

/// The tables live as long as the programme; entries hand out plain references.
fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
