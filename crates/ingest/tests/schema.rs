//! The published schema of an import result names exactly the fields that are printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::collections::BTreeSet;

use candour_ingest::import;
use serde_json::Value;

#[test]
fn the_schema_names_the_fields_of_an_import_result() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schemas/import-result.schema.json")).unwrap();
    let page = include_bytes!("../../../fixtures/import/several-exemptions.txt");
    let printed = serde_json::to_value(import(page).unwrap()).unwrap();
    compare(&schema, &printed, "");
}

/// Every field printed is in the schema, and every field of the schema is printed.
fn compare(schema: &Value, printed: &Value, at: &str) {
    match printed {
        Value::Object(fields) => {
            let known: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
            assert_eq!(fields.keys().collect::<BTreeSet<_>>(), known, "at `{at}`");
            for (name, value) in fields {
                compare(&schema["properties"][name], value, &format!("{at}/{name}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| compare(&schema["items"], item, at)),
        _ => {}
    }
}
