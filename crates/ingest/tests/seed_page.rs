//! A real published page, in place: every field is compared.

use candour_casework::Outcome;
use candour_ingest::import;

const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seed/disclosure.txt");

#[test]
fn every_field_of_the_seed_page_is_understood() {
    let bytes = match std::fs::read(SEED) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("SKIPPED: {SEED} cannot be read: {error}");
            return;
        }
    };
    let lines: Vec<&str> = std::str::from_utf8(&bytes).unwrap().lines().collect();
    let at = |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap();
    let page = import(&bytes).unwrap();

    assert_eq!(page.reference, "01.FOI.23.033059");
    assert_eq!(page.authority_hint, None);
    assert_eq!(page.title, None);
    assert_eq!(page.request.as_deref(), Some(lines[at("I note you seek") + 1]));
    assert_eq!(page.parts, []);
    assert_eq!((page.received_on, page.answered_on, page.published_on), (None, None, None));
    assert_eq!(page.outcome, Some(Outcome::DisclosedInPart));
    let decision = lines[at("I have today decided")..at("Reason for decision")].join("\n");
    assert_eq!(page.decision, Some(decision));
    assert_eq!(page.provisions, ["s31-1-a", "s31-1-b"]);
    assert_eq!(page.reasons.len(), 1);
    assert_eq!(page.reasons[0].provisions, ["s31-1-a", "s31-1-b"]);
    assert_eq!(page.reasons[0].paragraphs, lines[at("Reason for decision") + 1..at("Disclosure")]);
    assert_eq!(page.disclosure.as_deref(), Some(lines[at("Please find attached")]));
    assert_eq!(page.attachments.len(), 1);
    assert_eq!(page.attachments[0].title, "Review of Public protection – FLPHQ");
    assert_eq!(page.attachments[0].address, None);
    let furniture: Vec<(&str, usize)> = page.furniture.iter().map(|kind| (kind.kind, kind.lines)).collect();
    assert_eq!(furniture, [("quick_exit", 1), ("cookie_banner", 4), ("error_text", 1), ("beta_banner", 1)]);
    assert!(page.assumptions.is_empty(), "{:?}", page.assumptions);
    assert!(page.not_understood.is_empty(), "{:?}", page.not_understood);
    assert_eq!(page.source.size_bytes, bytes.len());
    assert_eq!(page.source.sha256.len(), 64);
    assert_eq!(page.source.address, None);
}

#[test]
fn the_checker_advises_on_the_seed_page() {
    use candour_casework::notice::{Notice, Severity, check};
    let Ok(bytes) = std::fs::read(SEED) else {
        eprintln!("SKIPPED: {SEED} cannot be read");
        return;
    };
    let page = import(&bytes).unwrap().for_authority("sample-police".parse().unwrap(), &bytes);
    let findings: Vec<(&str, &str, Severity)> = check(&Notice::of_page(&page))
        .into_iter()
        .map(|finding| (finding.check, Box::leak(finding.at.into_boxed_str()) as &str, finding.severity))
        .collect();
    assert_eq!(
        findings,
        [
            ("balance-stated", "s31(1)(a)", Severity::Statute),
            ("balance-stated", "s31(1)(b)", Severity::Statute),
            ("review-route", "notice", Severity::Statute),
            ("regulator-route", "notice", Severity::Statute),
            ("dated", "notice", Severity::Guidance),
            ("likelihood-in-the-acts-words", "s31(1)(a), s31(1)(b)", Severity::Style),
            ("harm-of-this-ground", "s31(1)(a), s31(1)(b)", Severity::Style),
        ]
    );
}
