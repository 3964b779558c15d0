//! What a stream is, whatever its number and those of the objects it refers to.

use hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream};
use sha2::{Digest as _, Sha256};

/// A hash of a stream's data as they stand in the file and of its dictionary, references followed.
///
/// None where references lead deeper than pictures do.
pub(crate) fn of(stream: &Stream<'_>) -> Option<[u8; 32]> {
    let mut hash = Sha256::new();
    put_stream(&mut hash, stream, 0)?;
    Some(hash.finalize().into())
}

fn put_stream(hash: &mut Sha256, stream: &Stream<'_>, depth: usize) -> Option<()> {
    put_dict(hash, stream.dict(), depth)?;
    let data = stream.raw_data();
    put_bytes(hash, b's', &data);
    Some(())
}

fn put_dict(hash: &mut Sha256, dict: &Dict<'_>, depth: usize) -> Option<()> {
    let mut entries: Vec<_> = dict.entries().filter(|(key, _)| key.as_ref() != b"Length").collect();
    entries.sort_by(|(one, _), (other, _)| one.as_ref().cmp(other.as_ref()));
    hash.update(b"<");
    for (key, value) in entries {
        put_bytes(hash, b'k', key.as_ref());
        match value {
            MaybeRef::NotRef(value) => put(hash, &value, depth)?,
            MaybeRef::Ref(_) => put(hash, &dict.get::<Object<'_>>(key.as_ref())?, depth)?,
        }
    }
    hash.update(b">");
    Some(())
}

fn put_array(hash: &mut Sha256, array: &Array<'_>, depth: usize) -> Option<()> {
    hash.update(b"[");
    for item in array.iter::<Object<'_>>() {
        put(hash, &item, depth)?;
    }
    hash.update(b"]");
    Some(())
}

fn put(hash: &mut Sha256, object: &Object<'_>, depth: usize) -> Option<()> {
    if depth >= MAX_DEPTH {
        return None;
    }
    match object {
        Object::Null(_) => hash.update(b"0"),
        Object::Boolean(value) => hash.update([b'b', u8::from(*value)]),
        Object::Number(number) => put_bytes(hash, b'n', &number.as_f64().to_be_bytes()),
        Object::String(string) => put_bytes(hash, b'(', string.as_bytes()),
        Object::Name(name) => put_bytes(hash, b'/', name.as_ref()),
        Object::Dict(dict) => put_dict(hash, dict, depth + 1)?,
        Object::Array(array) => put_array(hash, array, depth + 1)?,
        Object::Stream(stream) => put_stream(hash, stream, depth + 1)?,
    }
    Some(())
}

fn put_bytes(hash: &mut Sha256, kind: u8, bytes: &[u8]) {
    hash.update([kind]);
    hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(bytes);
}

/// Colour spaces in masks of pictures are nested less deeply.
const MAX_DEPTH: usize = 12;
