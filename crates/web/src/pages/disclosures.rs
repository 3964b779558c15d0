//! `/{authority}/disclosures` and `/disclosures`: the log, searched and narrowed by what stands in the address.
//!
//! The address is the search: it can be kept, sent on, and followed as a feed. Nothing is kept here of who searched.

mod address;
mod filters;
mod results;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use candour_casework::publication::DisclosureFilter;
use candour_casework::{Authority, Outcome, ProvisionId};
use candour_search::{Facet, Query};
use maud::{Markup, html};

use self::address::Asked;
use super::machine::feed;
use super::{authority_at, entry};
use crate::components::{Link, Pagination, chosen_filters, error_summary, inset_text, pagination, search_box};
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::search::{SearchPage, SearchState};
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::visitor::Visitor;

/// Where a search is made: in one log, or in all.
struct Log {
    /// The authorities whose names may be shown.
    authorities: Vec<Authority>,
    /// The one whose log it is; `None` for all.
    one: Option<Authority>,
    /// Its address.
    base: String,
}

impl Log {
    async fn of(state: &AppState, slug: Option<&str>) -> Result<Self, AppError> {
        Ok(match slug {
            Some(slug) => {
                let one = authority_at(state, slug).await?;
                Self { base: format!("/{}/disclosures", one.slug), authorities: vec![one.clone()], one: Some(one) }
            }
            None => Self { base: "/disclosures".to_owned(), authorities: state.log.authorities().await?, one: None },
        })
    }

    /// The address of a search in it.
    fn address(&self, query: &Query) -> String {
        address_of(&self.base, query, self.one.is_some())
    }

    /// The search as the index is asked: in the log of one authority, whatever the address says.
    fn bounded(&self, query: &Query) -> Query {
        let mut query = query.clone();
        if let Some(one) = &self.one {
            query.chosen.clear(Facet::Authority);
            query.chosen.add(Facet::Authority, one.slug.as_str());
        }
        query
    }

    /// The name of an authority.
    fn name<'a>(&'a self, slug: &'a str) -> &'a str {
        self.authorities.iter().find(|one| one.slug.as_str() == slug).map_or(slug, |one| one.name.as_str())
    }
}

fn address_of(base: &str, query: &Query, is_of_one: bool) -> String {
    let mut query = query.clone();
    if is_of_one {
        query.chosen.clear(Facet::Authority);
    }
    let query = query.to_address();
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

/// `GET /{authority}/disclosures`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    RawQuery(raw): RawQuery,
    visitor: Visitor,
) -> Result<Response, AppError> {
    page(&state, Some(&slug), &raw.unwrap_or_default(), &visitor).await
}

/// `GET /disclosures`
pub(crate) async fn show_all(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    visitor: Visitor,
) -> Result<Response, AppError> {
    page(&state, None, &raw.unwrap_or_default(), &visitor).await
}

/// `GET /{authority}/disclosures.atom`: a search as a feed, the newest answers first.
pub(crate) async fn feed_of_search(
    State(state): State<AppState>,
    site: SiteAddress,
    Path(slug): Path<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, AppError> {
    atom(&state, &site, Some(&slug), &raw.unwrap_or_default()).await
}

/// `GET /disclosures.atom`
pub(crate) async fn feed_of_search_in_all(
    State(state): State<AppState>,
    site: SiteAddress,
    RawQuery(raw): RawQuery,
) -> Result<Response, AppError> {
    atom(&state, &site, None, &raw.unwrap_or_default()).await
}

async fn atom(
    state: &AppState,
    SiteAddress(site): &SiteAddress,
    slug: Option<&str>,
    raw: &str,
) -> Result<Response, AppError> {
    let Some(asked) = Asked::read(raw) else { return Ok(StatusCode::URI_TOO_LONG.into_response()) };
    let log = Log::of(state, slug).await?;
    let query = Query { sort: candour_search::Sort::Newest, page: 1, ..asked.query };
    let found = state.log.search(&log.bounded(&query)).await?;
    let publications = match found.state {
        SearchState::Ready => found.results.into_iter().map(|result| result.publication).collect(),
        _ => state.log.disclosures(&listed(&log, &query)).await?.publications,
    };
    let own = address_of(&format!("{}.atom", log.base), &query, log.one.is_some());
    let title = match query.text.is_empty() {
        true => "Published answers: a search".to_owned(),
        false => format!("Published answers: {}", query.text),
    };
    Ok(feed::document(site, &own, &log.address(&query), &title, &publications))
}

async fn page(state: &AppState, slug: Option<&str>, raw: &str, visitor: &Visitor) -> Result<Response, AppError> {
    let Some(asked) = Asked::read(raw) else { return Ok(StatusCode::URI_TOO_LONG.into_response()) };
    let log = Log::of(state, slug).await?;
    let query = &asked.query;
    let found = match asked.errors.is_empty() {
        true => state.log.search(&log.bounded(query)).await?,
        false => SearchPage { state: SearchState::Ready, ..SearchPage::default() },
    };
    let shown = match (asked.errors.is_empty(), found.state) {
        (false, _) => html! {},
        (true, SearchState::Ready) => results::found(state, &log, query, &found).await?,
        (true, SearchState::TooBroad) => too_broad(),
        (true, SearchState::Preparing) => without_index(state, &log, query).await?,
    };
    let heading = match &log.one {
        Some(_) => "Published answers",
        None => "Published answers of all authorities",
    };
    let content = html! {
        (error_summary(&asked.errors))
        h1 class="govuk-heading-xl" { (heading) }
        form id="search" method="get" action=(log.base) role="search" novalidate { (search_box(LABEL, HINT, &query.text)) }
        @if asked.is_cut { (inset_text(&html! { "Your search was very long. Only its beginning was used." })) }
        div class="candour-searching" {
            (filters::panel(&log, &asked, &found.facets))
            div class="candour-results" {
                (chosen_filters(&filters::chosen(&log, query), &log.address(&Query { text: query.text.clone(), ..Query::default() })))
                (shown)
            }
        }
    };
    let title = title(heading, &asked, &found);
    let feed = address_of(&format!("{}.atom", log.base), query, log.one.is_some());
    let head = html! {
        @if !query.is_empty() || query.page > 1 { meta name="robots" content="noindex"; }
        link rel="alternate" type="application/atom+xml" href=(feed) title="This search as a feed";
    };
    let mut way = vec![Link::new("/", "Home")];
    way.extend(log.one.iter().map(|one| Link::new(format!("/{}", one.slug), one.name.clone())));
    let around = match log.one {
        Some(one) => Surroundings::of_authority(one),
        None => Surroundings::of_site(log.authorities),
    };
    Ok(Page::reading(&title, content).under(way).with_head(head).render(&around, visitor).into_response())
}

fn title(heading: &str, asked: &Asked, found: &SearchPage) -> String {
    let pages = results::pages(found.total);
    let mut title = match asked.query.text.is_empty() {
        true => heading.to_owned(),
        false => format!("{} – {heading}", asked.query.text),
    };
    if asked.query.page > 1 {
        title.push_str(&format!(" (page {} of {pages})", asked.query.page));
    }
    if asked.errors.is_empty() { title } else { format!("Error: {title}") }
}

fn too_broad() -> Markup {
    inset_text(&html! {
        p class="govuk-body" { "This search would take too long. Use more words, or longer beginnings of words." }
    })
}

/// The list as the store gives it, while there is no index.
async fn without_index(state: &AppState, log: &Log, query: &Query) -> Result<Markup, AppError> {
    let found = state.log.disclosures(&listed(log, query)).await?;
    let page = u64::from(query.page);
    let unused = !query.text.is_empty();
    Ok(html! {
        @if unused {
            (inset_text(&html! {
                "Search is being prepared and will be ready soon. Until then you can look through the list."
            }))
        }
        h2 class="govuk-heading-m" { (results::counted(found.total)) }
        @if found.publications.is_empty() { (results::nothing(log, query, None)) }
        @else {
            ul class="candour-entries" { @for publication in &found.publications { (entry(publication, 3)) } }
        }
        (pagination(&Pagination {
            page,
            pages: results::pages(found.total),
            href: &|page| log.address(&results::on_page(query, page)),
        }))
    })
}

/// What the store can narrow by.
fn listed(log: &Log, query: &Query) -> DisclosureFilter {
    let first = |facet: Facet| query.chosen.of(facet).first().cloned();
    DisclosureFilter {
        authority: log.one.as_ref().map(|one| one.slug.clone()),
        outcome: first(Facet::Outcome).and_then(|key| Outcome::from_key(&key)),
        provision: first(Facet::Provision).map(ProvisionId),
        topic: first(Facet::Topic),
        from: query.from,
        to: query.to,
        offset: (query.page.max(1) - 1) * Query::PER_PAGE,
        limit: Query::PER_PAGE,
        ..DisclosureFilter::default()
    }
}

const LABEL: &str = "Search questions, answers and attachments";
const HINT: &str = "For example: caseload, “stop and search”, investig*, s31(1)(a) or a reference number";
