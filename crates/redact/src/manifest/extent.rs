//! How much is withheld, in bands wide enough to give nothing away.

use serde::{Deserialize, Serialize};

use crate::level::Level;

/// A band of the size of one painted box.
///
/// Derived from the box that everybody can see in the released file and from
/// the level, never from the drawn rectangle or from what was under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "five bands are the contract of the manifest")]
pub enum Extent {
    /// A word or a few.
    Words,
    /// About a line.
    Line,
    /// Up to half a page.
    HalfPage,
    /// More than half a page.
    More,
    /// The whole page.
    All,
}

impl Extent {
    /// The band of a painted box of `area` on a page of `page_area`, both in
    /// the same square units.
    pub fn of_box(level: Level, area: f64, page_area: f64) -> Self {
        let share = if page_area > 0.0 { area / page_area } else { 1.0 };
        match level {
            Level::Page => Extent::All,
            // A box of constant width says nothing about how many words there were.
            Level::Constant => Extent::Words,
            _ if share <= WORDS => Extent::Words,
            _ if share <= LINE => Extent::Line,
            _ if share <= 0.5 => Extent::HalfPage,
            _ if share < ALL => Extent::More,
            _ => Extent::All,
        }
    }
}

/// Half the width of a page of print, one line high: 240 by 15 points of A4.
const WORDS: f64 = 0.0072;
/// Two lines across a page of print.
const LINE: f64 = 0.03;
/// Nothing but margins is left.
const ALL: f64 = 0.95;

#[cfg(test)]
mod tests {
    use super::Extent;
    use crate::level::Level;

    #[test]
    fn bands_follow_the_painted_box() {
        let page = 595.0 * 842.0;
        for (level, area, extent) in [
            (Level::Exact, 60.0 * 12.0, Extent::Words),
            (Level::Line, 450.0 * 14.0, Extent::Line),
            (Level::Block, 450.0 * 90.0, Extent::HalfPage),
            (Level::Exact, page * 0.7, Extent::More),
            (Level::Exact, page, Extent::All),
            (Level::Page, 1.0, Extent::All),
            (Level::Constant, page, Extent::Words),
        ] {
            assert_eq!(Extent::of_box(level, area, page), extent, "{level} {area}");
        }
    }
}
