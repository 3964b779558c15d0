//! Where the log was before: old references, addresses of an earlier site, dated addresses. Each has a page that leads on,
//! and stands in one list for web servers that can do better.

use std::collections::BTreeMap;

use candour_casework::Publication;

use super::addresses::Addresses;

/// Addresses that lead on, and where to.
#[derive(Debug, Default)]
pub(super) struct Moved(BTreeMap<String, String>);

impl Moved {
    /// Notes that an answer was known under an address; gives the file that can lead on, if it may have one.
    pub(super) fn add(&mut self, from: &str, to: &str, addresses: &Addresses) -> Option<String> {
        let is_plain = |char: char| char.is_ascii_graphic() && !matches!(char, '"' | '\\' | '<' | '>' | '?' | '#');
        if from == to || !from.starts_with('/') || !from.chars().all(is_plain) || self.0.contains_key(from) {
            return None;
        }
        self.0.insert(from.to_owned(), to.to_owned());
        addresses.file_of_moved(from)
    }

    /// The list: from, to and status, a line each, as several web hosts take it in a file called `_redirects`.
    pub(super) fn list(&self) -> String {
        self.0.iter().map(|(from, to)| format!("{from} {to} 301\n")).collect()
    }
}

/// The address under which an answer was known by an old name: a path of an earlier site, or an old reference.
pub(super) fn address_of(publication: &Publication, name: &str) -> String {
    match name.starts_with('/') {
        true => name.to_owned(),
        false => format!("/{}/d/{name}", publication.authority),
    }
}
