//! The lists of an exported site, which a server would make from a query: everything by pages, and one list for each
//! topic and each provision.

use candour_casework::{Authority, Publication};
use maud::{Markup, html};

use crate::components::{Link, Pagination, pagination};
use crate::layout::{Page, Surroundings};
use crate::pages::entry;
use crate::visitor::Visitor;

/// How many answers a page lists.
pub(super) const PER_PAGE: usize = 100;

/// A page of a list.
pub(super) struct List<'a> {
    pub(super) authority: &'a Authority,
    /// What it lists, such as "Published answers".
    pub(super) title: String,
    /// Its address without a page.
    pub(super) address: String,
    pub(super) page: u64,
    pub(super) pages: u64,
}

impl List<'_> {
    pub(super) fn render(&self, publications: &[Publication]) -> Markup {
        let base = &self.address;
        let content = html! {
            h1 class="govuk-heading-xl" { (self.title) }
            div class="govuk-grid-row" {
                div class="govuk-grid-column-two-thirds" {
                    p class="govuk-body" { a class="govuk-link" href="/search" { "Search the answers" } }
                    @if publications.is_empty() { p class="govuk-body" { "Nothing has been published here yet." } }
                    @else {
                        h2 class="govuk-heading-m" { "Answers" @if self.pages > 1 { ", page " (self.page) " of " (self.pages) } }
                        ul class="candour-entries" { @for publication in publications { (entry(publication, 3)) } }
                    }
                    (pagination(&Pagination { page: self.page, pages: self.pages, href: &|page| page_of(base, page) }))
                }
            }
        };
        let title = if self.page > 1 {
            format!("{} (page {} of {})", self.title, self.page, self.pages)
        } else {
            self.title.clone()
        };
        let way =
            vec![Link::new("/", "Home"), Link::new(format!("/{}", self.authority.slug), self.authority.name.clone())];
        let around = Surroundings::of_authority(self.authority.clone());
        Page::reading(&title, content).under(way).render(&around, &Visitor::of_copy(base))
    }
}

/// The address of a page of a list.
pub(super) fn page_of(base: &str, page: u64) -> String {
    let joint = if base.contains('?') { '&' } else { '?' };
    if page > 1 { format!("{base}{joint}page={page}") } else { base.to_owned() }
}

/// The page with the search, which needs a script, and the ways that do not.
pub(super) fn search(authorities: &[Authority]) -> Markup {
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-xl" { "Search the answers" }
                form method="get" role="search" data-log-search="../" {
                    div class="govuk-form-group" {
                        label class="govuk-label" for="q" { "Words in the request, the answer or its attachments" }
                        input class="govuk-input" id="q" name="q" type="search" autocomplete="off";
                    }
                    button type="submit" class="govuk-button" { "Search" }
                }
                div id="results" role="status" {}
                p class="govuk-body" { "The search runs in your browser and needs JavaScript. Without it you can look through the lists:" }
                ul class="govuk-list govuk-list--bullet" {
                    @for authority in authorities {
                        li { a class="govuk-link" href={ "/" (authority.slug) "/disclosures" } { "All answers of " (authority.name) } }
                    }
                }
            }
        }
    };
    let head = html! { script type="module" src=(crate::assets::address("log-search.js")) {} };
    let around = Surroundings::of_site(authorities.to_vec());
    Page::form("Search the answers", content).with_head(head).render(&around, &Visitor::of_copy("/search"))
}

/// A page that leads to another.
pub(super) fn leads_to(link: &str, title: &str) -> String {
    let page = html! {
        (maud::DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) }
                meta http-equiv="refresh" content={ "0; url=" (link) };
            }
            body { p { "This answer is at " a href=(link) { (title) } "." } }
        }
    };
    page.into_string()
}
