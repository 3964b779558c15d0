//! Writing XML: feeds, the sitemap, OAI-PMH.
//!
//! The templates write HTML, whose rules differ; this writes elements and text that any XML parser takes, whatever the
//! text is: characters that XML 1.0 does not know at all are left out.

/// A document being written.
#[derive(Clone, Debug)]
pub(crate) struct Xml(String);

impl Xml {
    /// A document with its declaration.
    pub(crate) fn document() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned())
    }

    /// A piece of a document that is written in pieces.
    pub(crate) fn piece() -> Self {
        Self(String::new())
    }

    /// An element with what is inside it.
    pub(crate) fn within(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        inside(self);
        self.close(name);
    }

    /// An element with text.
    pub(crate) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.within(name, attributes, |xml| xml.0.push_str(&escaped(text)));
    }

    /// An element with nothing in it.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>");
    }

    /// A start tag; for elements that are written in pieces.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">");
    }

    /// An end tag.
    pub(crate) fn close(&mut self, name: &str) {
        self.0.push_str(&format!("</{name}>"));
    }

    /// Puts a piece at the end of another.
    pub(crate) fn put_into(self, other: &mut Self) {
        other.0.push_str(&self.0);
    }

    /// What was written.
    pub(crate) fn into_string(self) -> String {
        self.0
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.0.push_str(&format!("<{name}"));
        for (attribute, value) in attributes {
            self.0.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
        }
        self.0.push_str(end);
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(char),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_left_out() {
        let mut xml = Xml::piece();
        xml.within("a", &[("b", "\"<&\u{1}")], |xml| xml.text("c", &[], "1 < 2 \u{0}& \u{b}3"));
        assert_eq!(xml.into_string(), "<a b=\"&quot;&lt;&amp;\"><c>1 &lt; 2 &amp; 3</c></a>");
    }
}
