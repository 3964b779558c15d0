//! The command line as data: every command, flag and help text, one table for each group of commands.
//!
//! Flags here are the contract of the tool; the commands themselves live in
//! [`crate::commands`]. A flag beats the environment (`CANDOUR_*`), which beats
//! `candour.toml`; the merge is [`crate::config`]'s.

mod case;
mod engine;
mod installation;
mod law;
mod log;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::case::{CaseCommand, OneCase, Within};
pub(crate) use self::engine::{Extract, Find, Inspect, Matching, Redact, Verify};
pub(crate) use self::installation::{
    AuditCommand, AuthorityCommand, BackupFile, Demo, Doctor, Init, NewAuthority, NewUser, Serve, UserCommand, Work,
};
pub(crate) use self::law::{CalendarCommand, Deadline, NoticeCommand, Return};
pub(crate) use self::log::{ExportCommand, ImportCases, ImportCommand, ImportPage, ImportPages, IndexCommand};

/// What the whole program says of itself.
#[derive(Debug, Parser)]
#[command(
    name = "candour",
    version,
    about = "Answers Freedom of Information requests honestly and on time",
    after_help = "Start here:\n  \
        candour demo                     build a sample authority with three cases, publish them, and serve the site\n  \
        candour inspect FILE.pdf         what a PDF hides, and whether its redactions failed\n  \
        candour deadline --received 2026-11-02   when an answer is due, and why\n\n\
        Exit codes: 0 done and clean, 1 done and found something, 2 refused or failed and nothing written.\n\
        Results go to standard output, progress and errors to standard error.",
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// Settings file (default: candour.toml in this folder, where there is one)
    #[arg(long, global = true, value_name = "FILE", env = "CANDOUR_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where an installation keeps its state.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Stores {
    /// Folder of the embedded store (default ./candour-data)
    #[arg(long, value_name = "DIR", env = "CANDOUR_DATA", conflicts_with_all = ["database_url", "blobs"])]
    pub(crate) data: Option<PathBuf>,
    /// PostgreSQL, when one machine is not enough
    #[arg(
        long,
        value_name = "URL",
        env = "CANDOUR_DATABASE_URL",
        hide_env_values = true,
        requires = "blobs",
        long_help = "PostgreSQL, when one machine is not enough: postgres://user@host/database\n\
        Over a network the server's certificate is verified; for a certificate authority of your own add sslrootcert=FILE.\n\
        A password never stands here: give --database-password-file, PGPASSWORD or a .pgpass file."
    )]
    pub(crate) database_url: Option<String>,
    /// File that holds the database's password
    #[arg(long, value_name = "FILE", env = "CANDOUR_DATABASE_PASSWORD_FILE", requires = "database_url")]
    pub(crate) database_password_file: Option<PathBuf>,
    // No doc comment: it would have to mark up the address.
    #[arg(
        long,
        help = "Blob store that belongs to --database-url: a shared folder, or s3://bucket/prefix?endpoint=https://server",
        value_name = "URL",
        env = "CANDOUR_BLOBS",
        requires = "database_url",
        long_help = "Blob store that belongs to --database-url: a folder that every process sees, or\n\
        s3://bucket/prefix?endpoint=https://server&region=REGION with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"
    )]
    pub(crate) blobs: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the sample authority and its cases end to end, publish, and serve the site
    Demo(Demo),
    /// Statistics of a period: the section 45 code's figures and the Cabinet Office's tables
    Return(Return),
    /// Make a new, empty installation with its authority and first administrator
    Init(Init),
    /// Serve the disclosure log
    Serve(Serve),
    /// Run jobs beside other processes (shared stores only)
    Work(Work),
    /// Remove what is marked from a PDF, and prove that it is gone
    Redact(Redact),
    /// Find words in a PDF, with page and rectangle
    Find(Find),
    /// Structured text of a PDF: pages, headings, tables, redactions
    Extract(Extract),
    /// What a PDF hides, and whether its redactions failed; exit 1 if anything blocks release
    Inspect(Inspect),
    /// Check a released PDF against its manifest, offline
    Verify(Verify),
    /// When an answer is due, with the working
    Deadline(Deadline),
    /// One case: what is due, what is known, and the bundle for the regulator
    #[command(subcommand)]
    Case(CaseCommand),
    /// Check a notice against the Act
    #[command(subcommand)]
    Notice(NoticeCommand),
    /// Take in published disclosure-log pages or lists of cases
    #[command(subcommand)]
    Import(ImportCommand),
    /// Write the whole log as plain files
    #[command(subcommand)]
    Export(ExportCommand),
    /// The search index
    #[command(subcommand)]
    Index(IndexCommand),
    /// The calendar of days that do not count
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// The record of who did what
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Public authorities of this installation
    #[command(subcommand)]
    Authority(AuthorityCommand),
    /// People who may sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Save the whole installation to one file
    Backup(BackupFile),
    /// Bring an installation back from a backup
    Restore(BackupFile),
    /// Bring the store's tables up to this version
    Migrate(Stores),
    /// What is there and what is missing: store, sandbox, tools, calendar
    Doctor(Doctor),
    /// The sandboxed engine process; started by this program, not by people
    #[command(hide = true)]
    EngineWorker,
}
