//! The case report: the private record of one redaction.
//!
//! It names rectangles, counts and the input's hash, each of which helps a
//! guesser, so it stays in the case file; the public paper is the
//! [`Manifest`](crate::manifest::Manifest). Not even the case report holds
//! removed content.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::check::{Check, Outcome};
use crate::finding::Finding;
use crate::level::Level;

/// The version of the case report's and the manifest's form.
pub const FORM_VERSION: u32 = 1;

/// What was done to one document, for the people who work on the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseReport {
    /// The form of this report: [`FORM_VERSION`].
    pub version: u32,
    /// Engine name and version.
    pub tool: String,
    /// SHA-256 of the input file, in hexadecimal.
    pub input_sha256: String,
    /// SHA-256 of the output file, in hexadecimal.
    pub output_sha256: String,
    /// Number of pages, the same in input and output.
    pub pages: u32,
    /// One entry per mark, in the order of the marks file.
    pub marks: Vec<MarkReport>,
    /// Each check that was run on the output.
    pub checks: Vec<Check>,
    /// What a person should know.
    pub findings: Vec<Finding>,
    /// Whether every check passed.
    pub passed: bool,
}

/// What became of one mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkReport {
    /// The page, from 1.
    pub page: u32,
    /// The mark as drawn, in page space.
    pub rect: [f64; 4],
    /// The provisions relied on.
    pub exemption: Vec<String>,
    /// The level used, which for `auto` is the one chosen.
    pub level: Level,
    /// How much was removed, by kind.
    pub removed: Removed,
    /// Bits that the size of the remaining gap tells about the removed words;
    /// 0 where the level leaves none.
    pub residual_bits: f64,
}

/// Counts of what a mark removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// Glyphs, invisible ones and spaces included.
    pub glyphs: u32,
    /// Images that lost pixels or were dropped.
    pub images: u32,
    /// Paths cut or dropped.
    pub paths: u32,
    /// Annotations and form fields dropped.
    pub annotations: u32,
}

impl Removed {
    /// Whether the mark touched nothing at all, which is worth a finding.
    pub fn is_nothing(&self) -> bool {
        *self == Removed::default()
    }
}

impl CaseReport {
    /// The report on `output`, made from `input`.
    pub fn new(
        input: &[u8],
        output: &[u8],
        pages: u32,
        marks: Vec<MarkReport>,
        checks: Vec<Check>,
        findings: Vec<Finding>,
    ) -> Self {
        Self {
            version: FORM_VERSION,
            tool: tool(),
            input_sha256: sha256_hex(input),
            output_sha256: sha256_hex(output),
            pages,
            marks,
            passed: checks.iter().all(|check| check.outcome == Outcome::Passed),
            checks,
            findings,
        }
    }
}

/// Engine name and version as the reports print it.
pub fn tool() -> String {
    concat!("candour ", env!("CARGO_PKG_VERSION")).to_owned()
}

/// SHA-256 of `bytes` in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// `bytes` in lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// The bytes that `hex` spells, or none if it is not hexadecimal of even length.
pub(crate) fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::{CaseReport, MarkReport, Removed, from_hex, sha256_hex, to_hex};
    use crate::check::Check;
    use crate::level::Level;

    #[test]
    fn hexadecimal_reads_back_and_nonsense_does_not() {
        assert_eq!(from_hex(&to_hex(&[0, 17, 255])), Some(vec![0, 17, 255]));
        assert_eq!(from_hex("0g"), None);
        assert_eq!(from_hex("012"), None);
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_report_reads_back_and_refuses_unknown_fields() {
        let mark = MarkReport {
            page: 1,
            rect: [72.0, 700.0, 180.0, 714.0],
            exemption: vec!["s31-1-a".to_owned()],
            level: Level::Constant,
            removed: Removed { glyphs: 9, ..Removed::default() },
            residual_bits: 0.0,
        };
        let report = CaseReport::new(b"in", b"out", 1, vec![mark], Check::all_passed(), Vec::new());
        assert!(report.passed);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<CaseReport>(&json).unwrap(), report);
        let spoiled = json.replacen("\"pages\"", "\"sheets\"", 1);
        assert!(serde_json::from_str::<CaseReport>(&spoiled).is_err());
    }
}
