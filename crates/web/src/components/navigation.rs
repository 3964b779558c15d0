//! Components that lead somewhere: header, service navigation, breadcrumbs, pagination, footer, skip link.

use maud::{Markup, PreEscaped, html};

/// A link with its words.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Where to.
    pub(crate) href: String,
    /// Its words.
    pub(crate) text: String,
}

impl Link {
    pub(crate) fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }
}

/// <https://design-system.service.gov.uk/components/skip-link/>
pub(crate) fn skip_link() -> Markup {
    html! {
        a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link" { "Skip to main content" }
    }
}

/// The generic header: the name of who runs the pages, without anything that is GOV.UK's own.
pub(crate) fn generic_header(home: &Link) -> Markup {
    html! {
        div class="govuk-generic-header" {
            div class="govuk-generic-header__container govuk-width-container" {
                div class="govuk-generic-header__logo" {
                    a href=(home.href) class="govuk-generic-header__homepage-link" { (home.text) }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/service-navigation/>; `here` is the address of the current page.
pub(crate) fn service_navigation(service: &Link, items: &[Link], here: &str) -> Markup {
    html! {
        section aria-label="Service information" class="govuk-service-navigation" data-module="govuk-service-navigation" {
            div class="govuk-width-container" {
                div class="govuk-service-navigation__container" {
                    span class="govuk-service-navigation__service-name" {
                        a href=(service.href) class="govuk-service-navigation__link" { (service.text) }
                    }
                    nav aria-label="Menu" class="govuk-service-navigation__wrapper" {
                        button type="button" aria-controls="navigation" hidden aria-hidden="true"
                            class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle" { "Menu" }
                        ul class="govuk-service-navigation__list" id="navigation" {
                            @for item in items {
                                @if item.href == here {
                                    li class="govuk-service-navigation__item govuk-service-navigation__item--active" {
                                        a class="govuk-service-navigation__link" href=(item.href) aria-current="page" {
                                            strong class="govuk-service-navigation__active-fallback" { (item.text) }
                                        }
                                    }
                                } @else {
                                    li class="govuk-service-navigation__item" {
                                        a class="govuk-service-navigation__link" href=(item.href) { (item.text) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/phase-banner/>
pub(crate) fn phase_banner(feedback: &str) -> Markup {
    html! {
        div class="govuk-phase-banner govuk-width-container" {
            p class="govuk-phase-banner__content" {
                strong class="govuk-tag govuk-phase-banner__content__tag" { "Beta" }
                span class="govuk-phase-banner__text" {
                    "This site is new and still being worked on. Your "
                    a class="govuk-link" href=(feedback) { "feedback" }
                    " helps us make it better."
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/breadcrumbs/>
pub(crate) fn breadcrumbs(links: &[Link]) -> Markup {
    html! {
        nav class="govuk-breadcrumbs" aria-label="Breadcrumb" {
            ol class="govuk-breadcrumbs__list" {
                @for link in links {
                    li class="govuk-breadcrumbs__list-item" {
                        a class="govuk-breadcrumbs__link" href=(link.href) { (link.text) }
                    }
                }
            }
        }
    }
}

/// Which page of how many, and the address of each.
pub(crate) struct Pagination<'a> {
    /// From 1.
    pub(crate) page: u64,
    /// How many there are.
    pub(crate) pages: u64,
    /// The address of a page.
    pub(crate) href: &'a dyn Fn(u64) -> String,
}

/// <https://design-system.service.gov.uk/components/pagination/>; nothing for a single page.
pub(crate) fn pagination(pagination: &Pagination<'_>) -> Markup {
    let Pagination { page, pages, href } = *pagination;
    if pages < 2 {
        return html! {};
    }
    // The first, the last, and the neighbours of this one; gaps are told by an ellipsis.
    let mut shown: Vec<u64> = [1, page.saturating_sub(1), page, page + 1, pages].into();
    shown.retain(|number| (1..=pages).contains(number));
    shown.dedup();
    html! {
        nav class="govuk-pagination" aria-label="Pagination" {
            @if page > 1 {
                div class="govuk-pagination__prev" {
                    a class="govuk-link govuk-pagination__link" href=(href(page - 1)) rel="prev" {
                        (PreEscaped(ARROW_PREVIOUS))
                        span class="govuk-pagination__link-title" {
                            "Previous" span class="govuk-visually-hidden" { " page" }
                        }
                    }
                }
            }
            ul class="govuk-pagination__list" {
                @for (position, number) in shown.iter().enumerate() {
                    @if position > 0 && shown[position - 1] + 1 < *number {
                        li class="govuk-pagination__item govuk-pagination__item--ellipsis" { "⋯" }
                    }
                    @if *number == page {
                        li class="govuk-pagination__item govuk-pagination__item--current" {
                            a class="govuk-link govuk-pagination__link" href=(href(*number)) aria-current="page"
                                aria-label={ "Page " (number) } { (number) }
                        }
                    } @else {
                        li class="govuk-pagination__item" {
                            a class="govuk-link govuk-pagination__link" href=(href(*number))
                                aria-label={ "Page " (number) } { (number) }
                        }
                    }
                }
            }
            @if page < pages {
                div class="govuk-pagination__next" {
                    a class="govuk-link govuk-pagination__link" href=(href(page + 1)) rel="next" {
                        span class="govuk-pagination__link-title" {
                            "Next" span class="govuk-visually-hidden" { " page" }
                        }
                        (PreEscaped(ARROW_NEXT))
                    }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/footer/>, without crown, arms or licence logo.
pub(crate) fn footer(links: &[Link], note: &str) -> Markup {
    html! {
        div class="govuk-footer" {
            div class="govuk-width-container" {
                div class="govuk-footer__meta" {
                    div class="govuk-footer__meta-item govuk-footer__meta-item--grow" {
                        h2 class="govuk-visually-hidden" { "Support links" }
                        ul class="govuk-footer__inline-list" {
                            @for link in links {
                                li class="govuk-footer__inline-list-item" {
                                    a class="govuk-footer__link" href=(link.href) { (link.text) }
                                }
                            }
                        }
                        p class="candour-footer-made" { (note) }
                    }
                }
            }
        }
    }
}

const ARROW_PREVIOUS: &str = r#"<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="M7 1 1.5 6.5 7 12M2 6.5h13" fill="none" stroke="currentColor" stroke-width="2"/></svg>"#;
const ARROW_NEXT: &str = r#"<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8 1 5.5 5.5L8 12m5-5.500H0" fill="none" stroke="currentColor" stroke-width="2"/></svg>"#;
