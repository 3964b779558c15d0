//! Components a person fills in, and how their errors are shown.

use maud::{Markup, PreEscaped, html};

/// A fault of one field, to be shown beside it and in the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// The `id` of the field.
    pub(crate) field: &'static str,
    /// What is wrong and what to do.
    pub(crate) message: String,
}

impl FieldError {
    pub(crate) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// One field: how it is called, what helps, what was typed.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    /// Its `id` and `name`.
    pub(crate) name: &'static str,
    /// Its label, or the legend of a group.
    pub(crate) label: &'a str,
    /// A hint; empty for none.
    pub(crate) hint: &'a str,
    /// What stands in it.
    pub(crate) value: &'a str,
    /// All errors of the form.
    pub(crate) errors: &'a [FieldError],
}

impl Field<'_> {
    pub(super) fn error(&self) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == self.name)
    }

    pub(super) fn described_by(&self) -> Option<String> {
        let ids: Vec<String> = [(!self.hint.is_empty(), "hint"), (self.error().is_some(), "error")]
            .into_iter()
            .filter(|(there, _)| *there)
            .map(|(_, kind)| format!("{}-{kind}", self.name))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(super) fn group(&self) -> &'static str {
        if self.error().is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
    }

    pub(super) fn hint_and_error(&self) -> Markup {
        html! {
            @if !self.hint.is_empty() {
                div id={ (self.name) "-hint" } class="govuk-hint" { (self.hint) }
            }
            @if let Some(error) = self.error() {
                p id={ (self.name) "-error" } class="govuk-error-message" {
                    span class="govuk-visually-hidden" { "Error:" } " " (error.message)
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/error-summary/>; nothing without errors.
pub(crate) fn error_summary(errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="govuk-error-summary" data-module="govuk-error-summary" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" { "There is a problem" }
                    div class="govuk-error-summary__body" {
                        ul class="govuk-list govuk-error-summary__list" {
                            @for error in errors { li { a href={ "#" (error.field) } { (error.message) } } }
                        }
                    }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/text-input/>; `kind` is its `type`, `class` a width or empty, `form`
/// the form it belongs to where it stands outside of it.
pub(crate) fn input_of_form(form: Option<&str>, field: Field<'_>, kind: &str, class: &str) -> Markup {
    let error = if field.error().is_some() { " govuk-input--error" } else { "" };
    html! {
        div class=(field.group()) {
            label class="govuk-label" for=(field.name) { (field.label) }
            (field.hint_and_error())
            input class={ "govuk-input " (class) (error) } id=(field.name) name=(field.name) type=(kind)
                form=[form] value=(field.value) aria-describedby=[field.described_by()];
        }
    }
}

/// <https://design-system.service.gov.uk/components/textarea/>
pub(crate) fn textarea(field: Field<'_>, rows: u32) -> Markup {
    let error = if field.error().is_some() { " govuk-textarea--error" } else { "" };
    html! {
        div class=(field.group()) {
            label class="govuk-label govuk-label--m" for=(field.name) { (field.label) }
            (field.hint_and_error())
            // The first line break after the tag is dropped by every browser: it keeps one that was typed.
            textarea class={ "govuk-textarea" (error) } id=(field.name) name=(field.name) rows=(rows)
                aria-describedby=[field.described_by()] { (PreEscaped("\n")) (field.value) }
        }
    }
}

/// <https://design-system.service.gov.uk/components/select/>; each option is its value and its words.
pub(crate) fn select(field: Field<'_>, options: &[(String, String)]) -> Markup {
    html! {
        div class=(field.group()) {
            label class="govuk-label" for=(field.name) { (field.label) }
            (field.hint_and_error())
            select class="govuk-select" id=(field.name) name=(field.name) aria-describedby=[field.described_by()] {
                @for (value, text) in options {
                    option value=(value) selected[value == field.value] { (text) }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/radios/>; the first radio has the field's `id`, so that the error
/// summary leads to it.
pub(crate) fn radios(field: Field<'_>, options: &[(&str, &str)]) -> Markup {
    html! {
        div class=(field.group()) {
            fieldset class="govuk-fieldset" aria-describedby=[field.described_by()] {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--m" { (field.label) }
                (field.hint_and_error())
                div class="govuk-radios" {
                    @for (position, (value, text)) in options.iter().enumerate() {
                        @let id = if position == 0 { field.name.to_owned() } else { format!("{}-{value}", field.name) };
                        div class="govuk-radios__item" {
                            input class="govuk-radios__input" id=(id) name=(field.name) type="radio" value=(value)
                                checked[*value == field.value];
                            label class="govuk-label govuk-radios__label" for=(id) { (text) }
                        }
                    }
                }
            }
        }
    }
}

/// Day, month and year as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedDate {
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
}

/// <https://design-system.service.gov.uk/components/date-input/>; the fields are `{name}-day`, `-month`, `-year`, and
/// the day's `id` is the field's name.
pub(crate) fn date_input(field: Field<'_>, typed: &TypedDate) -> Markup {
    let error = if field.error().is_some() { " govuk-input--error" } else { "" };
    let items = [("day", "Day", 2, &typed.day), ("month", "Month", 2, &typed.month), ("year", "Year", 4, &typed.year)];
    html! {
        div class=(field.group()) {
            fieldset class="govuk-fieldset" role="group" aria-describedby=[field.described_by()] {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--m" { (field.label) }
                (field.hint_and_error())
                div class="govuk-date-input" {
                    @for (part, label, width, value) in items {
                        @let id = if part == "day" { field.name.to_owned() } else { format!("{}-{part}", field.name) };
                        div class="govuk-date-input__item" {
                            div class="govuk-form-group" {
                                label class="govuk-label govuk-date-input__label" for=(id) { (label) }
                                input id=(id) name={ (field.name) "-" (part) } type="text" inputmode="numeric"
                                    class={ "govuk-input govuk-date-input__input govuk-input--width-" (width) (error) }
                                    value=(value);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/button/>
pub(crate) fn button(text: &str) -> Markup {
    html! { button type="submit" class="govuk-button" data-module="govuk-button" { (text) } }
}

/// A button that stands outside the form it sends.
pub(crate) fn button_of_form(form: &str, text: &str) -> Markup {
    html! {
        button type="submit" form=(form) class="govuk-button govuk-button--secondary" data-module="govuk-button" { (text) }
    }
}

/// A link that looks like a button, to begin something.
pub(crate) fn button_link(href: &str, text: &str) -> Markup {
    html! {
        a href=(href) role="button" draggable="false" class="govuk-button" data-module="govuk-button" { (text) }
    }
}
