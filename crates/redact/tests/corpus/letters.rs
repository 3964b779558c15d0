//! The letters of a page as two readers that are not ours read them, and what a copy makes of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use candour_redact::geom::{Point, Rect, overlaps};

use super::{Picture, render_at};

/// A letter as a reader reads it, in points from the upper left corner of the page.
pub(crate) struct Letter {
    pub(crate) letter: char,
    pub(crate) middle: Point,
    pub(crate) place: Rect,
    /// Whether it stands on the page.
    pub(crate) is_shown: bool,
}

/// The letters of a page (from 0) as mupdf reads them, blanks left out.
pub(crate) fn by_mupdf(file: &Path, page: usize) -> Vec<Letter> {
    let mut command = Command::new("timeout");
    command.args(["20", "mutool", "draw", "-q", "-F", "stext", "-o", "-"]).arg(file).arg((page + 1).to_string());
    let Ok(output) = command.output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[start..].split('"').next()?.to_owned())
    };
    let page_box: Vec<f64> = text
        .split("<page ")
        .nth(1)
        .map(|tag| {
            ["width", "height"].iter().filter_map(|key| attribute(&format!(" {tag}"), key)?.parse().ok()).collect()
        })
        .unwrap_or_default();
    let mut found = Vec::new();
    for tag in text.split("<char ").skip(1) {
        let tag = format!(" {}", tag.split("/>").next().unwrap_or_default());
        let quad: Vec<f64> =
            attribute(&tag, "quad").unwrap_or_default().split(' ').filter_map(|number| number.parse().ok()).collect();
        let Some(letter) = attribute(&tag, "c").as_deref().and_then(decoded) else { continue };
        let [x0, y0, x1, y1, x2, y2, x3, y3] = quad[..] else { continue };
        let xs = [x0, x1, x2, x3];
        let ys = [y0, y1, y2, y3];
        let place = Rect::new(
            xs.iter().copied().fold(f64::INFINITY, f64::min),
            ys.iter().copied().fold(f64::INFINITY, f64::min),
            xs.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            ys.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        );
        let is_shown = match page_box[..] {
            [width, height] => Rect::new(0.0, 0.0, width, height).contains(place.center()),
            _ => true,
        };
        if !letter.is_whitespace() {
            found.push(Letter { letter, middle: place.center(), place, is_shown });
        }
    }
    found
}

/// A character out of an XML attribute.
fn decoded(text: &str) -> Option<char> {
    match text {
        "&lt;" => Some('<'),
        "&gt;" => Some('>'),
        "&amp;" => Some('&'),
        "&quot;" => Some('"'),
        "&apos;" => Some('\''),
        _ => match text.strip_prefix("&#x").and_then(|rest| rest.strip_suffix(';')) {
            Some(hex) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
            None => text.chars().next(),
        },
    }
}

/// Letters and digits as poppler reads them: those of a word side by side, all equally wide, as high as the line.
pub(crate) fn by_poppler(file: &Path, page: usize) -> Vec<Letter> {
    let page = (page + 1).to_string();
    let mut command = Command::new("timeout");
    command.args(["20", "pdftotext", "-q", "-bbox", "-f", &page, "-l", &page]).arg(file).arg("-");
    let Ok(output) = command.output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found = Vec::new();
    for word in text.split("<word ").skip(1) {
        let Some((tag, rest)) = word.split_once('>') else { continue };
        let sides: Vec<f64> = tag.split('"').skip(1).step_by(2).filter_map(|number| number.parse().ok()).collect();
        let [x0, y0, x1, y1] = sides[..] else { continue };
        let letters = rest.split("</word>").next().unwrap_or_default();
        let letters = ["&lt;", "&gt;", "&amp;", "&quot;", "&apos;"]
            .iter()
            .fold(letters.to_owned(), |text, name| text.replace(name, "."));
        let count = letters.chars().count() as f64;
        for (at, letter) in letters.chars().enumerate() {
            if letter.is_alphanumeric() {
                let side = |at: f64| x0 + (x1 - x0) * at / count;
                let place = Rect::new(side(at as f64), y0, side(at as f64 + 1.0), y1);
                found.push(Letter { letter, middle: place.center(), place, is_shown: true });
            }
        }
    }
    found
}

/// What a copy reads otherwise than its input.
#[derive(Default)]
pub(crate) struct Reading {
    /// Letters of the alphabet of which too many or too few are read.
    pub(crate) wrong: BTreeMap<char, Count>,
    /// Whether mupdf cannot show the input without an error, so that it does not say what is there to be read.
    pub(crate) is_unread: bool,
    /// Whether the copy reads in mupdf as the input read in poppler: no copy can read in both as it did.
    pub(crate) is_as_the_other_read_it: bool,
}

/// How often a letter is read in the input, in it away from what was taken, and in the copy.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    all: usize,
    far: usize,
    after: usize,
}

impl Count {
    fn is_wrong(self) -> bool {
        self.after < self.far || self.after > self.all
    }
}

/// Compares what is read of a page (from 0), input and copy, with `near` the places about which something was taken.
///
/// What the input shows nobody is left out: letters in the place of which its picture is of one colour, because a clip, a
/// layer or another thing hides them.
pub(crate) fn compare(file: &Path, written: &Path, page: usize, near: &[Rect], out: &Path) -> Reading {
    let (before, after) = (by_mupdf(file, page), by_mupdf(written, page));
    let mut wrong = counts(&before, &after, near, &|_| true);
    wrong.retain(|_, count| count.is_wrong());
    if wrong.is_empty() {
        return Reading::default();
    }
    let Some(shown) = render_at("mutool", 144, file, page + 1, out) else {
        return Reading { wrong, is_unread: true, is_as_the_other_read_it: false };
    };
    let shown = Picture::parse(&shown.picture);
    let shows = |letter: &Letter| shown.as_ref().is_none_or(|shown| !shown.is_of_one_colour(in_pixels(letter.place)));
    let seen = counts(&before, &after, near, &shows);
    wrong.retain(|letter, _| seen.get(letter).is_some_and(|count| count.is_wrong()));
    let other = by_poppler(file, page);
    let by_other = counts(&other, &after, near, &|_| true);
    let is_as_the_other_read_it = wrong.keys().all(|letter| by_other.get(letter).is_none_or(|count| !count.is_wrong()));
    Reading { wrong, is_unread: false, is_as_the_other_read_it }
}

/// A place at 144 dots per inch.
fn in_pixels(place: Rect) -> Rect {
    Rect::new(2.0 * place.x0, 2.0 * place.y0, 2.0 * place.x1, 2.0 * place.y1)
}

fn counts(
    before: &[Letter],
    after: &[Letter],
    near: &[Rect],
    shows: &dyn Fn(&Letter) -> bool,
) -> BTreeMap<char, Count> {
    let visible = |letter: &&Letter| letter.is_shown && letter.letter.is_alphanumeric();
    let mut count: BTreeMap<char, Count> = BTreeMap::new();
    for letter in before.iter().filter(visible) {
        let entry = count.entry(letter.letter).or_default();
        entry.all += 1;
        let is_far = !near.iter().any(|place| overlaps(*place, letter.place));
        entry.far += usize::from(is_far && shows(letter));
    }
    for letter in after.iter().filter(visible) {
        count.entry(letter.letter).or_default().after += 1;
    }
    count
}

/// How many pairs of letters stand on top of each other in the copy that did not in the input, and how many letters stand
/// in one of our boxes.
pub(crate) fn overlapping(file: &Path, written: &Path, page: usize, boxes: &[Rect]) -> usize {
    let (before, after) = (by_mupdf(file, page), by_mupdf(written, page));
    let mut known = pairs(&before);
    let new = pairs(&after).into_iter().filter(|(pair, count)| {
        let known = known.entry(*pair).or_default();
        *count > *known
    });
    let in_boxes = after.iter().filter(|letter| {
        letter.is_shown && letter.letter.is_alphanumeric() && boxes.iter().any(|place| overlaps(*place, core(letter)))
    });
    new.count() + in_boxes.count()
}

/// Letters of which the inner parts overlap, by what they are.
fn pairs(letters: &[Letter]) -> BTreeMap<(char, char), usize> {
    let mut letters: Vec<(char, Rect)> = (letters.iter())
        .filter(|letter| letter.is_shown && letter.letter.is_alphanumeric())
        .map(|letter| (letter.letter, core(letter)))
        .collect();
    letters.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0));
    let mut pairs = BTreeMap::new();
    for (at, (letter, place)) in letters.iter().enumerate() {
        let reached = letters.iter().skip(at + 1).take_while(|(_, other)| other.x0 < place.x1);
        for (other, _) in reached.filter(|(_, other)| overlaps(*place, *other)) {
            *pairs.entry((*letter.min(other), *letter.max(other))).or_default() += 1;
        }
    }
    pairs
}

/// The inner part of a letter's place, which reaches from line to line and to where the next letter stands.
fn core(letter: &Letter) -> Rect {
    let Rect { x0, y0, x1, y1 } = letter.place;
    let (width, height) = (0.3 * (x1 - x0), 0.38 * (y1 - y0));
    Rect::new(x0 + width, y0 + height, x1 - width, y1 - height)
}
