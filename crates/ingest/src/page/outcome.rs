//! The outcome an answer states.
//!
//! Signals are looked for in the words of the decision and combined; the
//! provisions only settle which kind of refusal it is. Without any signal the
//! outcome stays empty.

use candour_casework::Outcome;
use candour_statute::provision::{by_id, denial_ground};

use super::sections::Sections;

pub(super) fn of(sections: &Sections, ids: &[String]) -> Option<Outcome> {
    let words = words(&sections.decision, &sections.disclosure);
    let words = if words.trim().is_empty() { self::words(&sections.reasons, &[]) } else { words };
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| asserts(&words, phrase));
    let cites = |id: &str| ids.iter().any(|cited| cited == id);

    let gives_some = says(&GIVES_SOME);
    let gives = gives_some || says(&GIVES);
    let denies = says(&DENIES) || ids.iter().any(|id| denial_ground(id).is_some());
    let withholds = says(&WITHHOLDS);
    let not_held = says(&NOT_HELD);
    let grounds: Vec<_> = ids.iter().filter_map(|id| by_id(id)).collect();
    let information_grounds = grounds.iter().filter(|ground| !ground.is_procedural()).count();

    if gives && (gives_some || withholds || denies || information_grounds > 0) {
        return Some(Outcome::DisclosedInPart);
    }
    if gives {
        return Some(Outcome::Disclosed);
    }
    if denies && !(says(&["has been withheld", "have been withheld", "is being withheld"]) && information_grounds > 0) {
        return Some(Outcome::NeitherConfirmNorDeny);
    }
    if cites("s12-1")
        || cites("s12-2")
        || cites("s12-4")
        || says(&["exceed the appropriate limit", "exceeds the appropriate limit"])
    {
        return Some(Outcome::CostLimit);
    }
    if cites("s14-1") {
        return Some(Outcome::Vexatious);
    }
    if cites("s14-2") {
        return Some(Outcome::Repeated);
    }
    match grounds.as_slice() {
        [only] if only.id == "s21" => return Some(Outcome::AccessibleElsewhere),
        [only] if only.id == "s22" => return Some(Outcome::IntendedForPublication),
        _ => {}
    }
    if information_grounds > 0 {
        return Some(Outcome::Withheld);
    }
    if not_held {
        return Some(Outcome::NotHeld);
    }
    if says(&["transferred your request", "request has been transferred"]) {
        return Some(Outcome::Transferred);
    }
    if says(&["request has been withdrawn", "you withdrew your request", "you have withdrawn"]) {
        return Some(Outcome::Withdrawn);
    }
    if withholds {
        return Some(Outcome::Withheld);
    }
    says(&HOLDS).then_some(Outcome::Disclosed)
}

/// Whether the words state a phrase, not deny or suppose it.
fn asserts(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| {
        let before: String = words
            .get(..at)
            .unwrap_or_default()
            .chars()
            .rev()
            .take(REACH)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let clause = before.rsplit(['.', ';', '\n']).next().unwrap_or_default();
        !SUPPOSES.iter().any(|word| clause.contains(word))
    })
}

fn words(first: &[String], second: &[String]) -> String {
    let mut words = String::new();
    for line in first.iter().chain(second) {
        words.push_str(&line.to_lowercase().replace('’', "'"));
        words.push('\n');
    }
    words
}

const GIVES_SOME: [&str; 12] = [
    "disclose some",
    "disclosed some",
    "disclosing some",
    "partially disclose",
    "partial disclosure",
    "disclose in part",
    "disclosed in part",
    "provide some of",
    "redacted copy",
    "redacted version",
    "some of the information has been withheld",
    "some data has been withheld",
];

const GIVES: [&str; 26] = [
    "decided to disclose",
    "am disclosing",
    "are disclosing",
    "can disclose",
    "provided to you",
    "have provided",
    "disclose the requested information",
    "disclose the information",
    "disclose the located information",
    "disclose all",
    "disclose this information",
    "disclosed in full",
    "disclose in full",
    "disclose to you",
    "full disclosure",
    "fully disclose",
    "information is disclosed",
    "information has been disclosed",
    "is provided below",
    "are provided below",
    "please find attached",
    "please find below",
    "please see attached",
    "please see the attached",
    "pleased to provide",
    "is attached",
];

const DENIES: [&str; 6] = [
    "neither confirm nor deny",
    "neither confirms nor denies",
    "neither confirming nor denying",
    "can neither confirm",
    "not obliged to confirm or deny",
    "not required to confirm or deny",
];

const WITHHOLDS: [&str; 9] = [
    "withheld",
    "withhold",
    "withholding",
    "exempt from disclosure",
    "is exempt",
    "are exempt",
    "not to disclose",
    "refuse your request",
    "refuse to disclose",
];

/// Said of what is then given, where nothing is withheld.
const HOLDS: [&str; 6] = [
    "hold this information",
    "holds this information",
    "hold the information",
    "holds the information",
    "information is held",
    "hold the requested information",
];

const NOT_HELD: [&str; 14] = [
    "not held",
    "does not hold",
    "do not hold",
    "no information held",
    "no information is held",
    "no recorded information",
    "holds no information",
    "hold no information",
    "failed to locate any",
    "did not locate any",
    "located no information",
    "no records were found",
    "found no information",
    "no relevant information was found",
];

/// Words that turn a phrase into its opposite or into a supposition.
const SUPPOSES: [&str; 12] = [
    "if we",
    "if i ",
    "unable to",
    "cannot",
    "not to ",
    "were to",
    "would be required",
    "decided not",
    "refuse to",
    "refusing to",
    "duty to",
    "were it ",
];

/// How far back a negation can stand.
const REACH: usize = 60;
