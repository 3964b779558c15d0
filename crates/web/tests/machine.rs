//! What programs read: tags, cursors, feeds, the sitemap, OAI-PMH, the catalogue, bulk files.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

#[path = "../examples/sample_site/log.rs"]
#[expect(dead_code, reason = "other tests use the rest of the sample")]
mod log;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use candour_casework::ports::FixedClock;
use candour_web::{AppState, Settings, router};
use tower::ServiceExt;

fn site() -> Router {
    let settings = Settings { public_address: Some("https://foi.example.org".to_owned()), ..Settings::default() };
    let clock = FixedClock("2026-07-01T12:00:00Z".parse().unwrap());
    router(AppState { log: Arc::new(log::police()), clock: Arc::new(clock), settings: Arc::new(settings), desk: None })
}

struct Seen {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Seen {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn send(site: &Router, request: Request<Body>) -> Seen {
    let (parts, body) = site.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Seen { status: parts.status, headers: parts.headers, body }
}

async fn get(site: &Router, address: &str) -> Seen {
    send(site, Request::get(address).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn what_a_client_has_already_is_not_sent_again_compressed_or_not() {
    let site = site();
    for address in [
        "/api/v1/authorities",
        "/api/v1/disclosures",
        "/api/v1/disclosures/sample-police/99.FOI.26.000001",
        "/api/v1/openapi.json",
        "/api/v1/catalogue.jsonld",
        "/api/v1/bulk/disclosures.csv",
        "/feed.atom",
        "/sample-police/feed.atom",
    ] {
        for encoding in ["identity", "gzip"] {
            let ask = || Request::get(address).header(header::ACCEPT_ENCODING, encoding);
            let seen = send(&site, ask().body(Body::empty()).unwrap()).await;
            assert_eq!(seen.status, StatusCode::OK, "{address}");
            assert_eq!(seen.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{address}");
            assert_eq!(seen.headers[header::CACHE_CONTROL], "no-cache", "{address}");
            let tag = seen.headers[header::ETAG].clone();
            let is_compressed = seen.headers.contains_key(header::CONTENT_ENCODING);
            assert_eq!(is_compressed, tag.to_str().unwrap().ends_with("-gzip\""), "{address}: {tag:?}");
            let again = ask().header(header::IF_NONE_MATCH, &tag).body(Body::empty()).unwrap();
            let again = send(&site, again).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{address} {encoding}");
            assert_eq!(again.headers[header::ETAG], tag, "{address}");
        }
    }
}

#[tokio::test]
async fn another_site_may_read_and_nothing_else() {
    let site = site();
    let ask = Request::builder().method(Method::OPTIONS).uri("/api/v1/disclosures").body(Body::empty()).unwrap();
    let seen = send(&site, ask).await;
    assert_eq!(seen.status, StatusCode::NO_CONTENT);
    assert_eq!(seen.headers[header::ACCESS_CONTROL_ALLOW_METHODS], "GET, HEAD");
    let seen = send(&site, Request::post("/api/v1/disclosures").body(Body::empty()).unwrap()).await;
    assert_eq!(seen.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(seen.headers.contains_key(header::ALLOW));
    assert_eq!(seen.headers[header::CONTENT_TYPE], "application/problem+json");
    let page = get(&site, "/sample-police").await;
    assert!(!page.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
}

#[tokio::test]
async fn pages_are_linked_by_cursors_that_hold_their_place() {
    let site = site();
    let (mut address, mut read) = ("/api/v1/disclosures?limit=7&authority=sample-police".to_owned(), Vec::new());
    loop {
        let seen = get(&site, &address).await;
        let page = seen.json();
        assert_eq!(page["total"].is_null(), !read.is_empty());
        read.extend(page["disclosures"].as_array().unwrap().iter().map(|one| one["reference"].to_string()));
        let Some(link) = seen.headers.get(header::LINK).map(|link| link.to_str().unwrap()) else {
            assert!(page["next_cursor"].is_null());
            break;
        };
        let next = link.strip_prefix("<https://foi.example.org").unwrap().strip_suffix(">; rel=\"next\"").unwrap();
        next.clone_into(&mut address);
    }
    assert_eq!(read.len(), 58);
    read.sort();
    read.dedup();
    assert_eq!(read.len(), 58, "one was shown twice");
    assert_eq!(get(&site, "/api/v1/disclosures?cursor=50").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn feeds_are_narrowed_by_topic_provision_and_outcome() {
    let site = site();
    for (query, entries) in
        [("provision=s31-1-a", 1), ("outcome=not_held", 1), ("topic=Nothing", 0), ("topic=Public%20protection", 50)]
    {
        let seen = get(&site, &format!("/sample-police/feed.atom?{query}")).await;
        assert_eq!(seen.text().matches("<entry>").count(), entries, "{query}");
    }
}

#[tokio::test]
async fn the_sitemap_has_every_answer_with_its_day() {
    let site = site();
    for address in ["/sitemap.xml", "/sitemap/1.xml"] {
        let text = get(&site, address).await.text();
        assert_eq!(text.matches("<lastmod>").count(), 58, "{address}");
        assert!(text.contains("<loc>https://foi.example.org/sample-police/d/99.FOI.26.000001</loc>"));
        assert!(text.ends_with("</urlset>"));
    }
    for address in ["/sitemap/2.xml", "/sitemap/0.xml", "/sitemap/x", "/sitemap/99999999999.xml"] {
        assert_eq!(get(&site, address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn a_harvest_gets_every_record_once_and_the_deleted_as_deleted() {
    let site = site();
    let seen = get(&site, "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").await;
    assert_eq!(seen.text().matches("<identifier>").count(), 59);
    assert_eq!(seen.text().matches("status=\"deleted\"").count(), 1);
    let id = "oai:foi.example.org:sample-police/99.FOI.26.000001";
    let record = get(&site, &format!("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={id}")).await.text();
    assert!(record.contains("<dc:title>2021 review of public protection caseload</dc:title>"));
    for (query, code) in [
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:foi.example.org:sample-police/nothing", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nobody", "noRecordsMatch"),
        ("verb=Nothing", "badVerb"),
    ] {
        let text = get(&site, &format!("/oai?{query}")).await.text();
        assert!(text.contains(&format!("<error code=\"{code}\">")), "{query}: {text}");
    }
    let form = Request::post("/oai")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("verb=Identify"))
        .unwrap();
    assert!(send(&site, form).await.text().contains("<protocolVersion>2.0</protocolVersion>"));
}

#[tokio::test]
async fn everything_can_be_had_in_one_file_in_three_forms() {
    let site = site();
    let csv = get(&site, "/api/v1/bulk/disclosures.csv").await;
    assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv");
    assert!(csv.text().starts_with("address,authority,reference,"));
    let lines = get(&site, "/api/v1/bulk/disclosures.jsonl").await.text();
    assert_eq!(lines.lines().map(serde_json::from_str::<serde_json::Value>).filter(Result::is_ok).count(), 58);
    let parquet = get(&site, "/api/v1/bulk/disclosures.parquet").await.body;
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    for form in ["csv", "jsonl", "parquet"] {
        for address in [format!("/api/v1/bulk/disclosures.{form}?authority=nobody"), "/sitemap.xml".to_owned()] {
            let compressed =
                Request::get(&address).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
            assert_eq!(send(&site, compressed).await.status, StatusCode::OK, "{address}");
        }
    }
    let none = get(&site, "/api/v1/bulk/disclosures.jsonl?authority=nobody").await;
    assert_eq!((none.status, none.body.len()), (StatusCode::OK, 0));
    assert_eq!(get(&site, "/api/v1/bulk/disclosures.exe").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whole_addresses_come_from_the_settings_whatever_the_client_says_it_asked() {
    let site = site();
    for address in [
        "/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/oai?verb=Identify",
        "/api/v1/openapi.json",
        "/api/v1/authorities",
        "/api/v1/disclosures",
        "/api/v1/catalogue.jsonld",
        "/sample-police/d/99.FOI.26.000001",
        "/sample-police/d/99.FOI.26.000001/answer.txt",
    ] {
        let request = Request::get(address)
            .header(header::HOST, "evil.example")
            .header("x-forwarded-host", "evil.example")
            .header("forwarded", "host=evil.example")
            .body(Body::empty())
            .unwrap();
        let seen = send(&site, request).await;
        assert_eq!(seen.status, StatusCode::OK, "{address}");
        assert!(!seen.text().contains("evil.example"), "{address}");
        assert!(seen.text().contains("https://foi.example.org"), "{address}");
    }
}
