//! What a server tells its operator, on standard error: one line an event, with its level and its fields.

use std::fmt;
use std::io::Write as _;

use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Writes logs from now on: ours from `info`, those of libraries from `warn`.
pub(crate) fn to_stderr() {
    // A test may serve twice in one process; then the first stays.
    drop(tracing::subscriber::set_global_default(Lines));
}

/// Writes events as lines; spans are not told.
struct Lines;

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let least = if metadata.target().starts_with("candour") { Level::INFO } else { Level::WARN };
        metadata.is_event() && *metadata.level() <= least
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    #[expect(clippy::disallowed_methods, reason = "the moment of a log line, which nothing is made from")]
    fn event(&self, event: &Event<'_>) {
        let mut words = Words::default();
        event.record(&mut words);
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        let Words { message, fields } = words;
        // Nobody can be told that standard error is closed.
        drop(writeln!(std::io::stderr().lock(), "{now} {} {message}{fields}", event.metadata().level()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // A field must not be able to begin a line of its own.
        let value = format!("{value:?}").replace(['\n', '\r'], " ");
        match field.name() {
            "message" => self.message.push_str(&value),
            name => self.fields.push_str(&format!(" {name}={value}")),
        }
    }
}
