//! The commands, one module each, and what they share.

mod audit;
mod backup;
pub(crate) mod calendar;
mod case;
pub(crate) mod clock;
mod deadline;
mod doctor;
pub(crate) mod engine;
mod engine_worker;
mod export;
mod extract;
mod find;
mod import;
mod index;
mod inspect;
pub(crate) mod installation;
pub(crate) mod keys;
mod notice;
mod redact;
pub(crate) mod retention;
mod returns;
mod serve;
mod staff;
mod verify;
mod work;

use std::future::Future;
use std::io::Write;

use anyhow::Result;
use serde::Serialize;

use crate::args::{Cli, Command, ImportCommand};
use crate::config::Config;

/// What a command that did its work has to say through the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, nothing found: exit code 0.
    Clean,
    /// Done, and something was found: exit code 1.
    FoundSomething,
}

/// Runs one command.
///
/// # Errors
///
/// What was refused or failed; nothing was written.
pub(crate) fn run(cli: Cli) -> Result<Outcome> {
    let config = Config::load(cli.config.as_deref())?;
    match cli.command {
        Command::Audit(command) => wait(audit::run(command, &config)),
        Command::Authority(command) => wait(installation::authority(command, &config)),
        Command::Backup(args) => wait(backup::backup(args, &config)),
        Command::Calendar(command) => wait(calendar::run(command, &config)),
        Command::Case(command) => wait(case::run(command, &config)),
        Command::Deadline(args) => deadline::run(args),
        Command::Demo(args) => wait(serve::demo(args, &config)),
        Command::Doctor(args) => wait(doctor::run(args, &config)),
        Command::EngineWorker => engine_worker::run(),
        Command::Export(command) => wait(export::run(command, &config)),
        Command::Extract(args) => extract::run(args),
        Command::Find(args) => find::run(args),
        Command::Import(ImportCommand::Page(args)) => wait(import::files(args, &config)),
        Command::Import(ImportCommand::Pages(args)) => wait(import::pages(args, &config)),
        Command::Import(ImportCommand::Cases(args)) => wait(import::cases(args, &config)),
        Command::Index(command) => wait(index::run(command, &config)),
        Command::Init(args) => wait(installation::init(args, &config)),
        Command::Inspect(args) => inspect::run(args),
        Command::Migrate(stores) => wait(backup::migrate(stores, &config)),
        Command::Notice(command) => notice::run(command),
        Command::Redact(args) => redact::run(args, &config),
        Command::Restore(args) => wait(backup::restore(args, &config)),
        Command::Return(args) => wait(returns::run(args, &config)),
        Command::Serve(args) => wait(serve::serve(args, &config)),
        Command::User(command) => wait(installation::user(command, &config)),
        Command::Verify(args) => verify::run(args),
        Command::Work(args) => wait(work::run(args, &config)),
    }
}

/// Runs what waits for a store or a network on a runtime of its own.
fn wait(work: impl Future<Output = Result<Outcome>>) -> Result<Outcome> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

fn print_json(value: &impl Serialize) -> Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    Ok(writeln!(out)?)
}

fn print_line(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    Ok(writeln!(out, "{line}")?)
}

fn print_text(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// A number with what is counted, such as "1 mark" and "2 marks".
fn counted(number: usize, (one, many): (&str, &str)) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

const AUTHORITIES: (&str, &str) = ("authority", "authorities");

/// Says something to the person at the terminal that is not the result.
#[expect(clippy::print_stderr, reason = "the one place for remarks")]
pub(crate) fn note(line: &str) {
    eprintln!("{line}");
}
