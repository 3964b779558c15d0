//! The photograph-like picture: a whiteboard with a hand-drawn bar chart, as a JPEG.
//!
//! Drawn by arithmetic and a fixed seed, so the bytes are the same on each run. It carries what a telephone's picture
//! carries: uneven light, grain, a vignette, and a metadata segment that names the photographer.

use jpeg_encoder::{ColorType, Encoder};

const WIDTH: usize = 1200;
const HEIGHT: usize = 800;

/// Cases waiting, by week: the figures the redaction has to remove.
const WAITING: [u32; 7] = [22, 25, 31, 30, 38, 44, 47];

/// The picture as JPEG bytes.
pub(crate) fn whiteboard() -> Result<Vec<u8>, jpeg_encoder::EncodingError> {
    let mut board = Board::empty();
    board.chart();
    board.write("WAITING - QUAYSIDE", 120.0, 70.0, 7.0, BLUE);
    board.write("OVER 10 DAYS: 19", 620.0, 690.0, 5.0, RED);
    let pixels = board.photographed();
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 82);
    encoder.add_app_segment(1, metadata())?;
    encoder.encode(&pixels, to_u16(WIDTH), to_u16(HEIGHT), ColorType::Rgb)?;
    Ok(jpeg)
}

fn metadata() -> Vec<u8> {
    let mut segment = b"http://ns.adobe.com/xap/1.0/\0".to_vec();
    segment.extend_from_slice(
        br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="Sample picture. Insp Ruth Calloway, Quayside team room, 28 June 2021 08:41"/></rdf:RDF></x:xmpmeta>"#,
    );
    segment
}

/// Ink laid on a board: one colour per pixel, in linear 0..1.
struct Board {
    pixels: Vec<[f32; 3]>,
}

const BLUE: [f32; 3] = [0.10, 0.16, 0.45];
const RED: [f32; 3] = [0.68, 0.12, 0.14];
const GREEN: [f32; 3] = [0.08, 0.42, 0.24];
const BLACK: [f32; 3] = [0.12, 0.12, 0.14];

impl Board {
    fn empty() -> Self {
        let mut board = Self { pixels: vec![[0.93, 0.94, 0.92]; WIDTH * HEIGHT] };
        // The frame and the pen tray.
        board.fill(0, 0, WIDTH, 26, [0.62, 0.63, 0.65]);
        board.fill(0, HEIGHT - 40, WIDTH, HEIGHT, [0.52, 0.53, 0.55]);
        board.fill(0, 0, 24, HEIGHT, [0.58, 0.59, 0.61]);
        board.fill(WIDTH - 24, 0, WIDTH, HEIGHT, [0.66, 0.67, 0.69]);
        for (pen, colour) in [(180, BLUE), (300, RED), (430, GREEN)] {
            board.fill(pen, HEIGHT - 32, pen + 90, HEIGHT - 16, colour);
        }
        board
    }

    fn chart(&mut self) {
        let base = 600.0;
        self.stroke((110.0, 150.0), (106.0, base + 6.0), 4.0, BLACK);
        self.stroke((100.0, base), (1110.0, base + 4.0), 4.0, BLACK);
        for (week, waiting) in (0u8..).zip(WAITING) {
            let left = 150.0 + f32::from(week) * 136.0;
            let height = count(waiting) * 8.6;
            let colour = if waiting > 35 { RED } else { BLUE };
            self.bar(left, base, 84.0, height, colour);
            self.write(&waiting.to_string(), left + 14.0, base - height - 46.0, 5.0, colour);
            self.write(&format!("W{}", week + 1), left + 16.0, base + 22.0, 4.0, BLACK);
        }
        self.stroke((150.0, 410.0), (1100.0, 200.0), 3.5, GREEN);
    }

    /// A bar as a hand draws one: four wavering edges, then slanting strokes inside.
    fn bar(&mut self, left: f32, base: f32, width: f32, height: f32, colour: [f32; 3]) {
        let top = base - height;
        self.stroke((left, base), (left + 2.0, top), 4.0, colour);
        self.stroke((left - 2.0, top + 1.0), (left + width, top - 2.0), 4.0, colour);
        self.stroke((left + width, top), (left + width - 2.0, base), 4.0, colour);
        let mut from = top + 16.0;
        while from < base {
            self.stroke((left + 4.0, from), (left + width - 6.0, (from - 34.0).max(top + 4.0)), 2.4, colour);
            from += 19.0;
        }
    }

    /// Letters of a small grid alphabet, each lit square drawn as a dab of the pen.
    fn write(&mut self, text: &str, left: f32, top: f32, size: f32, colour: [f32; 3]) {
        let mut x = left;
        for character in text.chars() {
            for (row, line) in (0u8..).zip(glyph(character)) {
                for column in 0u8..5 {
                    if line & (0b1_0000 >> column) != 0 {
                        let at = (x + f32::from(column) * size, top + f32::from(row) * size);
                        self.stroke(at, (at.0 + size * 0.7, at.1 + size * 0.4), size * 1.05, colour);
                    }
                }
            }
            x += size * 6.2;
        }
    }

    /// A line of the given thickness that wavers a little, with softened edges.
    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32, colour: [f32; 3]) {
        let length = (to.0 - from.0).hypot(to.1 - from.1).max(1.0);
        let steps = length.ceil();
        let mut step = 0.0;
        while step <= steps {
            let along = step / steps;
            let waver = (along * length * 0.045).sin() * 1.4;
            let x = from.0 + (to.0 - from.0) * along + waver * (to.1 - from.1) / length;
            let y = from.1 + (to.1 - from.1) * along - waver * (to.0 - from.0) / length;
            self.dab(x, y, thickness / 2.0, colour);
            step += 1.0;
        }
    }

    fn dab(&mut self, x: f32, y: f32, radius: f32, colour: [f32; 3]) {
        let reach = radius + 1.5;
        for row in whole(y - reach)..=whole(y + reach) {
            for column in whole(x - reach)..=whole(x + reach) {
                if row >= HEIGHT || column >= WIDTH {
                    continue;
                }
                let distance = (real(column) - x).hypot(real(row) - y);
                let cover = (radius + 0.8 - distance).clamp(0.0, 1.0) * 0.82;
                let pixel = &mut self.pixels[row * WIDTH + column];
                for (channel, ink) in pixel.iter_mut().zip(colour) {
                    *channel = channel.min(*channel * (1.0 - cover) + ink * cover);
                }
            }
        }
    }

    fn fill(&mut self, left: usize, top: usize, right: usize, bottom: usize, colour: [f32; 3]) {
        for row in top..bottom {
            self.pixels[row * WIDTH + left..row * WIDTH + right].fill(colour);
        }
    }

    /// The board as a camera sees it: a window's glare, a dark corner, grain.
    fn photographed(&self) -> Vec<u8> {
        let mut grain = Grain(0x5eed_2021);
        let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for (index, pixel) in self.pixels.iter().enumerate() {
            let (x, y) = (real(index % WIDTH) / real(WIDTH), real(index / WIDTH) / real(HEIGHT));
            let glare = 0.10 * (-((x - 0.78).powi(2) / 0.03 + (y - 0.22).powi(2) / 0.05)).exp();
            let vignette = 1.0 - 0.42 * ((x - 0.5).powi(2) + (y - 0.5).powi(2));
            let noise = (grain.next() - 0.5) * 0.035;
            let warmth = [1.0, 0.985, 0.94];
            for (channel, tint) in pixel.iter().zip(warmth) {
                let light = (channel * (0.90 + 0.08 * x) * vignette * tint + glare + noise).clamp(0.0, 1.0);
                bytes.push(to_u8(light * 255.0));
            }
        }
        bytes
    }
}

/// A linear congruential generator: the grain has to be the same on each run, not unpredictable.
struct Grain(u32);

impl Grain {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((self.0 >> 16) as u16) / f32::from(u16::MAX)
    }
}

/// Rows of a 5 by 7 letter, the leftmost square in the highest of the five bits.
fn glyph(character: char) -> [u8; 7] {
    match character {
        '0' => [14, 17, 19, 21, 25, 17, 14],
        '1' => [4, 12, 4, 4, 4, 4, 14],
        '2' => [14, 17, 1, 6, 8, 16, 31],
        '3' => [14, 17, 1, 6, 1, 17, 14],
        '4' => [2, 6, 10, 18, 31, 2, 2],
        '5' => [31, 16, 30, 1, 1, 17, 14],
        '6' => [6, 8, 16, 30, 17, 17, 14],
        '7' => [31, 1, 2, 4, 8, 8, 8],
        '8' => [14, 17, 17, 14, 17, 17, 14],
        '9' => [14, 17, 17, 15, 1, 2, 12],
        'A' => [14, 17, 17, 31, 17, 17, 17],
        'D' => [30, 17, 17, 17, 17, 17, 30],
        'E' => [31, 16, 16, 30, 16, 16, 31],
        'G' => [14, 17, 16, 23, 17, 17, 15],
        'I' => [14, 4, 4, 4, 4, 4, 14],
        'N' => [17, 25, 21, 21, 19, 17, 17],
        'O' => [14, 17, 17, 17, 17, 17, 14],
        'Q' => [14, 17, 17, 17, 21, 18, 13],
        'R' => [30, 17, 17, 30, 20, 18, 17],
        'S' => [15, 16, 16, 14, 1, 1, 30],
        'T' => [31, 4, 4, 4, 4, 4, 4],
        'U' => [17, 17, 17, 17, 17, 17, 14],
        'V' => [17, 17, 17, 17, 17, 10, 4],
        'W' => [17, 17, 17, 21, 21, 21, 10],
        'Y' => [17, 17, 10, 4, 4, 4, 4],
        '-' => [0, 0, 0, 14, 0, 0, 0],
        ':' => [0, 4, 4, 0, 4, 4, 0],
        _ => [0; 7],
    }
}

fn count(number: u32) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

fn real(number: usize) -> f32 {
    f32::from(to_u16(number))
}

fn to_u16(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of a byte by its caller"
)]
fn to_u8(number: f32) -> u8 {
    number.round() as u8
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates at nought"
)]
fn whole(number: f32) -> usize {
    number.max(0.0) as usize
}
