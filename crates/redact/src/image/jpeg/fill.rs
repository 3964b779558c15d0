//! What stands in the blocks that a mark touches.
//!
//! A block wholly under the mark becomes one colour. A block that the mark crosses is made anew: the colour under
//! the mark, and beyond it a blend of the nearest samples of untouched blocks. Nothing of the old block is used.

use std::collections::BTreeMap;

use super::{
    Coefficients, Failure,
    parse::{Component, Frame, Jpeg},
};
use crate::image::region::{Coverage, PixelMask};

/// Which blocks of a component a mark touches.
pub(super) struct Touched {
    /// Which component.
    index: usize,
    /// By block that holds samples of the picture.
    blocks: Vec<Touch>,
    /// By row of these, whether there are any.
    rows: Vec<bool>,
}

impl Touched {
    pub(super) fn new(frame: &Frame, index: usize, erase: &PixelMask, hidden: &PixelMask) -> Self {
        let component = &frame.components[index];
        let blocks = Grid { frame, component, erase, hidden }.touched();
        let rows = blocks.chunks(component.columns.max(1) as usize);
        let rows = rows.map(|row| row.iter().any(|touch| *touch != Touch::None)).collect();
        Self { index, blocks, rows }
    }

    /// Whether any block is touched in some of the stored rows: those that only fill up the last MCU repeat the last one.
    pub(super) fn has_any(&self, rows: std::ops::Range<usize>) -> bool {
        let last = self.rows.len().saturating_sub(1);
        rows.into_iter().any(|row| self.rows.get(row.min(last)).copied().unwrap_or(true))
    }
}

/// Replaces the touched blocks of one component.
pub(super) fn replace_touched(
    jpeg: &Jpeg<'_>,
    coefficients: &mut Coefficients,
    touched: &Touched,
    (erase, hidden): (&PixelMask, &PixelMask),
    value: u8,
) -> Result<(), Failure> {
    let index = touched.index;
    let component = &jpeg.frame.components[index];
    let table = jpeg.quantisation[component.quantisation].ok_or(Failure::Broken("a quantisation table is missing"))?;
    let grid = Grid { frame: &jpeg.frame, component, erase, hidden };
    let flat = flat_block(value, &table);
    let mut crossed = Vec::new();
    for row in (0..component.padded_rows).filter(|row| touched.has_any(*row as usize..*row as usize + 1)) {
        for column in 0..component.padded_columns {
            // Blocks that only fill up the last MCU repeat the edge of the picture: they go with the block they repeat.
            let real = (row.min(component.rows.saturating_sub(1)), column.min(component.columns.saturating_sub(1)));
            let state = touched.blocks[(real.0 * component.columns + real.1) as usize];
            let is_padding = real != (row, column);
            match state {
                Touch::None => {}
                Touch::Crossed if !is_padding => crossed.push((row, column)),
                Touch::Crossed | Touch::Whole => {
                    *coefficients.block_mut(index, (row * component.padded_columns + column) as usize) = flat;
                }
            }
        }
    }
    let mut source = Samples {
        grid: &grid,
        touched,
        table: &table,
        decoded: BTreeMap::new(),
        erased: Vec::new(),
        starts: Vec::with_capacity(touched.rows.len()),
    };
    for has_any in &touched.rows {
        source.starts.push(source.erased.len());
        source.erased.resize(source.erased.len() + if *has_any { component.columns as usize } else { 0 }, None);
    }
    let mut made = Vec::with_capacity(crossed.len());
    for (row, column) in crossed {
        let samples = source.crossed_block(&coefficients.components[index], row, column, value);
        made.push(((row * component.padded_columns + column) as usize, forward(&samples, &table)));
    }
    for (at, block) in made {
        *coefficients.block_mut(index, at) = block;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Touch {
    None,
    Crossed,
    Whole,
}

struct Grid<'a> {
    frame: &'a Frame,
    component: &'a Component,
    erase: &'a PixelMask,
    hidden: &'a PixelMask,
}

impl Grid<'_> {
    fn touched(&self) -> Vec<Touch> {
        let mut touched = Vec::with_capacity((self.component.rows * self.component.columns) as usize);
        for row in 0..self.component.rows {
            let (_, rows) = self.pixels(0, 8, row * 8, 8);
            if self.erase.has_none_in(rows.clone()) && self.hidden.has_none_in(rows) {
                touched.extend(std::iter::repeat_n(Touch::None, self.component.columns as usize));
                continue;
            }
            for column in 0..self.component.columns {
                let (x, y) = self.pixels(column * 8, 8, row * 8, 8);
                touched.push(match self.erase.coverage(x.clone(), y.clone()) {
                    Coverage::Full => Touch::Whole,
                    Coverage::Partial => Touch::Crossed,
                    Coverage::Empty if self.hidden.coverage(x, y) == Coverage::Full => Touch::Whole,
                    Coverage::Empty => Touch::None,
                });
            }
        }
        touched
    }

    /// The pixels of the picture under a rectangle of this component's samples.
    fn pixels(&self, x: u32, width: u32, y: u32, height: u32) -> (std::ops::Range<u32>, std::ops::Range<u32>) {
        let across = |v: u32| v * self.frame.horizontal_max / self.component.horizontal;
        let down = |v: u32| v * self.frame.vertical_max / self.component.vertical;
        let right = ((x + width) * self.frame.horizontal_max).div_ceil(self.component.horizontal);
        let bottom = ((y + height) * self.frame.vertical_max).div_ceil(self.component.vertical);
        (across(x)..right, down(y)..bottom)
    }

    fn is_erased(&self, x: u32, y: u32) -> bool {
        let (columns, rows) = self.pixels(x, 1, y, 1);
        self.erase.coverage(columns, rows) != Coverage::Empty
    }
}

/// The decoded samples of untouched blocks, and the walk to the nearest of them.
struct Samples<'a> {
    grid: &'a Grid<'a>,
    touched: &'a Touched,
    table: &'a [u16; 64],
    /// By block.
    decoded: BTreeMap<usize, [u8; 64]>,
    /// By block of the rows that are touched anywhere, a bit for each sample.
    erased: Vec<Option<u64>>,
    /// Where in that each row begins.
    starts: Vec<usize>,
}

impl Samples<'_> {
    fn crossed_block(&mut self, blocks: &[[i16; 64]], row: u32, column: u32, value: u8) -> [f64; 64] {
        let mut samples = [f64::from(value); 64];
        for y in 0..8 {
            for x in 0..8 {
                let (sx, sy) = (column * 8 + x, row * 8 + y);
                if !self.is_erased(sx, sy)
                    && let Some(blend) = self.blend(blocks, sx, sy)
                {
                    samples[(y * 8 + x) as usize] = blend;
                }
            }
        }
        samples
    }

    /// The mean of the nearest untouched samples left, right, above and below, weighted by nearness. Those that
    /// lie across the mark count only when there are no others.
    fn blend(&mut self, blocks: &[[i16; 64]], x: u32, y: u32) -> Option<f64> {
        let mut direct = (0.0, 0.0);
        let mut across = (0.0, 0.0);
        for step in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
            if let Some((sample, distance, is_across)) = self.nearest(blocks, x, y, step) {
                let weight = 1.0 / f64::from(distance * distance);
                let sum = if is_across { &mut across } else { &mut direct };
                sum.0 += weight * f64::from(sample);
                sum.1 += weight;
            }
        }
        let (total, weight) = if direct.1 > 0.0 { direct } else { across };
        (weight > 0.0).then(|| total / weight)
    }

    fn nearest(&mut self, blocks: &[[i16; 64]], x: u32, y: u32, step: (i32, i32)) -> Option<(u8, u32, bool)> {
        let component = self.grid.component;
        let mut is_across = false;
        let (mut sx, mut sy) = (x.checked_add_signed(step.0)?, y.checked_add_signed(step.1)?);
        let mut distance = 1;
        while distance <= REACH {
            let (row, column) = (sy / 8, sx / 8);
            if row >= component.rows || column >= component.columns {
                return None;
            }
            let at = (row * component.columns + column) as usize;
            let place = sy % 8 * 8 + sx % 8;
            if self.touched.blocks[at] == Touch::None {
                let table = self.table;
                let block = &blocks[(row * component.padded_columns + column) as usize];
                let decoded = self.decoded.entry(at).or_insert_with(|| inverse(block, table));
                return Some((decoded[place as usize], distance, is_across));
            }
            // What is left of a touched block is passed at once.
            let (left, next) = match step {
                (1, _) => (8 - sx % 8, 1),
                (-1, _) => (sx % 8 + 1, -1),
                (_, 1) => (8 - sy % 8, 8),
                _ => (sy % 8 + 1, -8),
            };
            let erased = self.erased_in(row, column);
            let is_erased = |passed: i32| erased >> (place.cast_signed() + passed * next) & 1 == 1;
            is_across = is_across || erased == u64::MAX || (erased != 0 && (0..left.cast_signed()).any(is_erased));
            distance += left;
            sx = sx.checked_add_signed(step.0 * left.cast_signed())?;
            sy = sy.checked_add_signed(step.1 * left.cast_signed())?;
        }
        None
    }

    /// Whether a mark touches the sample.
    fn is_erased(&mut self, x: u32, y: u32) -> bool {
        self.erased_in(y / 8, x / 8) >> (y % 8 * 8 + x % 8) & 1 == 1
    }

    /// Which samples of a touched block a mark touches, looked up once for all of them: a bit for each.
    fn erased_in(&mut self, row: u32, column: u32) -> u64 {
        let grid = self.grid;
        let look = || {
            let all = (0..64_u32).filter(|at| grid.is_erased(column * 8 + at % 8, row * 8 + at / 8));
            all.map(|at| 1_u64 << at).sum()
        };
        let place = self.starts.get(row as usize).map(|start| start + column as usize);
        match place.and_then(|place| self.erased.get_mut(place)) {
            Some(known) => *known.get_or_insert_with(look),
            None => look(),
        }
    }
}

/// A block of one value.
fn flat_block(value: u8, table: &[u16; 64]) -> [i16; 64] {
    let mut block = [0; 64];
    block[0] = quantise((f64::from(value) - 128.0) * 8.0, table[0]);
    block
}

fn quantise(value: f64, step: u16) -> i16 {
    (value / f64::from(step)).round().clamp(-1023.0, 1023.0) as i16
}

/// The samples of a block (A.3.3).
fn inverse(block: &[i16; 64], table: &[u16; 64]) -> [u8; 64] {
    let mut frequency = [0.0; 64];
    for k in 0..64 {
        frequency[ZIGZAG[k]] = f64::from(block[k]) * f64::from(table[k]);
    }
    let mut rows = [0.0; 64];
    for v in 0..8 {
        for x in 0..8 {
            rows[v * 8 + x] = (0..8).map(|u| BASIS[u][x] * frequency[v * 8 + u]).sum();
        }
    }
    let mut samples = [0; 64];
    for y in 0..8 {
        for x in 0..8 {
            let sum: f64 = (0..8).map(|v| BASIS[v][y] * rows[v * 8 + x]).sum();
            samples[y * 8 + x] = (sum / 4.0 + 128.0).round().clamp(0.0, 255.0) as u8;
        }
    }
    samples
}

/// The quantised coefficients of a block of samples, in zigzag order.
fn forward(samples: &[f64; 64], table: &[u16; 64]) -> [i16; 64] {
    let mut rows = [0.0; 64];
    for y in 0..8 {
        for u in 0..8 {
            rows[y * 8 + u] = (0..8).map(|x| BASIS[u][x] * (samples[y * 8 + x] - 128.0)).sum();
        }
    }
    let mut block = [0; 64];
    for (k, place) in ZIGZAG.iter().enumerate() {
        let (v, u) = (place / 8, place % 8);
        let sum: f64 = (0..8).map(|y| BASIS[v][y] * rows[y * 8 + u]).sum();
        block[k] = quantise(sum / 4.0, table[k]);
    }
    block
}

/// How far to look for an untouched sample.
const REACH: u32 = 64;

/// Zigzag order to row order (figure A.6).
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

const C1: f64 = 0.980_785_280_403_230_4;
const C2: f64 = 0.923_879_532_511_286_7;
const C3: f64 = 0.831_469_612_302_545_2;
const C4: f64 = std::f64::consts::FRAC_1_SQRT_2;
const C5: f64 = 0.555_570_233_019_602_2;
const C6: f64 = 0.382_683_432_365_089_8;
const C7: f64 = 0.195_090_322_016_128_3;

/// `BASIS[u][x]`: the cosines of the transform, with the factor of the first row. Written out, because a library's
/// cosine may differ in the last bit from machine to machine.
const BASIS: [[f64; 8]; 8] = [
    [C4; 8],
    [C1, C3, C5, C7, -C7, -C5, -C3, -C1],
    [C2, C6, -C6, -C2, -C2, -C6, C6, C2],
    [C3, -C7, -C1, -C5, C5, C1, C7, -C3],
    [C4, -C4, -C4, C4, C4, -C4, -C4, C4],
    [C5, -C1, C7, C3, -C3, -C7, C1, -C5],
    [C6, -C2, C2, -C6, -C6, C2, -C2, C6],
    [C7, -C5, C3, -C1, C1, -C3, C5, -C7],
];
