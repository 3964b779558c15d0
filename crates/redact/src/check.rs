//! The named checks that a finished file has to pass.
//!
//! The names appear in the case report and in the public manifest, so they
//! are part of the contract; what each one does is told by `verify` and its
//! submodules.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that is looked at before bytes may leave the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckName {
    /// No removed string stands in any byte of the file, inflated or not.
    Bytes,
    /// Fonts hold the glyphs that are used and no others.
    Fonts,
    /// No glyph but our label stands in a redacted place.
    Glyphs,
    /// A redacted place shows its box.
    Inside,
    /// Pixels in a redacted place are of one colour.
    Images,
    /// What was to be kept is there, in order, without overlap.
    Kept,
    /// Metadata is our template and nothing else.
    Metadata,
    /// The picture outside redacted places is unchanged.
    Outside,
    /// The second reader sees the pages the engine meant.
    Pages,
    /// No path vertex but our box stands in a redacted place.
    Paths,
    /// No property list carries text; only permitted keys of permitted objects.
    Properties,
    /// One revision, no gaps, no unreachable object, no trailing bytes.
    Structure,
}

impl CheckName {
    /// Every check, in the order reports list them.
    pub const ALL: [CheckName; 12] = [
        CheckName::Structure,
        CheckName::Properties,
        CheckName::Metadata,
        CheckName::Pages,
        CheckName::Glyphs,
        CheckName::Images,
        CheckName::Paths,
        CheckName::Fonts,
        CheckName::Bytes,
        CheckName::Kept,
        CheckName::Outside,
        CheckName::Inside,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            CheckName::Bytes => "bytes",
            CheckName::Fonts => "fonts",
            CheckName::Glyphs => "glyphs",
            CheckName::Inside => "inside",
            CheckName::Images => "images",
            CheckName::Kept => "kept",
            CheckName::Metadata => "metadata",
            CheckName::Outside => "outside",
            CheckName::Pages => "pages",
            CheckName::Paths => "paths",
            CheckName::Properties => "properties",
            CheckName::Structure => "structure",
        }
    }
}

impl fmt::Display for CheckName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "a check passes or it fails; there is no third way out")]
pub enum Outcome {
    /// Nothing wrong was found.
    Passed,
    /// Something is wrong; the file must not be used.
    Failed,
}

/// A check and its outcome, as the reports print it.
///
/// Nothing else is told: a detail such as "nothing to look for" would let the
/// reader of a public manifest learn something about what was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Which check.
    pub name: CheckName,
    /// How it came out.
    pub outcome: Outcome,
}

impl Check {
    /// Every check, passed: what a verified file's reports say.
    pub fn all_passed() -> Vec<Check> {
        CheckName::ALL.into_iter().map(|name| Check { name, outcome: Outcome::Passed }).collect()
    }
}

/// Something a check found wrong: where and what kind, never the text itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The check that found it.
    pub check: CheckName,
    /// The page, from 1; none for the file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// What is wrong, in one line without document text.
    pub detail: String,
}

impl Problem {
    /// A problem of the whole file.
    pub fn of_file(check: CheckName, detail: impl Into<String>) -> Self {
        Self { check, page: None, detail: detail.into() }
    }

    /// A problem on one page, counted from 1.
    pub fn on_page(check: CheckName, page: u32, detail: impl Into<String>) -> Self {
        Self { check, page: Some(page), detail: detail.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.page {
            Some(page) => write!(formatter, "{} (page {page}): {}", self.check, self.detail),
            None => write!(formatter, "{}: {}", self.check, self.detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, CheckName};

    #[test]
    fn each_check_is_listed_once_and_serialises_to_its_name() {
        let mut names: Vec<_> = CheckName::ALL.iter().map(|check| check.name()).collect();
        for check in CheckName::ALL {
            assert_eq!(serde_json::to_string(&check).unwrap(), format!("\"{check}\""));
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Check::all_passed().len());
    }
}
