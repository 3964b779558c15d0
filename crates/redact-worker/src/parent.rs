//! The caller's side: start the worker, feed it, wait no longer than agreed.

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::protocol::{Answer, Attachment, Job, Refusal, Request, Response, Step, read_blob, read_head, write_head};
use crate::sandbox::Limits;

/// What one document may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Address space of the worker, in bytes.
    pub memory_bytes: u64,
    /// Processor time, in seconds, over all of the worker's threads.
    pub cpu_seconds: u64,
    /// Wall-clock time, in seconds.
    pub wall_seconds: u64,
}

impl Budget {
    /// A budget that grows with the document: four gibibytes and two minutes, and more for large files.
    pub fn for_document(size_bytes: usize) -> Self {
        let mebibytes = (size_bytes >> 20) as u64;
        Self {
            memory_bytes: (4 << 30) + 24 * size_bytes as u64,
            cpu_seconds: 120 + 4 * mebibytes,
            wall_seconds: 120 + 4 * mebibytes,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The engine would not do it, and says why.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// The worker could not be started.
    #[error("cannot start the engine's own process: {0}")]
    Start(#[source] io::Error),
    /// Time ran out.
    #[error("the engine was stopped after {seconds} seconds; the document asks for more work than its size allows")]
    TimedOut {
        /// The budget that ran out.
        seconds: u64,
    },
    /// Memory ran out.
    #[error(
        "the engine was stopped at its memory budget of {mebibytes} MiB; the document unpacks to more than its size allows"
    )]
    OutOfMemory {
        /// The budget that ran out.
        mebibytes: u64,
    },
    /// It ended without an answer.
    #[error("the engine stopped without an answer ({how}); nothing was written")]
    Crashed {
        /// Signal or exit code.
        how: String,
    },
}

/// A worker program: this binary with the argument that makes it a worker.
#[derive(Debug, Clone)]
pub struct Worker {
    program: PathBuf,
    arguments: Vec<String>,
}

impl Worker {
    /// A worker that is the program at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { program: path.into(), arguments: Vec::new() }
    }

    /// A worker that is the running binary started again with `argument`.
    ///
    /// # Errors
    ///
    /// The running binary cannot be found any more.
    pub fn of_this_program(argument: &str) -> Result<Self, Error> {
        let program = std::env::current_exe().map_err(Error::Start)?;
        Ok(Self { program, arguments: vec![argument.to_owned()] })
    }

    /// Runs one job on `blobs` (the document first) and waits for its answer.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with the engine's own words; otherwise what stopped the worker.
    pub fn run(
        &self,
        job: Job,
        password: Option<Vec<u8>>,
        blobs: Vec<Vec<u8>>,
        budget: Budget,
    ) -> Result<Answer, Error> {
        self.run_telling(job, password, blobs, budget, |_| {})
    }

    /// The same, and `told` hears what the worker is at.
    ///
    /// # Errors
    ///
    /// As [`Worker::run`].
    pub fn run_telling(
        &self,
        job: Job,
        password: Option<Vec<u8>>,
        blobs: Vec<Vec<u8>>,
        budget: Budget,
        told: impl FnMut(Step) + Send + 'static,
    ) -> Result<Answer, Error> {
        let allocator = match blobs.first().map_or(0, Vec::len) {
            ..LARGE => GENEROUS,
            LARGE..VERY_LARGE => SPARING,
            VERY_LARGE.. => SWIFT,
        };
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .env("GLIBC_TUNABLES", allocator)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Error::Start)?;
        let request = Request {
            job,
            password,
            limits: Limits { memory_bytes: budget.memory_bytes, cpu_seconds: budget.cpu_seconds },
            blobs: blobs.iter().map(|blob| blob.len() as u64).collect(),
        };
        let received = converse(&mut child, request, blobs, budget, told);
        let is_astray = matches!(&received, Some(Err(error)) if error.kind() != io::ErrorKind::UnexpectedEof);
        if received.is_none() || is_astray {
            drop(child.kill());
        }
        let memory_failed = child.stderr.take().is_some_and(said_out_of_memory);
        let status = child.wait().map_err(Error::Start)?;
        match received {
            None => Err(Error::TimedOut { seconds: budget.wall_seconds }),
            Some(Ok(Ok(answer))) => Ok(answer),
            Some(Ok(Err(refusal))) => Err(Error::Refused(refusal)),
            Some(Err(_)) if is_astray => Err(Error::Crashed { how: "it did not answer as agreed".to_owned() }),
            Some(Err(_)) => Err(ended(status, memory_failed, budget)),
        }
    }
}

/// Documents of so many bytes or more are worth giving memory back for: it costs a small one a third of its time.
const LARGE: usize = 16 << 20;

/// Documents of so many bytes or more may hold a little more: the worker's bounds grow with them, and giving back every
/// block costs a tenth of the time.
const VERY_LARGE: usize = 32 << 20;

/// Settings of the allocator for documents that are not large: memory comes in large pages and steps, and what is free
/// stays at hand. Asking for it page by page is a sixth of the time that a small document takes.
const GENEROUS: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:\
    glibc.malloc.trim_threshold=67108864:glibc.malloc.top_pad=8388608";

/// Settings of the C library's allocator (glibc's `malloc` tunables) for large documents: blocks as large as pages and
/// pictures go back to the system as soon as they are free, so that the worker holds what it needs and not what it once
/// needed, and memory comes in large pages where the system has them. Elsewhere they mean nothing.
const SPARING: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=131072:glibc.malloc.trim_threshold=1048576";

/// The same for very large ones, of which only the larger blocks go back at once.
const SWIFT: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=524288:glibc.malloc.trim_threshold=4194304:\
    glibc.malloc.top_pad=2097152";

/// How often a worker may say what it is at.
const MOST_STEPS: usize = 64;

type Received = io::Result<Result<Answer, Refusal>>;

/// Writes the request and reads the response, each on a thread of its own; `None` when time ran out.
fn converse(
    child: &mut Child,
    request: Request,
    blobs: Vec<Vec<u8>>,
    budget: Budget,
    told: impl FnMut(Step) + Send + 'static,
) -> Option<Received> {
    let (stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
    std::thread::spawn(move || {
        let mut stdin = io::BufWriter::new(stdin);
        // A worker that ended early closes the pipe; its exit says why.
        drop(write_head(&mut stdin, &request).and_then(|()| {
            blobs.iter().try_for_each(|blob| stdin.write_all(blob))?;
            stdin.flush()
        }));
    });
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        drop(sender.send(receive(io::BufReader::new(stdout), budget.memory_bytes, told)));
    });
    receiver.recv_timeout(Duration::from_secs(budget.wall_seconds)).ok()
}

fn receive(mut stdout: impl Read, limit: u64, mut told: impl FnMut(Step)) -> Received {
    let mut head = read_head(&mut stdout)?;
    for _ in 0..MOST_STEPS {
        let Response::At(step) = head else { break };
        told(step);
        head = read_head(&mut stdout)?;
    }
    match head {
        Response::At(_) => Err(io::Error::other("the worker talks without end")),
        Response::Refused(refusal) => Ok(Err(refusal)),
        Response::Done { json, attachments } => {
            let json = String::from_utf8(read_blob(&mut stdout, json, limit)?).map_err(io::Error::other)?;
            let mut answer = Answer { json, attachments: Vec::new() };
            for (name, length) in attachments {
                answer.attachments.push(Attachment { name, bytes: read_blob(&mut stdout, length, limit)? });
            }
            Ok(Ok(answer))
        }
    }
}

/// The standard library's own words when an allocation fails; the rest of the
/// stream is dropped unread, since it could quote the document.
fn said_out_of_memory(stderr: impl Read) -> bool {
    let mut head = Vec::new();
    drop(stderr.take(4096).read_to_end(&mut head));
    head.windows(MEMORY_FAILED.len()).any(|window| window == MEMORY_FAILED)
}

const MEMORY_FAILED: &[u8] = b"memory allocation of";

fn ended(status: ExitStatus, memory_failed: bool, budget: Budget) -> Error {
    if memory_failed {
        return Error::OutOfMemory { mebibytes: budget.memory_bytes >> 20 };
    }
    match status.signal() {
        Some(libc::SIGXCPU | libc::SIGKILL) => Error::TimedOut { seconds: budget.cpu_seconds },
        Some(signal) => Error::Crashed { how: format!("signal {signal}") },
        None => Error::Crashed { how: format!("exit code {}", status.code().unwrap_or_default()) },
    }
}
