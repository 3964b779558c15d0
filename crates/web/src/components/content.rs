//! Components that show something: summary list, table, tag, inset text and their like.

use maud::{Markup, html};

/// A key and what stands beside it in a summary list.
pub(crate) struct SummaryRow {
    /// What it is.
    pub(crate) key: &'static str,
    /// Its value.
    pub(crate) value: Markup,
}

impl SummaryRow {
    pub(crate) fn new(key: &'static str, value: impl maud::Render) -> Self {
        Self { key, value: html! { (value) } }
    }
}

/// <https://design-system.service.gov.uk/components/summary-list/>
pub(crate) fn summary_list(rows: &[SummaryRow]) -> Markup {
    html! {
        dl class="govuk-summary-list" {
            @for row in rows {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (row.key) }
                    dd class="govuk-summary-list__value" { (row.value) }
                }
            }
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(crate) enum Column {
    /// Words.
    Text(&'static str),
    /// Numbers, set to the right.
    Numeric(&'static str),
}

/// <https://design-system.service.gov.uk/components/table/>; the first cell of each row is its header.
pub(crate) fn table(caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div class="candour-scroll" role="region" aria-label=(caption) tabindex="0" {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" { (caption) }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        @for column in columns {
                            @match column {
                                Column::Text(name) => th scope="col" class="govuk-table__header" { (name) },
                                Column::Numeric(name) => {
                                    th scope="col" class="govuk-table__header govuk-table__header--numeric" { (name) }
                                }
                            }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for row in rows {
                        tr class="govuk-table__row" {
                            @for (position, cell) in row.iter().enumerate() {
                                @if position == 0 {
                                    th scope="row" class="govuk-table__header" { (cell) }
                                } @else if matches!(columns.get(position), Some(Column::Numeric(_))) {
                                    td class="govuk-table__cell govuk-table__cell--numeric" { (cell) }
                                } @else {
                                    td class="govuk-table__cell" { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The colours a tag may have; never the only sign of what it says.
#[derive(Clone, Copy)]
pub(crate) enum TagColour {
    Blue,
    Green,
    Grey,
    Orange,
    Yellow,
}

/// <https://design-system.service.gov.uk/components/tag/>
pub(crate) fn tag(text: &str, colour: TagColour) -> Markup {
    let colour = match colour {
        TagColour::Blue => "govuk-tag--blue",
        TagColour::Green => "govuk-tag--green",
        TagColour::Grey => "govuk-tag--grey",
        TagColour::Orange => "govuk-tag--orange",
        TagColour::Yellow => "govuk-tag--yellow",
    };
    html! { strong class={ "govuk-tag " (colour) } { (text) } }
}

/// <https://design-system.service.gov.uk/components/inset-text/>
pub(crate) fn inset_text(content: &Markup) -> Markup {
    html! { div class="govuk-inset-text" { (content) } }
}

/// <https://design-system.service.gov.uk/components/warning-text/>
pub(crate) fn warning_text(text: &str) -> Markup {
    html! {
        div class="govuk-warning-text" {
            span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
            strong class="govuk-warning-text__text" {
                span class="govuk-visually-hidden" { "Warning" }
                " " (text)
            }
        }
    }
}

/// <https://design-system.service.gov.uk/components/details/>
pub(crate) fn details(summary: &str, content: &Markup, is_open: bool) -> Markup {
    html! {
        details class="govuk-details candour-no-print" open[is_open] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (summary) }
            }
            div class="govuk-details__text" { (content) }
        }
    }
}

/// <https://design-system.service.gov.uk/components/panel/>
pub(crate) fn panel(title: &str, content: &Markup) -> Markup {
    html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { (title) }
            div class="govuk-panel__body" { (content) }
        }
    }
}

/// <https://design-system.service.gov.uk/components/notification-banner/>, in its form for success.
pub(crate) fn notification_banner(content: &Markup) -> Markup {
    html! {
        div class="govuk-notification-banner govuk-notification-banner--success" role="alert"
            aria-labelledby="notification-title" data-module="govuk-notification-banner" {
            div class="govuk-notification-banner__header" {
                h2 class="govuk-notification-banner__title" id="notification-title" { "Success" }
            }
            div class="govuk-notification-banner__content" {
                div class="govuk-notification-banner__heading" { (content) }
            }
        }
    }
}
