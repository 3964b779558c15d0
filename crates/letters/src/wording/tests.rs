use super::*;

fn own(key: &str, en: &str) -> BTreeMap<String, OwnWords> {
    BTreeMap::from([(key.to_owned(), OwnWords { en: en.to_owned(), cy: None })])
}

#[test]
fn every_built_in_phrase_runs_in_every_language_with_the_variables_it_lists() {
    let wording = Wording::built_in();
    for (key, phrase) in PHRASES.iter() {
        let values: Vec<(&str, &str)> = phrase.uses.iter().map(|name| (name.as_str(), "value")).collect();
        for language in [Language::English, Language::Welsh] {
            let said = wording.say(key, language, &values).unwrap();
            assert!(!said.text.words.contains('{'), "{key}: {}", said.text.words);
        }
    }
}

#[test]
fn a_phrase_without_welsh_is_said_in_english_and_marked_as_english() {
    let said = Wording::built_in().say("decision.not_held", Language::Welsh, &[]).unwrap();
    assert!(!said.translated);
    assert_eq!(said.text.language, Language::English);
}

#[test]
fn an_authority_puts_its_own_words_in_an_editable_phrase_and_the_version_is_kept() {
    let wording = Wording::new("2026-11 v3", own("farewell", "Thank you from {{ authority }}.")).unwrap();
    let said = wording.say("farewell", Language::English, &[("authority", "Sample Police")]).unwrap();
    assert_eq!(said.text.words, "Thank you from Sample Police.");
    assert_eq!(wording.version(), "2026-11 v3");
}

#[test]
fn an_authority_may_not_edit_away_what_the_act_requires() {
    for key in ["complain.foia", "review.foia", "notice.section_17", "limb.withheld"] {
        let refused = Wording::new("1", own(key, "Nothing to see.")).unwrap_err();
        assert_eq!(refused, WordingError::NotEditable { key: key.to_owned() });
    }
}

#[test]
fn a_template_that_reaches_outside_its_variables_is_refused() {
    for template in [
        "{{ requester }}",
        "{% include 'other' %}",
        "{% import 'other' as o %}",
        "{{ authority.__class__ }}",
        "{% for a in range(100000000) %}x{% endfor %}",
        "{{ authority",
        "{% set x = authority %}{{ x.y.z }}",
    ] {
        assert!(Wording::new("1", own("farewell", template)).is_err(), "{template}");
    }
}

#[test]
fn a_template_that_multiplies_text_is_refused() {
    let template = "{{ authority ~ authority ~ authority ~ authority }}".repeat(70);
    assert!(Wording::new("1", own("farewell", &template)).is_err());
}

#[test]
fn a_preview_shows_the_words_with_sample_values() {
    assert_eq!(
        preview("contact", "Ask {{ team }} ({{ reference }}).").unwrap(),
        "Ask Information Rights Unit (99.FOI.26.000001)."
    );
}

#[test]
fn a_set_of_words_reads_back_from_its_file_and_is_tried_again() {
    let wording = Wording::new("7", own("farewell", "Goodbye.")).unwrap();
    let file = serde_json::to_string(&wording).unwrap();
    assert_eq!(serde_json::from_str::<Wording>(&file).unwrap(), wording);
    let spoilt = file.replace("Goodbye.", "{{ requester }}");
    assert!(serde_json::from_str::<Wording>(&spoilt).is_err());
}

#[test]
fn the_editable_phrases_are_few_and_none_of_them_is_required_by_law() {
    let keys: Vec<&str> = editable_phrases().map(|phrase| phrase.key).collect();
    assert_eq!(keys, ["acknowledge.note", "acknowledge.publish", "contact", "farewell", "opening", "review.statement"]);
}
