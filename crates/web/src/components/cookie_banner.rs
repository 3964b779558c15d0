//! The cookie banner and its messages.

use maud::{Markup, html};

use crate::cookies::Saved;

/// What the banner has to say on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieBanner {
    /// Nothing has been chosen yet.
    Ask,
    /// A choice was just made, and this became of it.
    Told(Saved),
}

/// <https://design-system.service.gov.uk/components/cookie-banner/>
///
/// Its buttons post to `/cookies` and come back to `return_to`. The messages that a script may need are there from the
/// start, hidden.
pub(crate) fn cookie_banner(banner: CookieBanner, site: &str, return_to: &str) -> Markup {
    html! {
        div class="govuk-cookie-banner" data-nosnippet="" role="region" aria-label={ "Cookies on " (site) }
            data-cookie-banner="" {
            @if banner == CookieBanner::Ask { (ask(site, return_to)) }
            @for saved in [Saved::Accepted, Saved::Rejected, Saved::Failed] {
                (told(saved, banner == CookieBanner::Told(saved), return_to))
            }
        }
    }
}

fn ask(site: &str, return_to: &str) -> Markup {
    html! {
        div class="govuk-cookie-banner__message govuk-width-container" data-message="ask" {
            div class="govuk-grid-row" {
                div class="govuk-grid-column-two-thirds" {
                    h2 class="govuk-cookie-banner__heading govuk-heading-m" { "Cookies on " (site) }
                    div class="govuk-cookie-banner__content" {
                        p class="govuk-body" {
                            "We use one essential cookie, set when you answer here, to remember your answer."
                        }
                        p class="govuk-body" {
                            "We’d also like to set an additional cookie to remember how you like pages to be "
                            "displayed: text size and colours. We do not use cookies to count or follow visitors."
                        }
                    }
                }
            }
            form method="post" action="/cookies" {
                input type="hidden" name="return" value=(return_to);
                div class="govuk-button-group" {
                    button type="submit" class="govuk-button" data-module="govuk-button" name="choice" value="accepted" {
                        "Accept additional cookies"
                    }
                    button type="submit" class="govuk-button" data-module="govuk-button" name="choice" value="rejected" {
                        "Reject additional cookies"
                    }
                    a class="govuk-link" href="/cookies" { "Customise cookies" }
                }
            }
        }
    }
}

fn told(saved: Saved, shown: bool, return_to: &str) -> Markup {
    html! {
        div class="govuk-cookie-banner__message govuk-width-container" role="alert" data-message=(saved.key())
            hidden[!shown] {
            div class="govuk-grid-row" {
                div class="govuk-grid-column-two-thirds" {
                    div class="govuk-cookie-banner__content" {
                        p class="govuk-body" { (saved.words()) }
                        p class="govuk-body" {
                            @if saved == Saved::Failed {
                                "Your choice about cookies was not saved. Your browser may be set to refuse cookies. "
                                a class="govuk-link" href="/cookies" { "Go to the cookies page" } "."
                            } @else {
                                "Your cookie preferences have been saved. You can "
                                a class="govuk-link" href="/cookies" { "change your cookie settings" }
                                " at any time."
                            }
                        }
                    }
                }
            }
            div class="govuk-button-group" {
                a class="govuk-button" role="button" draggable="false" data-module="govuk-button"
                    href=(return_to) data-hide-banner="" { "Hide this message" }
            }
        }
    }
}
