//! The public disclosure log: what everybody can read about requests and their answers.
//!
//! [`router`] is the index of every address. Pages are rendered on the server and work without scripts; everything
//! they show comes through [`public`], the one module that reads published data. Requests are handed in at the [`desk`].

mod assets;
mod cache;
mod components;
mod conditional;
mod cookies;
mod dates;
pub mod desk;
mod display;
mod error;
mod export;
mod guard;
mod headers;
mod layout;
pub mod own_case;
mod pages;
mod pictures;
pub mod public;
mod range;
mod raw_html;
mod router;
pub mod search;
mod serve;
mod site_address;
mod state;
mod visitor;
mod xml;

pub use export::{ExportError, Exported, export_site};
pub use router::router;
pub use serve::{MOST_CONNECTIONS, serve};
pub use state::{AppState, Settings};
