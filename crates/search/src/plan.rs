//! From what somebody typed to what must be in an answer.
//!
//! `"words in quotes"` stand together in this order; `investig*` is the beginning of a word; every other word must be
//! there in one of its forms, or in a form that means the same. Common words count only if there are no others.

use tantivy::tokenizer::TextAnalyzer;

use crate::synonyms::Synonyms;
use crate::words::{self, is_common};

/// What must be there: every clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) clauses: Vec<Clause>,
}

/// What must be there in one of these ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) ways: Vec<Way>,
    /// The word as written, where it is a plain word: it may have been spelt wrongly.
    pub(crate) written: Option<String>,
}

/// One way to fulfil a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// This stem.
    Stem(String),
    /// All of these stems, anywhere.
    Together(Vec<String>),
    /// These stems, one after the other.
    Phrase(Vec<String>),
    /// A word that begins like this.
    Beginning(String),
    /// This stem, of a word that is spelt nearly like the one looked for.
    Near(String),
}

struct Typed {
    stem: String,
    written: String,
    is_beginning: bool,
}

impl Plan {
    /// Reads what somebody typed.
    pub(crate) fn new(text: &str) -> Self {
        let mut reader = Reader { stemmed: words::stemmed(), written: words::written(), clauses: Vec::new() };
        for (position, run) in text.split(['"', '“', '”', '„', '«', '»']).enumerate() {
            if position % 2 == 1 { reader.phrase(run) } else { reader.words(run) }
        }
        let mut clauses = reader.clauses;
        let says_something = |clause: &Clause| clause.written.as_deref().is_none_or(|written| !is_common(written));
        if clauses.iter().any(says_something) {
            clauses.retain(says_something);
        }
        clauses.dedup();
        clauses.truncate(MOST_CLAUSES);
        Self { clauses }
    }

    /// What to highlight: sequences of stems.
    pub(crate) fn sequences(&self) -> Vec<Vec<String>> {
        let mut sequences: Vec<Vec<String>> = Vec::new();
        for way in self.clauses.iter().flat_map(|clause| &clause.ways) {
            match way {
                Way::Stem(stem) | Way::Near(stem) => sequences.push(vec![stem.clone()]),
                Way::Together(stems) => sequences.extend(stems.iter().map(|stem| vec![stem.clone()])),
                Way::Phrase(stems) => sequences.push(stems.clone()),
                Way::Beginning(_) => {}
            }
        }
        sequences
    }

    /// What to highlight: beginnings of words as written.
    pub(crate) fn beginnings(&self) -> Vec<String> {
        let ways = self.clauses.iter().flat_map(|clause| &clause.ways);
        ways.filter_map(|way| if let Way::Beginning(text) = way { Some(text.clone()) } else { None }).collect()
    }
}

struct Reader {
    stemmed: TextAnalyzer,
    written: TextAnalyzer,
    clauses: Vec<Clause>,
}

impl Reader {
    fn phrase(&mut self, text: &str) {
        let stems = words::forms(&mut self.stemmed, text, MOST_IN_PHRASE);
        let way = match stems.len() {
            0 => return,
            1 => Way::Stem(stems.concat()),
            _ => Way::Phrase(stems),
        };
        self.clauses.push(Clause { ways: vec![way], written: None });
    }

    fn words(&mut self, text: &str) {
        let typed = self.typed(text);
        let synonyms = Synonyms::built_in();
        let mut rest = typed.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let (clause, taken) = Self::meaning_the_same(rest, synonyms).unwrap_or_else(|| {
                let way = match first.is_beginning {
                    true => Way::Beginning(first.written.clone()),
                    false => Way::Stem(first.stem.clone()),
                };
                let written = (!first.is_beginning).then(|| first.written.clone());
                (Clause { ways: vec![way], written }, 1)
            });
            self.clauses.push(clause);
            rest = rest.get(taken..).unwrap_or(after);
        }
    }

    /// The longest run of words from here that has other forms, and how many words it takes.
    fn meaning_the_same(typed: &[Typed], synonyms: &Synonyms) -> Option<(Clause, usize)> {
        for length in (1..=synonyms.longest.min(typed.len())).rev() {
            let run = typed.get(..length)?;
            if run.iter().any(|word| word.is_beginning) {
                continue;
            }
            let stems: Vec<String> = run.iter().map(|word| word.stem.clone()).collect();
            let others = synonyms.others(&stems);
            if others.is_empty() {
                continue;
            }
            let own = if length == 1 { Way::Stem(stems.concat()) } else { Way::Together(stems) };
            let other = |form: &[String]| match form {
                [stem] => Way::Stem(stem.clone()),
                _ => Way::Phrase(form.to_vec()),
            };
            let ways = std::iter::once(own).chain(others.into_iter().map(other)).collect();
            return Some((Clause { ways, written: None }, length));
        }
        None
    }

    fn typed(&mut self, text: &str) -> Vec<Typed> {
        let stems = words::words(&mut self.stemmed, text, MOST_TYPED);
        let written = words::words(&mut self.written, text, MOST_TYPED);
        let pairs = stems.into_iter().zip(written);
        pairs
            .map(|(stem, written)| {
                let starred = text.get(written.at.end..).is_some_and(|after| after.starts_with('*'));
                let is_beginning = starred && written.form.len() >= SHORTEST_BEGINNING;
                Typed { stem: stem.form, written: written.form, is_beginning }
            })
            .collect()
    }
}

/// Beyond these nobody searches; they bound the work of a hostile query.
const MOST_CLAUSES: usize = 12;
const MOST_IN_PHRASE: usize = 12;
const MOST_TYPED: usize = 48;
/// Shorter beginnings fit nearly everything.
const SHORTEST_BEGINNING: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(text: &str) -> Vec<Vec<Way>> {
        Plan::new(text).clauses.into_iter().map(|clause| clause.ways).collect()
    }

    fn stems(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn quotes_stars_and_words_are_told_apart() {
        assert_eq!(
            ways("how many “patrol cars” were stol* requested"),
            [
                vec![Way::Phrase(stems("patrol car"))],
                vec![Way::Beginning("stol".to_owned())],
                vec![Way::Stem("request".to_owned())],
            ]
        );
    }

    #[test]
    fn common_words_count_only_if_there_are_no_others() {
        assert_eq!(ways("the police").len(), 1);
        assert_eq!(ways("who are they").len(), 3);
        assert!(ways("  ?!  \"\" * ").is_empty());
    }

    #[test]
    fn words_that_mean_the_same_are_ways_of_one_clause() {
        let found = ways("BCU review");
        assert_eq!(found.len(), 2);
        assert!(found[0].contains(&Way::Phrase(stems("borough command unit"))));
        let back = ways("borough command unit review");
        assert_eq!(back.len(), 2);
        assert_eq!(back[0][0], Way::Together(stems("borough command unit")));
        assert!(back[0].contains(&Way::Stem("bcu".to_owned())));
    }

    #[test]
    fn an_endless_query_has_an_end() {
        let text = (0..10_000).map(|number| format!("word{number} ")).collect::<String>();
        assert_eq!(Plan::new(&text).clauses.len(), MOST_CLAUSES);
    }
}
