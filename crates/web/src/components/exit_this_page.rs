//! Exit this page: the way out for a reader who must not be seen reading.

use candour_casework::Authority;
use maud::{Markup, html};

/// Where the way out leads and how it is taken.
#[derive(Clone, Debug)]
pub(crate) struct Exit {
    /// The address that replaces the page.
    pub(crate) address: String,
    /// The same through this site, which clears what it stored; for browsers without JavaScript.
    pub(crate) through: String,
    /// Whether Escape leaves too.
    pub(crate) escape: bool,
}

impl Exit {
    /// The way out of an authority's pages; `None` if it offers none.
    pub(crate) fn of(authority: &Authority) -> Option<Self> {
        let is_web_address = authority.exit_address.starts_with("https://");
        is_web_address.then(|| Self {
            address: authority.exit_address.clone(),
            through: format!("/leave/{}", authority.slug),
            escape: authority.escape_key_exits(),
        })
    }
}

/// <https://design-system.service.gov.uk/components/exit-this-page/>, with the address that `exit.js` goes to and
/// whether it listens to Escape on this page.
pub(crate) fn exit_this_page(exit: &Exit, escape_here: bool) -> Markup {
    html! {
        div class="govuk-exit-this-page" data-module="govuk-exit-this-page"
            data-exit-address=(exit.address) data-exit-escape=(if escape_here { "on" } else { "off" }) {
            a href=(exit.through) role="button" draggable="false" data-module="govuk-button" rel="nofollow noreferrer"
                class="govuk-button govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button" {
                span class="govuk-visually-hidden" { "Emergency" }
                " Exit this page"
            }
            p class="candour-exit-hint" {
                @if escape_here { "or press Escape" } @else { "or press Shift 3 times" }
            }
        }
    }
}

/// The secondary link, first in the tab order.
pub(crate) fn exit_this_page_link(exit: &Exit) -> Markup {
    html! {
        a href=(exit.through) class="govuk-skip-link govuk-js-exit-this-page-skiplink" rel="nofollow noreferrer" {
            "Exit this page"
        }
    }
}
