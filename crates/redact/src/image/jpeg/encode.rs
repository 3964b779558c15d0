//! Coefficients to entropy-coded scans, in the order and bit planes of the scans that were read.
//!
//! Huffman tables are those of annex K where the input used them, else made from the output's own symbols: the
//! tables of an optimised file count every symbol of the picture, and so of what was removed.

use super::{
    Coefficients, Event, Failure,
    bits::BitWriter,
    decode::RowStart,
    fill::Touched,
    huffman::{self, TableSpec},
    parse::{Jpeg, Scan, ScanComponent},
    row_blocks, scan_blocks, scan_rows, write_tables,
};

/// A Huffman table with its class (0 DC, 1 AC) and number.
type NumberedTable = (u8, u8, TableSpec);

/// The tables that scans are written with.
pub(super) struct Tables {
    tables: Vec<NumberedTable>,
    /// Whether the scans were read with the same.
    are_kept: bool,
}

impl Tables {
    /// Writes them as they stand in a file.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write_tables(self.tables.iter().map(|(class, number, table)| (*class, *number, table)), out);
    }
}

/// The tables for a run of scans: those of annex K where the input used them in every place, else the best ones
/// for what is written.
///
/// A sequential file gets one set for all its scans, because some readers look for tables only before the first;
/// a progressive file gets a set for each scan.
pub(super) fn tables_for(jpeg: &Jpeg<'_>, scans: &[Scan<'_>], coefficients: &Coefficients) -> Result<Tables, Failure> {
    let mut used: Vec<(u8, u8)> = scans.iter().flat_map(|scan| used_tables(jpeg, scan)).collect();
    used.sort_unstable();
    used.dedup();
    if !jpeg.frame.is_progressive
        && let Some(tables) = used.iter().map(|(class, number)| common_standard(jpeg, scans, *class, *number)).collect()
    {
        return Ok(Tables { tables, are_kept: true });
    }
    let mut counter = Counter { counts: vec![[0; 256]; 8] };
    for scan in scans {
        write_scan(jpeg, scan, coefficients, &mut counter)?;
    }
    let optimal = |(class, number): (u8, u8)| {
        (class, number, TableSpec::optimal(&counter.counts[usize::from(class * 4 + number)]))
    };
    Ok(Tables { tables: used.into_iter().map(optimal).collect(), are_kept: false })
}

/// The table under this number, if it is of annex K and the same in all scans that use it.
fn common_standard(jpeg: &Jpeg<'_>, scans: &[Scan<'_>], class: u8, number: u8) -> Option<NumberedTable> {
    let mut users = scans.iter().filter(|scan| used_tables(jpeg, scan).contains(&(class, number)));
    let first = input_table(users.next()?, class, number)?;
    let is_common = first.is_standard() && users.all(|scan| input_table(scan, class, number) == Some(first));
    is_common.then(|| (class, number, first.clone()))
}

/// Encodes the coefficients as the given scan.
///
/// Rows that nothing is removed from are not coded anew where their codes are the same: their bits are copied. `starts`
/// are the beginnings of all rows, or nothing. Which rows are copied depends on where the marks are, not on what is there.
pub(super) fn encode_scan(
    jpeg: &Jpeg<'_>,
    scan: &Scan<'_>,
    tables: &Tables,
    coefficients: &Coefficients,
    (starts, touched): (&[RowStart<'_>], &[Touched]),
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    let mut writer = Writer {
        encoders: std::array::from_fn(|_| huffman::Encoder::empty()),
        bits: BitWriter::behind(out),
        lost: false,
    };
    for (class, number, table) in &tables.tables {
        writer.encoders[usize::from(class * 4 + number) & 7] = huffman::Encoder::new(table);
    }
    let rows = scan_rows(&jpeg.frame, scan) as usize;
    if tables.are_kept && starts.len() == rows + 1 {
        write_rows(jpeg, scan, coefficients, (starts, touched), &mut writer)?;
    } else {
        write_scan(jpeg, scan, coefficients, &mut writer)?;
    }
    if writer.lost {
        return Err(Failure::Broken("a symbol without a code"));
    }
    writer.bits.align();
    Ok(())
}

/// Writes a sequential scan, of which rows that are not touched, nor follow one that is, are copied.
fn write_rows(
    jpeg: &Jpeg<'_>,
    scan: &Scan<'_>,
    coefficients: &Coefficients,
    (starts, touched): (&[RowStart<'_>], &[Touched]),
    writer: &mut Writer<'_>,
) -> Result<(), Failure> {
    let is_alone = scan.components.len() == 1;
    let is_touched = |row: usize| {
        scan.components.iter().any(|component| {
            let rows = if is_alone { 1 } else { jpeg.frame.components[component.index].vertical as usize };
            touched[component.index].has_any(row * rows..(row + 1) * rows)
        })
    };
    // The first blocks of a row tell how they differ from the last ones of the row before it.
    let is_new = |row: usize| is_touched(row) || row.checked_sub(1).is_some_and(is_touched);
    let mut state = State { predictions: [0; 4], bands: Bands::default() };
    let (mut row, rows) = (0, starts.len() - 1);
    while row < rows {
        if is_new(row) {
            row_blocks(&jpeg.frame, scan, row as u32, |block| {
                if let Some((component, index)) = block {
                    let block = coefficients.block(component.index, index);
                    state.dc(component, i32::from(block[0]), writer);
                    baseline_ac(4 + component.ac_table, block, writer);
                }
                Ok(())
            })?;
            row += 1;
        } else {
            let first = &starts[row];
            row = (row..rows).find(|row| is_new(*row)).unwrap_or(rows);
            writer.bits.copy(first.reader.clone(), starts[row].reader.position() - first.reader.position());
            state.predictions = starts[row].predictions;
        }
    }
    Ok(())
}

fn used_tables(jpeg: &Jpeg<'_>, scan: &Scan<'_>) -> Vec<(u8, u8)> {
    let mut used = Vec::new();
    for component in &scan.components {
        let with_dc = scan.first_coefficient == 0 && scan.previous_bit == 0;
        let with_ac = !jpeg.frame.is_progressive || scan.first_coefficient > 0;
        if with_dc {
            used.push((0, component.dc_table as u8));
        }
        if with_ac {
            used.push((1, component.ac_table as u8));
        }
    }
    used.sort_unstable();
    used.dedup();
    used
}

fn input_table<'a>(scan: &'a Scan<'_>, class: u8, number: u8) -> Option<&'a TableSpec> {
    let tables = if class == 0 { &scan.dc_tables } else { &scan.ac_tables };
    tables.get(usize::from(number))?.as_ref()
}

/// Where symbols and bits go: first to be counted, then to be written.
trait Sink {
    fn symbol(&mut self, table: usize, symbol: u8);
    fn bits(&mut self, value: u32, count: u32);
    /// A symbol and the bits behind it.
    #[inline]
    fn symbol_and_bits(&mut self, table: usize, symbol: u8, value: u32, count: u32) {
        self.symbol(table, symbol);
        self.bits(value, count);
    }
    fn restart(&mut self, number: u32);
}

struct Counter {
    counts: Vec<[u32; 256]>,
}

impl Sink for Counter {
    #[inline]
    fn symbol(&mut self, table: usize, symbol: u8) {
        self.counts[table][usize::from(symbol)] += 1;
    }

    fn bits(&mut self, _value: u32, _count: u32) {}

    fn restart(&mut self, _number: u32) {}
}

struct Writer<'o> {
    /// By class and number; those that are not used have no codes.
    encoders: [huffman::Encoder; 8],
    bits: BitWriter<'o>,
    lost: bool,
}

impl Sink for Writer<'_> {
    #[inline]
    fn symbol(&mut self, table: usize, symbol: u8) {
        self.symbol_and_bits(table, symbol, 0, 0);
    }

    #[inline]
    fn bits(&mut self, value: u32, count: u32) {
        if count > 0 {
            self.bits.put(value, count);
        }
    }

    #[inline]
    fn symbol_and_bits(&mut self, table: usize, symbol: u8, value: u32, count: u32) {
        let (code, length) = self.encoders[table & 7].code(symbol);
        self.lost |= length == 0;
        self.bits.put(u32::from(code) << count | value, u32::from(length) + count);
    }

    fn restart(&mut self, number: u32) {
        self.bits.restart(number);
    }
}

fn write_scan(
    jpeg: &Jpeg<'_>,
    scan: &Scan<'_>,
    coefficients: &Coefficients,
    sink: &mut impl Sink,
) -> Result<(), Failure> {
    let mut state = State { predictions: [0; 4], bands: Bands::default() };
    let table = scan.components.first().map_or(0, |component| 4 + component.ac_table);
    scan_blocks(&jpeg.frame, scan, |event| {
        match event {
            Event::Row => {}
            Event::Restart(number) => {
                state.bands.flush(table, sink);
                state.predictions = [0; 4];
                sink.restart(number);
            }
            Event::Block { component, index } => {
                let block = coefficients.block(component.index, index);
                if !jpeg.frame.is_progressive {
                    state.dc(component, i32::from(block[0]), sink);
                    baseline_ac(4 + component.ac_table, block, sink);
                } else if scan.first_coefficient > 0 {
                    let band = &block[scan.first_coefficient..=scan.last_coefficient];
                    if scan.previous_bit == 0 {
                        state.bands.first(table, band, scan.bit, sink);
                    } else {
                        state.bands.refine(table, band, scan.bit, sink);
                    }
                } else if scan.previous_bit == 0 {
                    state.dc(component, i32::from(block[0]) >> scan.bit, sink);
                } else {
                    sink.bits((i32::from(block[0]) >> scan.bit) as u32 & 1, 1);
                }
            }
        }
        Ok(())
    })?;
    state.bands.flush(table, sink);
    Ok(())
}

struct State {
    predictions: [i32; 4],
    bands: Bands,
}

impl State {
    #[inline]
    fn dc(&mut self, component: &ScanComponent, value: i32, sink: &mut impl Sink) {
        let difference = value - self.predictions[component.index];
        self.predictions[component.index] = value;
        let size = bit_size(difference);
        sink.symbol_and_bits(component.dc_table, size as u8, signed_bits(difference, size), size);
    }
}

#[inline]
fn baseline_ac(table: usize, block: &[i16; 64], sink: &mut impl Sink) {
    // The place of the last coefficient written; the first is the DC one.
    let mut last: u32 = 0;
    for (at, part) in (0_u32..).step_by(4).zip(block.chunks_exact(4)) {
        // Four at a time: most of a block is nothing, and what is not is found without asking each.
        let mut four = part.iter().rev().fold(0_u64, |four, value| four << 16 | u64::from(value.cast_unsigned()));
        if at == 0 {
            four &= !0xFFFF;
        }
        while four != 0 {
            let lane = four.trailing_zeros() / 16;
            let value = i32::from((four >> (16 * lane)) as u16 as i16);
            four &= !(0xFFFF << (16 * lane));
            let mut run = at + lane - last - 1;
            while run > 15 {
                sink.symbol(table, 0xF0);
                run -= 16;
            }
            let size = bit_size(value);
            sink.symbol_and_bits(table, (run << 4 | size) as u8, signed_bits(value, size), size);
            last = at + lane;
        }
    }
    if last < 63 {
        sink.symbol(table, 0);
    }
}

/// The run of blocks whose bands have ended, and the correction bits that wait for it (G.1.2.2, G.1.2.3).
#[derive(Default)]
struct Bands {
    ended: u32,
    waiting: Vec<u8>,
}

impl Bands {
    fn first(&mut self, table: usize, band: &[i16], bit: u8, sink: &mut impl Sink) {
        let mut run: u8 = 0;
        for value in band {
            let magnitude = i32::from(*value).abs() >> bit;
            if magnitude == 0 {
                run += 1;
                continue;
            }
            self.flush(table, sink);
            while run > 15 {
                sink.symbol(table, 0xF0);
                run -= 16;
            }
            let signed = if *value < 0 { -magnitude } else { magnitude };
            let size = bit_size(signed);
            sink.symbol(table, run << 4 | size as u8);
            sink.bits(signed_bits(signed, size), size);
            run = 0;
        }
        if run > 0 {
            self.end_band(table, sink);
        }
    }

    fn refine(&mut self, table: usize, band: &[i16], bit: u8, sink: &mut impl Sink) {
        let magnitudes = band.iter().map(|value| i32::from(*value).abs() >> bit);
        // The last coefficient that becomes nonzero in this bit plane.
        let last_new = band.iter().rposition(|value| i32::from(*value).abs() >> bit == 1);
        let mut run: u8 = 0;
        let mut corrections: Vec<u8> = Vec::new();
        for (k, magnitude) in magnitudes.enumerate() {
            if magnitude == 0 {
                run += 1;
                continue;
            }
            while run > 15 && last_new.is_some_and(|last| k <= last) {
                self.flush(table, sink);
                sink.symbol(table, 0xF0);
                run -= 16;
                corrections.drain(..).for_each(|bit| sink.bits(u32::from(bit), 1));
            }
            if magnitude > 1 {
                corrections.push((magnitude & 1) as u8);
                continue;
            }
            self.flush(table, sink);
            sink.symbol(table, run << 4 | 1);
            sink.bits(u32::from(band[k] >= 0), 1);
            corrections.drain(..).for_each(|bit| sink.bits(u32::from(bit), 1));
            run = 0;
        }
        if run > 0 || !corrections.is_empty() {
            self.waiting.append(&mut corrections);
            self.end_band(table, sink);
        }
    }

    fn end_band(&mut self, table: usize, sink: &mut impl Sink) {
        self.ended += 1;
        if self.ended == 0x7FFF || self.waiting.len() > MAX_WAITING {
            self.flush(table, sink);
        }
    }

    #[inline]
    fn flush(&mut self, table: usize, sink: &mut impl Sink) {
        if self.ended > 0 {
            let size = self.ended.ilog2();
            sink.symbol(table, (size << 4) as u8);
            sink.bits(self.ended & ((1 << size) - 1), size);
            self.ended = 0;
            self.waiting.drain(..).for_each(|bit| sink.bits(u32::from(bit), 1));
        }
    }
}

/// Bits that hold a number's magnitude.
#[inline]
fn bit_size(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

/// The low bits that stand for a number (F.1.2.1).
#[inline]
fn signed_bits(value: i32, size: u32) -> u32 {
    let raw = if value < 0 { value - 1 } else { value };
    raw as u32 & ((1 << size) - 1)
}

/// Correction bits held back before a run is written; libjpeg, which other readers follow, holds as many.
const MAX_WAITING: usize = 937;
