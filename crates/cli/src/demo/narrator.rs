//! Tells the demonstration step by step on standard error, with a bar where somebody watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Says what happens, what came of it, and how long the long parts still take.
#[derive(Debug)]
pub(crate) struct Narrator {
    step: usize,
    steps: usize,
    bar: ProgressBar,
}

impl Narrator {
    /// A story of `steps` steps.
    pub(crate) fn new(steps: usize) -> Self {
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {wide_msg} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { step: 0, steps, bar }
    }

    /// Begins the next step.
    pub(crate) fn step(&mut self, what: &str) {
        self.step += 1;
        self.bar.set_position(self.step as u64 - 1);
        self.bar.set_message(what.to_owned());
        self.say(&format!("{:>2}/{} {what}", self.step, self.steps));
    }

    /// Adds what came of it.
    pub(crate) fn detail(&self, what: impl AsRef<str>) {
        for line in what.as_ref().lines() {
            self.say(&format!("      {line}"));
        }
    }

    /// Ends the story.
    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }

    #[expect(clippy::print_stderr, reason = "the story is told to the person at the terminal")]
    fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }
}
