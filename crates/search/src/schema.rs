//! The fields of the index, and how an entry fills them.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{TantivyDocument, Term};

use crate::entry::{Entry, Passage, Place};
use crate::query::Facet;
use crate::words;

/// Every field, by name.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// The publication's id; by it an entry is replaced and removed.
    pub(crate) id: Field,
    pub(crate) version: Field,
    pub(crate) reference: Field,
    /// Days since 1970-01-01.
    pub(crate) day: Field,
    /// All words, stemmed, with their places; the title three times, so that it weighs more.
    pub(crate) body: Field,
    /// The same words as written, for beginnings and near spellings.
    pub(crate) written: Field,
    /// The passages as JSON, for showing where something was found.
    pub(crate) passages: Field,
    facets: [Field; Facet::ALL.len()],
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut schema = Schema::builder();
        let raw = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::Basic),
            )
        };
        let text = |name: &str, option, norms| {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(name).set_index_option(option).set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing)
        };
        let id = schema.add_text_field("id", STRING | STORED);
        let version = schema.add_u64_field("version", STORED);
        let reference = schema.add_text_field("reference", STORED);
        let day = schema.add_i64_field("day", FAST);
        let body = schema.add_text_field("body", text(words::STEMMED, IndexRecordOption::WithFreqsAndPositions, true));
        let written = schema.add_text_field("written", text(words::WRITTEN, IndexRecordOption::Basic, false));
        let passages = schema.add_text_field("passages", STORED);
        let facets = Facet::ALL.map(|facet| {
            let options = if facet == Facet::Authority { raw().set_stored() } else { raw() };
            schema.add_text_field(facet.key(), options)
        });
        Self { schema: schema.build(), id, version, reference, day, body, written, passages, facets }
    }

    /// The field of a facet.
    pub(crate) fn facet(&self, facet: Facet) -> Field {
        self.facets[facet as usize]
    }

    /// The term that names an entry.
    pub(crate) fn key(&self, id: &str) -> Term {
        Term::from_field_text(self.id, id)
    }

    /// An entry as a document.
    pub(crate) fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.id, &entry.id);
        document.add_u64(self.version, u64::from(entry.version));
        document.add_text(self.reference, &entry.reference);
        document.add_i64(self.day, i64::from(day_number(entry.date)));
        document.add_text(self.facet(Facet::Authority), &entry.authority);
        document.add_text(self.facet(Facet::Outcome), &entry.outcome);
        entry.provisions.iter().for_each(|id| document.add_text(self.facet(Facet::Provision), id));
        entry.topics.iter().for_each(|topic| document.add_text(self.facet(Facet::Topic), topic));
        document.add_text(self.facet(Facet::Year), entry.date.year().to_string());
        if let Some(late) = entry.late {
            document.add_text(self.facet(Facet::Late), if late { "yes" } else { "no" });
        }
        for Passage { place, text } in &entry.passages {
            let times = if *place == Place::Title { TITLE_WEIGHS } else { 1 };
            (0..times).for_each(|_| document.add_text(self.body, text));
            document.add_text(self.written, text);
        }
        document.add_text(self.body, &entry.reference);
        document.add_text(self.written, &entry.reference);
        document.add_text(self.passages, serde_json::to_string(&entry.passages).unwrap_or_default());
        document
    }
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0, |span| span.get_days())
}

const TITLE_WEIGHS: usize = 3;
