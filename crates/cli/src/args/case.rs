//! Flags of the commands on one case: which are due, what is known of one, and the regulator's bundle.

use std::path::PathBuf;

use candour_casework::AuthoritySlug;
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::Stores;

#[derive(Debug, Subcommand)]
pub(crate) enum CaseCommand {
    /// Cases that await an answer, soonest due first; exit 1 if any is late
    Due {
        /// Only those due on or before this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        by: Option<Date>,
        #[command(flatten)]
        within: Within,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// What is known of one case: where it stands, its dates, and what was done when
    Show {
        #[command(flatten)]
        case: OneCase,
        /// The whole case as one JSON document, with the words of the request
        #[arg(long)]
        json: bool,
    },
    /// Note that the requester has complained to the regulator
    Complaint {
        #[command(flatten)]
        case: OneCase,
        /// The day of the complaint
        #[arg(long, value_name = "YYYY-MM-DD")]
        made_on: Date,
        /// The regulator's reference, such as IC-123456-A1B2
        #[arg(long, value_name = "TEXT")]
        regulator_reference: String,
    },
    /// Write all of a case into a new folder for the regulator, and note in the journal that it was done
    #[command(
        long_about = "Write all of a case into a new folder for the regulator, and note in the journal that it was done.\n\n\
        The folder holds the case and its part of the journal, the request, the letter, every document as collected and\n\
        as released, and index.txt with the SHA-256 digest of each. It names the requester and what was withheld.\n\
        Note the complaint first: candour case complaint."
    )]
    Bundle {
        #[command(flatten)]
        case: OneCase,
        /// The folder to make; it must not be there yet
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

/// A case by its reference.
#[derive(Debug, Args)]
pub(crate) struct OneCase {
    /// Its reference, such as 99.FOI.26.000001, or another that it is known by
    #[arg(value_name = "REFERENCE")]
    pub(crate) reference: String,
    #[command(flatten)]
    pub(crate) within: Within,
}

/// Whose cases, and where they are kept.
#[derive(Debug, Args)]
pub(crate) struct Within {
    /// Whose; may be left out where there is one authority
    #[arg(long, value_name = "SLUG")]
    pub(crate) authority: Option<AuthoritySlug>,
    #[command(flatten)]
    pub(crate) stores: Stores,
}
