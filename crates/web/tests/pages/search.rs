//! Searching the log, as a browser meets it.

use axum::http::{StatusCode, header};
use candour_web::public::PublicLog as _;

use crate::site::{Full, get, site, site_with};
use crate::{REVIEW, log};

const LOG: &str = "/sample-police/disclosures";

#[tokio::test]
async fn a_search_shows_where_words_were_found_with_a_link_to_the_page_of_the_attachment() {
    let page = get(&site(), &format!("{LOG}?q=workload+options")).await.body;
    assert!(page.contains("1 answer<") && page.contains(REVIEW), "the review is found");
    assert!(page.contains("review-of-public-protection.pdf.html#page-1"), "the page of the attachment");
    assert!(page.contains("<mark>Options</mark>"), "the words are marked");
}

#[tokio::test]
async fn words_of_an_answer_are_escaped_in_results() {
    let page = get(&site(), &format!("{LOG}?q=%22describes+nobody%22")).await.body;
    assert!(page.contains("&lt;b&gt;") && page.contains("<mark>"), "the passage is shown");
    assert!(!page.contains("<b>"));
}

#[tokio::test]
async fn nothing_of_a_taken_down_answer_is_found_or_counted_or_offered() {
    let site = site();
    for query in ["q=secret", "q=%22a+secret+title%22", "q=secrte", "q=secr*", "q=99.FOI.26.000004", "q=title"] {
        for base in [LOG, "/disclosures", "/sample-police/disclosures.atom", "/disclosures.atom"] {
            let seen = get(&site, &format!("{base}?{query}")).await;
            assert_eq!(seen.status, StatusCode::OK, "{base}?{query}");
            assert!(!seen.body.contains("SECRET") && !seen.body.contains("d/99.FOI.26.000004"), "{base}?{query}");
        }
    }
    let all = get(&site, LOG).await.body;
    assert!(all.contains("58 answers<"), "59 are in the index, 58 may be told of");
}

#[tokio::test]
async fn filters_can_be_taken_off_one_by_one() {
    let address = format!("{LOG}?q=caseload&outcome=disclosed_in_part&late=no&from=1%2F1%2F2020");
    let page = get(&site(), &address).await.body;
    for without in [
        "?q=caseload&amp;late=no&amp;from=2020-01-01\"",
        "?q=caseload&amp;outcome=disclosed_in_part&amp;from=2020-01-01\"",
        "?q=caseload&amp;outcome=disclosed_in_part&amp;late=no\"",
        "?q=caseload\"",
    ] {
        assert!(page.contains(&format!("href=\"{LOG}{without}")), "{without}");
    }
}

#[tokio::test]
async fn a_search_is_not_for_other_search_engines_and_the_log_is() {
    let site = site();
    let robots = "<meta name=\"robots\" content=\"noindex\">";
    assert!(get(&site, &format!("{LOG}?q=cars")).await.body.contains(robots));
    assert!(get(&site, &format!("{LOG}?page=2")).await.body.contains(robots));
    assert!(!get(&site, LOG).await.body.contains(robots));
}

#[tokio::test]
async fn an_empty_result_says_what_to_do_and_how_many_there_are_without_filters() {
    let page = get(&site(), &format!("{LOG}?q=caseload&outcome=vexatious")).await.body;
    for expected in ["No answers<", "search without filters", "ask Sample Police", "/sample-police/make-a-request"] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn a_search_can_be_followed_as_a_feed_and_kept_as_a_link() {
    let site = site();
    let page = get(&site, &format!("{LOG}?q=caseload&sort=newest&page=2")).await.body;
    assert!(page.contains("href=\"/sample-police/disclosures.atom?q=caseload&amp;sort=newest\""));
    let feed = get(&site, "/sample-police/disclosures.atom?q=%22caseload+by+team%22").await;
    assert!(feed.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("application/atom+xml"));
    assert_eq!(feed.body.matches("<entry>").count(), 1);
}

#[tokio::test]
async fn a_typing_mistake_is_told_and_a_reference_leads_to_its_answer() {
    let site = site();
    let page = get(&site, &format!("{LOG}?q=caselaod")).await.body;
    assert!(page.contains("<strong>caseload</strong>") && page.contains(REVIEW));
    let page = get(&site, &format!("{LOG}?q=99.foi.26.000003")).await.body;
    assert!(page.contains("/sample-police/d/99.FOI.26.000003") && page.contains("1 answer<"));
}

#[tokio::test]
async fn the_log_of_one_authority_stays_its_own_whatever_the_address_says() {
    let site = site();
    let page = get(&site, &format!("{LOG}?authority=another-police")).await.body;
    assert!(page.contains("58 answers<"));
    let page = get(&site, "/disclosures?authority=another-police").await.body;
    assert!(page.contains("No answers<") && page.contains("Authority: another-police"));
}

#[tokio::test]
async fn a_search_that_is_too_long_is_refused_politely_and_a_long_one_is_cut() {
    let site = site();
    let seen = get(&site, &format!("{LOG}?q={}", "x".repeat(60_000))).await;
    assert_eq!(seen.status, StatusCode::URI_TOO_LONG);
    assert!(seen.body.contains("That search is too long"));
    let seen = get(&site, &format!("{LOG}?q={}", "cars+".repeat(500))).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.body.contains("Only its beginning was used"));
}

#[tokio::test]
async fn while_there_is_no_index_the_list_is_shown_and_it_is_said() {
    let page = get(&site_with(Full(log::police())), &format!("{LOG}?q=caseload")).await.body;
    assert!(page.contains("Search is being prepared") && page.contains("58 answers<"));
}

#[tokio::test]
async fn related_answers_are_others_about_the_same() {
    let log = log::police();
    let found = log.related(&log.publications[5]).await.unwrap();
    assert!(found.len() <= 3 && found.iter().all(|one| one.id != log.publications[5].id && one.tombstone.is_none()));
}
