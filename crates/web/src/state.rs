//! What every handler may use.

use std::sync::Arc;

use axum::http::{Extensions, HeaderMap};
use candour_casework::SealingKey;
use candour_casework::ports::Clock;

use crate::desk::RequestDesk;
use crate::guard::Network;
use crate::public::PublicLog;

/// The public site's dependencies, shared by all requests.
#[derive(Clone)]
pub struct AppState {
    /// What is published.
    pub log: Arc<dyn PublicLog>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// How this installation is set up.
    pub settings: Arc<Settings>,
    /// Where requests are handed in; `None` where the log is only read.
    pub desk: Option<Arc<dyn RequestDesk>>,
}

impl AppState {
    /// The network a request came from.
    pub(crate) fn network(&self, headers: &HeaderMap, extensions: &Extensions) -> Network {
        let forwarded = headers.get("x-forwarded-for").and_then(|list| list.to_str().ok());
        Network::of(extensions, forwarded.filter(|_| self.settings.behind_proxy))
    }
}

/// Settings of the public site.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address the public uses, such as `https://foi.example.org`, without a slash at the end; for feeds, the
    /// sitemap and the API, where addresses must be whole. Never taken from a request.
    pub public_address: Option<String>,
    /// Whether browsers are told to use only HTTPS from now on. Only where the site is served by HTTPS for good.
    pub strict_transport: bool,
    /// An address for reports of security faults, for `security.txt`; e-mail or web address.
    pub security_contact: Option<String>,
    /// The public half of the key that signs released files, in hexadecimal; `None` where they are not signed.
    pub release_key: Option<String>,
    /// The key of the stamps in forms. Processes behind one address need the same one, or a form opened at one of them is
    /// taken for an old one by the other; `None` for a key of this process's own.
    pub form_key: Option<SealingKey>,
    /// Whether every connection comes from a proxy of our own, whose `X-Forwarded-For` names the client. Only the rate
    /// limit of the request form uses it.
    pub behind_proxy: bool,
}

impl Settings {
    /// The address the public uses.
    pub fn address(&self) -> &str {
        self.public_address.as_deref().map_or(NOWHERE, |address| address.trim_end_matches('/'))
    }
}

/// The address of a site that has not been told its own.
const NOWHERE: &str = "http://localhost";
