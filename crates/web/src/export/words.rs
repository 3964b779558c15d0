//! The search of an exported site: an index in small files that a script reads as it needs them.
//!
//! `search/answers/N.json` describes the answers in blocks; `search/words/XY.json` says for the words that begin with
//! `xy` which answers have them. An entry is `4 * answer + weight`, so that a title counts more than an attachment.

use std::collections::BTreeMap;

use candour_casework::Publication;
use candour_casework::publication::PublishedPart;
use serde_json::{Value, json};

use crate::pages::address_of;
use crate::raw_html::as_text;

/// An index being made.
#[derive(Debug, Default)]
pub(super) struct Words {
    postings: BTreeMap<String, Vec<u32>>,
    answers: Vec<Value>,
    count: u32,
}

impl Words {
    /// Adds an answer with the texts of its attachments; gives a block of descriptions when one is full.
    pub(super) fn add(&mut self, publication: &Publication, files: &[String]) -> Option<(String, String)> {
        let mut weights: BTreeMap<String, u32> = BTreeMap::new();
        let mut say = |text: &str, weight: u32| {
            for word in words_of(text) {
                let known = weights.entry(word).or_default();
                *known = (*known).max(weight);
            }
        };
        say(&publication.title, 3);
        say(&publication.topics.join(" "), 3);
        say(&publication.summary, 2);
        say(&publication.request, 2);
        for PublishedPart { text, .. } in &publication.parts {
            say(text, 2);
        }
        for section in &publication.sections {
            say(&section.heading, 1);
            section.paragraphs.iter().for_each(|paragraph| say(paragraph, 1));
        }
        say(&publication.letter_html.as_deref().map(as_text).unwrap_or_default(), 1);
        files.iter().for_each(|file| say(file, 1));
        for (word, weight) in weights {
            self.postings.entry(word).or_default().push(4 * self.count + weight);
        }
        self.answers.push(json!([
            address_of(publication).trim_start_matches('/'),
            publication.title,
            publication.summary,
            publication.outcome.title(),
            publication.published_on,
        ]));
        self.count += 1;
        (self.answers.len() == BLOCK).then(|| self.block())
    }

    /// What is left: the last block, the words, and how large it all is.
    pub(super) fn finish(mut self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        if !self.answers.is_empty() {
            files.push(self.block());
        }
        let mut shards: BTreeMap<String, BTreeMap<String, Vec<u32>>> = BTreeMap::new();
        for (word, postings) in self.postings {
            shards.entry(shard(&word)).or_default().insert(word, postings);
        }
        let names: Vec<&String> = shards.keys().collect();
        files.push((
            "search/index.json".to_owned(),
            json!({ "answers": self.count, "block": BLOCK, "shards": names }).to_string(),
        ));
        files.extend(
            shards.into_iter().map(|(name, words)| (format!("search/words/{name}.json"), json!(words).to_string())),
        );
        files
    }

    fn block(&mut self) -> (String, String) {
        let answers = std::mem::take(&mut self.answers);
        let number = (self.count as usize - answers.len()) / BLOCK;
        (format!("search/answers/{number}.json"), Value::Array(answers).to_string())
    }
}

/// The words of a text, as the script cuts them too.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|char: char| !char.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| (2..=LONGEST).contains(&word.chars().count()) && !COMMON.contains(&word.as_str()))
}

/// The file a word is in: by its first two characters, or one file for all that begin otherwise.
fn shard(word: &str) -> String {
    let first: String = word.chars().take(2).collect();
    if first.bytes().all(|byte| byte.is_ascii_alphanumeric()) { first } else { "other".to_owned() }
}

/// How many answers a block describes.
const BLOCK: usize = 200;
const LONGEST: usize = 40;
const COMMON: [&str; 24] = [
    "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "not", "of",
    "on", "or", "that", "the", "to", "was", "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_what_is_no_letter_and_sorted_into_files() {
        assert_eq!(words_of("The BCU's 2021 café-review").collect::<Vec<_>>(), ["bcu", "2021", "café", "review"]);
        assert_eq!((shard("review").as_str(), shard("état").as_str()), ("re", "other"));
    }
}
