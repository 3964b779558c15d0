//! The published JSON schemas describe what the engine writes and reads.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use candour_redact::finding::{Finding, Severity};
use candour_redact::geom::Rect;
use candour_redact::manifest::{Extent, Manifest, Redaction};
use candour_redact::report::{CaseReport, MarkReport, Removed};
use candour_redact::{Check, CheckName, Level};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

#[test]
fn a_case_report_fits_its_schema() {
    let mark = MarkReport {
        page: 1,
        rect: [72.0, 700.0, 180.0, 714.0],
        exemption: vec!["s31-1-a".to_owned()],
        level: Level::Exact,
        removed: Removed { glyphs: 9, images: 1, paths: 2, annotations: 0 },
        residual_bits: 7.4,
    };
    let finding = Finding::new(Severity::Review, "residual-width", "the gap can be measured")
        .on_page(1)
        .at(Rect::new(1.0, 2.0, 3.0, 4.0))
        .in_object(7)
        .for_row(32);
    let report = CaseReport::new(b"in", b"out", 2, vec![mark], Check::all_passed(), vec![finding]);
    check("case-report", &serde_json::to_value(report).unwrap());
}

#[test]
fn a_signed_and_an_unsigned_manifest_fit_their_schema() {
    let redactions = [Extent::Words, Extent::Line, Extent::HalfPage, Extent::More, Extent::All]
        .map(|extent| Redaction { page: 1, exemptions: vec!["s40-2".to_owned()], level: Level::Line, extent });
    let manifest = Manifest::new(b"out", 2, redactions.to_vec(), Check::all_passed());
    check("manifest", &serde_json::to_value(&manifest).unwrap());
    check("manifest", &serde_json::to_value(manifest.signed(&SigningKey::from_bytes(&[1; 32]))).unwrap());
}

#[test]
fn schemas_list_every_level_and_every_check() {
    let levels: Vec<_> = Level::ALL.iter().map(|level| json!(level.name())).collect();
    let checks: Vec<_> = CheckName::ALL.iter().map(|check| json!(check.name())).collect();
    let (marks, report, manifest) = (schema("marks"), schema("case-report"), schema("manifest"));
    assert_eq!(marks["$defs"]["mark"]["properties"]["level"]["enum"], json!(levels));
    assert_eq!(report["$defs"]["mark"]["properties"]["level"]["enum"], json!(levels));
    assert_eq!(report["$defs"]["check"]["properties"]["name"]["enum"], json!(checks));
    assert_eq!(manifest["properties"]["checks"]["items"]["properties"]["name"]["enum"], json!(checks));
}

#[test]
fn marks_files_fit_their_schema_or_are_refused_by_it() {
    let good = json!({"version": 1, "sanitise": true, "marks": [
        {"page": 1, "rect": [72.0, 700.0, 180.0, 714.0], "exemption": "s31-1-a", "label": "s31(1)(a)", "level": "auto", "object": false},
        {"page": null, "text": "Zebulon", "match": "caseless", "whole_word": true, "exemption": ["s40-2", "s31-1-a"]}
    ]});
    check("marks", &good);
    for bad in [
        json!({"version": 2, "marks": []}),
        json!({"version": 1, "marks": [{"page": 1, "rect": [1, 2, 3]}]}),
        json!({"version": 1, "marks": [{"page": 0, "rect": [1, 2, 3, 4]}]}),
        json!({"version": 1, "marks": [{"page": 1, "rect": [1, 2, 3, 4], "colour": "red"}]}),
        json!({"version": 1, "marks": [{"page": 1, "rect": [1, 2, 3, 4], "level": "total"}]}),
        json!({"version": 1, "marks": [{"page": 1}]}),
    ] {
        let schema = schema("marks");
        assert!(problem(&schema, &schema, &bad, "marks").is_some(), "{bad}");
    }
}

fn check(name: &str, value: &Value) {
    let schema = schema(name);
    assert_eq!(problem(&schema, &schema, value, name), None);
}

fn schema(name: &str) -> Value {
    let path = format!("{}/../../docs/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    #[expect(clippy::disallowed_methods, reason = "the schemas are documents of the repository, not of this crate")]
    let text = std::fs::read(path).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// The first thing about `value` that does not fit `schema`: the part of JSON
/// Schema 2020-12 that our schemas use, and a panic for any other word in them.
fn problem(root: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    let fails = |word: &str| Some(format!("{place}: {word}"));
    for (word, rule) in schema.as_object().unwrap() {
        let found = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => None,
            "$ref" => {
                let target = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap();
                problem(root, target, value, place)
            }
            "type" => {
                let names = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                let fits = names.iter().any(|name| is_of_type(value, name.as_str().unwrap()));
                if fits { None } else { fails("has another type") }
            }
            "const" => {
                if value == rule {
                    None
                } else {
                    fails("is not the constant")
                }
            }
            "enum" => {
                if rule.as_array().unwrap().contains(value) {
                    None
                } else {
                    fails("is none of the names")
                }
            }
            "pattern" => {
                let pattern = regex::Regex::new(rule.as_str().unwrap()).unwrap();
                value.as_str().filter(|text| !pattern.is_match(text)).and_then(|_| fails("does not match"))
            }
            "minimum" => {
                value.as_f64().filter(|number| *number < rule.as_f64().unwrap()).and_then(|_| fails("is too small"))
            }
            "maximum" => {
                value.as_f64().filter(|number| *number > rule.as_f64().unwrap()).and_then(|_| fails("is too large"))
            }
            "minLength" => value.as_str().filter(|text| text.len() < size(rule)).and_then(|_| fails("is too short")),
            "minItems" => {
                value.as_array().filter(|items| items.len() < size(rule)).and_then(|_| fails("has too few items"))
            }
            "maxItems" => {
                value.as_array().filter(|items| items.len() > size(rule)).and_then(|_| fails("has too many items"))
            }
            "items" => {
                value.as_array().and_then(|items| items.iter().find_map(|item| problem(root, rule, item, place)))
            }
            "required" => {
                let missing = rule.as_array().unwrap().iter().find(|key| value.get(key.as_str().unwrap()).is_none());
                missing.and_then(|key| fails(&format!("has no {key}")))
            }
            "properties" => rule.as_object().unwrap().iter().find_map(|(key, rule)| {
                value.get(key).and_then(|value| problem(root, rule, value, &format!("{place}.{key}")))
            }),
            "additionalProperties" => {
                assert_eq!(rule, &Value::Bool(false));
                let known = schema["properties"].as_object().unwrap();
                let extra = value.as_object().and_then(|members| members.keys().find(|key| !known.contains_key(*key)));
                extra.and_then(|key| fails(&format!("has the unknown {key}")))
            }
            "anyOf" => {
                let fits = rule.as_array().unwrap().iter().any(|rule| problem(root, rule, value, place).is_none());
                if fits { None } else { fails("fits no alternative") }
            }
            other => panic!("{place}: the schema uses `{other}`, which this test does not know"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        other => panic!("unknown type {other}"),
    }
}

fn size(rule: &Value) -> usize {
    usize::try_from(rule.as_u64().unwrap()).unwrap()
}
