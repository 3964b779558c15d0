//! What a page says was disclosed, by title.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::lines::Link;
use super::sections::Sections;

/// Something attached to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedAttachment {
    /// Its title, without the kind and size a site adds.
    pub title: String,
    /// Where the page links to, as written.
    pub address: Option<String>,
}

/// Titles of attachments: linked files first, then what the answer names.
pub(super) fn find(sections: &Sections, links: &[Link]) -> Vec<ImportedAttachment> {
    let mut found = Vec::new();
    for link in links.iter().filter(|link| is_file(&link.target)) {
        push(&mut found, &link.text, Some(link.target.clone()));
    }
    let is_linked = !found.is_empty();
    for line in sections.disclosure.iter().chain(&sections.decision) {
        let lower = line.to_lowercase();
        if lower.contains("attach") || lower.contains("document titled") || lower.contains("copy of") {
            for quoted in QUOTED.captures_iter(line).filter_map(|found| found.get(1)) {
                push(&mut found, quoted.as_str(), None);
            }
        }
    }
    if !is_linked {
        for line in sections.disclosure.iter().filter(|line| line.chars().count() <= LONGEST_TITLE) {
            if is_file(line) || SIZE.is_match(line) {
                push(&mut found, line.trim_start_matches(['•', '-', '*', ' ']), None);
            }
        }
    }
    found.truncate(MOST);
    found
}

fn push(found: &mut Vec<ImportedAttachment>, title: &str, address: Option<String>) {
    let title = SIZE.replace(title, "").trim().trim_end_matches(['.', ',', '-', '–']).trim().to_owned();
    let known = found.iter().any(|known| known.title.eq_ignore_ascii_case(&title));
    if !title.is_empty() && !known {
        found.push(ImportedAttachment { title, address });
    }
}

/// Whether an address or a name ends like a file somebody would release.
fn is_file(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let without_size = SIZE.replace(path, "");
    let Some((_, extension)) = without_size.trim().rsplit_once('.') else { return false };
    EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
}

static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(?:“([^”]{3,200})”)").expect("a fixed expression, used by every test of this module"));

/// `(PDF, 1.2 MB)`, `[243KB]`: the kind and size a site adds to a link.
static SIZE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\s*[\(\[][^()\[\]]{0,40}\b\d+(?:\.\d+)?\s*(?:kb|mb|bytes|kilobytes|megabytes)\b[^()\[\]]{0,20}[\)\]]\s*$",
    )
    .expect("a fixed expression, used by every test of this module")
});

const EXTENSIONS: [&str; 12] = ["csv", "doc", "docx", "jpg", "ods", "odt", "pdf", "png", "ppt", "pptx", "xls", "xlsx"];
const LONGEST_TITLE: usize = 200;
/// A page with more than this many files is a directory.
const MOST: usize = 500;
