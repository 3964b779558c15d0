//! OAI-PMH 2.0 at `/oai`: libraries and archives harvest the log as Dublin Core, with what was taken down told as
//! deleted for ever.
//!
//! Harvesting follows the history of the log, so nothing published or taken down meanwhile is missed or told twice. A
//! resumption token holds its place and its conditions; nothing is kept here between requests.

mod arguments;
mod record;

use axum::extract::{Form, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::AuthoritySlug;

use self::arguments::{Arguments, Fault, Selection, identifier, place_of};
use crate::error::AppError;
use crate::public::{Changed, Found};
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::xml::Xml;

/// `GET /oai?verb=...`
pub(crate) async fn get(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    query: Result<Query<Vec<(String, String)>>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, AppError> {
    answer(&state, &site, query.map(|Query(pairs)| pairs).unwrap_or_default()).await
}

/// `POST /oai`: the same arguments as a form, as the protocol has it.
pub(crate) async fn post(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    answer(&state, &site, pairs).await
}

async fn answer(state: &AppState, site: &str, pairs: Vec<(String, String)>) -> Result<Response, AppError> {
    let told = Arguments::read(&pairs);
    let result = match &told {
        Ok(arguments) => verb(state, site, arguments).await?,
        Err(fault) => Err(fault.clone()),
    };
    let mut xml = Xml::document();
    xml.within("OAI-PMH", &ENVELOPE, |xml| {
        xml.text("responseDate", &[], &state.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        // A request that was not understood is not repeated (OAI-PMH 2.0, 3.6).
        let shown: Vec<(&str, &str)> = match &result {
            Err(Fault { code: "badVerb" | "badArgument", .. }) => Vec::new(),
            _ => pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        };
        xml.text("request", &shown, &format!("{site}/oai"));
        match &result {
            Ok(inside) => inside.clone().put_into(xml),
            Err(fault) => xml.text("error", &[("code", fault.code)], &fault.words),
        }
    });
    Ok(([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], xml.into_string()).into_response())
}

/// The answer to a verb, or what is wrong with the request; the outer error is a failure of ours.
type Verb = Result<Result<Xml, Fault>, AppError>;

async fn verb(state: &AppState, site: &str, arguments: &Arguments) -> Verb {
    match arguments {
        Arguments::Identify => Ok(Ok(identify(site))),
        Arguments::ListMetadataFormats { identifier } => {
            if let Some(identifier) = identifier
                && found(state, site, identifier).await?.is_none()
            {
                return Ok(Err(Fault::unknown(identifier)));
            }
            Ok(Ok(formats()))
        }
        Arguments::ListSets => {
            let mut xml = Xml::piece();
            let authorities = state.log.authorities().await?;
            xml.within("ListSets", &[], |xml| {
                for authority in &authorities {
                    xml.within("set", &[], |xml| {
                        xml.text("setSpec", &[], authority.slug.as_str());
                        xml.text("setName", &[], &authority.name);
                    });
                }
            });
            Ok(Ok(xml))
        }
        Arguments::GetRecord { identifier } => {
            let Some(changed) = found(state, site, identifier).await? else {
                return Ok(Err(Fault::unknown(identifier)));
            };
            let mut xml = Xml::piece();
            xml.within("GetRecord", &[], |xml| record::record(xml, site, &changed));
            Ok(Ok(xml))
        }
        Arguments::List { records, selection } => list(state, site, *records, selection).await,
    }
}

async fn list(state: &AppState, site: &str, records: bool, selection: &Selection) -> Verb {
    let (mut taken, mut place, mut looked_at) = (Vec::new(), selection.after, 0);
    let next = loop {
        let stretch = state.log.changes(place, AT_A_TIME).await?;
        looked_at += AT_A_TIME;
        taken.extend(stretch.changes.into_iter().filter(|changed| selection.fits(changed)));
        match stretch.next {
            None => break None,
            Some(next) if taken.len() >= ENOUGH || looked_at >= FAR_ENOUGH => break Some(next),
            Some(next) => place = next,
        }
    };
    if taken.is_empty() && next.is_none() && selection.after == 0 {
        return Ok(Err(Fault::nothing()));
    }
    let mut xml = Xml::piece();
    xml.within(if records { "ListRecords" } else { "ListIdentifiers" }, &[], |xml| {
        for changed in &taken {
            if records { record::record(xml, site, changed) } else { record::header(xml, site, changed) }
        }
        match next {
            Some(next) => xml.text("resumptionToken", &[], &selection.token(next)),
            // The last of a list that came in pieces says so with an empty token.
            None if selection.after > 0 => xml.empty("resumptionToken", &[]),
            None => {}
        }
    });
    Ok(Ok(xml))
}

/// What stands under an identifier, taken down or not; since when is told by its own dates.
async fn found(state: &AppState, site: &str, wanted: &str) -> Result<Option<Changed>, AppError> {
    let Some((slug, reference)) = place_of(site, wanted) else { return Ok(None) };
    let Ok(authority) = slug.parse::<AuthoritySlug>() else { return Ok(None) };
    let Ok(reference) = reference.parse::<candour_casework::Reference>() else { return Ok(None) };
    let now = state.log.disclosure(&authority, &reference.to_string()).await?;
    let changed = Changed::at(0, authority, reference, now);
    // A name that only leads there is not an identifier.
    Ok(changed.filter(|changed| identifier(site, changed) == wanted && !is_known_by_another_name(changed)))
}

fn is_known_by_another_name(changed: &Changed) -> bool {
    matches!(&changed.now, Found::Disclosure(publication) if publication.reference != changed.reference)
}

fn identify(site: &str) -> Xml {
    let mut xml = Xml::piece();
    xml.within("Identify", &[], |xml| {
        xml.text("repositoryName", &[], "Published answers to requests for information");
        xml.text("baseURL", &[], &format!("{site}/oai"));
        xml.text("protocolVersion", &[], "2.0");
        xml.text("adminEmail", &[], &format!("foi@{}", arguments::domain(site)));
        // Before the Freedom of Information Act 2000 there was nothing to publish.
        xml.text("earliestDatestamp", &[], "2000-01-01");
        xml.text("deletedRecord", &[], "persistent");
        xml.text("granularity", &[], "YYYY-MM-DD");
    });
    xml
}

fn formats() -> Xml {
    let mut xml = Xml::piece();
    xml.within("ListMetadataFormats", &[], |xml| {
        xml.within("metadataFormat", &[], |xml| {
            xml.text("metadataPrefix", &[], arguments::DUBLIN_CORE);
            xml.text("schema", &[], "http://www.openarchives.org/OAI/2.0/oai_dc.xsd");
            xml.text("metadataNamespace", &[], "http://www.openarchives.org/OAI/2.0/oai_dc/");
        });
    });
    xml
}

const ENVELOPE: [(&str, &str); 3] = [
    ("xmlns", "http://www.openarchives.org/OAI/2.0/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xsi:schemaLocation", "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"),
];

/// Lines of history read at a time, records after which a list is cut, and lines after which it is cut anyway.
const AT_A_TIME: u32 = 100;
const ENOUGH: usize = 100;
const FAR_ENOUGH: u32 = 5_000;
