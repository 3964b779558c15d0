//! A search from the query to its results.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tantivy::schema::Value as _;
use tantivy::{DocAddress, TantivyDocument, Term};

use crate::bits::Bits;
use crate::entry::Passage;
use crate::error::{Attempt, Result};
use crate::index::Index;
use crate::matching::Matching;
use crate::plan::Plan;
use crate::query::{Facet, Query, Sort};
use crate::ranking::day_of;
use crate::schema::day_number;
use crate::snippet::{Finder, Snippet};
use crate::view::Segment;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many disclosures fit.
    pub total: u64,
    /// One page of them.
    pub hits: Vec<Hit>,
    /// The values by which to narrow, each with how many would be left.
    pub facets: Vec<FacetCounts>,
    /// True if no disclosure has all the words and these have some.
    pub has_only_some_words: bool,
    /// Words that are spelt nearly like one that was looked for, and were looked for too.
    pub near: Vec<String>,
}

/// The values of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which.
    pub facet: Facet,
    /// Value and number, the most first; years from the newest. Chosen values are there even with none.
    pub values: Vec<(String, u64)>,
}

/// A disclosure that fits. It must be read from the store before it is shown: only the store knows whether it still may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The publication's id.
    pub id: String,
    /// The version that was indexed.
    pub version: u32,
    /// Whose log.
    pub authority: String,
    /// The reference.
    pub reference: String,
    /// Its title with what was found in it, where something was.
    pub title: Option<Snippet>,
    /// Where else words were found: the best of the answer, the best of the attachments.
    pub snippets: Vec<Snippet>,
    /// Further pages of attachments in which words were found.
    pub more_pages: usize,
}

impl Index {
    /// Searches. Entries with an id in `hidden` are not found, nor counted: whatever the store knows to be taken down or
    /// replaced and the index does not know yet.
    ///
    /// # Errors
    ///
    /// [`Error::TooBroad`](crate::Error::TooBroad), or the index cannot be read and must be built again.
    pub fn search(&self, query: &Query, hidden: &[String]) -> Result<Found> {
        let live = self.live();
        let matching = Matching { view: &live.view, fields: self.fields(), until: Instant::now() + PATIENCE };
        let findable = matching.findable(hidden)?;
        let mut plan = Plan::new(&query.text);
        let near = matching.add_near(&mut plan, &findable)?;

        let mut every = true;
        let mut fitting = matching.fitting(query, &plan, every, &findable)?;
        if plan.clauses.len() > 1 && fitting.narrowed.iter().all(|found| found.count() == 0) {
            every = false;
            fitting = matching.fitting(query, &plan, every, &findable)?;
        }
        let total = fitting.narrowed.iter().map(Bits::count).sum();
        let (skipped, most) = window(query);
        let sort = if plan.clauses.is_empty() && query.sort == Sort::Relevance { Sort::Newest } else { query.sort };
        let first = match sort {
            Sort::Relevance => matching.best(&plan, every, &fitting.narrowed, skipped + most)?,
            _ => matching.by_date(&fitting.narrowed, sort, skipped + most),
        };
        let mut finder = Finder::new(&plan);
        let hits =
            first.into_iter().skip(skipped).map(|address| matching.hit(address, &mut finder)).collect::<Result<_>>()?;
        Ok(Found {
            total,
            hits,
            facets: matching.counts(query, &fitting),
            has_only_some_words: !every && total > 0,
            near,
        })
    }
}

/// Which documents fit, for each segment.
struct Fitting {
    /// The words, whatever is chosen.
    words: Vec<Bits>,
    /// The words and all that is chosen.
    narrowed: Vec<Bits>,
}

impl Matching<'_> {
    /// For each segment the documents that may be found at all.
    pub(crate) fn findable(&self, hidden: &[String]) -> Result<Vec<Bits>> {
        const ATTEMPTED: &str = "leaving out what was taken down";
        let mut all = Vec::new();
        for segment in &self.view.segments {
            let mut findable = segment.alive.clone();
            if !hidden.is_empty() {
                let inverted = segment.reader.inverted_index(self.fields.id).attempt(ATTEMPTED)?;
                for id in hidden {
                    let term: Term = self.fields.key(id);
                    let option = tantivy::schema::IndexRecordOption::Basic;
                    if let Some(mut postings) = inverted.read_block_postings(&term, option).attempt(ATTEMPTED)? {
                        crate::view::for_each_block(&mut postings, |block| {
                            block.iter().for_each(|document| findable.remove(*document));
                        });
                    }
                }
            }
            all.push(findable);
        }
        Ok(all)
    }

    fn fitting(&self, query: &Query, plan: &Plan, every: bool, findable: &[Bits]) -> Result<Fitting> {
        let mut fitting = Fitting { words: Vec::new(), narrowed: Vec::new() };
        for (segment, findable) in self.view.segments.iter().zip(findable) {
            let mut words = findable.clone();
            if !plan.clauses.is_empty() {
                words.keep(&self.plan(segment, plan, every)?);
            }
            if let Some(days) = days(query, segment) {
                words.keep(&days);
            }
            let mut narrowed = words.clone();
            for facet in Facet::ALL {
                if let Some(chosen) = chosen(query, facet, segment) {
                    narrowed.keep(&chosen);
                }
            }
            fitting.words.push(words);
            fitting.narrowed.push(narrowed);
        }
        Ok(fitting)
    }

    /// For each facet, how many would fit with each of its values chosen instead of those that are.
    fn counts(&self, query: &Query, fitting: &Fitting) -> Vec<FacetCounts> {
        let mut counts: [BTreeMap<&str, u64>; Facet::ALL.len()] = Default::default();
        for ((segment, words), narrowed) in self.view.segments.iter().zip(&fitting.words).zip(&fitting.narrowed) {
            for facet in Facet::ALL {
                let mut own = None;
                if !query.chosen.of(facet).is_empty() {
                    let mut base = words.clone();
                    for other in Facet::ALL.into_iter().filter(|other| *other != facet) {
                        if let Some(chosen) = chosen(query, other, segment) {
                            base.keep(&chosen);
                        }
                    }
                    own = Some(base);
                }
                let base = own.as_ref().unwrap_or(narrowed);
                for (value, documents) in segment.values.of(facet) {
                    let number = documents.count_in(base);
                    if number > 0 {
                        *counts[facet as usize].entry(value).or_default() += number;
                    }
                }
            }
        }
        Facet::ALL
            .into_iter()
            .zip(counts)
            .map(|(facet, counts)| {
                let mut values: Vec<(String, u64)> =
                    counts.into_iter().map(|(value, number)| (value.to_owned(), number)).collect();
                match facet {
                    Facet::Year => values.reverse(),
                    _ => values.sort_by_key(|(_, number)| std::cmp::Reverse(*number)),
                }
                let chosen = query.chosen.of(facet);
                let mut place = 0;
                values.retain(|(value, _)| {
                    place += 1;
                    place <= MOST_SHOWN || chosen.contains(value)
                });
                let missing = chosen.iter().filter(|value| !values.iter().any(|(known, _)| known == *value));
                let missing: Vec<_> = missing.map(|value| (value.clone(), 0)).collect();
                values.extend(missing);
                FacetCounts { facet, values }
            })
            .collect()
    }

    fn hit(&self, address: DocAddress, finder: &mut Finder) -> Result<Hit> {
        let document: TantivyDocument = self.view.searcher.doc(address).attempt("reading what was found")?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let version = document.get_first(self.fields.version).and_then(|value| value.as_u64()).unwrap_or(0);
        let passages: Vec<Passage> = match finder.looks_for_something() {
            true => serde_json::from_str(&text(self.fields.passages)).unwrap_or_default(),
            false => Vec::new(),
        };
        let (title, snippets, more_pages) = finder.find(&passages);
        Ok(Hit {
            id: text(self.fields.id),
            version: u32::try_from(version).unwrap_or(0),
            authority: text(self.fields.facet(Facet::Authority)),
            reference: text(self.fields.reference),
            title,
            snippets,
            more_pages,
        })
    }
}

/// The documents with one of the chosen values; `None` if none is chosen.
fn chosen(query: &Query, facet: Facet, segment: &Segment) -> Option<Bits> {
    let chosen = query.chosen.of(facet);
    if chosen.is_empty() {
        return None;
    }
    let mut bits = Bits::none(segment.documents);
    let values = segment.values.of(facet).iter().filter(|(value, _)| chosen.contains(value));
    values.for_each(|(_, documents)| documents.join_into(&mut bits));
    Some(bits)
}

/// The documents answered in the time asked for; `None` for any time.
fn days(query: &Query, segment: &Segment) -> Option<Bits> {
    if query.from.is_none() && query.to.is_none() {
        return None;
    }
    let from = query.from.map_or(i32::MIN, day_number);
    let to = query.to.map_or(i32::MAX, day_number);
    Some(Bits::where_true(segment.documents, |document| (from..=to).contains(&day_of(segment, document))))
}

/// How many results to skip, and how many to take.
fn window(query: &Query) -> (usize, usize) {
    let page = query.page.clamp(1, Query::LAST_PAGE) as usize;
    let per_page = Query::PER_PAGE as usize;
    ((page - 1) * per_page, per_page)
}

/// Longer than any sound search takes; then the reader is told, and others are served.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// Values of a facet that are shown.
const MOST_SHOWN: usize = 60;
