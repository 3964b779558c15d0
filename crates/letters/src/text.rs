//! A letter as plain text, for mail: readable in any mail program and by a screen reader.
//!
//! Lines are folded at 72 columns (RFC 3676 advises fewer than 78); a table becomes one short list per row, because
//! columns made of spaces are read out as noise.

use crate::letter::{Content, Letter, Text};

/// The letter as text, ending in a newline.
#[must_use]
pub fn to_text(letter: &Letter) -> String {
    let mut page = Page::default();
    if let Some(sample) = &letter.sender.sample {
        page.paragraph(&sample.words);
    }
    page.lines(std::iter::once(letter.sender.name.as_str()).chain(letter.sender.lines.iter().map(words)));
    if let Some(addressee) = &letter.addressee {
        page.lines(std::iter::once(addressee.name.as_str()).chain(addressee.lines.iter().map(String::as_str)));
    }
    let particulars: Vec<String> =
        letter.particulars.iter().map(|(label, value)| format!("{}: {}", label.words, value.words)).collect();
    page.lines(particulars.iter().map(String::as_str));
    if let Some(salutation) = &letter.salutation {
        page.paragraph(&salutation.words);
    }
    page.underlined(&letter.title.words, '=');
    for content in letter.body() {
        page.content(content);
    }
    if let Some(signatory) = &letter.signatory {
        if let Some(closing) = &signatory.closing {
            page.paragraph(&closing.words);
        }
        let lines = [signatory.name.as_deref().unwrap_or_default(), &signatory.office, &signatory.team];
        page.lines(lines.into_iter());
    }
    page.text.truncate(page.text.trim_end().len());
    page.text.push('\n');
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn content(&mut self, content: &Content) {
        match content {
            Content::Heading { level: 1, text } => self.underlined(&text.words, '-'),
            Content::Heading { text, .. } => self.paragraph(&text.words),
            Content::Paragraph { text } => self.paragraph(&text.words),
            Content::Quote { paragraphs } => {
                for paragraph in paragraphs {
                    self.folded("> ", "> ", &paragraph.words);
                    self.text.push('\n');
                }
            }
            Content::List { numbered, items } => {
                for (number, item) in (1_u32..).zip(items) {
                    let mark = if *numbered { format!("{number}. ") } else { "- ".to_owned() };
                    self.folded(&mark, &" ".repeat(mark.len()), &item.words);
                }
                self.text.push('\n');
            }
            Content::Lines { lines } => self.lines(lines.iter().map(words)),
            Content::Table { caption, header, rows } => {
                self.paragraph(&caption.words);
                for row in rows {
                    for (index, (label, cell)) in header.iter().zip(row).enumerate() {
                        let mark = if index == 0 { "* " } else { "  " };
                        self.folded(mark, "    ", &format!("{}: {}", label.words, cell.words));
                    }
                    self.text.push('\n');
                }
            }
        }
    }

    fn paragraph(&mut self, words: &str) {
        self.folded("", "", words);
        self.text.push('\n');
    }

    fn lines<'a>(&mut self, lines: impl Iterator<Item = &'a str>) {
        for line in lines.filter(|line| !line.is_empty()) {
            self.folded("", "  ", line);
        }
        self.text.push('\n');
    }

    fn underlined(&mut self, words: &str, rule: char) {
        let start = self.text.len();
        self.folded("", "", words);
        let longest = self.text[start..].lines().map(|line| line.chars().count()).max().unwrap_or(0);
        self.text.extend(std::iter::repeat_n(rule, longest));
        self.text.push_str("\n\n");
    }

    /// Words folded at spaces; a word that is longer than a line, such as an address, is left whole.
    fn folded(&mut self, first: &str, rest: &str, words: &str) {
        let mut column = first.chars().count();
        self.text.push_str(first);
        let mut at_start = true;
        for word in words.split_whitespace() {
            let width = word.chars().count();
            if !at_start && column + 1 + width > WIDTH {
                self.text.push('\n');
                self.text.push_str(rest);
                column = rest.chars().count();
                at_start = true;
            }
            if !at_start {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
            at_start = false;
        }
        self.text.push('\n');
    }
}

fn words(text: &Text) -> &str {
    &text.words
}

const WIDTH: usize = 72;
