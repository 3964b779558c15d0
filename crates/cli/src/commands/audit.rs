//! `candour audit verify`: the journal recomputed, event by event.

use std::path::Path;

use anyhow::{Context, Result};
use candour_casework::checkpoint::Checkpoint;
use candour_casework::id::Digest;
use candour_casework::ports::Clock;
use candour_store::Access;

use super::clock::SystemClock;
use super::{Outcome, print_json, print_text};
use crate::args::{AuditCommand, Stores};
use crate::config::Config;
use crate::output::OutputSet;

pub(super) async fn run(command: AuditCommand, config: &Config) -> Result<Outcome> {
    let (stores, checkpoint, json) = match command {
        AuditCommand::Verify { stores, checkpoint, json } => (stores, checkpoint, json),
        AuditCommand::Checkpoint { file, stores } => return sign(&file, &stores, config).await,
    };
    let store = config.open(&stores, Access::ReadOnly).await?;
    let checkpoint = checkpoint
        .map(|path| -> Result<Checkpoint> {
            let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_slice(&text).with_context(|| format!("{} is not a checkpoint", path.display()))
        })
        .transpose()?;
    if let Some(checkpoint) = &checkpoint {
        let key = store.signing_key()?.map(|key| Digest(key.verifying_key().to_bytes()));
        checkpoint.check(key).context("the checkpoint vouches for nothing")?;
    }
    let faults = store.verify_with(checkpoint.as_slice()).await?;
    let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if json {
        print_json(&serde_json::json!({ "faults": sentences }))?;
    } else if sentences.is_empty() {
        print_text("the journal holds: no event was changed, lost, added or moved\n")?;
        if checkpoint.is_none() {
            print_text("without a checkpoint kept elsewhere, a tail that was cut off cannot be seen\n")?;
        }
    } else {
        print_text(&format!("the journal does NOT hold\n  {}\n", sentences.join("\n  ")))?;
    }
    Ok(if sentences.is_empty() { Outcome::Clean } else { Outcome::FoundSomething })
}

/// Signs where the journal ends now, into a new file to be kept elsewhere.
async fn sign(file: &Path, stores: &Stores, config: &Config) -> Result<Outcome> {
    let store = config.open(stores, Access::ReadOnly).await?;
    let key = store.signing_key()?.context(
        "shared stores keep no signing keys: make a folder that only you can read, and name it as `keys` in candour.toml",
    )?;
    let checkpoint = store.checkpoint(&key, SystemClock.now()).await?;
    let mut outputs = OutputSet::default();
    outputs.stage(file, &serde_json::to_vec_pretty(&checkpoint)?)?;
    outputs.commit()?;
    print_text(&format!(
        "{} vouches for event {}; keep it where nobody who can write to the store can reach it\n",
        file.display(),
        checkpoint.position
    ))?;
    Ok(Outcome::Clean)
}
