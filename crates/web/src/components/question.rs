//! A page that asks one thing: its label is the heading, and its buttons carry what was answered before.

use maud::{Markup, PreEscaped, html};

use super::Field;

/// A text area whose label is the heading of the page.
pub(crate) fn question_textarea(field: Field<'_>, rows: u32) -> Markup {
    let error = if field.error().is_some() { " govuk-textarea--error" } else { "" };
    html! {
        div class=(field.group()) {
            h1 class="govuk-label-wrapper" {
                label class="govuk-label govuk-label--l" for=(field.name) { (field.label) }
            }
            (field.hint_and_error())
            // The first line break after the tag is dropped by every browser: it keeps one that was typed.
            textarea class={ "govuk-textarea" (error) } id=(field.name) name=(field.name) rows=(rows)
                aria-describedby=[field.described_by()] { (PreEscaped("\n")) (field.value) }
        }
    }
}

/// A text input whose label is the heading of the page; `autocomplete` names what it is for (WCAG 1.3.5).
pub(crate) fn question_input(field: Field<'_>, autocomplete: &str) -> Markup {
    let error = if field.error().is_some() { " govuk-input--error" } else { "" };
    html! {
        div class=(field.group()) {
            h1 class="govuk-label-wrapper" {
                label class="govuk-label govuk-label--l" for=(field.name) { (field.label) }
            }
            (field.hint_and_error())
            input class={ "govuk-input" (error) } id=(field.name) name=(field.name) type="text" spellcheck="false"
                autocomplete=(autocomplete) value=(field.value) aria-describedby=[field.described_by()];
        }
    }
}

/// A text input with what it is for.
pub(crate) fn input_for(field: Field<'_>, kind: &str, autocomplete: &str) -> Markup {
    let error = if field.error().is_some() { " govuk-input--error" } else { "" };
    html! {
        div class=(field.group()) {
            label class="govuk-label govuk-label--s" for=(field.name) { (field.label) }
            (field.hint_and_error())
            input class={ "govuk-input" (error) } id=(field.name) name=(field.name) type=(kind) spellcheck="false"
                autocomplete=(autocomplete) value=(field.value) aria-describedby=[field.described_by()];
        }
    }
}

/// A text area with what it is for; `autocomplete` may be empty.
pub(crate) fn textarea_for(field: Field<'_>, rows: u32, autocomplete: &str) -> Markup {
    let error = if field.error().is_some() { " govuk-textarea--error" } else { "" };
    let autocomplete = (!autocomplete.is_empty()).then_some(autocomplete);
    html! {
        div class=(field.group()) {
            label class="govuk-label govuk-label--s" for=(field.name) { (field.label) }
            (field.hint_and_error())
            textarea class={ "govuk-textarea" (error) } id=(field.name) name=(field.name) rows=(rows)
                autocomplete=[autocomplete] aria-describedby=[field.described_by()] { (PreEscaped("\n")) (field.value) }
        }
    }
}

/// <https://design-system.service.gov.uk/components/checkboxes/>, a single one.
pub(crate) fn checkbox(name: &str, label: &str, is_checked: bool) -> Markup {
    html! {
        div class="govuk-form-group" {
            div class="govuk-checkboxes" {
                div class="govuk-checkboxes__item" {
                    input class="govuk-checkboxes__input" id=(name) name=(name) type="checkbox" value="yes" checked[is_checked];
                    label class="govuk-label govuk-checkboxes__label" for=(name) { (label) }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/back-link/>, as a button of the form `form`, so that nothing typed
/// is lost on the way back. Before it stands the button that Enter presses, which no one sees.
pub(crate) fn back_button(form: &str) -> Markup {
    html! {
        button form=(form) type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true" { "Continue" }
        button form=(form) type="submit" name="go" value="back" class="govuk-back-link candour-button-link" { "Back" }
    }
}

/// A button among several, that says where it goes.
pub(crate) fn button_going(go: &str, text: &str, is_secondary: bool) -> Markup {
    let secondary = if is_secondary { " govuk-button--secondary" } else { "" };
    html! {
        button type="submit" name="go" value=(go) class={ "govuk-button" (secondary) } data-module="govuk-button" { (text) }
    }
}

/// "Change" in a list of answers; `what` is read out only.
pub(crate) fn change_button(go: &str, what: &str) -> Markup {
    html! {
        button type="submit" name="go" value=(go) class="govuk-link candour-button-link" {
            "Change" span class="govuk-visually-hidden" { " " (what) }
        }
    }
}

/// A field that people do not see; what fills it in is a program.
pub(crate) fn honeypot() -> Markup {
    html! {
        div hidden {
            label for="website" { "Leave this empty" }
            input id="website" name="website" type="text" autocomplete="off" tabindex="-1";
        }
    }
}
