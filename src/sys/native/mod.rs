//! Native platforms: threads, a monotonic clock, parking, and a reactor over the poller of the system.

#[allow(unsafe_code, reason = "pthread_atfork")]
mod fork;
#[cfg(all(feature = "asyncio", unix))]
pub(crate) mod interrupt;
#[cfg(all(feature = "asyncio", not(unix)))]
#[path = "../no_interrupt.rs"]
pub(crate) mod interrupt;
#[cfg(feature = "net")]
pub(crate) mod net;
mod park;
#[cfg(all(feature = "net", target_os = "linux", not(wasi_async_runtime_polling)))]
#[path = "epoll.rs"]
mod poller;
#[cfg(all(feature = "net", not(all(target_os = "linux", not(wasi_async_runtime_polling)))))]
#[allow(unsafe_code, reason = "the crate polling asks for a promise: deregister before close")]
mod poller;
pub(crate) mod public;
#[cfg(feature = "net")]
mod reactor;
#[cfg(not(feature = "net"))]
#[path = "../no_reactor.rs"]
mod reactor;
pub(crate) mod stdio;

use crate::engine::wheel::Tick;
pub(crate) use park::{Park, TimerSlack};
pub(crate) use reactor::Reactor;
use std::sync::OnceLock;
use std::time::Instant;

pub(crate) const THREADS: bool = true;
pub(crate) const HOSTED: bool = false;

pub(crate) fn start_process() {
    anchor();
    fork::watch();
}

/// The moment from which the process counts its time.
#[inline]
pub(crate) fn anchor() -> std::time::Instant {
    static ANCHOR: OnceLock<std::time::Instant> = OnceLock::new();
    *ANCHOR.get_or_init(std::time::Instant::now)
}

/// Nanoseconds since the process first asked.
#[inline]
pub(crate) fn now() -> Tick {
    let elapsed = Instant::now().saturating_duration_since(anchor());
    elapsed.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(elapsed.subsec_nanos()))
}

/// The time since 1970, by the system's clock, which may be set.
#[cfg(feature = "asyncio")]
pub(crate) fn since_epoch() -> std::time::Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}

/// Waits without letting anything else run.
#[cfg(feature = "asyncio")]
pub(crate) fn block_for(duration: std::time::Duration) {
    std::thread::sleep(duration);
}

pub(crate) mod host {
    //! There is no host that calls: threads wait for themselves.

    use std::time::Duration;

    pub(crate) fn start(_: fn(), _: fn()) {}
    pub(crate) fn after_this_call(_: fn()) {}
    pub(crate) fn request_soon() {}
    pub(crate) fn request_later() {}
    pub(crate) fn arm_timer(_: Option<Duration>) {}
    pub(crate) fn trapped() {}
    pub(crate) fn main_ended(_: Option<String>) {}
}
