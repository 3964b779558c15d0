use kurbo::{Affine, BezPath, Circle, ParamCurve as _, Point, Rect, Shape};
use proptest::prelude::*;

use super::*;
use crate::interp::state::Line;

fn polyline(points: &[(f64, f64)]) -> BezPath {
    let mut path = BezPath::new();
    path.move_to(points[0]);
    points[1..].iter().for_each(|p| path.line_to(*p));
    path
}

fn points(path: &BezPath) -> Vec<Point> {
    path.segments().flat_map(|segment| flatten::control_points(&segment)).collect()
}

const MARK: Rect = Rect::new(10.0, 10.0, 30.0, 20.0);

fn is_free(path: &BezPath, mark: Rect) -> bool {
    let inner = mark.inset(-1e-6);
    !points(path).iter().any(|p| inner.contains(*p))
}

#[test]
fn an_area_loses_what_lies_in_the_mark_and_nothing_else() {
    let path = Circle::new((20.0, 15.0), 12.0).to_path(0.01);
    let cut = cut_fill(&path, &[MARK]);
    assert!(is_free(&cut, MARK));
    for x in 0..50 {
        for y in 0..40 {
            let p = Point::new(f64::from(x) + 0.37, f64::from(y) + 0.41);
            let expected = path.contains(p) && !MARK.contains(p);
            // Close to the circle the lines that stand for it may fall on the other side.
            if ((p - Point::new(20.0, 15.0)).hypot() - 12.0).abs() > 0.1 {
                assert_eq!(cut.contains(p), expected, "{p}");
            }
        }
    }
}

#[test]
fn an_area_that_holds_the_mark_gets_a_hole() {
    let path = Rect::new(0.0, 0.0, 100.0, 100.0).to_path(0.1);
    let cut = cut_fill(&path, &[MARK, Rect::new(50.0, 50.0, 60.0, 60.0)]);
    assert!(!cut.contains(Point::new(15.0, 15.0)) && !cut.contains(Point::new(55.0, 55.0)));
    assert!(cut.contains(Point::new(5.0, 15.0)) && cut.contains(Point::new(70.0, 55.0)));
    assert!((cut.area().abs() - (10_000.0 - 200.0 - 100.0)).abs() < 1e-6);
}

#[test]
fn an_area_within_the_mark_is_gone_and_one_beside_it_stays_as_it_is() {
    assert!(cut_fill(&Circle::new((20.0, 15.0), 3.0).to_path(0.1), &[MARK]).is_empty());
    let beside = Circle::new((60.0, 15.0), 3.0).to_path(0.1);
    assert_eq!(points(&cut_fill(&beside, &[MARK])), points(&beside));
}

#[test]
fn a_frame_that_a_mark_cuts_has_no_lines_that_run_there_and_back() {
    let mut frame = polyline(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]);
    frame.close_path();
    // The hole runs the other way round.
    frame.move_to((2.0, 2.0));
    [(2.0, 98.0), (98.0, 98.0), (98.0, 2.0)].iter().for_each(|p| frame.line_to(*p));
    frame.close_path();
    let cut = cut_fill(&frame, &[Rect::new(40.0, -5.0, 60.0, 1.0)]);
    // No line crosses the open middle of the frame.
    let crosses = |segment: kurbo::PathSeg| {
        let (a, b) = (segment.start(), segment.end());
        a.x == b.x && (3.0..97.0).contains(&a.x) && (a.y - b.y).abs() > 10.0
    };
    assert!(!cut.segments().any(crosses), "{}", cut.to_svg());
    for (x, y, is_in) in
        [(50.0, 0.5, false), (50.0, 1.5, true), (50.0, 50.0, false), (1.0, 50.0, true), (70.0, 99.0, true)]
    {
        assert_eq!(cut.contains(Point::new(x, y)), is_in, "{x} {y}");
    }
}

#[test]
fn an_area_without_height_is_cut_like_the_line_that_readers_show() {
    let mut flat = polyline(&[(0.0, 15.0), (50.0, 15.0), (50.0, 15.0), (0.0, 15.0)]);
    flat.close_path();
    let cut = points(&cut_fill(&flat, &[MARK]));
    assert!(cut.contains(&Point::new(10.0, 15.0)) && cut.contains(&Point::new(30.0, 15.0)), "{cut:?}");
    assert!(cut.iter().all(|p| p.y == 15.0 && (p.x <= 10.0 || p.x >= 30.0)), "{cut:?}");
}

#[test]
fn areas_that_differ_inside_the_mark_come_out_alike() {
    let area = |inside: &[(f64, f64)]| {
        let mut all = vec![(0.0, 12.0), (10.0, 12.0)];
        all.extend_from_slice(inside);
        all.extend_from_slice(&[(10.0, 18.0), (0.0, 18.0)]);
        let mut path = polyline(&all);
        path.close_path();
        path
    };
    let a = cut_fill(&area(&[(15.0, 13.0), (25.0, 15.0)]), &[MARK]);
    let b = cut_fill(&area(&[(29.0, 11.0), (12.0, 15.0), (28.0, 19.0)]), &[MARK]);
    assert_eq!(a.to_svg(), b.to_svg());
}

#[test]
fn a_line_through_the_mark_is_split_at_its_grown_edge() {
    let cut = cut_stroke(&polyline(&[(0.0, 15.0), (50.0, 15.0)]), &[MARK], 1.0);
    assert_eq!(cut.whole.to_svg(), "M0,15 L9,15");
    assert_eq!(cut.resumed[0].0.to_svg(), "M31,15 L50,15");
}

#[test]
fn lines_that_differ_inside_the_mark_come_out_alike() {
    let line = |a: f64, b: f64| polyline(&[(0.0, 15.0), (9.0, 15.0), (15.0, a), (25.0, b), (31.0, 15.0), (50.0, 15.0)]);
    let outs = [(11.0, 19.0), (18.0, 12.5)].map(|(a, b)| cut_stroke(&line(a, b), &[MARK.inflate(0.0, 5.0)], 1.0));
    assert_eq!(outs[0].whole.to_svg(), outs[1].whole.to_svg());
    assert_eq!(outs[0].behind.to_svg(), outs[1].behind.to_svg());
}

#[test]
fn a_closed_line_stays_in_one_piece_over_its_start() {
    let path = Rect::new(0.0, 0.0, 20.0, 40.0).to_path(0.1);
    let cut = cut_stroke(&path, &[MARK], 0.0);
    assert!(cut.whole.is_empty());
    assert_eq!(cut.behind.elements().iter().filter(|el| matches!(el, kurbo::PathEl::MoveTo(_))).count(), 1);
    let untouched = cut_stroke(&Rect::new(50.0, 0.0, 60.0, 40.0).to_path(0.1), &[MARK], 0.0);
    assert!(matches!(untouched.whole.elements().last(), Some(kurbo::PathEl::ClosePath)));
}

#[test]
fn a_dot_is_kept_outside_and_dropped_inside() {
    let dot = |x: f64| polyline(&[(x, 15.0), (x, 15.0)]);
    assert!(cut_stroke(&dot(20.0), &[MARK], 1.0).whole.is_empty());
    assert!(!cut_stroke(&dot(40.0), &[MARK], 1.0).whole.is_empty());
}

#[test]
fn numbers_that_cannot_be_drawn_are_dropped() {
    for bad in [f64::NAN, f64::INFINITY, 1e300] {
        assert!(cut_fill(&polyline(&[(0.0, 0.0), (bad, 5.0), (9.0, 9.0)]), &[MARK]).is_empty());
        assert!(cut_stroke(&polyline(&[(0.0, 0.0), (bad, 5.0)]), &[MARK], 1.0).whole.is_empty());
    }
}

#[test]
fn a_rectangle_without_marks_is_parts_that_do_not_overlap() {
    let bounds = Rect::new(0.0, 0.0, 100.0, 100.0);
    let parts = subtract(bounds, &[MARK, Rect::new(20.0, 15.0, 40.0, 50.0)]);
    let area: f64 = parts.iter().map(|part| part.area()).sum();
    assert!((area - (10_000.0 - (200.0 + 700.0 - 50.0))).abs() < 1e-6);
    assert!(subtract(MARK, &[MARK.inflate(1.0, 1.0)]).is_empty());
}

proptest! {
    #[test]
    fn no_vertex_stays_inside_any_mark(
        coordinates in prop::collection::vec((-20.0..60.0_f64, -20.0..60.0_f64), 3..12),
        curves in any::<bool>(),
        turn in 0.0..6.0_f64,
    ) {
        let mut path = BezPath::new();
        path.move_to(coordinates[0]);
        if curves {
            coordinates[1..].chunks_exact(2).for_each(|p| path.quad_to(p[0], p[1]));
        } else {
            coordinates[1..].iter().for_each(|p| path.line_to(*p));
        }
        let path = Affine::rotate(turn) * path;
        let marks = [MARK, Rect::new(25.0, 15.0, 45.0, 35.0)];
        let area = cut_fill(&path, &marks);
        let stroke = cut_stroke(&path, &marks, 0.7);
        for mark in marks {
            prop_assert!(is_free(&area, mark));
            prop_assert!(is_free(&stroke.whole, mark.inflate(0.7, 0.7)));
            prop_assert!(is_free(&stroke.behind, mark.inflate(0.7, 0.7)));
        }
        let mut closed = path;
        closed.close_path();
        for x in -10..50 {
            let p = Point::new(f64::from(x) + 0.123, 17.77);
            let is_near = closed.segments().any(|s| {
                use kurbo::ParamCurveNearest as _;
                s.nearest(p, 1e-3).distance_sq < 0.04
            });
            if !is_near {
                let outside = !marks.iter().any(|mark| mark.contains(p));
                prop_assert_eq!(area.winding(p) != 0, outside && closed.winding(p) != 0);
            }
        }
    }
}

#[test]
fn dashes_go_on_behind_a_straight_cut_and_start_anew_behind_a_bend() {
    let straight = cut_stroke(&polyline(&[(0.0, 15.0), (50.0, 15.0)]), &[MARK], 0.0);
    assert!(straight.behind.is_empty());
    assert_eq!(straight.resumed.len(), 1);
    assert!((straight.resumed[0].1 - 30.0).abs() < 1e-9);
    let bent = cut_stroke(&polyline(&[(0.0, 15.0), (20.0, 18.0), (50.0, 15.0), (60.0, 0.0)]), &[MARK], 0.0);
    assert!(bent.resumed.is_empty() && !bent.behind.is_empty());
}

#[test]
fn a_thick_frame_that_a_mark_crosses_stays_lines_cut_at_its_very_edge() {
    let mut frame = polyline(&[(0.0, 15.0), (100.0, 15.0), (100.0, 80.0), (0.0, 80.0)]);
    frame.close_path();
    let line = Line { width: 6.0, ..Line::default() };
    let cut = cut_thick(&frame, &[MARK], &line, 3.0);
    assert!(cut.others.is_empty() && cut.strips.is_empty(), "{cut:?}");
    let mut left = cut.lines.whole.clone();
    left.extend(cut.lines.behind);
    cut.lines.resumed.into_iter().for_each(|(path, _)| left.extend(path));
    assert_eq!(left.to_svg(), "M30,15 L100,15 L100,80 L0,80 L0,15 L10,15");
}

#[test]
fn what_is_left_beside_a_mark_of_a_thick_line_stays_as_an_area() {
    let line = Line { width: 6.0, ..Line::default() };
    let cut = cut_thick(&polyline(&[(0.0, 21.0), (100.0, 21.0)]), &[MARK], &line, 3.0);
    assert_eq!(cut.strips, [Rect::new(10.0, 20.0, 30.0, 24.0)]);
    assert!(is_free(&cut.lines.whole, MARK.inflate(0.0, 3.0)));
}

#[test]
fn of_thick_lines_that_a_mark_meets_at_a_bend_only_the_outline_is_cut() {
    let line = Line { width: 6.0, ..Line::default() };
    let bent = polyline(&[(0.0, 15.0), (20.0, 15.0), (20.0, 80.0)]);
    assert_eq!(cut_thick(&bent, &[MARK], &line, 3.0).others.to_svg(), bent.to_svg());
    let round = Line { cap: 1, ..line };
    let level = polyline(&[(0.0, 15.0), (100.0, 15.0)]);
    assert_eq!(cut_thick(&level, &[MARK], &round, 3.0).others.to_svg(), level.to_svg());
}

#[test]
fn the_largest_parts_of_a_rectangle_cover_all_of_it_but_the_marks() {
    let whole = Rect::new(0.0, 0.0, 100.0, 100.0);
    let marks = [MARK, Rect::new(25.0, 15.0, 60.0, 40.0)];
    let parts = largest_parts(whole, &marks).unwrap();
    for x in 0..100 {
        for y in 0..100 {
            let p = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let is_marked = marks.iter().any(|mark| mark.contains(p));
            assert_eq!(parts.iter().any(|part| part.contains(p)), !is_marked, "{p}");
        }
    }
    let many: Vec<Rect> = (0..20)
        .map(|at| {
            Rect::new(f64::from(at) * 5.0, f64::from(at) * 5.0, f64::from(at) * 5.0 + 2.0, f64::from(at) * 5.0 + 2.0)
        })
        .collect();
    assert_eq!(largest_parts(whole, &many), None);
}

#[test]
fn a_rectangle_is_told_from_other_paths() {
    let rect = Rect::new(1.0, 2.0, 3.0, 4.0);
    assert_eq!(rectangle(&path_of(rect)), Some(rect));
    assert_eq!(rectangle(&polyline(&[(1.0, 2.0), (1.0, 4.0), (3.0, 4.0), (3.0, 2.0), (1.0, 2.0)])), Some(rect));
    assert_eq!(rectangle(&polyline(&[(1.0, 2.0), (3.0, 2.5), (3.0, 4.0), (1.0, 4.0)])), None);
    assert_eq!(rectangle(&polyline(&[(1.0, 2.0), (3.0, 2.0), (3.0, 4.0)])), None);
    assert_eq!(rectangle(&unfitted(path_of(rect))), None);
    assert_eq!(unfitted(path_of(rect)).bounding_box(), rect);
}
