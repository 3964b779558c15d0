//! Named checks of our own on the PDF of every letter (ISO 14289-1, ISO 19005-2), and that each of them bites.

use candour_letters::to_pdf;
use lopdf::{Dictionary, Document, Object, dictionary};

use crate::sample::{self, Sample};
use crate::structure::{attribute, elements, resolve, untagged};

/// A check: what is wrong with a document, or nothing.
type Check = fn(&Document) -> Option<String>;

const CHECKS: [(&str, Check); 9] = [
    ("the document has a language", language),
    ("the title is displayed", displayed_title),
    ("both standards are claimed", claims),
    ("headings descend without a gap", headings),
    ("table headers have a scope", scopes),
    ("figures have an alternative", alternatives),
    ("links are described and in the structure", links),
    ("nothing is untagged", nothing_untagged),
    ("fonts are embedded", fonts),
];

#[test]
fn every_pdf_of_a_letter_passes_each_named_check() {
    let mut letters = Sample::default().every_kind();
    let public = letters[9].for_publication().unwrap();
    letters.push(public);
    for letter in &letters {
        let document = Document::load_mem(&to_pdf(letter).unwrap()).unwrap();
        for (name, check) in CHECKS {
            assert_eq!(check(&document), None, "{:?}: {name}", letter.kind);
        }
    }
}

#[test]
fn each_named_check_refuses_a_letter_spoiled_in_its_way() {
    let (parts, decision) = sample::cost_limit();
    let pdf = to_pdf(&Sample::default().respond(&parts, &decision)).unwrap();
    for ((name, check), spoil) in CHECKS.into_iter().zip(SPOILS) {
        let mut document = Document::load_mem(&pdf).unwrap();
        assert_eq!(check(&document), None, "{name}");
        spoil(&mut document);
        assert!(check(&document).is_some(), "{name} lets a spoiled letter pass");
    }
}

fn language(document: &Document) -> Option<String> {
    let lang = document.catalog().ok()?.get(b"Lang").ok().and_then(|lang| lopdf::decode_text_string(lang).ok());
    let known = lang.as_deref().is_some_and(|lang| lang.starts_with("en") || lang.starts_with("cy"));
    (!known).then(|| format!("language {lang:?}"))
}

fn displayed_title(document: &Document) -> Option<String> {
    let flag = |dictionary: &[u8], key: &[u8]| {
        let found = document.catalog().ok()?.get(dictionary).ok()?;
        resolve(document, found).as_dict().ok()?.get(key).ok()?.as_bool().ok()
    };
    let shown = flag(b"ViewerPreferences", b"DisplayDocTitle") == Some(true);
    let marked = flag(b"MarkInfo", b"Marked") == Some(true);
    (!(shown && marked)).then(|| format!("displayed title: {shown}, marked: {marked}"))
}

fn claims(document: &Document) -> Option<String> {
    let metadata = resolve(document, document.catalog().ok()?.get(b"Metadata").ok()?).as_stream().ok()?;
    let bytes = metadata.decompressed_content().unwrap_or_else(|_| metadata.content.clone());
    let xmp = String::from_utf8_lossy(&bytes);
    let claims = ["pdfuaid:part>1<", "pdfaid:part>2<", "pdfaid:conformance>A<", "dc:title"];
    claims.into_iter().find(|claim| !xmp.contains(claim)).map(|claim| format!("no {claim}"))
}

fn headings(document: &Document) -> Option<String> {
    let levels: Vec<u8> =
        elements(document).iter().filter_map(|element| element.role.strip_prefix('H')?.parse().ok()).collect();
    let mut before = 0;
    for (index, level) in levels.iter().enumerate() {
        if *level > before + 1 || (*level == 1) != (index == 0) {
            return Some(format!("H{level} after H{before}"));
        }
        before = *level;
    }
    (levels.len() < 2).then(|| "hardly a heading".to_owned())
}

/// The cells of a table's first row head columns; any other header heads its row.
fn scopes(document: &Document) -> Option<String> {
    let mut row = 0;
    elements(document).iter().find_map(|element| {
        match element.role.as_str() {
            "Table" => row = 0,
            "TR" => row += 1,
            "TH" => {
                let wanted: &[u8] = if row == 1 { b"Column" } else { b"Row" };
                let scope = attribute(document, &element.dictionary, b"Scope");
                let sound = scope.as_ref().and_then(|scope| scope.as_name().ok()) == Some(wanted);
                return (!sound).then(|| format!("a table header with the scope {scope:?}"));
            }
            _ => {}
        }
        None
    })
}

fn alternatives(document: &Document) -> Option<String> {
    let bare = elements(document).iter().any(|element| element.role == "Figure" && !element.dictionary.has(b"Alt"));
    bare.then(|| "a figure without alternative text".to_owned())
}

fn links(document: &Document) -> Option<String> {
    if !elements(document).iter().any(|element| element.role == "Link") {
        return Some("no link in the structure".to_owned());
    }
    let bare = annotations(document).iter().any(|link| !link.has(b"Contents") || !link.has(b"StructParent"));
    bare.then(|| "a link without description or parent".to_owned())
}

fn nothing_untagged(document: &Document) -> Option<String> {
    untagged(document)
        .first()
        .map(|(page, operator)| format!("`{operator}` on page {page} is neither tagged nor artifact"))
}

fn fonts(document: &Document) -> Option<String> {
    let mut descriptors = document.objects.values().filter_map(|object| object.as_dict().ok());
    let bare = descriptors.any(|it| it.has_type(b"FontDescriptor") && !it.has(b"FontFile2") && !it.has(b"FontFile3"));
    bare.then(|| "a font that is not embedded".to_owned())
}

/// One way to spoil a letter for each check, in the order of [`CHECKS`].
const SPOILS: [fn(&mut Document); 9] = [
    |document| {
        document.catalog_mut().unwrap().remove(b"Lang");
    },
    |document| {
        document.catalog_mut().unwrap().remove(b"ViewerPreferences");
    },
    |document| {
        let id = document.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
        document.get_object_mut(id).unwrap().as_stream_mut().unwrap().set_plain_content(b"<x/>".to_vec());
    },
    |document| change(document, "H1", |heading| heading.set("S", Object::Name(b"H3".to_vec()))),
    |document| {
        change(document, "TH", |header| {
            header.remove(b"A");
        });
    },
    |document| change(document, "P", |paragraph| paragraph.set("S", Object::Name(b"Figure".to_vec()))),
    |document| {
        let links: Vec<_> = document.objects.iter().filter(|(_, object)| is_link(object)).map(|(id, _)| *id).collect();
        document.get_object_mut(links[0]).unwrap().as_dict_mut().unwrap().remove(b"Contents");
    },
    |document| {
        let page = document.get_pages()[&1];
        let mut content = document.get_page_content(page);
        content.extend_from_slice(b" 0 0 10 10 re f");
        document.change_page_content(page, content).unwrap();
    },
    |document| {
        document.add_object(dictionary! { "Type" => "FontDescriptor", "FontName" => "Helvetica" });
    },
];

/// Changes the first structure element of a role.
fn change(document: &mut Document, role: &str, with: impl Fn(&mut Dictionary)) {
    let found = document.objects.values_mut().filter_map(|object| object.as_dict_mut().ok()).find(|dictionary| {
        dictionary.has(b"P") && dictionary.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes())
    });
    with(found.unwrap());
}

fn annotations(document: &Document) -> Vec<&Dictionary> {
    document.objects.values().filter(|object| is_link(object)).filter_map(|object| object.as_dict().ok()).collect()
}

fn is_link(object: &Object) -> bool {
    object.as_dict().is_ok_and(|dictionary| {
        dictionary.has(b"Rect")
            && dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Link")
    })
}
