//! The index of everything a browser can do on the public side.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::NotForContentType;
use tower_http::compression::{CompressionLayer, DefaultPredicate, Predicate};
use tower_http::timeout::TimeoutLayer;

use crate::cache::Front;
use crate::guard::Guard;
use crate::state::AppState;
use crate::{assets, conditional, error, headers, pages};

/// Every public address (design 7.4).
pub fn router(state: AppState) -> Router {
    let front = Front::new(Arc::clone(&state.log), behind(state));
    Router::new().fallback_service(front)
}

fn behind(state: AppState) -> Router {
    Router::new()
        .route("/", get(pages::home::show))
        .route("/cookies", get(pages::cookies::show).post(pages::cookies::choose))
        .route("/display", get(pages::display::show).post(pages::display::save))
        .route("/feedback", get(pages::feedback::show).post(pages::feedback::send))
        .route("/feedback/sent", get(pages::feedback::sent))
        .route("/accessibility", get(pages::accessibility::show))
        .route("/safety", get(pages::safety::show))
        .route("/deadline-calculator", get(pages::deadline_calculator::show))
        .route("/disclosures", get(pages::disclosures::show_all))
        .route("/disclosures.atom", get(pages::disclosures::feed_of_search_in_all))
        .route("/robots.txt", get(pages::machine::robots))
        .route("/.well-known/security.txt", get(pages::machine::security))
        .route("/.well-known/release-key.txt", get(pages::machine::release_key))
        .route("/leave/{authority}", get(pages::leave::leave))
        .route("/{authority}", get(pages::authority::show))
        .route(
            "/{authority}/make-a-request",
            get(pages::make_a_request::show)
                .post(pages::make_a_request::answer)
                .layer(DefaultBodyLimit::max(REQUEST_BYTES)),
        )
        .route("/{authority}/make-a-request/new", get(pages::make_a_request::begin))
        .route("/{authority}/request", get(pages::request_status::explain).post(pages::request_status::remind))
        .route("/{authority}/request/{secret}", get(pages::request_status::show))
        .route(
            "/{authority}/request/{secret}/{what}",
            get(pages::request_status::part).post(pages::request_status::act),
        )
        .route("/{authority}/statistics", get(pages::statistics::show))
        .route("/{authority}/statistics.csv", get(pages::statistics::csv))
        .route("/{authority}/statistics.json", get(pages::statistics::json))
        .route("/{authority}/disclosures", get(pages::disclosures::show))
        .route("/{authority}/disclosures.atom", get(pages::disclosures::feed_of_search))
        .route("/{authority}/disclosures/{year}/{month}/{slug}", get(pages::disclosure::redirect))
        .route("/{authority}/d/{reference}", get(pages::disclosure::show))
        .route("/{authority}/d/{reference}/{file}", get(pages::file::show))
        .route("/assets/{release}/{*name}", get(assets::serve))
        .route("/healthz", get(pages::health::alive))
        .route("/readyz", get(pages::health::ready))
        .merge(for_machines())
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .fallback(pages::old_address::lead_on)
        .layer(Extension(Arc::new(Guard::new(state.settings.form_key))))
        .layer(Extension(Arc::new(pages::statistics::CountedReturns::default())))
        .layer(from_fn(headers::same_origin))
        .layer(CatchPanicLayer::custom(|_| bare_failure()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(from_fn_with_state(state.clone(), error::show))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(from_fn(conditional::of_encoding))
        // What fails outside of a page's own code is answered too.
        .layer(CatchPanicLayer::custom(|_| bare_failure()))
        .with_state(state)
}

/// What programs read: anybody's, and only if it has changed.
fn for_machines() -> Router<AppState> {
    Router::new()
        .route("/feed.atom", get(pages::machine::feed::of_all))
        .route("/{authority}/feed.atom", get(pages::machine::feed::of_authority))
        .route("/sitemap.xml", get(pages::machine::sitemap::whole))
        .route("/sitemap/{file}", get(pages::machine::sitemap::numbered))
        .route("/oai", get(pages::machine::oai::get).post(pages::machine::oai::post))
        .route("/api/v1/openapi.json", get(pages::api::openapi))
        .route("/api/v1/catalogue.jsonld", get(pages::machine::catalogue::show))
        .route("/api/v1/authorities", get(pages::api::authorities))
        .route("/api/v1/disclosures", get(pages::api::disclosures))
        .route("/api/v1/disclosures/{authority}/{reference}", get(pages::api::disclosure))
        .route("/api/v1/bulk/{file}", get(pages::api::bulk::show))
        .layer(from_fn(conditional::machine))
}

/// Text, and nothing that is compressed in itself.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::new("application/pdf"))
        .and(NotForContentType::new("application/vnd"))
        .and(NotForContentType::new("application/zip"))
}

/// A failure without a page; [`error::show`] gives it one.
fn bare_failure() -> axum::response::Response {
    let mut response = axum::response::Response::default();
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

/// The longest form: feedback and requests are a few thousand characters.
const FORM_BYTES: usize = 256 * 1024;

/// A request of the greatest length, each letter of it written as twelve bytes, with room for the rest.
const REQUEST_BYTES: usize = 1024 * 1024;

/// How long a reader is kept waiting before being told to try again.
const PATIENCE: Duration = Duration::from_secs(20);
