//! Flags of the commands on PDF files: redact, find, extract, inspect, verify.

use std::path::PathBuf;

use candour_redact::Level;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct Redact {
    /// The PDF to redact; it is never changed
    #[arg(value_name = "IN.pdf")]
    pub(crate) input: PathBuf,
    /// What to remove (format: docs/schemas/marks.schema.json)
    #[arg(long, value_name = "MARKS.json")]
    pub(crate) marks: PathBuf,
    /// Where the verified PDF goes
    #[arg(short, long, value_name = "OUT.pdf")]
    pub(crate) output: PathBuf,
    /// Level for marks that name none: auto, exact, constant, cell, line, block, page or raster
    #[arg(
        long,
        long_help = "Level for marks that name none.\n\
        auto      chooses by shape and says what it chose (default)\n\
        exact     keeps the layout; the bits that leak are stated\n\
        constant  a box of constant width; the rest of the line is set again\n\
        cell      a box as wide as the table cell\n\
        line      bars as wide as the column\n\
        block     the whole paragraph\n\
        page      a sheet in place of the page\n\
        raster    the page becomes a picture with its marked parts erased"
    )]
    pub(crate) level: Option<Level>,
    /// Write the private case report
    #[arg(long, value_name = "CASE-REPORT.json")]
    pub(crate) report: Option<PathBuf>,
    /// Write the public release manifest
    #[arg(long, value_name = "MANIFEST.json")]
    pub(crate) manifest: Option<PathBuf>,
    /// File that holds the input's password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// File that holds the ed25519 signing key (64 hexadecimal digits) for the manifest
    #[arg(long, value_name = "FILE", env = "CANDOUR_SIGNING_KEY_FILE")]
    pub(crate) signing_key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Find {
    /// The PDF; it is never changed
    #[arg(value_name = "IN.pdf")]
    pub(crate) input: PathBuf,
    /// The words to find
    pub(crate) query: String,
    /// How the words are compared
    #[arg(long = "match", value_enum, default_value = "caseless")]
    pub(crate) matching: Matching,
    /// One JSON document
    #[arg(long)]
    pub(crate) json: bool,
    /// File that holds the input's password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Matching {
    Exact,
    Caseless,
    Regex,
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// The PDF; it is never changed
    #[arg(value_name = "IN.pdf")]
    pub(crate) input: PathBuf,
    /// One JSON document
    #[arg(long)]
    pub(crate) json: bool,
    /// File that holds the input's password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// One JSON document for each file, one a line
    #[arg(long)]
    pub(crate) json: bool,
    /// File that holds the inputs' password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The released PDF
    #[arg(value_name = "OUT.pdf")]
    pub(crate) input: PathBuf,
    /// The manifest that was released with it
    #[arg(long, value_name = "MANIFEST.json")]
    pub(crate) manifest: PathBuf,
    /// The authority's public key: 64 hexadecimal digits, or a file that holds them
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
}
