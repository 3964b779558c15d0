//! The document being made: rebuilt, editable, not yet written.
//!
//! A [`Draft`] holds only what the allow-list copied. Its object numbers are its
//! own (generation always 0), its pages stand in reading order with inherited
//! attributes resolved, and nothing in it points back at the input's objects.
//! The writer emits what the pages reach and nothing else, so an object that
//! is no longer used disappears by not being reached.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::annot::native::Native;
use crate::decode::{self, Inflated};
use crate::error::Error;
use crate::finding::Finding;
use crate::geom::{Affine, PageGeometry, Rect, Rotation};
use crate::limits::Limits;
use crate::outline::Bookmark;
use crate::structure::Structure;

/// A rebuilt document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Objects by number.
    pub objects: BTreeMap<u32, Object>,
    /// Pages in reading order.
    pub pages: Vec<DraftPage>,
    /// Document language (`Lang`), if the input gave a well-formed one.
    pub language: Option<String>,
    /// Title for the output; none unless the caller sets one, because a title is text nobody reviewed.
    pub title: Option<String>,
    /// The title the input gives itself, until it is known to be safe; never written.
    pub title_candidate: Option<String>,
    /// Whether the input claims to meet PDF/UA-1; the output repeats that only if its structure is whole.
    pub claims_accessibility: bool,
    /// Whether the input has bookmarks; those of the output are made from its headings.
    pub had_bookmarks: bool,
    /// Bookmarks of the output.
    pub bookmarks: Vec<Bookmark>,
    /// The structure tree, if the input is tagged.
    pub structure: Option<Structure>,
    /// Which optional content is off by default.
    pub optional_content: OptionalContent,
    /// What was dropped or changed on the way in.
    pub findings: Vec<Finding>,
    /// Budgets, for decoding on demand.
    pub limits: Limits,
}

/// One page of a [`Draft`].
#[derive(Clone, Debug)]
pub struct DraftPage {
    /// Ordinal from 1.
    pub number: u32,
    /// The page object's id in the input; two pages share it if the input lists one page object twice.
    pub source_id: ObjectId,
    /// `MediaBox`, normalised.
    pub media_box: Rect,
    /// `CropBox` cut to `MediaBox`.
    pub crop_box: Rect,
    /// `Rotate`.
    pub rotate: Rotation,
    /// `UserUnit`, points per unit; 1 when absent.
    pub user_unit: f64,
    /// `Resources`, inherited ones resolved; nested dictionaries are direct.
    pub resources: Dictionary,
    /// The content streams decoded and joined by newlines, annotations that were flattened at the end; may be
    /// empty where the content is at hand encoded. [`DraftPage::decoded`] gives either.
    pub content: Vec<u8>,
    /// The page's content encoded, where that is exactly one Flate stream: as it stood in the input, which
    /// lets an untouched page be copied, or as it will be written.
    pub raw: Option<Vec<u8>>,
    /// Transparency group of the page (`Group`), if any.
    pub group: Option<Dictionary>,
    /// Annotation dictionaries that stay (links), in page space. `StructParent` is the number by which the structure
    /// tree knows one; `Dest` holds the index of the page it leads to.
    pub annotations: Vec<Dictionary>,
    /// Form fields that are drawn last, in order.
    pub widgets: Vec<Widget>,
}

/// A form field's or markup's appearance that stays an annotation as long as nothing is removed from it.
///
/// The interpreter enters it as if the page drew it last; one that a mark touches is drawn
/// into the page.
#[derive(Clone, Debug)]
pub struct Widget {
    /// Where it stands, in page space.
    pub rect: Rect,
    /// From the appearance's outer space into page space (ISO 32000-2, 12.5.5).
    pub fit: Affine,
    /// The appearance, a form XObject.
    pub form: ObjectId,
    /// Whether it is printed as well as shown.
    pub is_printed: bool,
    /// The input's object for the field it shows, to know it again elsewhere; never written.
    pub field: Option<ObjectId>,
    /// What viewers draw it from themselves; none if they show the appearance.
    pub native: Option<Box<Native>>,
    /// `StructParent`: the number by which the structure tree knows it as an annotation.
    pub link: Option<i64>,
    /// The identifier of its content, once it is drawn into a page that is tagged.
    pub tag: Option<i64>,
}

impl DraftPage {
    /// The page's boxes and their mapping to what is seen.
    pub fn geometry(&self) -> PageGeometry {
        PageGeometry {
            media_box: self.media_box,
            crop_box: self.crop_box,
            rotation: self.rotate,
            user_unit: self.user_unit,
        }
    }

    /// The content decoded. Much of it is not kept: the pages of a large drawing would not fit into memory side by side.
    pub fn decoded(&self, limits: &Limits) -> PageContent<'_> {
        match &self.raw {
            Some(raw) if self.content.is_empty() => {
                decode::inflated(raw, limits).map_or(PageContent::Plain(&[]), PageContent::Inflated)
            }
            _ => PageContent::Plain(&self.content),
        }
    }

    /// Replaces the content; the encoded original no longer stands for it.
    pub fn set_content(&mut self, content: Vec<u8>) {
        self.content = content;
        self.raw = None;
    }
}

/// Decoded content of a page.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a page has its content decoded or encoded")]
pub enum PageContent<'d> {
    /// As the page has it.
    Plain(&'d [u8]),
    /// Decoded for this once.
    Inflated(Inflated),
}

impl std::ops::Deref for PageContent<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Plain(content) => content,
            Self::Inflated(content) => content,
        }
    }
}

/// The default configuration of optional content, evaluated (ISO 32000-2, 8.11).
///
/// In a draft, `Properties` resources of optional content refer to stub
/// objects (`<</Type /OCG>>`), one visible and one hidden; a form or
/// image XObject that is hidden as a whole is already replaced by an empty form.
#[derive(Clone, Debug, Default)]
pub struct OptionalContent {
    /// Numbers of the draft's stub objects for content that is off.
    pub hidden: BTreeSet<u32>,
}

impl OptionalContent {
    /// Whether the property list object of a `/OC … BDC` says that the content is off.
    pub fn is_hidden(&self, property_list: &Object) -> bool {
        matches!(property_list, Object::Reference((number, _)) if self.hidden.contains(number))
    }
}

impl Draft {
    /// Adds an object under the next free number.
    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let number = self.objects.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        self.objects.insert(number, object.into());
        (number, 0)
    }

    /// The object with this id; `Null` if there is none (ISO 32000-2, 7.3.10).
    pub fn get(&self, id: ObjectId) -> &Object {
        self.objects.get(&id.0).unwrap_or(&Object::Null)
    }

    /// The object with this id, to change.
    pub fn get_mut(&mut self, id: ObjectId) -> Option<&mut Object> {
        self.objects.get_mut(&id.0)
    }

    /// Replaces the object with this id.
    pub fn set(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.objects.insert(id.0, object.into());
    }

    /// Follows references (at most 32 of them) to the object meant.
    pub fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        let mut object = object;
        for _ in 0..MAX_REFERENCES {
            match object {
                Object::Reference(id) => object = self.get(*id),
                _ => return object,
            }
        }
        &Object::Null
    }

    /// The value of `key`, resolved; `Null` if there is none.
    pub fn value<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
        dictionary.get(key).map_or(&Object::Null, |value| self.resolve(value))
    }

    /// The value of `key` as a dictionary (of a stream, its dictionary).
    pub fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dictionary(self.value(dictionary, key))
    }

    /// A stream's data with all filters undone that are no image codecs.
    pub fn stream_data(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        decode::decode(stream, &self.limits, &|object| self.resolve(object).clone())?.into_plain()
    }
}

/// `object` as a dictionary; of a stream, its dictionary.
pub fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// `object` as a number, integer or real.
pub fn as_number(object: &Object) -> Option<f64> {
    match object {
        #[expect(clippy::cast_precision_loss, reason = "PDF numbers are small; a rounded giant is still a giant")]
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) if number.is_finite() => Some(f64::from(*number)),
        _ => None,
    }
}

/// Chains of references longer than this are loops.
const MAX_REFERENCES: usize = 32;
