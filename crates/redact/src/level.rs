//! Redaction levels: how much of the surrounding layout gives way so that the
//! size of what was withheld does not show.
//!
//! The names are the contract of the marks file, the reports and the command
//! line; they appear there in lower case.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How much layout a redaction may move or cover.
///
/// Complete by contract: a new level would be a new version of the marks file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The engine chooses by shape, and says what it chose.
    #[default]
    Auto,
    /// Layout stays; the size of the gap can be measured, and is reported in bits.
    Exact,
    /// A box of constant width, the tail of the line set again behind it.
    Constant,
    /// A box as wide as the table cell or form field.
    Cell,
    /// Bars as wide as the column over every line touched.
    Line,
    /// Bars over the paragraph.
    Block,
    /// A sheet in place of the page.
    Page,
    /// The page rebuilt from its picture, with the pixels erased.
    Raster,
}

impl Level {
    /// Every level, in the order of the marks file's documentation.
    pub const ALL: [Level; 8] = [
        Level::Auto,
        Level::Exact,
        Level::Constant,
        Level::Cell,
        Level::Line,
        Level::Block,
        Level::Page,
        Level::Raster,
    ];

    /// The name used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Level::Auto => "auto",
            Level::Exact => "exact",
            Level::Constant => "constant",
            Level::Cell => "cell",
            Level::Line => "line",
            Level::Block => "block",
            Level::Page => "page",
            Level::Raster => "raster",
        }
    }

    /// Whether text redacted at this level hides the size of what was withheld.
    pub fn hides_size(self) -> bool {
        matches!(self, Level::Constant | Level::Cell | Level::Line | Level::Block | Level::Page)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Level::ALL
            .into_iter()
            .find(|level| level.name() == name)
            .ok_or_else(|| format!("unknown level `{name}`: auto, exact, constant, cell, line, block, page or raster"))
    }
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn every_level_reads_back_from_its_name() {
        for level in Level::ALL {
            assert_eq!(level.name().parse(), Ok(level));
            assert_eq!(serde_json::to_string(&level).unwrap(), format!("\"{level}\""));
        }
        assert!("Exact".parse::<Level>().is_err());
    }
}
