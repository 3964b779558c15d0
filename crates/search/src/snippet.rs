//! Where words were found, in a few words around them.
//!
//! What comes out is plain text with the places to highlight; whoever shows it escapes it.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::TextAnalyzer;

use crate::entry::{Passage, Place};
use crate::plan::Plan;
use crate::words::{self, Word};

/// Some words around what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Where they stand.
    pub place: Place,
    /// The words, as plain text.
    pub text: String,
    /// What was found: byte ranges of `text`, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
    /// Whether the passage begins before.
    pub is_cut_before: bool,
    /// Whether it goes on after.
    pub is_cut_after: bool,
}

/// Finds the words of a plan in passages.
pub(crate) struct Finder {
    /// Sequences of stems, by the first letter of the first.
    sequences: HashMap<char, Vec<(usize, Vec<String>)>>,
    beginnings: Vec<(usize, String)>,
    written: TextAnalyzer,
    stemmed: TextAnalyzer,
    stems: HashMap<String, String>,
}

/// A place of a passage and which sought form stands there.
struct Match {
    at: Range<usize>,
    form: usize,
}

impl Finder {
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut sequences: HashMap<char, Vec<(usize, Vec<String>)>> = HashMap::new();
        for (form, sequence) in plan.sequences().into_iter().enumerate() {
            if let Some(letter) = sequence.first().and_then(|first| first.chars().next()) {
                sequences.entry(letter).or_default().push((form, sequence));
            }
        }
        let beginnings = plan.beginnings().into_iter().enumerate().map(|(form, text)| (form + FORMS, text)).collect();
        Self { sequences, beginnings, written: words::written(), stemmed: words::stemmed(), stems: HashMap::new() }
    }

    pub(crate) fn looks_for_something(&self) -> bool {
        !self.sequences.is_empty() || !self.beginnings.is_empty()
    }

    /// The title if something was found in it, the best other places, and how many further pages there are.
    pub(crate) fn find(&mut self, passages: &[Passage]) -> (Option<Snippet>, Vec<Snippet>, usize) {
        let mut title = None;
        let mut best: [Option<(usize, Snippet)>; 2] = [None, None];
        let (mut pages, mut last_page) = (0_usize, None);
        let mut room = MOST_WORDS;
        for passage in passages {
            let found = self.matches(&passage.text, &mut room);
            if found.is_empty() {
                continue;
            }
            if passage.place == Place::Title {
                title = Some(whole(passage, &found));
                continue;
            }
            let is_page = matches!(passage.place, Place::Attachment { .. });
            if is_page && last_page != Some(&passage.place) {
                pages += 1;
                last_page = Some(&passage.place);
            }
            let forms = distinct(&found);
            let slot = &mut best[usize::from(is_page)];
            if slot.as_ref().is_none_or(|(most, _)| forms > *most) {
                *slot = Some((forms, around(passage, &found)));
            }
        }
        (title, best.into_iter().flatten().map(|(_, snippet)| snippet).collect(), pages.saturating_sub(1))
    }

    fn matches(&mut self, text: &str, room: &mut usize) -> Vec<Match> {
        let words = words::words(&mut self.written, text, *room);
        *room -= words.len().min(*room);
        let mut found: Vec<Match> = Vec::new();
        for (position, word) in words.iter().enumerate() {
            if let Some((form, _)) = self.beginnings.iter().find(|(_, start)| word.form.starts_with(start.as_str())) {
                found.push(Match { at: word.at.clone(), form: *form });
                continue;
            }
            let letter = word.form.chars().next().unwrap_or_default();
            let Some(candidates) = self.sequences.get(&letter) else { continue };
            let rest = &words[position..];
            let mut longest: Option<(usize, usize)> = None;
            for (form, sequence) in candidates {
                let fits = sequence.len() <= rest.len()
                    && rest
                        .iter()
                        .zip(sequence)
                        .all(|(word, stem)| stem_of(&mut self.stemmed, &mut self.stems, word) == stem);
                if fits && longest.is_none_or(|(_, length)| sequence.len() > length) {
                    longest = Some((*form, sequence.len()));
                }
            }
            if let Some((form, length)) = longest {
                found.extend(rest[..length].iter().map(|word| Match { at: word.at.clone(), form }));
            }
        }
        found.sort_by_key(|one| one.at.start);
        found.dedup_by(|later, earlier| later.at.start < earlier.at.end);
        found
    }
}

/// The stem of a word, remembered: texts repeat their words.
fn stem_of<'a>(stemmed: &mut TextAnalyzer, known: &'a mut HashMap<String, String>, word: &Word) -> &'a str {
    if !known.contains_key(&word.form) {
        let stem = words::forms(stemmed, &word.form, 1).concat();
        known.insert(word.form.clone(), stem);
    }
    known.get(&word.form).map_or("", String::as_str)
}

fn distinct(found: &[Match]) -> usize {
    let mut forms: Vec<usize> = found.iter().map(|one| one.form).collect();
    forms.sort_unstable();
    forms.dedup();
    forms.len()
}

fn whole(passage: &Passage, found: &[Match]) -> Snippet {
    cut(passage, found, 0..passage.text.len())
}

/// The stretch of the passage in which the most different forms stand close together.
fn around(passage: &Passage, found: &[Match]) -> Snippet {
    let within = |first: usize| {
        let end = found[first].at.start + CLOSE;
        let last = found[first..].iter().take_while(|one| one.at.end <= end).count();
        &found[first..first + last.max(1)]
    };
    let score = |first: usize| (distinct(within(first)), within(first).len());
    // The first of the best: a later one only if it is better.
    let best = (0..found.len().min(MOST_STARTS)).rev().max_by_key(|first| score(*first)).unwrap_or(0);
    let start = found[best].at.start;
    let end = within(best).last().map_or(start, |one| one.at.end);
    let from = word_start(&passage.text, start.saturating_sub(BEFORE), start);
    let to = word_end(&passage.text, (from + LENGTH).max(end));
    cut(passage, found, from..to)
}

fn cut(passage: &Passage, found: &[Match], range: Range<usize>) -> Snippet {
    let text = passage.text.get(range.clone()).unwrap_or_default();
    let inside = found.iter().filter(|one| one.at.start >= range.start && one.at.end <= range.end);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for at in inside.map(|one| one.at.start - range.start..one.at.end - range.start) {
        match marks.last_mut() {
            // Words of one phrase are one mark.
            Some(last) if text.get(last.end..at.start).is_some_and(|between| between == " ") => last.end = at.end,
            _ => marks.push(at),
        }
    }
    Snippet {
        place: passage.place.clone(),
        // Same bytes, so that the marks stay where they are.
        text: text.replace(['\n', '\r', '\t'], " "),
        marks,
        is_cut_before: range.start > 0,
        is_cut_after: range.end < passage.text.trim_end().len(),
    }
}

/// The start of a word at or after `from`, at most `limit`.
fn word_start(text: &str, from: usize, limit: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let from = (from..=limit).find(|at| text.is_char_boundary(*at)).unwrap_or(limit);
    let before = text.get(from..limit).unwrap_or_default();
    before.find(char::is_whitespace).map_or(from, |space| {
        let rest = &before[space..];
        from + space + (rest.len() - rest.trim_start().len())
    })
}

/// The end of a word at or after `to`.
fn word_end(text: &str, to: usize) -> usize {
    if to >= text.len() {
        return text.trim_end().len();
    }
    let to = (to..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let rest = text.get(to..).unwrap_or_default();
    let end = to + rest.find(char::is_whitespace).unwrap_or(rest.len());
    // A stretch without a space is not followed to its end.
    if end - to > LENGTH { to } else { end }
}

/// Numbers of sequences stay below.
const FORMS: usize = 1_000;
/// Words of one disclosure that are looked through.
const MOST_WORDS: usize = 60_000;
/// Bytes within which words stand close together.
const CLOSE: usize = 180;
/// Bytes before the first of them, and in all.
const BEFORE: usize = 60;
const LENGTH: usize = 240;
const MOST_STARTS: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, text: &str) -> Snippet {
        let passage = Passage { place: Place::Answer, text: text.to_owned() };
        let (_, snippets, _) = Finder::new(&Plan::new(query)).find(&[passage]);
        snippets.into_iter().next().unwrap()
    }

    fn marked(snippet: &Snippet) -> Vec<&str> {
        snippet.marks.iter().map(|mark| &snippet.text[mark.clone()]).collect()
    }

    #[test]
    fn words_are_marked_in_all_their_forms_and_phrases_only_as_such() {
        assert_eq!(marked(&found("request", "Requests, as <b>requested</b>.")), ["Requests", "requested"]);
        assert_eq!(marked(&found("\"patrol cars\"", "A car. A patrol\ncar, one patrol.")), ["patrol", "car"]);
        assert_eq!(marked(&found("\"patrol cars\"", "A car. A patrol car, one patrol.")), ["patrol car"]);
        assert_eq!(marked(&found("investig*", "They investigate; INVESTIGATIONS.")), ["investigate", "INVESTIGATIONS"]);
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_what_was_found() {
        let text = format!("{}the patrol car was bought {}", "é word ".repeat(400), "more wörds ".repeat(400));
        let snippet = found("patrol car", &text);
        assert!(snippet.is_cut_before && snippet.is_cut_after);
        assert!(snippet.text.len() < 400 && snippet.text.starts_with(['é', 'w']), "{}", snippet.text);
        assert_eq!(marked(&snippet), ["patrol car"]);
    }

    #[test]
    fn a_text_without_spaces_is_cut_too() {
        let text = format!("patrol {}", "x".repeat(100_000));
        assert!(found("patrol", &text).text.len() < 1_000);
    }
}
