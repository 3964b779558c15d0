//! Disclosures about the same thing as a text: what may answer a request already, and what is related to an answer.

use std::collections::BTreeMap;
use std::time::Instant;

use tantivy::TantivyDocument;
use tantivy::schema::Value as _;

use crate::bits::Bits;
use crate::entry::{Passage, Place};
use crate::error::{Attempt, Result};
use crate::find::PATIENCE;
use crate::index::Index;
use crate::matching::Matching;
use crate::plan::{Clause, Plan, Way};
use crate::query::Facet;
use crate::words;

/// A disclosure about the same thing. It must be read from the store before it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// The publication's id.
    pub id: String,
    /// The version that was indexed.
    pub version: u32,
    /// Whose log.
    pub authority: String,
    /// The reference.
    pub reference: String,
}

impl Index {
    /// At most three disclosures, nearest first, in the log of one authority or in all. Those with an id in `hidden` are
    /// left out. Nothing, rather than something far off.
    ///
    /// # Errors
    ///
    /// The index cannot be read and must be built again.
    pub fn similar(&self, authority: Option<&str>, text: &str, hidden: &[String]) -> Result<Vec<Similar>> {
        let live = self.live();
        let matching = Matching { view: &live.view, fields: self.fields(), until: Instant::now() + PATIENCE };
        let (telling, unknown) = matching.telling_words(text)?;
        let wanted = telling.iter().map(|(_, weight)| weight).sum::<f64>() + unknown;
        if telling.is_empty() {
            return Ok(Vec::new());
        }
        let clauses =
            telling.iter().map(|(stem, _)| Clause { ways: vec![Way::Stem(stem.clone())], written: None }).collect();
        let plan = Plan { clauses };
        let mut found = Vec::new();
        for (segment, mut bits) in matching.view.segments.iter().zip(matching.findable(hidden)?) {
            bits.keep(&matching.plan(segment, &plan, false)?);
            if let Some(authority) = authority {
                let mut own = Bits::none(segment.documents);
                let values = segment.values.of(Facet::Authority).iter().filter(|(value, _)| value == authority);
                values.for_each(|(_, documents)| documents.join_into(&mut own));
                bits.keep(&own);
            }
            found.push(bits);
        }
        let mut similar: Vec<(f64, Similar)> = Vec::new();
        for address in matching.best(&plan, false, &found, CANDIDATES)? {
            let document: TantivyDocument = matching.view.searcher.doc(address).attempt("reading what is similar")?;
            let text =
                |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
            let shared = shared(&telling, &text(self.fields().passages)) / wanted;
            if shared >= ENOUGH {
                let version = document.get_first(self.fields().version).and_then(|value| value.as_u64());
                similar.push((
                    shared,
                    Similar {
                        id: text(self.fields().id),
                        version: version.and_then(|version| u32::try_from(version).ok()).unwrap_or(0),
                        authority: text(self.fields().facet(Facet::Authority)),
                        reference: text(self.fields().reference),
                    },
                ));
            }
        }
        similar.sort_by(|left, right| right.0.total_cmp(&left.0));
        Ok(similar.into_iter().take(MOST).map(|(_, one)| one).collect())
    }
}

impl Matching<'_> {
    /// The stems of a text that tell most about it, each with how much; and how much those tell that no answer has.
    fn telling_words(&self, text: &str) -> Result<(Vec<(String, f64)>, f64)> {
        let text: String = text.chars().take(MOST_TEXT).collect();
        let written = words::forms(&mut words::written(), &text, MOST_WORDS);
        let stems = words::forms(&mut words::stemmed(), &text, MOST_WORDS);
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for (written, stem) in written.iter().zip(stems) {
            let is_number = written.bytes().all(|byte| byte.is_ascii_digit());
            if !words::is_common(written) && !is_number && written.len() > 1 {
                *times.entry(stem).or_default() += 1;
            }
        }
        let documents = self.view.searcher.num_docs().max(1) as f64;
        let mut telling = Vec::new();
        let mut unknown = 0;
        for (stem, times) in times {
            let frequency = self.frequency(&stem)? as f64;
            unknown += usize::from(frequency == 0.0);
            // A word of nearly every answer tells nothing, unless there are few answers altogether.
            if frequency > 0.0 && (frequency / documents <= TOO_COMMON || documents < FEW) {
                let rarity = (1.0 + documents / (frequency + 0.5)).ln();
                telling.push((stem, rarity * (1.0 + f64::from(times).ln())));
            }
        }
        telling.sort_by(|left, right| right.1.total_cmp(&left.1));
        telling.truncate(MOST_TELLING);
        // Half of what a rare word tells: it may be a name, or a mistake.
        let unknown = unknown.min(MOST_UNKNOWN) as f64 * (1.0 + documents).ln() / 2.0;
        Ok((telling, unknown))
    }
}

/// How much of what tells stands in the title, summary and request: the letter's own phrases make all letters alike.
fn shared(telling: &[(String, f64)], passages: &str) -> f64 {
    let passages: Vec<Passage> = serde_json::from_str(passages).unwrap_or_default();
    let mut stems = Vec::new();
    for passage in passages.iter().filter(|one| matches!(one.place, Place::Title | Place::Summary | Place::Request)) {
        stems.extend(words::forms(&mut words::stemmed(), &passage.text, MOST_WORDS));
    }
    telling.iter().filter(|(stem, _)| stems.contains(stem)).map(|(_, weight)| weight).sum()
}

const MOST: usize = 3;
const CANDIDATES: usize = 12;
const MOST_TELLING: usize = 16;
const MOST_UNKNOWN: usize = 8;
const MOST_TEXT: usize = 8_000;
const MOST_WORDS: usize = 1_500;
const TOO_COMMON: f64 = 0.2;
const FEW: f64 = 50.0;
/// The share of what tells that must be there.
const ENOUGH: f64 = 0.4;
