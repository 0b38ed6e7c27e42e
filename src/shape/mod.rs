//! How turns follow each other: a thread that waits, workers that steal, a host that calls.
//!
//! # How it works
//!
//! | shape | used by | file |
//! |---|---|---|
//! | thread | `block_on` everywhere, the current-thread flavour, WASI, simulation | `thread.rs`, with `single.rs` for a runtime that such threads drive in turn |
//! | worker | native runtimes with workers | `pool.rs` for what they share, `worker.rs` for what each does, `idle.rs` for who sleeps and who is woken, `blocking.rs` for blocking work |
//! | hosted | the browser and Node | `hosted.rs` |
//!
//! Each runtime has at most one reactor, `reactor.rs`.
//!
//! A runtime is either a [`Pool`](pool::Pool) of workers or a [`Single`](single::Single).

pub(crate) mod blocking;
pub(crate) mod hosted;
pub(crate) mod idle;
pub(crate) mod pool;
pub(crate) mod reactor;
pub(crate) mod single;
mod thief;
#[allow(unsafe_code, reason = "local tasks and roots: futures that stay on their thread")]
pub(crate) mod thread;
pub(crate) mod worker;

use crate::engine::core::{Core, RuntimeRef};
use crate::engine::task::discard;
use crate::engine::timers::{NEVER, Timers};
use crate::engine::wheel::Tick;
use crate::sys;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// What a builder has collected.
#[derive(Clone)]
pub(crate) struct Config {
    /// Threads that run tasks; none for the current-thread flavour.
    pub(crate) workers: Option<usize>,
    pub(crate) thread_name: String,
    pub(crate) stack_size: Option<usize>,
    pub(crate) on_thread_start: Option<Hook>,
    pub(crate) on_thread_stop: Option<Hook>,
    pub(crate) max_blocking_threads: usize,
    pub(crate) keep_alive: Duration,
    pub(crate) event_interval: u32,
    pub(crate) global_queue_interval: u32,
    pub(crate) start_paused: bool,
    pub(crate) seed: Option<u64>,
}

/// What runs on each thread of a runtime when it starts or stops.
pub(crate) type Hook = Arc<dyn Fn() + Send + Sync>;

/// Calls a hook; its panic has been reported by the panic hook and ends nothing.
pub(crate) fn call_hook(hook: &Option<Hook>) {
    if let Some(hook) = hook
        && let Err(payload) = catch_unwind(AssertUnwindSafe(|| hook()))
    {
        discard(payload);
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("workers", &self.workers)
            .field("thread_name", &self.thread_name)
            .field("stack_size", &self.stack_size)
            .field("max_blocking_threads", &self.max_blocking_threads)
            .field("keep_alive", &self.keep_alive)
            .field("event_interval", &self.event_interval)
            .field("global_queue_interval", &self.global_queue_interval)
            .field("start_paused", &self.start_paused)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// The shape of a runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Flavour {
    Workers(&'static pool::Pool),
    Single(&'static single::Single),
}

/// The shape behind a core.
pub(crate) fn flavour(core: &'static Core) -> Flavour {
    let shape = core.shape().as_any();
    match shape.downcast_ref::<pool::Pool>() {
        Some(pool) => Flavour::Workers(pool),
        None => Flavour::Single(shape.downcast_ref().expect("a shape is a pool or a single thread")),
    }
}

/// What is left when a shutdown stops waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) workers: usize,
    pub(crate) blocking: usize,
}

/// How long a shutdown waits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wait {
    Forever,
    For(Duration),
    Not,
}

/// Ends a runtime: its tasks are aborted, its threads stop; waits as it is told.
pub(crate) fn shut_down(runtime: RuntimeRef, wait: Wait) -> Left {
    match flavour(runtime.core()) {
        Flavour::Workers(pool) => pool.shut_down(runtime, wait),
        Flavour::Single(single) => single.shut_down(runtime, wait),
    }
}

/// The timers for a future of `runtime` that is polled on this thread: the runtime's while it runs, afterwards those of the
/// thread itself. None where a foreign thread polls a future of a runtime that has ended or is about to.
pub(crate) fn timers(runtime: RuntimeRef) -> Option<&'static Timers> {
    // A current-thread runtime that was shut down keeps them for the calls of `block_on` that go on.
    let wanted = || thread::with_entered(|entered| entered.is_some_and(|entered| entered.wants(runtime)));
    let lasts = || runtime.is_alive() && wanted();
    if runtime.is_open() || lasts() {
        return Some(runtime.core().shape().timers());
    }
    thread::with_entered(|entered| entered.map(|entered| &entered.thread.timers))
}

/// The reactor of a runtime, which is made now if this is its first descriptor.
pub(crate) fn reactor(runtime: RuntimeRef) -> io::Result<Arc<sys::Reactor>> {
    if !runtime.is_open() {
        return Err(reactor::ended().into());
    }
    match flavour(runtime.core()) {
        Flavour::Workers(pool) => pool.reactor(),
        Flavour::Single(single) => single.reactor(),
    }
}

/// A duration as ticks; what is beyond their range is for ever.
pub(crate) fn nanos(duration: Duration) -> Tick {
    Tick::try_from(duration.as_nanos()).unwrap_or(NEVER)
}
