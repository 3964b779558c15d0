//! The command line as data: every command, flag and help text in one table.
//!
//! Flags here are the contract of the tool; the commands themselves live in
//! [`crate::commands`]. A flag beats the environment (`CANDOUR_*`), which beats
//! `candour.toml`; the merge is [`crate::config`]'s.

use std::net::SocketAddr;
use std::path::PathBuf;

use candour_casework::AuthoritySlug;
use candour_redact::Level;
use candour_statute::Division;
use candour_statute::Regime;
use candour_statute::deadline::{Body, Clock, Event, Nation};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

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
    /// Blob store that belongs to --database-url: a shared folder, or s3://bucket/prefix?endpoint=https://server
    #[arg(
        long,
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

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Folder of the demonstration store (default ./candour-data)
    #[arg(long, value_name = "DIR", env = "CANDOUR_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Address to serve on (default 127.0.0.1:8080)
    #[arg(long, value_name = "ADDR", env = "CANDOUR_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// Build and publish, then stop
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) stores: Stores,
    #[command(flatten)]
    pub(crate) authority: NewAuthority,
    #[command(flatten)]
    pub(crate) administrator: NewUser,
}

/// What a new authority needs; asked for when a terminal is there and a flag is not.
#[derive(Debug, Clone, Args)]
pub(crate) struct NewAuthority {
    /// Short name in addresses, for example north-shire-council
    #[arg(long = "authority", value_name = "SLUG")]
    pub(crate) slug: Option<AuthoritySlug>,
    /// The authority's full name
    #[arg(long = "authority-name", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Two-digit code that begins its references
    #[arg(long = "authority-code", value_name = "NN")]
    pub(crate) code: Option<String>,
    /// What kind of body it is: Escape leaves the site by default for a police force
    #[arg(long = "authority-kind", value_name = "KIND", value_enum)]
    pub(crate) kind: Option<BodyKind>,
    /// Where requesters send a request for internal review
    #[arg(long = "authority-email", value_name = "ADDRESS")]
    pub(crate) email: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BodyKind {
    Police,
    Council,
    CentralGovernment,
    Health,
    School,
    #[value(name = "other")]
    OtherBody,
}

/// Who may sign in. A password never stands in the arguments.
#[derive(Debug, Clone, Args)]
pub(crate) struct NewUser {
    /// Name to sign in with
    #[arg(long = "user", value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// File that holds the password; without it the password is asked for
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) stores: Stores,
    /// Address to serve on (default 127.0.0.1:8080)
    #[arg(long, value_name = "ADDR", env = "CANDOUR_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// An address of its own for staff: health and measurements, never reachable from the public address
    #[arg(long, value_name = "ADDR", env = "CANDOUR_STAFF_LISTEN")]
    pub(crate) staff_listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub(crate) struct Work {
    #[command(flatten)]
    pub(crate) stores: Stores,
    /// Do what is waiting and stop, instead of waiting for more
    #[arg(long)]
    pub(crate) once: bool,
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
    #[arg(value_name = "IN.pdf")]
    pub(crate) input: PathBuf,
    /// The words to find
    pub(crate) query: String,
    #[arg(long = "match", value_enum, default_value = "caseless")]
    pub(crate) matching: Matching,
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
    #[arg(value_name = "IN.pdf")]
    pub(crate) input: PathBuf,
    #[arg(long)]
    pub(crate) json: bool,
    /// File that holds the input's password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
    /// File that holds the inputs' password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[arg(value_name = "OUT.pdf")]
    pub(crate) input: PathBuf,
    #[arg(long, value_name = "MANIFEST.json")]
    pub(crate) manifest: PathBuf,
    /// The authority's public key: 64 hexadecimal digits, or a file that holds them
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
}

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
    #[arg(long)]
    pub(crate) json: bool,
}

impl From<BodyKind> for candour_casework::BodyKind {
    fn from(kind: BodyKind) -> Self {
        match kind {
            BodyKind::Police => Self::Police,
            BodyKind::Council => Self::Local,
            BodyKind::CentralGovernment => Self::CentralGovernment,
            BodyKind::Health => Self::Health,
            BodyKind::School => Self::School,
            BodyKind::OtherBody => Self::General,
        }
    }
}

impl From<Role> for candour_casework::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Officer => Self::Officer,
            Role::Reviewer => Self::Reviewer,
            Role::Approver => Self::Approver,
            Role::Contributor => Self::Contributor,
            Role::Administrator => Self::Administrator,
            Role::Auditor => Self::Auditor,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum NoticeCommand {
    /// Run the checker on a notice; exit 1 with each failed rule, its severity and citation
    Check {
        /// The notice (format: docs/schemas/notice.schema.json)
        #[arg(value_name = "NOTICE.json")]
        notice: PathBuf,
        #[arg(long)]
        json: bool,
    },
}

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
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The authority that published it
    #[arg(long, value_name = "SLUG")]
    pub(crate) authority: AuthoritySlug,
    #[command(flatten)]
    pub(crate) stores: Stores,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportPages {
    /// Folders of saved pages (HTML or plain text), with all below them
    #[arg(value_name = "DIR", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The authority that published them
    #[arg(long, value_name = "SLUG")]
    pub(crate) authority: AuthoritySlug,
    /// Publish each page again in this log, and lead its old address to it
    #[arg(long)]
    pub(crate) publish: bool,
    #[command(flatten)]
    pub(crate) stores: Stores,
    /// One JSON document for each file; the report goes to standard error
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportCases {
    /// The list, with the names of its columns in the first line
    #[arg(value_name = "FILE.csv")]
    pub(crate) file: PathBuf,
    /// The authority that answered
    #[arg(long, value_name = "SLUG")]
    pub(crate) authority: AuthoritySlug,
    #[command(flatten)]
    pub(crate) stores: Stores,
    /// One JSON document for each line; the report goes to standard error
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

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Sign where the journal ends now, into a file to be kept elsewhere
    Checkpoint {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        stores: Stores,
    },
    /// Recompute the event chains; exit 1 if any does not hold
    Verify {
        #[command(flatten)]
        stores: Stores,
        /// A signed checkpoint kept outside the store
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthorityCommand {
    /// Add a public authority
    Add {
        #[command(flatten)]
        authority: NewAuthority,
        #[command(flatten)]
        stores: Stores,
    },
    /// Change what an authority is called, or where its reviews go
    Edit {
        #[command(flatten)]
        authority: NewAuthority,
        #[command(flatten)]
        stores: Stores,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add somebody who may sign in
    Add {
        #[command(flatten)]
        user: NewUser,
        /// The authority they work for
        #[arg(long, value_name = "SLUG")]
        authority: AuthoritySlug,
        #[arg(long, value_enum, default_value = "officer")]
        role: Role,
        #[command(flatten)]
        stores: Stores,
    },
    /// Stop somebody from signing in
    Disable {
        #[command(flatten)]
        user: NewUser,
        #[command(flatten)]
        stores: Stores,
    },
    /// Give somebody a new password
    Reset {
        #[command(flatten)]
        user: NewUser,
        #[command(flatten)]
        stores: Stores,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    Officer,
    Reviewer,
    Approver,
    Contributor,
    Administrator,
    Auditor,
}

#[derive(Debug, Args)]
pub(crate) struct BackupFile {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) stores: Stores,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) stores: Stores,
    #[arg(long)]
    pub(crate) json: bool,
}
