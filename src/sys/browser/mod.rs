//! Browsers and Node: a host that calls. Everything goes through `globalThis`, which pages, workers and Node all have.

pub(crate) mod callback;
pub(crate) mod drive;
pub(crate) mod host;
#[cfg(feature = "asyncio")]
#[path = "../no_interrupt.rs"]
pub(crate) mod interrupt;
#[cfg(feature = "net")]
#[path = "../no_net.rs"]
pub(crate) mod net;
pub(crate) mod public;
#[path = "../no_reactor.rs"]
mod reactor;
pub(crate) mod stdio;

use crate::engine::wheel::Tick;
use crate::sys::{NeverWoken, Parked};
use crate::util::wake_list::WakeList;
pub(crate) use reactor::Reactor;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const THREADS: bool = false;
pub(crate) const HOSTED: bool = true;

pub(crate) fn start_process() {}

/// Nothing to ask for here: waits come when the host lets them.
#[derive(Debug)]
pub(crate) struct TimerSlack;

impl TimerSlack {
    pub(crate) fn tighten() -> Self {
        TimerSlack
    }
}

/// Nanoseconds since the page, worker or process was started, in the steps that the host gives: 5 µs to 1 ms.
#[inline]
pub(crate) fn now() -> Tick {
    (host::now_ms() * 1e6) as Tick
}

/// The time since 1970, by the host's clock, which may be set.
#[cfg(feature = "asyncio")]
pub(crate) fn since_epoch() -> Duration {
    Duration::try_from_secs_f64(host::date_ms() / 1e3).unwrap_or_default()
}

/// Waits without letting anything else run: the host has no such wait, so that it looks at the clock until then.
#[cfg(feature = "asyncio")]
pub(crate) fn block_for(duration: Duration) {
    let nanos = Tick::try_from(duration.as_nanos()).unwrap_or(Tick::MAX);
    let deadline = now().saturating_add(nanos);
    while now() < deadline {
        std::hint::spin_loop();
    }
}

/// A thread that must not wait.
#[derive(Debug)]
pub(crate) struct Park;

impl Park {
    pub(crate) const fn new() -> Self {
        Park
    }

    /// The thread belongs to its host.
    pub(crate) fn park(&self, _: &[Arc<Reactor>], _: Option<Duration>, _: &mut WakeList) -> Result<Parked, NeverWoken> {
        Err(NeverWoken)
    }

    pub(crate) fn unpark(&self) {}
}
