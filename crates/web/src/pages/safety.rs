//! `/safety`: what the quick exit does, and plainly what it cannot do.

use axum::extract::State;
use maud::{Markup, html};

use super::site;
use crate::components::warning_text;
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /safety`
pub(crate) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, AppError> {
    let around = site(&state).await?;
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "Staying safe on this site" }
                p class="govuk-body-l" {
                    "If somebody may see your screen or look at your device later, read this first."
                }
                @if around.exit().is_some() { (exit(&around)) } @else {
                    p class="govuk-body" { "This site has no “Exit this page” button. Close the tab to leave it." }
                }
                (cannot())
                (safer())
            }
        }
    };
    Ok(Page::reading("Staying safe on this site", content).render(&around, &visitor))
}

fn exit(around: &Surroundings) -> Markup {
    let escape = around.exit().is_some_and(|exit| exit.escape);
    html! {
        h2 class="govuk-heading-m" { "Leaving quickly" }
        p class="govuk-body" { "On every page you can:" }
        ul class="govuk-list govuk-list--bullet" {
            li { "select the red “Exit this page” button, which stays on the screen as you move down the page" }
            li { "press the Shift key 3 times within 5 seconds of each press" }
            @if escape {
                li {
                    "press the Escape key on a page you are reading. It does not leave while you are filling in a form. "
                    a class="govuk-link" href="/display" { "You can switch this off" }
                }
            }
        }
        p class="govuk-body" {
            "The screen goes blank at once and another site opens. The page you left is replaced in the history of that tab, "
            "so the Back button does not show it. Earlier pages of this site in the same tab stay hidden too. Our cookies are deleted."
        }
        p class="govuk-body" {
            "If JavaScript is switched off in your browser, the button still opens another site and deletes our cookies, "
            "but Back returns to the page you left, and the keys do nothing."
        }
    }
}

fn cannot() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What it cannot erase" }
        (warning_text("“Exit this page” does not hide that you visited this site."))
        ul class="govuk-list govuk-list--bullet" {
            li { "your browser’s history list still names the pages you opened" }
            li { "files you downloaded or printed stay where they are" }
            li { "your internet provider, employer, school or whoever runs the network can see that this site was visited" }
            li { "monitoring software on the device can record everything" }
            li { "suggestions in the address bar, and history shared with your other devices, may show this site" }
        }
    }
}

fn safer() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Safer ways to read" }
        ul class="govuk-list govuk-list--bullet" {
            li { "use a device the other person cannot reach, such as one at a library" }
            li { "use a private or incognito window, and close it afterwards: it keeps no history on the device" }
            li { "delete only the entries of this site from your history. An empty history can make somebody suspicious" }
        }
        p class="govuk-body" { "If you are in immediate danger in the United Kingdom, call 999." }
    }
}
