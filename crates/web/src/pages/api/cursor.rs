//! Cursors: where in the log a page ended, in a form that addresses can hold.
//!
//! A cursor names the last disclosure shown, not a number of them, so that nothing is missed or shown twice when
//! something is published while the list is being read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use candour_casework::Reference;
use candour_casework::publication::LogPlace;
use jiff::civil::Date;

pub(super) fn write(place: &LogPlace) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {} {}", place.published_on, place.reference, place.authority))
}

pub(super) fn read(cursor: &str) -> Option<LogPlace> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut fields = text.split(' ');
    let (day, reference, authority) = (fields.next()?, fields.next()?, fields.next()?);
    let reference: Reference = reference.parse().ok()?;
    Some(LogPlace {
        published_on: Date::strptime("%Y-%m-%d", day).ok()?,
        reference: reference.to_string(),
        authority: authority.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_cursor_reads_back_and_anything_else_is_none() {
        let place = LogPlace {
            published_on: date(2026, 5, 1),
            reference: "99.FOI.26.000001".to_owned(),
            authority: "sample-police".parse().unwrap(),
        };
        assert_eq!(read(&write(&place)), Some(place));
        for wrong in ["", "0", "50", "!", "MjAyNi0wNS0wMQ", "\u{0}"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
