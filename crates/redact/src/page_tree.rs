//! The page tree walked by ourselves (ISO 32000-2, 7.7.3).
//!
//! Readers disagree about damaged trees: cycles, page objects listed twice,
//! missing types. One walk decides here which page is which, for marks and for
//! the output alike; a page object listed twice counts as two pages.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::draft::{as_dictionary, as_number};
use crate::error::Error;
use crate::geom::{PageGeometry, Rect, Rotation, has_area, overlaps};
use crate::limits::Limits;
use crate::load::Source;

/// One page of the input with what it inherits.
#[derive(Clone, Debug)]
pub(crate) struct SourcePage {
    /// The page object; `(0, 0)` if it is written directly in `Kids`.
    pub(crate) id: ObjectId,
    /// The page dictionary.
    pub(crate) dictionary: Dictionary,
    /// `Resources`, its own or inherited, not resolved.
    pub(crate) resources: Object,
    /// Boxes, rotation and unit.
    pub(crate) geometry: PageGeometry,
}

/// Attributes a page takes from the nodes above it.
#[derive(Clone, Debug, Default)]
struct Inherited {
    resources: Option<Object>,
    media_box: Option<Rect>,
    crop_box: Option<Rect>,
    rotate: Option<i64>,
}

struct Node {
    object: Object,
    inherited: Inherited,
    /// Ids of the nodes above; a node among them again is a loop.
    path: Vec<ObjectId>,
}

/// The pages in reading order; an error if there are more than the limits allow.
pub(crate) fn walk(source: &Source) -> Result<Vec<SourcePage>, Error> {
    let mut pages = Vec::new();
    let Ok(root) = source.catalog().get(b"Pages") else {
        return Ok(pages);
    };
    let mut stack = vec![Node { object: root.clone(), inherited: Inherited::default(), path: Vec::new() }];
    let mut visited_nodes = BTreeSet::new();
    let mut repeated = 0_usize;
    while let Some(node) = stack.pop() {
        let (id, target) = source.resolve_with_id(&node.object);
        let Some(dictionary) = as_dictionary(target) else { continue };
        let inherited = node.inherited.extended(source, dictionary);
        match source.array(dictionary, b"Kids") {
            Some(kids) if source.name(dictionary, b"Type") != Some(b"Page") => {
                if id.is_some_and(|id| node.path.contains(&id)) || node.path.len() >= source.limits.depth {
                    continue;
                }
                // A node hung in twice is odd but finite; many of them are a bomb.
                if id.is_some_and(|id| !visited_nodes.insert(id)) {
                    repeated += 1;
                    Limits::check(repeated, MAX_REPEATED_NODES, "page tree nodes that are listed twice")?;
                }
                let mut path = node.path.clone();
                path.extend(id);
                Limits::check(stack.len() + kids.len(), source.limits.pages, "pages")?;
                stack.extend(kids.iter().rev().map(|kid| Node {
                    object: kid.clone(),
                    inherited: inherited.clone(),
                    path: path.clone(),
                }));
            }
            _ if is_page(source, dictionary) => {
                Limits::check(pages.len() + 1, source.limits.pages, "pages")?;
                pages.push(SourcePage {
                    id: id.unwrap_or((0, 0)),
                    dictionary: dictionary.clone(),
                    resources: inherited.resources.clone().unwrap_or(Object::Null),
                    geometry: inherited.geometry(source, dictionary),
                });
            }
            _ => {}
        }
    }
    Ok(pages)
}

/// Whether a dictionary without `Kids` is meant as a page.
fn is_page(source: &Source, dictionary: &Dictionary) -> bool {
    match source.name(dictionary, b"Type") {
        Some(b"Page") => true,
        Some(b"Pages") => false,
        _ => [b"Contents".as_slice(), b"MediaBox", b"Resources", b"Parent"].iter().any(|key| dictionary.has(key)),
    }
}

impl Inherited {
    fn extended(&self, source: &Source, dictionary: &Dictionary) -> Self {
        let mut inherited = self.clone();
        if as_dictionary(source.value(dictionary, b"Resources")).is_some() {
            inherited.resources = dictionary.get(b"Resources").ok().cloned();
        }
        if let Some(rect) = rectangle(source, source.value(dictionary, b"MediaBox")) {
            inherited.media_box = Some(rect);
        }
        if let Some(rect) = rectangle(source, source.value(dictionary, b"CropBox")) {
            inherited.crop_box = Some(rect);
        }
        if let Object::Integer(rotate) = source.value(dictionary, b"Rotate") {
            inherited.rotate = Some(*rotate);
        } else if let Object::Real(rotate) = source.value(dictionary, b"Rotate") {
            #[expect(clippy::cast_possible_truncation, reason = "float casts saturate; nonsense counts as 0 later")]
            let degrees = *rotate as i64;
            inherited.rotate = Some(degrees);
        }
        inherited
    }

    fn geometry(&self, source: &Source, dictionary: &Dictionary) -> PageGeometry {
        let media_box = self.media_box.filter(|rect| has_area(*rect)).unwrap_or(LETTER);
        if let Some(crop) = self.crop_box.filter(|crop| has_area(*crop) && !overlaps(*crop, media_box)) {
            // Nothing of the page is seen: viewers show a dot.
            let dot = Rect::new(crop.x0, crop.y0, crop.x0 + 1.0, crop.y0 + 1.0);
            let (rotation, user_unit) = (Rotation::from_degrees(self.rotate.unwrap_or(0)), 1.0);
            return PageGeometry { media_box: dot, crop_box: dot, rotation, user_unit };
        }
        let crop_box = self.crop_box.map(|rect| rect.intersect(media_box)).filter(|rect| has_area(*rect));
        let user_unit = as_number(source.value(dictionary, b"UserUnit")).filter(|unit| *unit > 0.0).unwrap_or(1.0);
        PageGeometry {
            media_box,
            crop_box: crop_box.unwrap_or(media_box),
            rotation: Rotation::from_degrees(self.rotate.unwrap_or(0)),
            user_unit,
        }
    }
}

/// Four numbers as a rectangle with its corners in order.
pub(crate) fn rectangle(source: &Source, object: &Object) -> Option<Rect> {
    let Object::Array(numbers) = object else { return None };
    let numbers: Vec<f64> = numbers.iter().map_while(|number| as_number(source.resolve(number))).collect();
    match numbers[..] {
        [x0, y0, x1, y1, ..] => Some(Rect::new(x0, y0, x1, y1).abs()),
        _ => None,
    }
}

/// The box of a page that has none: what viewers fall back to.
const LETTER: Rect = Rect::new(0.0, 0.0, 612.0, 792.0);
/// Page tree nodes referred to more than once; honest files have none.
const MAX_REPEATED_NODES: usize = 1000;
