//! How deep the elements of a page nest, before it is parsed.
//!
//! An HTML parser walks its stack of open elements for almost every tag, so a
//! page of 100,000 open `div`s would cost the square of that.

use std::collections::BTreeMap;

/// The most open elements a page may have; browsers stop at 512 too.
pub(super) const MOST_OPEN: usize = 512;

/// Whether more than [`MOST_OPEN`] elements are ever open at once.
///
/// Only elements that must be closed count. A closing tag without its opening
/// one closes nothing here, as in a parser.
pub(super) fn is_too_deep(text: &str) -> bool {
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let closing = rest.starts_with('/');
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take(LONGEST_NAME)
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() || NEED_NO_END.contains(&name.as_str()) {
            continue;
        }
        if matches!(name.as_str(), "script" | "style") && !closing {
            let end = format!("</{name}");
            rest = match rest.to_ascii_lowercase_find(&end) {
                Some(at) => &rest[at + end.len()..],
                None => "",
            };
            continue;
        }
        let count = open.entry(name).or_default();
        if closing {
            depth -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else {
            *count += 1;
            depth += 1;
        }
        if depth > MOST_OPEN {
            return true;
        }
    }
    false
}

/// Finding without regard to case, and without copying what is searched.
trait FindCaseless {
    fn to_ascii_lowercase_find(&self, needle: &str) -> Option<usize>;
}

impl FindCaseless for str {
    fn to_ascii_lowercase_find(&self, needle: &str) -> Option<usize> {
        self.match_indices('<')
            .map(|(at, _)| at)
            .find(|at| self.get(*at..at + needle.len()).is_some_and(|found| found.eq_ignore_ascii_case(needle)))
    }
}

/// Void elements, and those whose end HTML implies.
const NEED_NO_END: [&str; 25] = [
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li",
    "link", "meta", "option", "p", "source", "td", "th", "thead", "tr", "wbr",
];
const LONGEST_NAME: usize = 32;
