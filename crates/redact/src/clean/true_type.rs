//! Slips in TrueType programs that viewers read over and the font reader does not.

/// The program with a table of glyph locations that says how wide its entries are; none if it says so already.
///
/// Whatever is not 0 means four bytes to viewers, and only 1 does to the standard (OpenType, `head`).
pub(crate) fn mended(program: &[u8]) -> Option<Vec<u8>> {
    let count = usize::from(u16::from_be_bytes(*program.get(4..)?.first_chunk()?));
    let records = program.get(12..)?.chunks_exact(16).take(count);
    let head = records.into_iter().find(|record| record.starts_with(b"head"))?;
    let offset = usize::try_from(u32::from_be_bytes(*head.get(8..)?.first_chunk()?)).ok()?;
    let at = offset.checked_add(LOCATION_FORMAT)?;
    let format = u16::from_be_bytes(*program.get(at..)?.first_chunk()?);
    if format <= 1 {
        return None;
    }
    let mut mended = program.to_vec();
    mended.get_mut(at..at.checked_add(2)?)?.copy_from_slice(&[0, 1]);
    Some(mended)
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
}
