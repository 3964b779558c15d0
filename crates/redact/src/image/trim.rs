//! Coded pictures without what no reader shows: boxes and comments beside the coded data, bytes behind its end.
//!
//! The coded data itself stays bit for bit. None means that the data could not be followed to its end.

/// JPEG 2000, as a file of boxes (ISO/IEC 15444-1, annex I) or a bare codestream (annex A).
pub(super) fn jpeg2000(data: &[u8]) -> Option<Vec<u8>> {
    if data.starts_with(&[0xFF, 0x4F]) {
        return codestream(data);
    }
    let mut out = Vec::with_capacity(data.len());
    let mut rest = data;
    while let Some((kind, content, behind)) = next_box(rest) {
        rest = behind;
        match kind {
            b"jP  " | b"ftyp" => push_box(&mut out, kind, content),
            b"jp2h" => {
                let mut kept = Vec::with_capacity(content.len());
                let mut inner = content;
                while let Some((kind, content, behind)) = next_box(inner) {
                    inner = behind;
                    if [b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"].contains(&kind) {
                        push_box(&mut kept, kind, content);
                    }
                }
                push_box(&mut out, kind, &kept);
            }
            b"jp2c" => {
                push_box(&mut out, kind, &codestream(content)?);
                return Some(out);
            }
            _ => {}
        }
    }
    None
}

/// Type, content and what follows of the box that `data` begins with.
fn next_box(data: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let kind: &[u8; 4] = data.get(4..8)?.try_into().ok()?;
    let (head, length) = match u32::from_be_bytes(data.get(..4)?.try_into().ok()?) {
        0 => (8, data.len()),
        1 => (16, usize::try_from(u64::from_be_bytes(data.get(8..16)?.try_into().ok()?)).ok()?),
        length => (8, length as usize),
    };
    Some((kind, data.get(head..length)?, data.get(length..)?))
}

fn push_box(out: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len() + 8).unwrap_or(0);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(kind);
    out.extend_from_slice(content);
}

fn codestream(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = data.strip_prefix(&[0xFF, 0x4F]).map(|_| vec![0xFF, 0x4F])?;
    let mut at = 2;
    loop {
        match data.get(at..at + 2)? {
            [0xFF, SOT] => {
                let start = out.len();
                at = segments(data, at, &mut out, SOD)?;
                let length = u32::from_be_bytes(out.get(start + 6..start + 10)?.try_into().ok()?);
                // Coded data never holds a marker, so the next one ends it.
                let body = data.get(at..)?;
                let end = body.windows(2).position(|pair| pair[0] == 0xFF && matches!(pair[1], SOT | EOC))?;
                out.extend_from_slice(body.get(..end)?);
                if length != 0 {
                    let made = u32::try_from(out.len() - start).ok()?;
                    out.get_mut(start + 6..start + 10)?.copy_from_slice(&made.to_be_bytes());
                }
                at += end;
            }
            [0xFF, EOC] => {
                out.extend_from_slice(&[0xFF, EOC]);
                return Some(out);
            }
            _ => at = segments(data, at, &mut out, SOT)?,
        }
    }
}

/// Copies marker segments from `at` up to the marker `until`, comments left out; behind that marker if it is `SOD`.
fn segments(data: &[u8], mut at: usize, out: &mut Vec<u8>, until: u8) -> Option<usize> {
    let first = at;
    loop {
        let [0xFF, marker] = *data.get(at..at + 2)? else { return None };
        if marker == until && until == SOD {
            out.extend_from_slice(&[0xFF, SOD]);
            return Some(at + 2);
        }
        if marker == until && at > first {
            return Some(at);
        }
        let length = usize::from(u16::from_be_bytes(data.get(at + 2..at + 4)?.try_into().ok()?));
        let segment = data.get(at..at + 2 + length).filter(|_| length >= 2)?;
        if marker != COM {
            out.extend_from_slice(segment);
        }
        at += 2 + length;
    }
}

/// Group 4 fax data up to its end-of-block code, which stands nowhere else (ITU-T T.6).
pub(super) fn group4(data: &[u8]) -> Option<&[u8]> {
    let mut window = 0_u32;
    for (at, byte) in data.iter().enumerate() {
        for bit in (0..8).rev() {
            window = (window << 1 | u32::from(byte >> bit & 1)) & 0x00FF_FFFF;
            if window == 0x00_1001 && (at > 2 || bit == 0) {
                return data.get(..=at);
            }
        }
    }
    None
}

/// JBIG2 segments as PDF embeds them, comments and what follows the last one left out (ISO/IEC 14492, 7.2).
pub(super) fn jbig2(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len());
    let mut rest = data;
    while rest.len() >= 11 {
        let Some(segment) = jbig2_segment(rest) else { break };
        let (kind, length) = segment?;
        let whole = rest.get(..length)?;
        if kind != EXTENSION {
            out.extend_from_slice(whole);
        }
        rest = rest.get(length..)?;
        if matches!(kind, END_OF_PAGE | END_OF_FILE) {
            break;
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Type and length of the segment that `data` begins with; none if it is no segment, none within if its length is unknown.
fn jbig2_segment(data: &[u8]) -> Option<Option<(u8, usize)>> {
    let number = u32::from_be_bytes(data.get(..4)?.try_into().ok()?);
    let flags = *data.get(4)?;
    let kind = flags & 0x3F;
    if !KINDS.contains(&kind) {
        return None;
    }
    let (count, mut at) = match data.get(5)? >> 5 {
        7 => {
            let count = u32::from_be_bytes(data.get(5..9)?.try_into().ok()?) & 0x1FFF_FFFF;
            let count = usize::try_from(count).ok().filter(|count| *count <= data.len())?;
            (count, 9 + (count + 1).div_ceil(8))
        }
        count @ 0..=4 => (usize::from(count), 6),
        _ => return None,
    };
    at += count
        * if number <= 256 {
            1
        } else if number <= 65_536 {
            2
        } else {
            4
        };
    at += if flags & 0x40 == 0 { 1 } else { 4 };
    let length = u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?);
    if length == u32::MAX {
        return Some(None);
    }
    let end = at + 4 + length as usize;
    (end <= data.len()).then_some(Some((kind, end)))
}

const SOT: u8 = 0x90;
const SOD: u8 = 0x93;
const EOC: u8 = 0xD9;
const COM: u8 = 0x64;
const EXTENSION: u8 = 62;
const END_OF_PAGE: u8 = 49;
const END_OF_FILE: u8 = 51;
/// Segment types that there are (table in 7.3).
const KINDS: &[u8] = &[0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53, 62];

#[cfg(test)]
mod tests {
    use super::{group4, jbig2, jpeg2000};

    fn codestream(comment: &[u8]) -> Vec<u8> {
        let size = [&[0xFF, 0x51, 0, 4][..], &[1, 2]].concat();
        let tile = [&[0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 17, 0, 1][..], &[0xFF, 0x93], &[7, 8, 9]].concat();
        [&[0xFF, 0x4F][..], &size, comment, &tile, &[0xFF, 0xD9]].concat()
    }

    #[test]
    fn a_codestream_loses_comments_and_what_follows_its_end() {
        let comment = [&[0xFF, 0x64, 0, 10][..], b"\0\x01Secret"].concat();
        let data = [codestream(&comment), b"behind".to_vec()].concat();
        assert_eq!(jpeg2000(&data).unwrap(), codestream(&[]));
        assert_eq!(jpeg2000(&codestream(&[])[..20]), None);
    }

    #[test]
    fn boxes_that_do_not_say_how_to_decode_go() {
        let boxed = |kind: &[u8], content: &[u8]| {
            [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], kind, content].concat()
        };
        let clean = [boxed(b"jP  ", b"\r\n\x87\n"), boxed(b"jp2c", &codestream(&[]))].concat();
        let data = [
            boxed(b"jP  ", b"\r\n\x87\n"),
            boxed(b"xml ", b"<a>Secret</a>"),
            boxed(b"jp2c", &codestream(&[])),
            boxed(b"uuid", b"x"),
        ]
        .concat();
        assert_eq!(jpeg2000(&data).unwrap(), clean);
    }

    #[test]
    fn fax_data_ends_with_its_end_code() {
        assert_eq!(group4(b"\x26\xA0\x00\x10\x01Secret").unwrap(), b"\x26\xA0\x00\x10\x01");
        assert_eq!(group4(b"\x26\xA0"), None);
    }

    #[test]
    fn segments_end_where_no_segment_follows() {
        let page = [&[0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 3][..], b"abc"].concat();
        let note = [&[0, 0, 0, 1, 62, 0, 1, 0, 0, 0, 6][..], b"Secret"].concat();
        let data = [&page[..], &note, b"ZQXSECRETZQXSECRET"].concat();
        assert_eq!(jbig2(&data).unwrap(), page);
    }
}
