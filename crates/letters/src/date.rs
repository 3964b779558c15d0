//! Dates as a letter writes them: 3 November 2026, 3 Tachwedd 2026.

use jiff::civil::Date;

use crate::letter::Language;

/// The date in words, without a leading nought and without a weekday.
#[must_use]
pub fn in_words(date: Date, language: Language) -> String {
    let months = match language {
        Language::English => ENGLISH,
        Language::Welsh => WELSH,
    };
    let month = usize::try_from(date.month()).ok().and_then(|month| months.get(month.wrapping_sub(1)));
    format!("{} {} {}", date.day(), month.copied().unwrap_or_default(), date.year())
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WELSH: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_out_in_each_language() {
        let day = jiff::civil::date(2026, 11, 3);
        assert_eq!(in_words(day, Language::English), "3 November 2026");
        assert_eq!(in_words(day, Language::Welsh), "3 Tachwedd 2026");
    }
}
