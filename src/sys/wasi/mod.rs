//! WASI, previews 1 and 2: one thread, which waits in one call of the host's. They differ in `p1.rs` and `p2.rs`, here
//! and in `public/`, and in what they have for sockets: `descriptors.rs` and `net.rs`.

#[cfg(feature = "asyncio")]
#[path = "../no_interrupt.rs"]
pub(crate) mod interrupt;
#[cfg(all(feature = "net", target_env = "p2"))]
pub(crate) mod net;
#[cfg(all(feature = "net", target_env = "p1"))]
#[path = "descriptors.rs"]
pub(crate) mod net;
mod poll;
#[cfg(target_env = "p1")]
#[allow(unsafe_code, reason = "the call of poll_oneoff")]
#[path = "p1.rs"]
mod preview;
#[cfg(target_env = "p2")]
#[path = "p2.rs"]
mod preview;
pub(crate) mod public;
mod reactor;
pub(crate) mod stdio;

use crate::engine::wheel::Tick;
pub(crate) use poll::Park;
pub(crate) use reactor::Reactor;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub(crate) const THREADS: bool = false;
pub(crate) const HOSTED: bool = false;

pub(crate) fn start_process() {}

/// Nothing to ask for here: waits come when the host lets them.
#[derive(Debug)]
pub(crate) struct TimerSlack;

impl TimerSlack {
    pub(crate) fn tighten() -> Self {
        TimerSlack
    }
}

/// Nanoseconds since the program first asked.
#[inline]
pub(crate) fn now() -> Tick {
    static ANCHOR: OnceLock<Instant> = OnceLock::new();
    let elapsed = Instant::now().saturating_duration_since(*ANCHOR.get_or_init(Instant::now));
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
    //! There is no host that calls: the thread waits for itself.

    use super::Duration;

    pub(crate) fn start(_: fn(), _: fn()) {}
    pub(crate) fn after_this_call(_: fn()) {}
    pub(crate) fn request_soon() {}
    pub(crate) fn request_later() {}
    pub(crate) fn arm_timer(_: Option<Duration>) {}
    pub(crate) fn trapped() {}
    pub(crate) fn main_ended(_: Option<String>) {}
}
