//! A picture decoded as far as it must be, cleared, and coded again.

use std::panic::AssertUnwindSafe;

use jpeg_encoder::{ColorType, Encoder};
use lopdf::{Dictionary, Object, Stream};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use super::{
    Head, Role, bilevel, codec_name,
    color::ColorModel,
    jpeg, palette,
    region::PixelMask,
    samples::{self, Samples},
};
use crate::decode::{self, ImageCodec};
use crate::draft::{Draft, as_number};
use crate::error::Error;

/// A picture coded again, and its alpha channel if its codec carried one.
pub(super) struct Recoded {
    pub(super) stream: Stream,
    pub(super) alpha: Option<Stream>,
}

/// Decodes, clears the pixels of both masks, encodes.
pub(super) fn recode(
    draft: &Draft,
    image: &Stream,
    head: &Head,
    erase: &PixelMask,
    hidden: &PixelMask,
) -> Result<Recoded, Error> {
    let chain = decode::filters(&image.dict, &|object| draft.resolve(object).clone())?;
    let had_predictor = chain.iter().any(|(_, p)| p.get(b"Predictor").ok().and_then(as_number).unwrap_or(1.0) > 1.0);
    let decoded = match chain.as_slice() {
        // The data of a JPEG are not copied.
        [(name, parameters)] if decode::image_codec(name) == Some(ImageCodec::Dct) => {
            let dict = head.dictionary(draft, &image.dict);
            return recode_jpeg(draft, head, &image.content, parameters, (erase, hidden), dict).map(Recoded::plain);
        }
        _ => decode::decode_data(&image.content, &chain, &draft.limits)?,
    };
    let data = decoded.data;
    let limit = draft.limits.stream_bytes;
    let dict = head.dictionary(draft, &image.dict);
    let whole = || erase.clone().union(hidden);
    match decoded.codec {
        None => {
            let model = color_model(draft, head)?;
            let samples = Samples::new(head.width, head.height, model.components, head.bits, data, limit)?;
            Ok(Recoded::plain(finish(head, model, samples, &whole(), dict, had_predictor)?))
        }
        Some((codec @ (ImageCodec::Ccitt | ImageCodec::Jbig2), parameters)) => {
            let samples = if codec == ImageCodec::Ccitt {
                bilevel::decode_ccitt(&data, &parameters, head.width, head.height, limit)?
            } else {
                let globals = match parameters.get(b"JBIG2Globals").map(|globals| draft.resolve(globals)) {
                    Ok(Object::Stream(stream)) => Some(draft.stream_data(stream)?),
                    _ => None,
                };
                bilevel::decode_jbig2(&data, globals.as_deref(), head.width, head.height, limit)?
            };
            let model = color_model(draft, head)?;
            if model.components != 1 || head.bits != 1 {
                return Err(Error::refused("a bilevel picture has more than one bit per pixel"));
            }
            Ok(Recoded::plain(finish(head, model, samples, &whole(), dict, false)?))
        }
        Some((ImageCodec::Dct, parameters)) => {
            recode_jpeg(draft, head, &data, &parameters, (erase, hidden), dict).map(Recoded::plain)
        }
        Some((ImageCodec::Jpx, _)) => recode_jpeg2000(draft, image, head, &data, &whole(), dict),
    }
}

impl Recoded {
    fn plain(stream: Stream) -> Recoded {
        Recoded { stream, alpha: None }
    }
}

/// How the samples of this picture are to be read.
fn color_model(draft: &Draft, head: &Head) -> Result<ColorModel, Error> {
    match (head.role, &head.color_space) {
        (Role::Picture, Some(space)) => ColorModel::read(draft, space),
        (Role::Picture, None) => Err(Error::refused("an image has no colour space")),
        // A picture's stencil is cleared to painted, so that the black of the picture shows.
        (Role::Stencil { is_mask_of_picture: true }, _) => Ok(ColorModel::plain(1)),
        (Role::Stencil { .. } | Role::SoftMask, _) => Ok(ColorModel::mask_channel()),
    }
}

/// Clears the pixels and writes the samples in the shortest of the codings that fit.
fn finish(
    head: &Head,
    model: ColorModel,
    mut samples: Samples,
    mask: &PixelMask,
    mut dict: Dictionary,
    wants_predictor: bool,
) -> Result<Stream, Error> {
    if let Some(palette) = &model.palette
        && samples.bits <= 8
    {
        let pruned = palette::prune(&samples, palette, mask, head.decode.is_some());
        samples.fill(mask, &[pruned.black_index]);
        dict.set("ColorSpace", pruned.color_space);
    } else {
        samples.fill(mask, &model.black_samples(samples.bits, head.decode.as_deref()));
    }
    samples.clear_padding();
    dict.set("BitsPerComponent", i64::from(samples.bits));
    Ok(encode_samples(&samples, dict, wants_predictor))
}

fn encode_samples(samples: &Samples, mut dict: Dictionary, wants_predictor: bool) -> Stream {
    let mut parameters = Dictionary::new();
    if samples.bits == 1 && samples.components == 1 {
        let ones: u64 = samples.data.iter().map(|byte| u64::from(byte.count_ones())).sum();
        let is_mostly_ones = ones * 2 >= u64::from(samples.width) * u64::from(samples.height);
        // Worth it for a page of writing; a halftone is left to deflate.
        if let Some(data) = bilevel::encode_group4(samples, is_mostly_ones, samples.data.len() / 6 + 64) {
            parameters.set("K", -1);
            parameters.set("Columns", i64::from(samples.width));
            parameters.set("Rows", i64::from(samples.height));
            if !is_mostly_ones {
                parameters.set("BlackIs1", true);
            }
            dict.set("Filter", Object::Name(b"CCITTFaxDecode".to_vec()));
            dict.set("DecodeParms", parameters);
            return Stream::new(dict, data);
        }
    }
    dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
    if !wants_predictor || samples.bits < 8 {
        return Stream::new(dict, samples::deflate(&samples.data));
    }
    parameters.set("Predictor", 15);
    parameters.set("Columns", i64::from(samples.width));
    parameters.set("Colors", samples.components as i64);
    parameters.set("BitsPerComponent", i64::from(samples.bits));
    dict.set("DecodeParms", parameters);
    Stream::new(dict, samples::deflate(&samples::png_filtered(samples)))
}

fn recode_jpeg(
    draft: &Draft,
    head: &Head,
    data: &[u8],
    parameters: &Dictionary,
    (erase, hidden): (&PixelMask, &PixelMask),
    mut dict: Dictionary,
) -> Result<Stream, Error> {
    let transform = parameters.get(b"ColorTransform").ok().and_then(as_number).map(|v| v as i64);
    let model = match color_model(draft, head) {
        Ok(model) => model,
        Err(_) if head.color_space.is_none() => match jpeg::shape(data, transform) {
            Ok(shape) => ColorModel::plain(shape.components),
            Err(_) => return Err(Error::refused("a JPEG picture cannot be read")),
        },
        Err(error) => return Err(error),
    };
    let black = match &model.palette {
        Some(_) => vec![0],
        None => model.black_samples(8, head.decode.as_deref()),
    };
    let black: Vec<u8> = black.into_iter().map(|v| v as u8).collect();
    dict.set("BitsPerComponent", 8);
    let failure = match jpeg::mask(data, erase, hidden, &black, transform) {
        Ok(data) => {
            if let Some(transform) = transform {
                let mut kept = Dictionary::new();
                kept.set("ColorTransform", transform);
                dict.set("DecodeParms", kept);
            }
            dict.set("Filter", Object::Name(b"DCTDecode".to_vec()));
            return Ok(Stream::new(dict, data));
        }
        Err(failure) => failure,
    };
    let samples = decode_jpeg(head, data, model.components, draft.limits.stream_bytes)
        .map_err(|error| Error::refused(format!("{error} ({})", failure.reason())))?;
    finish(head, model, samples, &erase.clone().union(hidden), dict, true)
}

/// Decodes a JPEG that the transcoder could not take apart, as readers do that repair it.
fn decode_jpeg(head: &Head, data: &[u8], components: usize, limit: usize) -> Result<Samples, Error> {
    let space = match components {
        1 => ColorSpace::Luma,
        3 => ColorSpace::RGB,
        4 => ColorSpace::CMYK,
        _ => return Err(Error::refused("a JPEG picture has a number of components that it cannot have")),
    };
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(space)
        .set_max_width(head.width as usize)
        .set_max_height(head.height as usize);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options);
    let refused = || Error::refused("a JPEG picture cannot be decoded");
    decoder.decode_headers().map_err(|_| refused())?;
    if decoder.dimensions() != Some((head.width as usize, head.height as usize)) {
        return Err(Error::refused("a JPEG picture is not of the size that its dictionary says"));
    }
    // This decoder panics on some damaged files; a panic must not take the document down.
    let decoded = std::panic::catch_unwind(AssertUnwindSafe(|| decoder.decode()));
    let pixels = decoded.map_err(|_| refused())?.map_err(|_| refused())?;
    Samples::new(head.width, head.height, components, 8, pixels, limit)
}

/// JPEG 2000 has no writer here: small pictures come out as Flate, large ones as JPEG.
fn recode_jpeg2000(
    draft: &Draft,
    image: &Stream,
    head: &Head,
    data: &[u8],
    mask: &PixelMask,
    mut dict: Dictionary,
) -> Result<Recoded, Error> {
    let refused = || Error::refused(format!("a {} picture cannot be decoded", codec_name(ImageCodec::Jpx)));
    let is_indexed = head.color_space.is_some();
    let settings = hayro_jpeg2000::DecodeSettings {
        resolve_palette_indices: !is_indexed,
        ..hayro_jpeg2000::DecodeSettings::default()
    };
    let picture = hayro_jpeg2000::Image::new(data, &settings).map_err(|_| refused())?;
    let (width, height) = (picture.width(), picture.height());
    if (width, height) != (head.width, head.height) {
        return Err(Error::refused("a JPEG 2000 picture is not of the size that its dictionary says"));
    }
    let mut context = hayro_jpeg2000::DecoderContext::default();
    let bytes = {
        let decoded = picture.decode(&mut context).map_err(|_| refused())?;
        if decoded.components().is_empty() {
            return Err(refused());
        }
        decoded.data_u8()
    };
    let stored = bytes.len() / (width as usize * height as usize).max(1);
    let own = usize::from(picture.color_space().num_channels());
    let model = match &head.color_space {
        Some(space) if head.role == Role::Picture => ColorModel::read(draft, space)?,
        _ if head.role == Role::Picture => ColorModel::plain(own),
        _ => color_model(draft, head)?,
    };
    let colors = model.components;
    if stored < colors || colors == 0 {
        return Err(Error::refused("a JPEG 2000 picture has fewer components than its colour space"));
    }
    let pick = |channels: std::ops::Range<usize>| -> Vec<u8> {
        bytes.chunks_exact(stored).flat_map(|pixel| pixel[channels.clone()].iter().copied()).collect()
    };
    let limit = draft.limits.stream_bytes;
    let samples = Samples::new(width, height, colors, 8, pick(0..colors), limit)?;
    if head.color_space.is_none() && head.role == Role::Picture {
        let name = [&b"DeviceGray"[..], b"DeviceGray", b"DeviceGray", b"DeviceRGB", b"DeviceCMYK"];
        let name = name.get(colors).ok_or_else(refused)?;
        dict.set("ColorSpace", Object::Name(name.to_vec()));
    }
    let takes_alpha = as_number(draft.value(&image.dict, b"SMaskInData")).unwrap_or(0.0) > 0.0;
    let alpha = if takes_alpha && stored > colors {
        let channel = Samples::new(width, height, 1, 8, pick(colors..colors + 1), limit)?;
        let role = Head { role: Role::SoftMask, decode: None, color_space: None, ..head.clone() };
        let mut alpha_dict = role.dictionary(draft, &Dictionary::new());
        alpha_dict.set("ColorSpace", Object::Name(b"DeviceGray".to_vec()));
        Some(finish(&role, ColorModel::mask_channel(), channel, mask, alpha_dict, true)?)
    } else {
        None
    };
    let is_large = u64::from(width) * u64::from(height) > LOSSLESS_PIXELS;
    if is_large && matches!(colors, 1 | 3) && model.palette.is_none() {
        let mut samples = samples.clone();
        samples.fill(mask, &model.black_samples(8, head.decode.as_deref()));
        if let Some(data) = encode_jpeg(&samples) {
            dict.set("BitsPerComponent", 8);
            dict.set("Filter", Object::Name(b"DCTDecode".to_vec()));
            return Ok(Recoded { stream: Stream::new(dict, data), alpha });
        }
    }
    Ok(Recoded { stream: finish(head, model, samples, mask, dict, true)?, alpha })
}

fn encode_jpeg(samples: &Samples) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(samples.width).ok()?, u16::try_from(samples.height).ok()?);
    let color = if samples.components == 1 { ColorType::Luma } else { ColorType::Rgb };
    let mut out = Vec::new();
    Encoder::new(&mut out, JPEG_QUALITY).encode(&samples.data, width, height, color).ok()?;
    Some(out)
}

/// Pictures up to this many pixels stay without loss when their codec has to change.
const LOSSLESS_PIXELS: u64 = 1_000_000;

/// No visible loss at reading size; about the size of the JPEG 2000 picture it stands for.
const JPEG_QUALITY: u8 = 90;
