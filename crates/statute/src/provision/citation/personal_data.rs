//! Section 40(2) and regulation 13(1), which name a ground in two pieces.
//!
//! Third-party personal data is exempt under s.40(2) *by virtue of* one of the
//! conditions in (3A), (3B) or (4A); before 25 May 2018 they were (3)(a)(i),
//! (3)(a)(ii), (3)(b) and (4), and many authorities still write the old numbers
//! (Data Protection Act 2018, Schedule 19).

use super::{Citation, Reading, resolve};
use crate::provision::{Regime, by_id, denial_ground};

/// Read a citation of personal data; `false` when it is of something else.
pub(super) fn read(stem: &str, groups: &[String], citation: &mut Citation) -> bool {
    if !matches!(stem, "s40" | "r13") || groups.is_empty() {
        return false;
    }
    let regime = citation.regime;
    let general = if regime == Regime::Foia { "2" } else { "1" };
    let mut general_seen = false;
    let mut conditions = 0;
    let mut rest = groups;
    while let Some((head, tail)) = rest.split_first() {
        let subs = tail.iter().take_while(|group| !group.starts_with(|c: char| c.is_ascii_digit())).count();
        let (letters, after) = tail.split_at(subs);
        rest = after;
        if head == general && letters.is_empty() {
            general_seen = true;
            continue;
        }
        if let Some((id, note)) = former_denial(regime, head, letters) {
            push_denial(citation, id);
            citation.notes.push(format!("{}: {note}", citation.text));
            continue;
        }
        if let Some((id, note)) = condition(regime, head, letters) {
            conditions += 1;
            push(citation, id);
            citation.notes.extend(note.map(|note| format!("{}: {note}", citation.text)));
            continue;
        }
        let mut path = vec![head.clone()];
        path.extend_from_slice(letters);
        citation.readings.push(resolve(regime, stem, &path));
    }
    if general_seen && conditions == 0 {
        citation.readings.insert(0, resolve(regime, stem, &[general.to_owned()]));
    }
    true
}

/// The provision a condition stands for, and what had to be assumed.
fn condition(regime: Regime, head: &str, letters: &[String]) -> Option<(&'static str, Option<&'static str>)> {
    let first = letters.first().map(String::as_str);
    let second = letters.get(1).map(String::as_str);
    let assumed = "no paragraph is named; (a) is the one about the data protection principles";
    let former = "the number before May 2018, read as today's";
    let former_bare =
        "the number before May 2018 and no paragraph is named; read as today's (3A)(a), the data protection principles";
    Some(match (regime, head, first) {
        (Regime::Foia, "3A", Some("a")) => ("s40-2-3A-a", None),
        (Regime::Foia, "3A", Some("b")) => ("s40-2-3A-b", None),
        (Regime::Foia, "3A", None) => ("s40-2-3A-a", Some(assumed)),
        (Regime::Foia, "3B", _) => ("s40-2-3B", None),
        (Regime::Foia, "4A", _) => ("s40-2-4A", None),
        (Regime::Foia, "3", None) => ("s40-2-3A-a", Some(former_bare)),
        (Regime::Foia, "3", Some("a")) if second == Some("ii") => ("s40-2-3B", Some(former)),
        (Regime::Foia, "3", Some("a")) => ("s40-2-3A-a", Some(former)),
        (Regime::Foia, "3", Some("b")) => ("s40-2-3A-b", Some(former)),
        (Regime::Foia, "4", None) => ("s40-2-4A", Some(former)),
        (Regime::Eir, "2A", _) => ("r13-1-2A-a", first.is_none().then_some(assumed)),
        (Regime::Eir, "2B", _) => ("r13-1-2B", None),
        (Regime::Eir, "3A", _) => ("r13-1-3A", None),
        _ => return None,
    })
}

/// Before May 2018 the duty to confirm or deny was excluded by s.40(5)(a) and (b).
fn former_denial(regime: Regime, head: &str, letters: &[String]) -> Option<(&'static str, &'static str)> {
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    let note = "the number before May 2018, read as today's";
    match (regime, head, letters.as_slice()) {
        (Regime::Foia, "5", ["a"]) => Some(("s40-5A", note)),
        (Regime::Foia, "5", ["b", "i"]) => Some(("s40-5B-a-i", note)),
        _ => None,
    }
}

fn push_denial(citation: &mut Citation, id: &str) {
    if let Some(ground) = denial_ground(id) {
        citation.readings.push(Reading::DenialGround(ground));
    }
}

fn push(citation: &mut Citation, id: &str) {
    let Some(provision) = by_id(id) else { return };
    let repeated = citation
        .readings
        .iter()
        .any(|reading| matches!(reading, Reading::Provision(earlier) if earlier.id == provision.id));
    if !repeated {
        citation.readings.push(Reading::Provision(provision));
    }
}
