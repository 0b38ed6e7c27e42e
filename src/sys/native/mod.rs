//! Native platforms: threads, a monotonic clock, parking.

#[allow(unsafe_code, reason = "pthread_atfork")]
mod fork;
mod park;
pub(crate) mod public;

use crate::engine::wheel::Tick;
pub(crate) use park::{NeverWoken, Park, TimerSlack};
use std::time::Instant;

pub(crate) const THREADS: bool = true;
pub(crate) const HOSTED: bool = false;

pub(crate) fn start_process() {
    public::anchor();
    fork::watch();
}

/// Nanoseconds since the process first asked.
#[inline]
pub(crate) fn now() -> Tick {
    let elapsed = Instant::now().saturating_duration_since(public::anchor());
    elapsed.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(elapsed.subsec_nanos()))
}

pub(crate) mod host {
    //! There is no host that calls: threads wait for themselves.

    use std::time::Duration;

    pub(crate) fn start(_: fn(), _: fn()) {}
    pub(crate) fn after_this_call(_: fn()) {}
    pub(crate) fn request_soon() {}
    pub(crate) fn request_later() {}
    pub(crate) fn arm_timer(_: Option<Duration>) {}
    pub(crate) fn main_ended(_: Option<String>) {}
}
