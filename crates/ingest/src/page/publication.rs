//! An imported page in the form in which the log shows it.

use candour_casework::command::PublicWords;
use candour_casework::publication::PublishedSection;
use candour_statute::provision;

use super::PageImport;

impl PageImport {
    /// The words with which the page is published again; `reference` is that of its case.
    ///
    /// Everything in it was published before. Files are named and not given: only a rendition that was made and checked
    /// here may be.
    #[must_use]
    pub fn for_publication(&self, reference: &str) -> PublicWords {
        let title = self.title.clone().unwrap_or_else(|| self.title_from_request(reference));
        let first = self.decision.as_deref().and_then(|decision| decision.lines().next()).unwrap_or_default();
        let number: String = reference.chars().filter(char::is_ascii_digit).collect();
        PublicWords {
            slug: slug(&title, &number),
            summary: shortened(first, SUMMARY_CHARACTERS),
            title,
            sections: self.sections(),
            ..PublicWords::default()
        }
    }

    fn title_from_request(&self, reference: &str) -> String {
        let asked = self.parts.first().map(|part| part.text.as_str()).or(self.request.as_deref());
        match asked.map(|words| shortened(words.lines().next().unwrap_or_default(), TITLE_CHARACTERS)) {
            Some(title) if !title.is_empty() => title,
            _ => format!("Request {reference}"),
        }
    }

    fn sections(&self) -> Vec<PublishedSection> {
        let section =
            |heading: &str, paragraphs: Vec<String>| PublishedSection { heading: heading.to_owned(), paragraphs };
        let lines = |text: &Option<String>| text.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
        let mut sections = vec![section("Our decision", lines(&self.decision))];
        for reason in &self.reasons {
            let cited: Vec<&str> = reason.provisions.iter().filter_map(|id| provision::reference(id)).collect();
            let heading = if cited.is_empty() { "Why".to_owned() } else { format!("Why: {}", cited.join(", ")) };
            sections.push(section(&heading, reason.paragraphs.clone()));
        }
        sections.push(section("What was disclosed", lines(&self.disclosure)));
        let files = self.attachments.iter().map(|attachment| attachment.title.clone()).collect();
        sections.push(section("Files that went with this answer", files));
        sections.retain(|section| !section.paragraphs.is_empty());
        sections
    }
}

/// At most so many characters, ended at a word.
fn shortened(text: &str, characters: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(characters).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']))
}

/// Words for an address: lower-case letters and digits with hyphens, and the number that makes them its own.
fn slug(title: &str, number: &str) -> String {
    let mut words = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if !words.ends_with('-') && !words.is_empty() {
            words.push('-');
        }
        if words.len() >= SLUG_LETTERS {
            break;
        }
    }
    let words = words.trim_matches('-');
    [words, number].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

const TITLE_CHARACTERS: usize = 90;
const SUMMARY_CHARACTERS: usize = 240;
const SLUG_LETTERS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_plain_words_and_the_number() {
        assert_eq!(slug("Boats – bought & sold, 2021", "99"), "boats-bought-sold-2021-99");
        assert_eq!(slug("„Ünsinn“ ???", "7"), "nsinn-7");
        assert_eq!(slug("?!", "7"), "7");
    }

    #[test]
    fn a_long_text_ends_at_a_word() {
        assert_eq!(shortened("one two, three", 9), "one two…");
        assert_eq!(shortened("one", 9), "one");
    }
}
