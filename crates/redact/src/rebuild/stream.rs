//! Stream data copied: as it stands only when that is proven clean.

use lopdf::{Dictionary, Object, Stream};

use super::copier::Copier;
use crate::allow::{self, Data, Type};
use crate::clean::{calculator, cmap, content};
use crate::decode::{self, Decoded, ImageCodec};
use crate::error::Error;

/// Copies a stream's data behind the `keys` already copied; `None` drops the stream.
pub(crate) fn copy(
    copier: &mut Copier<'_>,
    kind: &Type,
    mut keys: Dictionary,
    stream: &Stream,
) -> Result<Option<Stream>, Error> {
    match kind.data {
        Data::None => Ok(None),
        Data::Plain => plain(copier, kind, keys, stream).map(Some),
        Data::Image => image(copier, keys, stream),
        Data::Calculator => {
            let code = copier.decoded(stream)?;
            Ok(calculator::cleaned(&code).map(|code| Stream::new(keys, code)))
        }
        Data::Content => Ok(Some(Stream::new(keys, content::cleaned(&copier.decoded(stream)?)))),
        Data::CMap => {
            let text = copier.decoded(stream)?;
            let Some(mut cmap) = cmap::Mappings::parse(&text) else {
                return if kind.name == "CMap" {
                    Err(Error::refused("a character map cannot be read"))
                } else {
                    Ok(None)
                };
            };
            if kind.name != "CMap" {
                cmap.forget_unknown_base();
            }
            if !keys.has(b"UseCMap")
                && let Some(base) = cmap.base()
            {
                keys.set("UseCMap", Object::Name(base.to_vec()));
            }
            Ok(Some(Stream::new(keys, cmap.written())))
        }
    }
}

/// Plain data: copied encoded if it is exactly one Flate stream, else decoded (the writer encodes it).
fn plain(copier: &mut Copier<'_>, kind: &Type, mut keys: Dictionary, stream: &Stream) -> Result<Stream, Error> {
    let is_content = kind.name == allow::FORM.name || kind.name == allow::TILING.name;
    let chain = copier.source.filters(stream)?;
    if is_bare_flate(&chain)
        && let Some(data) = decode::inflated(&stream.content, &copier.source.limits)
    {
        copier.charge(data.len())?;
        if is_content {
            copier.lend(&mut keys, stream, &data)?;
        }
        keys.set("Filter", "FlateDecode");
        return Ok(Stream::new(keys, stream.content.clone()));
    }
    let data = decode::decode_data(&stream.content, &chain, &copier.source.limits)?.into_plain()?;
    copier.charge(data.len())?;
    if is_content {
        copier.lend(&mut keys, stream, &data)?;
    }
    Ok(Stream::new(keys, data))
}

/// Whether the chain is one Flate filter without a predictor.
pub(crate) fn is_bare_flate(chain: &[(Vec<u8>, Dictionary)]) -> bool {
    matches!(chain, [(name, parameters)] if name == b"FlateDecode"
        && parameters.get(b"Predictor").map_or(true, |predictor| matches!(predictor, Object::Integer(1))))
}

/// A picture: filters before the codec undone, the codec and its parameters kept.
fn image(copier: &mut Copier<'_>, mut keys: Dictionary, stream: &Stream) -> Result<Option<Stream>, Error> {
    let source = copier.source;
    let chain = source.filters(stream)?;
    if is_bare_flate(&chain)
        && let Some(length) = decode::inflates_exactly(&stream.content, &source.limits)
    {
        copier.charge(length)?;
        keys.set("Filter", "FlateDecode");
        return Ok(Some(Stream::new(keys, copier.as_it_stands(stream))));
    }
    let only = match chain.as_slice() {
        [(name, parameters)] => decode::image_codec(name).map(|codec| (codec, parameters.clone())),
        _ => None,
    };
    let is_only = only.is_some();
    let decoded = match only {
        Some(codec) => Decoded { data: Vec::new(), codec: Some(codec) },
        None => decode::decode_data(&stream.content, &chain, &source.limits)?,
    };
    let data = if is_only { &stream.content } else { &decoded.data };
    copier.charge(data.len())?;
    if let Some((codec, parameters)) = decoded.codec {
        // What only says that it is a JPEG is shown by nobody and could be anything.
        if codec == ImageCodec::Dct && !data.windows(2).take(JPEG_START).any(|start| start == [0xFF, 0xD8]) {
            return Ok(None);
        }
        keys.set("Filter", codec.filter_name());
        let mut kept = Dictionary::new();
        for (key, value) in &parameters {
            let value = match value {
                Object::Boolean(_) | Object::Integer(_) => value.clone(),
                Object::Reference(_) if key == b"JBIG2Globals" => match source.resolve(value) {
                    Object::Stream(globals) => {
                        let data = copier.decoded(globals)?;
                        copier.draft.add(Stream::new(Dictionary::new(), data)).into()
                    }
                    _ => continue,
                },
                _ => continue,
            };
            if PARAMETERS.contains(&key.as_slice()) {
                kept.set(key.clone(), value);
            }
        }
        if !kept.is_empty() {
            keys.set("DecodeParms", kept);
        }
    }
    let data = if is_only { copier.as_it_stands(stream) } else { decoded.data };
    Ok(Some(Stream::new(keys, data)))
}

/// How far into its data a JPEG may begin.
const JPEG_START: usize = 1024;

/// Parameters of the image codecs (tables 11, 12 and 13 of ISO 32000-2).
const PARAMETERS: &[&[u8]] = &[
    b"BlackIs1",
    b"ColorTransform",
    b"Columns",
    b"DamagedRowsBeforeError",
    b"EncodedByteAlign",
    b"EndOfBlock",
    b"EndOfLine",
    b"JBIG2Globals",
    b"K",
    b"Rows",
];
