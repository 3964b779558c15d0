//! References of cases, such as `01.FOI.23.033059`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The reference of a case: authority code, kind, two-digit year, six-digit number.
///
/// Unique within its authority. References given before candour stay as aliases of the case, as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    code: String,
    kind: ReferenceKind,
    year: u8,
    number: u32,
}

impl Reference {
    /// Makes a reference of its fields.
    pub fn new(code: &str, kind: ReferenceKind, year: u8, number: u32) -> Result<Self, InvalidReference> {
        let code_is_sound = (1..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !code_is_sound || year > 99 || number > 999_999 {
            return Err(InvalidReference(format!("{code}.{kind}.{year}.{number}")));
        }
        Ok(Self { code: code.to_owned(), kind, year, number })
    }

    /// The authority's code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The kind of case.
    pub fn kind(&self) -> ReferenceKind {
        self.kind
    }

    /// The last two digits of the year.
    pub fn year(&self) -> u8 {
        self.year
    }

    /// The running number within authority, kind and year.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{:02}.{:06}", self.code, self.kind, self.year, self.number)
    }
}

impl FromStr for Reference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, InvalidReference> {
        let invalid = || InvalidReference(text.to_owned());
        let mut fields = text.trim().split('.');
        let (Some(code), Some(kind), Some(year), Some(number), None) =
            (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(invalid());
        };
        let digits = |field: &str, width: usize| field.len() == width && field.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 2) || !digits(number, 6) {
            return Err(invalid());
        }
        let year = year.parse().map_err(|_| invalid())?;
        let number = number.parse().map_err(|_| invalid())?;
        Self::new(code, kind.parse().map_err(|_| invalid())?, year, number).map_err(|_| invalid())
    }
}

impl TryFrom<String> for Reference {
    type Error = InvalidReference;

    fn try_from(text: String) -> Result<Self, InvalidReference> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

/// The second field of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReferenceKind {
    /// `EIR`: the Environmental Information Regulations 2004.
    Eir,
    /// `FOI`: the Freedom of Information Act 2000.
    Foi,
    /// `IR`: an internal review.
    Ir,
    /// `SAR`: subject access.
    Sar,
}

impl fmt::Display for ReferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Eir => "EIR",
            Self::Foi => "FOI",
            Self::Ir => "IR",
            Self::Sar => "SAR",
        })
    }
}

impl FromStr for ReferenceKind {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, InvalidReference> {
        match text {
            "EIR" => Ok(Self::Eir),
            "FOI" => Ok(Self::Foi),
            "IR" => Ok(Self::Ir),
            "SAR" => Ok(Self::Sar),
            _ => Err(InvalidReference(text.to_owned())),
        }
    }
}

/// The law a request, or a part of one, is answered under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Regime {
    /// Environmental Information Regulations 2004.
    Eir,
    /// Freedom of Information Act 2000.
    #[default]
    Foia,
    /// UK GDPR article 15 and the Data Protection Act 2018: a clock and a hand-off only.
    SubjectAccess,
}

impl Regime {
    /// The kind that a new request under this regime has in its reference.
    pub fn reference_kind(self) -> ReferenceKind {
        match self {
            Self::Eir => ReferenceKind::Eir,
            Self::Foia => ReferenceKind::Foi,
            Self::SubjectAccess => ReferenceKind::Sar,
        }
    }
}

/// Text that is not a reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a reference: expected something like 01.FOI.26.000123")]
pub struct InvalidReference(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_from_its_text() {
        for text in ["01.FOI.23.033059", "99.EIR.26.000001", "99.IR.26.000001"] {
            assert_eq!(text.parse::<Reference>().map(|reference| reference.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in ["", "01.FOI.23", "01.FOI.23.33059", "01.FOX.23.033059", "01.FOI.2x.033059", "../.FOI.23.033059"] {
            assert!(text.parse::<Reference>().is_err(), "{text}");
        }
    }
}
