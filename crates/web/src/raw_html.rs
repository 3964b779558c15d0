//! The only door by which markup that was not written by a template gets onto a page.
//!
//! The public variant of a letter is stored as HTML. It is not passed on: it is read, and written anew with the few
//! elements and attributes of plain prose. Whatever does not fit the narrow grammar here comes out as text.

use maud::{Markup, PreEscaped, Render};

/// The prose in it, safe to show.
pub(crate) fn sanitised(html: &str) -> Markup {
    let mut out = String::new();
    let mut open: Vec<&'static str> = Vec::new();
    for piece in Pieces(html) {
        match piece {
            Piece::Text(text) => unescaped(text).render_to(&mut out),
            Piece::Open(name, attributes) => {
                out.push('<');
                out.push_str(name);
                out.push_str(&attributes);
                out.push('>');
                if name != "br" {
                    open.push(name);
                }
            }
            // Only what is open can be closed, so that a letter cannot end the page's own elements.
            Piece::Close(name) if open.last() == Some(&name) => {
                open.pop();
                out.push_str(&format!("</{name}>"));
            }
            Piece::Close(_) => {}
        }
    }
    for name in open.into_iter().rev() {
        out.push_str(&format!("</{name}>"));
    }
    PreEscaped(out)
}

/// Its words as plain text, with an empty line between blocks.
pub(crate) fn as_text(html: &str) -> String {
    let mut text = String::new();
    for piece in Pieces(html) {
        match piece {
            Piece::Text(words) => text.push_str(&unescaped(words)),
            Piece::Open("br", _) => text.push('\n'),
            Piece::Close(name) if !INLINE.contains(&name) => text.push_str("\n\n"),
            _ => {}
        }
    }
    let blocks: Vec<&str> = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).collect();
    blocks.join("\n\n")
}

enum Piece<'a> {
    Text(&'a str),
    Open(&'static str, String),
    Close(&'static str),
}

/// Reads markup piece by piece; a `<` that begins nothing allowed is text.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.0.is_empty() {
            return None;
        }
        if let Some((tag, rest)) = self.0.strip_prefix('<').and_then(|rest| rest.split_once('>'))
            && let Some(piece) = tag_of(tag)
        {
            self.0 = rest;
            return Some(piece);
        }
        let first = self.0.chars().next().map_or(1, char::len_utf8);
        let end = self.0[first..].find('<').map_or(self.0.len(), |at| at + first);
        let (text, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(Piece::Text(text))
    }
}

fn tag_of(tag: &str) -> Option<Piece<'static>> {
    if let Some(name) = tag.strip_prefix('/') {
        return known(name).map(Piece::Close);
    }
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let name = known(name)?;
    let mut attributes = String::new();
    while !rest.is_empty() {
        let (attribute, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        if is_allowed(name, attribute, &unescaped(value)) {
            let mut safe = String::new();
            unescaped(value).render_to(&mut safe);
            attributes.push_str(&format!(" {attribute}=\"{safe}\""));
        }
        rest = after.trim_start();
    }
    Some(Piece::Open(name, attributes))
}

fn known(name: &str) -> Option<&'static str> {
    ELEMENTS.iter().find(|element| **element == name).copied()
}

fn is_allowed(element: &str, attribute: &str, value: &str) -> bool {
    match (element, attribute) {
        ("a", "href") => ["https://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme)),
        ("th", "scope") => matches!(value, "col" | "row"),
        // Only the design system's looks of prose: another class could imitate the exit button.
        (_, "class") => value.split_whitespace().all(|class| LOOKS.iter().any(|look| class.starts_with(look))),
        (_, "lang") => matches!(value, "en" | "cy"),
        _ => false,
    }
}

/// The words behind the few character references that templates write.
fn unescaped(text: &str) -> String {
    let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    references.iter().fold(text.to_owned(), |text, (reference, letter)| text.replace(reference, letter))
}

const ELEMENTS: [&str; 25] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "ul",
    "ol",
    "li",
    "blockquote",
    "strong",
    "em",
    "br",
    "a",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "dl",
    "dt",
    "dd",
    "div",
    "section",
];
const INLINE: [&str; 4] = ["strong", "em", "a", "td"];
const LOOKS: [&str; 6] =
    ["govuk-body", "govuk-heading-", "govuk-list", "govuk-table", "govuk-inset-text", "govuk-link"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_passes_and_nothing_else_does() {
        let kept = "<h3 class=\"govuk-heading-s\">Why</h3><p>Because <strong>so</strong> &amp; so &lt; that.</p>";
        assert_eq!(sanitised(kept).into_string(), kept);
        for (hostile, gone) in [
            ("<script>alert(1)</script>", "<script"),
            ("<SCRIPT>alert(1)</SCRIPT>", "<SCRIPT"),
            ("<p onclick=\"x()\">a</p>", "onclick"),
            ("<p style=\"position:fixed\">a</p>", "style"),
            ("<a href=\"javascript:x()\">a</a>", "javascript"),
            ("<a href=\"https://e.example/&quot; onclick=&quot;x\">a</a>", "\" onclick"),
            ("<p class=\"govuk-body\" <img src=x onerror=y>", "<img"),
            ("</main></div>", "</"),
            ("<p class=\"govuk-exit-this-page\">a</p>", "exit"),
            ("<!--<p>-->", "<!--"),
        ] {
            let clean = sanitised(hostile).into_string();
            assert!(!clean.contains(gone), "{hostile} became {clean}");
        }
        assert_eq!(sanitised("<div><p>open").into_string(), "<div><p>open</p></div>");
    }

    #[test]
    fn a_letter_becomes_text_block_by_block() {
        let html = "<h3>Why</h3><p>Cost &lt; £450 &amp; time.</p><ul><li>one</li><li>two</li></ul>";
        assert_eq!(as_text(html), "Why\n\nCost < £450 & time.\n\none\n\ntwo");
    }
}
