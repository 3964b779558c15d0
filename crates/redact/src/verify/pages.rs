//! The pages of the output, looked at by the second reader, several at a time.
//!
//! Marked pages are looked at in input and output, and compared by what they paint or,
//! where that does not settle it, by their pictures.
//! Of the other pages only the text and the fonts matter: they are read when it
//! has to be known whether one of them shows a word or a glyph. A few, chosen by
//! their number, are compared all the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hayro::RenderCache;
use hayro_interpret::{InterpreterCache, TransformExt};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Name, Stream};
use hayro_syntax::page::Page;
use kurbo::Rect;
use rayon::prelude::*;

use super::bands::Bands;
use super::promise::{PagePromise, Promise};
use super::{drawn, fonts, kept, marks, pictures};
use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;
use crate::second_reader::eye::{self, Seen, SeenFont};
use crate::second_reader::picture;

/// Looks at the marked pages of input and output, and at as many of the others as it takes to know that the fonts
/// hold nothing that no page shows.
pub(super) fn check<'p>(
    before: &'p Pdf,
    (after, census): (&'p Pdf, &Census<'_>),
    promise: &'p Promise,
    problems: &mut Vec<Problem>,
) -> Looked<'p> {
    let (old, new) = (before.pages(), after.pages());
    let is_recoloured = recolours(census) || recolours(&Census::new(before, &[]));
    let is_drawn = compared(&promise.pages.iter().map(PagePromise::is_marked).collect::<Vec<_>>());
    let pages = (1_u32..)
        .zip(old.iter().zip(new.iter()).zip(promise.pages.iter().zip(is_drawn)))
        .map(|(number, ((old, new), (promised, is_drawn)))| Pair { number, old, new, promised, is_drawn });
    let (close, rest): (Vec<Pair<'_, '_>>, Vec<Pair<'_, '_>>) =
        pages.partition(|page| page.is_drawn || page.promised.is_marked());
    let mut looked = Looked { census: FontCensus::default(), shown: String::new(), rest: rest.into(), is_recoloured };
    looked.look_at(&close, problems);
    while fonts::has_unused(&looked.census.used, &looked.census.marked) && looked.read_on(problems) {}
    let census = &looked.census;
    fonts::check(&census.used, &census.marked, &census.before, &census.gone, problems);
    looked
}

/// What was seen of the output, and the pages that were not looked at yet.
pub(super) struct Looked<'p> {
    census: FontCensus,
    /// The text of the pages looked at.
    pub(super) shown: String,
    rest: VecDeque<Pair<'p, 'p>>,
    /// Whether colours may mean something else than they say, so that only pictures can be compared.
    is_recoloured: bool,
}

impl<'p> Looked<'p> {
    /// The text of some pages more: of those with one of the streams as their content, and if there are none, of the next.
    /// None when all have been read.
    pub(super) fn more(&mut self, streams: &BTreeSet<u32>, problems: &mut Vec<Problem>) -> Option<String> {
        self.shown.clear();
        let is_wanted = |page: &Pair<'_, '_>| {
            page.new.raw().get_ref("Contents").is_some_and(|content| streams.contains(&content.obj_number))
        };
        let (wanted, rest): (Vec<_>, Vec<_>) = self.rest.drain(..).partition(is_wanted);
        self.rest = rest.into();
        self.look_at(&wanted, problems);
        (!wanted.is_empty() || self.read_on(problems)).then(|| std::mem::take(&mut self.shown))
    }

    /// Looks at those of the remaining pages whose marked content may carry text.
    pub(super) fn listen(&mut self, speaking: &BTreeSet<u32>, problems: &mut Vec<Problem>) {
        let (suspects, rest): (Vec<_>, Vec<_>) = self.rest.drain(..).partition(|page| may_speak(page.new, speaking));
        self.rest = rest.into();
        self.look_at(&suspects, problems);
    }

    fn read_on(&mut self, problems: &mut Vec<Problem>) -> bool {
        let count = (rayon::current_num_threads() * PAGES_AT_ONCE).min(self.rest.len());
        let pages: Vec<Pair<'_, '_>> = self.rest.drain(..count).collect();
        self.look_at(&pages, problems);
        !pages.is_empty()
    }

    fn look_at(&mut self, pages: &[Pair<'p, 'p>], problems: &mut Vec<Problem>) {
        let parts = rayon::current_num_threads().clamp(1, pages.len().max(1));
        let mut dealt: Vec<Vec<&Pair<'_, '_>>> = vec![Vec::new(); parts];
        for (at, page) in pages.iter().enumerate() {
            dealt[at % parts].push(page);
        }
        let found: Vec<Part> = dealt.into_par_iter().map(|pages| look_at(&pages, self.is_recoloured)).collect();
        for part in found {
            problems.extend(part.problems);
            self.census.join(part.fonts);
            self.shown.push_str(&part.shown);
        }
    }
}

/// Whether a page may have marked content with more than an identifier, itself or in a form that it draws; `speaking`
/// are the streams that may.
///
/// This errs on the safe side: whoever may speak is looked at by the eye.
fn may_speak(page: &Page<'_>, speaking: &BTreeSet<u32>) -> bool {
    let forms = &page.resources().x_objects;
    let draws_form = || {
        forms.keys().any(|key| {
            forms.get::<Stream<'_>>(key.as_ref()).is_none_or(|stream| {
                stream.dict().get::<Name<'_>>("Subtype").is_none_or(|subtype| subtype.as_ref() != b"Image")
            })
        })
    };
    let speaks = || match page.raw().get_ref("Contents") {
        Some(content) => speaking.contains(&content.obj_number) || page.raw().get::<Stream<'_>>("Contents").is_none(),
        None => page.raw().contains_key("Contents"),
    };
    draws_form() || speaks()
}

/// Which pages are compared as pictures: the marked ones, and a few others.
pub(crate) fn compared(is_marked: &[bool]) -> Vec<bool> {
    let unmarked = is_marked.iter().filter(|marked| !**marked).count();
    let every = unmarked.div_ceil(SAMPLED_PAGES).max(1);
    let mut passed = 0;
    let mut is_sampled = || {
        passed += 1;
        passed % every == 0
    };
    is_marked.iter().map(|marked| *marked || is_sampled()).collect()
}

/// One page in the input and in the output.
#[derive(Clone)]
struct Pair<'p, 'a> {
    number: u32,
    old: &'p Page<'a>,
    new: &'p Page<'a>,
    promised: &'p PagePromise,
    is_drawn: bool,
}

/// What was found on some of the pages.
#[derive(Default)]
struct Part {
    problems: Vec<Problem>,
    fonts: FontCensus,
    shown: String,
}

fn look_at(pages: &[&Pair<'_, '_>], is_recoloured: bool) -> Part {
    let (old_cache, new_cache) = (InterpreterCache::new(), InterpreterCache::new());
    let (old_pictures, new_pictures) = (RenderCache::new(), RenderCache::new());
    let (mut room, mut old_room) = (eye::Room::default(), eye::Room::default());
    let (mut part, mut outlines) = (Part::default(), drawn::Outlines::default());
    for page in pages {
        let watched = watched(page.promised);
        let seen = if page.is_drawn {
            let seen = eye::look_closely(page.new, &new_cache, (&watched, &page.promised.changed), &mut room);
            let earlier = eye::look_closely(page.old, &old_cache, (&[], &page.promised.changed), &mut old_room);
            if page.promised.is_marked() {
                part.compare(page, &earlier, &seen);
            }
            let visible = visible(page.old);
            let is_told = !is_recoloured
                && is_same_sheet(page)
                && drawn::is_same_outside(visible, &earlier, &seen, page.promised, &mut outlines)
                && drawn::boxes_show(&seen, page.promised);
            if !is_told
                && let Some(old) = picture::render(page.old, &old_pictures)
                && let Some(new) = picture::render(page.new, &new_pictures)
            {
                pictures::check_outside(page.number, &old, &new, page.promised, &mut part.problems);
                pictures::check_inside(page.number, &new, page.promised, &mut part.problems);
            }
            old_room.take_back(earlier);
            seen
        } else {
            eye::skim(page.new, &new_cache)
        };
        // The letters that others are drawn with stand between them.
        for is_nested in [false, true] {
            let glyphs = seen.glyphs.iter().filter(|glyph| glyph.is_nested == is_nested);
            part.shown.extend(glyphs.map(|glyph| &*glyph.text));
        }
        part.shown.extend([seen.tiled.as_str(), seen.skimmed.as_str()]);
        if seen.property_text {
            let detail = "marked content carries more than an identifier";
            part.problems.push(Problem::on_page(CheckName::Properties, page.number, detail));
        }
        fonts::gather(&mut part.fonts.used, &seen);
        if page.is_drawn {
            room.take_back(seen);
        }
    }
    part
}

/// What of a page can be seen, in page space.
fn visible(page: &Page<'_>) -> Rect {
    let crop = page.intersected_crop_box();
    Rect::new(crop.x0, crop.y0, crop.x1, crop.y1)
}

/// Whether a page has the size and rotation it had.
fn is_same_sheet(page: &Pair<'_, '_>) -> bool {
    page.old.render_dimensions() == page.new.render_dimensions()
        && page.old.initial_transform(true).to_kurbo() == page.new.initial_transform(true).to_kurbo()
        && visible(page.old) == visible(page.new)
}

/// Whether a file has transfer functions, or spaces that stand in for those of a device: what is painted then
/// is not what shows.
fn recolours(census: &Census<'_>) -> bool {
    let mut is_found = false;
    census.each(&mut |met| is_found |= RECOLOURING.contains(&met.key));
    is_found
}

impl Part {
    fn compare(&mut self, page: &Pair<'_, '_>, earlier: &Seen, seen: &Seen) {
        marks::check(page.number, seen, page.promised, &mut self.problems);
        kept::check(page.number, visible(page.old), earlier, seen, page.promised, &mut self.problems);
        self.fonts.add_input(earlier, page.promised);
        self.fonts.marked.extend(seen.fonts.keys());
    }
}

/// Fonts of the output and of the input's marked pages.
#[derive(Default)]
struct FontCensus {
    used: BTreeMap<u128, SeenFont>,
    marked: BTreeSet<u128>,
    before: BTreeMap<u128, SeenFont>,
    gone: BTreeMap<u128, BTreeSet<u32>>,
}

impl FontCensus {
    fn add_input(&mut self, seen: &Seen, promise: &PagePromise) {
        fonts::gather(&mut self.before, seen);
        let taken = Bands::of(promise.taken.iter().copied());
        for glyph in seen.glyphs.iter().filter(|glyph| marks::stands_in_any(glyph, &taken)) {
            if let Some((font, id)) = glyph.glyph_id {
                self.gone.entry(font).or_default().insert(id);
            }
        }
    }

    fn join(&mut self, other: FontCensus) {
        self.marked.extend(other.marked);
        for (all, more) in [(&mut self.used, other.used), (&mut self.before, other.before)] {
            for (key, font) in more {
                match all.get_mut(&key) {
                    Some(known) => known.used.extend(font.used),
                    None => _ = all.insert(key, font),
                }
            }
        }
        for (key, ids) in other.gone {
            self.gone.entry(key).or_default().extend(ids);
        }
    }
}

/// The places of a page in which pictures and patterns are looked into.
fn watched(promise: &PagePromise) -> Vec<Rect> {
    promise.no_pictures.iter().chain(&promise.no_text).copied().collect()
}

/// Keys of what changes colours that are already set.
const RECOLOURING: [&[u8]; 5] = [b"DefaultGray", b"DefaultRGB", b"DefaultCMYK", b"TR", b"TR2"];
/// Unmarked pages that are compared all the same.
const SAMPLED_PAGES: usize = 3;
/// Pages that each thread reads before it is asked again whether that was enough.
const PAGES_AT_ONCE: usize = 8;
