//! Measures search: `cargo run --release -p candour-search --example measure -- DISCLOSURES.jsonl FOLDER [MOST]`.
//!
//! The disclosures are those of `cargo xtask synthetic-disclosures N`. The index is built in FOLDER unless it is there
//! already; then each search is made many times, on one thread, and the median, the 99th percentile and the mean time on the processor are
//! printed. A
//! search is all that a page asks for: the total, every facet, and the first twenty results with where words were found.

#![expect(clippy::print_stdout, reason = "a measuring program speaks to its terminal")]

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use candour_search::{Entry, Facet, Index, Passage, Place, Query};
use serde::Deserialize;

#[derive(Deserialize)]
struct About {
    head: String,
    mid: [String; 2],
    tail: String,
    phrase: String,
    typo: String,
    third: String,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    reference: String,
    authority: String,
    title: String,
    outcome: String,
    provisions: Vec<String>,
    topics: Vec<String>,
    date: jiff::civil::Date,
    late: bool,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, folder, rest @ ..] = arguments.as_slice() else { return Err("which file, and which folder?".into()) };
    let most: u64 = rest.first().map_or(Ok(u64::MAX), |most| most.parse())?;
    let mut lines = BufReader::with_capacity(1 << 20, std::fs::File::open(file)?).lines();
    let about: About = serde_json::from_str(&lines.next().ok_or("the file is empty")??)?;

    let index = Index::open(Path::new(folder))?;
    if !index.is_built() {
        let start = Instant::now();
        let mut number = 0;
        for line in lines {
            if number == most {
                break;
            }
            index.put(&entry(serde_json::from_str(&line?)?))?;
            number += 1;
        }
        index.commit(number)?;
        let committed = start.elapsed();
        index.settle()?;
        let settled = start.elapsed();
        println!(
            "built {number} entries in {committed:.1?} ({:.0} a second), merged after {settled:.1?}",
            number as f64 / committed.as_secs_f64()
        );
    }
    println!(
        "{} disclosures; {} MB on the disk; {} MB for counting; resident {} MB",
        index.len(),
        index.size_on_disk() / MEGABYTE,
        index.memory() as u64 / MEGABYTE,
        resident() / MEGABYTE
    );
    let mut third = Query::for_text(&about.third);
    let mut narrowed = Query::for_text(&about.head);
    narrowed.chosen.add(Facet::Outcome, "disclosed_in_part");
    third.page = 1;
    for (name, query) in [
        ("no words", Query::default()),
        ("one head word", Query::for_text(&about.head)),
        ("two mid words", Query::for_text(&about.mid.join(" "))),
        ("one tail word", Query::for_text(&about.tail)),
        ("phrase", Query::for_text(&format!("\"{}\"", about.phrase))),
        ("typo", Query::for_text(&about.typo)),
        ("30 % match", third),
        ("head word, filter of 30 %", narrowed),
        ("beginning of a word", Query::for_text(&format!("{}*", about.mid[0].get(..4).unwrap_or("x")))),
    ] {
        measure(&index, name, &query)?;
    }
    println!("resident afterwards {} MB", resident() / MEGABYTE);
    Ok(())
}

fn measure(index: &Index, name: &str, query: &Query) -> Result<(), Box<dyn Error>> {
    for _ in 0..WARM {
        index.search(query, &[])?;
    }
    let mut times: Vec<Duration> = Vec::with_capacity(TIMES);
    let mut total = 0;
    let before = on_processor();
    for _ in 0..TIMES {
        let start = Instant::now();
        total = index.search(query, &[])?.total;
        times.push(start.elapsed());
    }
    let processor = (on_processor() - before) / TIMES as u32;
    times.sort_unstable();
    let (half, nearly_all) = (times[TIMES / 2], times[TIMES * 99 / 100]);
    println!("{name:28} {total:>9} found   p50 {half:>10.2?}   p99 {nearly_all:>10.2?}   processor {processor:>10.2?}");
    Ok(())
}

fn entry(line: Line) -> Entry {
    Entry {
        id: line.id,
        version: 1,
        authority: line.authority,
        reference: line.reference,
        outcome: line.outcome,
        provisions: line.provisions,
        topics: line.topics,
        date: line.date,
        late: Some(line.late),
        passages: vec![
            Passage { place: Place::Title, text: line.title },
            Passage { place: Place::Answer, text: line.text },
        ],
    }
}

/// The time this thread has been on a processor: what a search costs on a machine that has other things to do.
fn on_processor() -> Duration {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(status.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0))
}

/// Bytes of memory of this process.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

const WARM: usize = 20;
const TIMES: usize = 200;
const MEGABYTE: u64 = 1024 * 1024;
