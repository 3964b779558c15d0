//! A stream's data, decoded in memory that is used again.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::object::{Name, Stream};

/// What decoding takes, used again from stream to stream.
pub(crate) struct Room {
    plain: Vec<u8>,
    inflater: Decompress,
}

impl Default for Room {
    fn default() -> Self {
        Self { plain: Vec::new(), inflater: Decompress::new(true) }
    }
}

/// Calls `look` with a stream's data, decoded; none if they cannot be decoded without being a picture's.
///
/// One whole zlib stream is decoded in `room`; whatever else there is, by the second reader.
pub(crate) fn with<T>(stream: &Stream<'_>, room: &mut Room, look: impl FnOnce(&[u8]) -> T) -> Option<T> {
    if is_bare_flate(stream) && inflate(&stream.raw_data(), room) {
        return Some(look(&room.plain));
    }
    stream.decoded_data().ok().map(|data| look(&data))
}

fn is_bare_flate(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    dict.get::<Name<'_>>("Filter").is_some_and(|name| name.as_ref() == b"FlateDecode")
        && !["DecodeParms", "DP", "F"].iter().any(|key| dict.contains_key(*key))
}

/// Whether the data are one zlib stream with nothing behind it; what it decodes to is in `room`.
fn inflate(data: &[u8], Room { plain, inflater }: &mut Room) -> bool {
    plain.clear();
    plain.reserve(data.len().saturating_mul(4).min(MAX_PLAIN));
    inflater.reset(true);
    loop {
        let Some(rest) = usize::try_from(inflater.total_in()).ok().and_then(|consumed| data.get(consumed..)) else {
            return false;
        };
        let before = plain.len();
        match inflater.decompress_vec(rest, plain, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return usize::try_from(inflater.total_in()) == Ok(data.len()),
            Ok(_) if plain.len() == plain.capacity() && plain.len() < MAX_PLAIN => plain.reserve(plain.len().max(1024)),
            Ok(_) if plain.len() > before => {}
            _ => return false,
        }
    }
}

/// Larger streams are left to the second reader.
const MAX_PLAIN: usize = 256 << 20;
