//! A page as lines: one paragraph, heading or list item each.

/// One paragraph, heading or list item.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Whether the page marks it as a heading.
    pub(super) is_heading: bool,
}

/// A link on a page, with the words that carry it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) target: String,
}

#[derive(Default)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) links: Vec<Link>,
    pub(super) title: Option<String>,
    pub(super) site_name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) furniture: Vec<(&'static str, usize)>,
}

/// Plain text: a line is a paragraph, unless paragraphs are wrapped and set apart by blank lines.
pub(super) fn of_text(text: &str) -> Page {
    let is_wrapped =
        text.lines().all(|line| line.chars().count() <= WRAPPED) && text.lines().any(|line| line.trim().is_empty());
    let mut lines: Vec<Line> = Vec::new();
    let mut continues = false;
    for raw in text.lines() {
        let line = tidy(raw);
        if line.is_empty() {
            continues = false;
            continue;
        }
        let starts_anew = line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '•' | '-' | '*'));
        match lines.last_mut().filter(|_| is_wrapped && continues && !starts_anew) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(&line);
            }
            None => lines.push(Line { text: line, is_heading: false }),
        }
        continues = raw.trim_end().chars().count() >= NEARLY_FULL;
    }
    Page { lines, ..Page::default() }
}

/// One line with runs of white space made single spaces, and invisible characters gone.
pub(super) fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| {
            !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}') && (!c.is_control() || c.is_whitespace())
        })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text wrapped by a mail programme or by hand.
const WRAPPED: usize = 120;
/// A line shorter than this ends its paragraph even without a blank line.
const NEARLY_FULL: usize = 60;
