//! Small numbers: a figure so low that somebody could recognise their own request in it is not shown exactly.
//!
//! For figures that are published. Where a shown total and the other parts give a hidden one away, the next smallest part
//! is hidden too, until they do not.

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

/// The parts of a total.
///
/// No small figure can be computed from the others and the total, even by somebody who knows that what is hidden beside it
/// is not small: each could be more than one number. None is shown as nought that is not. Where nothing less will do, no
/// part is shown.
pub fn parts_of_total(counts: &[u64], fewer_than: u64) -> Vec<Shown> {
    let mut parts: Vec<Shown> = counts.iter().map(|&count| shown(count, fewer_than)).collect();
    // A total that is itself small is not shown: then there is nothing to subtract from.
    if counts.iter().sum::<u64>() < fewer_than {
        return parts;
    }
    while !keeps_its_secrets(counts, &parts, fewer_than) {
        let shown =
            counts.iter().zip(&mut parts).filter(|(count, part)| **count > 0 && matches!(part, Shown::Exactly(_)));
        match shown.min_by_key(|(count, _)| **count) {
            Some((_, next)) => *next = Shown::Withheld,
            None => return vec![Shown::Withheld; counts.len()],
        }
    }
    parts
}

/// Whether each figure that is hidden for being small could be at least two numbers, for a reader who knows the total.
fn keeps_its_secrets(counts: &[u64], parts: &[Shown], fewer_than: u64) -> bool {
    let hidden = |part: &Shown| !matches!(part, Shown::Exactly(_));
    let sum: u64 = counts.iter().zip(parts).filter(|(_, part)| hidden(part)).map(|(count, _)| count).sum();
    // What is withheld beside a small figure is the smallest of the others.
    let shown = counts.iter().zip(parts).filter(|(count, part)| **count > 0 && !hidden(part)).map(|(count, _)| *count);
    let smallest_shown = shown.min().unwrap_or(sum);
    let bounds = |part: &Shown| match part {
        Shown::FewerThan(limit) => (1, limit.saturating_sub(1)),
        _ => (fewer_than, smallest_shown),
    };
    let all: Vec<(u64, u64)> = parts.iter().filter(|part| hidden(part)).map(bounds).collect();
    let (low, high) = all.iter().fold((0, 0), |(low, high), (from, to)| (low + from, high + to));
    parts.iter().filter(|part| matches!(part, Shown::FewerThan(_))).map(bounds).all(|(from, to)| {
        let least = from.max(sum.saturating_sub(high - to));
        let most = to.min(sum.saturating_sub(low - from));
        least < most
    })
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
        // A total that is small is not shown either, so its parts need not hide behind each other.
        assert_eq!(parts_of_total(&[3], 5), [Shown::FewerThan(5)]);
        assert_eq!(parts_of_total(&[1, 1], 5), [Shown::FewerThan(5), Shown::FewerThan(5)]);
    }

    #[test]
    fn hidden_figures_whose_sum_leaves_only_one_possibility_are_hidden_further() {
        // 1 + 5: behind the smallest figure that is not small, 1 is the only one that fits.
        let parts = parts_of_total(&[40, 1, 5, 30], 5);
        assert_eq!(parts, [Shown::Exactly(40), Shown::FewerThan(5), Shown::Withheld, Shown::Withheld]);
        // 1 + 1 and 4 + 4 can be nothing else.
        assert_eq!(parts_of_total(&[40, 1, 1], 5)[0], Shown::Withheld);
        assert_eq!(parts_of_total(&[4, 4, 0], 5), [Shown::Withheld; 3]);
    }

    #[test]
    fn every_hidden_small_figure_could_be_more_than_one_number() {
        let ways = |part: &Shown, counts: &[u64]| match part {
            Shown::Exactly(count) => vec![*count],
            Shown::FewerThan(_) => (1..5).collect(),
            Shown::Withheld => (0..=counts.iter().sum()).collect(),
        };
        for code in 0..13_u64.pow(3) {
            let counts = [code % 13, code / 13 % 13, code / 169];
            let total: u64 = counts.iter().sum();
            let parts = parts_of_total(&counts, 5);
            if total < 5 {
                continue;
            }
            for place in parts.iter().enumerate().filter(|(_, part)| matches!(part, Shown::FewerThan(_))).map(|at| at.0)
            {
                let mut could_be = std::collections::BTreeSet::new();
                for one in ways(&parts[0], &counts) {
                    for two in ways(&parts[1], &counts) {
                        for three in ways(&parts[2], &counts) {
                            if one + two + three == total {
                                could_be.insert([one, two, three][place]);
                            }
                        }
                    }
                }
                assert!(could_be.len() > 1, "{counts:?} is shown as {parts:?}");
            }
        }
    }
}
