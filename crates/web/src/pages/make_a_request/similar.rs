//! Up to three published answers that may already say what somebody wants to know.

use std::collections::{HashMap, HashSet};

use candour_casework::publication::DisclosureFilter;
use candour_casework::{Authority, Publication};

use crate::state::AppState;

/// The closest published answers; none where the log cannot be read, for a request must never wait on this.
pub(super) async fn answers(state: &AppState, authority: &Authority, text: &str) -> Vec<Publication> {
    let filter =
        DisclosureFilter { authority: Some(authority.slug.clone()), limit: LOOKED_AT, ..DisclosureFilter::default() };
    match state.log.disclosures(&filter).await {
        Ok(page) => closest(page.publications, text),
        Err(cause) => {
            tracing::warn!(error.cause = %cause, "published answers could not be looked through");
            Vec::new()
        }
    }
}

/// Those that share the most telling words with a text: a word counts for more the fewer answers have it.
fn closest(publications: Vec<Publication>, text: &str) -> Vec<Publication> {
    let asked = words(text);
    let told: Vec<HashSet<String>> = publications
        .iter()
        .map(|one| words(&format!("{} {} {} {}", one.title, one.summary, one.request, one.topics.join(" "))))
        .collect();
    let mut spread: HashMap<&String, usize> = HashMap::new();
    for word in told.iter().flatten().filter(|word| asked.contains(*word)) {
        *spread.entry(word).or_default() += 1;
    }
    let weight = |word: &String| {
        let with = spread.get(word).copied().unwrap_or_default() as f64;
        (told.len() as f64 / with.max(1.0)).ln() + 0.1
    };
    let all: f64 = asked.iter().map(weight).sum();
    let mut scored: Vec<(f64, Publication)> = publications
        .into_iter()
        .zip(&told)
        .filter_map(|(publication, told)| {
            let shared: Vec<&String> = told.intersection(&asked).collect();
            let score = shared.iter().map(|word| weight(word)).sum::<f64>();
            (shared.len() >= FEWEST_SHARED && score >= all * LEAST_SHARE).then_some((score, publication))
        })
        .collect();
    scored.sort_by(|(one, first), (two, second)| {
        two.total_cmp(one).then_with(|| second.published_on.cmp(&first.published_on))
    });
    scored.into_iter().take(MOST).map(|(_, publication)| publication).collect()
}

/// The telling words of a text, without their endings.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= SHORTEST_WORD && !COMMON.contains(&word.as_str()))
        .map(|word| word.trim_end_matches("es").trim_end_matches('s').to_owned())
        .take(MOST_WORDS)
        .collect()
}

/// How many are shown.
const MOST: usize = 3;
/// How many of the newest answers are looked through.
const LOOKED_AT: u32 = 300;
const SHORTEST_WORD: usize = 4;
const FEWEST_SHARED: usize = 2;
/// The share of a request's telling words that an answer must have.
const LEAST_SHARE: f64 = 0.3;
const MOST_WORDS: usize = 400;

/// Words of every request.
const COMMON: [&str; 52] = [
    "about", "also", "answer", "been", "between", "bought", "cost", "costs", "could", "counted", "data", "does", "each", "freedom", "from", "have", "held",
    "information", "into", "like", "long", "many", "much", "number", "please", "provide", "received", "record",
    "records", "request", "send", "since", "spent", "such", "than", "that", "their", "there", "these", "they", "this", "total",
    "under", "were", "what", "when", "which", "with", "would", "year", "years", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_words_leave_out_what_every_request_says() {
        let mut found: Vec<String> = words("Please send me the number of vans, and which vehicles were bought.").into_iter().collect();
        found.sort();
        assert_eq!(found, ["van", "vehicl"]);
    }
}
