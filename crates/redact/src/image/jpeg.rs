//! JPEG pictures masked without decoding them to pixels.
//!
//! The entropy code is undone, the blocks that a mark touches are replaced, and everything is coded again: the
//! coefficients of every other block stay as they were, in baseline and in progressive files (ITU-T T.81).
//! A block that a mark only crosses keeps nothing of its own, because each of its coefficients depends on all of
//! its samples: beyond the mark it is filled from the nearest untouched blocks. Of the file's other segments only
//! the JFIF density and the Adobe colour transform are written again.

mod bits;
mod decode;
mod encode;
mod fill;
mod huffman;
mod parse;

use std::cell::RefCell;

use fill::Touched;
use huffman::TableSpec;
use parse::{Frame, Jpeg, Scan, ScanComponent};

use super::region::PixelMask;

/// Why a JPEG file could not be transcoded; another way may remain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The file is damaged.
    Broken(&'static str),
    /// The file uses what the transcoder does not handle.
    Unsupported(&'static str),
}

impl Failure {
    /// What was found, for a message.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Failure::Broken(reason) | Failure::Unsupported(reason) => reason,
        }
    }
}

/// What a reader of a JPEG picture must know before it masks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) components: usize,
    /// Whether the three first components are stored as luminance and colour differences.
    pub(crate) is_transformed: bool,
}

/// Reads size and colour layout. `color_transform` is the entry of that name of the filter's parameters
/// (ISO 32000-2, table 13), which an Adobe header overrules.
pub(crate) fn shape(data: &[u8], color_transform: Option<i64>) -> Result<Shape, Failure> {
    let jpeg = parse::parse(data)?;
    Ok(shape_of(&jpeg, color_transform))
}

fn shape_of(jpeg: &Jpeg<'_>, color_transform: Option<i64>) -> Shape {
    let components = jpeg.frame.components.len();
    let ids: Vec<u8> = jpeg.frame.components.iter().map(|c| c.id).collect();
    let by_default = components == 3 && ids != [b'R', b'G', b'B'];
    let is_transformed = match (jpeg.adobe_transform, color_transform) {
        (Some(transform), _) => transform != 0,
        (None, Some(transform)) => transform != 0,
        (None, None) => by_default,
    };
    Shape {
        width: jpeg.frame.width,
        height: jpeg.frame.height,
        components,
        is_transformed: is_transformed && components >= 3,
    }
}

/// Replaces the blocks under `erase` and those wholly under `hidden`.
///
/// `sample` is the colour to put there, one value per component as a reader of the file would get it. Both masks
/// must have the size of the frame.
pub(crate) fn mask(
    data: &[u8],
    erase: &PixelMask,
    hidden: &PixelMask,
    sample: &[u8],
    color_transform: Option<i64>,
) -> Result<Vec<u8>, Failure> {
    let jpeg = parse::parse(data)?;
    let frame = &jpeg.frame;
    if (erase.width(), erase.height()) != (frame.width, frame.height) || sample.len() != frame.components.len() {
        return Err(Failure::Unsupported("the picture is not of the size that its dictionary gives"));
    }
    let blocks: usize = frame.components.iter().map(|c| (c.padded_columns * c.padded_rows) as usize).sum();
    if blocks > MAX_BLOCKS {
        return Err(Failure::Unsupported("too many pixels"));
    }
    // A frame that claims far more blocks than its bytes can hold is a bomb: each block takes at least two bits.
    if blocks / 4 > data.len().saturating_mul(64) {
        return Err(Failure::Broken("more blocks than data"));
    }
    let touched: Vec<Touched> = (0..frame.components.len()).map(|at| Touched::new(frame, at, erase, hidden)).collect();
    let (mut coefficients, starts) = decode::decode(&jpeg)?;
    let stored = stored_sample(sample, shape_of(&jpeg, color_transform));
    for (touched, value) in touched.iter().zip(&stored) {
        fill::replace_touched(&jpeg, &mut coefficients, touched, (erase, hidden), *value)?;
    }
    let mut out = Vec::with_capacity(data.len());
    write_head(&jpeg, &mut out);
    let shared = if frame.is_progressive { None } else { Some(encode::tables_for(&jpeg, &jpeg.scans, &coefficients)?) };
    if let Some(shared) = &shared {
        shared.write(&mut out);
    }
    let mut interval = 0;
    for (scan, starts) in jpeg.scans.iter().zip(&starts) {
        write_interval(scan, &mut interval, &mut out);
        let own = match &shared {
            Some(_) => None,
            None => Some(encode::tables_for(&jpeg, std::slice::from_ref(scan), &coefficients)?),
        };
        if let Some(own) = &own {
            own.write(&mut out);
        }
        write_scan_header(&jpeg, scan, &mut out);
        let Some(tables) = shared.as_ref().or(own.as_ref()) else { continue };
        encode::encode_scan(&jpeg, scan, tables, &coefficients, (starts, &touched), &mut out)?;
    }
    out.extend_from_slice(&[0xFF, 0xD9]);
    Ok(out)
}

/// Drops every segment that is not needed to show the picture; the coded data stay as they are. None if there is none.
pub(crate) fn clean(data: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let jpeg = parse::parse(data)?;
    let (mut kept, mut head) = (Kept::of(data), Vec::new());
    write_head(&jpeg, &mut head);
    let mut interval = 0;
    let mut stated: [[Option<TableSpec>; 4]; 2] = Default::default();
    for scan in &jpeg.scans {
        write_interval(scan, &mut interval, &mut head);
        for (class, tables) in [(0_u8, &scan.dc_tables), (1, &scan.ac_tables)] {
            let known = &mut stated[usize::from(class)];
            let changed = (0_u8..).zip(tables).filter(|(number, table)| known[usize::from(*number)] != **table);
            write_tables(changed.filter_map(|(number, table)| Some((class, number, table.as_ref()?))), &mut head);
            known.clone_from(tables);
        }
        write_scan_header(&jpeg, scan, &mut head);
        kept.push(&head);
        kept.push(scan.data);
        head.clear();
    }
    kept.push(&[0xFF, 0xD9]);
    Ok(kept.finish())
}

/// Data put together again, and not copied as long as they come out as they were.
struct Kept<'d> {
    data: &'d [u8],
    /// How much is the same so far, where all is.
    same: usize,
    other: Option<Vec<u8>>,
}

impl<'d> Kept<'d> {
    fn of(data: &'d [u8]) -> Self {
        Self { data, same: 0, other: None }
    }

    fn push(&mut self, part: &[u8]) {
        match &mut self.other {
            Some(other) => other.extend_from_slice(part),
            None if self.data.get(self.same..).is_some_and(|rest| rest.starts_with(part)) => self.same += part.len(),
            None => {
                let mut other = Vec::with_capacity(self.data.len());
                other.extend_from_slice(self.data.get(..self.same).unwrap_or_default());
                other.extend_from_slice(part);
                self.other = Some(other);
            }
        }
    }

    /// What came out; none if it is what was there.
    fn finish(self) -> Option<Vec<u8>> {
        let is_cut = self.same < self.data.len();
        self.other.or_else(|| is_cut.then(|| self.data.get(..self.same).unwrap_or_default().to_vec()))
    }
}

fn write_tables<'a>(tables: impl Iterator<Item = (u8, u8, &'a TableSpec)>, out: &mut Vec<u8>) {
    for (class, number, table) in tables {
        out.extend_from_slice(&[0xFF, 0xC4]);
        out.extend_from_slice(&((table.size_bytes() + 3) as u16).to_be_bytes());
        out.push(class << 4 | number);
        table.write(out);
    }
}

/// States the restart interval of a scan where it is not the one in force.
fn write_interval(scan: &Scan<'_>, in_force: &mut u32, out: &mut Vec<u8>) {
    if scan.restart_interval != *in_force {
        *in_force = scan.restart_interval;
        out.extend_from_slice(&[0xFF, 0xDD, 0, 4]);
        out.extend_from_slice(&(*in_force as u16).to_be_bytes());
    }
}

/// The value that each component stores for a colour.
fn stored_sample(sample: &[u8], shape: Shape) -> Vec<u8> {
    if !shape.is_transformed {
        return sample.to_vec();
    }
    // Four components are stored as the complement of red, green and blue (Adobe Technical Note 5116).
    let rgb: Vec<f64> =
        sample.iter().take(3).map(|v| f64::from(if shape.components == 4 { 255 - *v } else { *v })).collect();
    let (r, g, b) = (rgb[0], rgb[1], rgb[2]);
    let luminance = 0.299 * r + 0.587 * g + 0.114 * b;
    let round = |v: f64| v.round().clamp(0.0, 255.0) as u8;
    let mut stored =
        vec![round(luminance), round(128.0 + (b - luminance) / 1.772), round(128.0 + (r - luminance) / 1.402)];
    stored.extend(sample.iter().skip(3));
    stored
}

fn write_head(jpeg: &Jpeg<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(&[0xFF, 0xD8]);
    if let Some(density) = &jpeg.jfif {
        out.extend_from_slice(&[0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0]);
        out.extend_from_slice(density);
        out.extend_from_slice(&[0, 0]);
    }
    if let Some(transform) = jpeg.adobe_transform {
        out.extend_from_slice(&[0xFF, 0xEE, 0, 14, b'A', b'd', b'o', b'b', b'e', 0, 100, 0, 0, 0, 0, transform]);
    }
    for (number, table) in (0_u8..).zip(&jpeg.quantisation) {
        let Some(table) = table else { continue };
        let wide = table.iter().any(|value| *value > 255);
        out.extend_from_slice(&[0xFF, 0xDB]);
        out.extend_from_slice(&(if wide { 131_u16 } else { 67 }).to_be_bytes());
        out.push(u8::from(wide) << 4 | number);
        for value in table {
            if wide {
                out.extend_from_slice(&value.to_be_bytes());
            } else {
                out.push(*value as u8);
            }
        }
    }
    let frame = &jpeg.frame;
    out.extend_from_slice(&[0xFF, frame.marker]);
    out.extend_from_slice(&(8 + 3 * frame.components.len() as u16).to_be_bytes());
    out.push(8);
    out.extend_from_slice(&(frame.height as u16).to_be_bytes());
    out.extend_from_slice(&(frame.width as u16).to_be_bytes());
    out.push(frame.components.len() as u8);
    for component in &frame.components {
        out.extend_from_slice(&[
            component.id,
            (component.horizontal << 4 | component.vertical) as u8,
            component.quantisation as u8,
        ]);
    }
}

fn write_scan_header(jpeg: &Jpeg<'_>, scan: &Scan<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(&[0xFF, 0xDA]);
    out.extend_from_slice(&(6 + 2 * scan.components.len() as u16).to_be_bytes());
    out.push(scan.components.len() as u8);
    for component in &scan.components {
        let tables = (component.dc_table << 4 | component.ac_table) as u8;
        out.extend_from_slice(&[jpeg.frame.components[component.index].id, tables]);
    }
    out.extend_from_slice(&[
        scan.first_coefficient as u8,
        scan.last_coefficient as u8,
        scan.previous_bit << 4 | scan.bit,
    ]);
}

thread_local! {
    /// Buffers that the thread's last picture gave back: fresh ones of that size cost more than what is done in them.
    static SPARE: RefCell<Vec<Vec<[i16; 64]>>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Coefficients {
    fn drop(&mut self) {
        SPARE.with_borrow_mut(|spare| {
            spare.extend(self.components.drain(..).filter(|buffer| buffer.capacity() <= MAX_SPARE));
            spare.truncate(3);
        });
    }
}

/// Blocks in a buffer that is kept: of a page at 300 dots an inch.
const MAX_SPARE: usize = 140_000;

/// All quantised coefficients of a picture, in zigzag order, block by block.
struct Coefficients {
    components: Vec<Vec<[i16; 64]>>,
}

impl Coefficients {
    fn zeroed(frame: &Frame) -> Coefficients {
        let zeroed = |blocks: usize| {
            let mut buffer: Vec<[i16; 64]> = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
            buffer.clear();
            buffer.resize(blocks, [0; 64]);
            buffer
        };
        let blocks = frame.components.iter().map(|c| (c.padded_columns * c.padded_rows) as usize);
        Coefficients { components: blocks.map(zeroed).collect() }
    }

    #[inline]
    fn block(&self, component: usize, index: usize) -> &[i16; 64] {
        &self.components[component][index]
    }

    #[inline]
    fn block_mut(&mut self, component: usize, index: usize) -> &mut [i16; 64] {
        &mut self.components[component][index]
    }
}

/// What comes next in a scan.
enum Event<'a> {
    /// A row of MCUs, or of blocks in a scan of one component.
    Row,
    /// A block, by its place in the padded rows of its component.
    Block { component: &'a ScanComponent, index: usize },
    /// A restart marker, counted from 0.
    Restart(u32),
}

/// Walks the blocks of a scan in the order of coding (A.2.2, A.2.3).
fn scan_blocks(
    frame: &Frame,
    scan: &Scan<'_>,
    mut visit: impl FnMut(Event<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut until_restart = scan.restart_interval;
    let mut restarts = 0;
    for row in 0..scan_rows(frame, scan) {
        visit(Event::Row)?;
        row_blocks(frame, scan, row, |block| {
            let Some((component, index)) = block else {
                if scan.restart_interval > 0 {
                    if until_restart == 0 {
                        visit(Event::Restart(restarts))?;
                        restarts += 1;
                        until_restart = scan.restart_interval;
                    }
                    until_restart -= 1;
                }
                return Ok(());
            };
            visit(Event::Block { component, index })
        })?;
    }
    Ok(())
}

/// Rows of a scan: of MCUs, or of blocks in a scan of one component.
fn scan_rows(frame: &Frame, scan: &Scan<'_>) -> u32 {
    match scan.components.as_slice() {
        [component] => frame.components[component.index].rows,
        _ => frame.mcus().1,
    }
}

/// Walks the blocks of one row of a scan; none stands before each MCU.
#[inline]
fn row_blocks<'s>(
    frame: &Frame,
    scan: &'s Scan<'_>,
    row: u32,
    mut visit: impl FnMut(Option<(&'s ScanComponent, usize)>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let alone = match scan.components.as_slice() {
        [component] => Some(frame.components[component.index].columns),
        _ => None,
    };
    for column in 0..alone.unwrap_or(frame.mcus().0) {
        visit(None)?;
        for component in &scan.components {
            let shape = &frame.components[component.index];
            let (across, down) = if alone.is_some() { (1, 1) } else { (shape.horizontal, shape.vertical) };
            for v in 0..down {
                let first = (row * down + v) * shape.padded_columns + column * across;
                for h in 0..across {
                    visit(Some((component, (first + h) as usize)))?;
                }
            }
        }
    }
    Ok(())
}

/// 2 GB of coefficients would be 16 million blocks; a quarter of that is a sheet of A0 at 300 dpi in colour.
const MAX_BLOCKS: usize = 8 << 20;

#[cfg(test)]
mod tests;
