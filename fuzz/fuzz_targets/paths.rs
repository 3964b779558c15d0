//! No vertex stays inside a mark, whatever the path.
#![no_main]

use candour_redact::{
    geom::{BezPath, Rect},
    internals::cut_path,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut path = BezPath::new();
    for chunk in data.chunks_exact(13) {
        let number =
            |at: usize| f64::from(f32::from_le_bytes([chunk[at], chunk[at + 1], chunk[at + 2], chunk[at + 3]]));
        let (a, b, c) = (number(1), number(5), number(9));
        match chunk[0] % 4 {
            0 => path.move_to((a, b)),
            _ if path.elements().is_empty() => path.move_to((b, c)),
            1 => path.line_to((a, b)),
            2 => path.curve_to((a, b), (b, c), (c, a)),
            _ => path.close_path(),
        }
    }
    let mark = Rect::new(10.0, 10.0, 60.0, 40.0);
    let (area, lines) = cut_path(&path, mark);
    for kept in [area, lines] {
        for element in kept.elements() {
            if let Some(p) = element.end_point() {
                assert!(!mark.inset(-1e-3).contains(p), "{p}");
            }
        }
    }
});
