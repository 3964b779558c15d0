//! Pictures: masked in their samples, and freed of everything that is not their samples.
//!
//! What comes out depends on the kept pixels and on the regions, never on the pixels that were under them
//! (for JPEG: never on the blocks that were touched). Samples are overwritten in the picture's own colour space and
//! depth, so nothing is converted; soft masks and stencil masks are masked with their picture. A codec that cannot
//! be written comes out as one that can: JBIG2 and Group 3 as Group 4, JPEG 2000 as JPEG or Flate.

mod bilevel;
mod color;
mod jpeg;
mod palette;
mod recode;
mod region;
mod samples;
mod trim;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use region::PixelMask;

use crate::decode::{self, ImageCodec};
use crate::draft::{Draft, as_number};
use crate::error::Error;
use crate::geom::BezPath;

/// Where a picture is to be cleared, in its unit square (ISO 32000-2, 8.9.5.1), y up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regions<'a> {
    /// What the marks cover: convex outlines, rounded outward to pixels.
    pub(crate) erase: &'a [BezPath],
    /// What any use of the picture lets be seen; the pixels outside are cleared too. None when all of it is.
    pub(crate) visible: Option<&'a [BezPath]>,
}

/// What became of a picture.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one of them at a time, and it is taken apart at once")]
pub(crate) enum Masked {
    /// Nothing of it is left: the caller drops the operator that paints it.
    Covered,
    /// No pixel was touched.
    Untouched,
    /// The picture with the pixels cleared.
    Picture(MaskedPicture),
}

/// A picture made anew, with the masks that go with it.
#[derive(Clone, Debug)]
pub(crate) struct MaskedPicture {
    stream: Stream,
    soft_mask: Option<Stream>,
    stencil: Option<Stream>,
}

impl MaskedPicture {
    /// The picture's stream. Its masks are handed to `add`, which gives their ids.
    pub(crate) fn into_stream(mut self, add: &mut dyn FnMut(Object) -> ObjectId) -> Stream {
        if let Some(soft_mask) = self.soft_mask {
            self.stream.dict.set("SMask", add(Object::Stream(soft_mask)));
        }
        if let Some(stencil) = self.stencil {
            self.stream.dict.set("Mask", add(Object::Stream(stencil)));
        }
        self.stream
    }
}

/// Clears the regions in an image XObject, and in its masks.
///
/// Fails where a picture cannot be read or written safely; the message says why.
pub(crate) fn mask(draft: &Draft, image: &Stream, regions: Regions<'_>) -> Result<Masked, Error> {
    let head = Head::read(draft, &image.dict)?;
    let (erase, hidden) = regions.masks(&head);
    if erase.is_empty() && hidden.is_empty() {
        return Ok(Masked::Untouched);
    }
    if erase.clone().union(&hidden).is_full() {
        return Ok(Masked::Covered);
    }
    let recoded = recode::recode(draft, image, &head, &erase, &hidden)?;
    let mut picture = MaskedPicture { stream: recoded.stream, soft_mask: recoded.alpha, stencil: None };
    for (key, is_soft) in [(&b"SMask"[..], true), (b"Mask", false)] {
        let Object::Stream(mask) = draft.value(&image.dict, key) else { continue };
        if head.role != Role::Picture {
            continue;
        }
        let role = if is_soft { Role::SoftMask } else { Role::Stencil { is_mask_of_picture: true } };
        let mask_head = Head::read_as(draft, &mask.dict, role)?;
        let (erase, hidden) = regions.masks(&mask_head);
        let made = recode::recode(draft, mask, &mask_head, &erase, &hidden)?.stream;
        if is_soft {
            picture.soft_mask = Some(made);
        } else {
            picture.stencil = Some(made);
        }
    }
    Ok(Masked::Picture(picture))
}

/// Whether a picture's stream holds what no reader shows, and the stream without it.
///
/// Application data, comments and bytes behind the end go; the coded data stay bit for bit. Fax and JBIG2 data without
/// a recognisable end are coded anew, samples without a codec are cut to what the picture has room for, and colours of a
/// palette that no pixel uses are cleared. None when the stream may stay as it is.
pub(crate) fn clean(draft: &Draft, image: &Stream) -> Result<Option<Stream>, Error> {
    let chain = decode::filters(&image.dict, &|object| draft.resolve(object).clone())?;
    let Some((name, parameters)) = chain.last().filter(|(name, _)| decode::is_image_codec(name)) else {
        return Ok(clean_samples(draft, image, &chain));
    };
    // Most have no other filter, and their data are not copied.
    let undone = match chain.len() {
        1 => None,
        _ => Some(decode::decode_data(&image.content, &chain, &draft.limits)?.data),
    };
    let data = undone.as_deref().unwrap_or(&image.content);
    let cut = |data: Vec<u8>| {
        let mut cut = image.clone();
        cut.set_content(data);
        cut
    };
    match name.as_slice() {
        b"JPXDecode" => return Ok(trim::jpeg2000(data).filter(|data| *data != image.content).map(cut)),
        b"CCITTFaxDecode" => {
            let is_group4 = parameters.get(b"K").ok().and_then(as_number).is_some_and(|k| k < 0.0);
            return Ok(match trim::group4(data).filter(|_| is_group4) {
                Some(data) if data.len() == image.content.len() => None,
                Some(data) => Some(cut(data.to_vec())),
                None => coded_anew(draft, image),
            });
        }
        b"JBIG2Decode" => {
            return Ok(match trim::jbig2(data) {
                Some(data) => (data != image.content).then(|| cut(data)),
                None => coded_anew(draft, image),
            });
        }
        _ => {}
    }
    let Ok(cleaned) = jpeg::clean(data) else { return Ok(None) };
    let Some(data) = cleaned.or(undone) else { return Ok(None) };
    let mut dict = image.dict.clone();
    dict.set("Filter", Object::Name(b"DCTDecode".to_vec()));
    dict.remove(b"DecodeParms");
    if let Some((_, parameters)) = chain.last()
        && let Ok(transform) = parameters.get(b"ColorTransform")
    {
        let mut kept = Dictionary::new();
        kept.set("ColorTransform", transform.clone());
        dict.set("DecodeParms", kept);
    }
    Ok(Some(Stream::new(dict, data)))
}

/// The picture decoded and coded again with nothing erased; none if it cannot be.
fn coded_anew(draft: &Draft, image: &Stream) -> Option<Stream> {
    let head = Head::read(draft, &image.dict).ok()?;
    let nothing = PixelMask::empty(head.width, head.height);
    let mut stream = recode::recode(draft, image, &head, &nothing, &nothing).ok()?.stream;
    for key in [&b"SMask"[..], b"Mask"] {
        if let Ok(mask) = image.dict.get(key) {
            stream.dict.set(key, mask.clone());
        }
    }
    Some(stream)
}

/// Samples without a codec: cut to size, and with no more colours than are used.
fn clean_samples(draft: &Draft, image: &Stream, chain: &[(Vec<u8>, Dictionary)]) -> Option<Stream> {
    let head = Head::read(draft, &image.dict).ok()?;
    let space = head.color_space.as_ref().map(|space| color::ColorModel::read(draft, space));
    let model = match (head.role, space) {
        (Role::Picture, Some(model)) => model.ok()?,
        (Role::Picture, None) => return None,
        _ => color::ColorModel::plain(1),
    };
    let bits = u64::from(head.width) * model.components as u64 * u64::from(head.bits);
    let size = usize::try_from(bits.div_ceil(8).checked_mul(u64::from(head.height))?).ok()?;
    let is_indexed = model.palette.is_some() && head.bits <= 8;
    if chain.is_empty() && image.content.len() <= size && !is_indexed {
        return None;
    }
    let data = decode::decode_data(&image.content, chain, &draft.limits).ok()?.data;
    let mut cleaned = None;
    if data.len() > size {
        let mut cut = Stream::new(image.dict.clone(), data.get(..size)?.to_vec());
        cut.dict.remove(b"Filter");
        cut.dict.remove(b"DecodeParms");
        cleaned = Some(cut);
    }
    if let Some(palette) = model.palette.as_ref().filter(|_| is_indexed) {
        let limit = draft.limits.stream_bytes;
        let samples = samples::Samples::new(head.width, head.height, 1, head.bits, data, limit).ok()?;
        let nothing = PixelMask::empty(head.width, head.height);
        let pruned = palette::prune(&samples, palette, &nothing, head.decode.is_some());
        if !matches!(&pruned.color_space, Object::Array(parts) if matches!(parts.last(), Some(Object::String(table, _)) if *table == palette.table))
        {
            cleaned.get_or_insert_with(|| image.clone()).dict.set("ColorSpace", pruned.color_space);
        }
    }
    cleaned
}

impl Regions<'_> {
    fn masks(&self, head: &Head) -> (PixelMask, PixelMask) {
        let erase = PixelMask::from_regions(head.width, head.height, self.erase);
        let hidden = match self.visible {
            Some(visible) => PixelMask::outside_regions(head.width, head.height, visible),
            None => PixelMask::empty(head.width, head.height),
        };
        (erase, hidden)
    }
}

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Picture,
    SoftMask,
    /// An `ImageMask`. As the mask of a picture its painted part lets the picture through, so that it is
    /// cleared to painted: the picture's own samples are black there.
    Stencil {
        is_mask_of_picture: bool,
    },
}

/// The entries of an image dictionary that matter here, read and checked.
#[derive(Clone, Debug)]
struct Head {
    role: Role,
    width: u32,
    height: u32,
    /// 1, 2, 4, 8 or 16; 8 where the codec brings its own.
    bits: u32,
    decode: Option<Vec<f64>>,
    color_space: Option<Object>,
}

impl Head {
    fn read(draft: &Draft, dict: &Dictionary) -> Result<Head, Error> {
        let is_stencil = draft.value(dict, b"ImageMask").as_bool().unwrap_or(false);
        let role = if is_stencil { Role::Stencil { is_mask_of_picture: false } } else { Role::Picture };
        Head::read_as(draft, dict, role)
    }

    fn read_as(draft: &Draft, dict: &Dictionary, role: Role) -> Result<Head, Error> {
        let number = |key: &[u8]| as_number(draft.value(dict, key));
        let size = |key: &[u8]| number(key).filter(|v| (1.0..=MAX_SIDE).contains(v)).map(|v| v as u32);
        let (Some(width), Some(height)) = (size(b"Width"), size(b"Height")) else {
            return Err(Error::refused("an image has no size, or one too large"));
        };
        if u64::from(width) * u64::from(height) > draft.limits.pixels {
            return Err(Error::over_limit("an image has too many pixels"));
        }
        let bits = match role {
            Role::Stencil { .. } => 1,
            _ => number(b"BitsPerComponent").map_or(8, |v| v as u32),
        };
        if ![1, 2, 4, 8, 16].contains(&bits) {
            return Err(Error::refused("an image has a number of bits that PDF does not know"));
        }
        let decode = Some(color::numbers(draft, draft.value(dict, b"Decode"))).filter(|values| values.len() >= 2);
        let color_space = dict.get(b"ColorSpace").ok().cloned();
        Ok(Head { role, width, height, bits, decode, color_space })
    }

    /// The dictionary of the picture made: what it shows by, and nothing else. Filter and length are the caller's.
    fn dictionary(&self, draft: &Draft, source: &Dictionary) -> Dictionary {
        let mut dict = Dictionary::new();
        dict.set("Type", Object::Name(b"XObject".to_vec()));
        dict.set("Subtype", Object::Name(b"Image".to_vec()));
        dict.set("Width", i64::from(self.width));
        dict.set("Height", i64::from(self.height));
        if let Role::Stencil { .. } = self.role {
            dict.set("ImageMask", true);
        }
        for key in [&b"Interpolate"[..], b"Intent", b"Decode", b"Matte"] {
            let value = draft.value(source, key);
            if !matches!(value, Object::Null) {
                dict.set(key.to_vec(), value.clone());
            }
        }
        // A colour key is a list of sample ranges; a stencil is added by whoever masks it.
        if let Object::Array(key) = draft.value(source, b"Mask") {
            dict.set("Mask", key.clone());
        }
        if let Some(space) = &self.color_space {
            dict.set("ColorSpace", space.clone());
        }
        dict
    }
}

/// The codec's name for messages.
fn codec_name(codec: ImageCodec) -> &'static str {
    match codec {
        ImageCodec::Ccitt => "fax",
        ImageCodec::Dct => "JPEG",
        ImageCodec::Jbig2 => "JBIG2",
        ImageCodec::Jpx => "JPEG 2000",
    }
}

/// Wider than any picture that can be drawn; keeps products of sides within 64 bits.
const MAX_SIDE: f64 = 1_000_000.0;

#[cfg(test)]
mod tests;
