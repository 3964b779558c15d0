//! `candour export site DIR`: the whole log as plain files.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use candour_store::Access;
use candour_web::public::StoredLog;
use candour_web::{AppState, export_site};

use super::clock::SystemClock;
use super::{Outcome, note, print_line};
use crate::args::ExportCommand;
use crate::config::Config;

pub(super) async fn run(command: ExportCommand, config: &Config) -> Result<Outcome> {
    let ExportCommand::Site { directory, stores } = command;
    let store = config.open(&stores, Access::ReadOnly).await?;
    let settings = config.public_site(&format!("http://{}", config.listen_address(None)));
    if config.public_address.is_none() {
        note("public_address is not set in candour.toml: feeds and the sitemap name an address of this machine");
    }
    let state = AppState {
        log: Arc::new(StoredLog::new(Arc::new(store.clone())).with_pictures(Arc::new(super::engine::page_picture))),
        clock: Arc::new(SystemClock),
        settings: Arc::new(settings),
        desk: None,
    };
    let done = export_site(state, Path::new(&directory)).await.context("nothing was exported");
    store.close().await;
    let done = done?;
    print_line(&format!(
        "{} answers and {} tombstones in {} files ({} bytes) in {}",
        done.answers,
        done.taken_down,
        done.files,
        done.bytes,
        directory.display()
    ))?;
    Ok(Outcome::Clean)
}
