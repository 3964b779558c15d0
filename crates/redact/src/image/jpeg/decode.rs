//! Entropy-coded scans to coefficients (ITU-T T.81, F.2 and G.2).

use super::{
    Coefficients, Event, Failure,
    bits::BitReader,
    huffman,
    parse::{Jpeg, Scan, ScanComponent},
    scan_blocks,
};

/// Where a row of a scan begins in its data.
pub(super) struct RowStart<'a> {
    pub(super) reader: BitReader<'a>,
    /// The DC coefficients before it, by component.
    pub(super) predictions: [i32; 4],
}

/// Decodes all scans; with the beginning of each row of a sequential one without restart markers, and the end of the last.
///
/// A file whose data end early is an error: what a reader would show there is its own choice.
pub(super) fn decode<'a>(jpeg: &Jpeg<'a>) -> Result<(Coefficients, Vec<Vec<RowStart<'a>>>), Failure> {
    if jpeg.frame.is_progressive {
        follows(jpeg)?;
    }
    let mut coefficients = Coefficients::zeroed(&jpeg.frame);
    let mut starts = Vec::new();
    for scan in &jpeg.scans {
        starts.push(decode_scan(jpeg, scan, &mut coefficients)?);
    }
    Ok((coefficients, starts))
}

/// Whether each coefficient comes first and is then refined bit by bit (ITU-T T.81, G.1.1.1). Readers show other files
/// each in its own way, and a coefficient whose bits are skipped cannot be coded again: nobody knows when it came.
fn follows(jpeg: &Jpeg<'_>) -> Result<(), Failure> {
    let mut told = vec![[None::<u8>; 64]; jpeg.frame.components.len()];
    for scan in &jpeg.scans {
        for component in &scan.components {
            let band = told
                .get_mut(component.index)
                .and_then(|one| one.get_mut(scan.first_coefficient..=scan.last_coefficient));
            for bit in band.ok_or(Failure::Broken("a scan past the end of a block"))? {
                let expected = (scan.previous_bit > 0).then_some(scan.previous_bit);
                if *bit != expected {
                    return Err(Failure::Unsupported("scans that do not follow one another"));
                }
                *bit = Some(scan.bit);
            }
        }
    }
    Ok(())
}

fn decode_scan<'a>(
    jpeg: &Jpeg<'a>,
    scan: &Scan<'a>,
    coefficients: &mut Coefficients,
) -> Result<Vec<RowStart<'a>>, Failure> {
    let make = |spec: &Option<huffman::TableSpec>| spec.as_ref().map(huffman::Decoder::new);
    let mut state = State {
        reader: BitReader::new(scan.data),
        dc: std::array::from_fn(|i| make(&scan.dc_tables[i])),
        ac: std::array::from_fn(|i| make(&scan.ac_tables[i])),
        predictions: [0; 4],
        end_of_band: 0,
    };
    let has_starts = !jpeg.frame.is_progressive && scan.restart_interval == 0;
    let mut starts = Vec::new();
    scan_blocks(&jpeg.frame, scan, |event| {
        match event {
            Event::Row if has_starts => {
                starts.push(RowStart { reader: state.reader.clone(), predictions: state.predictions });
            }
            Event::Row => {}
            Event::Restart(_) => {
                state.predictions = [0; 4];
                state.end_of_band = 0;
                state.reader.restart()?;
            }
            Event::Block { component, index } => {
                let block = coefficients.block_mut(component.index, index);
                if !jpeg.frame.is_progressive {
                    state.baseline(component, block)?;
                } else if scan.first_coefficient == 0 {
                    state.progressive_dc(scan, component, block)?;
                } else if scan.previous_bit == 0 {
                    state.progressive_ac_first(scan, component, block)?;
                } else {
                    state.progressive_ac_refine(scan, component, block)?;
                }
                if state.reader.is_exhausted() {
                    return Err(Failure::Broken("the data end early"));
                }
            }
        }
        Ok(())
    })?;
    if has_starts {
        starts.push(RowStart { reader: state.reader, predictions: state.predictions });
    }
    Ok(starts)
}

struct State<'a> {
    reader: BitReader<'a>,
    dc: [Option<huffman::Decoder>; 4],
    ac: [Option<huffman::Decoder>; 4],
    predictions: [i32; 4],
    end_of_band: u32,
}

impl State<'_> {
    fn dc_difference(&mut self, component: &ScanComponent) -> Result<i32, Failure> {
        let table = self.dc[component.dc_table].as_ref().ok_or(NO_TABLE)?;
        let size = self.reader.symbol(table)?;
        if size > 15 {
            return Err(Failure::Broken("a DC difference of more than 15 bits"));
        }
        let value = self.predictions[component.index] + self.reader.signed(size);
        if i16::try_from(value).is_err() {
            return Err(Failure::Broken("a DC coefficient out of range"));
        }
        self.predictions[component.index] = value;
        Ok(value)
    }

    #[inline]
    fn baseline(&mut self, component: &ScanComponent, block: &mut [i16; 64]) -> Result<(), Failure> {
        block[0] = self.dc_difference(component)? as i16;
        let table = self.ac[component.ac_table].as_ref().ok_or(NO_TABLE)?;
        let mut k = 1;
        while k < 64 {
            let symbol = self.reader.symbol(table)?;
            let (run, size) = (usize::from(symbol >> 4), symbol & 15);
            if size == 0 {
                if run != 15 {
                    break;
                }
                k += 16;
                continue;
            }
            k += run;
            let slot = block.get_mut(k).ok_or(Failure::Broken("a run past the end of a block"))?;
            *slot = self.reader.signed(size) as i16;
            k += 1;
        }
        Ok(())
    }

    fn progressive_dc(
        &mut self,
        scan: &Scan<'_>,
        component: &ScanComponent,
        block: &mut [i16; 64],
    ) -> Result<(), Failure> {
        if scan.previous_bit == 0 {
            let value = self.dc_difference(component)?;
            block[0] =
                i16::try_from(value << scan.bit).map_err(|_| Failure::Broken("a DC coefficient out of range"))?;
        } else if self.reader.bits(1) == 1 {
            block[0] |= 1 << scan.bit;
        }
        Ok(())
    }

    fn progressive_ac_first(
        &mut self,
        scan: &Scan<'_>,
        component: &ScanComponent,
        block: &mut [i16; 64],
    ) -> Result<(), Failure> {
        if self.end_of_band > 0 {
            self.end_of_band -= 1;
            return Ok(());
        }
        let mut k = scan.first_coefficient;
        while k <= scan.last_coefficient {
            let symbol = self.reader.symbol(self.ac[component.ac_table].as_ref().ok_or(NO_TABLE)?)?;
            let (run, size) = (symbol >> 4, symbol & 15);
            if size == 0 {
                if run < 15 {
                    self.end_of_band = self.band_length(run) - 1;
                    break;
                }
                k += 16;
                continue;
            }
            k += usize::from(run);
            if k > scan.last_coefficient {
                return Err(Failure::Broken("a run past the end of a band"));
            }
            let value = self.reader.signed(size) << scan.bit;
            block[k] = i16::try_from(value).map_err(|_| Failure::Broken("a coefficient out of range"))?;
            k += 1;
        }
        Ok(())
    }

    fn progressive_ac_refine(
        &mut self,
        scan: &Scan<'_>,
        component: &ScanComponent,
        block: &mut [i16; 64],
    ) -> Result<(), Failure> {
        let step: i16 = 1 << scan.bit;
        let mut k = scan.first_coefficient;
        if self.end_of_band == 0 {
            while k <= scan.last_coefficient {
                let symbol = self.reader.symbol(self.ac[component.ac_table].as_ref().ok_or(NO_TABLE)?)?;
                let (mut run, size) = (symbol >> 4, symbol & 15);
                let mut value = 0;
                if size == 0 {
                    if run < 15 {
                        self.end_of_band = self.band_length(run);
                        break;
                    }
                } else {
                    value = if self.reader.bits(1) == 1 { step } else { -step };
                }
                while k <= scan.last_coefficient {
                    if block[k] != 0 {
                        self.refine(&mut block[k], step);
                    } else if run == 0 {
                        if value != 0 {
                            block[k] = value;
                        }
                        k += 1;
                        break;
                    } else {
                        run -= 1;
                    }
                    k += 1;
                }
            }
        }
        if self.end_of_band > 0 {
            for slot in block.iter_mut().take(scan.last_coefficient + 1).skip(k) {
                if *slot != 0 {
                    self.refine(slot, step);
                }
            }
            self.end_of_band -= 1;
        }
        Ok(())
    }

    fn refine(&mut self, slot: &mut i16, step: i16) {
        if self.reader.bits(1) == 1 {
            *slot = slot.saturating_add(if *slot > 0 { step } else { -step });
        }
    }

    /// Blocks in a run of ended bands.
    fn band_length(&mut self, exponent: u8) -> u32 {
        let extra = if exponent > 0 { self.reader.bits(u32::from(exponent)) } else { 0 };
        (1 << exponent) + extra
    }
}

const NO_TABLE: Failure = Failure::Broken("a table is missing");
