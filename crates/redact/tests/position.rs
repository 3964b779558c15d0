//! The position attack: what an outsider learns about a removed name from where everything else stands.
//!
//! Every name of a list is set in a line of its own and withheld, then two readers that are not ours, poppler and mutool,
//! tell where glyphs and boxes stand in the output. Names whose lines cannot be told apart make a class;
//! the bits are those of the partition into classes. At levels that hide the size there is one class; at `exact` the
//! bits that the case report prints are those that were measured.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use candour_redact::api::Document;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;
use kit::press::{Align, Face, Kind, Operator, Random, Style, Word, set};

#[test]
fn nothing_is_told_at_levels_that_hide_the_size() {
    if readers_are_missing() {
        return;
    }
    let mut random = Random(3);
    let names: Vec<String> = (0..90).map(|_| random.name()).collect();
    for (file, kind, operator, align) in SHEETS {
        let Some(face) = Face::open(file) else { return };
        for level in ["constant", "cell", "line", "block"] {
            let style = style(kind, operator, align);
            // A paragraph of one line for each name, so that a block is no more than that.
            let sheet = Sheet::set(&face, &style, &names, level);
            let seen = sheet.redact(level);
            for (reader, lines) in [("poppler", poppler(&seen.output)), ("mutool", mutool(&seen.output))] {
                let places = sheet.observed(&lines, |line| line.iter().map(Item::place).collect::<Vec<_>>());
                let odd = places.iter().zip(&names).find(|(place, _)| **place != places[0]);
                let told = bits(places.clone());
                let told_by = format!("{file} {operator:?} {align:?} at {level}: {reader} tells {told:.2} bits");
                assert!(told == 0.0, "{told_by}: {odd:?}, others {:?}", places[0]);
            }
            assert!(seen.residual.iter().all(|bits| *bits == 0.0), "{file} at {level}: the report prints bits");
        }
    }
}

#[test]
fn the_bits_printed_at_exact_are_within_half_a_bit_of_those_measured() {
    if readers_are_missing() {
        return;
    }
    // Each list in a face with few different widths and in one with many.
    let lists = [("made up", Some(made_up_names()), [0, 1]), ("surnames", surnames(), [0, 1])];
    for (list, names, faces) in lists {
        let Some(names) = names else { continue };
        for (file, kind, operator, align) in faces.map(|at| SHEETS[at]) {
            let Some(face) = Face::open(file) else { return };
            let sheet = Sheet::set(&face, &style(kind, operator, align), &names, "exact");
            let seen = sheet.redact("exact");
            let lines = mutool(&seen.output);
            // What stands behind the gap, from what stands before it.
            let measured = bits(sheet.observed(&lines, |line| {
                let on_line = line.iter().filter(|item| item.is_glyph && item.y.abs() < 100);
                let places: Vec<i64> = on_line.map(|item| item.x).collect();
                let widest = places.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
                vec![(widest, 0)]
            }));
            let (least, most) =
                seen.residual.iter().fold((f64::MAX, 0.0_f64), |(a, b), bits| (a.min(*bits), b.max(*bits)));
            println!(
                "{list}, {file}: {} names, measured {measured:.2} bits, printed {least:.2} to {most:.2}",
                names.len()
            );
            assert!(
                (measured - least).abs() <= 0.5 && (measured - most).abs() <= 0.5,
                "{list}, {file}: measured {measured:.2}, printed {least:.2} to {most:.2}"
            );
        }
    }
}

/// Lines with one name each, on as many pages as it takes.
struct Sheet {
    file: Vec<u8>,
    /// Page from 1, baseline and rectangle of each name.
    names: Vec<(usize, f64, [f64; 4])>,
}

impl Sheet {
    fn set(face: &Face, style: &Style, names: &[String], level: &str) -> Self {
        let mut file = kit::Builder::new();
        let font = face.embed(&mut file, style.kind);
        let mut placed = Vec::new();
        for (page, names) in names.chunks(LINES).enumerate() {
            let mut content = String::new();
            for (number, name) in names.iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "a page has few lines")]
                let y = 790.0 - number as f64 * PITCH;
                let fixed = |text: &str| text.split(' ').map(|word| (word.to_owned(), false)).collect::<Vec<Word>>();
                let mut line = fixed("Interview with");
                line.push((name.clone(), true));
                line.extend(fixed("took place on Monday."));
                // A table has cells: the name stands alone between rules.
                if level == "cell" {
                    line = vec![(name.clone(), true)];
                    let foot = y - 8.0;
                    content.push_str(&format!("66 {foot:.2} 0.6 30 re 523.4 {foot:.2} 0.6 30 re f\n"));
                }
                // Two lines that nobody marks show where the column is.
                let neighbours =
                    [fixed("The minutes of the meeting were read and sent to the board before lunch."), line];
                let setting = set(face, style, &neighbours, y + 1.4 * style.size);
                content.push_str(&setting.content);
                placed.extend(setting.secrets.iter().map(|rect| (page + 1, y, *rect)));
            }
            file.page(&format!("/Font << /P1 {font} 0 R >>"), content);
        }
        Self { file: file.finish(), names: placed }
    }

    fn redact(&self, level: &str) -> Seen {
        let marks: Vec<serde_json::Value> = self
            .names
            .iter()
            .map(|(page, _, rect)| serde_json::json!({"page": page, "rect": rect, "level": level, "exemption": "s40-2", "label": ""}))
            .collect();
        let marks = serde_json::json!({"version": 1, "sanitise": true, "marks": marks}).to_string();
        let document = Document::open(&self.file, &OpenOptions::default()).unwrap();
        let plan = document.plan(&MarkSet::from_json(marks.as_bytes()).unwrap(), &PlanOptions::default()).unwrap();
        for mark in &plan.marks {
            assert_eq!(mark.level.name(), level, "{:?}", plan.findings);
        }
        let residual = plan.marks.iter().map(|mark| mark.residual_bits).collect();
        let redacted = document.apply(plan).unwrap();
        let output = redacted.verify().unwrap().bytes().to_vec();
        Seen { output, residual }
    }

    /// What is seen of each name's line, in the list's order.
    fn observed<T: Ord>(&self, lines: &[Item], look: impl Fn(&[Item]) -> Vec<T>) -> Vec<Vec<T>> {
        let mut by_page: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
        lines.iter().for_each(|item| by_page.entry(item.page).or_default().push(item));
        let place = |(page, y, _): &(usize, f64, [f64; 4])| {
            let here = by_page.get(page).into_iter().flatten();
            let mut here: Vec<Item> = here
                // Its own line and the one above it, not the next pair.
                .filter(|item| (-10.0..0.45 * PITCH).contains(&(item.y as f64 / SCALE - y)))
                .map(|item| Item { y: item.y - (y * SCALE) as i64, ..(*item).clone() })
                .collect();
            here.sort();
            look(&here)
        };
        self.names.iter().map(place).collect()
    }
}

struct Seen {
    output: Vec<u8>,
    residual: Vec<f64>,
}

/// Something at a place, in hundredths of a point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    page: usize,
    x: i64,
    y: i64,
    is_glyph: bool,
}

impl Item {
    fn place(&self) -> (i64, i64) {
        (self.x, self.y)
    }
}

/// Where poppler sees words begin and end.
fn poppler(file: &[u8]) -> Vec<Item> {
    let page = run(Command::new("pdftotext").arg("-bbox"), file, &["-"]);
    let mut items = Vec::new();
    let mut number = 0;
    for line in page.lines() {
        number += usize::from(line.contains("<page "));
        if let (Some(left), Some(right), Some(bottom)) = (value(line, "xMin"), value(line, "xMax"), value(line, "yMax"))
        {
            // Poppler counts from the top, and to the foot of the letters.
            let y = 842.0 - bottom;
            items.extend([left, right].map(|x| item(number, x, y, true)));
        }
    }
    items
}

/// Where mutool sees glyphs begin and paths turn.
fn mutool(file: &[u8]) -> Vec<Item> {
    let trace = run(Command::new("mutool").args(["draw", "-q", "-F", "trace"]), file, &[]);
    let mut items = Vec::new();
    let mut number = 0;
    for line in trace.lines() {
        number += usize::from(line.contains("<page "));
        if let (Some(x), Some(y)) = (value(line, " x"), value(line, " y")) {
            items.push(item(number, x, y, line.contains("unicode=")));
        }
    }
    items
}

#[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
fn item(page: usize, x: f64, y: f64, is_glyph: bool) -> Item {
    Item { page, x: (x * SCALE).round() as i64, y: (y * SCALE).round() as i64, is_glyph }
}

/// An attribute's number.
fn value(line: &str, name: &str) -> Option<f64> {
    let rest = line.split_once(&format!("{name}=\""))?.1;
    rest.split('"').next()?.parse().ok()
}

/// Bits of the partition of equally likely names by what is seen of them.
fn bits<T: Ord>(seen: Vec<Vec<T>>) -> f64 {
    let total = seen.len() as f64;
    let mut classes: BTreeMap<Vec<T>, f64> = BTreeMap::new();
    seen.into_iter().for_each(|seen| *classes.entry(seen).or_default() += 1.0);
    if classes.len() == 1 {
        return 0.0;
    }
    total.log2() - classes.values().map(|size| size * size.log2()).sum::<f64>() / total
}

/// As many different names as common lists hold.
fn made_up_names() -> Vec<String> {
    // How many names of each length there are among common surnames, by number of letters.
    let mut wanted = [0, 0, 0, 60, 280, 680, 880, 680, 430, 210, 100, 60];
    let mut random = Random(5);
    let mut names = BTreeSet::new();
    while wanted.iter().any(|left| *left > 0) {
        let name = random.name();
        if let Some(left) = wanted.get_mut(name.len()).filter(|left| **left > 0)
            && names.insert(name)
        {
            *left -= 1;
        }
    }
    names.into_iter().collect()
}

/// Real surnames, where the list they were measured with lies beside the project.
fn surnames() -> Option<Vec<String>> {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/bench/surnames_faker_en.txt");
    let names: BTreeSet<String> =
        std::fs::read_to_string(list).ok()?.lines().map(|name| name.trim().to_owned()).collect();
    Some(
        names
            .into_iter()
            .filter(|name| !name.is_empty() && name.chars().all(|char| char.is_ascii_alphabetic()))
            .collect(),
    )
}

fn style(kind: Kind, operator: Operator, align: Align) -> Style {
    Style { kind, operator, align, size: 11.0, tc: 0.0, tw: 0.0, tz: 1.0, ts: 0.0, kerned: false }
}

fn run(command: &mut Command, file: &[u8], behind: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("output.pdf");
    std::fs::write(&path, file).unwrap();
    let output = command.arg(&path).args(behind).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[expect(clippy::disallowed_methods, reason = "whether a missing reader is a failure is set by ./test")]
fn readers_are_missing() -> bool {
    let missing: Vec<&str> =
        ["pdftotext", "mutool"].into_iter().filter(|name| Command::new(name).arg("-v").output().is_err()).collect();
    let required = std::env::var("CANDOUR_TEST_TOOLS").is_ok_and(|value| value == "required");
    assert!(missing.is_empty() || !required, "not installed: {missing:?}");
    if !missing.is_empty() {
        eprintln!("SKIPPED: {missing:?} are not installed");
    }
    !missing.is_empty()
}

/// Hundredths of a point.
const SCALE: f64 = 100.0;
/// Names on a page, and the distance between them: room for the neighbouring line.
const LINES: usize = 18;
const PITCH: f64 = 42.0;
const SHEETS: [(&str, Kind, Operator, Align); 5] = [
    ("liberation/LiberationSerif-Regular.ttf", Kind::WinAnsi, Operator::Tj, Align::Left),
    ("crosextra/Carlito-Regular.ttf", Kind::Composite, Operator::Array, Align::Left),
    ("liberation/LiberationSans-Regular.ttf", Kind::WinAnsi, Operator::Words, Align::Left),
    ("dejavu/DejaVuSans.ttf", Kind::Differences, Operator::Glyphs, Align::Justified),
    ("liberation/LiberationSerif-Italic.ttf", Kind::Composite, Operator::Words, Align::Right),
];
