//! The sample pages of `fixtures/import/`, and what must be understood of each.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use candour_casework::{AuthoritySlug, Outcome};
use candour_ingest::{PageImport, Refused, import};
use jiff::civil::date;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read([concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/import/"), name].concat()).unwrap()
}

fn read(name: &str) -> PageImport {
    import(&bytes(name)).unwrap()
}

fn questions(page: &PageImport) -> Vec<(u32, &str)> {
    page.parts.iter().map(|part| (part.number, part.text.as_str())).collect()
}

#[test]
fn no_information_held() {
    let page = read("no-information-held.txt");
    assert_eq!(page.reference, "99.FOI.26.000101");
    assert_eq!(page.outcome, Some(Outcome::NotHeld));
    assert!(page.provisions.is_empty() && page.reasons.is_empty() && page.attachments.is_empty());
    assert!(page.request.unwrap().starts_with("Please tell me how many lighthouses"));
    assert!(page.not_understood.is_empty());
    assert_eq!(page.furniture.iter().map(|kind| kind.lines).sum::<usize>(), 3);
}

#[test]
fn several_exemptions_with_separate_reasons() {
    let page = read("several-exemptions.txt");
    assert_eq!(page.outcome, Some(Outcome::DisclosedInPart));
    assert_eq!(page.provisions, ["s31-1-a", "s40-2-3A-a", "s43-2"]);
    assert_eq!(
        questions(&page),
        [
            (1, "How many officers took part in the 2025 river exercise?"),
            (2, "What was the supplier paid?"),
            (3, "Please send me the debrief, with the names of those who wrote it."),
        ]
    );
    let groups: Vec<(&str, usize)> =
        page.reasons.iter().map(|reason| (reason.provisions[0].as_str(), reason.paragraphs.len())).collect();
    assert_eq!(groups, [("s31-1-a", 2), ("s40-2-3A-a", 1), ("s43-2", 2)]);
    assert_eq!(page.attachments[0].title, "River exercise 2025: debrief");
    assert_eq!(page.attachments.len(), 1);
    assert!(page.not_understood.is_empty(), "{:?}", page.not_understood);
}

#[test]
fn the_cost_limit_cited_without_its_subsection() {
    let page = read("cost-limit.txt");
    assert_eq!(page.outcome, Some(Outcome::CostLimit));
    assert_eq!(page.provisions, ["s12-1"]);
    assert!(page.assumptions[0].contains("cost"), "{:?}", page.assumptions);
}

#[test]
fn a_vexatious_request_with_two_questions() {
    let page = read("vexatious.txt");
    assert_eq!(page.outcome, Some(Outcome::Vexatious));
    assert_eq!(page.provisions, ["s14-1"]);
    assert_eq!(questions(&page).len(), 2);
    assert_eq!(page.reasons[0].provisions, ["s14-1"]);
}

#[test]
fn information_accessible_elsewhere() {
    let page = read("accessible-elsewhere.txt");
    assert_eq!(page.outcome, Some(Outcome::AccessibleElsewhere));
    assert_eq!(page.provisions, ["s21"]);
    assert_eq!(page.reasons[0].provisions, ["s21"]);
}

#[test]
fn a_saved_page_with_everything_disclosed() {
    let page = read("full-disclosure.html");
    assert_eq!(page.reference, "99.FOI.26.000107");
    assert_eq!(page.authority_hint.as_deref(), Some("Sample Police (invented authority)"));
    assert_eq!(page.title.as_deref(), Some("Van purchases"));
    assert_eq!(page.outcome, Some(Outcome::Disclosed));
    assert_eq!(questions(&page), [(1, "How many vans were bought in 2025?"), (2, "What did they cost, by make?")]);
    assert_eq!(page.received_on, Some(date(2026, 2, 2)));
    assert_eq!(page.answered_on, Some(date(2026, 2, 24)));
    assert_eq!(page.published_on, Some(date(2026, 3, 3)));
    let titles: Vec<&str> = page.attachments.iter().map(|attachment| attachment.title.as_str()).collect();
    assert_eq!(titles, ["Van purchases 2025", "Van purchases 2025: notes"]);
    assert_eq!(
        page.source.address.as_deref(),
        Some("https://log.sample-police.invalid/disclosures/2026/march/van-purchases/")
    );
    assert!(page.provisions.is_empty());
    assert!(page.not_understood.is_empty(), "{:?}", page.not_understood);
}

#[test]
fn neither_confirm_nor_deny_for_the_whole_request() {
    let page = read("neither-confirm-nor-deny.txt");
    assert_eq!(page.outcome, Some(Outcome::NeitherConfirmNorDeny));
    assert_eq!(page.provisions, ["s40-5B-a-i", "s30-3", "s31-3"]);
    let groups: Vec<&[String]> = page.reasons.iter().map(|reason| reason.provisions.as_slice()).collect();
    assert_eq!(groups, [vec!["s40-5B-a-i".to_owned()], vec!["s30-3".to_owned(), "s31-3".to_owned()]]);
    assert_eq!(page.reasons[1].paragraphs.len(), 2);
}

#[test]
fn neither_confirm_nor_deny_beside_a_disclosure() {
    let page = read("neither-confirm-nor-deny-partial.html");
    assert_eq!(page.reference, "99.FOI.26.000108");
    assert_eq!(page.outcome, Some(Outcome::DisclosedInPart));
    assert_eq!(page.provisions, ["s31-1-a", "s31-1-b", "s23-5", "s24-2"]);
    assert_eq!(page.reasons.len(), 3);
    assert_eq!(page.disclosure.as_deref(), Some("The force owns four drones."));
}

#[test]
fn an_old_reference_and_the_numbering_of_2018() {
    let page = read("old-reference.txt");
    assert_eq!(page.reference, "2018100000882");
    assert_eq!(page.provisions, ["s40-2-3A-a"]);
    assert!(page.assumptions[0].contains("before May 2018"));
    assert_eq!(page.outcome, Some(Outcome::DisclosedInPart));
    assert_eq!(
        page.request.as_deref(),
        Some(
            "The names of the teams that used the sports hall in the first half of the year, and the name of each person who booked it."
        )
    );
    assert_eq!(page.reasons[0].provisions, ["s40-2-3A-a"]);
}

#[test]
fn environmental_information_withheld() {
    let page = read("environmental.txt");
    assert_eq!(page.outcome, Some(Outcome::Withheld));
    assert_eq!(page.provisions, ["r12-5-b"]);
    assert_eq!(page.reasons[0].paragraphs.len(), 1);
}

#[test]
fn what_is_no_such_page_is_refused_with_the_reason() {
    assert_eq!(import(&bytes("recipe.txt")), Err(Refused::NoReference));
    assert_eq!(import(b""), Err(Refused::Empty));
    assert_eq!(import(b" \n \t"), Err(Refused::Empty));
    assert_eq!(import(b"%PDF-1.7\n"), Err(Refused::NotText("a PDF")));
    assert_eq!(import(b"a\0b"), Err(Refused::NotText("a binary file")));
    assert_eq!(import(&vec![b'a'; (4 << 20) + 1]), Err(Refused::TooLarge((4 << 20) + 1)));
    assert_eq!(import(b"In 99.FOI.26.000101 we said no."), Err(Refused::NothingDecided("99.FOI.26.000101".to_owned())));
    let two = "Reference: 99.FOI.26.000101\nRequest\nA\nDecision\nB\nReference: 99.FOI.26.000102\nRequest\nC\n";
    assert!(matches!(import(two.as_bytes()), Err(Refused::SeveralRequests(_))));
}

#[test]
fn the_same_bytes_are_understood_the_same_way_twice() {
    let first = serde_json::to_string(&read("several-exemptions.txt")).unwrap();
    let second = serde_json::to_string(&read("several-exemptions.txt")).unwrap();
    assert_eq!(first, second);
}

#[test]
fn a_page_becomes_what_casework_keeps() {
    let original = bytes("several-exemptions.txt");
    let page = read("several-exemptions.txt");
    let kept = page.for_authority("sample-police".parse::<AuthoritySlug>().unwrap(), &original);
    assert_eq!(kept.reference, page.reference);
    assert_eq!(kept.original.to_string(), page.source.sha256);
    assert_eq!(kept.provisions.len(), 3);
    assert_eq!(kept.parts.len(), 3);
    assert_eq!(kept.answered_on, None);
}

#[test]
fn hostile_pages_are_read_in_bounded_time_and_memory() {
    let deep = format!("<html><body>{}Reference: 99.FOI.26.000101", "<div>".repeat(100_000));
    assert_eq!(import(deep.as_bytes()), Err(Refused::TooDeep));
    let hidden = format!("<html><body>{}Reference: 99.FOI.26.000101", "<div></span>".repeat(100_000));
    assert_eq!(import(hidden.as_bytes()), Err(Refused::TooDeep));
    let scripts = format!("<html><body>{}Reference: 99.FOI.26.000101", "<script>".repeat(100_000));
    let _ = import(scripts.as_bytes());
    let paragraphs = format!("<html><body>Reference: 99.FOI.26.000101<h2>Request</h2>{}", "<p>a".repeat(300_000));
    assert!(import(paragraphs.as_bytes()).is_ok());
    let lists = format!("<html><body>Reference: 99.FOI.26.000101<h2>Request</h2>{}", "<ol><li>1. ".repeat(50_000));
    let _ = import(lists.as_bytes());
    let numbers = format!("Reference: 99.FOI.26.000101\nRequest\n{}", "1. a. 2. b. 3. ".repeat(50_000));
    assert!(import(numbers.as_bytes()).unwrap().parts.len() <= 99);
    let citations = format!("Reference: 99.FOI.26.000101\nDecision\n{}", "Section 31(1)(a) and ".repeat(50_000));
    assert_eq!(import(citations.as_bytes()).unwrap().provisions, ["s31-1-a"]);
    let quotes = format!("Reference: 99.FOI.26.000101\nDecision\nattached {}", "“".repeat(500_000));
    let _ = import(quotes.as_bytes());
    let windows = b"Reference: 99.FOI.26.000101\nRequest\nCaf\xe9 \x96 prices\nDecision\nNot held.";
    let page = import(windows).unwrap();
    assert_eq!(page.request.as_deref(), Some("Café – prices"));
    assert_eq!(page.assumptions, ["not UTF-8; read as Windows-1252"]);
}
