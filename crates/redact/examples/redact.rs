//! Redacts one file: `redact IN.pdf MARKS.json OUT.pdf [LEVEL] [--unverified]`.
//!
//! It works with the settings of the allocator that the product gives to its worker process: it prints them
//! (`redact IN.pdf --settings`) for whoever starts it with them, and without them it starts itself again.
#![expect(
    clippy::disallowed_methods,
    reason = "a program for people who work on this: it reads files, prints, and stops where it cannot go on"
)]

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use candour_redact::Level;
use candour_redact::api::Document;
use candour_redact::internals::unverified;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;
use rayon::prelude::*;

#[expect(clippy::print_stderr, clippy::print_stdout, reason = "an example talks to its user")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let size = arguments.first().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |found| found.len());
    let settings = match size {
        ..LARGE => GENEROUS,
        LARGE..VERY_LARGE => SPARING,
        VERY_LARGE.. => SWIFT,
    };
    if arguments.get(1).is_some_and(|word| word == "--settings") {
        println!("{TUNABLES}={settings}");
        return ExitCode::SUCCESS;
    }
    if std::env::var_os(TUNABLES).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        // Comes back only if it could not.
        let _ = Command::new(program).args(&arguments).env(TUNABLES, settings).exec();
    }
    candour_redact::work_on_this_thread();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "an example talks to its user")]
fn run(arguments: &[String]) -> Result<(), String> {
    let [input, marks, output, rest @ ..] = arguments else {
        return Err("usage: redact IN.pdf MARKS.json OUT.pdf [LEVEL] [--unverified]".to_owned());
    };
    let mut options = PlanOptions::default();
    if let Some(level) = rest.iter().find(|word| !word.starts_with('-')) {
        options.default_level = level.parse::<Level>()?;
    }
    let bytes = read(input).map_err(|error| format!("{input}: {error}"))?;
    let marks = std::fs::read(marks).map_err(|error| format!("{marks}: {error}"))?;
    let marks = MarkSet::from_json(&marks).map_err(|error| error.to_string())?;
    let document = Document::open_owned(bytes, &OpenOptions::default()).map_err(|error| error.to_string())?;
    let plan = document.plan(&marks, &options).map_err(|error| error.to_string())?;
    for finding in &plan.findings {
        eprintln!("{:?} {}: {}", finding.severity, finding.kind, finding.message);
    }
    let redacted = document.apply(plan).map_err(|error| error.to_string())?;
    if rest.iter().any(|word| word == "--unverified") {
        return std::fs::write(output, unverified(&redacted)).map_err(|error| format!("{output}: {error}"));
    }
    let verified = redacted.verify().map_err(|rejected| format!("{rejected}"))?;
    std::fs::write(output, verified.bytes()).map_err(|error| format!("{output}: {error}"))
}

/// Reads a file by all threads: most of it is the system making room, page by page.
fn read(path: &str) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = vec![0; usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?];
    let parts = bytes.par_chunks_mut(READ_AT_ONCE).enumerate();
    parts.try_for_each(|(number, part)| file.read_exact_at(part, (number * READ_AT_ONCE) as u64))?;
    Ok(bytes)
}

/// In bytes.
const READ_AT_ONCE: usize = 8 << 20;
/// As in `candour-redact-worker`, `parent.rs`, in bytes.
const LARGE: u64 = 16 << 20;
/// As there.
const VERY_LARGE: u64 = 32 << 20;
/// As there.
const TUNABLES: &str = "GLIBC_TUNABLES";
/// As there.
const GENEROUS: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:\
    glibc.malloc.trim_threshold=67108864:glibc.malloc.top_pad=8388608";
/// As there.
const SPARING: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=131072:glibc.malloc.trim_threshold=1048576";
/// As there.
const SWIFT: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=524288:glibc.malloc.trim_threshold=4194304:\
    glibc.malloc.top_pad=2097152";
