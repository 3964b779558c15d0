//! `/api/v1`: the same published answers as data. Reading only.
//!
//! `openapi.json` beside this module describes it; the end-to-end tests hold the two together with schemathesis.

pub(crate) mod bulk;
mod columns;
mod cursor;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use candour_casework::publication::{DisclosureFilter, LogPlace};
use candour_casework::{Authority, Outcome, ProvisionId};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::disclosure::published;
use super::{authority_at, twin};
use crate::error::AppError;
use crate::site_address::SiteAddress;
use crate::state::AppState;

/// `GET /api/v1/openapi.json`
pub(crate) async fn openapi(SiteAddress(site): SiteAddress) -> Result<Response, AppError> {
    let mut document: Value = serde_json::from_str(OPENAPI).map_err(|error| AppError::Failed(error.to_string()))?;
    document["servers"] = json!([{ "url": site }]);
    Ok(answer(&document))
}

/// `GET /api/v1/authorities`
pub(crate) async fn authorities(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Query(NoQuery {}): Query<NoQuery>,
) -> Result<Response, AppError> {
    let all = state.log.authorities().await?;
    let of = |Authority { slug, name, sample, .. }: &Authority| json!({ "slug": slug, "name": name, "sample": sample, "address": format!("{site}/{slug}") });
    Ok(answer(&json!({ "authorities": all.iter().map(of).collect::<Vec<_>>() })))
}

/// No parameters: what is not understood is told, not passed over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}

/// What a list of disclosures is narrowed by.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListQuery {
    authority: Option<String>,
    outcome: Option<String>,
    provision: Option<String>,
    topic: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// `GET /api/v1/disclosures`
pub(crate) async fn disclosures(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Query(query): Query<ListQuery>,
) -> Result<Response, AppError> {
    let filter = match query.filter() {
        Ok(filter) => filter,
        Err(wrong) => return Ok(wrong.into_response()),
    };
    // One more than asked for tells whether there is more.
    let limit = filter.limit as usize;
    let page = state.log.disclosures(&DisclosureFilter { limit: filter.limit + 1, ..filter.clone() }).await?;
    let there_is_more = page.publications.len() > limit;
    let shown = &page.publications[..limit.min(page.publications.len())];
    let cursor = shown.last().filter(|_| there_is_more).map(|last| cursor::write(&LogPlace::of(last)));
    let mut response = answer(&json!({
        // Counted once, where the list begins.
        "total": filter.after.is_none().then_some(page.total),
        "disclosures": shown.iter().map(|one| twin::value_of(one, &site)).collect::<Vec<_>>(),
        "next_cursor": cursor,
    }));
    if let Some(cursor) = cursor {
        let next = format!("<{site}/api/v1/disclosures?{}>; rel=\"next\"", query.next(&cursor));
        if let Ok(next) = HeaderValue::from_str(&next) {
            response.headers_mut().insert(header::LINK, next);
        }
    }
    Ok(response)
}

/// `GET /api/v1/disclosures/{authority}/{reference}`: by its reference; an older one leads there.
pub(crate) async fn disclosure(
    State(state): State<AppState>,
    site: SiteAddress,
    Path((slug, reference)): Path<(String, String)>,
    Query(NoQuery {}): Query<NoQuery>,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let publication = published(state.log.disclosure(&authority.slug, &reference).await?)?;
    if publication.reference.to_string() != reference {
        let address = format!("/api/v1/disclosures/{}/{}", publication.authority, publication.reference);
        return Ok(Redirect::permanent(&address).into_response());
    }
    Ok(twin::data(&publication, &site))
}

/// What is wrong with a parameter.
#[derive(Debug)]
enum Wrong {
    Parameter(&'static str),
    /// A cursor is a place; one that was not given here leads nowhere.
    Cursor,
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let (status, title, detail) = match self {
            Self::Parameter(name) => (
                StatusCode::BAD_REQUEST,
                "The address is not right",
                format!("the parameter `{name}` could not be understood"),
            ),
            Self::Cursor => (
                StatusCode::NOT_FOUND,
                "There is no such page",
                "the parameter `cursor` is not one that was given here: begin again without it".to_owned(),
            ),
        };
        problem(status, title, &detail)
    }
}

/// RFC 9457.
pub(crate) fn problem(status: StatusCode, title: &str, detail: &str) -> Response {
    let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

impl ListQuery {
    fn filter(&self) -> Result<DisclosureFilter, Wrong> {
        let limit = parsed(&self.limit, "limit", |text| text.parse().ok().filter(|n| (1..=MOST).contains(n)))?;
        Ok(DisclosureFilter {
            authority: parsed(&self.authority, "authority", |text| text.parse().ok())?,
            outcome: parsed(&self.outcome, "outcome", Outcome::from_key)?,
            provision: parsed(&self.provision, "provision", |text| name(text).map(ProvisionId))?,
            topic: parsed(&self.topic, "topic", name)?,
            from: parsed(&self.from, "from", day)?,
            to: parsed(&self.to, "to", day)?,
            after: self.cursor.as_deref().map(|text| cursor::read(text).ok_or(Wrong::Cursor)).transpose()?,
            limit: limit.unwrap_or(USUAL),
            ..DisclosureFilter::default()
        })
    }

    /// The query of the page that follows.
    fn next(&self, cursor: &str) -> String {
        let given = [
            ("authority", &self.authority),
            ("outcome", &self.outcome),
            ("provision", &self.provision),
            ("topic", &self.topic),
            ("from", &self.from),
            ("to", &self.to),
            ("limit", &self.limit),
        ];
        let mut pairs: Vec<(&str, &str)> =
            given.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        pairs.push(("cursor", cursor));
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

fn parsed<T>(text: &Option<String>, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Wrong> {
    text.as_deref().map(|text| parse(text).ok_or(Wrong::Parameter(name))).transpose()
}

/// A day, exactly as `2026-01-31`.
fn day(text: &str) -> Option<Date> {
    Date::strptime("%Y-%m-%d", text).ok().filter(|day| day.to_string() == text)
}

/// A topic or the id of a provision: any words, since nothing is found under those that are not.
fn name(text: &str) -> Option<String> {
    (1..=NAME_CHARACTERS).contains(&text.chars().count()).then(|| text.to_owned())
}

fn answer(value: &Value) -> Response {
    const KIND: (HeaderName, &str) = (header::CONTENT_TYPE, "application/json");
    ([KIND], value.to_string()).into_response()
}

const USUAL: u32 = 50;
const MOST: u32 = 200;
const NAME_CHARACTERS: usize = 100;
const OPENAPI: &str = include_str!("api/openapi.json");
