//! What part of an answer each line belongs to.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;
use super::reference::is_reference_line;

/// The lines of an answer, by part.
#[derive(Debug, Default)]
pub(super) struct Sections {
    pub(super) request: Vec<String>,
    pub(super) decision: Vec<String>,
    pub(super) reasons: Vec<String>,
    pub(super) disclosure: Vec<String>,
    /// The law quoted, and the requester's rights: known, and the same on every page.
    pub(super) furniture: Vec<(&'static str, usize)>,
    pub(super) not_understood: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Top,
    Request,
    Decision,
    Reasons,
    Disclosure,
    Rights,
    LegalAnnex,
    Signature,
}

pub(super) fn split(lines: &[Line], reference: &str) -> Sections {
    let mut sections = Sections::default();
    let mut part = Part::Top;
    for line in lines {
        if part == Part::Top && is_reference_line(&line.text, reference) {
            continue;
        }
        let plain = plain(&line.text);
        match opening(&plain, part, line.is_heading) {
            Some((next, Opens::Heading)) => {
                part = next;
                continue;
            }
            Some((next, Opens::Sentence)) => part = next,
            Some((next, Opens::Label(length))) => {
                part = next;
                let rest = line.text.get(length..).unwrap_or_default().trim_start_matches([':', ' ', '-', '–']);
                keep(&mut sections, part, rest.to_owned());
                continue;
            }
            None => {}
        }
        let is_frame = line.is_heading
            || super::dates::is_date_line(&line.text)
            || plain.starts_with("dear ") && plain.len() <= 60;
        if part == Part::Top && is_frame {
            continue;
        }
        keep(&mut sections, part, line.text.clone());
    }
    sections
}

fn keep(sections: &mut Sections, part: Part, text: String) {
    if text.is_empty() {
        return;
    }
    match part {
        Part::Top => sections.not_understood.push(text),
        Part::Request => sections.request.push(text),
        Part::Decision => sections.decision.push(text),
        Part::Reasons => sections.reasons.push(text),
        Part::Disclosure => sections.disclosure.push(text),
        Part::Rights => super::furniture::add_up(&mut sections.furniture, vec![("review_rights", 1)]),
        Part::Signature => super::furniture::add_up(&mut sections.furniture, vec![("signature", 1)]),
        Part::LegalAnnex => super::furniture::add_up(&mut sections.furniture, vec![("law_quoted", 1)]),
    }
}

enum Opens {
    /// The line is only a heading.
    Heading,
    /// The line opens the part and belongs to it.
    Sentence,
    /// A label with its text behind it on the same line: so many bytes are the label.
    Label(usize),
}

fn opening(plain: &str, now: Part, is_heading: bool) -> Option<(Part, Opens)> {
    if let Some((_, part)) = HEADINGS.iter().find(|(heading, _)| plain == *heading) {
        // `Disclosure` and `Response` are ordinary words inside a request.
        if now != Part::Request || is_heading || !matches!(plain, "request" | "documents" | "attached") {
            return Some((*part, Opens::Heading));
        }
    }
    if let Some((_, part)) = INTRODUCTIONS.iter().find(|(start, part)| {
        let begins = plain.starts_with(start) && plain.len() <= start.len() + 60;
        let ends = *part == Part::Request && now == Part::Top && plain.len() <= LONGEST_OPENING;
        begins || ends && plain.rsplit(". ").next().is_some_and(|last| last.starts_with(start))
    }) {
        return Some((*part, Opens::Heading));
    }
    if let Some((label, part)) = LABELS.iter().find(|(label, _)| plain.starts_with(label)) {
        return Some((*part, Opens::Label(label.len())));
    }
    if ASKS.is_match(plain) && matches!(now, Part::Top) {
        return Some((Part::Request, Opens::Heading));
    }
    if SIGNS.contains(&plain.trim_end_matches(',')) && now != Part::Request {
        return Some((Part::Signature, Opens::Heading));
    }
    let sentences = DECIDES.iter().any(|start| plain.starts_with(start)) || HOLDS.is_match(plain);
    if sentences && matches!(now, Part::Top | Part::Request) {
        return Some((Part::Decision, Opens::Sentence));
    }
    if matches!(now, Part::Decision | Part::Reasons) && ATTACHES.iter().any(|start| plain.starts_with(start)) {
        return Some((Part::Disclosure, Opens::Sentence));
    }
    None
}

/// Lower case, straight apostrophes, no colon at the end.
fn plain(text: &str) -> String {
    text.to_ascii_lowercase().replace('’', "'").trim_end_matches([':', '.', ' ', '-', '–']).to_owned()
}

const HEADINGS: [(&str, Part); 46] = [
    ("request", Part::Request),
    ("the request", Part::Request),
    ("your request", Part::Request),
    ("information requested", Part::Request),
    ("request for information", Part::Request),
    ("what you asked", Part::Request),
    ("what was asked", Part::Request),
    ("you asked", Part::Request),
    ("you asked for", Part::Request),
    ("you requested", Part::Request),
    ("question", Part::Request),
    ("questions", Part::Request),
    ("decision", Part::Decision),
    ("our decision", Part::Decision),
    ("response", Part::Decision),
    ("our response", Part::Decision),
    ("the response", Part::Decision),
    ("our answer", Part::Decision),
    ("answer", Part::Decision),
    ("we decided", Part::Decision),
    ("reason for decision", Part::Reasons),
    ("reasons for decision", Part::Reasons),
    ("reason for the decision", Part::Reasons),
    ("reasons for the decision", Part::Reasons),
    ("reason for our decision", Part::Reasons),
    ("reasons for our decision", Part::Reasons),
    ("reason for refusal", Part::Reasons),
    ("reasons for refusal", Part::Reasons),
    ("reasons", Part::Reasons),
    ("why", Part::Reasons),
    ("disclosure", Part::Disclosure),
    ("information disclosed", Part::Disclosure),
    ("what we are disclosing", Part::Disclosure),
    ("attachments", Part::Disclosure),
    ("attached", Part::Disclosure),
    ("documents", Part::Disclosure),
    ("supporting documents", Part::Disclosure),
    ("downloads", Part::Disclosure),
    ("complaint rights", Part::Rights),
    ("your right of complaint", Part::Rights),
    ("your right to complain", Part::Rights),
    ("right of complaint", Part::Rights),
    ("internal review", Part::Rights),
    ("your rights", Part::Rights),
    ("if you are not satisfied", Part::Rights),
    ("legal annex", Part::LegalAnnex),
];

/// A sentence or two before the request; what is longer is an answer.
const LONGEST_OPENING: usize = 500;

/// Sentences that introduce a part and are not part of it.
const INTRODUCTIONS: [(&str, Part); 15] = [
    ("i note you seek access to the following", Part::Request),
    ("i note that you seek access to the following", Part::Request),
    ("you have asked for the following", Part::Request),
    ("you asked for the following", Part::Request),
    ("you asked the following", Part::Request),
    ("you requested the following", Part::Request),
    ("you have requested the following", Part::Request),
    ("the request was for", Part::Request),
    ("the requester asked", Part::Request),
    ("your request was as follows", Part::Request),
    ("we received the following request", Part::Request),
    ("we were asked", Part::Request),
    ("the following information was requested", Part::Request),
    ("you are entitled to ask for an internal review", Part::Rights),
    ("are you unhappy with", Part::Rights),
];

/// Labels that carry their text on the same line.
const LABELS: [(&str, Part); 6] = [
    ("request:", Part::Request),
    ("your request:", Part::Request),
    ("information requested:", Part::Request),
    ("decision:", Part::Decision),
    ("our decision:", Part::Decision),
    ("response:", Part::Decision),
];

/// How a decision opens.
const DECIDES: [&str; 31] = [
    "i have today decided",
    "i have decided",
    "we have today decided",
    "we have decided",
    "it has been decided",
    "having considered your request",
    "having located and considered",
    "following a search",
    "following receipt of your request",
    "following your request",
    "in response to your request",
    "no information is held",
    "no information held",
    "the information you have requested is not held",
    "the information requested is not held",
    "this response serves as a refusal notice",
    "this letter is to inform you",
    "following searches",
    "searches were",
    "searches failed",
    "i can confirm",
    "i confirm that",
    "we can confirm",
    "we confirm that",
    "i can neither confirm nor deny",
    "we can neither confirm nor deny",
    "i am not obliged",
    "this letter is a refusal notice",
    "this response is a refusal notice",
    "this email serves as a refusal notice",
    "after careful consideration",
];

/// A sentence that ends by saying that the request follows, whatever it begins with.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:you (?:have )?(?:asked|requested)|you asked (?:us )?for|you seek access to|requesting|your request (?:was|is)|request(?:ed)? for)(?: the following)?(?: information)?(?: about [a-z ,]{1,60})?$")
        .expect("a fixed expression, used by every test of this module")
});

/// A decision that opens with whether something is held.
static HOLDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:we|i|(?:the|this) [a-z]+(?: [a-z]+){0,3}) (?:can confirm (?:that )?(?:we|it) )?(?:do not |does not )?holds? (?:all |some |none |no |any |the |this |that |of |relevant |recorded |requested ){0,3}(?:information|records|data)")
        .expect("a fixed expression, used by every test of this module")
});

/// How a letter ends; what follows is who signed it.
const SIGNS: [&str; 5] = ["yours sincerely", "yours faithfully", "kind regards", "regards", "with kind regards"];

/// How what is given is introduced.
const ATTACHES: [&str; 6] = [
    "please find attached",
    "please find below",
    "please see attached",
    "please see the attached",
    "attached is",
    "attached are",
];
