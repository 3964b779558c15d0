//! `candour backup`, `restore` and `migrate`.

use anyhow::{Result, bail};
use candour_casework::ports::{AuthorityStore, CaseStore};
use candour_store::{Access, Store};

use super::{AUTHORITIES, Outcome, counted, print_text};
use crate::args::{BackupFile, Stores};
use crate::config::{Config, Place};

/// Writes everything to one file. The file appears whole or not at all, and only its owner can read it.
pub(super) async fn backup(args: BackupFile, config: &Config) -> Result<Outcome> {
    if args.file.exists() {
        bail!("{} is there already; name a new file, so that no older backup is lost", args.file.display());
    }
    // A reader sees one consistent state beside a running `candour serve`.
    let store = config.open(&args.stores, Access::ReadOnly).await?;
    store.backup(&args.file).await?;
    store.close().await;
    print_text(&format!(
        "{} holds all cases, files and accounts of {}; it is as confidential as they are\n",
        args.file.display(),
        config.place(&args.stores)?
    ))?;
    Ok(Outcome::Clean)
}

/// Fills an empty place from a backup, and proves that its journal holds.
pub(super) async fn restore(args: BackupFile, config: &Config) -> Result<Outcome> {
    let place = config.place(&args.stores)?;
    let store = match &place {
        Place::Folder(folder) => Store::restore_into(folder, &args.file).await?,
        Place::Shared(_) => {
            let store = config.create(&args.stores).await?.0;
            store.restore(&args.file).await?;
            store
        }
    };
    let faults = store.verify_journal().await?;
    let authorities = store.authorities().await?.len();
    store.close().await;
    let mut text = format!("{place} holds what {} held: {}\n", args.file.display(), counted(authorities, AUTHORITIES));
    if faults.is_empty() {
        text.push_str("the journal holds: no event was changed, lost, added or moved\n");
    }
    for fault in &faults {
        text.push_str(&format!("  {fault}\n"));
    }
    if let Place::Folder(folder) = &place {
        text.push_str(&format!("next: candour serve --data {}\n", folder.display()));
    }
    print_text(&text)?;
    Ok(if faults.is_empty() { Outcome::Clean } else { Outcome::FoundSomething })
}

/// Brings the tables up to this version; opening for writing does it, here as in `candour serve`.
pub(super) async fn migrate(stores: Stores, config: &Config) -> Result<Outcome> {
    let store = config.open(&stores, Access::ReadWrite).await?;
    store.close().await;
    print_text(&format!("the tables of {} are those of this version\n", config.place(&stores)?))?;
    Ok(Outcome::Clean)
}
