//! Flags of the commands on what is published: import, export, index.

use std::path::PathBuf;

use candour_casework::AuthoritySlug;
use clap::{Args, Subcommand};

use super::Stores;

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// One published page: saved HTML or plain text
    Page(ImportPage),
    /// Folders of published pages
    Pages(ImportPages),
    /// A CSV list of cases
    Cases(ImportCases),
}

#[derive(Debug, Args)]
pub(crate) struct ImportPage {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) into: ImportInto,
}

#[derive(Debug, Args)]
pub(crate) struct ImportPages {
    /// Folders of saved pages (HTML or plain text), with all below them
    #[arg(value_name = "DIR", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Publish each page again in this log, and lead its old address to it
    #[arg(long)]
    pub(crate) publish: bool,
    #[command(flatten)]
    pub(crate) into: ImportInto,
}

#[derive(Debug, Args)]
pub(crate) struct ImportCases {
    /// The list, with the names of its columns in the first line
    #[arg(value_name = "FILE.csv")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) into: ImportInto,
}

/// Whose cases they become, and how that is told.
#[derive(Debug, Args)]
pub(crate) struct ImportInto {
    /// The authority that answered
    #[arg(long, value_name = "SLUG")]
    pub(crate) authority: AuthoritySlug,
    #[command(flatten)]
    pub(crate) stores: Stores,
    /// One JSON document for each file or line of the list; a report at the end goes to standard error
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// The whole public site as files that any web server can host
    Site {
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        #[command(flatten)]
        stores: Stores,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Build the search index again from the database
    Rebuild(Stores),
}
