//! `candour deadline`: when an answer is due, and the working.

use anyhow::{Context, Result};
use candour_statute::deadline::{self, SchoolCalendar};
use candour_statute::{Calendar, Query};

use super::{Outcome, print_json, print_text};
use crate::args::Deadline;

pub(super) fn run(args: Deadline) -> Result<Outcome> {
    let school = args
        .school_calendar
        .map(|path| {
            let json = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            SchoolCalendar::from_json(&json).with_context(|| format!("{} is not a school calendar", path.display()))
        })
        .transpose()?;
    let query = Query {
        received_on: args.received,
        clock: args.clock,
        regime: args.regime,
        body: args.body,
        nation: args.nation,
        events: args.events,
        school,
        today: None,
    };
    let due = deadline::answer(&query, Calendar::built_in())?;
    if args.json {
        print_json(&due)?;
    } else {
        print_text(&deadline::strip(&due))?;
    }
    Ok(Outcome::Clean)
}
