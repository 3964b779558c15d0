//! What machines read: feeds, the sitemap, robots and security notes.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use candour_casework::publication::DisclosureFilter;
use candour_casework::{Authority, Publication};
use jiff::Span;
use maud::{Markup, PreEscaped, html};

use super::{address_of, authority_at};
use crate::error::AppError;
use crate::site_address::SiteAddress;
use crate::state::AppState;

/// `GET /feed.atom`
pub(crate) async fn feed_of_all(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
) -> Result<Response, AppError> {
    let newest = state.log.disclosures(&DisclosureFilter { limit: IN_FEED, ..Default::default() }).await?;
    Ok(feed(&site, "/feed.atom", "/", "Answers to freedom of information requests", &newest.publications))
}

/// `GET /{authority}/feed.atom`
pub(crate) async fn feed_of_authority(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Path(slug): Path<String>,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let filter = DisclosureFilter { authority: Some(authority.slug.clone()), limit: IN_FEED, ..Default::default() };
    let newest = state.log.disclosures(&filter).await?;
    let title = format!("Freedom of information answers: {}", authority.name);
    let own = format!("/{}/feed.atom", authority.slug);
    Ok(feed(&site, &own, &format!("/{}/disclosures", authority.slug), &title, &newest.publications))
}

/// RFC 4287.
fn feed(site: &str, own: &str, page: &str, title: &str, publications: &[Publication]) -> Response {
    let updated = publications.iter().map(|publication| publication.published_on).max();
    let updated = updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |on| format!("{on}T00:00:00Z"));
    let body = html! {
        (PreEscaped(XML))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" {
            title { (title) }
            id { (site) (own) }
            updated { (updated) }
            (link("self", "application/atom+xml", &format!("{site}{own}")))
            (link("alternate", "text/html", &format!("{site}{page}")))
            @for publication in publications { (feed_entry(site, publication)) }
        }
    };
    ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], body.into_string()).into_response()
}

fn feed_entry(site: &str, publication: &Publication) -> Markup {
    let address = format!("{site}{}", address_of(publication));
    html! {
        entry {
            title { (publication.title) }
            id { (address) }
            updated { (publication.published_on) "T00:00:00Z" }
            author { name { (publication.authority) } }
            (link("alternate", "text/html", &address))
            summary { (publication.summary) }
        }
    }
}

/// An empty element of XML; the templates write those of HTML only.
fn link(rel: &str, kind: &str, href: &str) -> Markup {
    let escaped = html! { (href) }.into_string().replace('"', "&quot;");
    PreEscaped(format!(r#"<link rel="{rel}" type="{kind}" href="{escaped}"/>"#))
}

/// `GET /sitemap.xml`: the newest 50,000 addresses, which is as many as one sitemap may hold.
pub(crate) async fn sitemap(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
) -> Result<Response, AppError> {
    let authorities = state.log.authorities().await?;
    let newest = state.log.disclosures(&DisclosureFilter { limit: IN_SITEMAP, ..Default::default() }).await?;
    let body = html! {
        (PreEscaped(XML))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            url { loc { (site) "/" } }
            @for Authority { slug, .. } in &authorities {
                url { loc { (site) "/" (slug) } }
                url { loc { (site) "/" (slug) "/disclosures" } }
            }
            @for publication in &newest.publications {
                url { loc { (site) (address_of(publication)) } lastmod { (publication.published_on) } }
            }
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], body.into_string()).into_response())
}

/// `GET /robots.txt`
pub(crate) async fn robots(SiteAddress(site): SiteAddress) -> String {
    format!("User-agent: *\nDisallow: /leave/\nDisallow: /feedback\nSitemap: {site}/sitemap.xml\n")
}

/// `GET /.well-known/security.txt` (RFC 9116); nothing unless a contact is set.
pub(crate) async fn security(State(state): State<AppState>) -> Response {
    let Some(contact) = &state.settings.security_contact else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let contact = if contact.contains("://") { contact.clone() } else { format!("mailto:{contact}") };
    // Must not be stale: valid for half a year from now, renewed with each reading.
    let expires = state.clock.now().saturating_add(Span::new().hours(24 * 180)).unwrap_or(state.clock.now());
    let expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ");
    let body = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
}

const IN_FEED: u32 = 50;
const IN_SITEMAP: u32 = 49_000;
const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
