//! What the worker gives up before it reads a byte of the document.
//!
//! Three layers, each useful alone: resource limits stop bombs and hangs,
//! landlock takes every file away, seccomp every system call that computing
//! does not need. The kernel may lack one of the last two; [`Layers`] says
//! which hold, and `candour doctor` shows it.

use landlock::{ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde::{Deserialize, Serialize};

/// What one job may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Address space in bytes.
    pub memory_bytes: u64,
    /// Processor time in seconds.
    pub cpu_seconds: u64,
}

/// How far one layer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// All that was asked for is in force.
    Enforced,
    /// The kernel knows a part of it.
    Partial,
    /// The kernel does not offer it, or refused.
    Missing,
}

/// The state of each layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layers {
    /// Memory, processor time, file size, core dumps.
    pub resource_limits: Layer,
    /// No file may be opened.
    pub landlock: Layer,
    /// Only the system calls of a computation.
    pub seccomp: Layer,
}

/// Gives up everything in the order that lets each step still happen.
///
/// Call it on the only thread, before any other is started: the later ones inherit it.
pub fn enforce(limits: Limits) -> Layers {
    Layers { resource_limits: limit_resources(limits), landlock: deny_files(), seccomp: filter_system_calls() }
}

fn limit_resources(limits: Limits) -> Layer {
    let wanted = [
        (Resource::As, limits.memory_bytes),
        (Resource::Cpu, limits.cpu_seconds),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    let kept = wanted
        .into_iter()
        .filter(|&(resource, value)| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) }).is_ok())
        .count();
    match kept {
        0 => Layer::Missing,
        n if n == wanted.len() => Layer::Enforced,
        _ => Layer::Partial,
    }
}

fn deny_files() -> Layer {
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(Ruleset::create)
        .and_then(|ruleset| ruleset.restrict_self());
    match status.map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => Layer::Enforced,
        Ok(RulesetStatus::PartiallyEnforced) => Layer::Partial,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Layer::Missing,
    }
}

fn filter_system_calls() -> Layer {
    let program = filter().ok().and_then(|filter| BpfProgram::try_from(filter).ok());
    match program.map(|program| seccompiler::apply_filter(&program)) {
        Some(Ok(())) => Layer::Enforced,
        Some(Err(_)) | None => Layer::Missing,
    }
}

fn filter() -> Result<SeccompFilter, seccompiler::BackendError> {
    let mut rules: std::collections::BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.iter().map(|&call| (call, Vec::new())).collect();
    // Threads, never processes; a thread's name, no other knob of the process.
    let thread = SeccompCondition::new(
        0,
        SeccompCmpArgLen::Qword,
        SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64),
        libc::CLONE_THREAD as u64,
    )?;
    rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![thread])?]);
    let name = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, libc::PR_SET_NAME as u64)?;
    rules.insert(libc::SYS_prctl, vec![SeccompRule::new(vec![name])?]);
    // "No such call" rather than "not permitted": the C library then falls back
    // from clone3, whose flags a filter cannot see, to clone, whose it can.
    SeccompFilter::new(
        rules,
        SeccompAction::Errno(libc::ENOSYS as u32),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )
}

/// The system calls of a computation that has its input and output open already.
const ALLOWED: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_prlimit64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_write,
    libc::SYS_writev,
];
