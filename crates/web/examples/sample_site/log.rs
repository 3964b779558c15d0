//! An invented log in memory, for tests of the pages and for trying them in a browser.

#[path = "states.rs"]
pub(crate) mod states;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use candour_casework::authority::{AuthoritySlug, BodyKind, CookiePurpose, Nation, Regulator, ReviewContact};
use candour_casework::ports::{Feedback, StoreError, StoreErrorKind};
use candour_casework::publication::{
    DisclosureFilter, DisclosurePage, LogPlace, PublishedLanguage, PublishedPart, PublishedSection, PublishedVersion,
    Tombstone,
};
use candour_casework::reference::Regime;
use candour_casework::returns::{self, Period, Return};
use candour_casework::{Attachment, Authority, CaseId, Digest, Outcome, ProvisionId, Publication, PublicationId};
use candour_search::{Index, Query};
use candour_web::public::{Answer, Changed, Changes, Found, PublicLog};
use candour_web::search::{Search, SearchPage, entry_of};
use jiff::Timestamp;
use jiff::civil::date;

/// What is published, and the bytes of its files.
#[derive(Default)]
pub(crate) struct SampleLog {
    pub(crate) authorities: Vec<Authority>,
    pub(crate) publications: Vec<Publication>,
    pub(crate) blobs: HashMap<Digest, Vec<u8>>,
    pub(crate) feedback: Arc<Mutex<Vec<Feedback>>>,
    /// Whether pages are said to be drawn, and then none can be.
    pub(crate) draws_nothing: bool,
    /// Old names by reference.
    pub(crate) old_names: HashMap<String, Vec<String>>,
    search: OnceLock<Search>,
}

impl SampleLog {
    /// The index of what is published, made when first asked for. What was taken down is in it, as if it had not heard yet.
    fn index(&self) -> &Search {
        self.search.get_or_init(|| {
            let index = Index::in_memory().expect("memory for an index");
            for publication in &self.publications {
                let texts = publication.attachments.iter().map(|file| self.blobs.get(&file.structured_text?).cloned());
                index.put(&entry_of(publication, &texts.collect::<Vec<_>>())).expect("an index in memory");
            }
            index.commit(1).expect("an index in memory");
            Search::new(index)
        })
    }

    fn taken_down(&self) -> Vec<String> {
        let down = self.publications.iter().filter(|publication| publication.tombstone.is_some());
        down.map(|publication| publication.id.to_string()).collect()
    }
}

impl PublicLog for SampleLog {
    fn authorities(&self) -> Answer<'_, Vec<Authority>> {
        Box::pin(async { Ok(self.authorities.clone()) })
    }

    fn disclosures<'a>(&'a self, filter: &'a DisclosureFilter) -> Answer<'a, DisclosurePage> {
        let fits = |publication: &&Publication| {
            publication.tombstone.is_none()
                && filter.authority.as_ref().is_none_or(|slug| *slug == publication.authority)
                && filter.outcome.is_none_or(|outcome| outcome == publication.outcome)
                && filter.provision.as_ref().is_none_or(|id| publication.provisions.contains(id))
                && filter.topic.as_ref().is_none_or(|topic| publication.topics.contains(topic))
                && filter.from.is_none_or(|from| publication.published_on >= from)
                && filter.to.is_none_or(|to| publication.published_on <= to)
        };
        let mut all: Vec<_> = self.publications.iter().filter(fits).cloned().collect();
        all.sort_by_key(|publication| std::cmp::Reverse(LogPlace::of(publication)));
        let total = if filter.after.is_some() { 0 } else { all.len() as u64 };
        all.retain(|publication| filter.after.as_ref().is_none_or(|place| LogPlace::of(publication) < *place));
        let page = all.into_iter().skip(filter.offset as usize).take(filter.limit as usize).collect();
        Box::pin(async move { Ok(DisclosurePage { publications: page, total }) })
    }

    fn disclosure<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Found> {
        let found = self
            .publications
            .iter()
            .find(|publication| publication.authority == *authority && publication.reference.to_string() == reference);
        Box::pin(async move { Ok(found.cloned().into()) })
    }

    fn disclosure_by_slug<'a>(
        &'a self,
        authority: &'a AuthoritySlug,
        year: i16,
        month: i8,
        slug: &'a str,
    ) -> Answer<'a, Found> {
        let found = self.publications.iter().find(|publication| {
            let on = publication.published_on;
            publication.authority == *authority && (on.year(), on.month()) == (year, month) && publication.slug == slug
        });
        Box::pin(async move { Ok(found.cloned().into()) })
    }

    fn versions<'a>(&'a self, _: &'a AuthoritySlug, reference: &'a str) -> Answer<'a, Vec<PublishedVersion>> {
        let of = |publication: &Publication| PublishedVersion {
            version: publication.version,
            published_on: publication.published_on,
            why: publication.version_why.clone(),
        };
        let all = self.publications.iter().filter(move |publication| publication.reference.to_string() == reference);
        let versions = all.map(of).collect();
        Box::pin(async move { Ok(versions) })
    }

    fn edition(&self) -> Answer<'_, u64> {
        Box::pin(async { Ok(self.publications.len() as u64) })
    }

    fn changes(&self, after: u64, limit: u32) -> Answer<'_, Changes> {
        let first = usize::try_from(after).unwrap_or(usize::MAX);
        let lines = self.publications.iter().enumerate().skip(first).take(limit as usize);
        let changes: Vec<Changed> = lines
            .map(|(position, one)| Changed {
                position: position as u64 + 1,
                on: one.published_on,
                authority: one.authority.clone(),
                reference: one.reference.clone(),
                now: Some(one.clone()).into(),
            })
            .collect();
        let next = changes.last().filter(|_| changes.len() == limit as usize).map(|last| last.position);
        Box::pin(async move { Ok(Changes { changes, next }) })
    }

    fn keep_feedback<'a>(&'a self, feedback: &'a Feedback) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut kept = self
                .feedback
                .lock()
                .map_err(|_| StoreError::new("keeping feedback", StoreErrorKind::Unavailable("poisoned".to_owned())))?;
            kept.push(feedback.clone());
            Ok(())
        })
    }

    fn search<'a>(&'a self, query: &'a Query) -> Answer<'a, SearchPage> {
        Box::pin(async move { self.index().find(self, query, self.taken_down()).await })
    }

    fn figures<'a>(&'a self, authority: &'a AuthoritySlug, period: Period) -> Answer<'a, Option<Return>> {
        Box::pin(async move {
            let mut found = returns::count(authority, period, []);
            // An invented year; every other one is empty.
            let counted = if period.from() == date(2026, 1, 1) { FIGURES } else { &[] };
            for (key, total) in counted {
                for figure in found.figures.iter_mut().filter(|figure| figure.key == *key) {
                    figure.total = *total;
                }
            }
            Ok(Some(found))
        })
    }

    fn similar<'a>(&'a self, authority: Option<&'a AuthoritySlug>, text: &'a str) -> Answer<'a, Vec<Publication>> {
        Box::pin(async move { self.index().similar(self, authority, text, self.taken_down()).await })
    }

    fn draws_pages(&self) -> bool {
        true
    }

    fn page_picture(&self, _: Digest, _: u32) -> Answer<'_, Option<Vec<u8>>> {
        let picture = (!self.draws_nothing).then(|| PICTURE.to_vec());
        Box::pin(async move { Ok(picture) })
    }

    fn old_names<'a>(&'a self, publication: &'a Publication) -> Answer<'a, Vec<String>> {
        let names = self.old_names.get(&publication.reference.to_string()).cloned().unwrap_or_default();
        Box::pin(async move { Ok(names) })
    }

    fn bytes(&self, digest: Digest) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async move { Ok(self.blobs.get(&digest).cloned()) })
    }
}

/// A grey dot.
const PICTURE: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\x9cch\x00\x00\x00\x82\x00\x81w\xcdr\xb6\x00\x00\x00\x00IEND\xaeB`\x82";

/// The figures of the invented year.
const FIGURES: &[(&str, u64)] = &[
    ("received", 412),
    ("answered", 371),
    ("open_in_time", 28),
    ("open_extended", 6),
    ("open_late", 3),
    ("withdrawn", 4),
    ("answered_in_time", 318),
    ("answered_within_extension", 21),
    ("answered_late", 32),
    ("granted_in_full", 190),
    ("granted_in_part", 84),
    ("withheld_in_full", 31),
    ("refused_cost_limit", 19),
    ("refused_vexatious", 2),
    ("available_elsewhere", 14),
    ("not_held", 31),
    ("reviews_requested", 17),
    ("reviews_upheld", 9),
    ("reviews_upheld_in_part", 5),
    ("reviews_overturned", 3),
];

/// An invented police force with a handful of answers: part withheld, given, not held, refused, taken down.
pub(crate) fn police() -> SampleLog {
    let mut log = SampleLog { authorities: vec![authority("sample-police", BodyKind::Police)], ..SampleLog::default() };
    let file = b"%PDF-1.7 sample".to_vec();
    let manifest = br#"{"version":"sample","redactions":[],"checks":[]}"#.to_vec();
    let mut review = publication(1, "review-of-public-protection-caseload", Outcome::DisclosedInPart);
    review.title = "2021 review of public protection caseload".to_owned();
    review.summary =
        "The review compares the caseload of local investigation and public protection teams. Workloads by \
                      crime type and area, staff comments and options for change are withheld."
            .to_owned();
    review.provisions = vec![ProvisionId::from("s31-1-a"), ProvisionId::from("s31-1-b")];
    review.version = 2;
    review.version_why = Some("More of the staff survey is given after an internal review.".to_owned());
    review.parts = vec![
        PublishedPart {
            number: 1,
            text: "The review itself.".to_owned(),
            outcome: Outcome::DisclosedInPart,
            provisions: vec![ProvisionId::from("s31-1-a")],
        },
        PublishedPart {
            number: 2,
            text: "Any charts in it.".to_owned(),
            outcome: Outcome::Withheld,
            provisions: vec![ProvisionId::from("s31-1-a"), ProvisionId::from("s31-1-b")],
        },
    ];
    review.attachments = vec![Attachment {
        file_name: "review-of-public-protection.pdf".to_owned(),
        title: "Review of public protection (redacted copy)".to_owned(),
        media_type: "application/pdf".to_owned(),
        pages: Some(12),
        size_bytes: file.len() as u64,
        digest: Digest::of(&file),
        manifest: Some(Digest::of(&manifest)),
        structured_text: Some(Digest::of(STRUCTURED_TEXT.as_bytes())),
    }];
    log.blobs.insert(Digest::of(STRUCTURED_TEXT.as_bytes()), STRUCTURED_TEXT.as_bytes().to_vec());
    log.blobs.insert(Digest::of(&file), file);
    log.blobs.insert(Digest::of(&manifest), manifest);
    log.publications.push(review);

    let mut given = publication(2, "patrol-cars-bought-since-2020", Outcome::Disclosed);
    given.title = "Patrol cars bought since 2020".to_owned();
    given.sections.clear();
    given.letter_html = Some(
        "<h3 class=\"govuk-heading-s\">What we are disclosing</h3><p class=\"govuk-body\">All of it.</p>\
         <table class=\"govuk-table\"><caption class=\"govuk-table__caption govuk-table__caption--s\">Cars</caption>\
         <thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\"><th scope=\"col\" class=\"govuk-table__header\">Year</th>\
         <th scope=\"col\" class=\"govuk-table__header\">Bought</th></tr></thead><tbody class=\"govuk-table__body\">\
         <tr class=\"govuk-table__row\"><th scope=\"row\" class=\"govuk-table__header\">2020</th><td class=\"govuk-table__cell\">12</td></tr>\
         </tbody></table>"
            .to_owned(),
    );
    given.summary = "How many patrol cars were bought in each financial year, and what they cost.".to_owned();
    let names = ["2018100000882", "/foi-ai/sample/2022/patrol-cars", "/boats"];
    log.old_names.insert(given.reference.to_string(), names.map(str::to_owned).into());
    log.publications.push(given);

    let mut not_held = publication(3, "drone-flights-over-festivals", Outcome::NotHeld);
    not_held.title = "Drone flights over music festivals".to_owned();
    not_held.summary = "No information is held. The answer says who may hold it.".to_owned();
    log.publications.push(not_held);

    let mut down = publication(4, "an-answer-published-by-mistake", Outcome::Disclosed);
    down.title = "A SECRET TITLE".to_owned();
    down.tombstone = Some(Tombstone {
        at: Timestamp::from_second(1_780_000_000).expect("a moment in 2026"),
        reason: "It named a person who should not have been named.".to_owned(),
    });
    log.publications.push(down);

    for number in 5..60 {
        let mut more = publication(number, &format!("figures-for-area-{number}"), Outcome::Disclosed);
        more.title = format!("Recorded incidents in area {number}");
        more.summary = "Invented figures by month.".to_owned();
        log.publications.push(more);
    }
    log
}

/// An invented council that asks for no optional cookies and has no quick exit.
pub(crate) fn council() -> SampleLog {
    let mut council = authority("sample-council", BodyKind::Local);
    council.name = "Sample Council (invented authority)".to_owned();
    council.cookie_purposes.clear();
    council.exit_address.clear();
    SampleLog { authorities: vec![council], ..SampleLog::default() }
}

fn authority(slug: &str, body: BodyKind) -> Authority {
    Authority {
        slug: slug.parse().expect("a sound slug"),
        name: "Sample Police (invented authority)".to_owned(),
        code: "99".to_owned(),
        body,
        regimes: vec![Regime::Foia, Regime::Eir],
        nation: Nation::England,
        review: ReviewContact {
            team: "Information Rights Unit".to_owned(),
            email: "review@sample-police.example".to_owned(),
            address: Vec::new(),
            within_working_days: 40,
        },
        regulator: Regulator {
            name: "Information Commissioner".to_owned(),
            complaint_address: "https://regulator.example/complaints".to_owned(),
            address: Vec::new(),
            telephone: "0303 000 0000".to_owned(),
        },
        exit_address: "https://weather.example/".to_owned(),
        sample: true,
        cookie_purposes: vec![CookiePurpose {
            key: "display-preferences".to_owned(),
            title: "Remember display settings".to_owned(),
            description: "Text size and colours, for a year.".to_owned(),
        }],
        published_grade: None,
        may_override_separation: false,
    }
}

fn publication(number: u32, slug: &str, outcome: Outcome) -> Publication {
    let at = Timestamp::from_second(1_780_000_000).expect("a moment in 2026");
    Publication {
        id: PublicationId::new(at),
        case: CaseId::new(at),
        language: PublishedLanguage::English,
        authority: "sample-police".parse().expect("a sound slug"),
        reference: format!("99.FOI.26.{number:06}").parse().expect("a sound reference"),
        slug: slug.to_owned(),
        version: 1,
        version_why: None,
        first_published_on: None,
        due_on: Some(date(2026, 4, 29)),
        parts: Vec::new(),
        published_on: date(2026, 5, 1).saturating_add(jiff::Span::new().days(i64::from(60 - number.min(60)))),
        answered_on: Some(date(2026, 4, 28)),
        received_on: Some(date(2026, 3, 30)),
        title: slug.to_owned(),
        summary: String::new(),
        regime: Regime::Foia,
        outcome,
        provisions: Vec::new(),
        topics: vec!["Public protection".to_owned()],
        area: Some("The whole force area".to_owned()),
        request: "Please publish the 2021 review of public protection caseload.\n\n1. The review itself.\n\n2. Any charts in it."
            .to_owned(),
        sections: vec![
            PublishedSection {
                heading: "Our answer".to_owned(),
                paragraphs: vec!["Some of the information is given below. Some is withheld.".to_owned()],
            },
            PublishedSection {
                heading: "Why some is withheld".to_owned(),
                paragraphs: vec!["Invented reasons, told at the length a reader can bear.".to_owned(); 3],
            },
        ],
        letter_html: None,
        attachments: Vec::new(),
        tombstone: None,
    }
}

/// The structured text (design 7.5) of the sample attachment, with one block of each kind.
const STRUCTURED_TEXT: &str = r#"{"pages":[
  {"number":1,"width":595.0,"height":842.0,"reliable":true,"blocks":[
    {"kind":"heading","level":1,"bbox":[72,700,400,730],"text":"Review of public protection"},
    {"kind":"paragraph","bbox":[72,600,400,690],"text":"This review was made up for a sample. <b>It describes nobody.</b>"},
    {"kind":"list_item","bbox":[72,560,400,590],"text":"Caseload by team"},
    {"kind":"list_item","bbox":[72,530,400,559],"text":"Options for change"},
    {"kind":"redaction","bbox":[72,500,400,520],"exemptions":["s31-1-a"]},
    {"kind":"artifact","bbox":[72,20,400,40],"text":"Page 1"}]},
  {"number":2,"width":595.0,"height":842.0,"reliable":false,"blocks":[
    {"kind":"heading","level":2,"bbox":[72,700,400,730],"text":"Workload"},
    {"kind":"table","bbox":[72,500,400,690],"rows":[
      [{"text":"Team","header":true},{"text":"Cases","header":true}],
      [{"text":"North","header":true},{"text":"","exemptions":["s31-1-b"]}],
      [{"text":"South","header":true},{"text":"41"}]]},
    {"kind":"figure","bbox":[72,300,400,480],"alt":"A bar chart of cases by month."},
    {"kind":"figure","bbox":[72,100,400,280]}]}]}"#;
