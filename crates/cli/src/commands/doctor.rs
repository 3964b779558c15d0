//! `candour doctor`: what is there and what is missing.

use std::path::Path;

use anyhow::Result;
use candour_casework::ports::AuthorityStore;
use candour_redact_worker::Job;
use candour_statute::Calendar;
use candour_store::Access;
use serde::Serialize;

use super::engine::run_in_sandbox;
use super::{AUTHORITIES, Outcome, counted, keys, print_json, print_text};
use crate::args::{Doctor, Stores};
use crate::config::Config;

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Look {
    what: &'static str,
    sound: bool,
    says: String,
}

pub(super) async fn run(args: Doctor, config: &Config) -> Result<Outcome> {
    let mut looks = vec![store(&args.stores, config).await];
    looks.extend(release_key(&args.stores, config).await);
    looks.extend(sandbox());
    looks.push(calendar());
    looks.extend(programs());
    let needed = |look: &&Look| !look.sound && NEEDED.contains(&look.what);
    let outcome = if looks.iter().any(|look| needed(&look)) { Outcome::FoundSomething } else { Outcome::Clean };
    if args.json {
        print_json(&looks)?;
    } else {
        for look in &looks {
            print_text(&format!("{:<8} {:<16} {}\n", if look.sound { "ok" } else { "MISSING" }, look.what, look.says))?;
        }
    }
    Ok(outcome)
}

async fn store(stores: &Stores, config: &Config) -> Look {
    let looked = async {
        let place = config.place(stores)?;
        let store = config.open(stores, Access::ReadOnly).await?;
        let authorities = store.authorities().await?.len();
        let jobs = store.job_counts().await?;
        anyhow::Ok(format!(
            "{place} with {}; jobs: {} waiting, {} failing",
            counted(authorities, AUTHORITIES),
            jobs.waiting,
            jobs.failing
        ))
    };
    let says = looked.await.map_err(|error| format!("{error:#}"));
    Look { what: "store", sound: says.is_ok(), says: says.unwrap_or_else(|says| says) }
}

/// The public half of the key that signs released files: what an authority gives to whoever wants to check one.
async fn release_key(stores: &Stores, config: &Config) -> Option<Look> {
    let store = config.open(stores, Access::ReadOnly).await.ok()?;
    let key = keys::hex(&store).ok()??;
    Some(Look { what: "release key", sound: true, says: format!("signs released files; its public half is {key}") })
}

/// The layers as the worker finds them from inside.
fn sandbox() -> Vec<Look> {
    let probe = run_in_sandbox(Job::Probe, None, Vec::new())
        .and_then(|answer| Ok(serde_json::from_str::<serde_json::Value>(&answer.json)?));
    let layers = match probe {
        Ok(probe) => probe["layers"].clone(),
        Err(error) => return vec![Look { what: "sandbox", sound: false, says: format!("{error:#}") }],
    };
    [
        ("resource limits", "resource_limits", "memory, time and file size of the engine's process"),
        ("landlock", "landlock", "no file can be opened by the engine's process"),
        ("seccomp", "seccomp", "only the system calls of a computation"),
    ]
    .into_iter()
    .map(|(what, key, meaning)| {
        let state = layers[key].as_str().unwrap_or("missing");
        Look { what, sound: state != "missing", says: format!("{state}: {meaning}") }
    })
    .collect()
}

fn calendar() -> Look {
    let calendar = Calendar::built_in();
    let (from, to) = calendar.horizon();
    Look {
        what: "calendar",
        sound: true,
        says: format!(
            "{}: holidays are published from {from} to {to}; later dates are provisional",
            calendar.version()
        ),
    }
}

/// Programs that are used where they are there; none is needed.
fn programs() -> Vec<Look> {
    [
        ("libreoffice", "converts office documents to PDF", "soffice"),
        ("tesseract", "reads the words in scanned pages", "tesseract"),
    ]
    .into_iter()
    .map(|(what, use_for, program)| {
        let there = ["/usr/bin", "/usr/local/bin"].iter().any(|folder| Path::new(folder).join(program).exists());
        let says = if there { use_for.to_owned() } else { format!("not installed (optional): {use_for}") };
        Look { what, sound: there, says }
    })
    .collect()
}

/// What an installation cannot do without.
const NEEDED: &[&str] = &["store", "sandbox", "resource limits"];
