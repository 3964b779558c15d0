//! Shapes and text markup without an appearance stream, drawn from their
//! coordinates as viewers draw them (ISO 32000-2, 12.5.6).

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use crate::draft::as_number;
use crate::geom::{BezPath, Point, Rect, Shape};
use crate::ops;
use crate::page_tree::rectangle;
use crate::rebuild::Copier;
use crate::write::real;

/// Draws an annotation, and says where; none if its type or its coordinates do not say how.
pub(super) fn draw(copier: &mut Copier<'_>, kind: &[u8], annotation: &Dictionary) -> Option<(Rect, ObjectId)> {
    let reader = Reader { copier, annotation };
    let rect = reader.rect()?;
    let width = reader.border_width();
    let inner = rect.inset(-width / 2.0);
    let stroke = reader.color(b"C");
    let fill = reader.color(b"IC");
    let mut content = Vec::new();
    let mut bounds = rect;
    let mut blend = None;
    match kind {
        b"Square" => shape(&mut content, &inner.to_path(0.1), width, stroke, fill),
        b"Circle" => {
            let ellipse = kurbo::Ellipse::from_rect(inner).to_path(0.05);
            shape(&mut content, &ellipse, width, stroke, fill);
        }
        b"Line" => {
            let ends = reader.points(b"L");
            shape(&mut content, &polyline(ends.get(..2)?, false), width, stroke, None);
        }
        b"PolyLine" => shape(&mut content, &polyline(&reader.points(b"Vertices"), false), width, stroke, None),
        b"Polygon" => shape(&mut content, &polyline(&reader.points(b"Vertices"), true), width, stroke, fill),
        b"Ink" => {
            for line in reader.nested_points(b"InkList") {
                shape(&mut content, &polyline(&line, false), width, stroke.clone(), None);
            }
        }
        b"Highlight" | b"Underline" | b"StrikeOut" | b"Squiggly" => {
            // Lines without a colour are black; a highlight without one is none.
            let color = stroke.or_else(|| (kind != b"Highlight").then(|| vec![0.0]))?;
            let points = reader.points(b"QuadPoints");
            bounds = Rect::from_points(*points.first()?, *points.first()?);
            for quad in points.chunks_exact(4) {
                for point in quad {
                    bounds = bounds.union_pt(*point);
                }
                markup(&mut content, kind, quad, &color);
            }
            blend = (kind == b"Highlight").then_some("Multiply");
        }
        _ => return None,
    }
    if content.is_empty() {
        return None;
    }
    let opacity = as_number(copier.source.value(annotation, b"CA")).unwrap_or(1.0).clamp(0.0, 1.0);
    let mut state = dictionary! { "CA" => real(opacity), "ca" => real(opacity) };
    if let Some(blend) = blend {
        state.set("BM", blend);
    }
    let bounds = bounds.inflate(width.max(1.0), width.max(1.0));
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(real).to_vec(),
        "Resources" => dictionary! { "ExtGState" => dictionary! { "G0" => state } },
        "Group" => dictionary! { "S" => "Transparency" },
    };
    content.splice(0..0, *b"/G0 gs\n");
    Some((bounds, copier.draft.add(Stream::new(form, content))))
}

struct Reader<'c, 's> {
    copier: &'c Copier<'s>,
    annotation: &'c Dictionary,
}

impl Reader<'_, '_> {
    fn rect(&self) -> Option<Rect> {
        rectangle(self.copier.source, self.copier.source.value(self.annotation, b"Rect"))
            .filter(|rect| rect.is_finite())
    }

    fn border_width(&self) -> f64 {
        let source = self.copier.source;
        let style = source.dictionary(self.annotation, b"BS").and_then(|style| as_number(source.value(style, b"W")));
        let border =
            source.array(self.annotation, b"Border").and_then(|border| as_number(source.resolve(border.get(2)?)));
        style.or(border).unwrap_or(1.0).clamp(0.0, 100.0)
    }

    /// Operands for a colour; none if it is absent or transparent.
    fn color(&self, key: &[u8]) -> Option<Vec<f64>> {
        let source = self.copier.source;
        let color: Vec<f64> =
            source.array(self.annotation, key)?.iter().filter_map(|part| as_number(source.resolve(part))).collect();
        matches!(color.len(), 1 | 3 | 4).then_some(color)
    }

    fn points(&self, key: &[u8]) -> Vec<Point> {
        self.copier.source.array(self.annotation, key).map(|numbers| self.pairs(numbers)).unwrap_or_default()
    }

    fn nested_points(&self, key: &[u8]) -> Vec<Vec<Point>> {
        let source = self.copier.source;
        let lists = source.array(self.annotation, key).unwrap_or_default().iter();
        lists
            .filter_map(|list| match source.resolve(list) {
                Object::Array(numbers) => Some(self.pairs(numbers)),
                _ => None,
            })
            .collect()
    }

    fn pairs(&self, numbers: &[Object]) -> Vec<Point> {
        let numbers: Vec<f64> =
            numbers.iter().map_while(|number| as_number(self.copier.source.resolve(number))).collect();
        numbers.chunks_exact(2).map(|pair| Point::new(pair[0], pair[1])).collect()
    }
}

fn polyline(points: &[Point], is_closed: bool) -> BezPath {
    let mut path = BezPath::new();
    for (index, point) in points.iter().enumerate() {
        if index == 0 { path.move_to(*point) } else { path.line_to(*point) }
    }
    if is_closed && points.len() > 2 {
        path.close_path();
    }
    path
}

/// Appends a path filled and stroked; a line without a colour is black, a shape without width has no outline.
fn shape(content: &mut Vec<u8>, path: &BezPath, width: f64, stroke: Option<Vec<f64>>, fill: Option<Vec<f64>>) {
    let is_stroked = width > 0.0 && (stroke.is_some() || fill.is_none());
    if path.elements().len() < 2 || (!is_stroked && fill.is_none()) {
        return;
    }
    set_color(content, &stroke.unwrap_or_else(|| vec![0.0]), ["G", "RG", "K"]);
    if let Some(fill) = &fill {
        set_color(content, fill, ["g", "rg", "k"]);
    }
    ops::numbers(content, &[width]);
    content.extend_from_slice(b"w\n");
    append_path(content, path);
    content.extend_from_slice(match (fill.is_some(), is_stroked) {
        (true, true) => b"B\n",
        (true, false) => b"f\n",
        _ => b"S\n",
    });
}

/// One quadrilateral of text markup: corners upper left, upper right, lower left, lower right.
fn markup(content: &mut Vec<u8>, kind: &[u8], quad: &[Point], color: &[f64]) {
    let [upper_left, upper_right, lower_left, lower_right] = quad else { return };
    if kind == b"Highlight" {
        set_color(content, color, ["g", "rg", "k"]);
        append_path(content, &polyline(&[*upper_left, *upper_right, *lower_right, *lower_left], true));
        content.extend_from_slice(b"f\n");
        return;
    }
    let at = if kind == b"StrikeOut" { 0.5 } else { 0.08 };
    let (start, end) = (lower_left.lerp(*upper_left, at), lower_right.lerp(*upper_right, at));
    set_color(content, color, ["G", "RG", "K"]);
    ops::numbers(content, &[upper_left.distance(*lower_left) / 14.0]);
    content.extend_from_slice(b"w\n");
    append_path(content, &polyline(&[start, end], false));
    content.extend_from_slice(b"S\n");
}

fn set_color(content: &mut Vec<u8>, color: &[f64], operators: [&str; 3]) {
    ops::numbers(content, color);
    let operator = match color.len() {
        1 => operators[0],
        3 => operators[1],
        _ => operators[2],
    };
    content.extend_from_slice(operator.as_bytes());
    content.push(b'\n');
}

fn append_path(content: &mut Vec<u8>, path: &BezPath) {
    for element in path.elements() {
        let (points, operator): (&[Point], &[u8]) = match element {
            kurbo::PathEl::MoveTo(to) => (&[*to], b"m\n"),
            kurbo::PathEl::LineTo(to) => (&[*to], b"l\n"),
            kurbo::PathEl::CurveTo(a, b, to) => (&[*a, *b, *to], b"c\n"),
            kurbo::PathEl::QuadTo(a, to) => (&[*a, *a, *to], b"c\n"),
            kurbo::PathEl::ClosePath => (&[], b"h\n"),
        };
        for point in points {
            ops::numbers(content, &[point.x, point.y]);
        }
        content.extend_from_slice(operator);
    }
}
