//! A page of a released file as a picture, for readers of a page whose text cannot be trusted.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::error::Error;
use crate::raster;

/// Draws page `number` (from 1) of a file and gives it as PNG, 150 pixels to the inch.
///
/// Only what a reader of the file would see comes out: it is drawn by the second reader, from the file's own bytes.
///
/// # Errors
///
/// The file is not a PDF, has no such page, or the page cannot be drawn.
pub fn page_picture(file: &[u8], number: u32) -> Result<Vec<u8>, Error> {
    let cannot = || Error::refused("the page cannot be shown as a picture");
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or_else(cannot)?;
    let sheet = raster::render(raster::open(file.to_vec()).as_ref(), index, &[])?;
    let side = |name: &[u8]| {
        let side = sheet.image.dict.get(name).and_then(lopdf::Object::as_i64).ok();
        side.and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0)
    };
    let (width, height) = side(b"Width").zip(side(b"Height")).ok_or_else(cannot)?;
    png(width, height, &sheet.image.content).ok_or_else(cannot)
}

/// ISO/IEC 15948: eight bits of red, green and blue; each row as the difference to the one above.
fn png(width: u32, height: u32, samples: &[u8]) -> Option<Vec<u8>> {
    let row = usize::try_from(width).ok()?.checked_mul(3)?;
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut above = vec![0; row];
    for line in samples.chunks_exact(row) {
        let mut differences = Vec::with_capacity(row + 1);
        differences.push(2);
        differences.extend(line.iter().zip(&above).map(|(now, before)| now.wrapping_sub(*before)));
        packed.write_all(&differences).ok()?;
        above.copy_from_slice(line);
    }
    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &header)?;
    chunk(&mut out, b"IDAT", &packed.finish().ok()?)?;
    chunk(&mut out, b"IEND", &[])?;
    Some(out)
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) -> Option<()> {
    out.extend_from_slice(&u32::try_from(data.len()).ok()?.to_be_bytes());
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    let mut check = Crc::new();
    check.update(kind);
    check.update(data);
    out.extend_from_slice(&check.sum().to_be_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_page_is_refused() {
        assert!(page_picture(b"not a PDF", 1).is_err());
        assert!(page_picture(b"", 0).is_err());
    }

    #[test]
    fn a_page_is_drawn_and_one_that_is_not_there_is_refused() {
        let file = include_bytes!("../../../fixtures/review/review.pdf");
        let picture = page_picture(file, 1).unwrap();
        let sides = (
            u32::from_be_bytes(picture[16..20].try_into().unwrap()),
            u32::from_be_bytes(picture[20..24].try_into().unwrap()),
        );
        assert!(sides.0 > 1_000 && sides.1 > sides.0, "{sides:?}");
        assert!(picture.len() > 10_000, "{}", picture.len());
        assert!(page_picture(file, 1_000).is_err());
    }

    #[test]
    fn a_picture_begins_and_ends_as_a_png() {
        let picture = png(2, 2, &[0; 12]).unwrap();
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(&picture[picture.len() - 8..picture.len() - 4], b"IEND");
    }
}
