//! How pages and files are handed over: in parts, without a body, after a fault of ours, in another language.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::site::{Faulty, get, post, send, site, site_with};
use crate::{PUBLIC, REVIEW};

#[tokio::test]
async fn a_file_can_be_fetched_in_parts_and_a_part_of_an_older_one_is_the_whole() {
    let site = site();
    let address = format!("{REVIEW}/review-of-public-protection.pdf");
    let asked = async |headers: &[(header::HeaderName, &str)]| {
        let mut request = Request::get(&address);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        send(&site, request.body(Body::empty()).unwrap()).await
    };
    let whole = asked(&[]).await;
    assert_eq!((whole.status, &whole.headers[header::ACCEPT_RANGES]), (StatusCode::OK, &"bytes".parse().unwrap()));
    let tag = whole.headers[header::ETAG].to_str().unwrap().to_owned();
    let length = whole.body.len();
    for (range, part) in
        [("bytes=0-4", &whole.body[..5]), ("bytes=9-", &whole.body[9..]), ("bytes=-3", &whole.body[length - 3..])]
    {
        let seen = asked(&[(header::RANGE, range), (header::IF_RANGE, &tag)]).await;
        assert_eq!((seen.status, seen.body.as_str()), (StatusCode::PARTIAL_CONTENT, part), "{range}");
        assert_eq!(seen.headers[header::CONTENT_LENGTH], part.len().to_string().as_str());
        assert!(seen.headers[header::CONTENT_RANGE].to_str().unwrap().ends_with(&format!("/{length}")), "{range}");
        assert_eq!(
            (&seen.headers[header::ETAG], &seen.headers[header::CONTENT_TYPE]),
            (&whole.headers[header::ETAG], &whole.headers[header::CONTENT_TYPE])
        );
    }
    let older = asked(&[(header::RANGE, "bytes=0-4"), (header::IF_RANGE, "\"another\"")]).await;
    assert_eq!((older.status, older.body.len()), (StatusCode::OK, length));
    let beyond = asked(&[(header::RANGE, "bytes=4000-")]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.headers[header::CONTENT_RANGE], format!("bytes */{length}").as_str());
    assert!(beyond.body.contains("The file is shorter than that"));
    let known = asked(&[(header::RANGE, "bytes=0-4"), (header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!((known.status, known.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
}

#[tokio::test]
async fn every_address_answers_to_head_as_to_get_but_for_the_body() {
    let site = site();
    for address in PUBLIC {
        let whole = get(&site, address).await;
        let head = send(&site, Request::head(address).body(Body::empty()).unwrap()).await;
        assert_eq!((head.status, head.body.as_str()), (whole.status, ""), "{address}");
        for name in [header::CONTENT_TYPE, header::ETAG, header::CACHE_CONTROL, header::CONTENT_SECURITY_POLICY] {
            assert_eq!(head.headers.get(&name), whole.headers.get(&name), "{address}: {name}");
        }
    }
    let file = format!("{REVIEW}/review-of-public-protection.pdf");
    let length = get(&site, &file).await.headers[header::CONTENT_LENGTH].clone();
    let ranged = Request::head(&file).header(header::RANGE, "bytes=0-1").body(Body::empty()).unwrap();
    let head = send(&site, ranged).await;
    assert_eq!((head.status, &head.headers[header::CONTENT_LENGTH]), (StatusCode::OK, &length));
}

#[tokio::test]
async fn a_fault_of_ours_gives_a_page_with_a_reference_and_takes_nothing_else_with_it() {
    let site = site_with(Faulty);
    for address in [
        "/",
        "/sample-police",
        REVIEW,
        "/sample-police/disclosures/2026/5/x",
        "/feed.atom",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/old/address",
    ] {
        let page = get(&site, address).await;
        assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{address}");
        assert!(page.body.contains("Sorry, there was a technical problem. Please try again."), "{address}");
        assert!(page.body.contains("tell us this reference") && !page.body.contains("SECRET"), "{address}");
        assert!(page.headers.contains_key(header::CONTENT_SECURITY_POLICY), "{address}");
    }
    let problem = get(&site, "/api/v1/disclosures").await;
    assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
    let sent = post(&site, "/feedback", "comment=Hello").await;
    assert_eq!(sent.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(sent.body.contains("go back in your browser: what you typed is still there"));
    assert_eq!(get(&site, "/safety").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_connection_outlives_a_fault_of_ours() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(candour_web::serve(listener, site_with(Faulty), std::future::pending()));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {REVIEW} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(b"GET /safety HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).await.unwrap();
    assert!(told.starts_with("HTTP/1.1 500 ") && told.contains("technical problem"), "{told}");
    assert!(told.contains("HTTP/1.1 200 OK") && told.contains("Staying safe"), "the connection ended with the fault");
}

#[tokio::test]
async fn words_in_welsh_are_marked_so_that_they_are_spoken_as_welsh() {
    let site = site_with(crate::log::states::police_with_states());
    let page = get(&site, &format!("/heddlu-sampl/d/{}", crate::log::states::WELSH)).await.body;
    assert!(page.contains("<h1 class=\"govuk-heading-l\" lang=\"cy-GB\">"), "{page}");
    assert!(page.contains("\"inLanguage\":\"cy-GB\"") && page.contains("<html lang=\"en\""));
    let list = get(&site, "/heddlu-sampl/disclosures").await.body;
    assert!(list.contains("lang=\"cy-GB\""));
    let feed = get(&site, "/heddlu-sampl/feed.atom").await.body;
    assert!(feed.contains("<entry xml:lang=\"cy-GB\">"));
    let harvested = get(&site, "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=heddlu-sampl").await.body;
    assert!(harvested.contains("<dc:language>cy-GB</dc:language>"));
    let english = get(&site, REVIEW).await.body;
    assert!(!english.contains("lang=\"cy") && !english.contains("lang=\"en-GB\""));
}
