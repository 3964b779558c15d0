//! The index as it stood at one commit, with what makes counting quick: for each segment the documents of every facet
//! value, each document's day, and the documents by day.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader};

use crate::bits::{Bits, ValueSet};
use crate::error::{Attempt, Result};
use crate::query::Facet;
use crate::schema::Fields;

/// All segments at one commit.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    pub(crate) segments: Vec<Segment>,
}

/// One segment.
pub(crate) struct Segment {
    pub(crate) reader: SegmentReader,
    pub(crate) documents: u32,
    /// Those that have not been removed.
    pub(crate) alive: Bits,
    pub(crate) values: Arc<Values>,
}

/// What does not change while a segment lives.
#[derive(Debug, Default)]
pub(crate) struct Values {
    facets: [Vec<(String, ValueSet)>; Facet::ALL.len()],
    /// The day of each document.
    pub(crate) days: Vec<i32>,
    /// The documents, the newest first.
    pub(crate) newest: Vec<u32>,
}

impl Values {
    /// The values of a facet, each with its documents.
    pub(crate) fn of(&self, facet: Facet) -> &[(String, ValueSet)] {
        &self.facets[facet as usize]
    }

    fn read(reader: &SegmentReader, fields: &Fields) -> Result<Self> {
        const ATTEMPTED: &str = "reading the facets of the search index";
        let documents = reader.max_doc();
        let mut values = Self::default();
        for facet in Facet::ALL {
            let inverted = reader.inverted_index(fields.facet(facet)).attempt(ATTEMPTED)?;
            let mut terms = inverted.terms().stream().attempt(ATTEMPTED)?;
            while let Some((term, info)) = terms.next() {
                let Ok(value) = std::str::from_utf8(term) else { continue };
                let mut postings =
                    inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic).attempt(ATTEMPTED)?;
                let mut found = Vec::with_capacity(info.doc_freq as usize);
                for_each_block(&mut postings, |block| found.extend_from_slice(block));
                values.facets[facet as usize].push((value.to_owned(), ValueSet::new(found, documents)));
                if values.facets[facet as usize].len() == MOST_VALUES {
                    break;
                }
            }
        }
        let column = reader.fast_fields().i64("day").attempt(ATTEMPTED)?;
        values.days = (0..documents)
            .map(|document| column.first(document).and_then(|day| i32::try_from(day).ok()).unwrap_or(0))
            .collect();
        values.newest = (0..documents).collect();
        values.newest.sort_by_key(|&document| {
            std::cmp::Reverse(values.days.get(document as usize).copied().unwrap_or_default())
        });
        Ok(values)
    }

    fn memory(&self) -> usize {
        let sets = self.facets.iter().flatten().map(|(value, set)| value.len() + set.memory());
        sets.sum::<usize>() + (self.days.len() + self.newest.len()) * 4
    }
}

impl View {
    /// The view of a searcher. What is known of segments that stay is taken from `before`.
    pub(crate) fn new(searcher: Searcher, fields: &Fields, before: Option<&Self>) -> Result<Self> {
        let known: HashMap<SegmentId, &Arc<Values>> = before
            .map(|view| view.segments.iter().map(|one| (one.reader.segment_id(), &one.values)).collect())
            .unwrap_or_default();
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let values = match known.get(&reader.segment_id()) {
                Some(values) => Arc::clone(values),
                None => Arc::new(Values::read(reader, fields)?),
            };
            let documents = reader.max_doc();
            let alive = match reader.alive_bitset() {
                Some(alive) => Bits::where_true(documents, |document| alive.is_alive(document)),
                None => Bits::all(documents),
            };
            segments.push(Segment { reader: reader.clone(), documents, alive, values });
        }
        Ok(Self { searcher, segments })
    }

    /// Bytes of memory that counting takes.
    pub(crate) fn memory(&self) -> usize {
        self.segments.iter().map(|segment| segment.values.memory() + segment.alive.memory()).sum()
    }
}

/// Calls `each` with every block of documents.
pub(crate) fn for_each_block(postings: &mut tantivy::postings::BlockSegmentPostings, mut each: impl FnMut(&[u32])) {
    loop {
        let block = postings.docs();
        if block.is_empty() {
            return;
        }
        each(block);
        postings.advance();
    }
}

/// Values of one facet in a segment; topics are free words, and an index must not be at their mercy.
const MOST_VALUES: usize = 20_000;
