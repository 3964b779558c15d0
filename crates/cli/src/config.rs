//! Settings: `candour.toml`, then the environment, then flags.
//!
//! The environment is read by the command line parser (see [`crate::args`]),
//! so that this is the only other place a setting can come from.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::args::Stores;

/// What `candour.toml` may hold; an unknown field is an error.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder of the embedded store.
    pub(crate) data: Option<PathBuf>,
    /// Address that the public site listens on.
    pub(crate) listen: Option<SocketAddr>,
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

    /// The folder, where only the embedded store can be used so far.
    ///
    /// # Errors
    ///
    /// A shared store was asked for.
    pub(crate) fn folder_only(&self, stores: &Stores) -> Result<PathBuf> {
        if stores.database_url.is_some() {
            bail!("a shared store (--database-url) is not there yet for this command; use --data");
        }
        Ok(self.data_folder(stores.data.as_deref()))
    }

    /// The public address: flag, then file, then loopback on 8080.
    pub(crate) fn listen_address(&self, flag: Option<SocketAddr>) -> SocketAddr {
        flag.or(self.listen).unwrap_or(DEFAULT_LISTEN)
    }
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
}
