//! `candour index rebuild`: the search index, made again from the store.

use anyhow::Result;
use candour_store::Access;
use candour_web::search::{Search, catch_up};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Outcome, print_line};
use crate::args::IndexCommand;
use crate::config::Config;
use crate::search;

/// Runs the command.
///
/// # Errors
///
/// Another process writes to the folder (`serve` builds a missing or damaged index by itself), the store cannot be read,
/// or the disk is full.
pub(super) async fn run(IndexCommand::Rebuild(stores): IndexCommand, config: &Config) -> Result<Outcome> {
    let store = config.open(&stores, Access::ReadWrite).await?;
    let index = search::open(&store, config)?;
    index.begin_anew()?;
    let search = Search::new(index);
    let bar = ProgressBar::new(0).with_style(style());
    catch_up(&store, &search, |read, of| {
        bar.set_length(of);
        bar.set_position(read);
    })
    .await?;
    search.index().settle()?;
    bar.finish_and_clear();
    let found = search.index().len();
    print_line(&format!("{found} published {} can be found", if found == 1 { "answer" } else { "answers" }))?;
    store.close().await;
    Ok(Outcome::Clean)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("building the search index {bar:30} {pos} of {len} changes, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
