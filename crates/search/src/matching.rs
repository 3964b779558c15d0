//! Which documents of a segment fulfil a plan.

use std::time::Instant;

use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocSet as _, Term};

use crate::bits::Bits;
use crate::error::{Attempt, Error, Result};
use crate::plan::{Clause, Plan, Way};
use crate::schema::Fields;
use crate::view::{Segment, View, for_each_block};

/// One search under way.
pub(crate) struct Matching<'a> {
    pub(crate) view: &'a View,
    pub(crate) fields: &'a Fields,
    /// When nobody waits any longer.
    pub(crate) until: Instant,
}

impl Matching<'_> {
    /// The documents that fulfil every clause, or any of them.
    pub(crate) fn plan(&self, segment: &Segment, plan: &Plan, every: bool) -> Result<Bits> {
        let mut found: Option<Bits> = None;
        for clause in &plan.clauses {
            let bits = self.clause(segment, clause)?;
            match &mut found {
                None => found = Some(bits),
                Some(found) if every => found.keep(&bits),
                Some(found) => found.join(&bits),
            }
        }
        Ok(found.unwrap_or_else(|| Bits::all(segment.documents)))
    }

    fn clause(&self, segment: &Segment, clause: &Clause) -> Result<Bits> {
        let mut found = Bits::none(segment.documents);
        for way in &clause.ways {
            self.way(segment, way, &mut found)?;
        }
        Ok(found)
    }

    fn way(&self, segment: &Segment, way: &Way, found: &mut Bits) -> Result<()> {
        match way {
            Way::Stem(stem) | Way::Near(stem) => self.stem(segment, stem, found),
            Way::Together(stems) => {
                let mut all = Bits::all(segment.documents);
                for stem in stems {
                    let mut one = Bits::none(segment.documents);
                    self.stem(segment, stem, &mut one)?;
                    all.keep(&one);
                }
                found.join(&all);
                Ok(())
            }
            Way::Phrase(stems) => self.phrase(segment, stems, found),
            Way::Beginning(text) => self.beginning(segment, text, found),
        }
    }

    /// Adds the documents that have a stem.
    pub(crate) fn stem(&self, segment: &Segment, stem: &str, found: &mut Bits) -> Result<()> {
        const ATTEMPTED: &str = "looking a word up";
        self.in_time()?;
        let term = Term::from_field_text(self.fields.body, stem);
        let inverted = segment.reader.inverted_index(self.fields.body).attempt(ATTEMPTED)?;
        if let Some(mut postings) = inverted.read_block_postings(&term, IndexRecordOption::Basic).attempt(ATTEMPTED)? {
            for_each_block(&mut postings, |block| found.add(block));
        }
        Ok(())
    }

    fn phrase(&self, segment: &Segment, stems: &[String], found: &mut Bits) -> Result<()> {
        const ATTEMPTED: &str = "looking a phrase up";
        let query = phrase(self.fields.body, stems);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.view.searcher)).attempt(ATTEMPTED)?;
        let mut scorer = weight.scorer(&segment.reader, 1.0).attempt(ATTEMPTED)?;
        let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            self.in_time()?;
            let number = scorer.fill_buffer(&mut buffer);
            found.add(&buffer[..number]);
            if number < buffer.len() {
                return Ok(());
            }
        }
    }

    fn beginning(&self, segment: &Segment, text: &str, found: &mut Bits) -> Result<()> {
        const ATTEMPTED: &str = "looking the beginning of a word up";
        let inverted = segment.reader.inverted_index(self.fields.written).attempt(ATTEMPTED)?;
        let mut terms = inverted.terms().range().ge(text).into_stream().attempt(ATTEMPTED)?;
        while let Some((term, info)) = terms.next() {
            if !term.starts_with(text.as_bytes()) {
                break;
            }
            self.in_time()?;
            let mut postings =
                inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic).attempt(ATTEMPTED)?;
            for_each_block(&mut postings, |block| found.add(block));
        }
        Ok(())
    }

    /// In how many documents a stem is, removed ones included.
    pub(crate) fn frequency(&self, stem: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.body, stem);
        self.view.searcher.doc_freq(&term).attempt("looking a word up")
    }

    /// An error once nobody waits any longer.
    pub(crate) fn in_time(&self) -> Result<()> {
        if Instant::now() < self.until { Ok(()) } else { Err(Error::TooBroad) }
    }
}

/// The query for stems one after the other.
pub(crate) fn phrase(body: Field, stems: &[String]) -> PhraseQuery {
    PhraseQuery::new(stems.iter().map(|stem| Term::from_field_text(body, stem)).collect())
}
