//! Slips in TrueType programs that viewers read over and the font reader does not.

/// The program with a table of glyph locations that says how wide its entries are, and a table of glyphs as long as those
/// locations say; none if it has both already.
pub(crate) fn mended(program: &[u8]) -> Option<Vec<u8>> {
    let mut mended = None;
    for mend in [with_format, with_last_glyph] {
        let better = mend(mended.as_deref().unwrap_or(program));
        mended = better.or(mended);
    }
    mended
}

/// Whatever is not 0 means entries of four bytes to viewers, and only 1 does to the standard (OpenType, `head`).
fn with_format(program: &[u8]) -> Option<Vec<u8>> {
    let at = table(program, b"head")?.offset.checked_add(LOCATION_FORMAT)?;
    if u16_at(program, at)? <= 1 {
        return None;
    }
    let mut mended = program.to_vec();
    mended.get_mut(at..at.checked_add(2)?)?.copy_from_slice(&[0, 1]);
    Some(mended)
}

/// The last glyph may end in the bytes that fill its table up to a multiple of four: viewers do not mind, and the font
/// reader leaves the glyph out (OpenType, `loca`).
fn with_last_glyph(program: &[u8]) -> Option<Vec<u8>> {
    let (glyphs, places) = (table(program, b"glyf")?, table(program, b"loca")?);
    let is_wide = u16_at(program, table(program, b"head")?.offset.checked_add(LOCATION_FORMAT)?)? != 0;
    let places = program.get(places.offset..places.offset.checked_add(places.length)?)?;
    let wanted = if is_wide {
        places.chunks_exact(4).map(|place| u32_at(place, 0).unwrap_or(0)).max()?
    } else {
        places.chunks_exact(2).map(|place| 2 * u32::from(u16_at(place, 0).unwrap_or(0))).max()?
    };
    let wanted = usize::try_from(wanted).ok()?;
    if !(glyphs.length + 1..glyphs.length.saturating_add(4)).contains(&wanted) {
        return None;
    }
    let mut mended = program.to_vec();
    mended.get_mut(glyphs.record + 12..glyphs.record + 16)?.copy_from_slice(&u32::try_from(wanted).ok()?.to_be_bytes());
    let end = glyphs.offset.checked_add(wanted)?;
    if mended.len() < end {
        mended.resize(end, 0);
    }
    Some(mended)
}

/// Where a table stands.
struct Table {
    record: usize,
    offset: usize,
    length: usize,
}

fn table(program: &[u8], tag: &[u8; 4]) -> Option<Table> {
    let count = usize::from(u16_at(program, 4)?);
    let mut records = program.get(12..)?.chunks_exact(16).take(count);
    let record = 12 + 16 * records.position(|record| record.starts_with(tag))?;
    let number = |at| usize::try_from(u32_at(program, record + at)?).ok();
    Some(Table { record, offset: number(8)?, length: number(12)? })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*data.get(at..)?.first_chunk()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*data.get(at..)?.first_chunk()?))
}

/// Where `indexToLocFormat` stands in the table `head`.
const LOCATION_FORMAT: usize = 50;

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn an_odd_location_format_is_the_wide_one() {
        let mut program = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0].to_vec();
        program.extend_from_slice(b"head\0\0\0\0\0\0\0\x1c\0\0\0\x36");
        program.extend_from_slice(&[0; 54]);
        assert_eq!(mended(&program), None);
        program[28 + 50] = 1;
        let mended = mended(&program).unwrap();
        assert_eq!(mended[78..80], [0, 1]);
        assert_eq!(super::mended(b"\0\x01"), None);
    }

    #[test]
    fn the_last_glyph_may_end_in_the_bytes_that_fill_its_table() {
        let mut program = [0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0].to_vec();
        for (tag, offset, length) in [(b"head", 60_u32, 54_u32), (b"loca", 116, 4), (b"glyf", 120, 10)] {
            program.extend_from_slice(tag);
            program.extend_from_slice(&[0; 4]);
            program.extend_from_slice(&offset.to_be_bytes());
            program.extend_from_slice(&length.to_be_bytes());
        }
        program.resize(130, 0);
        program[118..120].copy_from_slice(&[0, 5]);
        assert_eq!(mended(&program), None);
        program[118..120].copy_from_slice(&[0, 6]);
        let longer = mended(&program).unwrap();
        assert_eq!((&longer[56..60], longer.len()), (&[0, 0, 0, 12][..], 132));
        program[118..120].copy_from_slice(&[0, 9]);
        assert_eq!(mended(&program), None);
    }
}
