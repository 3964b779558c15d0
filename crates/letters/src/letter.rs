//! A letter as structure: what HTML, PDF and plain text are all made from.
//!
//! A letter is never stored as prose and searched afterwards for what may be published: each block says who may read
//! it, and the public variant ([`Letter::for_publication`]) is built by leaving out.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A letter, ready to be rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Which letter it is.
    pub kind: LetterKind,
    /// Who it is for.
    pub variant: Variant,
    /// The language asked for. Single texts may be in another, and say so.
    pub language: Language,
    /// The subject line; also the title of the PDF and the page.
    pub title: Text,
    /// The authority that writes.
    pub sender: Sender,
    /// The reference of the case.
    pub reference: String,
    /// The day the letter bears.
    pub dated: Date,
    /// The date, reference and similar, as label and value, above the body.
    pub particulars: Vec<(Text, Text)>,
    /// Who it is written to; `None` in the public variant.
    pub addressee: Option<Addressee>,
    /// "Dear ...".
    pub salutation: Option<Text>,
    /// The body.
    pub blocks: Vec<Block>,
    /// Who signs.
    pub signatory: Option<Signatory>,
    /// The version of the wording it was made with.
    pub wording_version: String,
    /// Phrases that had no translation into the letter's language and stand in English, marked as English.
    pub untranslated: Vec<String>,
}

/// Who a letter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// The one who asked: the letter as sent.
    #[default]
    Sent,
    /// Anybody: made by [`Letter::for_publication`].
    Public,
}

/// Which letter it is. Complete: issue, review and the work between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// We have your request.
    Acknowledgement,
    /// FOIA 2000 s.1(3), EIR 2004 reg. 9(2): we need to know more.
    Clarification,
    /// FOIA 2000 s.9(1): a fee is due first.
    FeesNotice,
    /// FOIA 2000 s.10(3) with s.17(2), or EIR 2004 reg. 7: more time.
    Extension,
    /// All of it.
    FullDisclosure,
    /// Some of it, and a refusal notice for the rest.
    PartDisclosure,
    /// None of it.
    Refusal,
    /// Neither confirmed nor denied, for the whole request.
    NeitherConfirmNorDeny,
    /// Some answered; for the rest neither confirmed nor denied.
    PartNeitherConfirmNorDeny,
    /// Not held, with help.
    NotHeld,
    /// FOIA 2000 s.12.
    CostLimit,
    /// FOIA 2000 s.14(1) or (2).
    VexatiousOrRepeated,
    /// FOIA 2000 s.21.
    AccessibleElsewhere,
    /// FOIA 2000 s.22.
    IntendedForPublication,
    /// The request was passed on.
    Transfer,
    /// EIR 2004 reg. 14.
    EnvironmentalRefusal,
    /// The outcome of an internal review.
    InternalReview,
    /// To a colleague: find this.
    Commission,
    /// To a colleague: this is due, or late.
    Chaser,
}

/// A language a letter can be asked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English as written in Britain.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Welsh.
    #[serde(rename = "cy")]
    Welsh,
}

impl Language {
    /// The tag of BCP 47, as HTML and PDF want it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Welsh => "cy",
        }
    }
}

/// Words and the language they are in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The words.
    pub words: String,
    /// Their language.
    pub language: Language,
}

impl Text {
    /// English words, as everything an officer or requester wrote is taken to be.
    #[must_use]
    pub fn english(words: impl Into<String>) -> Self {
        Self { words: words.into(), language: Language::English }
    }

    /// Words in a given language.
    #[must_use]
    pub fn new(words: impl Into<String>, language: Language) -> Self {
        Self { words: words.into(), language }
    }

    /// The words divided into plain ones and addresses that can be followed.
    #[must_use]
    pub fn spans(&self) -> Vec<Span<'_>> {
        let mut spans: Vec<Span<'_>> = Vec::new();
        let mut plain_from = 0;
        for word in self.words.split_whitespace() {
            let start = word.as_ptr() as usize - self.words.as_ptr() as usize;
            let opened = word.trim_start_matches(['(', '<', '\u{201c}', '"']);
            let address = opened.trim_end_matches(['.', ',', ';', ':', ')', '>', '\u{201d}', '"', '?', '!']);
            let Some(link) = link_of(address) else { continue };
            let from = start + (word.len() - opened.len());
            let to = from + address.len();
            if from > plain_from {
                spans.push(Span { words: &self.words[plain_from..from], link: None });
            }
            spans.push(Span { words: address, link: Some(link) });
            plain_from = to;
        }
        if plain_from < self.words.len() {
            spans.push(Span { words: &self.words[plain_from..], link: None });
        }
        spans
    }
}

/// A run of words, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<'a> {
    /// The words.
    pub words: &'a str,
    /// `https:`, `http:` or `mailto:`, where they are an address.
    pub link: Option<String>,
}

/// Where a word leads if it is a web or e-mail address. Nothing else is ever a link, whoever wrote it.
fn link_of(word: &str) -> Option<String> {
    let web = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    if web.is_some_and(|rest| rest.contains('.')) {
        return Some(word.to_owned());
    }
    let (mailbox, domain) = word.split_once('@')?;
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'));
    let sound = !mailbox.is_empty() && domain.contains('.') && plain(mailbox) && plain(domain);
    sound.then(|| format!("mailto:{word}"))
}

/// The authority that writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Its name.
    pub name: String,
    /// The team, and where it can be reached: one line each.
    pub lines: Vec<Text>,
    /// Set for an invented authority: printed on each page.
    pub sample: Option<Text>,
}

/// Who a letter is written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// Their name.
    pub name: String,
    /// Address lines below the name.
    pub lines: Vec<String>,
}

/// Who signs a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// "Yours sincerely" or its like; empty in the public variant.
    pub closing: Option<Text>,
    /// Their name; `None` where it may not be published.
    pub name: Option<String>,
    /// Office or grade.
    pub office: String,
    /// The team.
    pub team: String,
    /// Whether the grade is one whose names the authority publishes.
    pub may_be_named: bool,
}

/// Who may read a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Anybody.
    #[default]
    Public,
    /// The requester and the authority only.
    Requester,
    /// Only in the public variant: what stands in the place of a block for the requester.
    PublicOnly,
}

/// One piece of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Who may read it.
    pub audience: Audience,
    /// What it is.
    pub content: Content,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Content {
    /// A heading; level 1 is directly below the title.
    Heading {
        /// From 1, without gaps.
        level: u8,
        /// The words.
        text: Text,
    },
    /// A paragraph.
    Paragraph {
        /// The words.
        text: Text,
    },
    /// The requester's words.
    Quote {
        /// One text per paragraph.
        paragraphs: Vec<Text>,
    },
    /// A list.
    List {
        /// Numbered from 1, or with bullets.
        numbered: bool,
        /// The points.
        items: Vec<Text>,
    },
    /// An address: lines that belong together.
    Lines {
        /// One text per line.
        lines: Vec<Text>,
    },
    /// A table. The first row of cells is the heading; the first cell of each row names the row.
    Table {
        /// What it shows.
        caption: Text,
        /// The column headings.
        header: Vec<Text>,
        /// The rows, each as long as the heading.
        rows: Vec<Vec<Text>>,
    },
}

impl Letter {
    /// What this variant of the letter shows, in reading order.
    pub fn body(&self) -> impl Iterator<Item = &Content> {
        let hidden = match self.variant {
            Variant::Sent => Audience::PublicOnly,
            Variant::Public => Audience::Requester,
        };
        self.blocks.iter().filter(move |block| block.audience != hidden).map(|block| &block.content)
    }

    /// All texts of the body in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.body().flat_map(Content::texts)
    }
}

impl Content {
    /// The texts of this piece in reading order.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Heading { text, .. } | Self::Paragraph { text } => vec![text],
            Self::Quote { paragraphs } => paragraphs.iter().collect(),
            Self::List { items, .. } => items.iter().collect(),
            Self::Lines { lines } => lines.iter().collect(),
            Self::Table { caption, header, rows } => {
                std::iter::once(caption).chain(header).chain(rows.iter().flatten()).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(words: &str) -> Vec<String> {
        Text::english(words).spans().into_iter().filter_map(|span| span.link).collect()
    }

    #[test]
    fn web_and_mail_addresses_in_a_text_can_be_followed_without_the_stop_after_them() {
        assert_eq!(
            links("Look at https://data.example.org/a, then. Or write to foi@sample.example."),
            ["https://data.example.org/a", "mailto:foi@sample.example"]
        );
    }

    #[test]
    fn nothing_else_is_a_link() {
        assert_eq!(links("javascript:alert(1) data:text/html,x @home a@b ftp://x.y https:// foo@@bar.x"), [""; 0]);
    }

    #[test]
    fn the_spans_of_a_text_make_up_the_text() {
        for words in ["", "plain", "a@b.cd", " (see https://x.example/) ", "é https://x.example é"] {
            let text = Text::english(words);
            assert_eq!(text.spans().iter().map(|span| span.words).collect::<String>(), words);
        }
    }
}
