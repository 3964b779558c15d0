//! A letter as accessible HTML: a fragment for a page of the site, or a page of its own.
//!
//! Everything is escaped by the template; the only attributes made from data are links, which [`Text::spans`] limits to
//! web and mail addresses.

use maud::{DOCTYPE, Markup, html};

use crate::letter::{Content, Letter, Signatory, Text};

/// How a fragment fits the page it goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The level of heading of the letter's sections: 2 where the page's own heading is the letter's title.
    pub section_level: u8,
    /// The class names on headings, paragraphs, lists and tables.
    pub classes: Classes,
}

/// The class names a fragment uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Classes {
    /// None at all.
    #[default]
    Plain,
    /// Those of GOV.UK Frontend.
    GovUk,
}

/// The body of the letter as a fragment: no title, no letterhead.
#[must_use]
pub fn to_html_fragment(letter: &Letter, fragment: Fragment) -> String {
    let markup = html! {
        @for block in letter.body() { (content(letter, block, fragment)) }
        @if let Some(signatory) = &letter.signatory { (signature(letter, signatory, fragment)) }
    };
    markup.into_string()
}

/// The whole letter as a page that needs nothing else.
#[must_use]
pub fn to_html(letter: &Letter) -> String {
    let fragment = Fragment { section_level: 2, classes: Classes::Plain };
    let markup = html! {
        (DOCTYPE)
        html lang=(letter.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (letter.title.words) " – " (letter.reference) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                header {
                    @if let Some(sample) = &letter.sender.sample { p.sample { (words(letter, sample)) } }
                    p.sender { (letter.sender.name) }
                    p { @for (index, line) in letter.sender.lines.iter().enumerate() {
                        @if index > 0 { br; }
                        (words(letter, line))
                    } }
                }
                main {
                    @if let Some(addressee) = &letter.addressee {
                        p { (addressee.name) @for line in &addressee.lines { br; (line) } }
                    }
                    dl { @for (label, value) in &letter.particulars {
                        div { dt { (words(letter, label)) } dd { (words(letter, value)) } }
                    } }
                    @if let Some(salutation) = &letter.salutation { p { (words(letter, salutation)) } }
                    h1 lang=[other_language(letter, &letter.title)] { (letter.title.words) }
                    (maud::PreEscaped(to_html_fragment(letter, fragment)))
                }
            }
        }
    };
    markup.into_string()
}

fn content(letter: &Letter, content: &Content, fragment: Fragment) -> Markup {
    let class = |plain: &'static str| match fragment.classes {
        Classes::Plain => None,
        Classes::GovUk => Some(plain),
    };
    match content {
        Content::Heading { level, text } => heading(letter, *level, text, fragment),
        Content::Paragraph { text } => html! { p class=[class("govuk-body")] { (words(letter, text)) } },
        Content::Quote { paragraphs } => html! {
            blockquote class=[class("govuk-inset-text")] {
                @for paragraph in paragraphs { p class=[class("govuk-body")] { (words(letter, paragraph)) } }
            }
        },
        Content::List { numbered: true, items } => html! {
            ol class=[class("govuk-list govuk-list--number")] { (points(letter, items)) }
        },
        Content::List { numbered: false, items } => html! {
            ul class=[class("govuk-list govuk-list--bullet")] { (points(letter, items)) }
        },
        Content::Lines { lines } => html! {
            p class=[class("govuk-body")] { @for (index, line) in lines.iter().enumerate() {
                @if index > 0 { br; }
                (words(letter, line))
            } }
        },
        Content::Table { caption, header, rows } => html! {
            table class=[class("govuk-table")] {
                caption class=[class("govuk-table__caption govuk-table__caption--s")] { (words(letter, caption)) }
                thead class=[class("govuk-table__head")] { tr class=[class("govuk-table__row")] {
                    @for cell in header { th scope="col" class=[class("govuk-table__header")] { (words(letter, cell)) } }
                } }
                tbody class=[class("govuk-table__body")] { @for row in rows { tr class=[class("govuk-table__row")] {
                    @for (column, cell) in row.iter().enumerate() {
                        @if column == 0 {
                            th scope="row" class=[class("govuk-table__header")] { (words(letter, cell)) }
                        } @else {
                            td class=[class("govuk-table__cell")] { (words(letter, cell)) }
                        }
                    }
                } } }
            }
        },
    }
}

fn points(letter: &Letter, items: &[Text]) -> Markup {
    html! { @for item in items { li { (words(letter, item)) } } }
}

fn heading(letter: &Letter, level: u8, text: &Text, fragment: Fragment) -> Markup {
    let depth = fragment.section_level.saturating_add(level).saturating_sub(1).clamp(1, 6);
    let size = ["govuk-heading-l", "govuk-heading-m", "govuk-heading-s"];
    let class = match fragment.classes {
        Classes::Plain => None,
        Classes::GovUk => size.get(usize::from(level.min(3)).saturating_sub(1) + 1).or(size.last()).copied(),
    };
    let words = words(letter, text);
    match depth {
        1 => html! { h1 class=[class] { (words) } },
        2 => html! { h2 class=[class] { (words) } },
        3 => html! { h3 class=[class] { (words) } },
        4 => html! { h4 class=[class] { (words) } },
        5 => html! { h5 class=[class] { (words) } },
        _ => html! { h6 class=[class] { (words) } },
    }
}

fn signature(letter: &Letter, signatory: &Signatory, fragment: Fragment) -> Markup {
    let class = (fragment.classes == Classes::GovUk).then_some("govuk-body");
    let lines = [signatory.name.as_deref(), Some(signatory.office.as_str()), Some(signatory.team.as_str())];
    let lines: Vec<&str> = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    html! {
        @if let Some(closing) = &signatory.closing { p class=[class] { (words(letter, closing)) } }
        p class=[class] { @for (index, line) in lines.iter().enumerate() {
            @if index > 0 { br; }
            (line)
        } }
    }
}

/// Words in their own language, with addresses that can be followed.
fn words(letter: &Letter, text: &Text) -> Markup {
    let spans = html! {
        @for span in text.spans() {
            @if let Some(link) = span.link { a href=(link) { (span.words) } } @else { (span.words) }
        }
    };
    match other_language(letter, text) {
        Some(tag) => html! { span lang=(tag) { (spans) } },
        None => spans,
    }
}

/// The language of a text where it is not the letter's.
fn other_language(letter: &Letter, text: &Text) -> Option<&'static str> {
    (text.language != letter.language).then(|| text.language.tag())
}

const STYLE: &str = "body{font:1.1875rem/1.5 Arial,sans-serif;color:#0b0c0c;max-width:44rem;margin:2rem auto;padding:0 1rem}\
.sender,.sample{font-weight:bold}blockquote{border-left:4px solid #b1b4b6;margin:1rem 0;padding:0 1rem}\
dl div{display:flex;gap:.5rem}dt{font-weight:bold}dd{margin:0}table{border-collapse:collapse;width:100%;margin:1rem 0}\
caption{font-weight:bold;text-align:left}th,td{border-bottom:1px solid #b1b4b6;padding:.5rem;text-align:left;vertical-align:top}\
a{color:#1d70b8}@media print{body{margin:0}}";
