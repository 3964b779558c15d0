//! The other reader is `zune-jpeg`; the other writer `jpeg-encoder`.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use kurbo::{Rect, Shape as _};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use super::*;

const SIZE: (u32, u32) = (100, 76);

/// A soft picture with a patch at (40..56, 24..40) that depends on the seed.
fn picture(seed: u32, channels: usize) -> Vec<u8> {
    let mut pixels = Vec::new();
    let mut noise = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
    for y in 0..SIZE.1 {
        for x in 0..SIZE.0 {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let secret = (40..56).contains(&x) && (24..40).contains(&y);
            for channel in 0..channels as u32 {
                let soft = 90 + x / 2 + y * (channel + 1) / 3;
                pixels.push(if secret { (noise >> 24) as u8 } else { soft as u8 });
            }
        }
    }
    pixels
}

struct Style {
    color: ColorType,
    channels: usize,
    sampling: SamplingFactor,
    is_progressive: bool,
    is_optimised: bool,
    restart: Option<u16>,
}

const GRAY: Style = Style {
    color: ColorType::Luma,
    channels: 1,
    sampling: SamplingFactor::F_1_1,
    is_progressive: false,
    is_optimised: false,
    restart: None,
};

fn styles() -> Vec<Style> {
    let mut styles = Vec::new();
    for (color, channels) in
        [(ColorType::Luma, 1), (ColorType::Rgb, 3), (ColorType::Cmyk, 4), (ColorType::CmykAsYcck, 4)]
    {
        for sampling in [SamplingFactor::F_1_1, SamplingFactor::F_2_2, SamplingFactor::F_2_1] {
            for is_progressive in [false, true] {
                for (is_optimised, restart) in [(false, None), (true, None), (false, Some(3))] {
                    styles.push(Style { color, channels, sampling, is_progressive, is_optimised, restart });
                }
            }
        }
    }
    styles
}

fn encode(pixels: &[u8], style: &Style) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 85);
    encoder.set_sampling_factor(style.sampling);
    encoder.set_progressive(style.is_progressive);
    encoder.set_optimized_huffman_tables(style.is_optimised);
    if let Some(interval) = style.restart {
        encoder.set_restart_interval(interval);
    }
    encoder.add_app_segment(1, b"Exif\0\0a sample secret".to_vec()).unwrap();
    encoder.encode(pixels, SIZE.0 as u16, SIZE.1 as u16, style.color).unwrap();
    out
}

/// Whether `zune-jpeg` reads this style: it fails on sequential files with a scan for each component, and gives
/// CMYK only where it is stored so.
fn is_read_by_zune(style: &Style) -> bool {
    style.channels == 1 || style.channels == 3 && (style.is_progressive || !style.is_optimised)
}

/// The quantised coefficients of a file, by our own decoder.
fn coefficients(data: &[u8]) -> Vec<Vec<[i16; 64]>> {
    decode::decode(&parse::parse(data).unwrap()).unwrap().0.components.clone()
}

fn decode(data: &[u8], channels: usize) -> Vec<u8> {
    let space = [ColorSpace::Luma, ColorSpace::Luma, ColorSpace::RGB, ColorSpace::CMYK][channels - 1];
    let options = DecoderOptions::default().jpeg_set_out_colorspace(space);
    JpegDecoder::new_with_options(ZCursor::new(data), options).decode().unwrap()
}

fn region(x0: u32, y0: u32, x1: u32, y1: u32) -> PixelMask {
    let (w, h) = (f64::from(SIZE.0), f64::from(SIZE.1));
    let rect = Rect::new(f64::from(x0) / w, 1.0 - f64::from(y1) / h, f64::from(x1) / w, 1.0 - f64::from(y0) / h);
    PixelMask::from_regions(SIZE.0, SIZE.1, &[rect.to_path(0.1)])
}

fn nothing() -> PixelMask {
    PixelMask::empty(SIZE.0, SIZE.1)
}

fn black(style: &Style) -> Vec<u8> {
    if style.channels == 4 { vec![255, 255, 255, 255] } else { vec![0; style.channels] }
}

#[test]
fn transcoding_without_a_mark_keeps_every_sample_in_every_style() {
    for (i, style) in styles().iter().enumerate() {
        let data = encode(&picture(1, style.channels), style);
        let out =
            mask(&data, &nothing(), &nothing(), &black(style), None).unwrap_or_else(|e| panic!("style {i}: {e:?}"));
        assert!(coefficients(&data) == coefficients(&out), "style {i}");
        if is_read_by_zune(style) {
            assert!(decode(&data, style.channels) == decode(&out, style.channels), "style {i}");
        }
        assert!(!out.windows(6).any(|bytes| bytes == b"sample"), "style {i} keeps its application data");
    }
}

#[test]
fn twins_give_the_same_bytes_in_every_style() {
    for (i, style) in styles().iter().enumerate() {
        let mark = region(40, 24, 56, 40);
        let outs = [1, 2].map(|seed| {
            let data = encode(&picture(seed, style.channels), style);
            mask(&data, &mark, &nothing(), &black(style), None).unwrap()
        });
        assert!(outs[0] == outs[1], "style {i}");
    }
}

#[test]
fn a_mark_across_blocks_keeps_the_neighbours_and_clears_its_inside() {
    for (i, style) in styles().iter().enumerate().filter(|(_, style)| is_read_by_zune(style)) {
        let data = encode(&picture(1, style.channels), style);
        let mark = region(37, 21, 59, 43);
        let out = mask(&data, &mark, &nothing(), &black(style), None).unwrap();
        let (before, after) = (decode(&data, style.channels), decode(&out, style.channels));
        let (mut far, mut near) = (0, 0);
        for (at, (a, b)) in before.iter().zip(&after).enumerate() {
            let (x, y) = (at / style.channels % SIZE.0 as usize, at / style.channels / SIZE.0 as usize);
            let difference = a.abs_diff(*b);
            if !(31..66).contains(&x) || !(15..50).contains(&y) {
                far = far.max(difference);
            } else if mark.contains(x as u32, y as u32) {
                assert!(*b < 40, "style {i}: {b} is left at {x},{y}");
            } else if !(36..60).contains(&x) || !(20..44).contains(&y) {
                near = near.max(difference);
            }
        }
        assert_eq!(far, 0, "style {i}: far from the mark");
        assert!(near < 60, "style {i}: {near} beside the mark");
    }
}

#[test]
fn hidden_blocks_are_cleared_and_crossed_ones_stay() {
    let data = encode(&picture(1, 1), &GRAY);
    let hidden = region(0, 0, 44, 76);
    let out = mask(&data, &nothing(), &hidden, &[0], None).unwrap();
    let (before, after) = (decode(&data, 1), decode(&out, 1));
    for (at, (a, b)) in before.iter().zip(&after).enumerate() {
        if at % SIZE.0 as usize >= 40 {
            assert_eq!(a, b);
        } else {
            assert!(*b < 3);
        }
    }
}

#[test]
fn cleaning_keeps_the_coded_data_and_drops_the_rest() {
    let mut data = encode(&picture(1, 3), &Style { color: ColorType::Rgb, channels: 3, ..GRAY });
    data.extend_from_slice(b"trailing sample secret");
    let out = clean(&data).unwrap().unwrap();
    assert_eq!(decode(&data, 3), decode(&out, 3));
    assert!(!out.windows(6).any(|bytes| bytes == b"sample"));
    assert_eq!(clean(&out).unwrap(), None);
    let trailing = [out.as_slice(), b"secret"].concat();
    assert_eq!(clean(&trailing).unwrap(), Some(out));
}

#[test]
fn rows_that_are_copied_come_out_as_if_they_were_coded_anew() {
    let (erase, hidden) = (region(40, 24, 56, 30), nothing());
    let mut copied = 0;
    for style in styles() {
        let data = encode(&picture(3, style.channels), &style);
        let jpeg = parse::parse(&data).unwrap();
        let (mut coefficients, starts) = decode::decode(&jpeg).unwrap();
        let components = 0..jpeg.frame.components.len();
        let touched: Vec<Touched> = components.map(|at| Touched::new(&jpeg.frame, at, &erase, &hidden)).collect();
        for touched in &touched {
            fill::replace_touched(&jpeg, &mut coefficients, touched, (&erase, &hidden), 0).unwrap();
        }
        let tables = encode::tables_for(&jpeg, &jpeg.scans, &coefficients).unwrap();
        for (scan, starts) in jpeg.scans.iter().zip(&starts).filter(|(_, starts)| !starts.is_empty()) {
            let written = |starts| {
                let mut out = Vec::new();
                encode::encode_scan(&jpeg, scan, &tables, &coefficients, (starts, &touched), &mut out).unwrap();
                out
            };
            assert_eq!(written(starts), written(&[]));
            copied += 1;
        }
    }
    assert!(copied > 20, "{copied}");
}

#[test]
fn tables_of_annex_k_are_known_and_kept() {
    let data = encode(&picture(1, 1), &GRAY);
    let jpeg = parse::parse(&data).unwrap();
    assert!(jpeg.scans[0].dc_tables[0].as_ref().unwrap().is_standard());
    assert!(jpeg.scans[0].ac_tables[0].as_ref().unwrap().is_standard());
    let out = mask(&data, &nothing(), &nothing(), &[0], None).unwrap();
    let scan = &parse::parse(&out).unwrap().scans[0];
    assert_eq!(scan.data, jpeg.scans[0].data);
}

#[test]
fn damaged_files_fail_without_a_panic() {
    let data = encode(&picture(1, 3), &Style { color: ColorType::Rgb, channels: 3, is_progressive: true, ..GRAY });
    let mark = region(40, 24, 56, 40);
    for cut in (0..data.len()).step_by(7) {
        let _ = mask(&data[..cut], &mark, &nothing(), &[0, 0, 0], None);
        let mut flipped = data.clone();
        flipped[cut] ^= 0x5A;
        let _ = mask(&flipped, &mark, &nothing(), &[0, 0, 0], None);
        let _ = clean(&flipped);
    }
}
