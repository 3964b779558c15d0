//! What the two processes say to each other.
//!
//! Each direction is one message: a JSON head of known length, then the blobs
//! it announces, raw. Lengths come first and are bounded, so that neither side
//! allocates on the other's word alone. Before its message the worker may say
//! what it is at, a few times.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What the worker shall do with the document it is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Job {
    /// Structured text (design 7.5).
    Extract,
    /// Words with page and rectangle.
    Find {
        /// What to look for.
        query: String,
        /// `exact`, `caseless` or `regex`.
        matching: String,
    },
    /// Hidden data and failed redactions.
    Inspect,
    /// A page of a released file as PNG, in the attachment `png`.
    Picture {
        /// The page, from 1.
        page: u32,
    },
    /// Says which layers of the sandbox hold, by trying what they forbid.
    Probe,
    /// Remove what the marks name; the blobs are the document and the marks file.
    Redact {
        /// Level of marks that name none.
        level: Option<String>,
        /// Also answer with the structured text of the redacted file, in the attachment `text`: it costs as much again
        /// as reading the file.
        text: bool,
        /// Colours of boxes by provision, as `#1d70b8`.
        colours: BTreeMap<String, String>,
    },
    /// Check a released file; the blobs are the file and its manifest.
    Verify {
        /// The public key it must be signed with, in hexadecimal.
        key: Option<String>,
    },
}

/// The head of a request; its blobs follow in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) job: Job,
    pub(crate) password: Option<Vec<u8>>,
    pub(crate) limits: crate::sandbox::Limits,
    pub(crate) blobs: Vec<u64>,
}

/// What came of a job that was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The result as JSON: findings, hits, text, or what the layers are.
    pub json: String,
    /// Files that belong to it, by name.
    pub attachments: Vec<Attachment>,
}

impl Answer {
    /// Takes the attachment called `name` out of the answer.
    pub fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        let index = self.attachments.iter().position(|attachment| attachment.name == name)?;
        Some(self.attachments.swap_remove(index).bytes)
    }
}

/// One file of an answer: `pdf`, `report`, `manifest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Which file it is.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Why the engine would not do the job: its own message, one line, without document text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// One line for the person who asked.
    pub message: String,
    /// Private findings that explain it (JSON), where there are any.
    pub findings: Option<String>,
}

/// What a worker is at, said before each part of a job that may take long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Step {
    /// The document is read and rebuilt; how many pages it has is not known yet.
    Reading,
    /// What the marks touch, or where words stand, is looked for.
    Looking {
        /// Pages of the document.
        pages: u32,
    },
    /// The copy is written without what is withheld.
    Writing {
        /// Pages of the document.
        pages: u32,
    },
    /// The second reader checks the copy.
    Checking {
        /// Pages of the document.
        pages: u32,
    },
}

/// The head of a response; its blobs follow in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Response {
    At(Step),
    Done { json: u64, attachments: Vec<(String, u64)> },
    Refused(Refusal),
}

/// Longest JSON head that either side reads, in bytes: heads hold names and lengths, not content.
const HEAD_LIMIT: u64 = 1 << 20;

pub(crate) fn write_head(out: &mut impl Write, head: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_vec(head)?;
    out.write_all(&(text.len() as u64).to_le_bytes())?;
    out.write_all(&text)
}

pub(crate) fn read_head<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > HEAD_LIMIT {
        return Err(io::Error::other("the message head is too long"));
    }
    let text = read_blob(input, length, HEAD_LIMIT)?;
    Ok(serde_json::from_slice(&text)?)
}

/// Reads exactly `length` bytes, allocating only as they arrive.
pub(crate) fn read_blob(input: &mut impl Read, length: u64, limit: u64) -> io::Result<Vec<u8>> {
    if length > limit {
        return Err(io::Error::other("a part of the message is larger than the budget"));
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_survives_the_pipe() {
        let mut pipe = Vec::new();
        let job = Job::Find { query: "hours".into(), matching: "exact".into() };
        write_head(&mut pipe, &job).unwrap();
        assert_eq!(read_head::<Job>(&mut pipe.as_slice()).unwrap(), job);
    }

    #[test]
    fn a_length_that_is_not_kept_is_an_error_and_not_an_allocation() {
        let mut pipe = u64::MAX.to_le_bytes().to_vec();
        pipe.push(b'{');
        assert!(read_head::<Job>(&mut pipe.as_slice()).is_err());
        assert!(read_blob(&mut b"abc".as_slice(), 1 << 40, u64::MAX).is_err());
    }
}
