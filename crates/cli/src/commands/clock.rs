//! The one place where the present comes from.

use candour_casework::ports::Clock;
use jiff::Timestamp;

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else takes as a port")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
