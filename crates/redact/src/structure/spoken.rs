//! What a redaction is called when it is read aloud.

/// The alternative text of a box: `Withheld: section 31(1)(a)`, several provisions joined by "and".
///
/// Exemptions are ids (`s31-1-a`) or printed labels (`s31(1)(a)`); what looks like neither is said as it is.
pub fn withheld(exemptions: &[String]) -> String {
    let spoken: Vec<String> = exemptions.iter().filter(|id| !id.is_empty()).map(|id| spoken(id)).collect();
    if spoken.is_empty() { PREFIX.to_owned() } else { format!("{PREFIX}: {}", spoken.join(" and ")) }
}

/// The exemption ids that a text made by [`withheld`] names; none if it is no such text.
pub fn exemptions_in(alt: &str) -> Option<Vec<String>> {
    let rest = alt.strip_prefix(PREFIX)?;
    let Some(list) = rest.strip_prefix(": ") else { return rest.is_empty().then(Vec::new) };
    Some(list.split(" and ").map(id).collect())
}

fn spoken(exemption: &str) -> String {
    let (word, rest) = if let Some(rest) = exemption.strip_prefix("reg") {
        ("regulation", rest)
    } else if let Some(rest) = exemption.strip_prefix('s') {
        ("section", rest)
    } else {
        return exemption.to_owned();
    };
    let rest = rest.trim_start_matches(['.', ' ', '-']);
    if !rest.starts_with(|character: char| character.is_ascii_digit()) {
        return exemption.to_owned();
    }
    let mut parts = rest.split('-');
    let mut spoken = format!("{word} {}", parts.next().unwrap_or_default());
    parts.for_each(|part| spoken.push_str(&format!("({part})")));
    spoken
}

fn id(spoken: &str) -> String {
    let (prefix, rest) = if let Some(rest) = spoken.strip_prefix("section ") {
        ("s", rest)
    } else if let Some(rest) = spoken.strip_prefix("regulation ") {
        ("reg", rest)
    } else {
        return spoken.to_owned();
    };
    let parts: Vec<&str> = rest.split(['(', ')']).filter(|part| !part.is_empty()).collect();
    format!("{prefix}{}", parts.join("-"))
}

const PREFIX: &str = "Withheld";

#[cfg(test)]
mod tests {
    use super::{exemptions_in, withheld};

    #[test]
    fn provisions_are_read_out_in_words() {
        let ids = ["s31-1-a".to_owned(), "s31(1)(b)".to_owned(), "reg12-5-e".to_owned()];
        assert_eq!(withheld(&ids), "Withheld: section 31(1)(a) and section 31(1)(b) and regulation 12(5)(e)");
        assert_eq!(withheld(&[]), "Withheld");
        assert_eq!(withheld(&["staff names".to_owned()]), "Withheld: staff names");
    }

    #[test]
    fn ids_are_found_again() {
        let ids = vec!["s31-1-a".to_owned(), "s40-2".to_owned()];
        assert_eq!(exemptions_in(&withheld(&ids)), Some(ids));
        assert_eq!(exemptions_in("Withheld"), Some(vec![]));
        assert_eq!(exemptions_in("A chart"), None);
    }
}
