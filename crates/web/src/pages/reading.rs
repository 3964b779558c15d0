//! `/{authority}/d/{reference}/{file}.html`: an attachment as a page that can be read, enlarged and listened to.
//!
//! Made from the structured text (design 7.5) of the redacted rendition, never from anything earlier. Each redaction is
//! a labelled element; what could not be turned into text faithfully says so.

use std::collections::BTreeSet;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::{Attachment, Authority, Publication};
use candour_statute::provision;
use maud::{Markup, html};
use serde::Deserialize;

use super::file::picture_name;
use super::{address_of, language_of, way_to_log};
use crate::cache::kept;
use crate::components::{Link, inset_text};
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// What `candour extract` prints.
#[derive(Debug, Deserialize)]
struct StructuredText {
    pages: Vec<TextPage>,
}

#[derive(Debug, Deserialize)]
struct TextPage {
    number: u32,
    reliable: bool,
    blocks: Vec<Block>,
}

impl TextPage {
    /// Whether a reader must be shown the page itself: its fonts do not tell what they draw, or nothing of it is text.
    fn needs_picture(&self) -> bool {
        let is_nothing = |block: &Block| matches!(block, Block::Artifact {} | Block::Figure { alt: None });
        !self.reliable || (!self.blocks.is_empty() && self.blocks.iter().all(is_nothing))
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Block {
    /// Headers, footers, page numbers: not part of what is read.
    Artifact {},
    Figure {
        #[serde(default)]
        alt: Option<String>,
    },
    Heading {
        #[serde(default)]
        level: Option<u8>,
        #[serde(default)]
        text: Option<String>,
    },
    ListItem {
        #[serde(default)]
        text: Option<String>,
    },
    Paragraph {
        #[serde(default)]
        text: Option<String>,
    },
    Redaction {
        #[serde(default)]
        exemptions: Vec<String>,
    },
    Table {
        #[serde(default)]
        rows: Vec<Vec<Cell>>,
    },
}

#[derive(Debug, Deserialize)]
struct Cell {
    #[serde(default)]
    text: String,
    #[serde(default)]
    header: bool,
    #[serde(default)]
    exemptions: Vec<String>,
}

/// The reading version of an attachment, if it has one.
pub(crate) async fn page(
    state: &AppState,
    authority: Authority,
    publication: &Publication,
    attachment: &Attachment,
    visitor: &Visitor,
) -> Result<Response, AppError> {
    let text = text_of(state, attachment).await?;
    let file = format!("{}/{}", address_of(publication), attachment.file_name);
    let pictures = pictures_of(state, attachment, &text, visitor).await?;
    let mut way = way_to_log(&authority);
    way.push(Link::new(address_of(publication), publication.title.clone()));
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                span class="govuk-caption-l" { "Attachment to answer " (publication.reference) }
                h1 class="govuk-heading-l" lang=[language_of(publication)] { (attachment.title) }
                (inset_text(&html! {
                    "This page was made from the published file, so that it can be enlarged, searched and read aloud. "
                    a class="govuk-link" href=(file) { "Open the file itself" }
                }))
                @if text.pages.len() > 1 { (contents(&text)) }
                @for page in &text.pages { (one_page(page, &file, pictures.contains(&page.number))) }
            }
        }
    };
    let title = format!("{} – attachment", attachment.title);
    let around = Surroundings::of_authority(authority);
    Ok(kept(Page::reading(&title, content).under(way).render(&around, visitor)))
}

/// The pages that are shown as pictures too. In a copy, where no server could say that there is none, only those that
/// could be drawn.
async fn pictures_of(
    state: &AppState,
    attachment: &Attachment,
    text: &StructuredText,
    visitor: &Visitor,
) -> Result<BTreeSet<u32>, AppError> {
    let mut pictures = BTreeSet::new();
    if attachment.media_type != PDF || !state.log.draws_pages() {
        return Ok(pictures);
    }
    for page in text.pages.iter().filter(|page| page.needs_picture()) {
        if !visitor.is_copy || state.log.page_picture(attachment.digest, page.number).await?.is_some() {
            pictures.insert(page.number);
        }
    }
    Ok(pictures)
}

async fn text_of(state: &AppState, attachment: &Attachment) -> Result<StructuredText, AppError> {
    let digest = attachment.structured_text.ok_or(AppError::NotFound)?;
    let bytes = state.log.bytes(digest).await?.ok_or(AppError::NotFound)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        AppError::Failed(format!("the structured text of {} is not sound: {error}", attachment.file_name))
    })
}

/// The picture of a page whose text cannot be trusted; other pages have none.
pub(crate) async fn picture(state: &AppState, attachment: &Attachment, number: u32) -> Result<Response, AppError> {
    let text = text_of(state, attachment).await?;
    let is_shown = text.pages.iter().any(|page| page.number == number && page.needs_picture());
    if !is_shown || attachment.media_type != PDF {
        return Err(AppError::NotFound);
    }
    let png = state.log.page_picture(attachment.digest, number).await?.ok_or(AppError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-cache")], png).into_response())
}

/// The pages of a structured text that are shown as pictures too.
pub(crate) fn pictured(structured: &[u8]) -> Vec<u32> {
    let pages = serde_json::from_slice::<StructuredText>(structured).map(|text| text.pages).unwrap_or_default();
    pages.iter().filter(|page| page.needs_picture()).map(|page| page.number).collect()
}

/// All words of a structured text; none of one that is not sound.
pub(crate) fn words_of(structured: &[u8]) -> String {
    let pages = serde_json::from_slice::<StructuredText>(structured).map(|text| text.pages).unwrap_or_default();
    let mut words = Vec::new();
    for block in pages.into_iter().flat_map(|page| page.blocks) {
        match block {
            Block::Artifact {} | Block::Redaction { .. } => {}
            Block::Figure { alt: text }
            | Block::Heading { text, .. }
            | Block::ListItem { text }
            | Block::Paragraph { text } => {
                words.extend(text);
            }
            Block::Table { rows } => words.extend(rows.into_iter().flatten().map(|cell| cell.text)),
        }
    }
    words.join(" ")
}

fn contents(text: &StructuredText) -> Markup {
    html! {
        nav aria-label="Pages of this document" class="candour-no-print" {
            ul class="candour-pages" {
                @for page in &text.pages {
                    li { a class="govuk-link" href={ "#page-" (page.number) } { "Page " (page.number) } }
                }
            }
        }
    }
}

fn one_page(page: &TextPage, file: &str, has_picture: bool) -> Markup {
    html! {
        section class="candour-page" aria-labelledby={ "page-" (page.number) } {
            h2 class="govuk-heading-s" id={ "page-" (page.number) } { "Page " (page.number) }
            @if page.needs_picture() {
                (inset_text(&html! {
                    "The text of this page may not be complete or in the right order. "
                    a class="govuk-link" href={ (file) "#page=" (page.number) } {
                        "See page " (page.number) " in the file"
                    }
                }))
                @if has_picture {
                    p class="govuk-body" {
                        img class="candour-page-picture" src=(picture_name(file, page.number)) loading="lazy"
                            alt={ "Page " (page.number) " as a picture. Its text, as far as it could be read, follows." };
                    }
                }
            }
            @for (blocks, level) in with_levels(&page.blocks) {
                @if blocks[0].is_list_item() {
                    ul class="govuk-list govuk-list--bullet" { @for block in blocks { (shown(block, level)) } }
                } @else {
                    @for block in blocks { (shown(block, level)) }
                }
            }
        }
    }
}

/// List items in runs, everything else singly, each with the level for a heading there: a document's own headings come
/// below that of the page (2), and none is deeper than one below the heading before it.
fn with_levels(blocks: &[Block]) -> Vec<(&[Block], u8)> {
    let mut last = 2;
    blocks
        .chunk_by(|left, right| left.is_list_item() && right.is_list_item())
        .map(|run| {
            if let Block::Heading { level, .. } = &run[0] {
                last = level.unwrap_or(1).saturating_add(2).clamp(3, (last + 1).min(6));
            }
            (run, last)
        })
        .collect()
}

impl Block {
    fn is_list_item(&self) -> bool {
        matches!(self, Self::ListItem { .. })
    }
}

fn shown(block: &Block, level: u8) -> Markup {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    html! {
        @match block {
            Block::Artifact {} => {}
            Block::Figure { alt } => (figure(alt.as_deref())),
            Block::Heading { text, .. } => (heading(level, &words(text))),
            Block::ListItem { text } => li { (words(text)) },
            Block::Paragraph { text } => p class="govuk-body" { (words(text)) },
            Block::Redaction { exemptions } => p class="govuk-body" { (withheld(exemptions)) },
            Block::Table { rows } => (table_of(rows)),
        }
    }
}

fn heading(level: u8, words: &str) -> Markup {
    html! {
        @match level {
            3 => h3 class="govuk-heading-m" { (words) },
            4 => h4 class="govuk-heading-s" { (words) },
            5 => h5 class="govuk-heading-s" { (words) },
            _ => h6 class="govuk-heading-s" { (words) },
        }
    }
}

fn figure(alt: Option<&str>) -> Markup {
    html! {
        p class="govuk-body candour-figure" {
            @match alt {
                Some(alt) => { strong { "Picture: " } (alt) }
                None => { strong { "Picture" } " without a description. It can be seen in the file." }
            }
        }
    }
}

/// A redaction, as a reader sees it and a screen reader speaks it.
fn withheld(exemptions: &[String]) -> Markup {
    let grounds: Vec<String> = exemptions.iter().map(|id| ground(id)).collect();
    html! {
        strong class="candour-withheld" {
            @if grounds.is_empty() { "Withheld" } @else { "Withheld: " (grounds.join("; ")) }
        }
    }
}

fn ground(id: &str) -> String {
    match provision::by_id(id) {
        Some(found) => {
            let words = provision::explanation(found);
            format!("{}, {}", words.citation, words.name.to_lowercase())
        }
        None => provision::reference(id).unwrap_or(id).to_owned(),
    }
}

/// A table with its header cells as such: of columns in the first row, of rows elsewhere.
fn table_of(rows: &[Vec<Cell>]) -> Markup {
    html! {
        div class="candour-scroll" role="region" aria-label="Table" tabindex="0" {
            table class="govuk-table" {
                tbody class="govuk-table__body" {
                    @for (position, row) in rows.iter().enumerate() {
                        tr class="govuk-table__row" {
                            @for cell in row {
                                @if cell.header {
                                    th scope=(if position == 0 { "col" } else { "row" }) class="govuk-table__header" { (inside(cell)) }
                                } @else {
                                    td class="govuk-table__cell" { (inside(cell)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn inside(cell: &Cell) -> Markup {
    html! {
        (cell.text)
        @if !cell.exemptions.is_empty() { (withheld(&cell.exemptions)) }
    }
}

const PDF: &str = "application/pdf";
