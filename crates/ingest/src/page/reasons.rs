//! Which reasons belong to which provisions.

use candour_statute::provision::{self, Citation, Reading};

use super::ReasonGiven;
use super::citations::{Cited, label_of};
use super::sections::Sections;

/// The reasons in order, a new group wherever a line opens with other provisions.
pub(super) fn group(sections: &Sections, cited: &Cited) -> Vec<ReasonGiven> {
    let mut groups: Vec<ReasonGiven> = Vec::new();
    for line in &sections.reasons {
        let label = label_of(line);
        let ids = ids_meant(&label, cited);
        if !ids.is_empty() {
            let known = groups.iter().position(|group| group.provisions == ids);
            match known {
                // The same provisions again, last: the paragraph goes on.
                Some(position) if position + 1 == groups.len() => {}
                _ => groups.push(ReasonGiven { provisions: ids, paragraphs: Vec::new() }),
            }
            if is_only_a_label(line, &label) {
                continue;
            }
        }
        match groups.last_mut() {
            Some(group) => group.paragraphs.push(line.clone()),
            None => groups.push(ReasonGiven { provisions: when_unlabelled(cited), paragraphs: vec![line.clone()] }),
        }
    }
    groups.retain(|group| !group.paragraphs.is_empty());
    groups
}

/// The ids a label means: those it names, or those relied on that lie under it.
fn ids_meant(label: &[Citation], cited: &Cited) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut push = |id: &str| {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    };
    for citation in label {
        citation.ids().filter(|id| cited.ids.iter().any(|known| known == id)).for_each(&mut push);
        if !citation.text.contains('(') {
            let section = |id: &str| id.split('-').next().unwrap_or_default().to_owned();
            let named: Vec<String> = citation.ids().map(section).collect();
            cited.ids.iter().filter(|id| named.contains(&section(id))).for_each(|id| push(id));
        }
        for reading in &citation.readings {
            if let Reading::Imprecise { candidates, .. } = reading {
                let grounds: Vec<&String> = cited.ids.iter().filter(|id| candidates.contains(&id.as_str())).collect();
                let denials = cited.ids.iter().filter(|id| grounds.is_empty() && denies_for(id, candidates));
                grounds.iter().copied().chain(denials).for_each(|id| push(id));
            }
        }
    }
    ids
}

fn denies_for(id: &str, candidates: &[&'static str]) -> bool {
    provision::denial_ground(id)
        .is_some_and(|ground| ground.provisions.iter().any(|provision| candidates.contains(provision)))
}

/// Reasons before any label: for the only section relied on, or for none that is said.
fn when_unlabelled(cited: &Cited) -> Vec<String> {
    let section = |id: &String| id.split('-').next().unwrap_or_default().to_owned();
    match cited.ids.first() {
        Some(first) if cited.ids.iter().all(|id| section(id) == section(first)) => cited.ids.clone(),
        _ => Vec::new(),
    }
}

/// Whether a line is a heading such as `Section 40(2)(3A)(a) – Personal information`.
fn is_only_a_label(line: &str, label: &[Citation]) -> bool {
    let end = label.last().map_or(0, |citation| citation.span.end);
    let rest = line.get(end..).unwrap_or_default().trim_matches([' ', '-', '–', '—', ':']);
    rest.chars().count() <= LONGEST_NAME && !rest.ends_with('.') && !rest.contains(". ") && !says_something(rest)
}

/// A name of a provision has no verb; a short sentence does.
fn says_something(rest: &str) -> bool {
    rest.split_whitespace()
        .any(|word| matches!(word.to_ascii_lowercase().as_str(), "is" | "are" | "was" | "applies" | "would" | "has"))
}

const LONGEST_NAME: usize = 90;
