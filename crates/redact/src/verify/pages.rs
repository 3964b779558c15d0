//! The pages of the output, looked at by the second reader, several at a time.
//!
//! Marked pages are looked at in input and output and their pictures compared.
//! Of the other pages only the text and the fonts matter, and a few pictures,
//! chosen by their number, stand for the rest.

use std::collections::{BTreeMap, BTreeSet};

use hayro::RenderCache;
use hayro_interpret::InterpreterCache;
use hayro_syntax::Pdf;
use hayro_syntax::page::Page;
use kurbo::Rect;
use rayon::prelude::*;

use super::promise::{PagePromise, Promise};
use super::{fonts, kept, marks, pictures};
use crate::check::{CheckName, Problem};
use crate::second_reader::eye::{self, Seen, SeenFont};
use crate::second_reader::picture;

/// Looks at every page of the output, and at the marked ones of the input;
/// returns the text that the output shows.
pub(super) fn check(before: &Pdf, after: &Pdf, promise: &Promise, problems: &mut Vec<Problem>) -> String {
    let (old, new) = (before.pages(), after.pages());
    let is_drawn = compared(&promise.pages.iter().map(PagePromise::is_marked).collect::<Vec<_>>());
    let mut pages: Vec<Pair<'_, '_>> = (1_u32..)
        .zip(old.iter().zip(new.iter()).zip(promise.pages.iter().zip(is_drawn)))
        .map(|(number, ((old, new), (promised, is_drawn)))| Pair { number, old, new, promised, is_drawn })
        .collect();
    // Marked pages cost most: they are dealt out evenly. What is found is put in order again.
    pages.sort_by_key(|page| (!page.is_drawn, page.number));
    let parts = rayon::current_num_threads().clamp(1, pages.len().max(1));
    let mut dealt: Vec<Vec<&Pair<'_, '_>>> = vec![Vec::new(); parts];
    for (at, page) in pages.iter().enumerate() {
        dealt[at % parts].push(page);
    }
    let looked: Vec<Part> = dealt.into_par_iter().map(|pages| look_at(&pages)).collect();
    let mut census = FontCensus::default();
    let mut shown: BTreeMap<u32, String> = BTreeMap::new();
    for part in looked {
        problems.extend(part.problems);
        census.join(part.fonts);
        shown.extend(part.shown);
    }
    fonts::check(&census.used, &census.marked, &census.before, &census.gone, problems);
    shown.into_values().collect()
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
    shown: Vec<(u32, String)>,
}

fn look_at(pages: &[&Pair<'_, '_>]) -> Part {
    let (old_cache, new_cache) = (InterpreterCache::new(), InterpreterCache::new());
    let (old_pictures, new_pictures) = (RenderCache::new(), RenderCache::new());
    let mut part = Part::default();
    for page in pages {
        let watched = watched(page.promised);
        let seen = if page.promised.is_marked() {
            let seen = eye::look(page.new, &new_cache, &watched);
            let earlier = eye::look(page.old, &old_cache, &watched);
            part.compare(page, &earlier, &seen);
            seen
        } else {
            eye::skim(page.new, &new_cache)
        };
        let glyphs = seen.glyphs.iter().map(|glyph| glyph.text.as_str());
        part.shown.push((page.number, glyphs.chain([seen.skimmed.as_str()]).collect()));
        if seen.property_text {
            let detail = "marked content carries more than an identifier";
            part.problems.push(Problem::on_page(CheckName::Properties, page.number, detail));
        }
        fonts::gather(&mut part.fonts.used, &seen);
        if page.is_drawn
            && let Some(old) = picture::render(page.old, &old_pictures)
            && let Some(new) = picture::render(page.new, &new_pictures)
        {
            pictures::check_outside(page.number, &old, &new, page.promised, &mut part.problems);
            pictures::check_inside(page.number, &new, page.promised, &mut part.problems);
        }
    }
    part
}

impl Part {
    fn compare(&mut self, page: &Pair<'_, '_>, earlier: &Seen, seen: &Seen) {
        marks::check(page.number, seen, page.promised, &mut self.problems);
        let crop = page.old.intersected_crop_box();
        let visible = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
        kept::check(page.number, visible, earlier, seen, page.promised, &mut self.problems);
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
        for glyph in seen.glyphs.iter().filter(|glyph| marks::stands_in_any(glyph, &promise.taken)) {
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

/// Unmarked pages whose pictures are compared all the same.
const SAMPLED_PAGES: usize = 3;
