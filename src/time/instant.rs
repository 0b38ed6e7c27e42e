//! Reading the clock.

use crate::engine::clock::Clock;
use crate::engine::context;
use crate::engine::timers::NEVER;
use crate::engine::wheel::Tick;
use crate::sys;
use crate::util::instant::Instant;
use std::time::Duration;

impl Instant {
    /// The current time of the current runtime's clock; outside a task, of the real clock.
    #[inline]
    pub fn now() -> Instant {
        let tick = context::clock().map_or_else(sys::now, Clock::now);
        Instant::from_nanos(i64::try_from(tick).unwrap_or(i64::MAX))
    }

    /// The time that has passed since this instant.
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(*self)
    }

    /// The tick of the clock.
    pub(crate) fn as_tick(self) -> Tick {
        if self == Instant::NEVER { NEVER } else { Tick::try_from(self.as_nanos()).unwrap_or(0) }
    }
}
