//! The public pages as a browser meets them, over the router.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

#[path = "../examples/sample_site/log.rs"]
mod log;

#[path = "pages/search.rs"]
mod search;
#[path = "pages/site.rs"]
mod site;
#[path = "pages/transfer.rs"]
mod transfer;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use site::{Away, Full, Seen, get, post, send, site, site_with};

const REVIEW: &str = "/sample-police/d/99.FOI.26.000001";
const TAKEN_DOWN: &str = "/sample-police/d/99.FOI.26.000004";

const PUBLIC: [&str; 26] = [
    "/disclosures",
    "/disclosures.atom",
    "/",
    "/cookies",
    "/display",
    "/feedback",
    "/feedback/sent",
    "/accessibility",
    "/safety",
    "/deadline-calculator",
    "/sample-police",
    "/sample-police/disclosures",
    "/sample-police/make-a-request",
    "/sample-police/statistics",
    "/sample-police/feed.atom",
    "/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/api/v1/openapi.json",
    "/api/v1/authorities",
    "/api/v1/disclosures",
    "/api/v1/disclosures/sample-police/99.FOI.26.000001",
    "/sample-police/d/99.FOI.26.000001",
    "/sample-police/d/99.FOI.26.000001/answer.txt",
    "/sample-police/d/99.FOI.26.000001/answer.json",
    "/sample-police/d/99.FOI.26.000001/review-of-public-protection.pdf",
];

#[tokio::test]
async fn every_address_answers_with_the_security_headers_and_without_a_cookie() {
    let site = site();
    for address in PUBLIC.into_iter().chain(["/no-such-page", TAKEN_DOWN, "/leave/nobody"]) {
        let seen = get(&site, address).await;
        assert!(PUBLIC.contains(&address) == (seen.status == StatusCode::OK), "{address}: {}", seen.status);
        for name in
            ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"]
        {
            assert!(seen.headers.contains_key(name), "{address} lacks {name}");
        }
        assert!(!seen.headers.contains_key(header::SET_COOKIE), "{address} sets a cookie");
        assert!(!seen.headers["content-security-policy"].to_str().unwrap().contains("script-src 'unsafe"), "{address}");
    }
}

#[tokio::test]
async fn pages_have_no_inline_script_or_style() {
    let site = site();
    for address in PUBLIC {
        let body = get(&site, address).await.body;
        assert!(!body.contains(" style=") && !body.contains("<style") && !body.contains(" onclick"), "{address}");
        let inline = body.match_indices("<script").filter(|(at, _)| {
            let tag = body[*at..].split('>').next().unwrap();
            !tag.contains(" src=") && !tag.contains("application/ld+json")
        });
        assert_eq!(inline.count(), 0, "{address}");
    }
}

#[tokio::test]
async fn a_taken_down_answer_leaves_its_reason_and_nothing_else() {
    let site = site();
    let seen = get(&site, TAKEN_DOWN).await;
    assert_eq!(seen.status, StatusCode::GONE);
    assert!(seen.body.contains("It named a person who should not have been named."));
    let through =
        ["answer.txt", "answer.json", "x.pdf", "x.pdf.manifest.json"].map(|file| format!("{TAKEN_DOWN}/{file}"));
    let api = "/api/v1/disclosures/sample-police/99.FOI.26.000004".to_owned();
    for address in through.into_iter().chain([api]) {
        assert_eq!(get(&site, &address).await.status, StatusCode::GONE, "{address}");
    }
    for address in PUBLIC.into_iter().chain([TAKEN_DOWN]) {
        let body = get(&site, address).await.body;
        assert!(!body.contains("SECRET"), "{address} tells of it");
        assert!(address == TAKEN_DOWN || !body.contains("99.FOI.26.000004"), "{address} names it");
    }
}

#[tokio::test]
async fn what_was_never_published_looks_like_what_never_existed() {
    let site = site();
    let never = get(&site, "/sample-police/d/99.FOI.26.000999").await;
    let nonsense = get(&site, "/sample-police/d/nonsense").await;
    assert_eq!((never.status, nonsense.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let without_address = |seen: Seen| seen.body.replace("99.FOI.26.000999", "nonsense");
    assert_eq!(without_address(never), without_address(nonsense));
}

#[tokio::test]
async fn a_dated_address_leads_to_the_permanent_one() {
    let seen = get(&site(), "/sample-police/disclosures/2026/06/review-of-public-protection-caseload").await;
    assert_eq!(seen.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(seen.headers[header::LOCATION], REVIEW);
}

#[tokio::test]
async fn a_file_comes_with_the_headers_that_keep_it_harmless_and_fresh() {
    let site = site();
    let address = format!("{REVIEW}/review-of-public-protection.pdf");
    let seen = get(&site, &address).await;
    assert_eq!(seen.headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(seen.headers[header::CONTENT_LENGTH], seen.body.len().to_string().as_str());
    assert_eq!(seen.headers[header::CONTENT_DISPOSITION], "inline; filename=\"review-of-public-protection.pdf\"");
    assert_eq!(seen.headers[header::CACHE_CONTROL], "no-cache");
    let tag = seen.headers[header::ETAG].clone();
    let again =
        send(&site, Request::get(&address).header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let manifest = get(&site, &format!("{address}.manifest.json")).await;
    assert_eq!(manifest.headers[header::CONTENT_TYPE], "application/json");
    assert!(manifest.body.contains("redactions"));
}

#[tokio::test]
async fn an_authority_without_optional_purposes_shows_no_banner_and_sets_no_cookie() {
    let site = site_with(log::council());
    for address in ["/", "/sample-council", "/cookies", "/safety"] {
        let body = get(&site, address).await.body;
        assert!(!body.contains("data-cookie-banner") && !body.contains("exit-this-page"), "{address}");
    }
    assert_eq!(get(&site, "/display").await.status, StatusCode::NOT_FOUND);
    for (address, form) in [("/cookies", "choice=accepted"), ("/display", "text=large")] {
        let seen = post(&site, address, form).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND);
        assert!(!seen.headers.contains_key(header::SET_COOKIE));
    }
}

#[tokio::test]
async fn a_choice_about_cookies_goes_back_to_its_page_and_never_to_another_site() {
    let site = site();
    let seen = post(&site, "/cookies", "choice=rejected&return=%2Fsample-police%3Fpage%3D2").await;
    assert_eq!(seen.headers[header::LOCATION], "/sample-police?page=2&cookies=rejected");
    let seen = post(&site, "/cookies", "choice=rejected&return=%2F%2Fevil.example").await;
    assert_eq!(seen.headers[header::LOCATION], "/?cookies=rejected");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let request = Request::post("/cookies")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("choice=accepted"))
        .unwrap();
    assert_eq!(send(&site(), request).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn feedback_is_kept_without_the_query_of_its_page() {
    let log = log::police();
    let kept = Arc::clone(&log.feedback);
    let site = site_with(log);
    let seen = post(&site, "/feedback", "comment=+Good.+&rating=easy&page=%2Fsafety%3Fname%3Dme").await;
    assert_eq!(seen.headers[header::LOCATION], "/feedback/sent");
    let kept = kept.lock().unwrap();
    assert_eq!((kept[0].text.as_str(), kept[0].page.as_str()), ("Easy to use\n\nGood.", "/safety"));
}

#[tokio::test]
async fn when_feedback_cannot_be_kept_nothing_typed_is_lost_and_no_cause_is_shown() {
    let seen = post(&site_with(Full(log::police())), "/feedback", "comment=My+long+text").await;
    assert_eq!(seen.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(seen.body.contains("Sorry, there was a technical problem. Please try again."));
    assert!(seen.body.contains("My long text"));
    assert!(!seen.body.contains("SECRETS"));
}

#[tokio::test]
async fn when_the_store_is_away_a_page_says_so_with_a_reference_and_without_the_cause() {
    let site = site_with(Away);
    let page = get(&site, "/sample-police").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.body.contains("Sorry, there was a technical problem. Please try again."));
    assert!(page.body.contains("tell us this reference"));
    let problem = get(&site, "/api/v1/disclosures").await;
    assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(!page.body.contains("SECRET") && !problem.body.contains("SECRET"));
    assert_eq!(get(&site, "/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get(&site, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_query_and_no_path_brings_the_site_down() {
    let site = site();
    let long = "x".repeat(5_000);
    let values = ["", "%00", "%FF", "-1", "99999999999999999999", "%3Cscript%3E", "..%2F..%2Fetc%2Fpasswd", &long];
    let names = [
        "q",
        "sort",
        "year",
        "late",
        "outcome",
        "provision",
        "topic",
        "from",
        "to",
        "page",
        "cursor",
        "limit",
        "authority",
        "received-day",
        "law",
        "cookies",
    ];
    for base in [
        "/sample-police/disclosures",
        "/disclosures",
        "/disclosures.atom",
        "/api/v1/disclosures",
        "/deadline-calculator",
        "/feedback",
    ] {
        for name in names {
            for value in values {
                let seen = get(&site, &format!("{base}?{name}={value}&law=foi&received-year={value}")).await;
                assert!(!seen.status.is_server_error(), "{base}?{name}={value}: {}", seen.status);
                assert!(!seen.body.contains("<script>"), "{base}?{name}={value}");
            }
        }
    }
    for path in [
        "/assets/x/..%2F..%2FCargo.toml",
        "/assets/x/../site.css/..",
        "/sample-police/d/..%2F..",
        "/sample-police/disclosures/9/9/x",
    ] {
        assert!(get(&site, path).await.status.is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn the_list_is_narrowed_and_turned_by_its_address() {
    let site = site();
    let page = get(&site, "/sample-police/disclosures?provision=s31-1-a&outcome=disclosed_in_part").await.body;
    assert!(page.contains("1 answer<") && page.contains(REVIEW));
    let page = get(&site, "/sample-police/disclosures?page=3").await.body;
    assert!(page.contains("aria-current=\"page\" aria-label=\"Page 3\"") && page.contains("rel=\"prev\""));
    let page = get(&site, "/sample-police/disclosures?from=yesterday").await.body;
    assert!(page.contains("<title>Error: ") && page.contains("href=\"#from\"") && page.contains("value=\"yesterday\""));
}

#[tokio::test]
async fn the_deadline_calculator_shows_the_date_and_each_day() {
    let address = "/deadline-calculator?received-day=14&received-month=11&received-year=2025&law=foi";
    let page = get(&site(), address).await.body;
    assert!(page.contains("15 December 2025"), "the due date");
    assert!(page.contains("Saturday 15 November 2025"), "a day that does not count");
    let page =
        get(&site(), "/deadline-calculator?received-day=31&received-month=2&received-year=2026&law=foi").await.body;
    assert!(page.contains("href=\"#received\"") && page.contains("<title>Error: "));
}

#[tokio::test]
async fn the_api_pages_by_cursor_until_the_end() {
    let site = site();
    let (mut cursor, mut read) = (String::new(), 0);
    loop {
        let seen = get(&site, &format!("/api/v1/disclosures?limit=20{cursor}")).await;
        let page: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        read += page["disclosures"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(read, 58);
    assert_eq!(get(&site, "/api/v1/disclosures?limit=0").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_answer_shows_each_question_with_what_became_of_it_and_its_versions() {
    let page = get(&site(), REVIEW).await.body;
    for expected in ["Question 1", "Any charts in it.", "Information withheld", "Version 2", "after an internal review"]
    {
        assert!(page.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn an_attachment_can_be_read_as_a_page_with_its_redactions_spoken() {
    let seen = get(&site(), &format!("{REVIEW}/review-of-public-protection.pdf.html")).await;
    assert_eq!(seen.status, StatusCode::OK);
    for expected in [
        "Withheld: section 31(1)(a), law enforcement",
        "Withheld: section 31(1)(b), law enforcement",
        "id=\"page-2\"",
        "<th scope=\"col\"",
        "A bar chart of cases by month.",
        "&lt;b&gt;It describes nobody.&lt;/b&gt;",
        "The text of this page may not be complete",
    ] {
        assert!(seen.body.contains(expected), "{expected}");
    }
    assert!(!seen.body.contains("Page 1</p>"), "an artifact is furniture, not text");
    let picture = format!("{REVIEW}/review-of-public-protection.pdf.page-2.png");
    assert!(seen.body.contains(&format!("src=\"{picture}\"")), "the page that cannot be trusted is shown");
    assert_eq!(get(&site(), &picture).await.headers[header::CONTENT_TYPE], "image/png");
    for none in ["page-1.png", "page-3.png", "page-x.png", "page-2.png.png"] {
        let address = format!("{REVIEW}/review-of-public-protection.pdf.{none}");
        assert_eq!(get(&site(), &address).await.status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test]
async fn statistics_show_bars_beside_tables_and_hide_what_would_give_a_small_number_away() {
    let page = get(&site(), "/sample-police/statistics?period=2026").await.body;
    for expected in
        ["<svg role=\"img\"", "412", "fewer than 5", "not shown", "These figures as CSV", "What these words mean"]
    {
        assert!(page.contains(expected), "{expected}");
    }
    // 371 answers less all the outcomes shown leave more than one possibility for the two that are hidden.
    assert!(!page.contains(">2<") && page.contains(">190<"));
    let empty = get(&site(), "/sample-police/statistics?period=2025").await.body;
    assert!(empty.contains("No requests were received in this period") && !empty.contains("<svg role=\"img\""));
}
