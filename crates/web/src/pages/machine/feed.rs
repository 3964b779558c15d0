//! Atom feeds (RFC 4287): everything, one authority, one topic, one provision.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::publication::DisclosureFilter;
use candour_casework::{Outcome, ProvisionId, Publication};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::pages::{address_of, authority_at, language_of, provision_words};
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::xml::Xml;

/// What a feed is narrowed to; the same words as in the list of answers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct FeedQuery {
    #[serde(skip_serializing_if = "String::is_empty")]
    outcome: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    provision: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    topic: String,
}

impl FeedQuery {
    fn filter(&self) -> DisclosureFilter {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        DisclosureFilter {
            outcome: Outcome::from_key(&self.outcome),
            provision: filled(&self.provision).map(ProvisionId),
            topic: filled(&self.topic),
            limit: IN_FEED,
            ..DisclosureFilter::default()
        }
    }

    /// The address with these words behind it.
    fn behind(&self, path: &str) -> String {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    fn title(&self, of: &str) -> String {
        let mut title = of.to_owned();
        if let Some(outcome) = Outcome::from_key(&self.outcome) {
            title.push_str(&format!(", {}", outcome.title().to_lowercase()));
        }
        if !self.provision.is_empty() {
            title.push_str(&format!(", {}", provision_words(&ProvisionId(self.provision.clone()))));
        }
        if !self.topic.is_empty() {
            title.push_str(&format!(", {}", self.topic));
        }
        title
    }
}

/// `GET /feed.atom?provision=&topic=&outcome=`
pub(crate) async fn of_all(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Query(query): Query<FeedQuery>,
) -> Result<Response, AppError> {
    let newest = state.log.disclosures(&query.filter()).await?;
    let title = query.title("Answers to freedom of information requests");
    Ok(document(&site, &query.behind("/feed.atom"), "/", &title, &newest.publications))
}

/// `GET /{authority}/feed.atom?provision=&topic=&outcome=`
pub(crate) async fn of_authority(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Path(slug): Path<String>,
    Query(query): Query<FeedQuery>,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let filter = DisclosureFilter { authority: Some(authority.slug.clone()), ..query.filter() };
    let newest = state.log.disclosures(&filter).await?;
    let title = query.title(&format!("Freedom of information answers: {}", authority.name));
    let own = query.behind(&format!("/{}/feed.atom", authority.slug));
    let page = query.behind(&format!("/{}/disclosures", authority.slug));
    Ok(document(&site, &own, &page, &title, &newest.publications))
}

/// A feed: its own address and that of the page it follows, both without the site's.
pub(crate) fn document(site: &str, own: &str, page: &str, title: &str, publications: &[Publication]) -> Response {
    let updated = publications.iter().map(|publication| publication.published_on).max();
    let updated = updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |on| format!("{on}T00:00:00Z"));
    let own = format!("{site}{own}");
    let mut xml = Xml::document();
    xml.within("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "en-GB")], |xml| {
        xml.text("title", &[], title);
        xml.text("id", &[], &own);
        xml.text("updated", &[], &updated);
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)]);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &format!("{site}{page}"))]);
        for publication in publications {
            entry(xml, site, publication);
        }
    });
    ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml.into_string()).into_response()
}

fn entry(xml: &mut Xml, site: &str, publication: &Publication) {
    let address = format!("{site}{}", address_of(publication));
    let first = publication.first_published_on.unwrap_or(publication.published_on);
    // Said where it is not that of the feed.
    let lang = language_of(publication).map(|tag| ("xml:lang", tag));
    xml.within("entry", lang.as_slice(), |xml| {
        xml.text("title", &[], &publication.title);
        xml.text("id", &[], &address);
        xml.text("published", &[], &format!("{first}T00:00:00Z"));
        xml.text("updated", &[], &format!("{}T00:00:00Z", publication.published_on));
        xml.within("author", &[], |xml| xml.text("name", &[], publication.authority.as_str()));
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &address)]);
        for attachment in &publication.attachments {
            let href = format!("{address}/{}", attachment.file_name);
            let length = attachment.size_bytes.to_string();
            xml.empty(
                "link",
                &[("rel", "enclosure"), ("type", &attachment.media_type), ("href", &href), ("length", &length)],
            );
        }
        for topic in &publication.topics {
            xml.empty("category", &[("term", topic)]);
        }
        xml.text("summary", &[], &publication.summary);
    });
}

const IN_FEED: u32 = 50;
