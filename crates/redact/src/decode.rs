//! Stream filters undone (ISO 32000-2, 7.4), within limits.
//!
//! Image codecs (DCT, JPX, CCITT, JBIG2) are not undone here: what comes before
//! them in the filter chain is, and the codec is named with its parameters.

use std::cell::{Cell, RefCell};

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Object, Stream};

use crate::draft::as_dictionary;
use crate::error::Error;
use crate::limits::Limits;

/// A codec that only pictures use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the four image codecs of ISO 32000-2, 7.4")]
pub enum ImageCodec {
    /// `CCITTFaxDecode`
    Ccitt,
    /// `DCTDecode`
    Dct,
    /// `JBIG2Decode`
    Jbig2,
    /// `JPXDecode`
    Jpx,
}

impl ImageCodec {
    /// The filter's name in a stream dictionary.
    pub fn filter_name(self) -> &'static str {
        match self {
            Self::Ccitt => "CCITTFaxDecode",
            Self::Dct => "DCTDecode",
            Self::Jbig2 => "JBIG2Decode",
            Self::Jpx => "JPXDecode",
        }
    }
}

/// A stream's data, decoded as far as possible without knowing about pictures.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The data: plain, or still in `codec`.
    pub data: Vec<u8>,
    /// The image codec that is left, with its `DecodeParms`.
    pub codec: Option<(ImageCodec, Dictionary)>,
}

impl Decoded {
    /// The plain data; an error if it is still in an image codec.
    pub fn into_plain(self) -> Result<Vec<u8>, Error> {
        match self.codec {
            None => Ok(self.data),
            Some(_) => Err(Error::refused("an image codec on a stream that is no image")),
        }
    }
}

/// Undoes the filters of `stream`; `resolve` follows references in its dictionary.
pub fn decode(stream: &Stream, limits: &Limits, resolve: &dyn Fn(&Object) -> Object) -> Result<Decoded, Error> {
    decode_data(&stream.content, &filters(&stream.dict, resolve)?, limits)
}

/// Undoes a filter chain as [`filters`] gives it.
pub fn decode_data(encoded: &[u8], chain: &[(Vec<u8>, Dictionary)], limits: &Limits) -> Result<Decoded, Error> {
    let mut data: Option<Vec<u8>> = None;
    for (index, (name, parameters)) in chain.iter().enumerate() {
        if let Some(codec) = image_codec(name) {
            if index + 1 != chain.len() {
                return Err(Error::refused("a filter after an image codec"));
            }
            let data = data.unwrap_or_else(|| encoded.to_vec());
            return Ok(Decoded { data, codec: Some((codec, parameters.clone())) });
        }
        if name == b"Crypt" {
            continue;
        }
        data = Some(undo(data.as_deref().unwrap_or(encoded), name, parameters, limits)?);
    }
    let data = match data {
        Some(data) => data,
        None if encoded.len() > limits.stream_bytes => return Err(too_large(limits)),
        None => encoded.to_vec(),
    };
    Ok(Decoded { data, codec: None })
}

/// The filter chain: full filter names with their parameters.
pub fn filters(
    dictionary: &Dictionary,
    resolve: &dyn Fn(&Object) -> Object,
) -> Result<Vec<(Vec<u8>, Dictionary)>, Error> {
    let value = |keys: [&[u8]; 2]| keys.iter().find_map(|key| dictionary.get(key).ok()).map_or(Object::Null, resolve);
    let names = match value([b"Filter", b"F"]) {
        Object::Name(name) => vec![Object::Name(name)],
        Object::Array(names) => names,
        _ => Vec::new(),
    };
    if names.len() > Stream::MAX_FILTERS {
        return Err(Error::over_limit(format!("more than {} filters on a stream", Stream::MAX_FILTERS)));
    }
    let parameters = match value([b"DecodeParms", b"DP"]) {
        Object::Array(parameters) => parameters,
        Object::Null => Vec::new(),
        single => vec![single],
    };
    let mut chain = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let Object::Name(name) = resolve(name) else {
            return Err(Error::damaged("a stream's filter is not a name"));
        };
        let given = parameters.get(index).map(resolve);
        let mut resolved = Dictionary::new();
        for (key, value) in given.as_ref().and_then(as_dictionary).into_iter().flat_map(Dictionary::iter) {
            // JBIG2Globals is a stream and stays a reference; everything else is a number or a name.
            let value = if key == b"JBIG2Globals" { value.clone() } else { resolve(value) };
            resolved.set(key.clone(), value);
        }
        chain.push((full_name(&name).to_vec(), resolved));
    }
    Ok(chain)
}

/// Whether `data` is exactly one whole zlib stream with nothing behind it; gives what it decodes to.
///
/// Only such a stream may be copied into an output as it stands: bytes behind
/// the end of the deflate data are a hiding place no reader shows.
pub fn inflate_exactly(data: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    inflate_into(&mut plain, data, limits).then_some(plain)
}

/// The same, for who only wants to know; gives the length of what it decodes to.
pub(crate) fn inflates_exactly(data: &[u8], limits: &Limits) -> Option<usize> {
    inflated(data, limits).map(|plain| plain.len())
}

/// The same in memory that is used again.
pub(crate) fn inflated(data: &[u8], limits: &Limits) -> Option<Inflated> {
    let mut plain = Inflated(SPARE.take());
    inflate_into(&mut plain.0, data, limits).then_some(plain)
}

/// What a stream decodes to; its memory is for the next one that this thread decodes.
#[derive(Debug)]
pub struct Inflated(Vec<u8>);

impl std::ops::Deref for Inflated {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Inflated {
    fn drop(&mut self) {
        if self.0.capacity() <= MAX_SPARE {
            self.0.clear();
            SPARE.set(std::mem::take(&mut self.0));
        }
    }
}

thread_local! {
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static INFLATER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

fn inflate_into(plain: &mut Vec<u8>, data: &[u8], limits: &Limits) -> bool {
    INFLATER.with_borrow_mut(|inflater| {
        inflater.reset(true);
        inflate_by(inflater, plain, data, limits)
    })
}

fn inflate_by(inflater: &mut Decompress, plain: &mut Vec<u8>, data: &[u8], limits: &Limits) -> bool {
    plain.reserve(data.len().saturating_mul(4).clamp(1024, limits.stream_bytes.max(1024)));
    loop {
        let Some(rest) = usize::try_from(inflater.total_in()).ok().and_then(|consumed| data.get(consumed..)) else {
            return false;
        };
        let before = plain.len();
        let Ok(status) = inflater.decompress_vec(rest, plain, FlushDecompress::None) else { return false };
        if plain.len() > limits.stream_bytes {
            return false;
        }
        match status {
            Status::StreamEnd => return usize::try_from(inflater.total_in()) == Ok(data.len()),
            _ if plain.len() == plain.capacity() => plain.reserve(plain.len().max(1024)),
            _ if plain.len() == before => return false,
            _ => {}
        }
    }
}

fn undo(input: &[u8], name: &[u8], parameters: &Dictionary, limits: &Limits) -> Result<Vec<u8>, Error> {
    if name == b"FlateDecode"
        && !parameters.has(b"Predictor")
        && let Some(plain) = inflate_exactly(input, limits)
    {
        return Ok(plain);
    }
    if name == b"ASCII85Decode"
        && let Some(plain) = ascii85(trimmed(input, name), limits)
    {
        return Ok(plain);
    }
    let mut dictionary = Dictionary::new();
    dictionary.set("Filter", Object::Name(name.to_vec()));
    dictionary.set("DecodeParms", parameters.clone());
    let single = Stream::new(dictionary, trimmed(input, name).to_vec());
    let plain = single.decompressed_content_with_limit(limits.stream_bytes).map_err(|error| match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => too_large(limits),
        lopdf::Error::Unimplemented(_) => Error::refused("a stream has a filter that PDF does not define"),
        _ => Error::damaged(UNDECODED),
    })?;
    // The parser passes over broken deflate data in silence; nothing out of something is a failure.
    if plain.is_empty() && name == b"FlateDecode" && input.len() > EMPTY_ZLIB {
        return Err(Error::damaged(UNDECODED));
    }
    Ok(plain)
}

/// Why a document is refused of which a stream is damaged, or not what it says.
const UNDECODED: &str = "a stream cannot be decoded; write the file anew with another program and try again";

/// Undoes ASCII85 (7.4.3) where nothing is odd about it; its end marker is off already.
fn ascii85(input: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(input.len() / 5 * 4 + 4);
    let (mut group, mut count, mut rest) = (0_u64, 0_usize, input);
    loop {
        while count == 0
            && let [a, b, c, d, e, behind @ ..] = rest
        {
            let digits = [a, b, c, d, e].map(|byte| byte.wrapping_sub(b'!'));
            if digits.iter().any(|digit| *digit >= 85) {
                break;
            }
            let group = digits.iter().fold(0_u64, |group, digit| group * 85 + u64::from(*digit));
            plain.extend_from_slice(&u32::try_from(group).ok()?.to_be_bytes());
            rest = behind;
        }
        let [byte, behind @ ..] = rest else { break };
        rest = behind;
        match byte {
            b'z' if count == 0 && plain.len() < limits.stream_bytes => plain.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                group = group * 85 + u64::from(byte - b'!');
                count += 1;
                if count == 5 {
                    plain.extend_from_slice(&u32::try_from(group).ok()?.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => return None,
        }
    }
    if count > 0 {
        let padded = (count..5).fold(group, |group, _| group * 85 + 84);
        plain.extend_from_slice(u32::try_from(padded).ok()?.to_be_bytes().get(..count - 1)?);
    }
    (plain.len() <= limits.stream_bytes).then_some(plain)
}

/// ASCII filters end at their end marker; what a producer left behind it is not data.
fn trimmed<'a>(input: &'a [u8], name: &[u8]) -> &'a [u8] {
    if name != b"ASCII85Decode" {
        return input;
    }
    let start =
        if input.trim_ascii_start().starts_with(b"<~") { input.len() - input.trim_ascii_start().len() + 2 } else { 0 };
    let body = &input[start..];
    match body.iter().position(|&byte| byte == b'~') {
        Some(end) => &body[..end],
        None => body,
    }
}

fn full_name(name: &[u8]) -> &[u8] {
    match name {
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"CCF" => b"CCITTFaxDecode",
        b"DCT" => b"DCTDecode",
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"RL" => b"RunLengthDecode",
        name => name,
    }
}

/// Whether the filter's full name is that of an image codec.
pub(crate) fn is_image_codec(name: &[u8]) -> bool {
    image_codec(name).is_some()
}

/// The image codec of a filter's full name.
pub(crate) fn image_codec(name: &[u8]) -> Option<ImageCodec> {
    match name {
        b"CCITTFaxDecode" => Some(ImageCodec::Ccitt),
        b"DCTDecode" => Some(ImageCodec::Dct),
        b"JBIG2Decode" => Some(ImageCodec::Jbig2),
        b"JPXDecode" => Some(ImageCodec::Jpx),
        _ => None,
    }
}

/// Memory beyond this is given back, not kept for the next stream.
const MAX_SPARE: usize = 4 << 20;
/// The longest zlib stream of nothing that producers write.
const EMPTY_ZLIB: usize = 16;

fn too_large(limits: &Limits) -> Error {
    Error::over_limit(format!("a stream decodes to more than {} bytes", limits.stream_bytes))
}

#[cfg(test)]
mod tests {
    use super::{Decoded, ImageCodec, decode, inflate_exactly};
    use crate::limits::Limits;
    use flate2::{Compression, write::ZlibEncoder};
    use lopdf::{Object, Stream, dictionary};
    use std::io::Write;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn decoded(stream: &Stream) -> Decoded {
        decode(stream, &Limits::default(), &Object::clone).unwrap()
    }

    #[test]
    fn a_chain_is_undone_in_its_order() {
        let stream = Stream::new(
            dictionary! { "Filter" => vec!["AHx".into(), "Fl".into()] },
            deflated(b"0 0 m").iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).chain(*b">").collect(),
        );
        assert_eq!(decoded(&stream).into_plain().unwrap(), b"0 0 m");
    }

    #[test]
    fn printable_data_are_read_as_the_parser_reads_them() {
        let own = |data: &[u8]| super::ascii85(super::trimmed(data, b"ASCII85Decode"), &Limits::default());
        let parsers = |data: &[u8]| {
            let name = dictionary! { "Filter" => "ASCII85Decode" };
            Stream::new(name, super::trimmed(data, b"ASCII85Decode").to_vec()).decompressed_content().unwrap()
        };
        for data in
            [&b"87cURD]i,\"Ebo80~>"[..], b"87cUR\nD]i,\"E bo8~>", b"z87cURz~>", b"<~87cURDZ~>", b"87cU", b"z z", b""]
        {
            assert_eq!(own(data).unwrap(), parsers(data), "{}", String::from_utf8_lossy(data));
        }
        for odd in [&b"87z~>"[..], b"s8W-\"~>", b"uuuuu", b"87cUR\x80"] {
            assert_eq!(own(odd), None);
        }
    }

    #[test]
    fn a_picture_keeps_its_codec() {
        let stream = Stream::new(
            dictionary! { "Filter" => vec!["FlateDecode".into(), "DCTDecode".into()] },
            deflated(b"\xff\xd8"),
        );
        let decoded = decoded(&stream);
        assert_eq!(decoded.codec.as_ref().map(|(codec, _)| *codec), Some(ImageCodec::Dct));
        assert_eq!(decoded.data, b"\xff\xd8");
    }

    #[test]
    fn bytes_behind_the_deflate_data_are_noticed() {
        let mut data = deflated(&[7; 10_000]);
        assert_eq!(inflate_exactly(&data, &Limits::default()).unwrap().len(), 10_000);
        data.push(b'!');
        assert_eq!(inflate_exactly(&data, &Limits::default()), None);
    }

    #[test]
    fn a_bomb_is_over_the_limit() {
        let limits = Limits { stream_bytes: 1000, ..Limits::default() };
        let stream = Stream::new(dictionary! { "Filter" => "FlateDecode" }, deflated(&[0; 100_000]));
        assert!(decode(&stream, &limits, &Object::clone).unwrap_err().is_over_limit());
    }
}
