//! The notice checker: notices with one defect each, and sound ones.

#[path = "notice/defects.rs"]
mod defects;
#[path = "notice/samples.rs"]
mod samples;
#[path = "notice/sound.rs"]
mod sound;
#[path = "notice/wordings.rs"]
mod wordings;

use candour_casework::notice::{Finding, Severity, blocking, check, checks};

/// Findings that keep a notice from going out unless somebody answers for them.
fn heavy(findings: &[Finding]) -> Vec<(&'static str, Severity)> {
    let mut heavy: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity != Severity::Style)
        .map(|finding| (finding.check, finding.severity))
        .collect();
    heavy.dedup();
    heavy
}

#[test]
fn every_check_has_a_name_of_its_own_a_citation_and_a_remedy() {
    let mut names: Vec<&str> = checks().map(|check| check.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    for check in checks() {
        assert!(!check.citation.is_empty() || !check.eir_citation.is_empty(), "{}", check.name);
        assert!(!check.asks.is_empty() && check.mend.ends_with('.'), "{}", check.name);
    }
}

#[test]
fn a_finding_of_guidance_stops_blocking_once_somebody_answers_for_it_and_statute_never_does() {
    let mut notice = samples::part_disclosed();
    notice.dated = None;
    let findings = check(&notice);
    assert_eq!(blocking(&findings, &[]).count(), 1);
    assert_eq!(blocking(&findings, &["dated"]).count(), 0);
    notice.review = None;
    let findings = check(&notice);
    assert_eq!(blocking(&findings, &["dated", "review-route"]).count(), 1);
}

#[test]
fn an_empty_notice_is_refused_and_not_praised() {
    let findings = check(&candour_casework::notice::Notice::default());
    assert!(findings.iter().any(|finding| finding.check == "every-question-answered"));
}

#[test]
fn an_unknown_field_in_a_notice_is_an_error() {
    let json = r#"{"version": 1, "surprise": true}"#;
    assert!(serde_json::from_str::<candour_casework::notice::Notice>(json).is_err());
}

#[test]
fn the_published_schema_names_the_fields_of_a_notice() {
    use std::collections::BTreeSet;

    use serde_json::Value;

    fn keys(value: &Value) -> BTreeSet<&String> {
        value.as_object().unwrap().keys().collect()
    }
    fn inside(schema: &Value) -> &Value {
        schema["oneOf"].as_array().map_or(schema, |either| &either[1])
    }

    let schema: Value = serde_json::from_str(include_str!("../../../docs/schemas/notice.schema.json")).unwrap();
    let mut notice = samples::conduct_of_affairs();
    notice.cost = samples::over_cost().cost;
    notice.environmental = samples::environmental_unfinished().environmental;
    let printed = serde_json::to_value(&notice).unwrap();
    assert_eq!(keys(&printed), keys(&schema["properties"]));
    for name in ["cost", "environmental", "review", "regulator"] {
        assert_eq!(keys(&printed[name]), keys(&inside(&schema["properties"][name])["properties"]), "{name}");
    }
    assert_eq!(keys(&printed["limbs"][0]), keys(&schema["$defs"]["limb"]["properties"]));
    let reliance = &schema["$defs"]["reliance"]["properties"];
    assert_eq!(keys(&printed["reliances"][0]), keys(reliance));
    for name in ["harm", "public_interest", "qualified_person"] {
        assert_eq!(keys(&printed["reliances"][0][name]), keys(&inside(&reliance[name])["properties"]), "{name}");
    }
}
