//! Annotations that viewers draw themselves: what stays of one that nobody marks, and of one that somebody does.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

use candour_redact::Level;
use candour_redact::api::{Document, Verified};
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;

mod kit;

use kit::Builder;

const NOTHING: &str = r#"{"version":1,"marks":[]}"#;
const UPPER: &str = r#"{"version":1,"marks":[{"page":1,"rect":[98,694,302,716],"exemption":"s31-1-a","label":""}]}"#;

fn redact(file: &[u8], marks: &str, level: Level) -> Verified {
    let document = Document::open(file, &OpenOptions::default()).unwrap();
    let options = PlanOptions { default_level: level, ..PlanOptions::default() };
    let plan = document.plan(&MarkSet::from_json(marks.as_bytes()).unwrap(), &options).unwrap();
    document.apply(plan).unwrap().verify().unwrap()
}

fn holds(file: &[u8], text: &str) -> bool {
    file.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Two text fields that viewers set themselves, with everything else that fields can hold.
fn form(upper: &str, lower: &str, elsewhere: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    let appearance = builder.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 18] /Resources << /Font << /F1 3 0 R >> >>",
        format!("/Tx BMC BT /F1 12 Tf 2 4 Td ({lower}) Tj ET EMC"),
    );
    let field = |word: &str, y: i32, more: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /Rect [100 {y} 300 {}] /F 4 /FT /Tx /T ({elsewhere}) /V ({word}) \
             /DV ({elsewhere}) /TU ({elsewhere}) /TM ({elsewhere}) /RV ({elsewhere}) /DA (/Helv 12 Tf 0 g) \
             /MK << /BC [1 0 0] /CA ({elsewhere}) /RC ({elsewhere}) >> /AA << /K << /S /JavaScript /JS ({elsewhere}) >> >> {more} >>",
            y + 18
        )
    };
    let first = builder.object(field(upper, 696, ""));
    let second = builder.object(field(lower, 596, &format!("/AP << /N {appearance} 0 R /D {appearance} 0 R >>")));
    builder.page_with(
        &format!("/MediaBox [0 0 595 842] /Annots [{first} 0 R {second} 0 R]"),
        "",
        "BT /F1 12 Tf 100 500 Td (Page text) Tj ET",
    );
    builder.catalog(&format!(
        "/AcroForm << /Fields [{first} 0 R {second} 0 R] /NeedAppearances true /DA (/Helv 12 Tf) \
         /DR << /Font << /Helv 3 0 R >> >> /XFA ({elsewhere}) >>"
    ));
    builder.finish()
}

#[test]
fn a_field_that_viewers_set_keeps_what_it_shows_and_nothing_else() {
    let verified = redact(&form("Upper words", "Lower words", "ZQXHIDDEN"), NOTHING, Level::Exact);
    let output = verified.bytes();
    assert!(holds(output, "/V(Upper words)") && holds(output, "/V(Lower words)"));
    assert!(holds(output, "/NeedAppearances true") && holds(output, "/DA(/Helv 12 Tf 0 g)"));
    for key in ["ZQXHIDDEN", "/DV", "/TU", "/TM", "/RV", "/AA", "/XFA", "/RC", "/JavaScript"] {
        assert!(!holds(output, key), "{key}");
    }
}

#[test]
fn a_mark_takes_the_value_of_the_field_it_touches() {
    let verified = redact(&form("Delacroix", "Lower words", "Delacroix"), UPPER, Level::Exact);
    assert!(!holds(verified.bytes(), "Delacroix") && holds(verified.bytes(), "/V(Lower words)"));
}

#[test]
fn a_text_mark_finds_what_only_some_viewers_show_of_a_field() {
    // The appearance says one thing and the value another: viewers show one of them each.
    let mut builder = Builder::new();
    let appearance = builder.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 18] /Resources << /Font << /F1 3 0 R >> >>",
        "BT /F1 12 Tf 2 4 Td (Delacroix) Tj ET",
    );
    let field = builder.object(format!(
        "<< /Type /Annot /Subtype /Widget /Rect [100 696 300 714] /F 4 /FT /Tx /T (a) /V (Corot) /DA (/Helv 12 Tf) \
         /AP << /N {appearance} 0 R >> >>"
    ));
    builder.page_with(&format!("/MediaBox [0 0 595 842] /Annots [{field} 0 R]"), "", "");
    builder.catalog(&format!("/AcroForm << /Fields [{field} 0 R] /NeedAppearances true >>"));
    let file = builder.finish();
    for word in ["Delacroix", "Corot"] {
        let marks = format!(r#"{{"version":1,"marks":[{{"text":"{word}","exemption":"s40-2","label":""}}]}}"#);
        let verified = redact(&file, &marks, Level::Exact);
        assert!(!holds(verified.bytes(), "/V(") && !holds(verified.bytes(), "/AcroForm"), "{word}");
    }
}

#[test]
fn what_a_field_holds_besides_does_not_reach_the_output() {
    let outputs = ["ZQXSECRET", "MWWMWIDER"]
        .map(|secret| redact(&form("Upper", "Lower", secret), UPPER, Level::Constant).bytes().to_vec());
    assert!(outputs[0] == outputs[1]);
}

#[test]
fn a_marked_value_does_not_reach_the_output() {
    let outputs = ["Ann Lee", "Bob Ray"]
        .map(|secret| redact(&form(secret, "Lower", "elsewhere"), UPPER, Level::Constant).bytes().to_vec());
    assert!(outputs[0] == outputs[1]);
}

#[test]
fn a_value_that_does_not_fit_its_field_is_drawn_into_the_page() {
    let long = "A value that is far too long for the field that it was typed into, and then goes on";
    let verified = redact(&form("Upper", long, "elsewhere"), NOTHING, Level::Exact);
    assert!(!holds(verified.bytes(), "goes on") && holds(verified.bytes(), "/V(Upper)"));
}

#[test]
fn text_put_on_the_page_stays_until_it_is_marked() {
    let mut builder = Builder::new();
    let note = builder.object(
        "<< /Type /Annot /Subtype /FreeText /Rect [100 696 300 714] /F 4 /Contents (Delacroix) /DA (/Helv 12 Tf) \
         /T (Corot) /RC (Corot) /DS (Corot) >>",
    );
    builder.page_with(&format!("/MediaBox [0 0 595 842] /Annots [{note} 0 R]"), "", "");
    let file = builder.finish();
    let kept = redact(&file, NOTHING, Level::Exact);
    assert!(holds(kept.bytes(), "/Contents(Delacroix)") && !holds(kept.bytes(), "Corot"));
    assert!(!holds(redact(&file, UPPER, Level::Exact).bytes(), "Delacroix"));
}
