//! The transforms by themselves, on pictures and paths of the size of a scanned page or a chart.
//!
//! `cargo bench -p candour-redact --features internals --bench transforms`

use std::hint::black_box;

use candour_redact::geom::{BezPath, Rect};
use candour_redact::internals::{cut_path, mask_picture};
use criterion::{Criterion, criterion_group, criterion_main};
use lopdf::{Dictionary, Object, Stream, dictionary};

/// A4 at 200 dpi.
const GREY_PAGE: (u16, u16) = (1654, 2339);
/// A4 at 300 dpi.
const BILEVEL_PAGE: (u32, u32) = (2480, 3508);
/// About the area of three words.
const MARK: Rect = Rect::new(0.2, 0.4, 0.6, 0.42);

/// Something like lines of print with a little noise.
fn is_ink(x: u32, y: u32) -> bool {
    y % 60 < 24 && (x * 7 + y / 60 * 13) % 31 < 9 && (x ^ y) % 17 != 3
}

fn grey_jpeg(is_progressive: bool) -> Stream {
    let (width, height) = GREY_PAGE;
    let mut noise = 1_u32;
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let paper = if is_ink(x, y) { 40 } else { 230 };
            pixels.push(paper + (noise >> 29) as u8);
        }
    }
    let mut data = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut data, 75);
    encoder.set_progressive(is_progressive);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Luma).expect("a picture of this size encodes");
    picture(
        dictionary! {"Width" => i64::from(width), "Height" => i64::from(height), "BitsPerComponent" => 8,
        "Filter" => Object::Name(b"DCTDecode".to_vec())},
        data,
    )
}

fn bilevel() -> Stream {
    let (width, height) = BILEVEL_PAGE;
    let mut data = vec![0xFF_u8; (width as usize / 8) * height as usize];
    for y in 0..height {
        for x in (0..width).filter(|x| is_ink(*x, y)) {
            data[(y * width + x) as usize / 8] &= !(0x80 >> (x % 8));
        }
    }
    picture(dictionary! {"Width" => i64::from(width), "Height" => i64::from(height), "BitsPerComponent" => 1}, data)
}

fn picture(mut dict: Dictionary, data: Vec<u8>) -> Stream {
    dict.set("ColorSpace", Object::Name(b"DeviceGray".to_vec()));
    Stream::new(dict, data)
}

fn chart() -> BezPath {
    let mut path = BezPath::new();
    path.move_to((0.0, 110.0));
    for i in 1..700 {
        path.line_to((f64::from(i) * 0.5, 110.0 + f64::from(i * 37 % 101) - 50.0));
    }
    path
}

fn transforms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transforms");
    group.sample_size(10);
    let (baseline, progressive, bits, chart) = (grey_jpeg(false), grey_jpeg(true), bilevel(), chart());
    let fax = mask_picture(&bits, MARK).expect("a plain picture can be masked").expect("some of it is left");
    group.bench_function("jpeg_baseline_page", |b| b.iter(|| mask_picture(black_box(&baseline), MARK)));
    group.bench_function("jpeg_progressive_page", |b| b.iter(|| mask_picture(black_box(&progressive), MARK)));
    group.bench_function("bilevel_page", |b| b.iter(|| mask_picture(black_box(&bits), MARK)));
    group.bench_function("group4_page", |b| b.iter(|| mask_picture(black_box(&fax), MARK)));
    group
        .bench_function("chart_line", |b| b.iter(|| cut_path(black_box(&chart), Rect::new(100.0, 80.0, 200.0, 140.0))));
    group.finish();
}

criterion_group!(benches, transforms);
criterion_main!(benches);
