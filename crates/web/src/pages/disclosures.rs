//! `/{authority}/disclosures`: the log, narrowed by filters that stand in the address.

use axum::extract::{Path, Query, State};
use candour_casework::publication::DisclosureFilter;
use candour_casework::{Authority, Outcome, ProvisionId};
use candour_statute::provision;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{authority_at, entry};
use crate::components::{
    Field, FieldError, Link, Pagination, button, details, error_summary, input, inset_text, pagination, select,
};
use crate::dates;
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// The filters as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct LogQuery {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) outcome: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) provision: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) topic: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) page: String,
}

/// The filters understood.
struct Narrowed {
    filter: DisclosureFilter,
    page: u64,
    errors: Vec<FieldError>,
}

impl LogQuery {
    fn narrowed(&self, authority: &Authority) -> Narrowed {
        let mut errors = Vec::new();
        let from = date_of("from", &self.from, &mut errors);
        let to = date_of("to", &self.to, &mut errors);
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            errors.push(FieldError::new("to", "The last date must be the same as or after the first date"));
        }
        let page = self.page.parse().unwrap_or(1).clamp(1, LAST_PAGE);
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let filter = DisclosureFilter {
            authority: Some(authority.slug.clone()),
            outcome: Outcome::from_key(&self.outcome),
            provision: filled(&self.provision).map(ProvisionId),
            topic: filled(&self.topic),
            from,
            to,
            offset: u32::try_from((page - 1) * u64::from(PER_PAGE)).unwrap_or(u32::MAX),
            limit: PER_PAGE,
            ..DisclosureFilter::default()
        };
        Narrowed { filter, page, errors }
    }

    fn is_narrowed(&self) -> bool {
        [&self.outcome, &self.provision, &self.topic, &self.from, &self.to].iter().any(|text| !text.is_empty())
    }

    /// The address of another page of the same list.
    fn address(&self, base: &str, page: u64) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let query = serde_urlencoded::to_string(Self { page, ..self.clone() }).unwrap_or_default();
        if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
    }
}

/// `GET /{authority}/disclosures`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(query): Query<LogQuery>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let Narrowed { filter, page, errors } = query.narrowed(&authority);
    let found = if errors.is_empty() { state.log.disclosures(&filter).await? } else { Default::default() };
    let base = format!("/{}/disclosures", authority.slug);
    let pages = found.total.div_ceil(u64::from(PER_PAGE)).max(1);
    let content = html! {
        (error_summary(&errors))
        h1 class="govuk-heading-xl" { "Published answers" }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (filters(&query, &base, &errors))
                @if errors.is_empty() {
                    h2 class="govuk-heading-m" { (counted(found.total)) }
                    @if found.publications.is_empty() { (nothing(&query, &base)) }
                    @else {
                        ul class="candour-entries" {
                            @for publication in &found.publications { (entry(publication, 3)) }
                        }
                    }
                    (pagination(&Pagination { page, pages, href: &|page| query.address(&base, page) }))
                    p class="govuk-body govuk-!-margin-top-6 candour-no-print" {
                        a class="govuk-link" href={ "/" (authority.slug) "/feed.atom" } { "New answers as a feed" }
                    }
                }
            }
        }
    };
    let title = match (errors.is_empty(), page) {
        (false, _) => "Error: Published answers".to_owned(),
        (true, 1) => "Published answers".to_owned(),
        (true, page) => format!("Published answers (page {page} of {pages})"),
    };
    let way = vec![Link::new("/", "Home"), Link::new(format!("/{}", authority.slug), authority.name.clone())];
    let around = Surroundings::of_authority(authority);
    Ok(Page::reading(&title, content).under(way).render(&around, &visitor))
}

fn filters(query: &LogQuery, base: &str, errors: &[FieldError]) -> Markup {
    let field = |name, label, value| Field { name, label, hint: "", value, errors };
    let form = html! {
        form method="get" action=(base) novalidate {
            (select(field("outcome", "Outcome", &query.outcome), &outcomes()))
            (select(field("provision", "Law relied on", &query.provision), &provisions()))
            (input(Field { hint: "For example, 1/4/2026", ..field("from", "Published on or after", &query.from) }, "text", "govuk-input--width-10"))
            (input(Field { hint: "For example, 31/3/2027", ..field("to", "Published on or before", &query.to) }, "text", "govuk-input--width-10"))
            @if !query.topic.is_empty() { input type="hidden" name="topic" value=(query.topic); }
            (button("Apply filters"))
            @if query.is_narrowed() {
                p class="govuk-body" { a class="govuk-link" href=(base) { "Clear filters" } }
            }
        }
    };
    details("Filter by outcome, law or date", &form, query.is_narrowed())
}

/// What to do when nothing fits.
fn nothing(query: &LogQuery, base: &str) -> Markup {
    inset_text(&html! {
        @if query.is_narrowed() {
            p class="govuk-body" { "No published answer fits these filters. Try fewer, or a longer time." }
            p class="govuk-body" { a class="govuk-link" href=(base) { "See all published answers" } }
        } @else {
            p class="govuk-body" { "Nothing has been published here yet." }
        }
    })
}

fn counted(total: u64) -> String {
    match total {
        0 => "No answers".to_owned(),
        1 => "1 answer".to_owned(),
        total => format!("{total} answers"),
    }
}

fn date_of(field: &'static str, text: &str, errors: &mut Vec<FieldError>) -> Option<Date> {
    if text.trim().is_empty() {
        return None;
    }
    let date = dates::typed(text);
    if date.is_none() {
        errors.push(FieldError::new(field, "Enter a real date, like 27/3/2026"));
    }
    date
}

fn outcomes() -> Vec<(String, String)> {
    let all = Outcome::ALL.iter().map(|outcome| (outcome.key().to_owned(), outcome.title().to_owned()));
    std::iter::once((String::new(), "Any".to_owned())).chain(all).collect()
}

fn provisions() -> Vec<(String, String)> {
    let all = provision::provisions()
        .iter()
        .map(|found| (found.id.to_owned(), format!("{} – {}", found.reference, provision::explanation(found).name)));
    std::iter::once((String::new(), "Any".to_owned())).chain(all).collect()
}

const PER_PAGE: u32 = 20;

/// Beyond this no reader goes on turning pages; the filters are there for it.
const LAST_PAGE: u64 = 100_000;
