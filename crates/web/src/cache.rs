//! Pages kept as they were rendered.
//!
//! A page of the log is a function of its address and of what is published. It is kept, compressed and not, for
//! readers without cookies and queries, until anything is published or taken down: the log's edition is asked for a
//! few times a second, and whatever was made from an earlier one is dropped. So a taken-down answer is gone from here
//! within [`RECHECK`], in every process. What is kept is bounded in number of bytes and in age.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::{Service, ServiceExt};

use crate::public::PublicLog;
use crate::visitor::Frozen;

/// Put on a response by a handler whose page depends on the log and on nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept;

/// The same response, marked to be kept.
pub(crate) fn kept(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    if response.body().size_hint().exact().is_some_and(|length| length <= LONGEST as u64) {
        response.extensions_mut().insert(Kept);
    }
    response
}

/// What the layer needs: the log, and what is kept of it.
#[derive(Clone)]
pub(crate) struct Keeper {
    log: Arc<dyn PublicLog>,
    pages: Arc<PageCache>,
}

impl Keeper {
    /// Keeps nothing yet.
    pub(crate) fn new(log: Arc<dyn PublicLog>) -> Self {
        Self { log, pages: Arc::default() }
    }
}

/// The pages that are kept.
#[derive(Debug)]
struct PageCache {
    begun: Instant,
    /// Milliseconds since `begun` when the edition was last asked for, plus one; 0 for never.
    asked: AtomicU64,
    shelf: RwLock<Shelf>,
    order: Mutex<VecDeque<Name>>,
}

#[derive(Debug, Default)]
struct Shelf {
    edition: u64,
    bytes: usize,
    /// Uncompressed, compressed.
    pages: [HashMap<Box<str>, Page>; 2],
}

#[derive(Clone, Debug)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
    made: Instant,
}

#[derive(Clone, Debug)]
struct Name {
    path: Box<str>,
    compressed: bool,
}

impl Default for PageCache {
    fn default() -> Self {
        Self { begun: Instant::now(), asked: AtomicU64::new(0), shelf: RwLock::default(), order: Mutex::default() }
    }
}

/// Stands in front of the router: answers with a kept page, or keeps the one that is made. A service of its own and
/// not a layer, because a layer would prepare everything behind it before it knows whether it is needed.
#[derive(Clone)]
pub(crate) struct Front {
    keeper: Keeper,
    router: Router,
}

impl Front {
    pub(crate) fn new(log: Arc<dyn PublicLog>, router: Router) -> Self {
        Self { keeper: Keeper::new(log), router }
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { keeper, router } = self.clone();
        Box::pin(async move { Ok(answer(&keeper, request, router).await) })
    }
}

async fn pass_on(router: Router, request: Request) -> Response {
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn answer(keeper: &Keeper, request: Request, router: Router) -> Response {
    let Some(compressed) = may_be_kept(&request) else {
        return pass_on(router, request).await;
    };
    let cache = &keeper.pages;
    let edition = match cache.edition(keeper.log.as_ref()).await {
        Some(edition) => edition,
        None => return pass_on(router, request).await,
    };
    if let Some(page) = cache.find(request.uri().path(), compressed) {
        let mut response = Response::new(Body::from(page.body));
        *response.headers_mut() = page.headers;
        return response;
    }
    let path: Box<str> = request.uri().path().into();
    let response = pass_on(router, request).await;
    let is_kept = response.extensions().get::<Kept>().is_some() && response.status() == StatusCode::OK;
    if !is_kept || response.headers().contains_key(header::SET_COOKIE) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // Compression makes some bytes longer, but none twice as long.
    let Ok(body) = to_bytes(body, 2 * LONGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = Page { headers: parts.headers.clone(), body: body.clone(), made: Instant::now() };
    cache.keep(edition, Name { path, compressed }, page);
    Response::from_parts(parts, Body::from(body))
}

/// Whether this request is one of many that get the same page, and if so whether it takes it compressed.
fn may_be_kept(request: &Request) -> Option<bool> {
    let headers = request.headers();
    let plain = *request.method() == Method::GET
        && request.uri().query().is_none()
        && request.extensions().get::<Frozen>().is_none()
        && request.uri().path().len() <= LONGEST_PATH
        && ![header::COOKIE, header::IF_NONE_MATCH, header::RANGE].iter().any(|name| headers.contains_key(name));
    let accepts = headers.get(header::ACCEPT_ENCODING).map_or("", |accepts| accepts.to_str().unwrap_or_default());
    plain.then(|| accepts.split(',').any(|coding| matches!(coding.trim(), "gzip" | "gzip;q=1.0" | "gzip;q=1")))
}

impl PageCache {
    /// The edition of the log, at most [`RECHECK`] old; `None` if the log does not say.
    async fn edition(&self, log: &dyn PublicLog) -> Option<u64> {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX) + 1;
        let asked = self.asked.load(Ordering::Acquire);
        let fresh = asked != 0 && now.saturating_sub(asked) < RECHECK.as_millis() as u64;
        // One request asks; the others go on with what is known.
        let mine = !fresh && self.asked.compare_exchange(asked, now, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if !mine {
            return Some(self.shelf.read().unwrap_or_else(PoisonError::into_inner).edition);
        }
        let edition = log.edition().await;
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        match edition {
            Ok(edition) if edition == shelf.edition => Some(edition),
            Ok(edition) => {
                *shelf = Shelf { edition, ..Shelf::default() };
                self.order.lock().unwrap_or_else(PoisonError::into_inner).clear();
                Some(edition)
            }
            // What may have been taken down meanwhile must not be shown.
            Err(_) => {
                *shelf = Shelf { edition: shelf.edition, ..Shelf::default() };
                self.order.lock().unwrap_or_else(PoisonError::into_inner).clear();
                self.asked.store(0, Ordering::Release);
                None
            }
        }
    }

    fn find(&self, path: &str, compressed: bool) -> Option<Page> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        shelf.pages[usize::from(compressed)].get(path).filter(|page| page.made.elapsed() < OLDEST).cloned()
    }

    /// Keeps a page made from an edition, unless the log has changed since.
    fn keep(&self, edition: u64, name: Name, page: Page) {
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        if shelf.edition != edition {
            return;
        }
        let mut order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.bytes += page.size(&name);
        let index = usize::from(name.compressed);
        match shelf.pages[index].insert(name.path.clone(), page) {
            Some(before) => shelf.bytes = shelf.bytes.saturating_sub(before.size(&name)),
            None => order.push_back(name),
        }
        while shelf.bytes > MOST_BYTES
            && let Some(oldest) = order.pop_front()
        {
            if let Some(page) = shelf.pages[usize::from(oldest.compressed)].remove(&oldest.path) {
                shelf.bytes = shelf.bytes.saturating_sub(page.size(&oldest));
            }
        }
    }
}

impl Page {
    /// What it takes, with what is around it.
    fn size(&self, name: &Name) -> usize {
        self.body.len() + 2 * name.path.len() + OVERHEAD
    }
}

/// How old the knowledge of the log's edition may be.
pub(crate) const RECHECK: Duration = Duration::from_millis(200);
/// After this a page is made anew in any case: an authority's settings may have changed.
const OLDEST: Duration = Duration::from_secs(30);
/// The longest page that is kept, and all of them together.
const LONGEST: usize = 1024 * 1024;
const MOST_BYTES: usize = 64 * 1024 * 1024;
const LONGEST_PATH: usize = 300;
/// Headers and bookkeeping of a page, roughly.
const OVERHEAD: usize = 2_048;
