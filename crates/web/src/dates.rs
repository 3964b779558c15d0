//! Dates as a reader wants them: 3 November 2026.

use jiff::Timestamp;
use jiff::civil::Date;

/// Such as `3 November 2026`.
pub(crate) fn long(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Such as `Tuesday 3 November 2026`.
pub(crate) fn with_weekday(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// The day of a moment, in the United Kingdom, as [`long`].
pub(crate) fn long_of(moment: Timestamp) -> String {
    moment.in_tz("Europe/London").map_or_else(|_| moment.strftime("%-d %B %Y").to_string(), |zoned| long(zoned.date()))
}

/// A date as somebody may type it: `2026-11-03`, `3/11/2026` or `3 November 2026`.
pub(crate) fn typed(text: &str) -> Option<Date> {
    let text = text.trim();
    ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"].iter().find_map(|format| Date::strptime(format, text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_understood_as_people_type_it() {
        for text in ["2026-11-03", "3/11/2026", "03/11/2026", "3 November 2026", " 3 Nov 2026 "] {
            assert_eq!(typed(text), Some(date(2026, 11, 3)), "{text}");
        }
        assert_eq!(typed("31/2/2026"), None);
        assert_eq!(long(date(2026, 11, 3)), "3 November 2026");
    }
}
