//! The caller lives, whatever the worker does, and hears one clear thing.

use std::sync::mpsc;

use candour_redact_worker::{Answer, Budget, Error, Job, Step, Worker};

fn budget() -> Budget {
    Budget { memory_bytes: 1 << 30, cpu_seconds: 20, wall_seconds: 20 }
}

fn misbehave(how: &str, budget: Budget) -> Result<Answer, Error> {
    let job = Job::Find { query: how.into(), matching: "exact".into() };
    Worker::at(env!("CARGO_BIN_EXE_misbehaving-worker")).run(job, None, vec![vec![7; 1 << 20]], budget)
}

#[test]
fn a_job_comes_back_with_its_answer() {
    assert_eq!(misbehave("echo", budget()).unwrap().json, (1 << 20).to_string());
}

#[test]
fn the_caller_hears_what_the_worker_is_at() {
    let job = Job::Find { query: "tell".into(), matching: "exact".into() };
    let (sender, steps) = mpsc::channel();
    let worker = Worker::at(env!("CARGO_BIN_EXE_misbehaving-worker"));
    let answer = worker.run_telling(job, None, vec![vec![7]], budget(), move |step| sender.send(step).unwrap());
    assert_eq!(answer.unwrap().json, "told");
    assert_eq!(steps.iter().collect::<Vec<_>>(), [Step::Reading, Step::Checking { pages: 3 }]);
}

#[test]
fn a_worker_that_talks_without_end_is_not_listened_to() {
    let error = misbehave("chat", budget()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the engine stopped without an answer (it did not answer as agreed); nothing was written"
    );
}

#[test]
fn a_refusal_keeps_the_engines_words() {
    assert_eq!(misbehave("refuse", budget()).unwrap_err().to_string(), "page 3: not understood");
}

#[test]
fn a_hang_ends_at_the_wall_clock() {
    let error = misbehave("hang", Budget { wall_seconds: 1, ..budget() }).unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error}");
}

#[test]
fn a_hang_ends_at_the_processor_budget() {
    let error = misbehave("hang", Budget { cpu_seconds: 1, ..budget() }).unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error}");
}

#[test]
fn a_bomb_ends_at_the_memory_budget() {
    let error = misbehave("eat", budget()).unwrap_err();
    assert!(matches!(error, Error::OutOfMemory { .. }), "{error}");
}

#[test]
fn a_crash_is_one_clear_error() {
    for how in ["crash", "recurse"] {
        let error = misbehave(how, budget()).unwrap_err();
        assert!(matches!(error, Error::Crashed { .. }), "{how}: {error}");
    }
}

#[test]
fn a_panic_does_not_repeat_what_the_document_said() {
    let error = misbehave("panic", budget()).unwrap_err();
    assert!(matches!(error, Error::Crashed { .. }), "{error}");
    assert!(!format!("{error:?}").contains("ZQXSECRET"));
}

#[test]
fn a_worker_may_start_threads_and_no_programs() {
    assert_eq!(misbehave("threads", budget()).unwrap().json, "6");
    assert_eq!(misbehave("run", budget()).unwrap().json, "false");
}

#[test]
fn the_probe_says_which_layers_hold() {
    let worker = Worker::at(env!("CARGO_BIN_EXE_misbehaving-worker"));
    let answer = worker.run(Job::Probe, None, Vec::new(), budget()).unwrap();
    let probe: serde_json::Value = serde_json::from_str(&answer.json).unwrap();
    assert_eq!(probe["layers"]["resource_limits"], "enforced");
    assert_eq!(probe["layers"]["seccomp"], "enforced");
    assert_eq!((&probe["open_refused"], &probe["network_refused"]), (&true.into(), &true.into()));
}
