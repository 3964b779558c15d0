//! A PostgreSQL server of the test's own: on loopback, in a temporary folder, as an unprivileged user.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A running server; stopped when the test process ends.
pub(crate) struct Server {
    port: u16,
    binaries: PathBuf,
    folder: tempfile::TempDir,
    process: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    /// The server of this test process, started when first asked for; `None`, loudly, where there is no PostgreSQL.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        SERVER.get_or_init(Self::start).as_ref()
    }

    /// A server, or `None`, loudly, where there is no PostgreSQL.
    pub(crate) fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            assert!(!tools_are_required(), "PostgreSQL is required and not installed (apt-get install postgresql)");
            eprintln!("SKIPPED: PostgreSQL is not installed (apt-get install postgresql)");
            return None;
        };
        remove_what_dead_tests_left();
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir().unwrap();
        let data = folder.path().join("data");
        give_away(folder.path());
        let initdb = binaries.join("initdb");
        run(as_nobody(&initdb).arg("-D").arg(&data).args(["-U", "candour", "-A", "trust", "-E", "UTF8", "--no-sync"]));
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { port, binaries, folder, process: Mutex::new(None) };
        server.launch();
        Some(server)
    }

    /// Starts the process and waits until it answers.
    pub(crate) fn launch(&self) {
        let data = self.folder.path().join("data");
        let postgres = self.binaries.join("postgres");
        let mut command = as_nobody(&postgres);
        command.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-F"]);
        command.arg("-k").arg(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        // The parent's death signal follows the thread that starts the process, so that thread stays until it ends.
        let attend = std::thread::spawn(move || {
            command.spawn().unwrap().wait().unwrap();
        });
        *self.process.lock().unwrap() = Some(attend);
        let deadline = Instant::now() + Duration::from_secs(60);
        let ready = self.binaries.join("pg_isready");
        let port = self.port.to_string();
        let answers = || {
            let mut command = Command::new(&ready);
            command.args(["-h", "127.0.0.1", "-p", &port, "-q"]).status().is_ok_and(|status| status.success())
        };
        while !answers() {
            assert!(Instant::now() < deadline, "PostgreSQL did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops the process at once, as a crash would: by its own process id, which `postmaster.pid` names.
    pub(crate) fn crash(&self) {
        let written = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid")).unwrap();
        let pid = written.lines().next().unwrap().to_owned();
        run(Command::new("kill").args(["-QUIT", &pid]));
        if let Some(attending) = self.process.lock().unwrap().take() {
            attending.join().unwrap();
        }
    }

    /// Takes the writers' turn in a database, as a process would that is just changing a case; until it is killed.
    #[allow(dead_code, reason = "not every suite that starts a server needs it")]
    #[expect(clippy::zombie_processes, reason = "whoever takes the turn gives it back, and waits")]
    pub(crate) fn take_the_writers_turn(&self, url: &str) -> std::process::Child {
        let sql = "select pg_advisory_lock(3114415211518); select 'taken'; select pg_sleep(600)";
        let mut command = Command::new(self.binaries.join("psql"));
        command.arg(url).args(["-qAt", "-c", sql]).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        let held = "select 1 from pg_locks where locktype = 'advisory' and granted";
        loop {
            let output = Command::new(self.binaries.join("psql")).arg(url).args(["-qAt", "-c", held]).output().unwrap();
            if output.stdout.starts_with(b"1") {
                return child;
            }
            assert!(Instant::now() < deadline, "the turn was not taken");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends the session that took the turn; killing its client alone would leave the server asleep.
    #[allow(dead_code, reason = "not every suite that starts a server needs it")]
    pub(crate) fn give_the_writers_turn_back(&self, url: &str, child: &mut std::process::Child) {
        let sql = "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(600)%' \
                   and pid <> pg_backend_pid()";
        run(Command::new(self.binaries.join("psql")).arg(url).args(["-qAt", "-c", sql]));
        child.wait().unwrap();
    }

    /// The address of a new, empty database.
    pub(crate) async fn new_database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("candour_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let createdb = self.binaries.join("createdb");
        let port = self.port.to_string();
        run(Command::new(createdb).args(["-h", "127.0.0.1", "-p", &port, "-U", "candour", &name]));
        format!("postgres://candour@127.0.0.1:{port}/{name}?sslmode=disable")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.lock().is_ok_and(|process| process.is_some()) {
            self.crash();
        }
    }
}

fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions.flatten().map(|version| version.path().join("bin")).collect();
    found.retain(|folder| folder.join("initdb").is_file());
    found.sort();
    found.pop()
}

/// PostgreSQL will not run as root: as root, the command runs as the user its package made.
fn as_nobody(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    // The parent's death signal stops the server with the test, however the test ends.
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig", "QUIT", "--"]).arg(program);
    command
}

fn give_away(folder: &Path) {
    if is_root() {
        run(Command::new("chown").arg("postgres:postgres").arg(folder));
    }
}

/// A shared server's folder outlives its process, since nothing runs after a test process ends.
fn remove_what_dead_tests_left() {
    for entry in std::fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()).map(str::to_owned);
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says whether the tools must be there")]
fn tools_are_required() -> bool {
    std::env::var("CANDOUR_TEST_TOOLS").is_ok_and(|value| value == "required")
}

const PREFIX: &str = "candour-postgresql-";

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
