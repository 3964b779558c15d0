//! What a person at a terminal sees while the engine works on a long document: what it is at, how long it has taken, and
//! the most that it may take. Never a word of the document.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A line on standard error that counts the seconds until this is dropped; nothing where no terminal is.
#[derive(Debug)]
pub(crate) struct Waiting {
    ended: Option<mpsc::Sender<()>>,
    counting: Option<JoinHandle<()>>,
    doing: Doing,
}

/// What the engine is at, as far as it has said.
#[derive(Debug, Clone)]
pub(crate) struct Doing(Arc<Mutex<String>>);

impl Default for Doing {
    fn default() -> Self {
        Self(Arc::new(Mutex::new("working".to_owned())))
    }
}

impl Doing {
    /// From now on it is this: a few words in the present participle.
    pub(crate) fn is(&self, words: &str) {
        words.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn words(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Waiting {
    /// Starts to count towards `most` seconds, unless standard error is a file or a pipe.
    pub(crate) fn at_a_terminal(most: u64) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { ended: None, counting: None, doing: Doing::default() };
        }
        let (ended, end) = mpsc::channel();
        let doing = Doing::default();
        let said = doing.clone();
        let counting = std::thread::spawn(move || count(&end, &mut std::io::stderr(), &said, PATIENCE, SECOND, most));
        Self { ended: Some(ended), counting: Some(counting), doing }
    }

    /// Where to say what the engine is at.
    pub(crate) fn doing(&self) -> Doing {
        self.doing.clone()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.ended.take());
        if let Some(counting) = self.counting.take() {
            drop(counting.join());
        }
    }
}

/// How long nobody asks.
const PATIENCE: Duration = Duration::from_secs(2);
const SECOND: Duration = Duration::from_secs(1);

/// Says nothing for `patience`, then a line each `tick`, and takes the line away when the other side of `end` goes.
fn count(end: &mpsc::Receiver<()>, out: &mut impl Write, doing: &Doing, patience: Duration, tick: Duration, most: u64) {
    let mut next = patience;
    let mut seconds = patience.as_secs();
    let mut shown = false;
    while end.recv_timeout(next) == Err(RecvTimeoutError::Timeout) {
        // A terminal that is gone does not stop the work.
        let words = doing.words();
        drop(write!(out, "\r\x1b[K{words}: {seconds} s so far, {most} s at most ").and_then(|()| out.flush()));
        (next, shown) = (tick, true);
        seconds += 1;
    }
    if shown {
        drop(write!(out, "\r\x1b[K").and_then(|()| out.flush()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_work_says_nothing() {
        let (ended, end) = mpsc::channel();
        drop(ended);
        let mut out = Vec::new();
        count(&end, &mut out, &Doing::default(), Duration::from_secs(60), SECOND, 120);
        assert!(out.is_empty());
    }

    #[test]
    fn long_work_says_what_it_is_at_counts_its_seconds_and_cleans_up_behind_it() {
        let (ended, end) = mpsc::channel();
        let doing = Doing::default();
        let now = doing.clone();
        let work = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            now.is("checking 3 pages");
            std::thread::sleep(Duration::from_millis(100));
            drop(ended);
        });
        let mut out = Vec::new();
        count(&end, &mut out, &doing, Duration::ZERO, Duration::from_millis(1), 120);
        work.join().unwrap();
        let said = String::from_utf8(out).unwrap();
        assert!(said.starts_with("\r\x1b[Kworking: 0 s so far, 120 s at most "), "{said:?}");
        assert!(said.contains("\r\x1b[Kchecking 3 pages: "), "{said:?}");
        assert!(said.ends_with("\r\x1b[K"), "{said:?}");
    }
}
