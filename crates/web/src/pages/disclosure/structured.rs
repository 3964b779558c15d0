//! What machines are told in the head of a page: its other forms, and what it is in the words of schema.org.

use candour_casework::{Authority, Publication};
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::pages::{address_of, provision_words, twin};

pub(super) fn head(authority: &Authority, publication: &Publication, site: &str) -> Markup {
    let address = address_of(publication);
    // Inside a script element only `<` could end it early.
    let about = about(authority, publication, site).to_string().replace('<', "\\u003c");
    html! {
        link rel="canonical" href={ (site) (address) };
        link rel="alternate" type="text/plain" href={ (address) "/" (twin::PLAIN_TEXT) } title="Plain text";
        link rel="alternate" type="application/json" href={ (address) "/" (twin::DATA) } title="Data";
        link rel="alternate" type="application/atom+xml" href={ "/" (publication.authority) "/feed.atom" } title="New answers";
        meta name="description" content=(publication.summary);
        script type="application/ld+json" { (PreEscaped(about)) }
    }
}

fn about(authority: &Authority, publication: &Publication, site: &str) -> Value {
    let address = format!("{site}{}", address_of(publication));
    let publisher = json!({
        "@type": "GovernmentOrganization",
        "@id": format!("{site}/{}", authority.slug),
        "name": authority.name,
        "url": format!("{site}/{}", authority.slug),
    });
    let files: Vec<Value> = publication
        .attachments
        .iter()
        .map(|file| {
            json!({
                "@type": "MediaObject",
                "name": file.title,
                "contentUrl": format!("{address}/{}", file.file_name),
                "encodingFormat": file.media_type,
                "contentSize": file.size_bytes.to_string(),
                "sha256": file.digest,
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": address,
        "url": address,
        "name": publication.title,
        "headline": publication.title,
        "description": publication.summary,
        "identifier": publication.reference,
        "inLanguage": publication.language.tag(),
        "version": publication.version,
        "datePublished": publication.first_published_on.unwrap_or(publication.published_on),
        "dateModified": publication.published_on,
        "publisher": publisher,
        "author": publisher,
        "isAccessibleForFree": true,
        "keywords": publication.topics,
        "about": publication.provisions.iter().map(|id| json!({
            "@type": "Legislation",
            "name": provision_words(id),
        })).collect::<Vec<_>>(),
        "associatedMedia": files,
    })
}
