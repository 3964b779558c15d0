//! The site that is visited, and stores that fail.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use candour_casework::authority::AuthoritySlug;
use candour_casework::ports::{Feedback, FixedClock, StoreError, StoreErrorKind};
use candour_casework::publication::{DisclosureFilter, DisclosurePage, PublishedVersion};
use candour_casework::{Authority, Digest};
use candour_web::public::{Answer, Changes, Found, PublicLog};
use candour_web::{AppState, Settings, router};
use tower::ServiceExt;

use crate::log;

/// A store that has gone away.
pub(crate) struct Away;

impl Away {
    fn error<T>() -> Answer<'static, T>
    where
        T: Send + 'static,
    {
        Box::pin(async { Err(StoreError::new("reading", StoreErrorKind::Unavailable("SECRET CAUSE".to_owned()))) })
    }
}

impl PublicLog for Away {
    fn authorities(&self) -> Answer<'_, Vec<Authority>> {
        Self::error()
    }
    fn disclosures<'a>(&'a self, _: &'a DisclosureFilter) -> Answer<'a, DisclosurePage> {
        Self::error()
    }
    fn disclosure<'a>(&'a self, _: &'a AuthoritySlug, _: &'a str) -> Answer<'a, Found> {
        Self::error()
    }
    fn disclosure_by_slug<'a>(&'a self, _: &'a AuthoritySlug, _: i16, _: i8, _: &'a str) -> Answer<'a, Found> {
        Self::error()
    }
    fn versions<'a>(&'a self, _: &'a AuthoritySlug, _: &'a str) -> Answer<'a, Vec<PublishedVersion>> {
        Self::error()
    }
    fn edition(&self) -> Answer<'_, u64> {
        Self::error()
    }
    fn changes(&self, _: u64, _: u32) -> Answer<'_, Changes> {
        Self::error()
    }
    fn keep_feedback<'a>(&'a self, _: &'a Feedback) -> Answer<'a, ()> {
        Self::error()
    }
    fn bytes(&self, _: Digest) -> Answer<'_, Option<Vec<u8>>> {
        Self::error()
    }
}

/// A store in which a fault of ours is met.
pub(crate) struct Faulty;

impl PublicLog for Faulty {
    fn authorities(&self) -> Answer<'_, Vec<Authority>> {
        Box::pin(async { Ok(log::police().authorities) })
    }
    fn disclosures<'a>(&'a self, _: &'a DisclosureFilter) -> Answer<'a, DisclosurePage> {
        panic!("SECRET PANIC");
    }
    fn disclosure<'a>(&'a self, _: &'a AuthoritySlug, _: &'a str) -> Answer<'a, Found> {
        Box::pin(async { panic!("SECRET PANIC") })
    }
    fn disclosure_by_slug<'a>(&'a self, _: &'a AuthoritySlug, _: i16, _: i8, _: &'a str) -> Answer<'a, Found> {
        panic!("SECRET PANIC");
    }
    fn versions<'a>(&'a self, _: &'a AuthoritySlug, _: &'a str) -> Answer<'a, Vec<PublishedVersion>> {
        panic!("SECRET PANIC");
    }
    fn edition(&self) -> Answer<'_, u64> {
        Box::pin(async { Ok(1) })
    }
    fn changes(&self, _: u64, _: u32) -> Answer<'_, Changes> {
        panic!("SECRET PANIC");
    }
    fn keep_feedback<'a>(&'a self, _: &'a Feedback) -> Answer<'a, ()> {
        panic!("SECRET PANIC");
    }
    fn bytes(&self, _: Digest) -> Answer<'_, Option<Vec<u8>>> {
        panic!("SECRET PANIC");
    }
}

/// A store that reads and cannot write.
pub(crate) struct Full(pub(crate) log::SampleLog);

impl PublicLog for Full {
    fn authorities(&self) -> Answer<'_, Vec<Authority>> {
        self.0.authorities()
    }
    fn disclosures<'a>(&'a self, filter: &'a DisclosureFilter) -> Answer<'a, DisclosurePage> {
        self.0.disclosures(filter)
    }
    fn disclosure<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Found> {
        self.0.disclosure(authority, reference)
    }
    fn disclosure_by_slug<'a>(
        &'a self,
        authority: &'a AuthoritySlug,
        year: i16,
        month: i8,
        slug: &'a str,
    ) -> Answer<'a, Found> {
        self.0.disclosure_by_slug(authority, year, month, slug)
    }
    fn versions<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Vec<PublishedVersion>> {
        self.0.versions(authority, reference)
    }
    fn edition(&self) -> Answer<'_, u64> {
        self.0.edition()
    }
    fn changes(&self, after: u64, limit: u32) -> Answer<'_, Changes> {
        self.0.changes(after, limit)
    }
    fn keep_feedback<'a>(&'a self, _: &'a Feedback) -> Answer<'a, ()> {
        Box::pin(async { Err(StoreError::new("keeping SECRETS", StoreErrorKind::Full)) })
    }
    fn bytes(&self, digest: Digest) -> Answer<'_, Option<Vec<u8>>> {
        self.0.bytes(digest)
    }
}

pub(crate) fn site_with(log: impl PublicLog) -> Router {
    let settings = Settings { public_address: Some("https://foi.example.org".to_owned()), ..Settings::default() };
    let clock = FixedClock("2026-07-01T12:00:00Z".parse().unwrap());
    router(AppState { log: Arc::new(log), clock: Arc::new(clock), settings: Arc::new(settings), desk: None })
}

pub(crate) fn site() -> Router {
    site_with(log::police())
}

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

pub(crate) async fn send(site: &Router, request: Request<Body>) -> Seen {
    let response = site.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Seen { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

pub(crate) async fn get(site: &Router, address: &str) -> Seen {
    send(site, Request::get(address).body(Body::empty()).unwrap()).await
}

pub(crate) async fn post(site: &Router, address: &str, form: &str) -> Seen {
    let kind = "application/x-www-form-urlencoded";
    send(site, Request::post(address).header(header::CONTENT_TYPE, kind).body(Body::from(form.to_owned())).unwrap())
        .await
}
