//! Search: where a text stands, in rectangles to mark, and where searching
//! cannot be relied on.
//!
//! The letters of a page are read twice, in painting order and by lines, since
//! producers paint in any order; gaps become spaces, line ends may join a
//! hyphenated word, ligatures count as their letters, and letters in forms and
//! in invisible layers count like others. Pages whose fonts do not say what
//! they show are named, because silence there means nothing.

use std::collections::{BTreeMap, BTreeSet};

use regex::{Regex, RegexBuilder};
use serde::{Serialize, Serializer};

use crate::draft::Draft;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::font::{FontBook, FontFile};
use crate::geom::Rect;
use crate::mark::{Mark, MarkSet, Matching, Target, TextTarget};
use crate::model::{self, PageModel};
use crate::parallel;

mod reading;

use reading::{Joining, Letter, Reading};

/// One occurrence of the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The page, from 1.
    pub page: u32,
    /// Where it stands, one rectangle per line, in page space; as `[x0, y0, x1, y1]` in JSON.
    #[serde(serialize_with = "as_arrays")]
    pub rects: Vec<Rect>,
    /// Whether the letters are not painted, as in a layer from character recognition.
    pub is_invisible: bool,
    /// Ordinals of its glyphs on the page.
    #[serde(skip)]
    pub(crate) glyphs: Vec<usize>,
}

/// A page where searching cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreliable {
    /// The page, from 1.
    pub page: u32,
    /// Why.
    pub reason: String,
}

/// What a search came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Found {
    /// Every occurrence, by page and from top to bottom.
    pub hits: Vec<Hit>,
    /// Pages where there may be more.
    pub unreliable: Vec<Unreliable>,
}

/// Finds a text on every page.
pub fn find(draft: &Draft, fonts: &FontFile, target: &TextTarget) -> Result<Found, Error> {
    let query = Query::new(target)?;
    let indexes: Vec<usize> = (0..draft.pages.len()).collect();
    let looked = parallel::with_fonts(fonts, &indexes, |book, index| {
        let page = model::build_for_search(draft, book, *index)?;
        Ok((query.hits(&page), unreliable(&page)))
    });
    let mut found = Found::default();
    for page in looked {
        let (hits, unreliable): (Vec<Hit>, _) = page?;
        found.hits.extend(hits);
        found.unreliable.extend(unreliable);
    }
    Ok(found)
}

/// Turns text marks into marks on the places where their text stands.
///
/// A text that stands nowhere, and pages where it may stand unseen, are
/// findings: a mark that does nothing must not pass in silence.
pub(crate) fn resolve(draft: &Draft, fonts: &FontFile, marks: &MarkSet) -> Result<(MarkSet, Vec<Finding>), Error> {
    let mut placed: Vec<Mark> = Vec::with_capacity(marks.marks.len());
    let mut findings = Vec::new();
    let mut searches = Vec::new();
    let mut drawn = Vec::new();
    for (ordinal, mark) in (1..).zip(&marks.marks) {
        match &mark.target {
            Target::Rect(rect) => {
                drawn.push((mark.page, *rect));
                placed.push(mark.clone());
            }
            Target::Text(target) => searches.push(Search::new(ordinal, mark, target, draft.pages.len())?),
        }
    }
    let indexes: Vec<usize> = if searches.is_empty() { Vec::new() } else { (0..draft.pages.len()).collect() };
    let looked = parallel::with_fonts(fonts, &indexes, |book, index| look(draft, book, *index, &searches, &drawn));
    for (number, looked) in (1..).zip(looked) {
        let Looked { rects, unreliable, in_other_case } = looked?;
        for (at, rects) in rects {
            let Some(search) = searches.get_mut(at) else { continue };
            search.is_found |= !rects.is_empty();
            let at = |rect| Mark { page: Some(number), target: Target::Rect(rect), ..search.mark.clone() };
            placed.extend(rects.into_iter().map(at));
        }
        for ordinal in in_other_case {
            let message = format!(
                "the text of mark {ordinal} also stands here with other capitals, and stays; if it is meant too, give \
                 that mark \"match\": \"caseless\""
            );
            findings.push(Finding::new(Severity::Review, "search-other-case", message).on_page(number));
        }
        if let Some(unreliable) = unreliable {
            let message = format!("a text is to be redacted, and {}: look at the page", unreliable.reason);
            findings.push(Finding::new(Severity::Review, "search-unreliable", message).for_row(31).on_page(number));
        }
    }
    for search in searches.iter().filter(|search| !search.is_found) {
        let message = format!("the text of mark {} was not found; check how it is written", search.ordinal);
        findings.push(Finding::new(Severity::Review, "mark-touches-nothing", message));
    }
    Ok((MarkSet { marks: placed }, findings))
}

/// What a page holds of the texts looked for.
#[derive(Default)]
struct Looked {
    /// By ordinal of the search.
    rects: Vec<(usize, Vec<Rect>)>,
    unreliable: Option<Unreliable>,
    /// Ordinals of the marks whose text stands here with other capitals, where no mark takes it.
    in_other_case: Vec<usize>,
}

/// Looks for every text on one page; `drawn` are the marks that need no looking for.
fn look(
    draft: &Draft,
    fonts: &FontBook<'_>,
    index: usize,
    searches: &[Search<'_>],
    drawn: &[(Option<u32>, Rect)],
) -> Result<Looked, Error> {
    let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
    let is_meant = |search: &Search<'_>| search.mark.page.is_none_or(|page| page == number);
    let here: Vec<(usize, &Search<'_>)> = searches.iter().enumerate().filter(|(_, search)| is_meant(search)).collect();
    if here.is_empty() {
        return Ok(Looked::default());
    }
    let model = model::build_for_search(draft, fonts, index)?;
    let found: Vec<(usize, Vec<Hit>)> = here.iter().map(|(at, search)| (*at, search.query.hits(&model))).collect();
    let taken: BTreeSet<usize> = found.iter().flat_map(|(_, hits)| hits).flat_map(|hit| hit.glyphs.clone()).collect();
    let drawn: Vec<Rect> = drawn.iter().filter(|(page, _)| *page == Some(number)).map(|(_, rect)| *rect).collect();
    let stays = |hit: &Hit| {
        hit.glyphs.iter().any(|glyph| !taken.contains(glyph))
            && !hit.rects.iter().all(|rect| drawn.iter().any(|mark| mark.contains(rect.center())))
    };
    let others = here
        .iter()
        .filter(|(_, search)| search.in_any_case.as_ref().is_some_and(|query| query.hits(&model).iter().any(&stays)));
    let in_other_case = others.map(|(_, search)| search.ordinal).collect();
    let rects = found.into_iter().map(|(at, hits)| (at, hits.into_iter().flat_map(|hit| hit.rects).collect()));
    Ok(Looked { rects: rects.collect(), unreliable: unreliable(&model), in_other_case })
}

/// A text mark on its way to its places.
struct Search<'m> {
    ordinal: usize,
    mark: &'m Mark,
    query: Query,
    /// The same text without regard to capitals, where the mark asks for them as they are.
    in_any_case: Option<Query>,
    is_found: bool,
}

impl<'m> Search<'m> {
    fn new(ordinal: usize, mark: &'m Mark, target: &TextTarget, pages: usize) -> Result<Self, Error> {
        match mark.page {
            Some(page) if page == 0 || page as usize > pages => Err(Error::no_such_page(page, pages)),
            _ => {
                let is_exact = target.matching == Matching::Exact;
                let caseless = TextTarget { matching: Matching::Caseless, ..target.clone() };
                let in_any_case = is_exact.then(|| Query::new(&caseless)).transpose()?;
                Ok(Self { ordinal, mark, query: Query::new(target)?, in_any_case, is_found: false })
            }
        }
    }
}

/// A compiled search.
#[derive(Debug)]
pub struct Query {
    pattern: Regex,
}

impl Query {
    /// Compiles a text or pattern.
    ///
    /// # Errors
    /// When the text is empty, or is no regular expression where one is meant.
    pub fn new(target: &TextTarget) -> Result<Self, Error> {
        if target.text.trim().is_empty() {
            return Err(Error::marks("the text to look for is empty"));
        }
        let body = match target.matching {
            Matching::Regex => target.text.clone(),
            Matching::Exact | Matching::Caseless => {
                let words: Vec<String> = reading::plain(&target.text).split_whitespace().map(regex::escape).collect();
                words.join(r"\s+")
            }
        };
        let whole = if target.whole_word { format!(r"\b{{start-half}}(?:{body})\b{{end-half}}") } else { body };
        let pattern = RegexBuilder::new(&whole)
            .case_insensitive(target.matching == Matching::Caseless)
            .size_limit(MAX_PATTERN)
            .build()
            .map_err(|_| Error::marks("the text to look for is not a regular expression that can be used"))?;
        Ok(Self { pattern })
    }

    /// Every occurrence on a page, from top to bottom.
    pub fn hits(&self, page: &PageModel) -> Vec<Hit> {
        let letters = reading::letters(page);
        let by_index: BTreeMap<usize, &Letter> = letters.iter().map(|letter| (letter.index, letter)).collect();
        let mut found: Vec<Vec<usize>> = Vec::new();
        for reading in readings(&letters) {
            for place in self.pattern.find_iter(&reading.text).filter(|place| !place.is_empty()) {
                let glyphs = reading.glyphs(place.range());
                if !glyphs.is_empty() {
                    found.push(glyphs);
                }
            }
        }
        // Longer finds first, so that one found whole is not reported again in part.
        found.sort_by_key(|glyphs| std::cmp::Reverse(glyphs.len()));
        let mut taken: Vec<BTreeSet<usize>> = Vec::new();
        for glyphs in found {
            let set: BTreeSet<usize> = glyphs.into_iter().collect();
            if !taken.iter().any(|other| set.is_subset(other)) {
                taken.push(set);
            }
        }
        let mut hits: Vec<Hit> = taken.into_iter().filter_map(|set| hit(page.number, &set, &by_index)).collect();
        hits.sort_by(|a, b| place_of(a).partial_cmp(&place_of(b)).unwrap_or(std::cmp::Ordering::Equal));
        hits
    }
}

fn as_arrays<S: Serializer>(rects: &[Rect], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rects.iter().map(|rect| [rect.x0, rect.y0, rect.x1, rect.y1]))
}

/// Why searching this page cannot be relied on, if it cannot.
pub fn unreliable(page: &PageModel) -> Option<Unreliable> {
    let printed: Vec<_> = page.glyphs.iter().filter(|glyph| !glyph.is_blank()).collect();
    let unread = printed.iter().filter(|glyph| !reads(glyph.shape.text.as_deref())).count();
    let reason = if printed.is_empty() {
        let has_picture = page.images.iter().any(|image| image.is_visible);
        has_picture.then(|| "the page is a picture without a text layer".to_owned())
    } else if unread * 50 > printed.len() {
        Some(format!("{unread} of {} letters have no reading in their font", printed.len()))
    } else if !page.images.is_empty() && printed.iter().all(|glyph| glyph.is_invisible()) {
        Some("the text comes from character recognition and may be misread".to_owned())
    } else {
        None
    };
    reason.map(|reason| Unreliable { page: page.number, reason })
}

/// Whether a font's reading of a glyph is something a person would type.
fn reads(text: Option<&str>) -> bool {
    text.is_some_and(|text| {
        !text.is_empty()
            && !text.chars().any(|char| char == char::REPLACEMENT_CHARACTER || is_private(char) || char.is_control())
    })
}

fn is_private(char: char) -> bool {
    matches!(u32::from(char), 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

/// The page's text in the orders and with the line joints that may be meant.
fn readings(letters: &[Letter]) -> Vec<Reading> {
    let painted = reading::lines_as_painted(letters);
    let placed = reading::lines_as_placed(letters);
    [painted, placed]
        .iter()
        .flat_map(|lines| [Joining::AsPrinted, Joining::WithoutHyphen].map(|joining| Reading::new(lines, joining)))
        .collect()
}

fn hit(page: u32, glyphs: &BTreeSet<usize>, letters: &BTreeMap<usize, &Letter>) -> Option<Hit> {
    let mut rects: Vec<(i64, Rect)> = Vec::new();
    for letter in glyphs.iter().filter_map(|index| letters.get(index)) {
        match rects.iter_mut().find(|(line, _)| *line == letter.line()) {
            Some((_, rect)) => *rect = rect.union(letter.bounds),
            None => rects.push((letter.line(), letter.bounds)),
        }
    }
    let is_invisible = glyphs.iter().filter_map(|index| letters.get(index)).all(|letter| letter.is_invisible);
    let rects: Vec<Rect> = rects.into_iter().map(|(_, rect)| rect).collect();
    (!rects.is_empty()).then(|| Hit { page, rects, is_invisible, glyphs: glyphs.iter().copied().collect() })
}

/// From top to bottom, then from left to right.
fn place_of(hit: &Hit) -> (f64, f64) {
    hit.rects.first().map_or((0.0, 0.0), |rect| (-rect.y1, rect.x0))
}

/// A pattern may compile to this many bytes.
const MAX_PATTERN: usize = 1 << 20;

#[cfg(test)]
mod tests;
