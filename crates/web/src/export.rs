//! `candour export site`: the whole log as plain files that any web server can show, for decades and without us.
//!
//! Every page is the one that the server would send, asked of the same router, so that nothing gets out this way that
//! does not get out the other. What only a server can do is left out: forms and cookies. Links lead from file to file. The
//! bytes are a function of what is published, of the site's address, of this program's version and, for the statistics, of
//! the quarters that are over.
//!
//! The folder is written beside its name and put in its place at the end: who reads it meanwhile sees the old one or
//! the new one, never half of one.

mod addresses;
mod folder;
mod lists;
mod moved;
mod words;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use candour_casework::ports::StoreError;
use candour_casework::publication::DisclosureFilter;
use candour_casework::{Attachment, Authority, ProvisionId, Publication};
use futures_util::stream::{self, TryChunksError};
use futures_util::{StreamExt, TryStreamExt};
use tower::ServiceExt;

use self::addresses::{Addresses, relative};
use self::folder::Folder;
use self::lists::List;
use self::moved::Moved;
use self::words::Words;
use crate::assets;
use crate::pages::file::{MANIFEST, READING, picture_name};
use crate::pages::statistics::period::Choice;
use crate::pages::{address_of, api, provision_words, reading, twin};
use crate::public::{Changed, Found, walk};
use crate::state::AppState;
use crate::visitor::Frozen;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Files.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Published answers.
    pub answers: u64,
    /// Answers that were taken down; their reasons are exported.
    pub taken_down: u64,
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The folder is not empty, and is not an export.
    #[error(
        "{0} holds something that is not an exported site; name an empty folder, or one that was exported to before"
    )]
    NotOurs(String),
    /// Writing failed.
    #[error("{0}: {1}")]
    Writing(String, std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A page could not be made.
    #[error("the page {0} could not be made (status {1})")]
    Page(String, StatusCode),
}

/// Writes the site into a folder, replacing what was exported there before.
///
/// # Errors
///
/// See [`ExportError`]; the folder is then as it was.
pub async fn export_site(state: AppState, directory: &Path) -> Result<Exported, ExportError> {
    let folder = Folder::beside(directory)?;
    let authorities = state.log.authorities().await?;
    let addresses = Addresses::of(authorities.iter().map(|authority| authority.slug.to_string()));
    let router = crate::router(state.clone());
    let mut export = Export {
        state,
        router,
        addresses,
        folder,
        authorities,
        words: Words::default(),
        moved: Moved::default(),
        done: Exported::default(),
    };
    export.fixed_pages().await?;
    export.answers().await?;
    export.tombstones().await?;
    export.statistics().await?;
    export.data().await?;
    let moved = export.moved.list();
    export.write("redirects.txt", moved.as_bytes())?;
    for (file, text) in std::mem::take(&mut export.words).finish() {
        export.write(&file, text.as_bytes())?;
    }
    let done = export.done;
    export.folder.put_in_place()?;
    Ok(done)
}

struct Export {
    state: AppState,
    router: Router,
    addresses: Addresses,
    folder: Folder,
    authorities: Vec<Authority>,
    words: Words,
    moved: Moved,
    done: Exported,
}

impl Export {
    async fn fixed_pages(&mut self) -> Result<(), ExportError> {
        for address in ["/", "/accessibility", "/safety", "/feed.atom", "/robots.txt"] {
            self.page(address, StatusCode::OK).await?;
        }
        let sitemap = self.page("/sitemap.xml", StatusCode::OK).await?;
        for number in 1..=sitemap.matches("<sitemap>").count() {
            self.page(&format!("/sitemap/{number}.xml"), StatusCode::OK).await?;
        }
        for authority in self.authorities.clone() {
            self.page(&format!("/{}", authority.slug), StatusCode::OK).await?;
            self.page(&format!("/{}/feed.atom", authority.slug), StatusCode::OK).await?;
        }
        self.html("/search", lists::search(&self.authorities).into_string())?;
        for (name, bytes) in assets::all() {
            self.write(assets::address(&name).trim_start_matches('/'), &bytes)?;
        }
        self.write("README.txt", README.as_bytes())?;
        self.write(folder::MARK, concat!("candour ", env!("CARGO_PKG_VERSION"), "\n").as_bytes())
    }

    /// Every answer with its files, and the lists that lead to them.
    async fn answers(&mut self) -> Result<(), ExportError> {
        for authority in self.authorities.clone() {
            let filter = DisclosureFilter { authority: Some(authority.slug.clone()), ..Default::default() };
            let base = format!("/{}/disclosures", authority.slug);
            let (mut topics, mut provisions) = (BTreeSet::new(), BTreeSet::new());
            let mut pages = std::pin::pin!(walk(Arc::clone(&self.state.log), filter.clone()));
            while let Some(page) = pages.next().await {
                for publication in page? {
                    topics.extend(publication.topics.iter().cloned());
                    provisions.extend(publication.provisions.iter().cloned());
                    self.answer(&publication).await?;
                }
            }
            self.list(&authority, "Published answers".to_owned(), base.clone(), filter.clone()).await?;
            for topic in topics {
                let query = serde_urlencoded::to_string([("topic", &topic)]).unwrap_or_default();
                self.page(&format!("/{}/feed.atom?{query}", authority.slug), StatusCode::OK).await?;
                let narrowed = DisclosureFilter { topic: Some(topic.clone()), ..filter.clone() };
                self.list(&authority, format!("Published answers: {topic}"), format!("{base}?{query}"), narrowed)
                    .await?;
            }
            for id in provisions {
                let query = serde_urlencoded::to_string([("provision", id.as_str())]).unwrap_or_default();
                self.page(&format!("/{}/feed.atom?{query}", authority.slug), StatusCode::OK).await?;
                let title = format!("Published answers: {}", provision_words(&id));
                let narrowed = DisclosureFilter { provision: Some(ProvisionId(id.to_string())), ..filter.clone() };
                self.list(&authority, title, format!("{base}?{query}"), narrowed).await?;
            }
        }
        Ok(())
    }

    /// A list, on as many pages as it takes.
    async fn list(
        &mut self,
        authority: &Authority,
        title: String,
        address: String,
        filter: DisclosureFilter,
    ) -> Result<(), ExportError> {
        let total = self.state.log.disclosures(&DisclosureFilter { limit: 1, ..filter.clone() }).await?.total;
        let pages = total.div_ceil(lists::PER_PAGE as u64).max(1);
        let one_by_one = |page: Vec<Publication>| stream::iter(page.into_iter().map(Ok::<_, StoreError>));
        let entries = walk(Arc::clone(&self.state.log), filter).map_ok(one_by_one).try_flatten();
        let mut chunks = std::pin::pin!(entries.try_chunks(lists::PER_PAGE));
        let mut list = List { authority, title, address, page: 1, pages };
        loop {
            let chunk = chunks.next().await.transpose().map_err(|TryChunksError(_, error)| error)?;
            if chunk.is_none() && list.page > 1 {
                return Ok(());
            }
            let html = list.render(&chunk.unwrap_or_default()).into_string();
            self.html(&lists::page_of(&list.address, list.page), html)?;
            list.page += 1;
        }
    }

    async fn answer(&mut self, publication: &Publication) -> Result<(), ExportError> {
        let address = address_of(publication);
        self.page(&address, StatusCode::OK).await?;
        for file in [twin::PLAIN_TEXT, twin::DATA] {
            self.page(&format!("{address}/{file}"), StatusCode::OK).await?;
        }
        let mut texts = Vec::new();
        for attachment in &publication.attachments {
            let file = format!("{address}/{}", attachment.file_name);
            self.original(&file).await?;
            if attachment.manifest.is_some() {
                self.original(&format!("{file}{MANIFEST}")).await?;
            }
            if let Some(digest) = attachment.structured_text {
                self.page(&format!("{file}{READING}"), StatusCode::OK).await?;
                let bytes = self.state.log.bytes(digest).await?.unwrap_or_default();
                texts.push(reading::words_of(&bytes));
                for number in reading::pictured(&bytes) {
                    self.picture(attachment, &file, number).await?;
                }
            }
        }
        let on = publication.address_date();
        let dated =
            format!("/{}/disclosures/{:04}/{:02}/{}", publication.authority, on.year(), on.month(), publication.slug);
        let known = self.state.log.old_names(publication).await?;
        let known = known.iter().map(|name| moved::address_of(publication, name));
        for from in std::iter::once(dated).chain(known) {
            let leads = self.moved.add(&from, &address, &self.addresses);
            if let (Some(from), Some(to)) = (leads, self.addresses.file(&address)) {
                let page = lists::leads_to(&relative(&from, &to, None), &publication.title);
                self.write(&from, page.as_bytes())?;
            }
        }
        if let Some((file, text)) = self.words.add(publication, &texts) {
            self.write(&file, text.as_bytes())?;
        }
        self.done.answers += 1;
        Ok(())
    }

    /// The picture of a page, where it can be drawn.
    async fn picture(&mut self, attachment: &Attachment, file: &str, number: u32) -> Result<(), ExportError> {
        let address = picture_name(file, number);
        let drawn = self.state.log.page_picture(attachment.digest, number).await?;
        match (drawn, self.addresses.file(&address)) {
            (Some(_), _) => self.page(&address, StatusCode::OK).await.map(drop),
            _ => Ok(()),
        }
    }

    /// What was taken down says so at its address, with the reason.
    async fn tombstones(&mut self) -> Result<(), ExportError> {
        let (mut place, mut gone) = (0, BTreeSet::new());
        loop {
            let stretch = self.state.log.changes(place, STRETCH).await?;
            for Changed { authority, reference, now, .. } in stretch.changes {
                if let Found::TakenDown(_) = now
                    && gone.insert((authority.clone(), reference.clone()))
                {
                    self.page(&format!("/{authority}/d/{reference}"), StatusCode::GONE).await?;
                    self.done.taken_down += 1;
                }
            }
            match stretch.next {
                Some(next) => place = next,
                None => return Ok(()),
            }
        }
    }

    /// The statistics of every period in which there is something to count, and of the newest where there is none.
    async fn statistics(&mut self) -> Result<(), ExportError> {
        for authority in self.authorities.clone() {
            let base = format!("/{}/statistics", authority.slug);
            self.page(&base, StatusCode::OK).await?;
            for Choice { key, .. } in Choice::all(self.state.clock.today()) {
                let data = format!("{base}.json?period={key}");
                let figures = match self.fetched(&data, StatusCode::OK).await {
                    Ok((file, bytes)) => has_figures(&bytes).then_some((file, bytes)),
                    Err(ExportError::Page(_, StatusCode::NOT_FOUND)) => None,
                    Err(error) => return Err(error),
                };
                if let Some((file, bytes)) = figures {
                    self.page(&format!("{base}?period={key}"), StatusCode::OK).await?;
                    self.original(&format!("{base}.csv?period={key}")).await?;
                    self.write(&file, &bytes)?;
                }
            }
        }
        Ok(())
    }

    /// The bulk files.
    async fn data(&mut self) -> Result<(), ExportError> {
        for api::bulk::Form { extension, .. } in api::bulk::FORMS {
            let body = self.ask(&format!("/api/v1/bulk/disclosures.{extension}"), StatusCode::OK).await?;
            let name = format!("data/disclosures.{extension}");
            let mut file = self.folder.create(&name)?;
            let mut pieces = body.into_data_stream();
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|error| ExportError::Writing(name.clone(), std::io::Error::other(error)))?;
                self.done.bytes += piece.len() as u64;
                file.write(&piece)?;
            }
            file.finish()?;
            self.done.files += 1;
        }
        Ok(())
    }

    /// Writes what the site sends at an address; gives it as text.
    async fn page(&mut self, address: &str, expected: StatusCode) -> Result<String, ExportError> {
        let (file, bytes) = self.fetched(address, expected).await?;
        if file.ends_with(".html") {
            let html = String::from_utf8_lossy(&bytes).into_owned();
            self.html(address, html)?;
            return Ok(String::new());
        }
        self.write(&file, &bytes)?;
        let is_text = file.ends_with(".xml");
        Ok(if is_text { String::from_utf8_lossy(&bytes).into_owned() } else { String::new() })
    }

    /// Writes a file as the site sends it, whatever is in it: its digest must stay what its answer says.
    async fn original(&mut self, address: &str) -> Result<(), ExportError> {
        let (file, bytes) = self.fetched(address, StatusCode::OK).await?;
        self.write(&file, &bytes)
    }

    /// What the site sends at an address, and the file it belongs in.
    async fn fetched(&self, address: &str, expected: StatusCode) -> Result<(String, Bytes), ExportError> {
        let file = self.file(address)?;
        let body = self.ask(address, expected).await?;
        let bytes = axum::body::to_bytes(body, usize::MAX).await;
        let bytes = bytes.map_err(|error| ExportError::Writing(file.clone(), std::io::Error::other(error)))?;
        Ok((file, bytes))
    }

    fn file(&self, address: &str) -> Result<String, ExportError> {
        let missing = || ExportError::Page(address.to_owned(), StatusCode::NOT_FOUND);
        self.addresses.file(address).ok_or_else(missing)
    }

    /// Writes a page with its links made to lead to files.
    fn html(&mut self, address: &str, html: String) -> Result<(), ExportError> {
        let file = self.file(address)?;
        let html = self.addresses.relinked(&html, &file);
        self.write(&file, html.as_bytes())
    }

    async fn ask(&self, address: &str, expected: StatusCode) -> Result<Body, ExportError> {
        let failed = |status| ExportError::Page(address.to_owned(), status);
        let request = Request::get(address).extension(Frozen).body(Body::empty());
        let request = request.map_err(|_| failed(StatusCode::BAD_REQUEST))?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if response.status() != expected {
            return Err(failed(response.status()));
        }
        Ok(response.into_body())
    }

    fn write(&mut self, file: &str, bytes: &[u8]) -> Result<(), ExportError> {
        self.done.files += 1;
        self.done.bytes += bytes.len() as u64;
        let mut out = self.folder.create(file)?;
        out.write(bytes)?;
        out.finish()
    }
}

/// Whether the data of a period's statistics count anything.
fn has_figures(data: &[u8]) -> bool {
    let data: serde_json::Value = serde_json::from_slice(data).unwrap_or_default();
    let figures = data["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    figures.iter().any(|figure| figure["number"] != 0)
}

const STRETCH: u32 = 500;

const README: &str = "\
This folder is a whole disclosure log as plain files. Any web server can show it: point it at this folder, with\n\
index.html as the name of a folder's page. For example: python3 -m http.server --directory THIS-FOLDER\n\
\n\
The addresses are those of the served site: /AUTHORITY/d/REFERENCE is an answer, with its attachments beside it.\n\
Every page works without JavaScript, except the search. data/ holds all answers in one file, as CSV, JSON Lines and\n\
Parquet. Files whose names end in .manifest.json say what was removed from a document and how that was checked;\n\
`candour verify` checks a file against its manifest. redirects.txt lists addresses that lead on to an answer: its dated\n\
address, its old references, and the page of an earlier site, each with the status 301; where a file name allows it there\n\
is also a page that leads on.\n\
\n\
Recommended headers: Content-Security-Policy \"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';\n\
connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\"; X-Content-Type-Options nosniff;\n\
Referrer-Policy no-referrer.\n";
