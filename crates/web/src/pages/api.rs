//! `/api/v1`: the same published answers as data. Reading only.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use candour_casework::publication::DisclosureFilter;
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
pub(crate) async fn openapi(SiteAddress(site): SiteAddress) -> Response {
    let mut document: Value = serde_json::from_str(OPENAPI).unwrap_or_default();
    document["servers"] = json!([{ "url": site }]);
    answer(&document)
}

/// `GET /api/v1/authorities`
pub(crate) async fn authorities(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
) -> Result<Response, AppError> {
    let all = state.log.authorities().await?;
    let of = |Authority { slug, name, sample, .. }: &Authority| json!({ "slug": slug, "name": name, "sample": sample, "address": format!("{site}/{slug}") });
    Ok(answer(&json!({ "authorities": all.iter().map(of).collect::<Vec<_>>() })))
}

/// What a list of disclosures is narrowed by.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListQuery {
    authority: Option<String>,
    outcome: Option<String>,
    provision: Option<String>,
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
        Err(name) => return Ok(bad_parameter(name)),
    };
    let page = state.log.disclosures(&filter).await?;
    let next = u64::from(filter.offset) + page.publications.len() as u64;
    let cursor = (next < page.total && !page.publications.is_empty()).then(|| next.to_string());
    let disclosures: Vec<Value> = page.publications.iter().map(|one| twin::value_of(one, &site)).collect();
    Ok(answer(&json!({ "total": page.total, "disclosures": disclosures, "next_cursor": cursor })))
}

/// `GET /api/v1/disclosures/{authority}/{reference}`
pub(crate) async fn disclosure(
    State(state): State<AppState>,
    site: SiteAddress,
    Path((slug, reference)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let publication = published(state.log.disclosure(&authority.slug, &reference).await?)?;
    Ok(twin::data(&publication, &site))
}

impl ListQuery {
    /// The filter, or the name of the parameter that is not right.
    fn filter(&self) -> Result<DisclosureFilter, &'static str> {
        fn parsed<T>(
            text: Option<&String>,
            name: &'static str,
            parse: impl Fn(&str) -> Option<T>,
        ) -> Result<Option<T>, &'static str> {
            text.map(|text| parse(text).ok_or(name)).transpose()
        }
        let limit = parsed(self.limit.as_ref(), "limit", |text| text.parse().ok().filter(|n| (1..=MOST).contains(n)))?;
        Ok(DisclosureFilter {
            authority: parsed(self.authority.as_ref(), "authority", |text| text.parse().ok())?,
            outcome: parsed(self.outcome.as_ref(), "outcome", Outcome::from_key)?,
            provision: self.provision.clone().map(ProvisionId),
            topic: None,
            from: parsed(self.from.as_ref(), "from", |text| Date::strptime("%Y-%m-%d", text).ok())?,
            to: parsed(self.to.as_ref(), "to", |text| Date::strptime("%Y-%m-%d", text).ok())?,
            offset: parsed(self.cursor.as_ref(), "cursor", |text| text.parse().ok())?.unwrap_or_default(),
            limit: limit.unwrap_or(USUAL),
        })
    }
}

fn bad_parameter(name: &str) -> Response {
    let body = json!({
        "title": "The address is not right",
        "status": 400,
        "detail": format!("the parameter `{name}` could not be understood"),
    });
    (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

fn answer(value: &Value) -> Response {
    // Anybody's page may read what everybody may read.
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, value.to_string()).into_response()
}

const USUAL: u32 = 50;
const MOST: u32 = 200;
const OPENAPI: &str = include_str!("openapi.json");
