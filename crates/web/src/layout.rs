//! The page around the content: banners, header, navigation, quick exit, footer.

use candour_casework::Authority;
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::components::{
    CookieBanner, Exit, Link, breadcrumbs, cookie_banner, exit_this_page, exit_this_page_link, footer, generic_header,
    phase_banner, service_navigation, skip_link,
};
use crate::cookies::Saved;
use crate::display::{Colours, EscapeKey, TextSize, key};
use crate::visitor::Visitor;

/// Whose pages these are, and what they owe their readers.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// The authority, on pages of one.
    pub(crate) authority: Option<Authority>,
    /// Whether there is an optional purpose to ask about.
    pub(crate) asks_for_cookies: bool,
    exit: Option<Exit>,
    sample: bool,
}

impl Surroundings {
    /// The pages of one authority.
    pub(crate) fn of_authority(authority: Authority) -> Self {
        Self {
            asks_for_cookies: !authority.cookie_purposes.is_empty(),
            exit: Exit::of(&authority),
            sample: authority.sample,
            authority: Some(authority),
        }
    }

    /// The pages of the whole installation. With a single authority they are that authority's; with several they offer
    /// what any of them owes its readers, and Escape only if all have it on.
    pub(crate) fn of_site(mut authorities: Vec<Authority>) -> Self {
        if authorities.len() == 1 {
            return Self::of_authority(authorities.remove(0));
        }
        let exit = authorities.iter().find_map(Exit::of);
        let escape = authorities.iter().all(Authority::escape_key_exits);
        Self {
            asks_for_cookies: authorities.iter().any(|authority| !authority.cookie_purposes.is_empty()),
            exit: exit.map(|exit| Exit { escape, ..exit }),
            sample: authorities.iter().any(|authority| authority.sample),
            authority: None,
        }
    }

    /// The same on pages that hold what somebody has typed or may see alone: a banner whose buttons lead away from them
    /// would lose it.
    pub(crate) fn without_banner(self) -> Self {
        Self { asks_for_cookies: false, ..self }
    }

    /// What can be shown when nothing is known, because the store does not answer.
    pub(crate) fn bare() -> Self {
        Self { authority: None, asks_for_cookies: false, exit: None, sample: false }
    }

    /// Who runs these pages.
    pub(crate) fn name(&self) -> &str {
        self.authority.as_ref().map_or("Freedom of information", |authority| &authority.name)
    }

    /// The way out, if there is one.
    pub(crate) fn exit(&self) -> Option<&Exit> {
        self.exit.as_ref()
    }
}

/// Whether a page is read or filled in: Escape leaves only from what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageKind {
    Form,
    Reading,
}

/// One page, before it is put into its surroundings.
pub(crate) struct Page<'a> {
    /// Its title, without the name of the site.
    pub(crate) title: &'a str,
    /// The way from the home page to here; empty for none.
    pub(crate) breadcrumbs: Vec<Link>,
    pub(crate) kind: PageKind,
    /// More for the head: alternates, structured data.
    pub(crate) head: Markup,
    pub(crate) content: Markup,
}

impl<'a> Page<'a> {
    /// A page to read.
    pub(crate) fn reading(title: &'a str, content: Markup) -> Self {
        Self { title, breadcrumbs: Vec::new(), kind: PageKind::Reading, head: html! {}, content }
    }

    /// A page to fill in.
    pub(crate) fn form(title: &'a str, content: Markup) -> Self {
        Self { kind: PageKind::Form, ..Self::reading(title, content) }
    }

    /// The same with a way back.
    pub(crate) fn under(self, breadcrumbs: Vec<Link>) -> Self {
        Self { breadcrumbs, ..self }
    }

    /// The same with more in its head.
    pub(crate) fn with_head(self, head: Markup) -> Self {
        Self { head, ..self }
    }

    /// The whole document.
    pub(crate) fn render(self, around: &Surroundings, visitor: &Visitor) -> Markup {
        let display = visitor.cookies.display;
        // A copy has no server to pass by on the way out.
        let exit = around.exit().map(|exit| match visitor.is_copy {
            true => Exit { through: exit.address.clone(), ..exit.clone() },
            false => exit.clone(),
        });
        let text = (display.text != TextSize::Standard).then(|| key(&TextSize::OPTIONS, &display.text));
        let colours = (display.colours != Colours::Device).then(|| key(&Colours::OPTIONS, &display.colours));
        html! {
            (DOCTYPE)
            html lang="en" class="govuk-template" data-text=[text] data-colours=[colours] {
                head {
                    meta charset="utf-8";
                    title { (self.title) " – " (around.name()) }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="theme-color" content="#0b0c0c";
                    @if visitor.is_copy { meta http-equiv="Content-Security-Policy" content=(COPY_POLICY); meta name="referrer" content="no-referrer"; }
                    link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::address("vendor/govuk-frontend.css"));
                    link rel="stylesheet" href=(assets::address("site.css"));
                    script type="module" src=(assets::address("site.js")) {}
                    (self.head)
                }
                body class="govuk-template__body" {
                    script src=(assets::address("start.js")) {}
                    (cookies(around, visitor))
                    (skip_link())
                    @if let Some(exit) = &exit { (exit_this_page_link(exit)) }
                    (header(around, visitor))
                    div class="govuk-width-container" {
                        @if !self.breadcrumbs.is_empty() { (breadcrumbs(&self.breadcrumbs)) }
                        @if let Some(exit) = &exit {
                            @let wanted = display.escape == EscapeKey::Leaves;
                            (exit_this_page(exit, exit.escape && wanted && self.kind == PageKind::Reading))
                        }
                        main class="govuk-main-wrapper" id="main-content" { (self.content) }
                    }
                    footer class="govuk-template__footer" { (footer(&footer_links(around, visitor), FOOTER_NOTE)) }
                }
            }
        }
    }
}

fn cookies(around: &Surroundings, visitor: &Visitor) -> Markup {
    let banner = match (visitor.saved, visitor.cookies.choice) {
        (Some(saved), _) => Some(CookieBanner::Told(saved)),
        (None, None) => Some(CookieBanner::Ask),
        (None, Some(_)) => None,
    };
    html! {
        @if around.asks_for_cookies && !visitor.is_copy && let Some(banner) = banner {
            // The cookies page is where the choice is made: there only what became of it is told.
            @if visitor.path != "/cookies" || matches!(banner, CookieBanner::Told(Saved::Failed)) {
                (cookie_banner(banner, around.name(), &visitor.address))
            }
        }
    }
}

fn header(around: &Surroundings, visitor: &Visitor) -> Markup {
    let feedback = format!("/feedback?page={}", visitor.path);
    html! {
        header class="govuk-template__header" {
            (generic_header(&Link::new("/", around.name())))
            @if let Some(authority) = &around.authority {
                @let base = format!("/{}", authority.slug);
                @let items = menu(&base, visitor);
                (service_navigation(&Link::new(base, "Freedom of information"), &items, &visitor.path))
            }
            @if around.sample {
                div class="candour-sample" role="note" {
                    div class="govuk-width-container" {
                        p class="govuk-body-s" {
                            strong { "Sample." }
                            " This is an invented authority. Every request, answer, name and figure here is made up."
                        }
                    }
                }
            }
            @if visitor.is_copy { (copy_note()) } @else { (phase_banner(&feedback)) }
        }
    }
}

fn menu(base: &str, visitor: &Visitor) -> Vec<Link> {
    let answers = Link::new(format!("{base}/disclosures"), "Published answers");
    let statistics = Link::new(format!("{base}/statistics"), "Statistics");
    if visitor.is_copy {
        return vec![answers, Link::new("/search", "Search"), statistics];
    }
    let ask = Link::new(format!("{base}/make-a-request"), "Make a request");
    vec![answers, ask, statistics]
}

/// What a copy cannot do, said where the served site asks for feedback.
fn copy_note() -> Markup {
    html! {
        div class="govuk-width-container" {
            p class="govuk-body-s govuk-!-margin-top-2" { "This is a copy of the published answers, kept as files." }
        }
    }
}

fn footer_links(around: &Surroundings, visitor: &Visitor) -> Vec<Link> {
    if visitor.is_copy {
        return vec![
            Link::new("/accessibility", "Accessibility"),
            Link::new("/safety", "Staying safe on this site"),
            Link::new("/search", "Search"),
        ];
    }
    let mut links = vec![Link::new("/accessibility", "Accessibility"), Link::new("/cookies", "Cookies")];
    if around.asks_for_cookies {
        links.push(Link::new("/display", "Display settings"));
    }
    links.extend([
        Link::new("/safety", "Staying safe on this site"),
        Link::new("/deadline-calculator", "Deadline calculator"),
        Link::new("/feedback", "Feedback"),
    ]);
    links
}

const FOOTER_NOTE: &str = "Published with candour, open-source software for freedom of information. \
                           This site is not part of GOV.UK.";

/// For copies, which cannot send it as a header: as strict as that of the served site.
const COPY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                           connect-src 'self'; form-action 'self'; base-uri 'none'";
