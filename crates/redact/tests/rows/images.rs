//! Rows 38 to 47: pictures and what travels with them.

use super::kit::Builder;
use super::{Fate, KEPT, Row};

pub(super) const ROWS: &[Row] = &[
    Row::removed(38, |secret| picture("", secret, "q 216 0 0 14 100 698 cm /I Do Q")),
    Row::removed(39, |secret| jpeg(secret, "q 200 0 0 200 100 300 cm /I Do Q")),
    Row::removed(43, |secret| picture("", secret, "q 10 10 5 5 re W n 216 0 0 14 100 598 cm /I Do Q")),
    // No mark comes near it; its first two samples show.
    Row {
        number: 43,
        build: |secret| picture("", secret, "q 100 400 40 14 re W n 216 0 0 14 100 400 cm /I Do Q"),
        fate: Fate::RemovedUnequal,
    },
    Row::removed(44, |secret| {
        let mut builder = Builder::new();
        let mask = builder.stream(GREY, secret);
        let image = builder.stream(&format!("{GREY} /SMask {mask} 0 R"), "AAAAAAAAA");
        builder.page(&format!("/XObject << /I {image} 0 R >>"), format!("q 216 0 0 14 100 698 cm /I Do Q {KEPT}"));
        builder.finish()
    }),
    Row::removed(45, |secret| {
        let mut builder = Builder::new();
        let other = builder.stream(GREY, secret);
        let metadata = builder.stream("/Type /Metadata /Subtype /XML", secret);
        let entries = format!(
            "{GREY} /Alternates [<< /Image {other} 0 R /DefaultForPrinting true >>] /Metadata {metadata} 0 R /PieceInfo << /X << /Private ({secret}) >> >>"
        );
        let image = builder.stream(&entries, "AAAAAAAAA");
        builder.page(&format!("/XObject << /I {image} 0 R >>"), format!("q 216 0 0 14 100 300 cm /I Do Q {KEPT}"));
        builder.finish()
    }),
    Row::removed(49, |secret| {
        // A scan in layers: background, ink as a stencil with its colours behind it, and recognised text.
        let mut builder = Builder::new();
        let background = builder.stream(GREY, secret);
        let stencil = builder
            .stream("/Type /XObject /Subtype /Image /ImageMask true /Width 8 /Height 9 /BitsPerComponent 1", secret);
        let ink = builder.stream(&format!("{GREY} /Mask {stencil} 0 R"), secret);
        let content = format!(
            "q 216 0 0 14 100 698 cm /B Do Q q 216 0 0 14 100 698 cm /I Do Q q 216 0 0 14 100 698 cm /S Do Q \
                 BT 3 Tr /F1 12 Tf 100 700 Td ({secret}) Tj 0 Tr ET {KEPT}"
        );
        let objects = format!("/XObject << /B {background} 0 R /I {ink} 0 R /S {stencil} 0 R >>");
        builder.page(&objects, content);
        builder.finish()
    }),
];

const GREY: &str = "/Type /XObject /Subtype /Image /Width 9 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8";

fn picture(entries: &str, samples: &str, content: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    let image = builder.stream(&format!("{GREY} {entries}"), samples);
    builder.page(&format!("/XObject << /I {image} 0 R >>"), format!("{content} {KEPT}"));
    builder.finish()
}

/// A JPEG with the secret in a comment, an application segment and behind the end.
fn jpeg(secret: &str, content: &str) -> Vec<u8> {
    let mut encoded = Vec::new();
    jpeg_encoder::Encoder::new(&mut encoded, 80).encode(&[90; 256], 16, 16, jpeg_encoder::ColorType::Luma).unwrap();
    let segment = |marker: u8| {
        let length = u16::try_from(secret.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, secret.as_bytes()].concat()
    };
    let bytes =
        [&encoded[..2], &segment(0xfe), &segment(0xe1), &segment(0xed), &encoded[2..], secret.as_bytes()].concat();
    let mut builder = Builder::new();
    let entries = "/Type /XObject /Subtype /Image /Width 16 /Height 16 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode";
    let image = builder.stream(entries, bytes);
    builder.page(&format!("/XObject << /I {image} 0 R >>"), format!("{content} {KEPT}"));
    builder.finish()
}
