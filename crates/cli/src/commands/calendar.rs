//! `candour calendar add`: a proclaimed holiday, and what it does to open cases.

use anyhow::{Context, Result, bail};
use candour_casework::calendar::{self, Recomputed};
use candour_casework::ports::{AuthorityStore, Clock};
use candour_casework::{Actor, By};
use candour_statute::Calendar;
use candour_store::{Access, Store};

use super::clock::SystemClock;
use super::{Outcome, print_text};
use crate::args::CalendarCommand;
use crate::config::Config;

pub(super) async fn run(command: CalendarCommand, config: &Config) -> Result<Outcome> {
    let CalendarCommand::Add { date, division, why, stores } = command;
    if why.trim().is_empty() {
        bail!("--why is empty: say what makes {date} a holiday, such as the proclamation");
    }
    // Refused before anything is written: a day that does not count already, or lies outside the calendar.
    Calendar::built_in().with_holiday(date, division, &why)?;
    let store = config.open(&stores, Access::ReadWrite).await?;
    let division = division.key();
    let added = store.add_calendar_day((date, division, &why), Actor::Operator, SystemClock.now()).await;
    if added.as_ref().is_err_and(candour_casework::ports::StoreError::is_duplicate) {
        bail!("{date} was added to the calendar of {division} before; nothing was changed");
    }
    added?;
    // The job that came with the day does the same again if this process should not live to do it now.
    let moved = everywhere(&store, &calendar::reason(date, division, &why)).await?;
    store.close().await;
    let mut text = format!("{date} does not count any more ({division}): {why}\n");
    if moved.is_empty() {
        text.push_str("no open case is affected\n");
    }
    for case in &moved {
        text.push_str(&line(case));
    }
    print_text(&text)?;
    Ok(Outcome::Clean)
}

/// The job [`calendar::RECOMPUTE_DUE_DATES`]: what is computed already stays as it is.
pub(crate) async fn recompute(store: &Store, arguments: &str) -> Result<()> {
    let why: String = serde_json::from_str(arguments).context("reading the job's arguments")?;
    everywhere(store, &why).await.map(drop)
}

async fn everywhere(store: &Store, why: &str) -> Result<Vec<Recomputed>> {
    let calendar = calendar::of_installation(store).await?;
    let by = By::operator(&SystemClock);
    let mut moved = Vec::new();
    for authority in store.authorities().await? {
        moved.extend(calendar::recompute_open_cases(store, &authority, &calendar, &by, why).await?);
    }
    Ok(moved)
}

fn line(case: &Recomputed) -> String {
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
    match &case.due_on {
        Ok(due_on) => format!("  {} was due on {}, now on {}\n", case.reference, day(case.was_due_on), day(*due_on)),
        Err(refused) => format!("  {} stays due on {}: {refused}\n", case.reference, day(case.was_due_on)),
    }
}
