//! Which documents come first.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet as _, Score, Term};

use crate::bits::Bits;
use crate::error::{Attempt, Result};
use crate::matching::{Matching, phrase};
use crate::plan::{Clause, Plan, Way};
use crate::query::Sort;
use crate::view::Segment;

impl Matching<'_> {
    /// The first `most` of the documents in `found`, best first; `every` as in [`Matching::plan`].
    pub(crate) fn best(&self, plan: &Plan, every: bool, found: &[Bits], most: usize) -> Result<Vec<DocAddress>> {
        let Some(query) = self.scoring(plan, every) else { return Ok(self.by_date(found, Sort::Newest, most)) };
        let scoring = EnableScoring::enabled_from_searcher(&self.view.searcher);
        let weight = query.weight(scoring).attempt(ATTEMPTED)?;
        let mut best = Best::new(most);
        for (number, (segment, found)) in (0..).zip(self.view.segments.iter().zip(found)) {
            self.in_time()?;
            if found.count() <= FEW {
                let mut scorer = weight.scorer(&segment.reader, 1.0).attempt(ATTEMPTED)?;
                for document in found.iter() {
                    if scorer.doc() < document {
                        scorer.seek(document);
                    }
                    if scorer.doc() == document {
                        best.push(scorer.score(), number, document);
                    }
                }
                continue;
            }
            let mut seen = 0_u32;
            let mut late = false;
            let mut push = |document: DocId, score: Score| {
                seen = seen.wrapping_add(1);
                if seen.is_multiple_of(LOOK_AT_CLOCK) && self.in_time().is_err() {
                    late = true;
                }
                if late {
                    return Score::MAX;
                }
                if found.contains(document) {
                    best.push(score, number, document);
                }
                best.threshold()
            };
            weight.for_each_pruning(Score::MIN, &segment.reader, &mut push).attempt(ATTEMPTED)?;
        }
        self.in_time()?;
        Ok(best.into_addresses())
    }

    /// The first `most` of the documents in `found` by their day.
    pub(crate) fn by_date(&self, found: &[Bits], sort: Sort, most: usize) -> Vec<DocAddress> {
        let mut first: Vec<(i32, DocAddress)> = Vec::new();
        for (number, (segment, found)) in (0..).zip(self.view.segments.iter().zip(found)) {
            let newest = &segment.values.newest;
            let dated = |document: &u32| (day_of(segment, *document), DocAddress::new(number, *document));
            let fits = |document: &&u32| found.contains(**document);
            match sort {
                Sort::Oldest => first.extend(newest.iter().rev().filter(fits).take(most).map(dated)),
                _ => first.extend(newest.iter().filter(fits).take(most).map(dated)),
            }
        }
        match sort {
            Sort::Oldest => first.sort_by_key(|(day, address)| (*day, *address)),
            _ => first.sort_by_key(|(day, address)| (Reverse(*day), *address)),
        }
        first.truncate(most);
        first.into_iter().map(|(_, address)| address).collect()
    }

    /// What scores: `None` if nothing does, as for beginnings of words.
    fn scoring(&self, plan: &Plan, every: bool) -> Option<Box<dyn TantivyQuery>> {
        let mut clauses: Vec<Box<dyn TantivyQuery>> =
            plan.clauses.iter().filter_map(|clause| self.scoring_clause(clause)).collect();
        if clauses.len() <= 1 {
            return clauses.pop();
        }
        let occur = if every { Occur::Must } else { Occur::Should };
        Some(Box::new(BooleanQuery::new(clauses.into_iter().map(|clause| (occur, clause)).collect())))
    }

    fn scoring_clause(&self, clause: &Clause) -> Option<Box<dyn TantivyQuery>> {
        let mut ways: Vec<Box<dyn TantivyQuery>> = clause.ways.iter().filter_map(|way| self.scoring_way(way)).collect();
        if ways.len() <= 1 {
            return ways.pop();
        }
        Some(Box::new(BooleanQuery::new(ways.into_iter().map(|way| (Occur::Should, way)).collect())))
    }

    fn scoring_way(&self, way: &Way) -> Option<Box<dyn TantivyQuery>> {
        let term = |stem: &String| -> Box<dyn TantivyQuery> {
            let term = Term::from_field_text(self.fields.body, stem);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        match way {
            Way::Stem(stem) => Some(term(stem)),
            Way::Near(stem) => Some(Box::new(BoostQuery::new(term(stem), NEAR_WEIGHS))),
            Way::Together(stems) => {
                Some(Box::new(BooleanQuery::new(stems.iter().map(|stem| (Occur::Must, term(stem))).collect())))
            }
            Way::Phrase(stems) => Some(Box::new(phrase(self.fields.body, stems))),
            Way::Beginning(_) => None,
        }
    }
}

/// The day of a document.
pub(crate) fn day_of(segment: &Segment, document: u32) -> i32 {
    segment.values.days.get(document as usize).copied().unwrap_or_default()
}

/// The best so far.
struct Best {
    most: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

#[derive(PartialEq)]
struct Ranked {
    score: Score,
    /// Of two that score the same the earlier one.
    address: Reverse<DocAddress>,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| self.address.cmp(&other.address))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Best {
    fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::with_capacity(most + 1) }
    }

    fn push(&mut self, score: Score, segment: u32, document: DocId) {
        self.heap.push(Reverse(Ranked { score, address: Reverse(DocAddress::new(segment, document)) }));
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    /// A document must score more to be among the best.
    fn threshold(&self) -> Score {
        match self.heap.peek() {
            Some(Reverse(worst)) if self.heap.len() >= self.most => worst.score,
            _ => Score::MIN,
        }
    }

    fn into_addresses(self) -> Vec<DocAddress> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(ranked)| ranked.address.0).collect()
    }
}

const ATTEMPTED: &str = "ranking what was found";
/// Up to so many documents are scored one by one; beyond, what cannot be among the best is skipped in blocks.
const FEW: u64 = 4_000;
const LOOK_AT_CLOCK: u32 = 4_096;
const NEAR_WEIGHS: Score = 0.5;
