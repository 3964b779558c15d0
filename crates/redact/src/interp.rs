//! The content interpreter: walks a page and reports what it paints.
//!
//! It is run twice over a page, once to build the model and once to write the
//! page again; both times it counts glyphs, paths and pictures alike, so that
//! what was planned on the model is found again by number. What does not
//! show by the document's own settings (hidden optional content) is not reported.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::draft::{Draft, as_number};
use crate::error::Error;
use crate::font::FontBook;
use crate::geom::{Affine, Rect, transformed_bounds};
use crate::lex::{InlineImage, Lexer, Step, Token};
use crate::overlay;
use crate::structure::IDENTIFIERS;

pub(crate) mod audit;
mod colour;
mod inline;
mod operands;
pub mod path;
mod show;
mod sink;
pub mod state;
mod stream;
pub mod text;
mod tiles;

use audit::Audit;
use operands::{Numbers, construct, line_parameter};
use path::{PathData, Rule};
pub use sink::Sink;
use state::{Clip, State};
use text::{Part, TextClip};

/// What is painted with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Whether, and by which rule, it is filled.
    pub fill: Option<Rule>,
    /// Whether it is stroked.
    pub stroke: bool,
}

/// A path that is painted.
#[derive(Debug)]
pub struct PathEvent<'e> {
    /// Ordinal on the page.
    pub index: usize,
    /// The path in user space.
    pub path: &'e PathData,
    /// What is painted.
    pub paint: Paint,
    /// Whether any of it can show.
    pub is_visible: bool,
}

/// A picture that is painted into the unit square of user space.
#[derive(Debug)]
pub struct ImageEvent<'e> {
    /// Ordinal on the page.
    pub index: usize,
    /// The image XObject, none for an inline image.
    pub object: Option<ObjectId>,
    /// The image, inline ones with full names.
    pub stream: &'e lopdf::Stream,
    /// Whether any of it can show.
    pub is_visible: bool,
}

/// A shading painted over the clip.
#[derive(Debug)]
pub struct ShadingEvent<'e> {
    /// Ordinal on the page.
    pub index: usize,
    /// The shading.
    pub shading: &'e Object,
}

/// Why a nested stream is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "what the interpreter enters")]
pub enum StreamKind {
    /// A form XObject drawn by `Do`.
    Form,
    /// The cell of a tiling pattern.
    Pattern,
    /// The group of a soft mask.
    SoftMask,
    /// A glyph of a Type 3 font.
    Glyph,
}

/// The interpreter of one page.
pub struct Machine<'d, 'f> {
    draft: &'d Draft,
    fonts: &'d FontBook<'f>,
    counters: Counters,
    budget: usize,
    depth: usize,
    /// Patterns entered so far, by content of the reference, with what replaced them.
    patterns: BTreeMap<Vec<u8>, Object>,
    /// Reads along, where it is asked whether the page's content is clean.
    audit: Option<Audit>,
    /// Where tiling patterns are painted cell by cell.
    laid: Vec<Rect>,
    /// Room for what one operator shows.
    parts: Vec<Part>,
    /// The same for codes alone.
    codes: Vec<(u32, u8)>,
    /// The font that strings were passed over in last, and which of its codes the sink was told.
    passed: (Option<u32>, [u64; 4]),
}

#[derive(Default)]
struct Counters {
    glyph: usize,
    path: usize,
    image: usize,
    shading: usize,
}

/// What belongs to one stream while it runs.
struct Run<'r> {
    resources: &'r Dictionary,
    base: Affine,
    state: State,
    stack: Vec<State>,
    /// For each open marked-content sequence: whether it hides, whether the sink was told.
    marked: Vec<(bool, bool)>,
    hidden: usize,
    path: PathData,
    pending_clip: Option<Rule>,
    text_matrix: Affine,
    line_matrix: Affine,
    text_clip: TextClip,
}

impl<'r> Run<'r> {
    fn new(resources: &'r Dictionary, state: State) -> Self {
        Self {
            resources,
            base: state.ctm,
            state,
            stack: Vec::new(),
            marked: Vec::new(),
            hidden: 0,
            path: PathData::default(),
            pending_clip: None,
            text_matrix: Affine::IDENTITY,
            line_matrix: Affine::IDENTITY,
            text_clip: TextClip::default(),
        }
    }
}

impl<'d, 'f> Machine<'d, 'f> {
    /// An interpreter for one page of `draft`.
    pub fn new(draft: &'d Draft, fonts: &'d FontBook<'f>) -> Self {
        let budget = draft.limits.operators;
        Self {
            draft,
            fonts,
            counters: Counters::default(),
            budget,
            depth: 0,
            patterns: BTreeMap::new(),
            audit: None,
            laid: Vec::new(),
            parts: Vec::new(),
            codes: Vec::new(),
            passed: (None, [0; 4]),
        }
    }

    /// Interprets page `index` (from 0) into `sink`.
    pub fn page(&mut self, index: usize, sink: &mut dyn Sink) -> Result<(), Error> {
        let Some(page) = self.draft.pages.get(index) else { return Ok(()) };
        let state = State::new(Affine::IDENTITY, page.crop_box);
        let on_page = |error: Error| error.on_page(page.number);
        let content = page.decoded(&self.draft.limits);
        if page.widgets.is_empty() {
            return self.run(&content, &page.resources, state, sink).map_err(on_page);
        }
        // Form fields do not stand in whatever state the content ends in.
        sink.save(&state);
        self.run(&content, &page.resources, state, sink).map_err(on_page)?;
        sink.restore();
        for index in 0..page.widgets.len() {
            self.widget(page, index, sink).map_err(on_page)?;
        }
        // Last of all, so that whoever does not enter them counts alike.
        for index in 0..page.widgets.len() {
            self.other(page, index, sink).map_err(on_page)?;
        }
        Ok(())
    }

    /// Interprets page `index` as long as it is clean; the names that it uses, if it is so to the end.
    pub(crate) fn audited(&mut self, index: usize, sink: &mut dyn Sink) -> Option<BTreeSet<(&'static str, Vec<u8>)>> {
        self.audit = Some(Audit::default());
        let done = self.page(index, sink);
        let audit = self.audit.take()?;
        (done.is_ok() && audit.is_clean()).then_some(audit.names)
    }

    /// Interprets a stream on its own, for what is no page content.
    pub fn stream(
        &mut self,
        data: &[u8],
        resources: &Dictionary,
        state: State,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        self.run(data, resources, state, sink)
    }

    fn run(&mut self, data: &[u8], resources: &Dictionary, state: State, sink: &mut dyn Sink) -> Result<(), Error> {
        if self.depth >= self.draft.limits.depth {
            return Err(Error::over_limit("content nested too deeply"));
        }
        self.depth += 1;
        let mut run = Run::new(resources, state);
        let mut lexer = Lexer::new(data);
        let result = loop {
            let step = match lexer.step() {
                Ok(Some(step)) => step,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            if self.budget == 0 {
                break Err(Error::over_limit("more operators than the limit on one page"));
            }
            self.budget -= 1;
            if self.depth == 1
                && let Some(audit) = &mut self.audit
                && !audit.step(&step, lexer.operands(), lexer.span())
            {
                break Err(Error::refused("the content is not clean"));
            }
            let done = match step {
                Step::Operator(operator) => self.operator(&mut run, operator, lexer.operands(), sink),
                Step::Inline(image) => self.inline_image(&mut run, &image, sink),
            };
            if let Err(error) = done {
                break Err(error);
            }
        };
        if self.depth == 1
            && let Some(audit) = &mut self.audit
        {
            audit.finish(data.len(), lexer.saw_surplus());
        }
        self.depth -= 1;
        for _ in 0..run.stack.len() {
            sink.restore();
        }
        while let Some((_, told)) = run.marked.pop() {
            if told {
                sink.end_marked();
            }
        }
        result
    }

    fn operator(
        &mut self,
        run: &mut Run<'_>,
        operator: &[u8],
        operands: &[Token<'_>],
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        // Surplus operands stand before the ones that count.
        let numbers = Numbers::of(operands);
        match operator {
            b"q" => {
                if run.stack.len() >= MAX_SAVED {
                    return Err(Error::over_limit("graphics states saved too deeply"));
                }
                sink.save(&run.state);
                run.stack.push(run.state.clone());
            }
            b"Q" => {
                if let Some(state) = run.stack.pop() {
                    run.state = state;
                    sink.restore();
                }
            }
            b"cm" => {
                if let Some(matrix) = numbers.last::<6>() {
                    run.state.ctm *= Affine::new(matrix);
                }
            }
            b"w" | b"J" | b"j" | b"M" | b"d" => line_parameter(run, operator, operands, &numbers),
            b"gs" => return self.ext_gstate(run, operands, sink),
            b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" => construct(&mut run.path, operator, &numbers),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                return self.paint(run, operator, sink);
            }
            b"W" => run.pending_clip = Some(Rule::NonZero),
            b"W*" => run.pending_clip = Some(Rule::EvenOdd),
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"cs" | b"CS" | b"sc" | b"SC" | b"scn" | b"SCN" => {
                return self.colour(run, operator, operands, &numbers, sink);
            }
            b"BT" | b"ET" | b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Tf" | b"Tr" | b"Ts" | b"Td" | b"TD" | b"Tm" | b"T*"
            | b"Tj" | b"TJ" | b"'" | b"\"" => return self.text(run, operator, operands, &numbers, sink),
            b"Do" => return self.draw(run, operands, sink),
            b"sh" => return self.shade(run, operands, sink),
            b"BMC" | b"BDC" => self.begin_marked(run, operands, sink),
            b"EMC" => {
                if let Some((hides, told)) = run.marked.pop() {
                    run.hidden -= usize::from(hides);
                    if told {
                        sink.end_marked();
                    }
                }
            }
            b"d0" | b"d1" => sink.glyph_metrics(operator, numbers.all()),
            // MP, DP, BX, EX, i, ri and what no specification knows paint nothing.
            _ => {}
        }
        Ok(())
    }

    fn begin_marked(&self, run: &mut Run<'_>, operands: &[Token<'_>], sink: &mut dyn Sink) {
        let mut names = operands.iter();
        let tag = names.find_map(Token::name).unwrap_or_default();
        let rest = names.as_slice();
        let hides = &*tag == b"OC"
            && rest.first().and_then(Token::name).is_some_and(|name| {
                self.resource(run.resources, b"Properties", &name)
                    .is_some_and(|properties| self.draft.optional_content.is_hidden(properties))
            });
        run.hidden += usize::from(hides);
        let mcid = self.mcid(run, rest);
        // Only what ties content to the structure tree, or says that it is none, is carried over.
        let told = run.hidden == 0 && (mcid.is_some() || matches!(&*tag, b"Artifact" | overlay::WITHHELD));
        if told {
            sink.begin_marked(&tag, mcid);
        }
        run.marked.push((hides, told));
    }

    fn mcid(&self, run: &Run<'_>, operands: &[Token<'_>]) -> Option<i64> {
        if let Some(name) = operands.first().and_then(Token::name) {
            let properties = self.resource(run.resources, b"Properties", &name)?;
            return match self.draft.dictionary(&lopdf::dictionary! { "P" => properties.clone() }, b"P")?.get(b"MCID") {
                Ok(Object::Integer(number)) => Some(*number).filter(|number| IDENTIFIERS.contains(number)),
                _ => None,
            };
        }
        let mut depth = 0_usize;
        for pair in operands.windows(2) {
            match pair[0] {
                Token::DictionaryOpen | Token::ArrayOpen => depth += 1,
                Token::DictionaryClose | Token::ArrayClose => depth = depth.saturating_sub(1),
                Token::Name(b"MCID") if depth == 1 => {
                    #[expect(clippy::cast_possible_truncation, reason = "a fraction or a giant is no identifier")]
                    return pair[1].number().map(|number| number as i64).filter(|number| IDENTIFIERS.contains(number));
                }
                _ => {}
            }
        }
        None
    }

    /// The raw value of a named resource.
    fn resource<'r>(&self, resources: &'r Dictionary, category: &[u8], name: &[u8]) -> Option<&'r Object>
    where
        'd: 'r,
    {
        let category = resources.get(category).ok()?;
        match category {
            Object::Dictionary(names) => names.get(name).ok(),
            _ => match self.draft.resolve(category) {
                Object::Dictionary(names) => names.get(name).ok(),
                _ => None,
            },
        }
    }

    fn paint(&mut self, run: &mut Run<'_>, operator: &[u8], sink: &mut dyn Sink) -> Result<(), Error> {
        if matches!(operator, b"s" | b"b" | b"b*") {
            run.path.close();
        }
        run.path.finish();
        let fill = match operator {
            b"f" | b"F" | b"B" | b"b" => Some(Rule::NonZero),
            b"f*" | b"B*" | b"b*" => Some(Rule::EvenOdd),
            _ => None,
        };
        let stroke = matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
        if !run.path.is_empty() && (fill.is_some() || stroke) {
            if stroke && run.path.dashes(&run.state.line.dash.0) > MAX_DASHES {
                return Err(Error::over_limit(format!("a line of more than {MAX_DASHES} dashes")));
            }
            let index = self.counters.path;
            self.counters.path += 1;
            if run.hidden == 0 {
                let reach = if stroke { run.state.line.width.abs() * run.state.line.miter.max(1.0) / 2.0 } else { 0.0 };
                let bounds = transformed_bounds(run.state.ctm, run.path.control_box().inflate(reach, reach));
                let is_visible = touches(bounds, run.state.clip_bounds);
                let mut paint = Paint { fill, stroke };
                if is_visible && !self.laid.is_empty() {
                    paint = self.lay_out(run, paint, bounds, sink)?;
                }
                if paint.fill.is_some() || paint.stroke {
                    sink.path(&run.state, &PathEvent { index, path: &run.path, paint, is_visible })?;
                }
            }
        }
        if let Some(rule) = run.pending_clip.take() {
            let bounds = transformed_bounds(run.state.ctm, run.path.control_box());
            run.state.clip_to(bounds);
            let path = std::mem::take(&mut run.path);
            run.state.clips.push(Rc::new(Clip::Path { ctm: run.state.ctm, path, rule }));
        }
        run.path.clear();
        Ok(())
    }

    fn shade(&mut self, run: &mut Run<'_>, operands: &[Token<'_>], sink: &mut dyn Sink) -> Result<(), Error> {
        let Some(name) = operands.last().and_then(Token::name) else { return Ok(()) };
        let Some(shading) = self.resource(run.resources, b"Shading", &name) else { return Ok(()) };
        let index = self.counters.shading;
        self.counters.shading += 1;
        if run.hidden > 0 {
            return Ok(());
        }
        let shading = shading.clone();
        sink.shading(&run.state, &ShadingEvent { index, shading: &shading })
    }

    fn inline_image(&mut self, run: &mut Run<'_>, image: &InlineImage<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
        let stream = inline::expand(image, |category, name| self.resource(run.resources, category, name).cloned());
        self.image(run, None, &stream, sink)
    }

    fn image(
        &mut self,
        run: &Run<'_>,
        object: Option<ObjectId>,
        stream: &lopdf::Stream,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let index = self.counters.image;
        self.counters.image += 1;
        if run.hidden > 0 {
            return Ok(());
        }
        let bounds = transformed_bounds(run.state.ctm, UNIT);
        let is_visible = touches(bounds, run.state.clip_bounds);
        sink.image(&run.state, &ImageEvent { index, object, stream, is_visible })
    }
}

/// Whether two boxes meet; lines have no area and still show.
pub(crate) fn touches(a: Rect, b: Rect) -> bool {
    b.area() > 0.0 && a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

/// The six numbers of a matrix.
pub(crate) fn matrix_of(draft: &Draft, object: &Object) -> Option<Affine> {
    let Object::Array(items) = draft.resolve(object) else { return None };
    let numbers: Vec<f64> = items.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
    <[f64; 6]>::try_from(numbers).ok().map(Affine::new)
}

/// The four numbers of a rectangle.
pub(crate) fn rect_of(draft: &Draft, object: &Object) -> Option<Rect> {
    let Object::Array(items) = draft.resolve(object) else { return None };
    let numbers: Vec<f64> = items.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
    let [x0, y0, x1, y1] = <[f64; 4]>::try_from(numbers).ok()?;
    Some(Rect::new(x0, y0, x1, y1).abs())
}

const UNIT: Rect = Rect::new(0.0, 0.0, 1.0, 1.0);
/// Deeper nesting of `q` is an attack on memory.
const MAX_SAVED: usize = 4096;
/// A line of more dashes than anybody can see takes a renderer's memory, a gigabyte for a few million.
const MAX_DASHES: f64 = 250_000.0;
