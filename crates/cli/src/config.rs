//! Settings: `candour.toml`, then the environment, then flags.
//!
//! The environment is read by the command line parser (see [`crate::args`]) and, for credentials, here: so that there
//! is no other place a setting can come from. A secret is never taken from the arguments, where every user of the
//! machine can read it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use candour_redact::colour::Colours;
use candour_store::{Access, BlobPlace, BucketCredentials, SharedStore, Store};
use candour_web::Settings;
use jiff::SignedDuration;
use serde::Deserialize;

use crate::args::Stores;
use crate::mail::MailSettings;

/// What `candour.toml` may hold; an unknown field is an error.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder of the embedded store.
    pub(crate) data: Option<PathBuf>,
    /// PostgreSQL, where the stores are shared.
    pub(crate) database_url: Option<String>,
    /// File that holds the database's password.
    pub(crate) database_password_file: Option<PathBuf>,
    /// Where bytes are kept, where the stores are shared.
    pub(crate) blobs: Option<String>,
    /// Folder of the keys that sign manifests and checkpoints, where the stores are shared: it exists, only its owner can
    /// read it, and every machine that signs has the same. A data folder keeps its own.
    pub(crate) keys: Option<PathBuf>,
    /// Address that the public site listens on.
    pub(crate) listen: Option<SocketAddr>,
    /// Address of its own for staff.
    pub(crate) staff_listen: Option<SocketAddr>,
    /// How long a worker may be silent before another takes up its job, in seconds.
    pub(crate) job_hold_seconds: Option<u32>,
    /// Days after the last event of a closed case when the requester's details and words are erased. Without it nothing
    /// is erased by itself.
    pub(crate) erase_requesters_after_days: Option<u32>,
    /// The address the public uses, such as `https://foi.example.org`: for feeds, the sitemap and the API.
    pub(crate) public_address: Option<String>,
    /// Whether browsers are told to use only HTTPS from now on (HSTS).
    #[serde(default)]
    pub(crate) strict_transport: bool,
    /// E-mail or web address for reports of security faults.
    pub(crate) security_contact: Option<String>,
    /// Whether every connection comes from a proxy whose `X-Forwarded-For` names the client; only the rate limit of the
    /// request form uses it. Without it all requests behind a proxy count as one network's.
    #[serde(default)]
    pub(crate) behind_proxy: bool,
    /// Colours of the boxes in redacted files, by provision or section: `s31 = "#1d70b8"`. Without it they are black.
    #[serde(default)]
    pub(crate) box_colours: Colours,
    /// How mail to requesters leaves. Without it none does, and no page promises any.
    pub(crate) mail: Option<MailSettings>,
}

/// Where an installation is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// The embedded store.
    Folder(PathBuf),
    /// PostgreSQL and a blob store.
    Shared(SharedStore),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Shared(shared) => write!(f, "the shared stores (files in {})", shared.blobs),
        }
    }
}

impl Config {
    /// Reads the file that was named, or `candour.toml` here where there is one.
    ///
    /// # Errors
    ///
    /// A named file that is not there, text that is not TOML, a field this version does not know.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self> {
        let path = match named {
            Some(path) => path,
            None if Path::new(DEFAULT_FILE).exists() => Path::new(DEFAULT_FILE),
            None => return Ok(Self::default()),
        };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a settings file of candour", path.display()))
    }

    /// The folder of the embedded store: flag, then file, then `./candour-data`.
    pub(crate) fn data_folder(&self, flag: Option<&Path>) -> PathBuf {
        flag.map(Path::to_path_buf).or_else(|| self.data.clone()).unwrap_or_else(|| PathBuf::from("candour-data"))
    }

    /// Where the installation is: flags (or the environment), then the file, then `./candour-data`.
    ///
    /// # Errors
    ///
    /// A password in the arguments, an address that is none, a shared database without a place for files.
    pub(crate) fn place(&self, stores: &Stores) -> Result<Place> {
        let shared = match (&stores.data, &stores.database_url) {
            (Some(_), _) => None,
            (None, Some(url)) => {
                refuse_password_in_arguments(url)?;
                Some((url, stores.blobs.as_ref(), stores.database_password_file.as_deref()))
            }
            (None, None) => {
                self.database_url.as_ref().map(|url| (url, self.blobs.as_ref(), self.database_password_file.as_deref()))
            }
        };
        let Some((url, blobs, password_file)) = shared else {
            return Ok(Place::Folder(self.data_folder(stores.data.as_deref())));
        };
        let blobs: BlobPlace = blobs.context("a shared database needs a place for files: --blobs")?.parse()?;
        let database_password = password_file.map(password_in).transpose()?;
        Ok(Place::Shared(SharedStore {
            database_url: url.clone(),
            database_password,
            blobs,
            credentials: credentials(),
        }))
    }

    /// Opens the installation.
    ///
    /// # Errors
    ///
    /// There is none, it is being written to by another process, or it cannot be reached.
    pub(crate) async fn open(&self, stores: &Stores, access: Access) -> Result<Store> {
        Ok(match self.place(stores)? {
            Place::Folder(folder) => Store::open(&folder, access).await?,
            Place::Shared(shared) => Store::connect_to(&shared).await?.with_keys(self.keys.clone()),
        })
    }

    /// Opens the place of a new installation.
    ///
    /// # Errors
    ///
    /// It cannot be made, is being written to, or cannot be reached.
    pub(crate) async fn create(&self, stores: &Stores) -> Result<(Store, Place)> {
        let place = self.place(stores)?;
        let store = match &place {
            Place::Folder(folder) => Store::create(folder).await?,
            Place::Shared(shared) => Store::connect_to(shared).await?.with_keys(self.keys.clone()),
        };
        Ok((store, place))
    }

    /// How the public site is set up; `here` is its address where none is set.
    pub(crate) fn public_site(&self, here: &str) -> Settings {
        Settings {
            public_address: Some(self.public_address.clone().unwrap_or_else(|| here.to_owned())),
            strict_transport: self.strict_transport,
            security_contact: self.security_contact.clone(),
            behind_proxy: self.behind_proxy,
            ..Settings::default()
        }
    }

    /// The address to listen on: flag, then file, then loopback on 8080.
    pub(crate) fn listen_address(&self, flag: Option<SocketAddr>) -> SocketAddr {
        flag.or(self.listen).unwrap_or(DEFAULT_LISTEN)
    }

    /// How long a worker may be silent before another takes up its job.
    pub(crate) fn job_hold(&self) -> SignedDuration {
        self.job_hold_seconds.map_or(candour_store::HOLD, |seconds| SignedDuration::from_secs(seconds.max(1).into()))
    }
}

/// The environment may hold a password (only its owner can read it); the arguments may not (everybody can).
fn refuse_password_in_arguments(url: &str) -> Result<()> {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let user = after_scheme.split(['/', '?']).next().unwrap_or_default().rsplit_once('@').map(|(user, _)| user);
    let holds_password = user.is_some_and(|user| user.contains(':')) || url.contains("password=");
    if holds_password && std::env::args().any(|argument| argument.contains(url)) {
        bail!(
            "--database-url holds a password, and everybody on this machine can read the arguments of a program; \
             put it into a file and name that with --database-password-file, or set CANDOUR_DATABASE_URL"
        );
    }
    Ok(())
}

fn password_in(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => bail!("{} is empty; it should hold the database's password", file.display()),
        password => Ok(password.to_owned()),
    }
}

/// A bucket's credentials, under the names that every S3 client knows.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read for secrets")]
fn credentials() -> Option<BucketCredentials> {
    Some(BucketCredentials {
        key_id: std::env::var("AWS_ACCESS_KEY_ID").ok()?,
        secret: std::env::var("AWS_SECRET_ACCESS_KEY").ok()?,
        session_token: std::env::var("AWS_SESSION_TOKEN").ok(),
    })
}

const DEFAULT_FILE: &str = "candour.toml";
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let config: Config = toml::from_str("data = \"/srv/foi\"").unwrap();
        assert_eq!(config.data_folder(None), Path::new("/srv/foi"));
        assert_eq!(config.data_folder(Some(Path::new("here"))), Path::new("here"));
        assert_eq!(Config::default().data_folder(None), Path::new("candour-data"));
        assert_eq!(config.listen_address(None).to_string(), "127.0.0.1:8080");
    }

    #[test]
    fn an_unknown_field_is_an_error() {
        assert!(toml::from_str::<Config>("dta = \"/srv\"").is_err());
    }

    #[test]
    fn shared_stores_come_from_the_file_too_and_need_a_place_for_files() {
        let config: Config =
            toml::from_str("database_url = \"postgres://candour@db/foi\"\nblobs = \"/srv/b\"").unwrap();
        assert!(matches!(config.place(&Stores::default()).unwrap(), Place::Shared(_)));
        let data = Stores { data: Some("here".into()), ..Stores::default() };
        assert!(matches!(config.place(&data).unwrap(), Place::Folder(_)), "a flag beats the file");
        let alone: Config = toml::from_str("database_url = \"postgres://candour@db/foi\"").unwrap();
        assert!(alone.place(&Stores::default()).unwrap_err().to_string().contains("--blobs"));
    }
}
