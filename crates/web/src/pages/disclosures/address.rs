//! What stands in the address of a search, as somebody typed it.

use candour_search::Query;

use crate::components::FieldError;
use crate::dates;

/// A search as it was asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) query: Query,
    /// The dates as typed.
    pub(super) from: String,
    pub(super) to: String,
    pub(super) errors: Vec<FieldError>,
    /// Whether the words were too many.
    pub(super) is_cut: bool,
}

impl Asked {
    /// Reads an address; `None` if it is too long to be a search.
    pub(super) fn read(raw: &str) -> Option<Self> {
        if raw.len() > LONGEST {
            return None;
        }
        let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(raw).unwrap_or_default();
        let mut asked =
            Self { query: Query::default(), from: String::new(), to: String::new(), errors: Vec::new(), is_cut: false };
        for (name, value) in &mut pairs {
            let typed = match name.as_str() {
                "q" => {
                    asked.is_cut = value.trim().chars().count() > Query::LONGEST_TEXT;
                    continue;
                }
                "from" => &mut asked.from,
                "to" => &mut asked.to,
                _ => continue,
            };
            *typed = value.chars().take(LONGEST_DATE).collect();
            if value.trim().is_empty() {
                continue;
            }
            match dates::typed(value) {
                Some(date) => *value = date.to_string(),
                None => {
                    let field = if name == "from" { "from" } else { "to" };
                    let which = if field == "from" { "after" } else { "before" };
                    let message = format!("“Answered on or {which}” must be a real date, like 27/3/2026");
                    asked.errors.push(FieldError::new(field, message));
                }
            }
        }
        asked.query = Query::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if let (Some(from), Some(to)) = (asked.query.from, asked.query.to)
            && from > to
        {
            asked.errors.push(FieldError::new("to", "The last date must be the same as or after the first date"));
        }
        Some(asked)
    }
}

/// Bytes of an address: more than any search made with the page has.
const LONGEST: usize = 8 * 1024;
const LONGEST_DATE: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_type_them_and_kept_as_typed_when_wrong() {
        let asked = Asked::read("q=cars&from=1%2F4%2F2026&to=soon").unwrap();
        assert_eq!(asked.query.from, Some(jiff::civil::date(2026, 4, 1)));
        assert_eq!((asked.to.as_str(), asked.errors.len()), ("soon", 1));
        assert_eq!(Asked::read("from=2026-02-01&to=2026-01-01").unwrap().errors[0].field, "to");
    }

    #[test]
    fn an_endless_address_is_no_search() {
        assert!(Asked::read(&format!("q={}", "x".repeat(10_000))).is_none());
        assert!(Asked::read(&format!("q={}", "x".repeat(5_000))).unwrap().is_cut);
        assert!(Asked::read("%FF&&==&q=%FF%00").is_some());
    }
}
