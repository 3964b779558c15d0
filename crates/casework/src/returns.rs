//! The statistical return: how an authority handled the requests of a period, counted from the event log.
//!
//! The figures are those that the section 45 code asks of larger authorities (paragraphs 8.5 and 8.6) and those of the
//! Cabinet Office's tables: requests received and where they stand, time taken, initial outcomes, provisions relied on,
//! internal reviews and complaints to the regulator. Each carries its definition. A return is counted *as known on* a
//! day: events recorded later are left out, so that last quarter's return can be run again and come out the same.
//!
//! Nothing counted here depends on whether information is held that is neither confirmed nor denied, on searches, or on
//! documents: a held and a not-held twin give the same return, byte for byte. Small numbers are shown in full; what the
//! public sees of them is [`small_numbers`]'s matter.

mod definitions;
mod history;
pub mod small_numbers;
mod tally;

use jiff::civil::Date;
use serde::Serialize;

pub use definitions::Table;
pub use history::CaseHistories;

use crate::authority::AuthoritySlug;
use crate::event::Event;
use crate::ports::Stored;
use tally::Tally;

/// The days that a return covers, and what was known of them when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    from: Date,
    to: Date,
    as_known_on: Date,
}

/// A period that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPeriod {
    /// It ends before it begins.
    #[error("the period ends on {to}, before it begins on {from}")]
    EndsBeforeItBegins {
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
    },
    /// It was not over, or had not begun, on the day as of which it is asked.
    #[error("on {as_known_on} nothing was known of a period that begins on {from}")]
    NotYetBegun {
        /// Its first day.
        from: Date,
        /// The day as of which it is asked.
        as_known_on: Date,
    },
}

impl Period {
    /// From one day to another, both included, as known at the end of a day.
    pub fn new(from: Date, to: Date, as_known_on: Date) -> Result<Self, InvalidPeriod> {
        if to < from {
            return Err(InvalidPeriod::EndsBeforeItBegins { from, to });
        }
        if as_known_on < from {
            return Err(InvalidPeriod::NotYetBegun { from, as_known_on });
        }
        Ok(Self { from, to, as_known_on })
    }

    /// The first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// The last day.
    pub fn to(&self) -> Date {
        self.to
    }

    /// The day whose knowledge counts.
    pub fn as_known_on(&self) -> Date {
        self.as_known_on
    }

    fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The figures of one authority for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Return {
    /// Whose.
    pub authority: AuthoritySlug,
    /// When, and as known when.
    #[serde(flatten)]
    pub period: Period,
    /// The figures in the order of the tables.
    pub figures: Vec<Figure>,
}

/// One figure with its definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The table it belongs to.
    pub table: Table,
    /// A stable key, such as `granted_in_full` or `relied_on_s31`.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What is counted, exactly.
    pub definition: String,
    /// Of requests under the Freedom of Information Act 2000.
    pub foia: u64,
    /// Of requests under the Environmental Information Regulations 2004.
    pub eir: u64,
    /// Of both.
    pub total: u64,
}

impl Return {
    /// The figure with this key.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.key == key)
    }

    /// The total of the figure with this key; 0 where there is no such figure.
    pub fn total(&self, key: &str) -> u64 {
        self.figure(key).map_or(0, |figure| figure.total)
    }

    /// The figures of one table, in order.
    pub fn table(&self, table: Table) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(move |figure| figure.table == table)
    }

    /// As CSV (RFC 4180) with a header: one figure a line.
    pub fn to_csv(&self) -> String {
        let mut text = "authority,from,to,as_known_on,table,key,figure,foia,eir,total,definition\r\n".to_owned();
        let Period { from, to, as_known_on } = self.period;
        for figure in &self.figures {
            let Figure { table, key, name, definition, foia, eir, total } = figure;
            let (name, definition) = (quoted(name), quoted(definition));
            let whose = format!("{},{from},{to},{as_known_on},{}", self.authority, table.key());
            text.push_str(&format!("{whose},{key},{name},{foia},{eir},{total},{definition}\r\n"));
        }
        text
    }
}

/// The return of an authority for a period, counted from its cases' events.
pub async fn of(store: &impl CaseHistories, authority: &AuthoritySlug, period: Period) -> Stored<Return> {
    let mut tally = Tally::new(period);
    let mut after = None;
    loop {
        let histories = store.histories(authority, (period.from, period.to), after, BATCH).await?;
        let Some(last) = histories.last() else { break };
        after = last.first().and_then(|event| event.case);
        for history in histories {
            tally.take(history);
        }
        if after.is_none() {
            break;
        }
    }
    Ok(Return { authority: authority.clone(), period, figures: tally.into_figures() })
}

/// The return counted from histories at hand, each of one case and in order.
pub fn count(authority: &AuthoritySlug, period: Period, histories: impl IntoIterator<Item = Vec<Event>>) -> Return {
    let mut tally = Tally::new(period);
    for history in histories {
        tally.take(history);
    }
    Return { authority: authority.clone(), period, figures: tally.into_figures() }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Histories read at a time: bounds the memory, whatever the size of the authority.
const BATCH: u32 = 500;
