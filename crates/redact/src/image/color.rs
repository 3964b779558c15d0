//! What a colour space says about an image's samples: how many there are, and which of them are black.

use lopdf::Object;

use crate::draft::{Draft, as_dictionary, as_number};
use crate::error::Error;

/// The samples of an image in one colour space.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColorModel {
    /// Samples per pixel.
    pub(super) components: usize,
    /// For each component: the colour value that is darkest, and the range of values that samples span by default.
    darkest: Vec<(f64, f64, f64)>,
    /// The palette, when samples are indices.
    pub(super) palette: Option<Palette>,
}

/// An Indexed space (ISO 32000-2, 8.6.6.3).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Palette {
    /// The base space as the file has it.
    pub(super) base: Object,
    /// The darkest colour of the base space, one byte for each component.
    pub(super) black: Vec<u8>,
    /// Colours, in bytes.
    pub(super) table: Vec<u8>,
}

impl ColorModel {
    /// Reads a colour space that images may have. Fails on one that is not known.
    pub(super) fn read(draft: &Draft, space: &Object) -> Result<ColorModel, Error> {
        read(draft, space, 0)
    }

    /// A space of so many components, 0 being dark in each, as JPEG and JPEG 2000 pictures have by themselves.
    pub(super) fn plain(components: usize) -> ColorModel {
        let darkest = if components == 4 { CMYK_BLACK.to_vec() } else { vec![(0.0, 0.0, 1.0); components] };
        ColorModel { components, darkest, palette: None }
    }

    /// Samples that are in or out: of stencil masks, 1 is unpainted (8.9.6.2); of soft masks, 1 is opaque.
    pub(super) fn mask_channel() -> ColorModel {
        ColorModel { components: 1, darkest: vec![(1.0, 0.0, 1.0)], palette: None }
    }

    /// The sample of each component for black, with so many bits, through `decode` if the image has one.
    pub(super) fn black_samples(&self, bits: u32, decode: Option<&[f64]>) -> Vec<u32> {
        let top = f64::from((1_u32 << bits) - 1);
        let sample = |(i, (value, low, high)): (usize, &(f64, f64, f64))| {
            let given = decode.and_then(|decode| Some((*decode.get(2 * i)?, *decode.get(2 * i + 1)?)));
            let (low, high) = given.unwrap_or((*low, *high));
            let fraction = if (high - low).abs() < 1e-9 { 0.0 } else { (value - low) / (high - low) };
            (fraction * top).round().clamp(0.0, top) as u32
        };
        self.darkest.iter().enumerate().map(sample).collect()
    }
}

fn read(draft: &Draft, space: &Object, depth: usize) -> Result<ColorModel, Error> {
    if depth > MAX_DEPTH {
        return Err(Error::refused("colour spaces nested too deep in an image"));
    }
    let space = draft.resolve(space);
    let items = match space {
        Object::Name(name) => return named(name),
        Object::Array(items) => items,
        _ => return Err(Error::refused("an image's colour space is neither a name nor an array")),
    };
    let family = items.first().map(|item| draft.resolve(item)).and_then(|item| item.as_name().ok());
    let family = family.ok_or_else(|| Error::refused("an image's colour space has no family"))?;
    let item = |i: usize| items.get(i).map_or(&Object::Null, |item| draft.resolve(item));
    match family {
        b"ICCBased" => {
            let profile = as_dictionary(item(1)).ok_or_else(|| Error::refused("an ICC profile is missing"))?;
            let count = as_number(draft.value(profile, b"N")).unwrap_or(0.0);
            match count as i64 {
                1 | 3 | 4 => Ok(ColorModel::plain(count as usize)),
                _ => Err(Error::refused("an ICC profile has no number of components")),
            }
        }
        b"CalGray" => Ok(ColorModel::plain(1)),
        b"CalRGB" => Ok(ColorModel::plain(3)),
        b"Lab" => {
            let range = as_dictionary(item(1)).map(|dictionary| numbers(draft, draft.value(dictionary, b"Range")));
            let range = range.filter(|range| range.len() == 4).unwrap_or_else(|| vec![-100.0, 100.0, -100.0, 100.0]);
            let darkest = vec![(0.0, 0.0, 100.0), (0.0, range[0], range[1]), (0.0, range[2], range[3])];
            Ok(ColorModel { components: 3, darkest, palette: None })
        }
        b"Separation" => Ok(ColorModel { components: 1, darkest: vec![(1.0, 0.0, 1.0)], palette: None }),
        b"DeviceN" => {
            let count = item(1).as_array().map_or(0, Vec::len);
            if !(1..=MAX_COLORANTS).contains(&count) {
                return Err(Error::refused("a DeviceN space has no colorants, or too many"));
            }
            Ok(ColorModel { components: count, darkest: vec![(1.0, 0.0, 1.0); count], palette: None })
        }
        b"Indexed" | b"I" => {
            let base = items.get(1).cloned().unwrap_or(Object::Null);
            let base_model = read(draft, &base, depth + 1)?;
            if base_model.palette.is_some() {
                return Err(Error::refused("an Indexed space is based on another"));
            }
            let black = base_model.black_samples(8, None).into_iter().map(|v| v as u8).collect();
            let table = match item(3) {
                Object::String(bytes, _) => bytes.clone(),
                Object::Stream(stream) => draft.stream_data(stream)?,
                _ => return Err(Error::refused("an Indexed space has no table")),
            };
            let palette = Some(Palette { base, black, table });
            // Indices have no range of their own: the default Decode is 0 to the largest sample.
            Ok(ColorModel { components: 1, darkest: vec![(0.0, 0.0, 1.0)], palette })
        }
        _ => named(family),
    }
}

fn named(name: &[u8]) -> Result<ColorModel, Error> {
    match name {
        b"DeviceGray" | b"G" | b"CalGray" => Ok(ColorModel::plain(1)),
        b"DeviceRGB" | b"RGB" | b"CalRGB" => Ok(ColorModel::plain(3)),
        b"DeviceCMYK" | b"CMYK" => Ok(ColorModel::plain(4)),
        _ => Err(Error::refused("an image's colour space is not known")),
    }
}

/// The numbers of an array; nothing where there is none.
pub(super) fn numbers(draft: &Draft, array: &Object) -> Vec<f64> {
    let items = array.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(|item| as_number(draft.resolve(item))).collect()
}

const CMYK_BLACK: [(f64, f64, f64); 4] = [(0.0, 0.0, 1.0), (0.0, 0.0, 1.0), (0.0, 0.0, 1.0), (1.0, 0.0, 1.0)];

/// ISO 32000-2, 8.6.6.5 allows 32 colorants.
const MAX_COLORANTS: usize = 32;

/// An Indexed space over another space is the deepest that images may have.
const MAX_DEPTH: usize = 2;
