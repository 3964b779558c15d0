//! Mesh shadings with marked parts cut out (ISO 32000-2, 8.7.4.5.5 to 8).
//!
//! Whatever the kind, a mesh becomes a list of triangles; what of them lies outside the marks is written as a free-form
//! mesh. No point of the old data stays inside a mark, and patches that reach into one lose the control points that
//! would continue them.

use lopdf::{Dictionary, Object, Stream};

use crate::draft::{Draft, as_number};
use crate::error::Error;
use crate::geom::{Affine, Point, Rect};

/// A corner: its place in page space and its colour, or the parameter of its function.
#[derive(Clone, Debug)]
struct Corner {
    at: Point,
    colour: Vec<f64>,
}

type Triangle = [Corner; 3];

/// The mesh without what lies in `regions` (page space); `ctm` is where it is painted. None if nothing is left.
pub(super) fn cut(draft: &Draft, shading: &Stream, ctm: Affine, regions: &[Rect]) -> Result<Option<Stream>, Error> {
    let triangles = triangles(draft, shading, ctm)?;
    let mut kept: Vec<Triangle> = Vec::new();
    for triangle in triangles {
        let mut parts = vec![triangle.to_vec()];
        for region in regions {
            parts = parts.into_iter().flat_map(|part| outside(part, *region)).collect();
        }
        for part in parts {
            for pair in part.windows(2).skip(1) {
                kept.push([part[0].clone(), pair[0].clone(), pair[1].clone()]);
            }
        }
        if kept.len() > MOST_TRIANGLES {
            return Err(Error::over_limit("a shading of more triangles than the limit"));
        }
    }
    let determinant = ctm.determinant();
    if kept.is_empty() || !determinant.is_finite() || determinant.abs() < 1e-18 {
        return Ok(None);
    }
    let back = ctm.inverse();
    for corner in kept.iter_mut().flatten() {
        corner.at = back * corner.at;
    }
    Ok(Some(free_form(draft, &shading.dict, &kept)))
}

/// The parts of a convex polygon outside a rectangle.
fn outside(polygon: Vec<Corner>, region: Rect) -> Vec<Vec<Corner>> {
    let bounds = polygon.iter().fold(Rect::from_points(polygon[0].at, polygon[0].at), |b, c| b.union_pt(c.at));
    if !crate::geom::overlaps(bounds, region) {
        return vec![polygon];
    }
    let mut rest = polygon;
    let mut parts = Vec::new();
    // Half planes: what lies beyond one edge of the region is a part, and the rest goes on to the next edge.
    let edges: [(f64, f64, f64); 4] =
        [(1.0, 0.0, region.x0), (-1.0, 0.0, -region.x1), (0.0, 1.0, region.y0), (0.0, -1.0, -region.y1)];
    for (a, b, limit) in edges {
        let side = |corner: &Corner| a * corner.at.x + b * corner.at.y - limit;
        parts.push(clip(&rest, &|corner| -side(corner)));
        rest = clip(&rest, &side);
    }
    parts.retain(|part| part.len() >= 3);
    parts
}

/// What of a convex polygon lies where `side` is not negative.
fn clip(polygon: &[Corner], side: &dyn Fn(&Corner) -> f64) -> Vec<Corner> {
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    for (index, corner) in polygon.iter().enumerate() {
        let Some(next) = polygon.get((index + 1) % polygon.len()) else { continue };
        let (here, there) = (side(corner), side(next));
        if here >= 0.0 {
            kept.push(corner.clone());
        }
        if (here > 0.0 && there < 0.0) || (here < 0.0 && there > 0.0) {
            kept.push(between(corner, next, here / (here - there)));
        }
    }
    kept
}

fn between(a: &Corner, b: &Corner, t: f64) -> Corner {
    let colour = a.colour.iter().zip(&b.colour).map(|(a, b)| a + (b - a) * t).collect();
    Corner { at: a.at.lerp(b.at, t), colour }
}

/// How the numbers of a mesh are packed.
struct Packing {
    coordinate: u32,
    component: u32,
    flag: u32,
    decode: Vec<f64>,
}

impl Packing {
    fn read(draft: &Draft, dict: &Dictionary) -> Option<Self> {
        let bits = |key: &[u8]| {
            as_number(draft.value(dict, key)).filter(|bits| (1.0..=32.0).contains(bits)).map(|bits| bits as u32)
        };
        let decode = draft.value(dict, b"Decode").as_array().ok()?;
        let decode: Vec<f64> = decode.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
        (decode.len() >= 6 && decode.len().is_multiple_of(2) && decode.len() <= 4 + 2 * 32).then_some(())?;
        Some(Self {
            coordinate: bits(b"BitsPerCoordinate")?,
            component: bits(b"BitsPerComponent")?,
            flag: bits(b"BitsPerFlag").unwrap_or(0),
            decode,
        })
    }

    fn components(&self) -> usize {
        self.decode.len() / 2 - 2
    }
}

/// Reads packed numbers.
struct Bits<'d> {
    data: &'d [u8],
    at: usize,
    packing: Packing,
    ctm: Affine,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u64> {
        let mut value = 0_u64;
        for _ in 0..count {
            let byte = self.data.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn number(&mut self, bits: u32, low: f64, high: f64) -> Option<f64> {
        let most = ((1_u64 << bits) - 1) as f64;
        Some(low + self.take(bits)? as f64 / most * (high - low))
    }

    fn flag(&mut self) -> Option<u64> {
        self.take(self.packing.flag).map(|flag| flag & 3)
    }

    fn point(&mut self) -> Option<Point> {
        let [x0, x1, y0, y1, ..] = *self.packing.decode.as_slice() else { return None };
        let x = self.number(self.packing.coordinate, x0, x1)?;
        let y = self.number(self.packing.coordinate, y0, y1)?;
        Some(self.ctm * Point::new(x, y))
    }

    fn colour(&mut self) -> Option<Vec<f64>> {
        (0..self.packing.components())
            .map(|index| {
                let (low, high) = (self.packing.decode[4 + index * 2], self.packing.decode[5 + index * 2]);
                self.number(self.packing.component, low, high)
            })
            .collect()
    }

    fn corner(&mut self) -> Option<Corner> {
        let corner = Corner { at: self.point()?, colour: self.colour()? };
        self.pad();
        Some(corner)
    }

    fn pad(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }
}

fn triangles(draft: &Draft, shading: &Stream, ctm: Affine) -> Result<Vec<Triangle>, Error> {
    let unreadable = || Error::refused("a mesh shading under a mark cannot be read; use level page or raster");
    let data = draft.stream_data(shading)?;
    let packing = Packing::read(draft, &shading.dict).ok_or_else(unreadable)?;
    let mut bits = Bits { data: &data, at: 0, packing, ctm };
    let kind = as_number(draft.value(&shading.dict, b"ShadingType")).unwrap_or(0.0) as u32;
    let mut found = Vec::new();
    match kind {
        4 => free(&mut bits, &mut found),
        5 => {
            let row = as_number(draft.value(&shading.dict, b"VerticesPerRow")).filter(|row| *row >= 2.0);
            lattice(&mut bits, row.ok_or_else(unreadable)? as usize, &mut found);
        }
        6 | 7 => patches(&mut bits, kind == 7, &mut found),
        _ => return Err(unreadable()),
    }
    let is_sound = |triangle: &Triangle| triangle.iter().all(|corner| corner.at.is_finite());
    if found.len() > MOST_TRIANGLES || !found.iter().all(is_sound) {
        return Err(Error::over_limit("a shading of more triangles than the limit"));
    }
    Ok(found)
}

/// Type 4: each point says which edge of the triangle before it goes on from.
fn free(bits: &mut Bits<'_>, found: &mut Vec<Triangle>) {
    while found.len() <= MOST_TRIANGLES {
        let Some(flag) = bits.flag() else { return };
        let Some(corner) = bits.corner() else { return };
        let next = match (flag, found.last()) {
            (1, Some([_, b, c])) => [b.clone(), c.clone(), corner],
            (2, Some([a, _, c])) => [a.clone(), c.clone(), corner],
            _ => {
                let mut more = || bits.flag().and_then(|_| bits.corner());
                let (Some(second), Some(third)) = (more(), more()) else { return };
                [corner, second, third]
            }
        };
        found.push(next);
    }
}

/// Type 5: rows of points.
fn lattice(bits: &mut Bits<'_>, row: usize, found: &mut Vec<Triangle>) {
    let mut corners: Vec<Corner> = Vec::new();
    while corners.len() <= MOST_TRIANGLES
        && let Some(corner) = bits.corner()
    {
        corners.push(corner);
    }
    let rows: Vec<&[Corner]> = corners.chunks_exact(row).collect();
    weave(&rows, found);
}

/// The triangles between rows of points.
fn weave(rows: &[&[Corner]], found: &mut Vec<Triangle>) {
    for pair in rows.windows(2) {
        for (above, below) in pair[0].windows(2).zip(pair[1].windows(2)) {
            found.push([above[0].clone(), above[1].clone(), below[0].clone()]);
            found.push([above[1].clone(), below[0].clone(), below[1].clone()]);
        }
    }
}

/// Types 6 and 7: patches of twelve or sixteen points, of which an edge may be that of the patch before.
fn patches(bits: &mut Bits<'_>, is_tensor: bool, found: &mut Vec<Triangle>) {
    // Twelve points round the edge in the order of the data, then the four inner ones; and four colours.
    let mut last: Option<(Vec<Point>, Vec<Vec<f64>>)> = None;
    while found.len() <= MOST_TRIANGLES {
        let Some(flag) = bits.flag() else { return };
        let (mut points, mut colours) = match (&last, flag as usize) {
            (Some((points, colours)), edge @ 1..=3) => (
                (0..4).map(|step| points[(edge * 3 + step) % 12]).collect(),
                vec![colours[edge].clone(), colours[(edge + 1) % 4].clone()],
            ),
            _ => (Vec::new(), Vec::new()),
        };
        let wanted = if is_tensor { 16 } else { 12 };
        while points.len() < wanted {
            let Some(point) = bits.point() else { return };
            points.push(point);
        }
        while colours.len() < 4 {
            let Some(colour) = bits.colour() else { return };
            colours.push(colour);
        }
        bits.pad();
        let rows = surface(&net(&points), &colours);
        let rows: Vec<&[Corner]> = rows.iter().map(Vec::as_slice).collect();
        weave(&rows, found);
        last = Some((points, colours));
    }
}

/// The control net `p[column][row]` of a patch; that of a Coons patch is its equal tensor patch (8.7.4.5.8).
fn net(points: &[Point]) -> [[Point; 4]; 4] {
    const ORDER: [(usize, usize); 16] = [
        (0, 0),
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 3),
        (2, 3),
        (3, 3),
        (3, 2),
        (3, 1),
        (3, 0),
        (2, 0),
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 2),
        (2, 1),
    ];
    let mut p = [[Point::ZERO; 4]; 4];
    for (point, (i, j)) in points.iter().zip(ORDER) {
        p[i][j] = *point;
    }
    if points.len() < 16 {
        let inner = |corner: Point, near: [Point; 2], far: [Point; 2], across: [Point; 2], opposite: Point| {
            let sum = |pair: [Point; 2]| pair[0].to_vec2() + pair[1].to_vec2();
            ((corner.to_vec2() * -4.0 + sum(near) * 6.0 - sum(far) * 2.0 + sum(across) * 3.0 - opposite.to_vec2())
                / 9.0)
                .to_point()
        };
        p[1][1] = inner(p[0][0], [p[0][1], p[1][0]], [p[0][3], p[3][0]], [p[3][1], p[1][3]], p[3][3]);
        p[1][2] = inner(p[0][3], [p[0][2], p[1][3]], [p[0][0], p[3][3]], [p[3][2], p[1][0]], p[3][0]);
        p[2][1] = inner(p[3][0], [p[3][1], p[2][0]], [p[3][3], p[0][0]], [p[0][1], p[2][3]], p[0][3]);
        p[2][2] = inner(p[3][3], [p[3][2], p[2][3]], [p[3][0], p[0][3]], [p[0][2], p[2][0]], p[0][0]);
    }
    p
}

/// Points of a patch on an even grid, with the colours between its corners.
fn surface(p: &[[Point; 4]; 4], colours: &[Vec<f64>]) -> Vec<Vec<Corner>> {
    let weights = |t: f64| {
        let s = 1.0 - t;
        [s * s * s, 3.0 * t * s * s, 3.0 * t * t * s, t * t * t]
    };
    let corner = |u: f64, v: f64| {
        let (a, b) = (weights(u), weights(v));
        let mut at = kurbo::Vec2::ZERO;
        for (i, column) in p.iter().enumerate() {
            for (j, point) in column.iter().enumerate() {
                at += point.to_vec2() * (a[i] * b[j]);
            }
        }
        // Colours stand at (0, 0), (0, 1), (1, 1) and (1, 0).
        let share = [(1.0 - u) * (1.0 - v), (1.0 - u) * v, u * v, u * (1.0 - v)];
        let mut colour = vec![0.0; colours.first().map_or(0, Vec::len)];
        for (values, share) in colours.iter().zip(share) {
            colour.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * share);
        }
        Corner { at: at.to_point(), colour }
    };
    let steps = |index: u32| f64::from(index) / f64::from(STEPS);
    (0..=STEPS).map(|row| (0..=STEPS).map(|column| corner(steps(row), steps(column))).collect()).collect()
}

/// A free-form mesh of these triangles.
fn free_form(draft: &Draft, source: &Dictionary, triangles: &[Triangle]) -> Stream {
    let corners = || triangles.iter().flatten();
    let components = corners().next().map_or(0, |corner| corner.colour.len());
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
        // A range of the kept part only; without width it could not be decoded.
        (low.floor(), if high.ceil() > low.floor() { high.ceil() } else { low.floor() + 1.0 })
    };
    let mut ranges =
        vec![range(&mut corners().map(|corner| corner.at.x)), range(&mut corners().map(|corner| corner.at.y))];
    for index in 0..components {
        ranges.push(range(&mut corners().map(|corner| corner.colour[index])));
    }
    let mut data = Vec::new();
    for corner in corners() {
        data.push(0);
        for (value, (low, high)) in [corner.at.x, corner.at.y].into_iter().zip(&ranges) {
            let step = ((value - low) / (high - low) * f64::from(u32::MAX)).round();
            data.extend_from_slice(&(step as u32).to_be_bytes());
        }
        for (value, (low, high)) in corner.colour.iter().zip(ranges.iter().skip(2)) {
            let step = ((value - low) / (high - low) * f64::from(u16::MAX)).round();
            data.extend_from_slice(&(step as u16).to_be_bytes());
        }
    }
    let mut dict = Dictionary::new();
    dict.set("ShadingType", 4);
    for key in [&b"ColorSpace"[..], b"Function"] {
        if let Ok(value) = source.get(key) {
            dict.set(key.to_vec(), value.clone());
        }
    }
    if let Object::Array(bbox) = draft.value(source, b"BBox") {
        dict.set("BBox", bbox.clone());
    }
    dict.set("BitsPerCoordinate", 32);
    dict.set("BitsPerComponent", 16);
    dict.set("BitsPerFlag", 8);
    let decode: Vec<Object> = ranges.iter().flat_map(|(low, high)| [*low, *high]).map(crate::write::real).collect();
    dict.set("Decode", decode);
    Stream::new(dict, data)
}

/// Triangles on a side of a patch.
const STEPS: u32 = 20;
/// Triangles of one shading; some thousand patches.
const MOST_TRIANGLES: usize = 400_000;

#[cfg(test)]
mod tests {
    use super::{Corner, outside};
    use crate::geom::{Point, Rect};

    #[test]
    fn what_is_left_of_a_triangle_keeps_out_of_the_mark_and_loses_no_more() {
        let corner = |x: f64, y: f64| Corner { at: Point::new(x, y), colour: vec![x / 100.0] };
        let region = Rect::new(20.0, 10.0, 40.0, 30.0);
        let parts = outside(vec![corner(0.0, 0.0), corner(100.0, 0.0), corner(0.0, 100.0)], region);
        let area = |part: &[Corner]| -> f64 {
            let next = part.iter().cycle().skip(1);
            (part.iter().zip(next).map(|(a, b)| a.at.x * b.at.y - b.at.x * a.at.y).sum::<f64>() / 2.0).abs()
        };
        let left: f64 = parts.iter().map(|part| area(part)).sum();
        assert!((left - (5000.0 - 400.0)).abs() < 1e-6, "{left}");
        let corners = || parts.iter().flatten();
        assert!(corners().all(|corner| !region.inset(1e-9).contains(corner.at) || on_edge(region, corner.at)));
        assert!(corners().all(|corner| (corner.colour[0] - corner.at.x / 100.0).abs() < 1e-9));
    }

    fn on_edge(region: Rect, at: Point) -> bool {
        [at.x - region.x0, at.x - region.x1, at.y - region.y0, at.y - region.y1].iter().any(|gap| gap.abs() < 1e-9)
    }
}
