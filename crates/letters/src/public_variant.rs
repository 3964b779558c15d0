//! The letter as it may be published: made from the structure, by leaving out.
//!
//! Out go the addressee, the salutation, what is for the requester only, and the name of an officer below the grade
//! the authority publishes. An officer can still have written a name into a reason; so the names that went out are
//! looked for in everything that stays, and if one is there, there is no public variant but a list of the places.

use crate::letter::{Audience, Letter, Variant};

/// A name that stands in a text which would be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFound {
    /// Whose name it is.
    pub whose: Whose,
    /// The text it stands in.
    pub within: String,
}

/// Whose name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The requester's.
    Requester,
    /// That of an officer whose name is not published.
    Officer,
}

/// Texts that would be published name somebody who must not be named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} of the texts to be published name the requester or an officer who may not be named", places.len())]
pub struct NamesRemain {
    /// Each place.
    pub places: Vec<NameFound>,
}

impl Letter {
    /// The public variant.
    ///
    /// # Errors
    /// If the requester's name, or that of an officer who may not be named, stands in what would remain.
    pub fn for_publication(&self) -> Result<Self, NamesRemain> {
        let mut public = self.clone();
        public.variant = Variant::Public;
        public.addressee = None;
        public.salutation = None;
        public.blocks.retain(|block| block.audience != Audience::Requester);
        if let Some(signatory) = &mut public.signatory {
            signatory.closing = None;
            if !signatory.may_be_named {
                signatory.name = None;
            }
        }
        let mut private = Vec::new();
        if let Some(requester) = &self.addressee {
            private.push((Whose::Requester, requester.name.as_str()));
        }
        if let Some(signatory) = self.signatory.as_ref().filter(|signatory| !signatory.may_be_named) {
            private.push((Whose::Officer, signatory.name.as_deref().unwrap_or_default()));
        }
        let mut places = Vec::new();
        for (whose, name) in private {
            for text in public.texts().filter(|text| names(&text.words, name)) {
                places.push(NameFound { whose, within: text.words.clone() });
            }
        }
        if places.is_empty() { Ok(public) } else { Err(NamesRemain { places }) }
    }
}

/// Whether the words hold the name: the whole of it in any case, or its last word as written.
fn names(words: &str, name: &str) -> bool {
    let divide = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (words, name) = (divide(words), divide(name));
    let Some(last) = name.last() else { return false };
    let whole = words
        .windows(name.len())
        .any(|run| run.iter().zip(&name).all(|(word, part)| word.to_lowercase() == part.to_lowercase()));
    // A surname of one or two letters is an initial, not a name.
    let surname =
        name.len() > 1 && last.chars().count() > 2 && words.iter().any(|word| word.trim_end_matches("'s") == last);
    whole || surname
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whole_in_any_case_and_by_its_surname_as_written() {
        assert!(names("as robin  PELLOW asked", "Robin Pellow"));
        assert!(names("Pellow's letter", "Robin Pellow"));
        assert!(!names("a pellow of wheat", "Robin Pellow"));
        assert!(!names("Pellowes", "Robin Pellow"));
        assert!(!names("anything", ""));
    }
}
