//! What belongs to the site and not to the answer.

use super::lines::Line;

/// Drop the lines that are furniture, and count them by kind.
pub(super) fn drop_from(lines: Vec<Line>) -> (Vec<Line>, Vec<(&'static str, usize)>) {
    let mut dropped = Vec::new();
    let kept = lines
        .into_iter()
        .filter(|line| match kind(&line.text) {
            Some(kind) => {
                add_up(&mut dropped, vec![(kind, 1)]);
                false
            }
            None => true,
        })
        .collect();
    (kept, dropped)
}

/// Add counts by kind, keeping the order in which kinds were first seen.
pub(super) fn add_up(counts: &mut Vec<(&'static str, usize)>, more: Vec<(&'static str, usize)>) {
    for (kind, lines) in more {
        match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += lines,
            None => counts.push((kind, lines)),
        }
    }
}

fn kind(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase().replace('’', "'");
    // A long paragraph is an answer, whatever it begins with.
    if text.chars().count() > LONGEST {
        return None;
    }
    let begins = BEGINS.iter().find(|(start, _)| text.starts_with(start)).map(|(_, kind)| *kind);
    begins.or_else(|| {
        WHOLE
            .iter()
            .find(|(whole, _)| text.trim_end_matches(['.', ':', '>', '›', ' ']) == *whole)
            .map(|(_, kind)| *kind)
    })
}

/// Openings of furniture, in lower case.
const BEGINS: [(&str, &str); 21] = [
    ("quickly exit this site", "quick_exit"),
    ("leave this site", "quick_exit"),
    ("exit this page", "quick_exit"),
    ("we use some essential cookies", "cookie_banner"),
    ("we use cookies", "cookie_banner"),
    ("this site uses cookies", "cookie_banner"),
    ("you can manage your preferences and cookie", "cookie_banner"),
    ("you can manage your cookie", "cookie_banner"),
    ("your cookie preferences have been saved", "cookie_banner"),
    ("you've accepted additional cookies", "cookie_banner"),
    ("you've rejected additional cookies", "cookie_banner"),
    ("sorry, there was a technical problem", "error_text"),
    ("sorry, there is a problem with", "error_text"),
    ("this site is a beta", "beta_banner"),
    ("this is a new service", "beta_banner"),
    ("skip to main content", "navigation"),
    ("skip to content", "navigation"),
    ("you are here", "navigation"),
    ("share this page", "navigation"),
    ("© ", "footer"),
    ("is this page useful", "feedback"),
];

/// Lines that are furniture when they stand alone, in lower case.
const WHOLE: [(&str, &str); 24] = [
    ("accept all cookies", "cookie_banner"),
    ("accept additional cookies", "cookie_banner"),
    ("reject additional cookies", "cookie_banner"),
    ("customise cookies", "cookie_banner"),
    ("cookies", "footer"),
    ("cookies notice", "footer"),
    ("home", "navigation"),
    ("menu", "navigation"),
    ("search", "navigation"),
    ("back", "navigation"),
    ("back to top", "navigation"),
    ("back to search results", "navigation"),
    ("print this page", "navigation"),
    ("previous", "navigation"),
    ("next", "navigation"),
    ("contact us", "footer"),
    ("privacy notice", "footer"),
    ("accessibility statement", "footer"),
    ("terms and conditions", "footer"),
    ("all rights reserved", "footer"),
    ("beta", "beta_banner"),
    ("was this page helpful?", "feedback"),
    ("foi disclosures", "navigation"),
    ("freedom of information disclosure log", "navigation"),
];

/// The longest furniture seen is a cookie notice of some 330 characters.
const LONGEST: usize = 450;
