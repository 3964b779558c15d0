//! A saved HTML page as lines.
//!
//! The tree is walked, not recursed into, so that depth costs nothing.

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node, Selector};

use super::lines::{Line, Link, Page, tidy};

pub(super) fn lines(text: &str) -> Page {
    let document = Html::parse_document(text);
    let mut page = Page {
        title: first_text(&document, "h1"),
        site_name: attribute(&document, "meta[property='og:site_name']", "content"),
        address: saved_from(text).or_else(|| attribute(&document, "link[rel='canonical']", "href")),
        ..Page::default()
    };
    let root = ["main", "[role='main']", "article", "body"]
        .iter()
        .filter_map(|selector| Selector::parse(selector).ok())
        .find_map(|selector| document.select(&selector).next())
        .unwrap_or_else(|| document.root_element());

    let mut writer = Writer::default();
    let mut skip_until = None;
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) => {
                if skip_until.is_some() {
                    continue;
                }
                match node.value() {
                    Node::Text(text) => writer.text(text),
                    Node::Element(element) => match dropped(element) {
                        Some(kind) => {
                            skip_until = Some(node.id());
                            if kind != "markup" {
                                super::furniture::add_up(&mut page.furniture, vec![(kind, 1)]);
                            }
                        }
                        None => writer.open(element),
                    },
                    _ => {}
                }
            }
            Edge::Close(node) => {
                if skip_until == Some(node.id()) {
                    skip_until = None;
                } else if skip_until.is_none()
                    && let Node::Element(element) = node.value()
                {
                    writer.close(element);
                }
            }
        }
    }
    writer.end_line();
    page.lines = writer.lines;
    page.links = writer.links;
    page
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    links: Vec<Link>,
    current: String,
    in_heading: bool,
    link: Option<(String, usize)>,
    lists: Vec<Option<u32>>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.current.push_str(text);
    }

    fn open(&mut self, element: &Element) {
        let name = element.name();
        if is_block(name) {
            self.end_line();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.in_heading = true,
            "ol" => {
                let start = element.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                self.lists.push(Some(start));
            }
            "ul" => self.lists.push(None),
            "li" => {
                if let Some(Some(number)) = self.lists.last_mut() {
                    self.current = format!("{number}. ");
                    *number = number.saturating_add(1);
                }
            }
            "br" | "hr" => self.end_line(),
            "td" | "th" if !self.current.trim().is_empty() => self.current.push_str(" | "),
            "a" => {
                if let Some(target) = element.attr("href") {
                    self.link = Some((target.trim().to_owned(), self.current.len()));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, element: &Element) {
        let name = element.name();
        if name == "a"
            && let Some((target, start)) = self.link.take()
        {
            let text = tidy(self.current.get(start..).unwrap_or_default());
            if !text.is_empty() {
                self.links.push(Link { text, target });
            }
        }
        if is_block(name) {
            self.end_line();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.in_heading = false,
            "ol" | "ul" => {
                self.lists.pop();
            }
            _ => {}
        }
    }

    fn end_line(&mut self) {
        let text = tidy(&std::mem::take(&mut self.current));
        if let Some((_, start)) = &mut self.link {
            *start = 0;
        }
        if !text.is_empty() {
            self.lines.push(Line { text, is_heading: self.in_heading });
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "blockquote"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "li"
            | "main"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tr"
            | "ul"
            | "caption"
    )
}

/// What an element is dropped as, if it is.
fn dropped(element: &Element) -> Option<&'static str> {
    match element.name() {
        "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "select" | "button" | "object" | "head" => {
            return Some("markup");
        }
        "nav" => return Some("navigation"),
        "footer" => return Some("footer"),
        "form" => return Some("form"),
        "dialog" => return Some("cookie_banner"),
        _ => {}
    }
    if element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") {
        return Some("markup");
    }
    let names = [element.attr("class"), element.attr("id")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    MARKED.iter().find(|(mark, _)| names.contains(mark)).map(|(_, kind)| *kind)
}

const MARKED: [(&str, &str); 9] = [
    ("cookie", "cookie_banner"),
    ("exit-this-page", "quick_exit"),
    ("quick-exit", "quick_exit"),
    ("breadcrumb", "navigation"),
    ("phase-banner", "beta_banner"),
    ("skip-link", "navigation"),
    ("social-share", "navigation"),
    ("site-header", "navigation"),
    ("related-content", "navigation"),
];

/// The comment browsers write: `<!-- saved from url=(0042)https://... -->`.
fn saved_from(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("saved from url=(")?;
    let (_, address) = rest.split_once(')')?;
    let address: String = address.chars().take_while(|c| !c.is_whitespace() && *c != '>').take(2_048).collect();
    address.starts_with("http").then_some(address)
}

fn first_text(document: &Html, selector: &str) -> Option<String> {
    let selector = Selector::parse(selector).ok()?;
    let text = tidy(&document.select(&selector).next()?.text().collect::<String>());
    (!text.is_empty()).then_some(text)
}

fn attribute(document: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).ok()?;
    let value = tidy(document.select(&selector).next()?.value().attr(name)?);
    (!value.is_empty()).then_some(value)
}
