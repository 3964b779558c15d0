//! ICC profiles reduced to colour (ISO 15076-1, 7): no text, names, dates or private tags.

/// The profile with only the tags that colour conversion reads; `None` if it cannot be read.
///
/// `components` is the `N` of the PDF colour space and must agree with the profile.
pub(crate) fn cleaned(profile: &[u8], components: i64) -> Option<Vec<u8>> {
    let header = profile.get(..HEADER)?;
    if header.get(36..40)? != b"acsp" || components_of(header.get(16..20)?)? != components {
        return None;
    }
    let count = usize::try_from(number(profile, HEADER)?).ok()?;
    if count > MAX_TAGS {
        return None;
    }
    let mut tags: Vec<([u8; 4], Vec<u8>)> = Vec::new();
    for index in 0..count {
        let entry = profile.get(HEADER + 4 + index * 12..HEADER + 16 + index * 12)?;
        let signature: [u8; 4] = entry.get(..4)?.try_into().ok()?;
        if !TAGS.contains(&&signature) || tags.iter().any(|(known, _)| *known == signature) {
            continue;
        }
        let offset = usize::try_from(number(entry, 4)?).ok()?;
        let size = usize::try_from(number(entry, 8)?).ok()?;
        let element = profile.get(offset..offset.checked_add(size)?)?;
        tags.push((signature, exact_element(element)?));
    }
    if tags.is_empty() {
        return None;
    }
    tags.push((*b"desc", description(header)));
    tags.push((*b"cprt", text(b"none", header)));
    tags.sort();
    Some(assembled(header, &tags))
}

fn assembled(header: &[u8], tags: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0; HEADER];
    // Version, class, colour space, connection space, signature, intent and illuminant; all else stays zero.
    for range in [8..24, 36..40, 64..80] {
        out[range.clone()].copy_from_slice(&header[range]);
    }
    out.extend_from_slice(&(tags.len() as u32).to_be_bytes());
    let mut data = Vec::new();
    let start = HEADER + 4 + tags.len() * 12;
    let mut placed: Vec<(&[u8], usize)> = Vec::new();
    for (signature, element) in tags {
        // Equal elements (often the three tone curves) are stored once.
        let offset = match placed.iter().find(|(known, _)| *known == element.as_slice()) {
            Some((_, offset)) => *offset,
            None => {
                let offset = start + data.len();
                data.extend_from_slice(element);
                data.resize(data.len().next_multiple_of(4), 0);
                placed.push((element, offset));
                offset
            }
        };
        out.extend_from_slice(signature);
        out.extend_from_slice(&(offset as u32).to_be_bytes());
        out.extend_from_slice(&(element.len() as u32).to_be_bytes());
    }
    out.extend_from_slice(&data);
    let size = (out.len() as u32).to_be_bytes();
    out[..4].copy_from_slice(&size);
    out
}

/// The element cut to what its own counts say it holds.
fn exact_element(element: &[u8]) -> Option<Vec<u8>> {
    let count = || usize::try_from(number(element, 8)?).ok();
    let length = match element.get(..4)? {
        b"XYZ " => 20,
        b"curv" => count()?.checked_mul(2)?.checked_add(12)?,
        b"para" => 12 + 4 * [1, 3, 4, 5, 7].get(usize::from(*element.get(9)?))?,
        b"sf32" => element.len() - (element.len() - 8) % 4,
        b"mft1" | b"mft2" => table_length(element)?,
        b"mAB " | b"mBA " => element.len(),
        _ => return None,
    };
    let mut exact = element.get(..length)?.to_vec();
    exact[4..8].fill(0);
    Some(exact)
}

/// Length of a `lut8Type` or `lut16Type` element.
fn table_length(element: &[u8]) -> Option<usize> {
    let (inputs, outputs, points) =
        (usize::from(*element.get(8)?), usize::from(*element.get(9)?), usize::from(*element.get(10)?));
    let grid = points.checked_pow(u32::try_from(inputs).ok()?)?.checked_mul(outputs)?;
    if element.starts_with(b"mft1") {
        (48 + 256 * (inputs + outputs)).checked_add(grid)
    } else {
        let entry = |at: usize| Some(usize::from(u16::from_be_bytes(element.get(at..at + 2)?.try_into().ok()?)));
        (52 + 2 * (inputs * entry(48)? + outputs * entry(50)?)).checked_add(grid.checked_mul(2)?)
    }
}

/// A required description with nothing in it worth reading.
fn description(header: &[u8]) -> Vec<u8> {
    if is_version_4(header) {
        return text(b"ICC", header);
    }
    let mut element = b"desc\0\0\0\0\0\0\0\x04ICC\0".to_vec();
    element.resize(element.len() + 8 + 3 + 67, 0);
    element
}

fn text(value: &[u8], header: &[u8]) -> Vec<u8> {
    if is_version_4(header) {
        let mut element = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenGB".to_vec();
        element.extend_from_slice(&(value.len() as u32 * 2).to_be_bytes());
        element.extend_from_slice(&28_u32.to_be_bytes());
        element.extend(value.iter().flat_map(|byte| [0, *byte]));
        element
    } else {
        [b"text\0\0\0\0", value, b"\0"].concat()
    }
}

fn is_version_4(header: &[u8]) -> bool {
    header.get(8).is_some_and(|version| *version >= 4)
}

fn components_of(space: &[u8]) -> Option<i64> {
    match space {
        b"GRAY" => Some(1),
        b"RGB " | b"Lab " => Some(3),
        b"CMYK" => Some(4),
        _ => None,
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

const HEADER: usize = 128;
const MAX_TAGS: usize = 100;
/// Tags that take part in conversion (ISO 15076-1, 9.2).
const TAGS: &[&[u8; 4]] = &[
    b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"bTRC", b"bXYZ", b"bkpt", b"chad", b"gTRC", b"gXYZ",
    b"kTRC", b"rTRC", b"rXYZ", b"wtpt",
];

#[cfg(test)]
mod tests {
    use super::{HEADER, cleaned};

    fn grey_profile() -> Vec<u8> {
        let mut profile = vec![0; HEADER];
        profile[8] = 2;
        profile[12..24].copy_from_slice(b"mntrGRAYXYZ ");
        profile[36..40].copy_from_slice(b"acsp");
        profile[80..84].copy_from_slice(b"Dela");
        profile.extend_from_slice(&2_u32.to_be_bytes());
        for (tag, offset, size) in [(b"kTRC", 156_u32, 20_u32), (b"desc", 176, 12)] {
            profile.extend_from_slice(tag);
            profile.extend_from_slice(&offset.to_be_bytes());
            profile.extend_from_slice(&size.to_be_bytes());
        }
        profile.extend_from_slice(b"curv\0\0\0\0\0\0\0\x01\x02\x33Secret");
        profile.extend_from_slice(b"desc\0\0\0\0Dela");
        profile
    }

    #[test]
    fn text_and_trailing_bytes_go_and_the_curve_stays() {
        let clean = cleaned(&grey_profile(), 1).unwrap();
        assert!(!clean.windows(4).any(|window| window == b"Dela" || window == b"Secr"));
        assert!(clean.windows(14).any(|window| window == b"curv\0\0\0\0\0\0\0\x01\x02\x33"));
        assert_eq!(cleaned(&clean, 1).unwrap(), clean);
    }

    #[test]
    fn a_profile_for_other_components_is_not_used() {
        assert_eq!(cleaned(&grey_profile(), 3), None);
        assert_eq!(cleaned(b"short", 1), None);
    }
}
