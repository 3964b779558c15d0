//! Jobs for people who work on candour: `cargo xtask layers` and its neighbours.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks to its terminal")]

mod layers;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    match run() {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in the workspace")?;
    match std::env::args().nth(1).as_deref() {
        Some("layers") => Ok(format!("{} crates depend downwards only", layers::check(root)?)),
        Some(unknown) => bail!("no job called {unknown}; there is: layers"),
        None => bail!("which job? There is: layers"),
    }
}
