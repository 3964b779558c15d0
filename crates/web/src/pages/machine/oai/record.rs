//! One record: its header, and the disclosure as unqualified Dublin Core.

use candour_casework::Publication;

use super::arguments::identifier;
use crate::pages::{address_of, provision_words};
use crate::public::{Changed, Found};
use crate::xml::Xml;

pub(super) fn record(xml: &mut Xml, site: &str, changed: &Changed) {
    xml.within("record", &[], |xml| {
        header(xml, site, changed);
        if let Found::Disclosure(publication) = &changed.now {
            xml.within("metadata", &[], |xml| dublin_core(xml, site, publication));
        }
    });
}

/// What was taken down has this and nothing else, for ever.
pub(super) fn header(xml: &mut Xml, site: &str, changed: &Changed) {
    let deleted: &[(&str, &str)] = match changed.now {
        Found::TakenDown(_) => &[("status", "deleted")],
        _ => &[],
    };
    xml.within("header", deleted, |xml| {
        xml.text("identifier", &[], &identifier(site, changed));
        xml.text("datestamp", &[], &changed.on.to_string());
        xml.text("setSpec", &[], changed.authority.as_str());
    });
}

fn dublin_core(xml: &mut Xml, site: &str, publication: &Publication) {
    let address = format!("{site}{}", address_of(publication));
    xml.within("oai_dc:dc", &NAMESPACES, |xml| {
        xml.text("dc:title", &[], &publication.title);
        xml.text("dc:publisher", &[], publication.authority.as_str());
        for topic in &publication.topics {
            xml.text("dc:subject", &[], topic);
        }
        xml.text("dc:description", &[], &publication.summary);
        xml.text("dc:date", &[], &publication.published_on.to_string());
        xml.text("dc:type", &[], "Text");
        xml.text("dc:format", &[], "text/html");
        xml.text("dc:identifier", &[], &address);
        xml.text("dc:identifier", &[], &publication.reference.to_string());
        for id in &publication.provisions {
            xml.text("dc:subject", &[], &provision_words(id));
        }
        for attachment in &publication.attachments {
            xml.text("dc:relation", &[], &format!("{address}/{}", attachment.file_name));
        }
        xml.text("dc:language", &[], publication.language.tag());
    });
}

const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ),
];
