//! Addresses of the served site, the files they become, and links between those files.

use std::collections::BTreeSet;

use candour_casework::Digest;

/// The addresses that have a file in an exported site.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    authorities: BTreeSet<String>,
}

impl Addresses {
    pub(super) fn of(authorities: impl IntoIterator<Item = String>) -> Self {
        Self { authorities: authorities.into_iter().collect() }
    }

    /// The file of an address, relative to the root of the export; `None` for what only a server can answer.
    pub(super) fn file(&self, address: &str) -> Option<String> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let words: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        let sound = words.iter().all(|word| !word.is_empty() && *word != "." && *word != ".." && !word.contains('\\'));
        if path != "/" && !sound {
            return None;
        }
        let is_authority = |word: &str| self.authorities.contains(word);
        match (&words[..], query) {
            ([""], "") => Some("index.html".to_owned()),
            (["accessibility" | "safety" | "search"], "") => Some(format!("{}/index.html", words[0])),
            (["feed.atom" | "robots.txt" | "sitemap.xml"], "") => Some(words[0].to_owned()),
            (["assets" | "sitemap" | "data", ..], "") => Some(words.join("/")),
            ([authority, "disclosures"], "") if is_authority(authority) => {
                Some(format!("{authority}/disclosures/index.html"))
            }
            ([authority, "disclosures"], query) if is_authority(authority) => list(authority, query),
            ([authority, "feed.atom"], "") if is_authority(authority) => Some(format!("{authority}/feed.atom")),
            ([authority, "feed.atom"], query) if is_authority(authority) => {
                let (by, value) = narrowing(query)?.by?;
                Some(format!("{authority}/feeds/{by}-{}.atom", name(&value)))
            }
            ([authority, "statistics"], "") if is_authority(authority) => {
                Some(format!("{authority}/statistics/index.html"))
            }
            ([authority, page], query) if is_authority(authority) && page.starts_with("statistics") => {
                let kind = if *page == "statistics" { "html" } else { page.strip_prefix("statistics.")? };
                let period = query.strip_prefix("period=")?;
                let is_plain =
                    !period.is_empty() && period.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                let is_known = matches!(kind, "html" | "csv" | "json");
                (is_plain && is_known).then(|| format!("{authority}/statistics/{period}.{kind}"))
            }
            ([authority], "") if is_authority(authority) => Some(format!("{authority}/index.html")),
            ([authority, "disclosures", year, month, slug], "") if is_authority(authority) => {
                Some(format!("{authority}/disclosures/{year}/{month}/{slug}/index.html"))
            }
            ([authority, "d", reference], "") if is_authority(authority) => {
                Some(format!("{authority}/d/{reference}/index.html"))
            }
            ([authority, "d", reference, file], "") if is_authority(authority) => {
                Some(format!("{authority}/d/{reference}/{file}"))
            }
            _ => None,
        }
    }

    /// The file of a page that leads on from an address of before; `None` where this site has something of its own there,
    /// or a file system could not hold it.
    pub(super) fn file_of_moved(&self, address: &str) -> Option<String> {
        let path = address.strip_prefix('/')?.trim_end_matches('/');
        let words: Vec<&str> = path.split('/').collect();
        let is_name = |word: &&str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
            !word.is_empty() && word.len() <= 200 && !word.starts_with('.') && word.bytes().all(plain)
        };
        let first = words.first().filter(|_| words.iter().all(is_name) && words.len() <= 20)?;
        let is_of_answer = matches!(&words[..], [_, "d", _] | [_, "disclosures", _, _, _]);
        let is_own = self.authorities.contains(*first) && !is_of_answer || OWN.contains(first) || words.len() == 1;
        (!is_own).then(|| format!("{path}/index.html"))
    }

    /// A page with every link to this site made to lead from this file to another. A link to what has no file here
    /// loses its address and stays as words.
    pub(super) fn relinked(&self, html: &str, file: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let (text, tag_on) = rest.split_at(start);
            out.push_str(text);
            let end = end_of_tag(tag_on);
            let (tag, after) = tag_on.split_at(end);
            out.push_str(&self.relinked_tag(tag, file));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn relinked_tag(&self, tag: &str, file: &str) -> String {
        let mut out = tag.to_owned();
        for attribute in [" href=\"", " src=\"", " action=\""] {
            let Some(at) = out.find(attribute) else { continue };
            let from = at + attribute.len();
            let Some(length) = out[from..].find('"') else { continue };
            let address = out[from..from + length].replace("&amp;", "&");
            if !address.starts_with('/') || address.starts_with("//") {
                continue;
            }
            let (address, fragment) = address.split_once('#').map_or((address.as_str(), None), |(a, f)| (a, Some(f)));
            let target = match attribute {
                // The forms that search the log are answered by the page that searches without a server.
                " action=\"" => address.ends_with("/disclosures").then(|| "search/index.html".to_owned()),
                _ => self.file(address),
            };
            let link = target.map(|target| relative(file, &target, fragment));
            match link {
                Some(link) => out.replace_range(from..from + length, &link.replace('&', "&amp;")),
                None => out.replace_range(at..=from + length, ""),
            }
        }
        out
    }
}

/// Folders of an exported site that are no authority's.
const OWN: [&str; 6] = ["accessibility", "assets", "data", "safety", "search", "sitemap"];

/// The file of a page of a list, narrowed or not.
fn list(authority: &str, query: &str) -> Option<String> {
    let Narrowing { by, page } = narrowing(query)?;
    let page = if page > 1 { format!("-page-{page}") } else { String::new() };
    Some(match by {
        Some((by, value)) => format!("{authority}/disclosures/{by}/{}{page}.html", name(&value)),
        None => format!("{authority}/disclosures/all{page}.html"),
    })
}

/// What a list or a feed is narrowed by, and its page.
struct Narrowing {
    by: Option<(&'static str, String)>,
    page: u64,
}

fn narrowing(query: &str) -> Option<Narrowing> {
    let mut narrowing = Narrowing { by: None, page: 1 };
    for (name, value) in serde_urlencoded::from_str::<Vec<(String, String)>>(query).ok()? {
        match (name.as_str(), &narrowing.by) {
            ("topic", None) => narrowing.by = Some(("topic", value)),
            ("provision", None) => narrowing.by = Some(("provision", value)),
            ("page", _) => narrowing.page = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(narrowing)
}

/// A file name for any words: what is plain of them, and a digest where that is not all.
pub(super) fn name(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' })
        .take(60)
        .collect();
    if plain == words { plain } else { format!("{plain}-{}", &Digest::of(words.as_bytes()).to_string()[..8]) }
}

/// Where a tag ends, attributes in quotes included.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// The way from one file to another.
pub(super) fn relative(from: &str, to: &str, fragment: Option<&str>) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len() - 1;
    let shared = from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(left, right)| left == right).count();
    let mut way = "../".repeat(folders - shared);
    way.push_str(&to[shared..].join("/"));
    if let Some(fragment) = fragment {
        way.push('#');
        way.push_str(fragment);
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_file_to_file_and_what_has_no_file_is_no_link() {
        let addresses = Addresses::of(["sample-police".to_owned()]);
        let file = "sample-police/d/99.FOI.26.000001/index.html";
        for (link, becomes) in [
            ("<a class=\"x\" href=\"/\">", "<a class=\"x\" href=\"../../../index.html\">"),
            ("<a href=\"/sample-police/d/99.FOI.26.000001/a.pdf#page=2\">", "<a href=\"a.pdf#page=2\">"),
            ("<a href=\"/sample-police/make-a-request\">", "<a>"),
            ("<a href=\"#law\">", "<a href=\"#law\">"),
            ("<a href=\"https://e.example/\">", "<a href=\"https://e.example/\">"),
            ("<script src=\"/assets/r/site.js\">", "<script src=\"../../../assets/r/site.js\">"),
            ("<form action=\"/disclosures\">", "<form action=\"../../../search/index.html\">"),
            ("<form action=\"/feedback\">", "<form>"),
            ("say href=\"/\" & go", "say href=\"/\" & go"),
        ] {
            assert_eq!(addresses.relinked(link, file), becomes);
        }
        for none in ["/../x", "/other", "/sample-police/d/../x", "//e.example/", "/casework", ""] {
            assert_eq!(addresses.file(none), None, "{none}");
        }
    }

    #[test]
    fn what_was_known_before_has_a_page_unless_something_is_there() {
        let addresses = Addresses::of(["sample-police".to_owned()]);
        for (address, file) in [
            ("/foi-ai/2022/boats/", Some("foi-ai/2022/boats/index.html")),
            ("/sample-police/d/2018100000882", Some("sample-police/d/2018100000882/index.html")),
            ("/sample-police/disclosures/2026/05/boats", Some("sample-police/disclosures/2026/05/boats/index.html")),
            ("/sample-police/statistics", None),
            ("/data/x/y", None),
            ("/boats", None),
            ("/foi/../x", None),
            ("/foi//x", None),
            ("/foi/a%2fb/x", None),
            ("foi/x", None),
        ] {
            assert_eq!(addresses.file_of_moved(address).as_deref(), file, "{address}");
        }
        assert_eq!(
            addresses.file("/sample-police/statistics?period=2026-q1").unwrap(),
            "sample-police/statistics/2026-q1.html"
        );
        assert_eq!(
            addresses.file("/sample-police/statistics.csv?period=2026").unwrap(),
            "sample-police/statistics/2026.csv"
        );
        for none in [
            "/sample-police/statistics?period=../x",
            "/sample-police/statistics.exe?period=2026",
            "/sample-police/statistics.csv",
        ] {
            assert_eq!(addresses.file(none), None, "{none}");
        }
    }

    #[test]
    fn different_topics_have_different_files() {
        assert_eq!(name("s31-1-a"), "s31-1-a");
        assert_ne!(name("Public protection"), name("public protection"));
        assert!(!name("../x").contains(".."));
    }
}
