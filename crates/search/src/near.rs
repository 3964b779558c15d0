//! Words that are spelt nearly alike, for words that hardly any answer has.
//!
//! Only words of answers that can be found now are offered: the dictionary may still hold a word of one that was taken
//! down, and must not tell it.

use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::query::FuzzyTermQuery;

use crate::bits::Bits;
use crate::error::{Attempt, Result};
use crate::matching::Matching;
use crate::plan::{Plan, Way};
use crate::words;

impl Matching<'_> {
    /// Adds near spellings to the clauses of rare words; the words that were added. `findable` has, for each segment,
    /// the documents that may be found.
    pub(crate) fn add_near(&self, plan: &mut Plan, findable: &[Bits]) -> Result<Vec<String>> {
        let mut added = Vec::new();
        for clause in &mut plan.clauses {
            let (Some(written), [Way::Stem(stem)]) = (&clause.written, clause.ways.as_slice()) else { continue };
            // A number that is nearly the same is another number.
            let has_digit = written.bytes().any(|byte| byte.is_ascii_digit());
            if has_digit || written.chars().count() < SHORTEST || self.frequency(stem)? > RARE {
                continue;
            }
            let stem = stem.clone();
            for near in self.near(written, findable)? {
                let near_stem = words::forms(&mut words::stemmed(), &near, 1).concat();
                if near_stem != stem {
                    let way = Way::Near(near_stem);
                    if !clause.ways.contains(&way) {
                        clause.ways.push(way);
                        added.push(near);
                    }
                }
            }
        }
        Ok(added)
    }

    /// The nearest words to one, the most frequent first.
    fn near(&self, written: &str, findable: &[Bits]) -> Result<Vec<String>> {
        let most = if written.chars().count() >= LONG { 2 } else { 1 };
        for distance in 1..=most {
            let mut found = self.at_distance(written, distance)?;
            found.retain(|(word, _)| {
                words::forms(&mut words::stemmed(), word, 1).iter().any(|stem| self.is_findable(stem, findable))
            });
            if !found.is_empty() {
                return Ok(found.into_iter().take(MOST_NEAR).map(|(word, _)| word).collect());
            }
        }
        Ok(Vec::new())
    }

    fn at_distance(&self, written: &str, distance: u8) -> Result<Vec<(String, u64)>> {
        const ATTEMPTED: &str = "looking for near spellings";
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        let first = written.chars().next().map(String::from).unwrap_or_default();
        let term = Term::from_field_text(self.fields.written, written);
        let query = FuzzyTermQuery::new(term, distance, true);
        for segment in &self.view.segments {
            self.in_time()?;
            let inverted = segment.reader.inverted_index(self.fields.written).attempt(ATTEMPTED)?;
            let automaton = query.automaton().attempt(ATTEMPTED)?;
            // Hardly anybody mistypes the first letter, and knowing it makes the search many times shorter.
            let mut terms = inverted.terms().search(automaton).ge(&first).into_stream().attempt(ATTEMPTED)?;
            while let Some((term, info)) = terms.next() {
                if !term.starts_with(first.as_bytes()) {
                    break;
                }
                if let Ok(word) = std::str::from_utf8(term)
                    && word != written
                {
                    *found.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
                }
            }
        }
        let mut found: Vec<(String, u64)> = found.into_iter().collect();
        found.sort_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
        found.truncate(MOST_LOOKED_AT);
        Ok(found)
    }

    fn is_findable(&self, stem: &str, findable: &[Bits]) -> bool {
        self.view.segments.iter().zip(findable).any(|(segment, findable)| {
            let mut bits = Bits::none(segment.documents);
            self.stem(segment, stem, &mut bits).is_ok() && bits.count_with(findable) > 0
        })
    }
}

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// From this length two letters may be wrong.
const LONG: usize = 8;
/// A word that more answers have is not taken for a mistake.
const RARE: u64 = 2;
const MOST_NEAR: usize = 3;
const MOST_LOOKED_AT: usize = 12;
