//! The words of letters: the built-in phrases in English and Welsh, and what an authority puts in their place.
//!
//! The built-in table is `wording/phrases.toml`. An authority may reword only the phrases marked `editable` there;
//! what the Act requires a letter to say cannot be edited away. Its words are minijinja templates run in a sandbox:
//! no file, no include, no loop without end (fuel), no variable that the phrase does not list, and a limit on length.
//! Each set of words has a version, which the letter records.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

use crate::letter::{Language, Text};

/// Values for the variables of a phrase.
pub type Values<'a> = &'a [(&'a str, &'a str)];

/// The words an authority uses: the built-in phrases and its own in place of some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WordingFile", into = "WordingFile")]
pub struct Wording {
    version: String,
    own: BTreeMap<String, OwnWords>,
}

/// What an authority says in place of a built-in phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords {
    /// The English template.
    pub en: String,
    /// The Welsh template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cy: Option<String>,
}

/// What a wording file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordingFile {
    version: String,
    #[serde(default)]
    phrases: BTreeMap<String, OwnWords>,
}

/// Why an authority's words are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordingError {
    /// No phrase has this key.
    #[error("no phrase is called `{key}`")]
    Unknown {
        /// The key.
        key: String,
    },
    /// The phrase says what the law requires.
    #[error("the phrase `{key}` says what the law requires a letter to say, and cannot be reworded")]
    NotEditable {
        /// The key.
        key: String,
    },
    /// The template does not run.
    #[error("the words for `{key}`: {problem}")]
    Template {
        /// The key.
        key: String,
        /// What is wrong, in the words of the template engine.
        problem: String,
    },
    /// The template's result is too long.
    #[error("the words for `{key}` are longer than {LONGEST} characters")]
    TooLong {
        /// The key.
        key: String,
    },
    /// The version is empty.
    #[error("a set of words needs a version")]
    NoVersion,
}

/// What a phrase says in a language, and whether that is the language asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The words in the language they are in.
    pub text: Text,
    /// False if there is no translation and the words are English instead.
    pub translated: bool,
}

/// A phrase an authority may reword, for the screen where it does so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditablePhrase {
    /// Its key.
    pub key: &'static str,
    /// The built-in English.
    pub built_in: &'static str,
    /// The variables it may use.
    pub uses: Vec<&'static str>,
}

impl Wording {
    /// The built-in phrases and nothing else.
    #[must_use]
    pub fn built_in() -> Self {
        Self { version: "built-in".to_owned(), own: BTreeMap::new() }
    }

    /// The built-in phrases with an authority's own in place of some, all of them tried out.
    ///
    /// # Errors
    /// The first phrase that is unknown, not editable, does not run or is too long; or an empty version.
    pub fn new(version: &str, own: BTreeMap<String, OwnWords>) -> Result<Self, WordingError> {
        if version.trim().is_empty() {
            return Err(WordingError::NoVersion);
        }
        for (key, words) in &own {
            preview(key, &words.en)?;
            if let Some(welsh) = &words.cy {
                preview(key, welsh)?;
            }
        }
        Ok(Self { version: version.to_owned(), own })
    }

    /// The version, as letters record it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the phrase says.
    ///
    /// # Errors
    /// If no phrase has this key or a variable it uses has no value: faults of this crate, found by its tests.
    pub fn say(&self, key: &str, language: Language, values: Values<'_>) -> Result<Said, WordingError> {
        let built_in = phrase(key)?;
        let (english, welsh) = match self.own.get(key) {
            Some(own) => (own.en.as_str(), own.cy.as_deref()),
            None => (built_in.en.as_str(), built_in.cy.as_deref()),
        };
        let (template, spoken) = match (language, welsh) {
            (Language::Welsh, Some(welsh)) => (welsh, Language::Welsh),
            _ => (english, Language::English),
        };
        let words = run(key, template, values)?;
        // An empty phrase needs no translation.
        let translated = spoken == language || words.is_empty();
        Ok(Said { text: Text::new(words, spoken), translated })
    }
}

/// What an authority's words for a phrase come to, with sample values: for its preview, and to refuse what fails.
///
/// # Errors
/// The phrase is unknown or not editable, or the template does not run or is too long.
pub fn preview(key: &str, template: &str) -> Result<String, WordingError> {
    let phrase = phrase(key)?;
    if !phrase.editable {
        return Err(WordingError::NotEditable { key: key.to_owned() });
    }
    let values: Vec<(&str, &str)> = phrase.uses.iter().map(|name| (name.as_str(), sample(name))).collect();
    let words = run(key, template, &values)?;
    if template.len().max(words.len()) > LONGEST {
        return Err(WordingError::TooLong { key: key.to_owned() });
    }
    Ok(words)
}

/// The phrases an authority may reword.
pub fn editable_phrases() -> impl Iterator<Item = EditablePhrase> {
    PHRASES.iter().filter(|(_, phrase)| phrase.editable).map(|(key, phrase)| EditablePhrase {
        key,
        built_in: &phrase.en,
        uses: phrase.uses.iter().map(String::as_str).collect(),
    })
}

/// The share of built-in phrases that have a Welsh text: how many, of how many.
#[must_use]
pub fn welsh_coverage() -> (usize, usize) {
    (PHRASES.values().filter(|phrase| phrase.cy.is_some()).count(), PHRASES.len())
}

impl TryFrom<WordingFile> for Wording {
    type Error = WordingError;

    fn try_from(file: WordingFile) -> Result<Self, WordingError> {
        if file.phrases.is_empty() && file.version == Self::built_in().version {
            return Ok(Self::built_in());
        }
        Self::new(&file.version, file.phrases)
    }
}

impl From<Wording> for WordingFile {
    fn from(wording: Wording) -> Self {
        Self { version: wording.version, phrases: wording.own }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    en: String,
    cy: Option<String>,
    #[serde(default)]
    editable: bool,
    #[serde(default)]
    uses: Vec<String>,
}

fn phrase(key: &str) -> Result<&'static Phrase, WordingError> {
    PHRASES.get(key).ok_or_else(|| WordingError::Unknown { key: key.to_owned() })
}

fn run(key: &str, template: &str, values: Values<'_>) -> Result<String, WordingError> {
    let failed = |error: minijinja::Error| WordingError::Template { key: key.to_owned(), problem: problem(&error) };
    if !template.contains('{') {
        return Ok(template.to_owned());
    }
    let context: BTreeMap<String, String> =
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    SANDBOX.render_str(template, context).map_err(failed)
}

fn problem(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{} ({detail})", error.kind()),
        None => error.kind().to_string(),
    }
}

fn sample(variable: &str) -> &'static str {
    match variable {
        "authority" => "Sample Authority",
        "email" => "information@sample.example",
        "reference" => "99.FOI.26.000001",
        "team" => "Information Rights Unit",
        _ => "sample",
    }
}

/// A minijinja environment that can reach nothing: no loader, no globals, undefined names fail, work is metered.
static SANDBOX: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(8);
    environment.add_filter("upper", |text: &str| text.to_uppercase());
    environment.add_filter("lower", |text: &str| text.to_lowercase());
    environment
});

static PHRASES: LazyLock<BTreeMap<String, Phrase>> = LazyLock::new(|| {
    let table: toml::Table = toml::from_str(include_str!("../wording/phrases.toml"))
        .expect("the compiled-in phrases are read by every test of this crate");
    let mut phrases = BTreeMap::new();
    collect("", table, &mut phrases);
    phrases
});

/// Flattens `[a.b]` into the key `a.b`; a table is a phrase if it has English.
fn collect(prefix: &str, table: toml::Table, phrases: &mut BTreeMap<String, Phrase>) {
    let (own, nested): (toml::Table, toml::Table) = table.into_iter().partition(|(_, value)| !value.is_table());
    if !own.is_empty() {
        let phrase = own.try_into().expect("the compiled-in phrases are read by every test of this crate");
        phrases.insert(prefix.to_owned(), phrase);
    }
    for (name, value) in nested {
        if let toml::Value::Table(table) = value {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            collect(&key, table, phrases);
        }
    }
}

/// Bytes; longer than any paragraph should be, and short enough that a template cannot fill memory.
const LONGEST: usize = 4_000;

/// Instructions a template may run: a paragraph needs some dozens.
const FUEL: u64 = 10_000;

#[cfg(test)]
mod tests;
