//! The catalogue of data sets (DCAT 3, as JSON-LD): what there is to download, in the words of data portals.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::Authority;
use serde_json::{Value, json};

use crate::error::AppError;
use crate::pages::api::{NoQuery, bulk};
use crate::site_address::SiteAddress;
use crate::state::AppState;

/// `GET /api/v1/catalogue.jsonld`
pub(crate) async fn show(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Query(NoQuery {}): Query<NoQuery>,
) -> Result<Response, AppError> {
    let authorities = state.log.authorities().await?;
    let catalogue = json!({
        // Written out, so that a reader needs nothing from anywhere else.
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dcterms": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": format!("{site}/api/v1/catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dcterms:title": "Published answers to requests for information",
        "dcterms:description": "Requests under the Freedom of Information Act 2000 and the Environmental Information \
                                Regulations 2004, and the answers given, as data.",
        "dcterms:language": "en",
        "foaf:homepage": { "@id": format!("{site}/") },
        "dcat:service": {
            "@id": format!("{site}/api/v1"),
            "@type": "dcat:DataService",
            "dcterms:title": "Public API",
            "dcat:endpointURL": { "@id": format!("{site}/api/v1") },
            "dcat:endpointDescription": { "@id": format!("{site}/api/v1/openapi.json") },
        },
        "dcat:dataset": authorities.iter().map(|authority| data_set(&site, authority)).collect::<Vec<_>>(),
    });
    Ok(([(header::CONTENT_TYPE, "application/ld+json")], catalogue.to_string()).into_response())
}

fn data_set(site: &str, Authority { slug, name, .. }: &Authority) -> Value {
    let distribution = |bulk::Form { extension, media_type, title }: &bulk::Form| {
        let address = format!("{site}/api/v1/bulk/disclosures.{extension}?authority={slug}");
        json!({
            "@id": address,
            "@type": "dcat:Distribution",
            "dcterms:title": title,
            "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{media_type}") },
            "dcat:accessURL": { "@id": format!("{site}/{slug}/disclosures") },
            "dcat:downloadURL": { "@id": address },
        })
    };
    json!({
        "@id": format!("{site}/{slug}/disclosures"),
        "@type": "dcat:Dataset",
        "dcterms:title": format!("Freedom of information answers: {name}"),
        "dcterms:publisher": { "@id": format!("{site}/{slug}"), "@type": "foaf:Agent", "foaf:name": name },
        "dcterms:accrualPeriodicity": { "@id": "http://publications.europa.eu/resource/authority/frequency/IRREG" },
        "dcat:landingPage": { "@id": format!("{site}/{slug}/disclosures") },
        "dcat:distribution": bulk::FORMS.iter().map(distribution).collect::<Vec<_>>(),
    })
}
