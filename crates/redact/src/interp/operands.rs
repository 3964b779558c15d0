//! What operators make of their operands.

use std::rc::Rc;

use super::Run;
use super::path::PathData;
use crate::geom::Point;
use crate::lex::Token;

/// The numbers among the operands.
pub(super) struct Numbers {
    values: [f64; 6],
    count: usize,
}

impl Numbers {
    pub(super) fn of(operands: &[Token<'_>]) -> Self {
        let mut numbers = Self { values: [0.0; 6], count: 0 };
        for number in operands.iter().filter_map(Token::number) {
            if numbers.count == 6 {
                numbers.values.rotate_left(1);
                numbers.values[5] = number;
            } else {
                numbers.values[numbers.count] = number;
                numbers.count += 1;
            }
        }
        numbers
    }

    pub(super) fn all(&self) -> &[f64] {
        self.values.get(..self.count).unwrap_or_default()
    }

    /// The last `N`, if there are that many.
    pub(super) fn last<const N: usize>(&self) -> Option<[f64; N]> {
        let start = self.count.checked_sub(N)?;
        self.values.get(start..self.count)?.try_into().ok()
    }
}

pub(super) fn construct(path: &mut PathData, operator: &[u8], numbers: &Numbers) {
    match operator {
        b"h" => path.close(),
        b"m" => {
            if let Some([x, y]) = numbers.last() {
                path.move_to(Point::new(x, y));
            }
        }
        b"l" => {
            if let Some([x, y]) = numbers.last() {
                path.line_to(Point::new(x, y));
            }
        }
        b"c" => {
            if let Some([a, b, c, d, e, f]) = numbers.last() {
                path.curve_to(Some(Point::new(a, b)), Point::new(c, d), Point::new(e, f));
            }
        }
        b"v" => {
            if let Some([a, b, c, d]) = numbers.last() {
                path.curve_to(None, Point::new(a, b), Point::new(c, d));
            }
        }
        b"y" => {
            if let Some([a, b, c, d]) = numbers.last() {
                path.curve_to(Some(Point::new(a, b)), Point::new(c, d), Point::new(c, d));
            }
        }
        _ => {
            if let Some([x, y, w, h]) = numbers.last() {
                path.rect(Point::new(x, y), w, h);
            }
        }
    }
}

pub(super) fn line_parameter(run: &mut Run<'_>, operator: &[u8], operands: &[Token<'_>], numbers: &Numbers) {
    let Some([value]) = numbers.last() else { return };
    let line = &mut run.state.line;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the styles there are")]
    let style = value.clamp(0.0, 2.0) as u8;
    match operator {
        b"w" => line.width = value.abs(),
        b"J" => line.cap = style,
        b"j" => line.join = style,
        b"M" => line.miter = value,
        _ => {
            let lengths = operands.iter().take_while(|token| **token != Token::ArrayClose).filter_map(Token::number);
            line.dash = Rc::new((lengths.collect(), value));
        }
    }
    run.state.own.line = true;
}
