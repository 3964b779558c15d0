//! The sitemap (sitemaps.org 0.9): every page a search engine may show, with the day it last changed.
//!
//! One sitemap may hold 50,000 addresses. A longer log has an index at `/sitemap.xml`, and its parts at
//! `/sitemap/1.xml` and on. Parts are streamed: none is held in memory.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::Authority;
use candour_casework::publication::{DisclosureFilter, LogPlace};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::error::AppError;
use crate::pages::address_of;
use crate::public::{self, PublicLog};
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::xml::Xml;

/// `GET /sitemap.xml`: all of it, or the index of its parts.
pub(crate) async fn whole(State(state): State<AppState>, SiteAddress(site): SiteAddress) -> Result<Response, AppError> {
    let total = state.log.disclosures(&DisclosureFilter { limit: 1, ..Default::default() }).await?.total;
    if total <= IN_PART {
        let authorities = state.log.authorities().await?;
        return Ok(part(Arc::clone(&state.log), site, authorities, None));
    }
    let mut xml = Xml::document();
    xml.within("sitemapindex", &NAMESPACE, |xml| {
        for number in 1..=total.div_ceil(IN_PART) {
            xml.within("sitemap", &[], |xml| xml.text("loc", &[], &format!("{site}/sitemap/{number}.xml")));
        }
    });
    Ok((KIND, xml.into_string()).into_response())
}

/// `GET /sitemap/{number}.xml`
pub(crate) async fn numbered(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Path(file): Path<String>,
) -> Result<Response, AppError> {
    let number = file.strip_suffix(".xml").and_then(|number| number.parse::<u32>().ok()).filter(|number| *number > 0);
    let number = number.ok_or(AppError::NotFound)?;
    let (first, before) = if number == 1 {
        (true, None)
    } else {
        // The last address of the part before: from there on the list is read by place, not by number.
        let offset = u32::try_from(u64::from(number - 1) * IN_PART - 1).map_err(|_| AppError::NotFound)?;
        let page = state.log.disclosures(&DisclosureFilter { offset, limit: 1, ..Default::default() }).await?;
        (false, Some(LogPlace::of(page.publications.first().ok_or(AppError::NotFound)?)))
    };
    let authorities = if first { state.log.authorities().await? } else { Vec::new() };
    Ok(part(Arc::clone(&state.log), site, authorities, before))
}

/// The pages of the site and its authorities, where there are any, and the disclosures after a place.
fn part(log: Arc<dyn PublicLog>, site: String, authorities: Vec<Authority>, after: Option<LogPlace>) -> Response {
    let mut head = Xml::document();
    head.open("urlset", &NAMESPACE);
    for page in pages(&authorities) {
        head.within("url", &[], |xml| xml.text("loc", &[], &format!("{site}{page}")));
    }
    let mut tail = Xml::piece();
    tail.close("urlset");
    let mut left = usize::try_from(IN_PART).unwrap_or(usize::MAX);
    let filter = DisclosureFilter { after, ..DisclosureFilter::default() };
    let pieces = public::walk(log, filter).map_ok(move |publications| {
        let mut xml = Xml::piece();
        for publication in publications.iter().take(left) {
            xml.within("url", &[], |xml| {
                xml.text("loc", &[], &format!("{site}{}", address_of(publication)));
                xml.text("lastmod", &[], &publication.published_on.to_string());
            });
        }
        left = left.saturating_sub(publications.len());
        (xml.into_string(), left > 0)
    });
    // The walk stops after the page that fills the part.
    let pieces = pieces
        .scan(true, |more, piece| {
            let go_on = *more;
            *more = matches!(&piece, Ok((_, true)));
            std::future::ready(go_on.then_some(piece))
        })
        .map_ok(|(text, _)| Bytes::from(text));
    let whole = stream::iter([Ok(Bytes::from(head.into_string()))])
        .chain(pieces)
        .chain(stream::iter([Ok(Bytes::from(tail.into_string()))]));
    (KIND, Body::from_stream(whole.fuse())).into_response()
}

/// The pages that are not answers.
fn pages(authorities: &[Authority]) -> Vec<String> {
    if authorities.is_empty() {
        return Vec::new();
    }
    let site = ["/", "/accessibility", "/safety", "/deadline-calculator"].into_iter().map(str::to_owned);
    let theirs = authorities.iter().flat_map(|Authority { slug, .. }| {
        ["", "/disclosures", "/make-a-request", "/statistics"].map(|page| format!("/{slug}{page}"))
    });
    site.chain(theirs).collect()
}

const IN_PART: u64 = 49_000;
const NAMESPACE: [(&str, &str); 1] = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];
const KIND: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
