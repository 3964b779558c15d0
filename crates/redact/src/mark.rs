//! Marks: what is to be withheld, where, on what ground (design 7.2).
//!
//! A marks file is read strictly: a field or version that this engine does not
//! know might have meant "withhold more", so it is an error.

use serde::Deserialize;

use crate::error::Error;
use crate::geom::{Rect, has_area};
use crate::level::Level;

/// A marks file.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkSet {
    /// The marks in file order.
    pub marks: Vec<Mark>,
}

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The page, from 1; none (for text only) means every page.
    pub page: Option<u32>,
    /// What it is drawn on.
    pub target: Target,
    /// The provisions relied on, as opaque ids.
    pub exemptions: Vec<String>,
    /// Printed on the box; may be empty.
    pub label: String,
    /// The level asked for; none takes the default of the run.
    pub level: Option<Level>,
    /// Whether the whole graphic under it goes.
    pub object: bool,
}

/// What a mark is drawn on.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the marks file has these two")]
pub enum Target {
    /// A rectangle in page space.
    Rect(Rect),
    /// Every occurrence of a text.
    Text(TextTarget),
}

/// A text to look for.
#[derive(Clone, Debug, PartialEq)]
pub struct TextTarget {
    /// The text or pattern.
    pub text: String,
    /// How it is compared.
    pub matching: Matching,
    /// Whether it must stand between word boundaries.
    pub whole_word: bool,
}

/// How a text is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the marks file has these three")]
pub enum Matching {
    /// Letter by letter.
    #[default]
    Exact,
    /// Without regard to case.
    Caseless,
    /// As a regular expression.
    Regex,
}

impl MarkSet {
    /// Reads a marks file.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let version: Versioned = serde_json::from_slice(bytes)
            .map_err(|error| Error::marks(format!("the marks file is not valid: {}", place(&error))))?;
        if version.version != 1 {
            return Err(Error::marks(format!(
                "the marks file has version {}; this engine reads version 1",
                version.version
            )));
        }
        let file: File = serde_json::from_slice(bytes)
            .map_err(|error| Error::marks(format!("the marks file is not valid: {}", place(&error))))?;
        if !file.sanitise {
            return Err(Error::marks(
                "`sanitise` is false: this engine always rebuilds the document without hidden data",
            ));
        }
        let marks =
            file.marks.into_iter().enumerate().map(|(index, mark)| mark.check(index + 1)).collect::<Result<_, _>>()?;
        Ok(Self { marks })
    }
}

/// The error without the offending value, which could be a name.
fn place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let kind = match message.split_once('`') {
        Some((kind, rest)) if kind.starts_with("unknown field") || kind.starts_with("missing field") => {
            format!("{kind}`{}`", rest.split('`').next().unwrap_or_default())
        }
        _ if error.is_data() => "a value has the wrong type".to_owned(),
        _ => "it is not JSON".to_owned(),
    };
    format!("{kind} at line {}", error.line())
}

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u64,
    #[serde(default = "yes")]
    sanitise: bool,
    marks: Vec<MarkEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkEntry {
    #[serde(default)]
    page: Option<u32>,
    #[serde(default)]
    rect: Option<[f64; 4]>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default, rename = "match")]
    matching: Option<Matching>,
    #[serde(default)]
    whole_word: Option<bool>,
    exemption: OneOrMany,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    level: Option<Level>,
    #[serde(default)]
    object: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl MarkEntry {
    fn check(self, number: usize) -> Result<Mark, Error> {
        let fail = |what: &str| Error::marks(format!("mark {number}: {what}"));
        let target = match (self.rect, self.text) {
            (Some(_), Some(_)) => return Err(fail("has both `rect` and `text`")),
            (None, None) => return Err(fail("has neither `rect` nor `text`")),
            (Some([x0, y0, x1, y1]), None) => {
                if self.matching.is_some() || self.whole_word.is_some() {
                    return Err(fail("`match` and `whole_word` belong to `text`"));
                }
                let rect = Rect::new(x0, y0, x1, y1);
                if !has_area(rect) {
                    return Err(fail("`rect` is empty, turned over or not a number"));
                }
                Target::Rect(rect)
            }
            (None, Some(text)) => {
                if text.trim().is_empty() {
                    return Err(fail("`text` is empty"));
                }
                Target::Text(TextTarget {
                    text,
                    matching: self.matching.unwrap_or_default(),
                    whole_word: self.whole_word.unwrap_or(false),
                })
            }
        };
        if self.page == Some(0) {
            return Err(fail("pages count from 1"));
        }
        if self.page.is_none() && matches!(target, Target::Rect(_)) {
            return Err(fail("a `rect` needs a `page`"));
        }
        let exemptions = match self.exemption {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        };
        if exemptions.is_empty() || exemptions.iter().any(|id| id.trim().is_empty()) {
            return Err(fail("names no exemption"));
        }
        let label = self.label.unwrap_or_else(|| exemptions.join(", "));
        Ok(Mark { page: self.page, target, exemptions, label, level: self.level, object: self.object })
    }
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::MarkSet;

    fn error(json: &str) -> String {
        MarkSet::from_json(json.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_mark_takes_its_label_from_the_exemption() {
        let set = MarkSet::from_json(
            br#"{"version":1,"marks":[{"page":1,"rect":[1,2,3,4],"exemption":["s31-1-a","s40-2"]}],"sanitise":true}"#,
        )
        .unwrap();
        assert_eq!(set.marks[0].label, "s31-1-a, s40-2");
        assert_eq!(set.marks[0].level, None);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(error(r#"{"version":2,"marks":[]}"#).contains("version 2"));
        assert!(error(r#"{"version":1,"marks":[],"secret":1}"#).contains("unknown field `secret`"));
        assert!(error(r#"{"version":1,"marks":[{"page":1,"rect":[3,2,1,4],"exemption":"a"}]}"#).contains("mark 1"));
        assert!(error(r#"{"version":1,"marks":[{"rect":[0,0,1,1],"exemption":"a"}]}"#).contains("needs a `page`"));
        assert!(error(r#"{"version":1,"marks":[{"page":1,"text":" ","exemption":"a"}]}"#).contains("empty"));
        assert!(error("{").contains("not JSON"));
    }

    #[test]
    fn an_error_does_not_repeat_the_value() {
        assert!(!error(r#"{"version":1,"marks":[{"page":"Zebulon","exemption":"a"}]}"#).contains("Zebulon"));
    }
}
