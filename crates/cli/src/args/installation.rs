//! Flags of the commands that make, run and look after an installation.

use std::net::SocketAddr;
use std::path::PathBuf;

use candour_casework::AuthoritySlug;
use clap::{Args, Subcommand, ValueEnum};

use super::Stores;

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
        /// One JSON document
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
    /// One JSON document
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
