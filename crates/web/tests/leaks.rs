//! Nothing comes out but what is published: every address, in every form, over a real store.
//!
//! One case is published. One is answered and not published, one is restricted, one was published and taken down. Every
//! secret word of theirs is looked for in every answer the site gives, to links it offers and to addresses guessed. And
//! two sites that differ only in whether something is held, where that is neither confirmed nor denied, must answer
//! every one of those with the same bytes.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use candour_casework::case::Case;
use candour_casework::command::{By, NewMark, OwnWork, PublicWords, log_request};
use candour_casework::document::{Document, PageFlag};
use candour_casework::event::Search;
use candour_casework::id::{CaseId, DocumentId};
use candour_casework::ports::{AuthorityStore as _, BlobStore as _, CaseStore as _, Change};
use candour_casework::request::{Holding, Limb, LimbId, Part};
use candour_casework::sample::{self, A_MONDAY, approver, authority, noon, officer, reviewer};
use candour_casework::{Actor, Digest, Outcome, Refused};
use candour_search::{Index, Query};
use candour_statute::Calendar;
use candour_store::Store;
use candour_web::public::{PublicLog as _, StoredLog};
use candour_web::search::{self, SearchState};
use candour_web::{AppState, Settings, export_site, router};
use tower::ServiceExt;

const PUBLISHED: &str = "99.FOI.26.000001";
const UNPUBLISHED: &str = "99.FOI.26.000002";
const RESTRICTED: &str = "99.FOI.26.000003";
const TAKEN_DOWN: &str = "99.FOI.26.000004";
const NEVER: &str = "99.FOI.26.000999";

struct Desk {
    store: Store,
    case: Case,
}

impl Desk {
    async fn begin(store: &Store, number: u32) -> Self {
        let by = By::requester(&noon(A_MONDAY));
        let change = log_request(&authority(), sample::arrived(number, A_MONDAY), Calendar::built_in(), &by).unwrap();
        let id = CaseId(uuid::Uuid::from_u128(1_000 + u128::from(number)));
        let mut desk = Self { case: store.begin_case(id, change).await.unwrap(), store: store.clone() };
        let by = By::user(&officer(), &noon(A_MONDAY));
        desk.does(|case| case.allocate(&by, officer().id)).await;
        desk
    }

    async fn does(&mut self, command: impl FnOnce(&Case) -> Result<Change, Refused>) {
        let change = command(&self.case).unwrap();
        self.case = self.store.append(self.case.id, self.case.version, change).await.unwrap();
    }

    async fn issued(&mut self, part: Part) {
        let clock = noon(A_MONDAY);
        let by = By::user(&officer(), &clock);
        let decision = sample::decision(&part);
        self.does(|case| case.decide(&by, vec![part], decision)).await;
        self.does(|case| case.peer_review(&By::user(&reviewer(), &clock), true, "")).await;
        self.does(|case| case.sign_off(&By::user(&approver(), &clock), &authority(), OwnWork::No)).await;
        self.does(|case| case.issue(&by, &authority(), A_MONDAY, Digest::of(b"letter"))).await;
    }

    async fn published(&mut self, request: &str, words: PublicWords) {
        let by = By::user(&officer(), &noon(A_MONDAY));
        self.does(|case| case.screen_request(&by, request)).await;
        self.does(|case| case.decide_publication(&by, true, "of interest")).await;
        self.does(|case| case.publish(&by, words)).await;
    }
}

fn words(name: &str) -> PublicWords {
    PublicWords {
        title: format!("{name} widgets"),
        summary: format!("{name} widgets were counted."),
        slug: format!("{}-widgets", name.to_lowercase()),
        topics: vec![format!("{name} topic")],
        area: Some(format!("{name} area")),
        letter_html: Some(format!("<p>{name} letter</p>")),
        ..PublicWords::default()
    }
}

async fn store_in(folder: &std::path::Path) -> Store {
    let store = Store::create(folder).await.unwrap();
    store.save_authority(&authority(), Actor::Operator, noon(A_MONDAY).0).await.unwrap();
    store
}

fn state_of(store: &Store, search: Arc<search::Search>) -> AppState {
    let settings = Settings { public_address: Some("https://foi.example.org".to_owned()), ..Settings::default() };
    AppState {
        log: Arc::new(StoredLog::new(Arc::new(store.clone())).with_search(search)),
        clock: Arc::new(noon(A_MONDAY)),
        settings: Arc::new(settings),
        desk: None,
    }
}

/// An index of what is published at this moment. It hears of nothing that happens later.
async fn index_of(store: &Store) -> Arc<search::Search> {
    let search = search::Search::new(Index::in_memory().unwrap());
    search::catch_up(store, &search, |_, _| {}).await.unwrap();
    Arc::new(search)
}

/// The site with the four cases. Its index does not know yet that one of them was taken down.
async fn site(folder: &std::path::Path) -> AppState {
    let store = store_in(folder).await;
    let by = By::user(&officer(), &noon(A_MONDAY));
    let mut open = Desk::begin(&store, 1).await;
    open.issued(sample::part(Outcome::Withheld)).await;
    open.published("How many VISIBLE widgets?", words("VISIBLE")).await;

    let mut unpublished = Desk::begin(&store, 2).await;
    unpublished.issued(secret_part()).await;
    unpublished.does(|case| case.screen_request(&by, "How many SECRETONE widgets?")).await;

    let mut restricted = Desk::begin(&store, 3).await;
    restricted.issued(secret_part()).await;
    restricted.does(|case| case.screen_request(&by, "How many SECRETTWO widgets?")).await;
    restricted.does(|case| case.restrict(&by, vec![officer().id], "SECRETREASON")).await;

    let mut down = Desk::begin(&store, 4).await;
    down.issued(sample::part(Outcome::Disclosed)).await;
    down.published("How many SECRETTHREE widgets?", words("SECRETFOUR")).await;
    let search = index_of(&store).await;
    let by = By::user(&approver(), &noon(A_MONDAY));
    down.does(|case| case.take_down(&by, "It named a person.")).await;

    store.put(b"SECRETBYTES".to_vec()).await.unwrap();
    state_of(&store, search)
}

fn secret_part() -> Part {
    let mut part = sample::part(Outcome::Withheld);
    part.text = "How many SECRETFIVE widgets?".to_owned();
    part
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Seen {
    fn text(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        headers + &String::from_utf8_lossy(&self.body)
    }
}

async fn get(site: &Router, address: &str) -> Seen {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let (parts, body) = site.clone().oneshot(request).await.unwrap().into_parts();
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.collect();
    Seen { status: parts.status, headers, body: to_bytes(body, usize::MAX).await.unwrap().to_vec() }
}

/// Addresses that somebody might guess.
fn guesses() -> Vec<String> {
    let mut all: Vec<String> = [
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap/1.xml",
        "/feed.atom",
        "/oai?verb=Identify",
        "/oai?verb=ListSets",
        "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/api/v1/openapi.json",
        "/api/v1/catalogue.jsonld",
        "/api/v1/authorities",
        "/api/v1/disclosures",
        "/api/v1/disclosures?limit=1",
        "/api/v1/bulk/disclosures.csv",
        "/api/v1/bulk/disclosures.jsonl",
        "/api/v1/bulk/disclosures.parquet",
        "/api/v1/bulk/disclosures.csv?authority=sample-police",
        "/sample-police/statistics",
        "/casework",
        "/metrics",
        "/healthz",
        "/readyz",
    ]
    .map(str::to_owned)
    .into();
    for reference in [UNPUBLISHED, RESTRICTED, TAKEN_DOWN, NEVER] {
        let page = format!("/sample-police/d/{reference}");
        all.extend(
            ["", "/answer.txt", "/answer.json", "/letter.pdf", "/letter.pdf.html", "/letter.pdf.manifest.json"]
                .map(|file| format!("{page}{file}")),
        );
        all.push(format!("/api/v1/disclosures/sample-police/{reference}"));
        all.push(format!(
            "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:foi.example.org:sample-police/{reference}"
        ));
        all.push(format!("/sample-police/make-a-request?about={reference}"));
    }
    for word in ["SECRETONE", "SECRETTWO", "SECRETTHREE", "SECRETFOUR", "SECRETFIVE", "nothing"] {
        let low = word.to_lowercase();
        all.push(format!("/sample-police/disclosures/2026/06/{low}-widgets"));
        for list in ["/sample-police/disclosures", "/sample-police/feed.atom", "/feed.atom", "/api/v1/disclosures"] {
            all.push(format!("{list}?topic={word}%20topic"));
            all.push(format!("{list}?q={word}"));
        }
    }
    for words in ["widgets", "secr*", "secretfuor", "%22secretfour+widgets%22", "letter", "topic", "99.FOI.26.000002"] {
        for list in
            ["/sample-police/disclosures", "/sample-police/disclosures.atom", "/disclosures", "/disclosures.atom"]
        {
            all.push(format!("{list}?q={words}"));
        }
    }
    for filter in ["outcome=withheld", "outcome=disclosed", "provision=s31-1-a", "from=2020-01-01", "to=2030-01-01"] {
        all.push(format!("/sample-police/disclosures?{filter}"));
        all.push(format!("/api/v1/disclosures?{filter}"));
    }
    all
}

/// Every address the site leads to from its home page, and every guess, with what is found there.
async fn everything(site: &Router) -> BTreeMap<String, Seen> {
    let mut waiting: VecDeque<String> = guesses().into();
    waiting.push_front("/".to_owned());
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut found = BTreeMap::new();
    while let Some(address) = waiting.pop_front() {
        let seen = get(site, &address).await;
        let text = seen.text();
        for rest in text.split(['"', '<', '>', ' ']).flat_map(|piece| {
            [piece.strip_prefix("https://foi.example.org"), Some(piece).filter(|piece| piece.starts_with('/'))]
        }) {
            let Some(next) = rest.map(|rest| rest.split('#').next().unwrap_or(rest).replace("&amp;", "&")) else {
                continue;
            };
            let sound = next.starts_with('/') && !next.starts_with("//") && !next.contains("/assets/");
            if sound && next.bytes().all(|byte| byte.is_ascii_graphic()) && known.insert(next.clone()) {
                waiting.push_back(next);
            }
        }
        assert!(!seen.status.is_server_error(), "{address}: {}", seen.status);
        found.insert(address, seen);
        assert!(found.len() < 3_000, "the site has no end");
    }
    found
}

/// Every file of an exported site, as if its name were its address.
fn files(folder: &std::path::Path) -> BTreeMap<String, Seen> {
    let mut all = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(here) = waiting.pop() {
        for entry in std::fs::read_dir(here).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.strip_prefix(folder).unwrap().display().to_string();
            if entry.is_dir() && name != "assets" {
                waiting.push(entry);
            } else if entry.is_file() {
                let body = std::fs::read(&entry).unwrap();
                all.insert(format!("file {name}"), Seen { status: StatusCode::OK, headers: Vec::new(), body });
            }
        }
    }
    all
}

#[tokio::test]
async fn nothing_of_what_is_not_published_is_in_any_answer() {
    let folder = tempfile::tempdir().unwrap();
    let state = site(&folder.path().join("data")).await;
    let mut found = everything(&router(state.clone())).await;
    // The same as plain files.
    let copy = folder.path().join("copy");
    export_site(state, &copy).await.unwrap();
    found.extend(files(&copy));
    assert!(found.values().any(|seen| seen.text().contains("VISIBLE letter")), "the published answer is not found");
    assert!(found.len() > 100, "only {} addresses", found.len());
    for (address, seen) in &found {
        let text = seen.text().replace(address.as_str(), "");
        // What was asked is shown again in the fields of a form; that is the asker's own.
        let lower = text.to_lowercase();
        let echo = |secret: &str| address.to_lowercase().contains(&secret.to_lowercase());
        let secrets = ["SECRETONE", "SECRETTWO", "SECRETTHREE", "SECRETFOUR", "SECRETFIVE", "SECRETREASON"];
        for secret in secrets.into_iter().filter(|secret| !echo(secret)).chain(["SECRETBYTES", "Alex"]) {
            assert!(!lower.contains(&secret.to_lowercase()), "{address} tells {secret}");
        }
        for case in 1..=4 {
            let id = uuid::Uuid::from_u128(1_000 + case).to_string();
            assert!(!text.contains(&id), "{address} tells the id of a case");
        }
        for reference in [UNPUBLISHED, RESTRICTED].into_iter().filter(|reference| !echo(reference)) {
            assert!(!text.contains(reference), "{address} tells {reference}");
        }
        let of_tombstones = address.starts_with("/oai?verb=List") || echo(TAKEN_DOWN);
        assert!(of_tombstones || !text.contains(TAKEN_DOWN), "{address} tells {TAKEN_DOWN}");
    }
}

#[tokio::test]
async fn what_is_not_published_answers_exactly_as_what_never_was() {
    let folder = tempfile::tempdir().unwrap();
    let site = router(site(folder.path()).await);
    let never = guesses().into_iter().filter(|address| address.contains(NEVER)).collect::<Vec<_>>();
    assert!(never.len() > 5);
    for address in never {
        let plain = |seen: Seen, reference: &str| (seen.status, seen.text().replace(reference, "THIS"));
        let expected = plain(get(&site, &address).await, NEVER);
        for reference in [UNPUBLISHED, RESTRICTED] {
            let other = address.replace(NEVER, reference);
            let seen = plain(get(&site, &other).await, reference);
            // Tags are of the bytes, and the bytes name the address.
            assert_eq!(seen.0, expected.0, "{other}");
            assert_eq!(seen.1.lines().count(), expected.1.lines().count(), "{other}");
        }
    }
    for file in ["", "/answer.txt", "/x.pdf"] {
        let gone = get(&site, &format!("/sample-police/d/{TAKEN_DOWN}{file}")).await;
        assert_eq!(gone.status, StatusCode::GONE);
    }
    assert_eq!(get(&site, &format!("/sample-police/d/{PUBLISHED}")).await.status, StatusCode::OK);
}

/// A request of which one limb is answered openly and any other information is neither confirmed nor denied.
async fn twin(folder: &std::path::Path, held: bool) -> AppState {
    let store = store_in(folder).await;
    let by = By::user(&officer(), &noon(A_MONDAY));
    let mut desk = Desk::begin(&store, 1).await;
    let search = Search {
        by: "Sample Person 1".into(),
        place: "the register".into(),
        terms: "widget".into(),
        minutes: if held { 90 } else { 10 },
        result: if held { "two documents".into() } else { "nothing".into() },
        on: A_MONDAY,
    };
    desk.does(|case| case.record_search(&by, search)).await;
    if held {
        let original = store.put(b"the widget register".to_vec()).await.unwrap();
        let document = document(original);
        let id = document.id;
        desk.does(|case| case.collect(&by, document)).await;
        desk.does(|case| case.flag_page(&by, id, 2, PageFlag::Withhold)).await;
        let mark = NewMark {
            page: 1,
            rect: [72.0, 700.0, 180.0, 714.0],
            provisions: vec!["s31-1-a".into()],
            label: None,
            level: None,
            object: false,
            rationale: None,
        };
        desk.does(|case| case.propose_marks(&by, id, vec![mark])).await;
    }
    let mut part = sample::part(Outcome::NotHeld);
    part.limbs.push(Limb {
        id: LimbId("1b".into()),
        describes: "any other information".into(),
        holding: if held { Holding::Held } else { Holding::NotHeld },
        outcome: Some(Outcome::NeitherConfirmNorDeny),
        provisions: vec!["s31-3".into()],
    });
    desk.issued(part).await;
    desk.published("How many widgets?", words("TWIN")).await;
    let search = index_of(&store).await;
    state_of(&store, search)
}

fn document(original: Digest) -> Document {
    Document {
        id: DocumentId(uuid::Uuid::from_u128(5)),
        title: "Widget register".into(),
        file_name: "widgets.pdf".into(),
        media_type: "application/pdf".into(),
        original,
        size_bytes: 19,
        pages: Some(3),
        limbs: vec![LimbId("1b".into())],
        page_flags: Vec::new(),
        marks: Vec::new(),
        renditions: Vec::new(),
        supersedes: None,
    }
}

#[tokio::test]
async fn a_held_and_a_not_held_twin_answer_every_address_with_the_same_bytes() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (held, not_held) =
        (twin(&folders[0].path().join("data"), true).await, twin(&folders[1].path().join("data"), false).await);
    let copies = [folders[0].path().join("copy"), folders[1].path().join("copy")];
    export_site(held.clone(), &copies[0]).await.unwrap();
    export_site(not_held.clone(), &copies[1]).await.unwrap();
    let (mut held, mut not_held) = (everything(&router(held)).await, everything(&router(not_held)).await);
    held.extend(files(&copies[0]));
    not_held.extend(files(&copies[1]));
    assert!(held.values().any(|seen| seen.text().contains("TWIN letter")));
    assert_eq!(held.keys().collect::<Vec<_>>(), not_held.keys().collect::<Vec<_>>());
    for (address, seen) in held {
        let other = &not_held[&address];
        assert_eq!(seen.text(), other.text(), "{address}");
        assert_eq!((seen.status, &seen.body), (other.status, &other.body), "{address}");
    }
}

#[tokio::test]
async fn an_answer_is_found_within_seconds_of_publication_and_gone_at_once_when_it_is_taken_down() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let place = folder.path().join("search");
    let search = Arc::new(search::Search::new(Index::open(&place).unwrap()));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let following =
        tokio::spawn(search::follow(Arc::new(store.clone()), Arc::clone(&search), async { drop(stopped.await) }));
    let log = StoredLog::new(Arc::new(store.clone())).with_search(Arc::clone(&search));
    let asked = Query::for_text("visible");

    let mut desk = Desk::begin(&store, 1).await;
    desk.issued(sample::part(Outcome::Withheld)).await;
    desk.published("How many VISIBLE widgets?", words("VISIBLE")).await;
    let mut total = 0;
    for _ in 0..50 {
        total = log.search(&asked).await.unwrap().total;
        if total > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(total, 1, "it was not found within five seconds");
    let publication = log.search(&asked).await.unwrap().results.remove(0).publication;

    let by = By::user(&approver(), &noon(A_MONDAY));
    desk.does(|case| case.take_down(&by, "It named a person.")).await;
    let after = log.search(&asked).await.unwrap();
    assert_eq!((after.state, after.total, after.results.len()), (SearchState::Ready, 0, 0));
    assert!(after.facets.iter().all(|counts| counts.values.is_empty()), "it is still counted");
    assert!(log.similar(None, &publication.request).await.unwrap().is_empty());
    for _ in 0..50 {
        if search.index().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(search.index().is_empty(), "it was still in the index after five seconds");
    drop(stop);
    following.await.unwrap();
}

#[tokio::test]
async fn a_published_case_that_is_restricted_is_gone_from_everywhere_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(&folder.path().join("store")).await;
    let by = By::user(&officer(), &noon(A_MONDAY));
    let mut open = Desk::begin(&store, 1).await;
    open.issued(sample::part(Outcome::Withheld)).await;
    open.published("How many VISIBLE widgets?", words("VISIBLE")).await;
    let mut case = Desk::begin(&store, 3).await;
    case.issued(sample::part(Outcome::Withheld)).await;
    case.published("How many SECRETTWO widgets?", words("SECRETFOUR")).await;
    // The site has shown it and keeps pages; its index is of before, and hears of nothing.
    let state = state_of(&store, index_of(&store).await);
    let site = router(state.clone());
    let address = format!("/sample-police/d/{RESTRICTED}");
    assert_eq!(get(&site, &address).await.status, StatusCode::OK);
    assert!(
        get(&site, "/sample-police/disclosures?q=SECRETFOUR").await.text().contains(&format!("href=\"{address}\""))
    );

    case.does(|case| case.restrict(&by, vec![officer().id], "SECRETREASON")).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for (address, seen) in everything(&site).await {
        // What was asked for is said again by the page that searched for it.
        let told = if address.contains("SECRET") { String::new() } else { seen.text() };
        assert!(!told.contains("SECRET"), "{address}");
    }
    let gone = get(&site, &address).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("not open to the public at present"));
    let exported = folder.path().join("exported");
    export_site(state, &exported).await.unwrap();
    for (name, seen) in files(&exported) {
        assert!(!seen.text().contains("SECRET"), "{name}");
    }
    // It cannot be published while it is restricted; once it no longer is, by a decision of its own.
    let case_now = case.case.clone();
    assert!(case_now.publish(&by, words("SECRETFOUR")).is_err());
    case.does(|case| case.restrict(&by, Vec::new(), "nobody is at risk any more")).await;
    assert_eq!(get(&site, &address).await.status, StatusCode::GONE, "lifting a restriction publishes nothing");
    case.does(|case| case.decide_publication(&by, true, "of interest")).await;
    case.does(|case| case.publish(&by, words("SECRETFOUR"))).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(get(&site, &address).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_index_of_another_history_is_built_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let search = search::Search::new(Index::in_memory().unwrap());
    search.index().commit(1_000).unwrap();
    let mut desk = Desk::begin(&store, 1).await;
    desk.issued(sample::part(Outcome::Withheld)).await;
    desk.published("How many VISIBLE widgets?", words("VISIBLE")).await;
    search::catch_up(&store, &search, |_, _| {}).await.unwrap();
    assert!(search.index().is_built());
    assert_eq!(search.index().len(), 1);
}
