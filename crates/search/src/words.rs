//! From text to words: how the index and every query cut, fold and stem it.
//!
//! Two forms of each word are kept: the *stem*, by which "requests" finds "requested", and the word as *written*
//! (small letters, without accents), for beginnings of words and for words that are spelt nearly alike.

use std::ops::Range;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};

/// Name of the analysis that stems.
pub(crate) const STEMMED: &str = "candour-stemmed";
/// Name of the analysis that does not.
pub(crate) const WRITTEN: &str = "candour-written";

/// Longer words are no words: encoded data, tables without spaces.
const LONGEST_WORD: usize = 64;

/// The analysis that stems, for English.
pub(crate) fn stemmed() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// The analysis that does not.
pub(crate) fn written() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its form after analysis.
    pub(crate) form: String,
    /// Where it stands in the text, in bytes.
    pub(crate) at: Range<usize>,
}

/// Calls `each` with every word of a text and its place, until it returns false.
pub(crate) fn for_each_word(analyzer: &mut TextAnalyzer, text: &str, mut each: impl FnMut(&str, Range<usize>) -> bool) {
    let mut stream = analyzer.token_stream(text);
    while stream.advance() {
        let token = stream.token();
        if !each(&token.text, token.offset_from..token.offset_to) {
            return;
        }
    }
}

/// The words of a text, at most `most`.
pub(crate) fn words(analyzer: &mut TextAnalyzer, text: &str, most: usize) -> Vec<Word> {
    let mut words = Vec::new();
    for_each_word(analyzer, text, |form, at| {
        words.push(Word { form: form.to_owned(), at });
        words.len() < most
    });
    words
}

/// The forms of the words of a text, at most `most`.
pub(crate) fn forms(analyzer: &mut TextAnalyzer, text: &str, most: usize) -> Vec<String> {
    words(analyzer, text, most).into_iter().map(|word| word.form).collect()
}

/// Whether a written word says nothing about what is looked for.
pub(crate) fn is_common(written: &str) -> bool {
    COMMON.binary_search(&written).is_ok()
}

/// In order, for binary search. Words a question is built with, and those of every request.
const COMMON: [&str; 84] = [
    "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did",
    "do", "does", "each", "for", "from", "had", "has", "have", "hello", "how", "i", "if", "in", "into", "is", "it",
    "its", "many", "may", "me", "much", "my", "no", "of", "on", "or", "our", "per", "please", "provide", "s", "shall",
    "should", "since", "so", "such", "t", "than", "thank", "thanks", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "under", "us", "was", "we", "were", "what", "when", "where", "which",
    "who", "will", "with", "would", "you", "your", "yours",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_in_order() {
        assert!(COMMON.is_sorted());
        assert!(is_common("the") && !is_common("police"));
    }

    #[test]
    fn words_are_folded_and_stemmed_and_know_their_place() {
        let found = words(&mut stemmed(), "Caffi’r Dŵr: REQUESTS, requested", 10);
        let forms: Vec<&str> = found.iter().map(|word| word.form.as_str()).collect();
        assert_eq!(forms, ["caffi", "r", "dwr", "request", "request"]);
        assert_eq!(found[3].at, 16..24);
    }
}
