//! Reading the gov.uk bank-holiday feed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Division;
use crate::Error;

/// One bank holiday in one division.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Holiday {
    /// The day on which it is kept (the substitute day, where there is one).
    pub date: Date,
    /// Where it is kept.
    pub division: Division,
    /// Its name, or the reason for a day that was proclaimed.
    pub title: String,
    /// Whether it was added to the published data.
    pub proclaimed: bool,
}

#[derive(Deserialize)]
struct Feed {
    division: String,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: Date,
}

pub(super) fn read(json: &str) -> Result<Vec<Holiday>, Error> {
    let feeds: BTreeMap<String, Feed> =
        serde_json::from_str(json).map_err(|error| Error::data(format!("reading bank holidays: {error}")))?;
    let mut holidays = Vec::new();
    for division in Division::ALL {
        let Some(feed) = feeds.get(division.key()) else {
            return Err(Error::data(format!("reading bank holidays: no division `{}`", division.key())));
        };
        if feed.division != division.key() {
            return Err(Error::data(format!(
                "reading bank holidays: `{}` calls itself `{}`",
                division.key(),
                feed.division
            )));
        }
        holidays.extend(feed.events.iter().map(|event| Holiday {
            date: event.date,
            division,
            title: event.title.clone(),
            proclaimed: false,
        }));
    }
    Ok(holidays)
}

/// The years that every division covers, first and last.
pub(super) fn years_covered(holidays: &[Holiday]) -> Result<(i16, i16), Error> {
    let mut covered: Option<(i16, i16)> = None;
    for division in Division::ALL {
        let years = holidays.iter().filter(|day| day.division == division).map(|day| day.date.year());
        let (Some(first), Some(last)) = (years.clone().min(), years.max()) else {
            return Err(Error::data(format!("reading bank holidays: none for {}", division.name())));
        };
        covered = match covered {
            None => Some((first, last)),
            Some((from, to)) => Some((from.max(first), to.min(last))),
        };
    }
    match covered {
        Some((from, to)) if from <= to => Ok((from, to)),
        _ => Err(Error::data("reading bank holidays: the divisions share no year")),
    }
}
