//! `candour`: the one binary.
//!
//! Exit codes are decided here and nowhere else: 0 done and clean, 1 done and
//! found something, 2 refused or failed with nothing written. A reader that
//! closes our output early (`| head`) is not an error.

#![expect(clippy::print_stderr, reason = "a command line tool speaks to its terminal")]

mod args;
mod commands;
mod config;
mod demo;
mod jobs;
mod logging;
mod mail;
mod output;
mod search;
mod waiting;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Outcome;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(cli) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::FoundSomething) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("candour: {}", one_line(&error));
            ExitCode::from(2)
        }
    }
}

/// The chain of causes as one line: what was attempted, then why it failed.
fn one_line(error: &anyhow::Error) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
