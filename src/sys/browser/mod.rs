//! Browsers and Node: a host that calls. Everything goes through `globalThis`, which pages, workers and Node all have.

pub(crate) mod host;
pub(crate) mod public;

use crate::engine::wheel::Tick;
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

/// A thread that must not wait.
#[derive(Debug)]
pub(crate) struct Park;

/// The thread belongs to its host.
#[derive(Debug)]
pub(crate) struct NeverWoken;

impl Park {
    pub(crate) const fn new() -> Self {
        Park
    }

    pub(crate) fn park(&self, _: Option<Duration>) -> Result<bool, NeverWoken> {
        Err(NeverWoken)
    }

    pub(crate) fn unpark(&self) {}
}
