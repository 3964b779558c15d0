//! Small numbers: a figure so low that somebody could recognise their own request in it is not shown exactly.
//!
//! For figures that are published. Where the parts of a shown total have exactly one that is hidden, the total gives it
//! away; then the next smallest part is hidden too.

use std::fmt;

/// A figure as the public sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The figure.
    Exactly(u64),
    /// More than none and fewer than this.
    FewerThan(u64),
    /// Hidden only because it would give a small one away.
    Withheld,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(count) => count.fmt(f),
            Self::FewerThan(limit) => write!(f, "fewer than {limit}"),
            Self::Withheld => f.write_str("not shown"),
        }
    }
}

/// One figure that stands by itself.
pub fn shown(count: u64, fewer_than: u64) -> Shown {
    if count > 0 && count < fewer_than { Shown::FewerThan(fewer_than) } else { Shown::Exactly(count) }
}

/// The parts of a total that is shown.
///
/// No hidden figure can be computed from the others and the total; none is shown as zero that is not.
pub fn parts_of_total(counts: &[u64], fewer_than: u64) -> Vec<Shown> {
    let mut parts: Vec<Shown> = counts.iter().map(|&count| shown(count, fewer_than)).collect();
    let hidden = parts.iter().filter(|part| !matches!(part, Shown::Exactly(_))).count();
    if hidden == 1 {
        let shown =
            counts.iter().zip(&mut parts).filter(|(count, part)| **count > 0 && matches!(part, Shown::Exactly(_)));
        if let Some((_, next)) = shown.min_by_key(|(count, _)| **count) {
            *next = Shown::Withheld;
        }
    }
    parts
}

/// Figures below this are not shown exactly, unless an authority sets another limit.
pub const USUAL_LIMIT: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_figure_is_not_shown_exactly_and_none_is_none() {
        assert_eq!(shown(0, 5), Shown::Exactly(0));
        assert_eq!(shown(1, 5).to_string(), "fewer than 5");
        assert_eq!(shown(4, 5), Shown::FewerThan(5));
        assert_eq!(shown(5, 5), Shown::Exactly(5));
    }

    #[test]
    fn a_total_does_not_give_a_hidden_part_away() {
        assert_eq!(
            parts_of_total(&[40, 3, 9, 0], 5),
            [Shown::Exactly(40), Shown::FewerThan(5), Shown::Withheld, Shown::Exactly(0)]
        );
        let two = parts_of_total(&[40, 3, 2], 5);
        assert_eq!(two, [Shown::Exactly(40), Shown::FewerThan(5), Shown::FewerThan(5)]);
        assert_eq!(parts_of_total(&[7, 8], 5), [Shown::Exactly(7), Shown::Exactly(8)]);
        // A single part is its own total: there is nothing to hide it behind, so the caller shows neither.
        assert_eq!(parts_of_total(&[3], 5), [Shown::FewerThan(5)]);
    }
}
