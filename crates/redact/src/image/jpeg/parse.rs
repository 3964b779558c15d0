//! The markers of a JPEG file (ITU-T T.81, annex B), read into a frame, its tables and its scans.

use super::{Failure, huffman::TableSpec};

/// A JPEG file, taken apart but not decoded.
pub(super) struct Jpeg<'a> {
    pub(super) frame: Frame,
    /// Quantisation tables in zigzag order.
    pub(super) quantisation: [Option<[u16; 64]>; 4],
    pub(super) scans: Vec<Scan<'a>>,
    /// Version, units and density of a JFIF header.
    pub(super) jfif: Option<[u8; 7]>,
    /// Colour transform of an Adobe header.
    pub(super) adobe_transform: Option<u8>,
}

/// What a start-of-frame marker says.
pub(super) struct Frame {
    pub(super) is_progressive: bool,
    /// The marker's code: 0xC0, 0xC1 or 0xC2.
    pub(super) marker: u8,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) components: Vec<Component>,
    pub(super) horizontal_max: u32,
    pub(super) vertical_max: u32,
}

/// One colour component of a frame.
pub(super) struct Component {
    pub(super) id: u8,
    pub(super) horizontal: u32,
    pub(super) vertical: u32,
    pub(super) quantisation: usize,
    /// Blocks that hold samples of the picture.
    pub(super) columns: u32,
    pub(super) rows: u32,
    /// Blocks stored, with those that fill the last MCU.
    pub(super) padded_columns: u32,
    pub(super) padded_rows: u32,
}

/// One scan: its header, the tables in force, and its entropy-coded bytes.
pub(super) struct Scan<'a> {
    pub(super) components: Vec<ScanComponent>,
    pub(super) first_coefficient: usize,
    pub(super) last_coefficient: usize,
    /// Bit position of the previous pass over these coefficients; 0 in the first.
    pub(super) previous_bit: u8,
    pub(super) bit: u8,
    pub(super) dc_tables: [Option<TableSpec>; 4],
    pub(super) ac_tables: [Option<TableSpec>; 4],
    /// MCUs between restart markers; 0 for none.
    pub(super) restart_interval: u32,
    pub(super) data: &'a [u8],
}

/// A component's place in a scan.
#[derive(Clone, Copy)]
pub(super) struct ScanComponent {
    pub(super) index: usize,
    pub(super) dc_table: usize,
    pub(super) ac_table: usize,
}

impl Frame {
    /// MCUs of a scan with several components, across and down.
    pub(super) fn mcus(&self) -> (u32, u32) {
        (self.width.div_ceil(8 * self.horizontal_max), self.height.div_ceil(8 * self.vertical_max))
    }
}

/// Reads the markers. Fails on what the transcoder does not handle (arithmetic coding, lossless, hierarchical,
/// 12 bits) and on broken structure.
pub(super) fn parse(data: &[u8]) -> Result<Jpeg<'_>, Failure> {
    let start = data.windows(2).position(|pair| pair == [0xFF, 0xD8]).ok_or(Failure::Broken("no start of image"))?;
    let mut reader = Markers { data, at: start + 2 };
    let mut frame: Option<Frame> = None;
    let mut quantisation = [None; 4];
    let mut dc_tables: [Option<TableSpec>; 4] = Default::default();
    let mut ac_tables: [Option<TableSpec>; 4] = Default::default();
    let mut restart_interval = 0;
    let mut jfif = None;
    let mut adobe_transform = None;
    let mut scans: Vec<Scan<'_>> = Vec::new();
    while let Some(marker) = reader.next_marker() {
        match marker {
            0xD9 => break,
            0x01 | 0xD0..=0xD8 => {}
            0xC0..=0xC2 => {
                if frame.is_some() {
                    return Err(Failure::Unsupported("several frames"));
                }
                frame = Some(parse_frame(marker, reader.segment()?)?);
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(Failure::Unsupported("arithmetic, lossless or hierarchical coding"));
            }
            0xC4 => parse_huffman(reader.segment()?, &mut dc_tables, &mut ac_tables)?,
            0xDB => {
                if !scans.is_empty() {
                    return Err(Failure::Unsupported("quantisation tables between scans"));
                }
                parse_quantisation(reader.segment()?, &mut quantisation)?;
            }
            0xDD => match reader.segment()? {
                [high, low, ..] => restart_interval = u32::from(u16::from_be_bytes([*high, *low])),
                _ => return Err(Failure::Broken("restart interval")),
            },
            0xDC => return Err(Failure::Unsupported("number of lines after the first scan")),
            0xE0 => {
                if let Some([b'J', b'F', b'I', b'F', 0, rest @ ..]) = Some(reader.segment()?) {
                    jfif = rest.first_chunk::<7>().copied();
                }
            }
            0xEE => {
                if let [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..] = reader.segment()? {
                    adobe_transform = Some(*transform);
                }
            }
            0xDA => {
                let frame = frame.as_ref().ok_or(Failure::Broken("a scan before its frame"))?;
                let header = reader.segment()?;
                let mut scan = parse_scan(header, frame)?;
                scan.dc_tables.clone_from(&dc_tables);
                scan.ac_tables.clone_from(&ac_tables);
                scan.restart_interval = restart_interval;
                scan.data = reader.entropy_coded();
                scans.push(scan);
                if scans.len() > MAX_SCANS {
                    return Err(Failure::Unsupported("too many scans"));
                }
            }
            _ => {
                reader.segment()?;
            }
        }
    }
    let frame = frame.ok_or(Failure::Broken("no frame"))?;
    if scans.is_empty() {
        return Err(Failure::Broken("no scan"));
    }
    Ok(Jpeg { frame, quantisation, scans, jfif, adobe_transform })
}

struct Markers<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Markers<'a> {
    /// The next marker's code; bytes between segments are skipped.
    fn next_marker(&mut self) -> Option<u8> {
        loop {
            let offset = self.data.get(self.at..)?.iter().position(|byte| *byte == 0xFF)?;
            self.at += offset + 1;
            match *self.data.get(self.at)? {
                0xFF | 0x00 => {}
                marker => {
                    self.at += 1;
                    return Some(marker);
                }
            }
        }
    }

    fn segment(&mut self) -> Result<&'a [u8], Failure> {
        let broken = Failure::Broken("a segment is cut off");
        let rest = self.data.get(self.at..).ok_or(broken)?;
        let length = match rest {
            [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return Err(Failure::Broken("a segment is cut off")),
        };
        let segment = rest.get(2..length).ok_or(Failure::Broken("a segment is cut off"))?;
        self.at += length;
        Ok(segment)
    }

    /// The bytes up to the next marker that is no restart.
    fn entropy_coded(&mut self) -> &'a [u8] {
        let start = self.at;
        let mut at = start;
        while let Some(offset) = self.data.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xFF)) {
            at += offset;
            match self.data.get(at + 1) {
                Some(0x00 | 0xD0..=0xD7) => at += 2,
                Some(0xFF) => at += 1,
                _ => {
                    self.at = at;
                    return &self.data[start..at];
                }
            }
        }
        self.at = self.data.len();
        &self.data[start..]
    }
}

fn parse_frame(marker: u8, segment: &[u8]) -> Result<Frame, Failure> {
    let [precision, h1, h0, w1, w0, count, rest @ ..] = segment else {
        return Err(Failure::Broken("frame header"));
    };
    if *precision != 8 {
        return Err(Failure::Unsupported("12 bits per sample"));
    }
    let height = u32::from(u16::from_be_bytes([*h1, *h0]));
    let width = u32::from(u16::from_be_bytes([*w1, *w0]));
    if width == 0 || height == 0 {
        return Err(Failure::Unsupported("no size in the frame header"));
    }
    if !(1..=4).contains(count) || rest.len() < usize::from(*count) * 3 {
        return Err(Failure::Unsupported("number of components"));
    }
    let mut components = Vec::new();
    for entry in rest.chunks_exact(3).take(usize::from(*count)) {
        let (horizontal, vertical) = (u32::from(entry[1] >> 4), u32::from(entry[1] & 15));
        if !(1..=4).contains(&horizontal) || !(1..=4).contains(&vertical) || entry[2] > 3 {
            return Err(Failure::Broken("sampling factors"));
        }
        components.push(Component {
            id: entry[0],
            horizontal,
            vertical,
            quantisation: usize::from(entry[2]),
            columns: 0,
            rows: 0,
            padded_columns: 0,
            padded_rows: 0,
        });
    }
    let horizontal_max = components.iter().map(|c| c.horizontal).max().unwrap_or(1);
    let vertical_max = components.iter().map(|c| c.vertical).max().unwrap_or(1);
    let mut frame = Frame {
        is_progressive: marker == 0xC2,
        marker,
        width,
        height,
        components: Vec::new(),
        horizontal_max,
        vertical_max,
    };
    let (across, down) = frame.mcus();
    for component in &mut components {
        component.columns = (width * component.horizontal).div_ceil(horizontal_max).div_ceil(8);
        component.rows = (height * component.vertical).div_ceil(vertical_max).div_ceil(8);
        component.padded_columns = across * component.horizontal;
        component.padded_rows = down * component.vertical;
    }
    frame.components = components;
    Ok(frame)
}

fn parse_scan<'a>(segment: &[u8], frame: &Frame) -> Result<Scan<'a>, Failure> {
    let broken = || Failure::Broken("scan header");
    let (count, rest) = segment.split_first().ok_or_else(broken)?;
    let count = usize::from(*count);
    if !(1..=4).contains(&count) || rest.len() < count * 2 + 3 {
        return Err(broken());
    }
    let mut components = Vec::new();
    for entry in rest.chunks_exact(2).take(count) {
        let index = frame.components.iter().position(|c| c.id == entry[0]).ok_or_else(broken)?;
        let (dc_table, ac_table) = (usize::from(entry[1] >> 4), usize::from(entry[1] & 15));
        if dc_table > 3 || ac_table > 3 || components.iter().any(|c: &ScanComponent| c.index == index) {
            return Err(broken());
        }
        components.push(ScanComponent { index, dc_table, ac_table });
    }
    let tail = &rest[count * 2..];
    let (first, last, previous_bit, bit) = if frame.is_progressive {
        (usize::from(tail[0]), usize::from(tail[1]), tail[2] >> 4, tail[2] & 15)
    } else {
        (0, 63, 0, 0)
    };
    let is_dc = first == 0;
    let fits = last <= 63
        && first <= last
        && bit <= 13
        && (previous_bit == 0 || previous_bit == bit + 1)
        && (!frame.is_progressive || if is_dc { last == 0 } else { count == 1 });
    if !fits {
        return Err(broken());
    }
    Ok(Scan {
        components,
        first_coefficient: first,
        last_coefficient: last,
        previous_bit,
        bit,
        dc_tables: Default::default(),
        ac_tables: Default::default(),
        restart_interval: 0,
        data: &[],
    })
}

fn parse_huffman(
    mut segment: &[u8],
    dc: &mut [Option<TableSpec>; 4],
    ac: &mut [Option<TableSpec>; 4],
) -> Result<(), Failure> {
    while let Some((head, rest)) = segment.split_first() {
        let (counts, rest) = rest.split_first_chunk::<16>().ok_or(Failure::Broken("Huffman table"))?;
        let total: usize = counts.iter().map(|n| usize::from(*n)).sum();
        let values = rest.get(..total).ok_or(Failure::Broken("Huffman table"))?;
        let tables = if head >> 4 == 0 { &mut *dc } else { &mut *ac };
        let slot = tables.get_mut(usize::from(head & 15)).ok_or(Failure::Broken("Huffman table"))?;
        *slot = Some(TableSpec::new(*counts, values)?);
        segment = &rest[total..];
    }
    Ok(())
}

fn parse_quantisation(mut segment: &[u8], tables: &mut [Option<[u16; 64]>; 4]) -> Result<(), Failure> {
    while let Some((head, rest)) = segment.split_first() {
        let wide = head >> 4 != 0;
        let size = if wide { 128 } else { 64 };
        let bytes = rest.get(..size).ok_or(Failure::Broken("quantisation table"))?;
        let mut table = [0; 64];
        for (i, entry) in table.iter_mut().enumerate() {
            *entry = if wide { u16::from_be_bytes([bytes[2 * i], bytes[2 * i + 1]]) } else { u16::from(bytes[i]) };
            if *entry == 0 {
                return Err(Failure::Broken("quantisation by zero"));
            }
        }
        *tables.get_mut(usize::from(head & 15)).ok_or(Failure::Broken("quantisation table"))? = Some(table);
        segment = &rest[size..];
    }
    Ok(())
}

/// More scans than any encoder writes; each costs a pass over the whole picture.
const MAX_SCANS: usize = 64;
