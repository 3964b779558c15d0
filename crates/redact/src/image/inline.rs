//! Inline images as image XObjects: abbreviated keys and values written out (ISO 32000-2, tables 91 and 92).

use lopdf::{Dictionary, Object, Stream};

/// The image XObject that an inline image stands for. `color_space` finds a named colour space in the resources.
pub(crate) fn expand_inline(dict: &Dictionary, data: &[u8], color_space: &dyn Fn(&[u8]) -> Option<Object>) -> Stream {
    let mut full = Dictionary::new();
    full.set("Type", Object::Name(b"XObject".to_vec()));
    full.set("Subtype", Object::Name(b"Image".to_vec()));
    for (key, value) in dict.iter() {
        let key = full_key(key);
        let value = match key {
            b"ColorSpace" => expand_space(value, color_space),
            b"Filter" => expand_filter(value),
            b"Length" => continue,
            _ => value.clone(),
        };
        full.set(key.to_vec(), value);
    }
    Stream::new(full, data.to_vec())
}

fn full_key(key: &[u8]) -> &[u8] {
    match key {
        b"BPC" => b"BitsPerComponent",
        b"CS" => b"ColorSpace",
        b"D" => b"Decode",
        b"DP" => b"DecodeParms",
        b"F" => b"Filter",
        b"H" => b"Height",
        b"IM" => b"ImageMask",
        b"I" => b"Interpolate",
        b"L" => b"Length",
        b"W" => b"Width",
        _ => key,
    }
}

fn expand_space(value: &Object, find: &dyn Fn(&[u8]) -> Option<Object>) -> Object {
    match value {
        Object::Name(name) => match name.as_slice() {
            b"G" | b"DeviceGray" => Object::Name(b"DeviceGray".to_vec()),
            b"RGB" | b"DeviceRGB" => Object::Name(b"DeviceRGB".to_vec()),
            b"CMYK" | b"DeviceCMYK" => Object::Name(b"DeviceCMYK".to_vec()),
            b"I" => Object::Name(b"Indexed".to_vec()),
            other => find(other).unwrap_or_else(|| value.clone()),
        },
        Object::Array(items) => {
            let expanded = |(i, item): (usize, &Object)| if i < 2 { expand_space(item, find) } else { item.clone() };
            Object::Array(items.iter().enumerate().map(expanded).collect())
        }
        _ => value.clone(),
    }
}

fn expand_filter(value: &Object) -> Object {
    match value {
        Object::Name(name) => Object::Name(
            match name.as_slice() {
                b"AHx" => &b"ASCIIHexDecode"[..],
                b"A85" => b"ASCII85Decode",
                b"LZW" => b"LZWDecode",
                b"Fl" => b"FlateDecode",
                b"RL" => b"RunLengthDecode",
                b"CCF" => b"CCITTFaxDecode",
                b"DCT" => b"DCTDecode",
                other => other,
            }
            .to_vec(),
        ),
        Object::Array(items) => Object::Array(items.iter().map(expand_filter).collect()),
        _ => value.clone(),
    }
}
