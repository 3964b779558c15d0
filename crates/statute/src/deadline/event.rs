//! What stops, restarts or moves a clock.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Query;
use crate::Error;

/// What happened.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventKind {
    /// The authority asked what was meant, needing to know (FOIA 2000 s.1(3), EIR 2004 reg. 9(2)).
    ClarificationSought,
    /// The requester answered.
    Clarified,
    /// A fees notice was given (FOIA 2000 s.9, EIR 2004 reg. 8).
    FeesNotice,
    /// The fee was received.
    FeePaid,
    /// Proof of identity was asked for (subject access only).
    IdentityAsked,
    /// It was given.
    IdentityGiven,
    /// The time was extended; the event's date is the new date.
    ExtendedTo,
}

impl EventKind {
    /// The word used on the command line and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ClarificationSought => "clarification-sought",
            Self::Clarified => "clarified",
            Self::FeesNotice => "fees-notice",
            Self::FeePaid => "fee-paid",
            Self::IdentityAsked => "identity-asked",
            Self::IdentityGiven => "identity-given",
            Self::ExtendedTo => "extended-to",
        }
    }

    const ALL: [Self; 7] = [
        Self::ClarificationSought,
        Self::Clarified,
        Self::FeesNotice,
        Self::FeePaid,
        Self::IdentityAsked,
        Self::IdentityGiven,
        Self::ExtendedTo,
    ];
}

/// Something that moved a clock, and when; written `KIND=DATE` on a command line.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// On which day; for [`EventKind::ExtendedTo`] the new date.
    pub on: Date,
}

impl std::str::FromStr for Event {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let Some((word, day)) = text.split_once('=') else {
            return Err(Error::input(format!("`{text}` is no event: write KIND=YYYY-MM-DD")));
        };
        let kind = EventKind::ALL.into_iter().find(|kind| kind.word() == word.trim()).ok_or_else(|| {
            let words: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.word()).collect();
            Error::input(format!("no event `{}`: it is {}", word.trim(), words.join(", ")))
        })?;
        let on = day.trim().parse().map_err(|error| Error::input(format!("`{}` is no date: {error}", day.trim())))?;
        Ok(Self { kind, on })
    }
}

/// Refuse what cannot have happened.
pub(super) fn check(query: &Query) -> Result<(), Error> {
    let happened = query.events.iter().filter(|event| event.kind != EventKind::ExtendedTo);
    if let Some(today) = query.today {
        if query.received_on > today {
            return Err(Error::input(format!("received on {} is in the future: today is {today}", query.received_on)));
        }
        if let Some(event) = happened.clone().find(|event| event.on > today) {
            return Err(Error::input(format!(
                "{} on {} is in the future: today is {today}",
                event.kind.word(),
                event.on
            )));
        }
    }
    for event in &query.events {
        if event.on < query.received_on {
            return Err(Error::order(format!(
                "{} on {} is before receipt on {}",
                event.kind.word(),
                event.on,
                query.received_on
            )));
        }
    }
    Ok(())
}

/// A question to the requester, and its answer once there is one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Wait {
    pub(super) from: Date,
    pub(super) to: Option<Date>,
}

/// Pair each `opens` with the `closes` that follows it, in order of date.
pub(super) fn waits(query: &Query, opens: EventKind, closes: EventKind) -> Result<Vec<Wait>, Error> {
    let mut events: Vec<&Event> =
        query.events.iter().filter(|event| event.kind == opens || event.kind == closes).collect();
    // On one day the question comes before its answer.
    events.sort_by_key(|event| event.on);
    let mut waits: Vec<Wait> = Vec::new();
    for event in events {
        let open = waits.last_mut().filter(|wait| wait.to.is_none());
        match (event.kind == opens, open) {
            (true, None) => waits.push(Wait { from: event.on, to: None }),
            (true, Some(wait)) => {
                return Err(Error::order(format!(
                    "{} on {}, while the one of {} was still open",
                    opens.word(),
                    event.on,
                    wait.from
                )));
            }
            (false, Some(wait)) => wait.to = Some(event.on),
            (false, None) => {
                return Err(Error::order(format!(
                    "{} on {}, but there was no {} before it",
                    closes.word(),
                    event.on,
                    opens.word()
                )));
            }
        }
    }
    Ok(waits)
}

/// The dates to which time was extended, in the order given.
pub(super) fn extensions(query: &Query) -> Vec<Date> {
    query.events.iter().filter(|event| event.kind == EventKind::ExtendedTo).map(|event| event.on).collect()
}

/// Refuse events that this clock knows nothing of.
pub(super) fn refuse(query: &Query, kinds: &[EventKind], why: &str) -> Result<(), Error> {
    match query.events.iter().find(|event| kinds.contains(&event.kind)) {
        Some(event) => Err(Error::input(format!("{} does not apply: {why}", event.kind.word()))),
        None => Ok(()),
    }
}
