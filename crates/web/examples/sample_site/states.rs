//! The states in which a page can be: words in Welsh, words without end, nothing, every outcome, files that are missing.

use candour_casework::authority::{BodyKind, Nation};
use candour_casework::publication::{PublishedLanguage, PublishedPart, PublishedSection};
use candour_casework::{Attachment, Authority, Digest, Outcome, ProvisionId, Publication};
use jiff::civil::date;

use super::{SampleLog, authority, police, publication};

/// The answer in Welsh.
pub(crate) const WELSH: &str = "98.FOI.26.000001";

/// The invented police force, one in Wales, and a council that has published nothing.
pub(crate) fn police_with_states() -> SampleLog {
    let mut log = police();
    log.authorities.push(welsh_authority());
    log.authorities.push(empty_authority());
    log.publications.push(welsh());
    let long = long(&mut log);
    log.publications.push(long);
    let files = files(&mut log);
    log.publications.push(files);
    log.publications.extend((101..).zip(OUTCOMES).map(|(number, outcome)| {
        let mut one = publication(number, &format!("an-answer-that-is-{}", outcome.key().replace('_', "-")), outcome);
        one.title = format!("An answer: {}", outcome.title().to_lowercase());
        one.summary = "Invented, to show how such an answer looks.".to_owned();
        one.parts = [1, 2]
            .map(|number| PublishedPart {
                number,
                text: format!("Question {number} of two."),
                outcome: if number == 1 { outcome } else { Outcome::NotHeld },
                provisions: Vec::new(),
            })
            .into();
        one.area = None;
        // Late, for one of them.
        if outcome == Outcome::CostLimit {
            one.answered_on = Some(date(2026, 6, 30));
        }
        one
    }));
    log
}

fn welsh_authority() -> Authority {
    let mut one = authority("heddlu-sampl", BodyKind::Police);
    one.name = "Heddlu Sampl (awdurdod dychmygol)".to_owned();
    one.code = "98".to_owned();
    one.nation = Nation::Wales;
    one
}

fn empty_authority() -> Authority {
    let mut one = authority("empty-council", BodyKind::Local);
    one.name = "A council that has published nothing yet (invented authority)".to_owned();
    one.code = "97".to_owned();
    one.cookie_purposes.clear();
    one.exit_address.clear();
    one.review.email.clear();
    one
}

fn welsh() -> Publication {
    let mut one = publication(1, "nifer-y-cerbydau-a-brynwyd", Outcome::Disclosed);
    one.authority = "heddlu-sampl".parse().expect("a sound slug");
    one.reference = WELSH.parse().expect("a sound reference");
    one.language = PublishedLanguage::Welsh;
    one.title = "Nifer y cerbydau a brynwyd yn 2025".to_owned();
    one.summary = "Mae'r wybodaeth yn cael ei rhoi yn llawn.".to_owned();
    one.topics = vec!["Cerbydau".to_owned()];
    one.area = None;
    one.request = "Faint o gerbydau a brynwyd yn 2025?".to_owned();
    one.parts = vec![PublishedPart {
        number: 1,
        text: "Faint o gerbydau a brynwyd?".to_owned(),
        outcome: Outcome::Disclosed,
        provisions: Vec::new(),
    }];
    one.sections = vec![PublishedSection {
        heading: "Ein hateb".to_owned(),
        paragraphs: vec!["Prynwyd deuddeg o gerbydau yn 2025.".to_owned()],
    }];
    one
}

/// Everything as long as it may be, and words that cannot be broken.
fn long(log: &mut SampleLog) -> Publication {
    let word = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".repeat(3);
    let sentence =
        "This was written at length because whoever asked wanted to know everything, and all of it is told here. ";
    let mut one = publication(90, "an-answer-without-end", Outcome::DisclosedInPart);
    one.title = format!(
        "{}: {word}",
        "Correspondence about the review of every policy, procedure and practice since 1974".repeat(2)
    );
    one.summary = sentence.repeat(6);
    one.provisions =
        ["s31-1-a", "s31-1-b", "s40-2", "s12-1", "s21", "s24-1", "s30-1-a", "s43-2"].map(ProvisionId::from).into();
    one.topics =
        (1..=24).map(|number| format!("Topic {number} with a name of several words")).chain([word.clone()]).collect();
    one.request = format!("{}\n\nhttps://example.org/{word}\n\n{}", sentence.repeat(20), sentence.repeat(20));
    one.parts = (1..=30)
        .map(|number| PublishedPart {
            number,
            text: format!("{number}. {}", sentence.repeat(3)),
            outcome: if number % 3 == 0 { Outcome::Withheld } else { Outcome::Disclosed },
            provisions: one.provisions.iter().take(number as usize % 4).cloned().collect(),
        })
        .collect();
    one.sections = (1..=12)
        .map(|number| PublishedSection {
            heading: format!("Part {number} of the answer, {word}"),
            paragraphs: vec![sentence.repeat(12); 4],
        })
        .collect();
    let text = long_text();
    log.blobs.insert(Digest::of(text.as_bytes()), text.clone().into_bytes());
    one.attachments = (1..=12)
        .map(|number| {
            let bytes = format!("%PDF-1.7 sample {number}").into_bytes();
            let attachment = Attachment {
                file_name: format!("correspondence-about-the-review-of-every-policy-{number}.pdf"),
                title: format!("Correspondence {number} about {word}"),
                media_type: "application/pdf".to_owned(),
                pages: Some(number * 40),
                size_bytes: u64::from(number) * 1_234_567,
                digest: Digest::of(&bytes),
                manifest: None,
                structured_text: (number == 1).then(|| Digest::of(text.as_bytes())),
            };
            log.blobs.insert(attachment.digest, bytes);
            attachment
        })
        .collect();
    one
}

/// Files of every kind: some are missing, so that their pages fail.
fn files(log: &mut SampleLog) -> Publication {
    let mut one = publication(91, "files-of-every-kind", Outcome::Disclosed);
    one.title = "Files of every kind".to_owned();
    one.summary = "A spreadsheet, a picture, a text, and two files whose bytes are lost.".to_owned();
    let manifest = br#"{"version":"sample","redactions":[
        {"page":1,"exemptions":["s31-1-a"],"level":"constant","extent":"words"},
        {"page":2,"exemptions":["s31-1-a"],"level":"line","extent":"line"},
        {"page":2,"exemptions":["s40-2","s31-1-b"],"level":"exact","extent":"half-page"},
        {"page":3,"exemptions":[],"level":"page","extent":"all"}],"checks":[]}"#;
    log.blobs.insert(Digest::of(manifest), manifest.to_vec());
    let kinds = [
        ("figures.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true),
        ("map.png", "image/png", true),
        ("notes.txt", "text/plain", true),
        ("minutes.pdf", "application/pdf", true),
        ("lost.pdf", "application/pdf", false),
    ];
    for (name, kind, is_kept) in kinds {
        let bytes = format!("{name}: sample").into_bytes();
        let digest = Digest::of(&bytes);
        one.attachments.push(Attachment {
            file_name: name.to_owned(),
            title: format!("A file called {name}"),
            media_type: kind.to_owned(),
            pages: (kind == "application/pdf").then_some(3),
            size_bytes: bytes.len() as u64,
            digest,
            manifest: (name == "minutes.pdf").then(|| Digest::of(manifest)),
            // What is lost of this one is its text.
            structured_text: (name == "lost.pdf").then_some(digest),
        });
        if is_kept {
            log.blobs.insert(digest, bytes);
        } else {
            log.blobs.insert(digest, b"{\"pages\": not sound".to_vec());
        }
    }
    one
}

/// A text of many pages with wide tables and long words.
fn long_text() -> String {
    let word = "a-word-that-nobody-can-break-".repeat(8);
    let row = |cell: &str, is_header: bool| {
        let cells: Vec<_> = (0..14)
            .map(|column| serde_json::json!({ "text": format!("{cell} {column}"), "header": is_header }))
            .collect();
        serde_json::Value::from(cells)
    };
    let pages: Vec<_> = (1..=16)
        .map(|number| {
            serde_json::json!({ "number": number, "width": 595.0, "height": 842.0, "reliable": number % 7 != 0, "blocks": [
                { "kind": "heading", "level": 1 + number % 5, "bbox": [0, 0, 1, 1], "text": format!("Chapter {number}: {word}") },
                { "kind": "paragraph", "bbox": [0, 0, 1, 1], "text": format!("{word} and then {}", "words and more words ".repeat(60)) },
                { "kind": "redaction", "bbox": [0, 0, 1, 1], "exemptions": ["s31-1-a", "s40-2", "s43-2"] },
                { "kind": "list_item", "bbox": [0, 0, 1, 1], "text": word },
                { "kind": "table", "bbox": [0, 0, 1, 1], "rows": [row("Column", true), row("Value", false), row(&word, false)] },
            ] })
        })
        .collect();
    serde_json::json!({ "pages": pages }).to_string()
}

const OUTCOMES: [Outcome; 13] = [
    Outcome::Disclosed,
    Outcome::DisclosedInPart,
    Outcome::Withheld,
    Outcome::NotHeld,
    Outcome::NeitherConfirmNorDeny,
    Outcome::CostLimit,
    Outcome::Vexatious,
    Outcome::Repeated,
    Outcome::AccessibleElsewhere,
    Outcome::IntendedForPublication,
    Outcome::Transferred,
    Outcome::Withdrawn,
    Outcome::Lapsed,
];
