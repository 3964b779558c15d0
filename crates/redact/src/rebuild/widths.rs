//! Widths of CID fonts (ISO 32000-2, 9.7.4.3) whose ranges overlap, said again so that all readers read the same.
//!
//! The standard does not say which of two widths counts. Readers that look a width up in a sorted table find the range
//! that starts last at or before the glyph, and nothing if that one ends before it; others take the last or the
//! first that fits. What is written has no overlap, and says what the former see.

use lopdf::Object;

use crate::draft::as_number;

/// Glyphs from `first` to `last`, all of one width.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Range {
    first: u32,
    last: u32,
    width: f64,
}

/// The table without overlaps; none if it has none or cannot be read.
///
/// `table` holds numbers and arrays of numbers, all direct.
pub(super) fn disentangled(table: &Object) -> Option<Object> {
    let mut ranges = read(table.as_array().ok()?)?;
    if ranges.windows(2).all(|pair| pair[0].last < pair[1].first) {
        return None;
    }
    ranges.sort_by_key(|range| range.first);
    if ranges.windows(2).all(|pair| pair[0].last < pair[1].first) {
        return None;
    }
    let mut written = Vec::with_capacity(ranges.len() * 3);
    for (at, range) in ranges.iter().enumerate() {
        let last = match ranges.get(at + 1) {
            // Of ranges that start together the later one counts.
            Some(next) if next.first == range.first => continue,
            Some(next) => range.last.min(next.first - 1),
            None => range.last,
        };
        #[expect(clippy::cast_possible_truncation, reason = "numbers of a PDF have this precision")]
        let width = Object::Real(range.width as f32);
        written.extend([i64::from(range.first).into(), i64::from(last).into(), width]);
    }
    Some(Object::Array(written))
}

fn read(items: &[Object]) -> Option<Vec<Range>> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the CIDs there are")]
    let whole = |object: &Object| as_number(object).map(|number| number.clamp(0.0, 65_535.0) as u32);
    let mut ranges = Vec::new();
    let mut rest = items;
    while let [start, more @ ..] = rest {
        let first = whole(start)?;
        match more {
            [Object::Array(list), more @ ..] => {
                for (cid, width) in (first..).zip(list) {
                    ranges.push(Range { first: cid, last: cid, width: as_number(width)? });
                }
                rest = more;
            }
            [last, width, more @ ..] => {
                let last = whole(last)?;
                if last >= first {
                    ranges.push(Range { first, last, width: as_number(width)? });
                }
                rest = more;
            }
            _ => break,
        }
    }
    Some(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[i64]) -> Vec<Object> {
        numbers.iter().map(|number| Object::Integer(*number)).collect()
    }

    #[test]
    fn a_range_that_another_one_starts_in_ends_there() {
        let mut table = numbers(&[32]);
        table.push(Object::Array(numbers(&[719])));
        table.extend(numbers(&[0, 180, 700, 181, 182, 650]));
        let clear = disentangled(&Object::Array(table)).unwrap();
        let clear: Vec<f64> = clear.as_array().unwrap().iter().filter_map(as_number).collect();
        assert_eq!(clear, [0.0, 31.0, 700.0, 32.0, 32.0, 719.0, 181.0, 182.0, 650.0]);
    }

    #[test]
    fn a_table_without_overlaps_stays_as_it_is() {
        let table = Object::Array(numbers(&[40, 50, 600, 1, 39, 500]));
        assert_eq!(disentangled(&table), None);
        assert_eq!(disentangled(&Object::Array(numbers(&[1, 2]))), None);
    }
}
