//! Counts what cases contribute, into the figures of a return.

use std::collections::BTreeMap;

use candour_statute::provision;

use super::definitions::{FIGURES, RELIED_ON, Table};
use super::history::{Answered, Facts, Standing, Timeliness};
use super::{Figure, Period};
use crate::event::{Event, ReviewResult};
use crate::outcome::Outcome;
use crate::reference::Regime;

/// Counts by key: under the Act and under the Regulations.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    period: Period,
    counts: BTreeMap<String, [u64; 2]>,
}

impl Tally {
    pub(super) fn new(period: Period) -> Self {
        Self { period, counts: BTreeMap::new() }
    }

    /// Takes one case.
    pub(super) fn take(&mut self, history: Vec<Event>) {
        let Some(facts) = Facts::of(history, self.period.as_known_on()) else { return };
        let column = match facts.regime {
            Regime::Foia => 0,
            Regime::Eir => 1,
            Regime::SubjectAccess => return,
        };
        let period = self.period;
        if period.holds(facts.received_on) {
            self.add(column, "received");
            if facts.extended {
                self.add(column, "extended");
            }
            self.stands(column, &facts.standing);
        }
        for review in facts.reviews.iter().filter(|review| period.holds(review.requested_on)) {
            self.add(column, "reviews_requested");
            self.result(column, "reviews", review.result.map(|(result, _)| result));
            if review.in_time() == Some(true) {
                self.add(column, "reviews_in_time");
            }
        }
        for (_, result) in facts.complaints.iter().filter(|(on, _)| period.holds(*on)) {
            self.add(column, "complaints");
            self.result(column, "complaints", *result);
        }
    }

    /// Every figure, those of the provisions in the order of the Acts.
    pub(super) fn into_figures(self) -> Vec<Figure> {
        let fixed = |wanted: &'static [Table]| {
            FIGURES.iter().filter(move |(table, ..)| wanted.contains(table)).map(|&(table, key, name, definition)| {
                let [foia, eir] = self.counts.get(key).copied().unwrap_or_default();
                let (key, name, definition) = (key.to_owned(), name.to_owned(), definition.to_owned());
                Figure { table, key, name, definition, foia, eir, total: foia + eir }
            })
        };
        let mut relied: Vec<(String, Figure)> = self
            .counts
            .iter()
            .filter_map(|(key, &[foia, eir])| {
                let id = key.strip_prefix(RELIED_ON_KEY)?;
                let table = Table::Provisions;
                let (key, name, definition) = (key.clone(), name_of(id), RELIED_ON.to_owned());
                Some((place_of(id), Figure { table, key, name, definition, foia, eir, total: foia + eir }))
            })
            .collect();
        relied.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut figures: Vec<Figure> = fixed(&[Table::Requests, Table::Timeliness, Table::Outcomes]).collect();
        figures.extend(relied.into_iter().map(|(_, figure)| figure));
        figures.extend(fixed(&[Table::Reviews, Table::Regulator]));
        figures
    }

    fn add(&mut self, column: usize, key: &str) {
        self.counts.entry(key.to_owned()).or_default()[column] += 1;
    }

    fn stands(&mut self, column: usize, standing: &Standing) {
        let key = match standing {
            Standing::Answered(answered) => {
                self.answered(column, answered);
                "answered"
            }
            Standing::Withdrawn => "withdrawn",
            Standing::Lapsed => "lapsed",
            Standing::Transferred => "transferred",
            Standing::OpenInTime => "open_in_time",
            Standing::OpenExtended => "open_extended",
            Standing::OpenOnHold => "open_on_hold",
            Standing::OpenLate => "open_late",
        };
        self.add(column, key);
    }

    fn answered(&mut self, column: usize, answered: &Answered) {
        self.add(
            column,
            match answered.timeliness {
                Timeliness::InTime => "answered_in_time",
                Timeliness::Extended => "answered_within_extension",
                Timeliness::Late => "answered_late",
                Timeliness::Unknown => "answered_time_unknown",
            },
        );
        let (outcome, resolvable) = match answered.outcome {
            Some(Outcome::Disclosed) => ("granted_in_full", true),
            Some(Outcome::DisclosedInPart) => ("granted_in_part", true),
            Some(Outcome::Withheld | Outcome::NeitherConfirmNorDeny) => ("withheld_in_full", true),
            Some(Outcome::CostLimit) => ("refused_cost_limit", true),
            Some(Outcome::Vexatious) => ("refused_vexatious", true),
            Some(Outcome::Repeated) => ("refused_repeated", true),
            Some(Outcome::AccessibleElsewhere) => ("available_elsewhere", true),
            Some(Outcome::IntendedForPublication) => ("to_be_published", true),
            Some(Outcome::NotHeld) => ("not_held", false),
            Some(Outcome::Transferred | Outcome::Withdrawn | Outcome::Lapsed) | None => ("other_answer", false),
        };
        self.add(column, outcome);
        if resolvable {
            self.add(column, "resolvable");
        }
        let mut relied = answered.provisions.clone();
        // Sections that refuse a request are told by the outcome; the others by the provisions of what is refused.
        relied.extend(answered.outcomes.iter().filter_map(|outcome| section_of(*outcome)).map(str::to_owned));
        for id in relied {
            self.add(column, &format!("{RELIED_ON_KEY}{id}"));
        }
    }

    fn result(&mut self, column: usize, of: &str, result: Option<ReviewResult>) {
        let what = match result {
            Some(ReviewResult::Upheld) => "upheld",
            Some(ReviewResult::UpheldInPart) => "upheld_in_part",
            Some(ReviewResult::Overturned) => "overturned",
            None => "open",
        };
        self.add(column, &format!("{of}_{what}"));
    }
}

/// The section that an outcome rests on by itself.
fn section_of(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::CostLimit => Some("s12"),
        Outcome::Vexatious | Outcome::Repeated => Some("s14"),
        Outcome::AccessibleElsewhere => Some("s21"),
        Outcome::IntendedForPublication => Some("s22"),
        _ => None,
    }
}

/// Such as `Section 31: Law enforcement`.
fn name_of(id: &str) -> String {
    let known = match id.strip_prefix('s') {
        Some(section) => provision::provisions()
            .iter()
            .find(|one| one.regime == provision::Regime::Foia && one.section.eq_ignore_ascii_case(section)),
        None => provision::by_id(id),
    };
    let Some(known) = known else { return provision::reference(id).map_or_else(|| id.to_owned(), str::to_owned) };
    let words = provision::explanation(known);
    let citation = if id.starts_with('s') { format!("Section {}", known.section) } else { sentence(&words.citation) };
    format!("{citation}: {}", words.name)
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Sorts section 9 before section 31, and the Act before the Regulations.
fn place_of(id: &str) -> String {
    let digits: String = id.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let act = if id.starts_with('s') { 'a' } else { 'b' };
    format!("{act}{digits:0>4}{id}")
}

const RELIED_ON_KEY: &str = "relied_on_";
