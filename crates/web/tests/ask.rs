//! Asking and following a request, over the router and a real store.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

#[path = "../examples/sample_site/log.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod log;
mod support;

use axum::http::{StatusCode, header};
use candour_casework::command::By;
use candour_casework::ports::{CaseStore, Clock};
use candour_casework::{CaseState, Outcome, sample};

use support::{Desk, NEW, fields, post_fields, site_without_desk};

const ASK: &str = "/sample-police/make-a-request";

#[tokio::test]
async fn a_request_is_asked_page_by_page_and_becomes_a_case() {
    let desk = Desk::new().await;
    let page = desk.get(NEW).await;
    assert!(page.body.contains("What do you want to know?"));
    let mut form = fields(&page.body);
    form.set("request", "About zebras:\n1. How many zebras were counted in 2025?\n2. Where did they graze?");
    let page = desk.answer(&form, "").await;
    assert!(page.body.contains("Your questions") && page.body.contains("We read 2 questions"));
    let page = desk.answer(&fields(&page.body), "").await;
    assert!(page.body.contains("What is your name?"));
    let mut form = fields(&page.body);
    form.set("name", "Alex Example");
    let page = desk.answer(&form, "").await;
    let mut form = fields(&page.body);
    form.set("email", "alex@example.org");
    let page = desk.answer(&form, "").await;
    for expected in ["Check your request", "Alex Example", "alex@example.org", "About zebras:", "1. How many zebras"] {
        assert!(page.body.contains(expected), "{expected}");
    }
    desk.wait(60);
    let sent = desk.answer(&fields(&page.body), "send").await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.body.contains("99.FOI.26.000001") && sent.body.contains("30 July 2026"));
    assert!(sent.body.contains("We have not sent you an e-mail"));

    let case = desk.store.case_by_reference(&desk.authority.slug, "99.FOI.26.000001").await.unwrap().unwrap();
    assert!(case.request.verbatim.unwrap().contains("2. Where did they graze?"));
    let requester = desk.store.requester(case.id).await.unwrap().unwrap();
    assert_eq!((requester.name.as_str(), requester.address.as_str()), ("Alex Example", "alex@example.org"));
    let events = format!("{:?}", desk.store.events(case.id).await.unwrap());
    assert!(!events.contains("Alex") && !events.contains("zebras"), "the journal holds words of the requester");

    // Sent again, as by a second click or a reload: the same request.
    let again = desk.answer(&fields(&page.body), "send").await;
    assert!(again.body.contains("99.FOI.26.000001"));
    assert!(desk.store.case_by_reference(&desk.authority.slug, "99.FOI.26.000002").await.unwrap().is_none());
}

#[tokio::test]
async fn an_error_is_told_in_title_summary_and_field_and_nothing_typed_is_lost() {
    let desk = Desk::new().await;
    let page = desk.answer(&fields(&desk.get(NEW).await.body), "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for expected in ["<title>Error: What do you want to know?", "href=\"#request\"", "id=\"request-error\""] {
        assert!(page.body.contains(expected), "{expected}");
    }
    let long = "How many? ".repeat(2_100);
    let mut form = fields(&page.body);
    form.set("request", &long);
    let page = desk.answer(&form, "").await;
    assert!(page.body.contains("must be 20000 characters or fewer") && page.body.contains(long.trim()));

    let page = desk.filled().await;
    let mut form = fields(&page.body);
    form.set("email", "not an address");
    form.set("step", "reply");
    let page = desk.answer(&form, "").await;
    assert!(page.body.contains("value=\"not an address\"") && page.body.contains("href=\"#email\""));
    assert!(page.body.contains("value=\"Alex Example\""), "what another page asked for travels on");
    let page = desk.answer(&fields(&page.body), "back").await;
    assert!(page.body.contains("What is your name?") && page.body.contains("value=\"not an address\""));
}

#[tokio::test]
async fn what_is_typed_comes_out_as_text_and_never_as_markup() {
    let desk = Desk::new().await;
    let mut form = fields(&desk.get(NEW).await.body);
    form.set("request", "\"><script>alert(1)</script> how many?\u{0}\u{7}");
    let page = desk.answer(&form, "").await;
    assert!(!page.body.contains("<script>alert") && page.body.contains("&lt;script&gt;"));
    for hostile in ["step=%FF&go=%00", "step=check&go=send", "question-1=%3Cb%3E&step=nowhere&go=change-x", "&&&=&="] {
        let page = desk.post(ASK, hostile).await;
        assert!(!page.status.is_server_error() && !page.body.contains("<b>"), "{hostile}: {}", page.status);
    }
    let many: String = (0..3_000).map(|number| format!("question-{number}=x&")).collect();
    assert!(!desk.post(ASK, &many).await.status.is_server_error());
    let huge = format!("request={}", "x".repeat(2 << 20));
    assert_eq!(desk.post(ASK, &huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn personal_information_is_pointed_out_once_and_can_be_kept() {
    let desk = Desk::new().await;
    let mut form = fields(&desk.get(NEW).await.body);
    form.set("step", "questions");
    form.set("question-1", "What do you hold about me? Ring me on 01632 960 123.");
    let page = desk.answer(&form, "").await;
    for expected in ["a telephone number", "01632 960 123", "information about you", "own-information"] {
        assert!(page.body.contains(expected), "{expected}");
    }
    let own = desk.answer(&fields(&page.body), "own-information").await;
    assert!(own.body.contains("article 15 of the UK GDPR") && own.body.contains("within one month"));
    let kept = desk.answer(&fields(&page.body), "keep").await;
    assert!(kept.body.contains("What is your name?"));
    let back = desk.answer(&fields(&kept.body), "back").await;
    let again = desk.answer(&fields(&back.body), "").await;
    assert!(again.body.contains("What is your name?"), "asked once about the same words");
}

#[tokio::test]
async fn published_answers_that_may_help_are_shown_before() {
    let desk = Desk::new().await;
    let mut form = fields(&desk.get(NEW).await.body);
    form.set("request", "How many patrol cars were bought in each financial year?");
    let page = desk.answer(&form, "").await;
    assert!(page.body.contains("This may be answered already"), "{}", page.body);
    assert!(page.body.contains("Patrol cars bought since 2020 (opens in a new tab)"));
    let page = desk.answer(&fields(&page.body), "").await;
    assert!(page.body.contains("Your question") && page.body.contains("How many patrol cars"));
}

#[tokio::test]
async fn machines_are_kept_out_in_clear_words_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let page = desk.filled().await;
    let quick = desk.answer(&fields(&page.body), "send").await;
    assert!(quick.status == StatusCode::UNPROCESSABLE_ENTITY && quick.body.contains("That was very quick"));
    desk.wait(10);
    let mut form = fields(&quick.body);
    form.set("website", "https://spam.example");
    let filled = desk.answer(&form, "send").await;
    assert!(filled.body.contains("should stay empty") && filled.body.contains("Alex Example"));
    form.set("website", "");
    form.set("stamp", "1.2.3");
    let stale = desk.answer(&form, "send").await;
    assert!(stale.body.contains("open for a long time"));
    desk.wait(10);
    let sent = desk.answer(&fields(&stale.body), "send").await;
    assert!(sent.body.contains("Request sent"), "{}", sent.body);
}

#[tokio::test]
async fn one_network_cannot_flood_the_authority() {
    let desk = Desk::new().await;
    for number in 1..=21 {
        let page = desk.filled().await;
        desk.wait(10);
        let sent = desk.answer(&fields(&page.body), "send").await;
        assert_eq!(sent.status == StatusCode::OK, number <= 20, "{number}");
        if number == 21 {
            assert_eq!(sent.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(sent.body.contains("Nothing is lost") && sent.body.contains("Alex Example"));
        }
    }
}

#[tokio::test]
async fn when_the_store_fails_nothing_typed_is_lost_and_no_cause_is_shown() {
    let desk = Desk::failing().await;
    let page = desk.filled().await;
    desk.wait(10);
    let failed = desk.answer(&fields(&page.body), "send").await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(failed.body.contains("Sorry, there was a technical problem. Please try again."));
    assert!(failed.body.contains("Alex Example") && !failed.body.contains("SECRET"));
}

#[tokio::test]
async fn the_secret_of_the_link_is_in_no_header_and_leaves_by_no_link() {
    let desk = Desk::new().await;
    let link = desk.sent().await;
    let secret = link.rsplit('/').next().unwrap().to_owned();
    assert_eq!(secret.len(), 64);
    let seen = desk.get(&link).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.headers["referrer-policy"], "no-referrer");
    assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store");
    assert!(seen.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
    assert!(!seen.headers.contains_key(header::SET_COOKIE));
    assert!(seen.headers.values().all(|value| !value.to_str().unwrap_or_default().contains(&secret)));
    for (at, _) in seen.body.match_indices(&secret) {
        let before = &seen.body[..at];
        let attribute = &before[before.rfind('"').unwrap()..];
        assert!(attribute == "\"/sample-police/request/", "{attribute}");
    }
    assert!(!seen.body.contains("src=\"http") && !seen.body.contains("/feedback?page=/sample-police/request/"));
    let database = std::fs::read(desk.folder.path().join("candour.db")).unwrap_or_default();
    let wal = std::fs::read(desk.folder.path().join("candour.db-wal")).unwrap_or_default();
    for bytes in [database, wal] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "the store holds the secret");
    }
}

#[tokio::test]
async fn a_wrong_secret_and_one_of_another_authority_look_like_nothing() {
    let desk = Desk::new().await;
    let link = desk.sent().await;
    let wrong = [
        format!("/sample-police/request/{}", "0".repeat(64)),
        "/sample-police/request/x".to_owned(),
        link.replace("sample-police", "sample-council"),
    ];
    for address in wrong {
        for address in [address.clone(), format!("{address}/reply"), format!("{address}/answer.pdf")] {
            assert_eq!(desk.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
    }
    assert_eq!(desk.get(&format!("{link}/answer.pdf")).await.status, StatusCode::NOT_FOUND, "no answer yet");
    assert_eq!(desk.get(&format!("{link}/review")).await.status, StatusCode::NOT_FOUND, "nothing to review yet");
}

#[tokio::test]
async fn a_lost_link_is_sent_to_its_requester_and_the_page_says_the_same_to_everybody() {
    const LOST: &str = "/sample-police/request";
    let desk = Desk::with_mail().await;
    desk.sent().await;
    let reference = "99.FOI.26.000001";
    assert!(desk.get(LOST).await.body.contains("Send me a new address"));
    let jobs = async || {
        // What is looked up is looked up behind the reader's back.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let (now, hold) = (desk.clock().now(), jiff::SignedDuration::from_secs(60));
        let mut tasks = Vec::new();
        while let Some(job) = desk.store.claim_job_for("a test", now, hold).await.unwrap() {
            tasks.push((job.task.clone(), job.arguments.clone()));
            assert!(desk.store.finish_job(&job.id, "a test", now).await.unwrap());
        }
        tasks
    };
    assert_eq!(jobs().await.len(), 1, "the acknowledgement");
    let before = desk.case().await.version;
    let nobody = desk.post(LOST, "reference=99.FOI.26.000777&email=alex%40example.org").await;
    let other = desk.post(LOST, &format!("reference={reference}&email=sam%40example.org")).await;
    assert_eq!((nobody.status, jobs().await.len()), (StatusCode::OK, 0));
    let theirs = desk.post(LOST, "reference=+99.foi.26.000001&email=Alex%40example.org").await;
    let tasks = jobs().await;
    assert_eq!((tasks.len(), tasks[0].0.as_str()), (1, candour_web::desk::SEND_LINK));
    assert!(!tasks[0].1.contains("alex"), "a job holds nothing personal");
    assert_eq!((&nobody.body, &other.body), (&theirs.body, &theirs.body));
    assert_eq!(desk.case().await.version, before, "nothing happened to the request");
    desk.post(LOST, &format!("reference={reference}&email=alex%40example.org")).await;
    assert!(jobs().await.is_empty(), "once an hour");
    for wrong in
        ["reference=&email=alex%40example.org", "reference=1&email=alex", "reference=%00&email=a%40example.org", ""]
    {
        let page = desk.post(LOST, wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.body.contains("Error: ") && page.body.contains("There is a problem"), "{wrong}");
    }
    let without = Desk::new().await;
    assert!(without.get(LOST).await.body.contains("so we cannot tell it to you again"));
    assert_eq!(without.post(LOST, "reference=1&email=a%40example.org").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_requester_writes_answers_a_question_and_takes_the_request_back() {
    let desk = Desk::new().await;
    let link = desk.sent().await;
    let empty = desk.post(&format!("{link}/reply"), "message=+").await;
    assert!(empty.body.contains("Enter what you want to tell us") && empty.body.contains("<title>Error: "));
    let done = desk.post(&format!("{link}/reply"), "message=By+make%2C+please.").await;
    assert_eq!(done.headers[header::LOCATION], format!("{link}?done=reply"));
    let page = desk.get(&format!("{link}?done=reply")).await;
    assert!(page.body.contains("We have what you wrote") && page.body.contains("You wrote to us."));

    let case = desk.case().await;
    let by = By::user(&sample::officer(), &desk.clock());
    let opened = case.allocate(&by, sample::officer().id).unwrap();
    let case = desk.store.append(case.id, case.version, opened).await.unwrap();
    let asked = case.seek_clarification(&by, desk.clock().today(), "Which vans do you mean?").unwrap();
    desk.store.append(case.id, case.version, asked).await.unwrap();
    let page = desk.get(&link).await;
    assert!(page.body.contains("Which vans do you mean?") && page.body.contains("Answer our question"));
    desk.post(&format!("{link}/reply"), "message=The+white+ones.").await;
    assert_eq!(desk.case().await.state, CaseState::Open);

    assert!(desk.get(&format!("{link}/withdraw")).await.body.contains("cannot be undone"));
    desk.post(&format!("{link}/withdraw"), "").await;
    assert!(matches!(desk.case().await.state, CaseState::Withdrawn { .. }));
    assert!(desk.get(&link).await.body.contains("You took the request back."));
    let again = desk.post(&format!("{link}/withdraw"), "").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_review_can_be_asked_for_within_the_window_and_not_after() {
    let desk = Desk::new().await;
    let link = desk.sent().await;
    desk.answered(Outcome::Withheld).await;
    let page = desk.get(&link).await;
    assert!(page.body.contains("Ask us to look at the answer again"), "{}", page.body);
    let answer = desk.get(&format!("{link}/answer.pdf")).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
    desk.wait(100 * 24 * 60 * 60);
    let page = desk.get(&link).await;
    assert!(page.body.contains("The time for asking for an internal review ended on"));
    assert_eq!(desk.post(&format!("{link}/review"), "message=Wrong").await.status, StatusCode::CONFLICT);
    desk.wait(-100 * 24 * 60 * 60);
    desk.post(&format!("{link}/review"), "message=The+charts+are+missing.").await;
    let page = desk.get(&link).await;
    assert!(page.body.contains("Under internal review") && page.body.contains("99.IR.26.000001"), "{}", page.body);
}

#[tokio::test]
async fn held_and_not_held_twins_show_their_requesters_the_same() {
    let mut pages = Vec::new();
    for holding in [candour_casework::request::Holding::Held, candour_casework::request::Holding::NotHeld] {
        let desk = Desk::new().await;
        let link = desk.sent().await;
        desk.denied(holding).await;
        let secret = link.rsplit('/').next().unwrap().to_owned();
        pages.push(desk.get(&link).await.body.replace(&secret, "SECRET"));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn where_nothing_is_taken_in_the_page_says_where_to_write() {
    let site = site_without_desk();
    let page = support::get(&site, ASK).await;
    assert!(page.body.contains("Where to send it") && !page.body.contains("Start now"));
    assert_eq!(support::get(&site, NEW).await.status, StatusCode::NOT_FOUND);
    assert_eq!(post_fields(&site, ASK, "step=request").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn statistics_are_counted_hidden_where_small_and_can_be_downloaded() {
    let desk = Desk::new().await;
    for _ in 0..3 {
        desk.sent().await;
    }
    let none_yet = support::get(&desk.stored_site(), "/sample-police/statistics?period=2026-q3").await;
    assert!(none_yet.body.contains("There are no figures for the period in the address"), "a quarter is not over");
    desk.wait(124 * 24 * 60 * 60);
    let site = desk.stored_site();
    let page = support::get(&site, "/sample-police/statistics?period=2026-q3").await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in ["Requests received", "fewer than 5", "What these words mean", "the end of 31 October 2026"] {
        assert!(page.body.contains(expected), "{expected}");
    }
    // Whatever happens later, what was published of the quarter stays as it was.
    desk.wait(30 * 24 * 60 * 60);
    let later = support::get(&desk.stored_site(), "/sample-police/statistics.csv?period=2026-q3").await;
    assert_eq!(later.body, support::get(&site, "/sample-police/statistics.csv?period=2026-q3").await.body);
    let csv = support::get(&site, "/sample-police/statistics.csv?period=2026-q3").await;
    assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(csv.body.contains(",received,\"Requests received\",fewer than 5,"));
    let json = support::get(&site, "/sample-police/statistics.json?period=2026").await;
    let data: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(data["figures"][0]["number"], "fewer than 5");
    let empty = support::get(&site, "/sample-police/statistics?period=2021").await;
    assert!(empty.body.contains("No requests were received in this period"));
    for hostile in ["x", "9999", "2026-q9", "%00", "%3Cscript%3E"] {
        let page = support::get(&site, &format!("/sample-police/statistics?period={hostile}")).await;
        assert!(
            page.status == StatusCode::OK && page.body.contains("There are no figures for the period in the address")
        );
        let csv = support::get(&site, &format!("/sample-police/statistics.csv?period={hostile}")).await;
        assert_eq!(csv.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_address_of_an_imported_page_leads_to_its_new_one() {
    use candour_casework::command::{PublicWords, import_page};
    let desk = Desk::new().await;
    let bytes = include_bytes!("../../../fixtures/import/saved-with-address.html");
    let read = candour_ingest::import(bytes).unwrap();
    let by = By::operator(&desk.clock());
    let page = read.for_authority(desk.authority.slug.clone(), bytes);
    let change = import_page(&desk.authority, read.reference.parse().unwrap(), page, &by).unwrap();
    let mut case = desk.store.begin_case(candour_casework::CaseId::new(desk.clock().now()), change).await.unwrap();
    let words = PublicWords { title: "Boats".into(), slug: "boats".into(), ..PublicWords::default() };
    let alias = case.add_alias(&by, &read.old_path().unwrap()).unwrap();
    case = desk.store.append(case.id, case.version, alias).await.unwrap();
    let site = desk.stored_site();
    let old = "/foi-ai/sample/disclosure-2022/May-2022/boats-bought/";
    assert_eq!(support::get(&site, old).await.status, StatusCode::NOT_FOUND, "nothing is published yet");
    let decided = case.decide_publication(&by, true, "Published before.").unwrap();
    case = desk.store.append(case.id, case.version, decided).await.unwrap();
    let published = case.publish(&by, words).unwrap();
    desk.store.append(case.id, case.version, published).await.unwrap();
    let seen = support::get(&site, old).await;
    assert_eq!(seen.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(seen.headers[header::LOCATION], "/sample-police/d/99.FOI.22.024880");
    assert_eq!(support::get(&site, "/foi-ai/sample/elsewhere").await.status, StatusCode::NOT_FOUND);
}
