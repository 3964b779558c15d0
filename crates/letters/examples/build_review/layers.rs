//! What typst cannot write: the hidden layer and the annotation.
//!
//! The source sets the drafting note in one colour that nothing else has. Here the run of operators that draws it is
//! wrapped in an optional-content group that is off by default (ISO 32000-2, 8.11), and a sticky note is put on the
//! page with the chart by command unit (12.5.6.4).

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// The red, green and blue of the hidden layer, as `rgb(1, 2, 3)` in the source.
const HIDDEN_COLOUR: [f32; 3] = [1.0 / 255.0, 2.0 / 255.0, 3.0 / 255.0];

/// The words of the sticky note.
pub(crate) const NOTE: &str =
    "Castle Hill is before the March transfer: true figure nearer 17. RC to confirm with Aldous before this goes out.";

/// Adds the hidden layer and the annotation, and writes the file again.
pub(crate) fn add(pdf: &[u8], note_page: u32) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut document = Document::load_mem(pdf)?;
    let layer = document.add_object(dictionary! {
        "Type" => "OCG",
        "Name" => Object::string_literal("Drafting notes"),
    });
    hide_layer_by_default(&mut document, layer)?;
    let pages = document.get_pages();
    let mut wrapped = 0;
    for page in pages.values() {
        wrapped += usize::from(wrap_hidden_text(&mut document, *page, layer)?);
    }
    if wrapped != 1 {
        return Err(format!("{wrapped} pages have text in the colour of the hidden layer; exactly one should").into());
    }
    let page = *pages.get(&note_page).ok_or("the page of the sticky note does not exist")?;
    add_note(&mut document, page)?;
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

fn hide_layer_by_default(document: &mut Document, layer: ObjectId) -> lopdf::Result<()> {
    let properties = dictionary! {
        "OCGs" => vec![layer.into()],
        "D" => dictionary! {
            "Name" => Object::string_literal("Default"),
            "OFF" => vec![layer.into()],
            "Order" => vec![layer.into()],
        },
    };
    document.catalog_mut()?.set("OCProperties", properties);
    Ok(())
}

/// Wraps the marked-content sequence that sets the hidden colour; says whether the page had one.
fn wrap_hidden_text(
    document: &mut Document,
    page: ObjectId,
    layer: ObjectId,
) -> Result<bool, Box<dyn std::error::Error>> {
    let content = document.get_page_content(page);
    let mut operations = Content::decode(&content)?.operations;
    let Some(colour) = operations.iter().position(sets_hidden_colour) else {
        return Ok(false);
    };
    let start = (0..colour).rev().find(|index| begins_marked_content(&operations[*index]));
    let start = start.ok_or("the hidden text is not inside marked content")?;
    let end = (colour..operations.len()).find(|index| operations[*index].operator == "EMC");
    let end = end.ok_or("the hidden text's marked content does not end")?;
    operations.insert(end + 1, Operation::new("EMC", vec![]));
    operations.insert(start, Operation::new("BDC", vec!["OC".into(), "Layer".into()]));
    document.change_page_content(page, Content { operations }.encode()?)?;
    let resources = page_resources(document, page)?;
    resources.set("Properties", dictionary! { "Layer" => layer });
    Ok(true)
}

fn sets_hidden_colour(operation: &Operation) -> bool {
    operation.operands.len() == 3
        && matches!(operation.operator.as_str(), "rg" | "sc" | "scn")
        && operation
            .operands
            .iter()
            .zip(HIDDEN_COLOUR)
            .all(|(operand, wanted)| operand.as_float().is_ok_and(|number| (number - wanted).abs() < 0.0005))
}

fn begins_marked_content(operation: &Operation) -> bool {
    matches!(operation.operator.as_str(), "BMC" | "BDC")
}

fn page_resources(document: &mut Document, page: ObjectId) -> lopdf::Result<&mut Dictionary> {
    let reference = document.get_dictionary(page)?.get(b"Resources").and_then(Object::as_reference).ok();
    match reference {
        Some(id) => document.get_object_mut(id)?.as_dict_mut(),
        None => document.get_object_mut(page)?.as_dict_mut()?.get_mut(b"Resources")?.as_dict_mut(),
    }
}

fn add_note(document: &mut Document, page: ObjectId) -> lopdf::Result<()> {
    let note = document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Text",
        "Rect" => vec![548.into(), 690.into(), 568.into(), 710.into()],
        "Contents" => Object::string_literal(NOTE),
        "T" => Object::string_literal("Ruth Calloway"),
        "Subj" => Object::string_literal("Check"),
        "CreationDate" => Object::string_literal("D:20210913161200Z"),
        "Name" => "Comment",
        "C" => vec![1.into(), Object::Real(0.85), Object::Real(0.3)],
        "F" => 4,
    });
    let page = document.get_object_mut(page)?.as_dict_mut()?;
    let mut annotations = match page.get(b"Annots") {
        Ok(Object::Array(entries)) => entries.clone(),
        _ => Vec::new(),
    };
    annotations.push(note.into());
    page.set("Annots", annotations);
    Ok(())
}
