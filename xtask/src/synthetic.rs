//! `cargo xtask synthetic-disclosures N`: N invented disclosures as JSON Lines, for measuring search.
//!
//! Lengths are log-normal around 180 words, words follow Zipf's law with exponent 1.05 over 60,000 of them, and the same
//! seed always gives the same bytes. The words are invented and mean nothing. The first line names words to search for.

use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use serde_json::json;

/// Writes the words to search for, and then `number` disclosures.
///
/// # Errors
///
/// The output cannot be written.
pub(crate) fn write(number: u64, out: impl Write) -> Result<String> {
    let mut out = BufWriter::new(out);
    let words: Vec<String> = (0..WORDS).map(word).collect();
    let common = Common::new();
    let mut chance = Chance(SEED);
    let phrase = [3_000, 3_007, 3_011].map(word).join(" ");
    let about = json!({
        "disclosures": number,
        "head": word(0),
        "mid": [word(700), word(900)],
        "tail": word(40_000),
        "phrase": phrase,
        // A word in the middle with two letters exchanged.
        "typo": exchanged(&word(900)),
        "third": word(45),
    });
    let attempted = "writing the disclosures";
    writeln!(out, "{about}").context(attempted)?;
    let mut text = String::new();
    for id in 0..number {
        text.clear();
        let length = chance.length();
        for position in 0..length {
            if position > 0 {
                text.push(' ');
            }
            text.push_str(&words[common.rank(&mut chance)]);
        }
        if chance.below(400) == 0 {
            text.push(' ');
            text.push_str(&phrase);
        }
        let title: Vec<&str> = (0..6).map(|_| words[common.rank(&mut chance)].as_str()).collect();
        let outcome = pick(&mut chance, &OUTCOMES);
        let provisions: Vec<&str> = match outcome {
            "disclosed_in_part" | "withheld" => vec![PROVISIONS[chance.below(PROVISIONS.len() as u64) as usize]],
            _ => Vec::new(),
        };
        let year = 2014 + chance.below(12);
        let line = json!({
            "id": format!("{id:08}"),
            "reference": format!("99.FOI.{:02}.{id:06}", year % 100),
            "authority": format!("authority-{:02}", chance.below(40)),
            "title": title.join(" "),
            "outcome": outcome,
            "provisions": provisions,
            "topics": [format!("Topic {:02}", chance.below(30))],
            "date": format!("{year}-{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28)),
            "late": chance.below(100) < 18,
            "text": text,
        });
        writeln!(out, "{line}").context(attempted)?;
    }
    out.flush().context(attempted)?;
    Ok(format!("{number} disclosures, seed {SEED}"))
}

/// The invented word of a rank; different for each, and none is the stem of another.
fn word(rank: usize) -> String {
    const FIRST: &[u8] = b"bdfgklmnprtvz";
    const VOWELS: &[u8] = b"aiou";
    const LAST: &[u8] = b"kmbp";
    let mut word = String::new();
    let mut rest = rank;
    for _ in 0..3 {
        let syllable = rest % (FIRST.len() * VOWELS.len());
        rest /= FIRST.len() * VOWELS.len();
        word.push(char::from(FIRST[syllable / VOWELS.len()]));
        word.push(char::from(VOWELS[syllable % VOWELS.len()]));
    }
    word.push(char::from(LAST[rank % LAST.len()]));
    word
}

fn exchanged(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.swap(3, 4);
    letters.into_iter().collect()
}

fn pick(chance: &mut Chance, weighed: &[(&'static str, u64)]) -> &'static str {
    let mut at = chance.below(100);
    for (value, weight) in weighed {
        if at < *weight {
            return value;
        }
        at -= weight;
    }
    weighed[0].0
}

/// Ranks by Zipf's law: Walker's alias method, one draw a word.
struct Common {
    share: Vec<f64>,
    other: Vec<usize>,
}

impl Common {
    fn new() -> Self {
        let weights: Vec<f64> = (1..=WORDS).map(|rank| (rank as f64).powf(-EXPONENT)).collect();
        let mean = weights.iter().sum::<f64>() / WORDS as f64;
        let mut share: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
        let mut other: Vec<usize> = (0..WORDS).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) = (0..WORDS).partition(|rank| share[*rank] < 1.0);
        while let (Some(low), Some(high)) = (poor.pop(), rich.last().copied()) {
            other[low] = high;
            share[high] -= 1.0 - share[low];
            if share[high] < 1.0 {
                rich.pop();
                poor.push(high);
            }
        }
        Self { share, other }
    }

    fn rank(&self, chance: &mut Chance) -> usize {
        let rank = chance.below(WORDS as u64) as usize;
        if chance.unit() < self.share[rank] { rank } else { self.other[rank] }
    }
}

/// SplitMix64: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Log-normal with median [`MEDIAN_LENGTH`] (Box and Muller).
    fn length(&mut self) -> usize {
        let (left, right) = (self.unit().max(f64::MIN_POSITIVE), self.unit());
        let normal = (-2.0 * left.ln()).sqrt() * (std::f64::consts::TAU * right).cos();
        ((MEDIAN_LENGTH * (SPREAD * normal).exp()) as usize).clamp(5, 20_000)
    }
}

const SEED: u64 = 2_026;
const WORDS: usize = 60_000;
const EXPONENT: f64 = 1.05;
const MEDIAN_LENGTH: f64 = 180.0;
const SPREAD: f64 = 0.6;
const OUTCOMES: [(&str, u64); 7] = [
    ("disclosed", 36),
    ("disclosed_in_part", 30),
    ("withheld", 12),
    ("not_held", 10),
    ("cost_limit", 6),
    ("neither_confirm_nor_deny", 4),
    ("accessible_elsewhere", 2),
];
const PROVISIONS: [&str; 12] = [
    "s21-1", "s22-1", "s24-1", "s30-1-a", "s31-1-a", "s31-1-b", "s35-1-a", "s36-2-b", "s38-1-a", "s40-2", "s41-1",
    "s43-2",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_disclosures_of_the_promised_shape() {
        let (mut one, mut two) = (Vec::new(), Vec::new());
        write(400, &mut one).unwrap();
        write(400, &mut two).unwrap();
        assert_eq!(one, two);
        let text = String::from_utf8(one).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
        let head = word(0);
        let words = |line: &serde_json::Value| line["text"].as_str().unwrap().split(' ').count();
        let mut lengths: Vec<usize> = lines.iter().map(words).collect();
        lengths.sort_unstable();
        assert!((150..210).contains(&lengths[200]), "median {}", lengths[200]);
        let all: usize = lengths.iter().sum();
        let heads = text.split([' ', '"']).filter(|one| *one == head).count();
        assert!((8..15).contains(&(heads * 100 / all)), "{} % of the words are the first", heads * 100 / all);
    }

    #[test]
    fn every_rank_has_a_word_of_its_own() {
        let mut words: Vec<String> = (0..WORDS).map(word).collect();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), WORDS);
    }
}
