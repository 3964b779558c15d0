//! Flags of the commands that apply the Acts: deadline, notice, calendar, return.

use std::path::PathBuf;

use candour_casework::AuthoritySlug;
use candour_statute::deadline::{Body, Clock, Event, Nation};
use candour_statute::{Division, Regime};
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::Stores;

#[derive(Debug, Args)]
pub(crate) struct Deadline {
    /// Day of receipt, even at a weekend
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) received: Date,
    /// Which clock: request, review, eir-review or sar
    #[arg(long, default_value = "request")]
    pub(crate) clock: Clock,
    /// Which law: foia or eir
    #[arg(long, default_value = "foia")]
    pub(crate) regime: Regime,
    /// Whose time limit: default, school, archive, armed-forces or outside-uk
    #[arg(long, default_value = "default")]
    pub(crate) body: Body,
    /// Days on which the school is open or closed (JSON)
    #[arg(long, value_name = "FILE")]
    pub(crate) school_calendar: Option<PathBuf>,
    /// Nation whose holidays count, for subject access only: england, wales or northern-ireland
    #[arg(long, default_value = "england")]
    pub(crate) nation: Nation,
    /// What happened since, as KIND=DATE; may be given more than once
    #[arg(
        long = "event",
        value_name = "KIND=DATE",
        long_help = "What happened since, as KIND=DATE; may be given more than once.\n\
        KIND: clarification-sought, clarified, fees-notice, fee-paid, identity-asked, identity-given, extended-to (its DATE is the new date)"
    )]
    pub(crate) events: Vec<Event>,
    /// One JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NoticeCommand {
    /// Run the checker on a notice; exit 1 with each failed rule, its severity and citation
    Check {
        /// The notice (format: docs/schemas/notice.schema.json)
        #[arg(value_name = "NOTICE.json")]
        notice: PathBuf,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalendarCommand {
    /// Add a proclaimed holiday; open cases are computed again
    Add {
        #[arg(value_name = "YYYY-MM-DD")]
        date: Date,
        /// england-and-wales, scotland or northern-ireland
        #[arg(long, value_name = "D")]
        division: Division,
        /// Why this day does not count
        #[arg(long, value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        stores: Stores,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Return {
    /// First day of the period
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) from: Date,
    /// Last day of the period
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) to: Date,
    /// Count only what was recorded by the end of this day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_known_on: Option<Date>,
    /// Whose; may be left out where there is one authority
    #[arg(long, value_name = "SLUG")]
    pub(crate) authority: Option<AuthoritySlug>,
    /// One JSON document, each figure with its definition
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Comma-separated values, each figure with its definition
    #[arg(long)]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) stores: Stores,
}
