//! `candour audit verify`: the journal recomputed, event by event.

use anyhow::{Context, Result};
use candour_casework::checkpoint::Checkpoint;
use candour_store::{Access, Store};

use super::{Outcome, print_json, print_text};
use crate::args::AuditCommand;
use crate::config::Config;

pub(super) async fn run(command: AuditCommand, config: &Config) -> Result<Outcome> {
    let AuditCommand::Verify { stores, checkpoint, json } = command;
    let store = Store::open(&config.folder_only(&stores)?, Access::ReadOnly).await?;
    let checkpoint = checkpoint
        .map(|path| -> Result<Checkpoint> {
            let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_slice(&text).with_context(|| format!("{} is not a checkpoint", path.display()))
        })
        .transpose()?;
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
