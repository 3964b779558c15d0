//! Which provisions an answer relies on.
//!
//! The decision names them, often above paragraph level, and the reasons name
//! them again. A citation that stays imprecise is settled only by words of the
//! page itself, with an assumption recorded; otherwise it is not understood.

use candour_statute::provision::{self, Citation, Reading, citations};

use super::sections::Sections;

#[derive(Debug, Default)]
pub(super) struct Cited {
    /// Ids in the order cited.
    pub(super) ids: Vec<String>,
    pub(super) assumptions: Vec<String>,
    pub(super) not_understood: Vec<String>,
}

pub(super) fn read(sections: &Sections) -> Cited {
    let mut relied_on: Vec<Citation> = sections.decision.iter().flat_map(|line| citations(line)).collect();
    for line in &sections.reasons {
        let mut label = label_of(line);
        // "Section 23" after "section 23(5)" names the ground that was cited, and no other of its section.
        label.retain(|citation| {
            citation.text.contains('(') || !relied_on.iter().any(|known| is_of_section(known, citation))
        });
        relied_on.extend(label);
    }
    let everywhere: Vec<Citation> = sections
        .decision
        .iter()
        .chain(&sections.reasons)
        .chain(&sections.disclosure)
        .flat_map(|line| citations(line))
        .collect();
    if relied_on.iter().all(|citation| !is_ground(citation)) {
        relied_on.clone_from(&everywhere);
    }
    let words = all_words(sections);

    let mut cited = Cited::default();
    for citation in &relied_on {
        cited.add(citation);
    }
    for citation in &relied_on {
        for reading in &citation.readings {
            match reading {
                Reading::Imprecise { reference, candidates } => {
                    cited.settle(citation, reference, candidates, &everywhere, &words);
                }
                Reading::Unknown(reference) => {
                    cited.not_understood(format!(
                        "{}: the Act has no ground {reference} that this table knows",
                        citation.text
                    ));
                }
                _ => {}
            }
        }
    }
    cited
}

/// Whether both name grounds of one section, but not the same.
fn is_of_section(known: &Citation, bare: &Citation) -> bool {
    let section = |id: &str| id.split('-').next().unwrap_or_default().to_owned();
    bare.ids().any(|id| known.ids().any(|cited| cited != id && section(cited) == section(id)))
}

/// The citations with which a line of reasons opens, if it does.
pub(super) fn label_of(line: &str) -> Vec<Citation> {
    let found = citations(line);
    let opens = found.first().is_some_and(|first| line[..first.span.start].trim().chars().count() <= BULLET);
    if !opens {
        return Vec::new();
    }
    let mut end = 0;
    found
        .into_iter()
        .take_while(|citation| {
            let near = line
                .get(end..citation.span.start)
                .is_some_and(|between| between.chars().count() <= LABEL && !between.contains(". "));
            end = citation.span.end;
            near
        })
        .collect()
}

impl Cited {
    fn add(&mut self, citation: &Citation) {
        for id in citation.ids() {
            if !self.ids.iter().any(|known| known == id) {
                self.ids.push(id.to_owned());
            }
        }
        for note in &citation.notes {
            if !self.assumptions.contains(note) {
                self.assumptions.push(note.clone());
            }
        }
    }

    fn not_understood(&mut self, what: String) {
        if !self.not_understood.contains(&what) {
            self.not_understood.push(what);
        }
    }

    /// Settle a citation that stops above paragraph level.
    fn settle(
        &mut self,
        citation: &Citation,
        reference: &str,
        candidates: &[&'static str],
        everywhere: &[Citation],
        words: &str,
    ) {
        if self.ids.iter().any(|id| candidates.contains(&id.as_str())) {
            return;
        }
        // Named to the paragraph elsewhere on the page.
        let elsewhere: Vec<&Citation> =
            everywhere.iter().filter(|other| other.ids().any(|id| candidates.contains(&id))).collect();
        if !elsewhere.is_empty() {
            for other in elsewhere {
                self.add(other);
            }
            return;
        }
        // A ground for neither confirming nor denying of the same section was cited instead.
        let same_section = self.ids.iter().any(|id| {
            provision::denial_ground(id)
                .is_some_and(|ground| ground.provisions.iter().any(|provision| candidates.contains(provision)))
        });
        if same_section {
            return;
        }
        match by_words(reference, words) {
            Some((id, because)) => {
                self.ids.push(id.to_owned());
                self.assumptions.push(format!(
                    "{}: read as {}, because {because}",
                    citation.text,
                    provision::reference(id).unwrap_or(id)
                ));
            }
            None => self.not_understood(format!(
                "{}: does not name the paragraph; it could be {}",
                citation.text,
                candidates.iter().filter_map(|id| provision::reference(id)).collect::<Vec<_>>().join(", ")
            )),
        }
    }
}

/// What the page says in words where its citation does not.
fn by_words(reference: &str, words: &str) -> Option<(&'static str, &'static str)> {
    let says = |needle: &str| words.contains(needle);
    Some(match reference {
        "s40(2)" | "s40" if says("data protection principle") => {
            ("s40-2-3A-a", "the page speaks of the data protection principles")
        }
        "s40(5B)" | "s40(5B)(a)" if says("data protection principle") => {
            ("s40-5B-a-i", "the page speaks of the data protection principles")
        }
        "s12" if says("appropriate limit") || says("cost limit") || says("18 hours") || says("24 hours") => {
            ("s12-1", "the page speaks of the cost of complying")
        }
        "s14" if says("vexatious") => ("s14-1", "the page calls the request vexatious"),
        "s14" if says("repeat") => ("s14-2", "the page calls the request a repeated one"),
        _ => return None,
    })
}

fn is_ground(citation: &Citation) -> bool {
    citation
        .readings
        .iter()
        .any(|reading| matches!(reading, Reading::Provision(_) | Reading::DenialGround(_) | Reading::Imprecise { .. }))
}

fn all_words(sections: &Sections) -> String {
    let mut words = String::new();
    for line in sections.decision.iter().chain(&sections.reasons).chain(&sections.disclosure) {
        words.push_str(&line.to_lowercase());
        words.push('\n');
    }
    words
}

/// What may stand before a citation that opens a line: a bullet or a number.
const BULLET: usize = 4;
/// The name of a provision between two citations of one label.
const LABEL: usize = 60;
