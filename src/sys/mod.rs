//! What only a platform knows: its clock, its wait, its threads. The one place where the target chooses.
//!
//! # How it works
//!
//! Each platform is a folder that exports the same names, which are the checklist for a new one:
//!
//! | name | what |
//! |---|---|
//! | `now() -> Tick` | nanoseconds on a monotonic clock, counted from the first call of the process |
//! | `Park` | one per thread: `park(reactors, timeout)` waits until `unpark`, from any thread, or for one of the reactors, or the timeout; it says when nothing can ever wake the thread |
//! | `Reactor` | at most one per runtime: watches descriptors, tells who is to be woken; `no_reactor.rs` where there are none |
//! | `net` | with the feature `net`: sockets, whose operations never wait; `no_net.rs` where there are none |
//! | `THREADS` | whether `std::thread` works: workers and a blocking pool, or one thread for everything |
//! | `HOSTED` | whether the host calls us, and nothing may block |
//! | `stdio` | the standard streams: `Reading` and `Writing`, what each view of one has of its own, `poll_read` and `poll_write` |
//! | `host` | where `HOSTED`: `start`, `request_soon`, `request_later`, `arm_timer`, `after_this_call`, `trapped`, `main_ended` |
//! | `interrupt` | with the feature `asyncio`: `Watch`, which hears of Ctrl-C; `no_interrupt.rs` where nobody tells of it |
//! | `since_epoch()`, `block_for(duration)` | with the feature `asyncio`: the clock on the wall, and a wait in which nothing else runs |
//! | `start_process()` | called once, when the first runtime of the process starts |
//! | `TimerSlack` | asks for timed waits on time, for the current thread and as long as it lives |
//! | `public` | items that only this platform offers; with the feature `net`, also `public::net::look_up`, which waits for a name in the runtime |

#[cfg(all(target_family = "wasm", target_feature = "atomics"))]
compile_error!("wasi_async_runtime does not support wasm threads yet: build without the target feature `atomics`");

#[cfg(not(target_family = "wasm"))]
#[path = "native/mod.rs"]
mod platform;
#[cfg(all(target_os = "wasi", any(target_env = "p1", target_env = "p2")))]
#[path = "wasi/mod.rs"]
mod platform;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[path = "browser/mod.rs"]
mod platform;
#[cfg(all(
    target_family = "wasm",
    not(any(target_os = "unknown", all(target_os = "wasi", any(target_env = "p1", target_env = "p2"))))
))]
compile_error!("wasi_async_runtime does not know this target: add a folder under src/sys and a line here");

pub(crate) use platform::*;

/// A standard stream that is written to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Output {
    Out,
    Err,
}

/// Nothing can ever wake this thread; never so natively, where other threads may.
#[derive(Debug)]
pub(crate) struct NeverWoken;

/// How a wait of a thread ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parked {
    /// By `unpark`.
    pub(crate) notified: bool,
    /// It was a wait on a reactor, on which nobody waits now.
    pub(crate) polled: bool,
}
