//! The only door by which markup that was not written by a template gets onto a page.
//!
//! The public variant of a letter is stored as HTML. It is not passed on: it is parsed as a browser would parse it, and
//! written anew (by ammonia) with the few elements and attributes of plain prose.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::Builder;
use maud::{Markup, PreEscaped};

/// The prose in it, safe to show.
pub(crate) fn sanitised(html: &str) -> Markup {
    PreEscaped(PROSE.clean(html).to_string())
}

/// Its words as plain text, with an empty line between blocks.
pub(crate) fn as_text(html: &str) -> String {
    // What the sanitiser writes is regular: each `<` begins a tag, and tags end with the next `>`.
    let clean = sanitised(html).into_string();
    let mut text = String::with_capacity(clean.len());
    for (position, piece) in clean.split('<').enumerate() {
        let (tag, words) = if position == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        match tag.strip_prefix('/') {
            Some(name) if !INLINE.contains(&name) => text.push_str("\n\n"),
            None if tag == "br" => text.push('\n'),
            _ => {}
        }
        text.push_str(&unescaped(words));
    }
    let blocks: Vec<&str> = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).collect();
    blocks.join("\n\n")
}

static PROSE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.into())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes([("a", ["href"].into()), ("th", ["scope"].into())].into())
        .generic_attributes(["class", "lang"].into())
        .url_schemes(["https", "mailto", "tel"].into())
        .link_rel(None)
        .attribute_filter(|_, attribute, value| is_allowed(attribute, value).then_some(Cow::Borrowed(value)));
    builder
});

fn is_allowed(attribute: &str, value: &str) -> bool {
    match attribute {
        // An address of another site, whole: nothing of this site is led to from a letter.
        "href" => ["https://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme)),
        "scope" => matches!(value, "col" | "row"),
        // Only the design system's looks of prose: another class could imitate the exit button.
        "class" => value.split_whitespace().all(|class| LOOKS.iter().any(|look| class.starts_with(look))),
        "lang" => matches!(value, "en" | "cy" | "en-GB" | "cy-GB"),
        _ => false,
    }
}

/// The words behind the character references that the sanitiser writes.
fn unescaped(text: &str) -> String {
    let references =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
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
