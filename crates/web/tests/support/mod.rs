//! A site with a desk in front of a real store, and a reader that fills in its forms as a browser would.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use candour_casework::command::{By, OwnWork};
use candour_casework::ports::{AuthorityStore, BlobStore, CaseStore, Clock, FixedClock, StoreError, StoreErrorKind};
use candour_casework::request::Holding;
use candour_casework::{Actor, Authority, Case, Outcome, StatusToken, sample};
use candour_store::Store;
use candour_web::desk::{Action, Done, NewRequest, RequestDesk, StoredDesk};
use candour_web::own_case::OwnCase;
use candour_web::public::{Answer, StoredLog};
use candour_web::{AppState, Settings, router};
use jiff::Timestamp;
use tower::ServiceExt;

use crate::log;

pub(crate) const NEW: &str = "/sample-police/make-a-request/new";

/// A clock that a test can put forward.
#[derive(Clone, Debug)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

pub(crate) struct Desk {
    site: Router,
    hands: Hands,
    pub(crate) store: Arc<Store>,
    pub(crate) authority: Authority,
    pub(crate) folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(|store, hands| Arc::new(StoredDesk::new(store, hands, false))).await
    }

    /// A desk that can send mail.
    pub(crate) async fn with_mail() -> Self {
        Self::with(|store, hands| Arc::new(StoredDesk::new(store, hands, true))).await
    }

    /// A desk behind which the store fails.
    pub(crate) async fn failing() -> Self {
        Self::with(|_, _| Arc::new(Failing)).await
    }

    async fn with(desk: impl FnOnce(Arc<Store>, Arc<Hands>) -> Arc<dyn RequestDesk>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(folder.path()).await.unwrap());
        let hands = Hands(Arc::new(AtomicI64::new("2026-07-01T12:00:00Z".parse::<Timestamp>().unwrap().as_second())));
        let mut log = log::police();
        log.authorities.push(Authority {
            slug: "sample-council".parse().unwrap(),
            code: "98".into(),
            ..log.authorities[0].clone()
        });
        let authority = log.authorities[0].clone();
        for authority in &log.authorities {
            store.save_authority(authority, Actor::Operator, hands.now()).await.unwrap();
        }
        let state = AppState {
            log: Arc::new(log),
            clock: Arc::new(hands.clone()),
            settings: Arc::new(Settings::default()),
            desk: Some(desk(Arc::clone(&store), Arc::new(hands.clone()))),
        };
        Self { site: router(state), hands, store, authority, folder }
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.hands.0.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The same store behind a site that shows what is published in it.
    pub(crate) fn stored_site(&self) -> Router {
        router(AppState {
            log: Arc::new(StoredLog::new(Arc::clone(&self.store))),
            clock: Arc::new(self.hands.clone()),
            settings: Arc::new(Settings::default()),
            desk: None,
        })
    }

    /// A clock that stands at the present moment of this desk.
    pub(crate) fn clock(&self) -> FixedClock {
        FixedClock(self.hands.now())
    }

    pub(crate) async fn get(&self, address: &str) -> Seen {
        get(&self.site, address).await
    }

    pub(crate) async fn post(&self, address: &str, form: &str) -> Seen {
        post_fields(&self.site, address, form).await
    }

    /// Sends the form of a page by one of its buttons.
    pub(crate) async fn answer(&self, form: &Fields, go: &str) -> Seen {
        let mut form = Fields(form.0.clone());
        form.set("go", go);
        self.post("/sample-police/make-a-request", &serde_urlencoded::to_string(&form.0).unwrap()).await
    }

    /// The list of answers of a request that is ready to be sent.
    pub(crate) async fn filled(&self) -> Seen {
        let mut form = fields(&self.get(NEW).await.body);
        for (name, value) in
            [("step", "reply"), ("question-1", "How many zebras were counted?"), ("name", "Alex Example")]
        {
            form.set(name, value);
        }
        form.set("email", "alex@example.org");
        let page = self.answer(&form, "").await;
        assert!(page.body.contains("Check your request"), "{}", page.body);
        page
    }

    /// Sends a request; the address of its page.
    pub(crate) async fn sent(&self) -> String {
        let page = self.filled().await;
        self.wait(10);
        let sent = self.answer(&fields(&page.body), "send").await;
        let (_, rest) = sent.body.split_once("href=\"/sample-police/request/").unwrap();
        format!("/sample-police/request/{}", rest.split('"').next().unwrap())
    }

    pub(crate) async fn case(&self) -> Case {
        self.store.case_by_reference(&self.authority.slug, "99.FOI.26.000001").await.unwrap().unwrap()
    }

    /// Answers the request with one outcome for all of it.
    pub(crate) async fn answered(&self, outcome: Outcome) {
        self.issue(sample::part(outcome)).await;
    }

    /// Neither confirms nor denies, whether it is held or not.
    pub(crate) async fn denied(&self, holding: Holding) {
        let mut part = sample::part(Outcome::NeitherConfirmNorDeny);
        for limb in &mut part.limbs {
            limb.holding = holding;
        }
        self.issue(part).await;
    }

    async fn issue(&self, part: candour_casework::Part) {
        let clock = self.clock();
        let today = clock.today();
        let officer = By::user(&sample::officer(), &clock);
        let decision = sample::decision(&part);
        let letter = self.store.put(b"%PDF-1.7 answer".to_vec()).await.unwrap();
        let id = self.case().await.id;
        type Command<'a> = Box<dyn FnOnce(&Case) -> candour_casework::command::Answer + 'a>;
        let commands: Vec<Command<'_>> = vec![
            Box::new(|case| case.allocate(&officer, sample::officer().id)),
            Box::new(|case| case.decide(&officer, vec![part], decision)),
            Box::new(|case| case.peer_review(&By::user(&sample::reviewer(), &clock), true, "")),
            Box::new(|case| case.sign_off(&By::user(&sample::approver(), &clock), &sample::authority(), OwnWork::No)),
            Box::new(|case| case.issue(&officer, &sample::authority(), today, letter)),
        ];
        for command in commands {
            let case = self.store.case(id).await.unwrap().unwrap();
            let change = command(&case).unwrap();
            self.store.append(id, case.version, change).await.unwrap();
        }
    }
}

struct Failing;

impl Failing {
    fn error<T: Send + 'static>() -> Answer<'static, T> {
        Box::pin(async { Err(StoreError::new("SECRET", StoreErrorKind::Full)) })
    }
}

impl RequestDesk for Failing {
    fn receive<'a>(&'a self, _: &'a Authority, _: NewRequest) -> Answer<'a, Done<OwnCase>> {
        Self::error()
    }
    fn look_up<'a>(&'a self, _: &'a Authority, _: &'a StatusToken) -> Answer<'a, Option<OwnCase>> {
        Self::error()
    }
    fn act<'a>(&'a self, _: &'a Authority, _: &'a StatusToken, _: Action) -> Answer<'a, Option<Done<()>>> {
        Self::error()
    }
    fn letter<'a>(&'a self, _: &'a Authority, _: &'a StatusToken) -> Answer<'a, Option<Vec<u8>>> {
        Self::error()
    }
    fn sends_mail(&self) -> bool {
        false
    }
}

pub(crate) fn site_without_desk() -> Router {
    router(AppState {
        log: Arc::new(log::police()),
        clock: Arc::new(FixedClock("2026-07-01T12:00:00Z".parse().unwrap())),
        settings: Arc::new(Settings::default()),
        desk: None,
    })
}

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

async fn send(site: &Router, request: Request<Body>) -> Seen {
    let (parts, body) = site.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Seen { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

pub(crate) async fn get(site: &Router, address: &str) -> Seen {
    send(site, Request::get(address).body(Body::empty()).unwrap()).await
}

pub(crate) async fn post_fields(site: &Router, address: &str, form: &str) -> Seen {
    let kind = "application/x-www-form-urlencoded";
    send(site, Request::post(address).header(header::CONTENT_TYPE, kind).body(Body::from(form.to_owned())).unwrap())
        .await
}

/// The fields of a form, as a browser would send them.
#[derive(Clone, Debug)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }
}

/// The fields of the form with the identifier `ask`.
pub(crate) fn fields(page: &str) -> Fields {
    let (_, form) = page.split_once("<form id=\"ask\"").expect("a form");
    let (form, _) = form.split_once("</form>").expect("its end");
    let unescaped = |text: &str| {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(unescaped(rest.split('"').next()?))
    };
    let mut found = Vec::new();
    for piece in form.split('<') {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("input") {
            let unchecked = tag.contains("type=\"checkbox\"") && !tag.contains(" checked");
            if !unchecked {
                found.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("textarea") {
            found.push((name, unescaped(text.strip_prefix('\n').unwrap_or(text))));
        }
    }
    Fields(found)
}
