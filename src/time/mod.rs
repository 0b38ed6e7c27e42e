//! Time: instants, sleeping, timeouts, intervals, and the simulated clock.
//!
//! # How it works
//!
//! A deadline is a tick of the clock of the runtime that polls the future. A sleeping future leaves its waker with the timers
//! of the thread that polls it ([`crate::sleep`] says what that means for its users) and takes it back when it is dropped.
//! Everything else here is made of [`Sleep`].

mod instant;
mod interval;
mod sleep;
mod timeout;

pub use crate::util::instant::Instant;
pub use interval::{Interval, MissedTickBehavior, interval, interval_at};
pub use sleep::{Sleep, sleep, sleep_until};
pub use timeout::{Timeout, timeout, timeout_at};

use crate::engine::context;
use crate::shape::single::Single;
use crate::shape::{Flavour, flavour, nanos};
use crate::task::yield_now;
use std::time::Duration;

/// Stops the clock of the current runtime: a simulation.
///
/// From now on time moves only by [`advance`], or by itself to the next deadline whenever every task of the runtime waits
/// (and no blocking work runs): an hour of sleep passes at once. Only a runtime with one thread can be simulated.
///
/// # Panics
///
/// Outside a task, and in a runtime with workers.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncRuntime, Instant, sleep, time};
///
/// let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
/// runtime.block_on(async {
///     time::pause();
///     let start = Instant::now();
///     sleep(Duration::from_secs(3600)).await;
///     assert_eq!(start.elapsed(), Duration::from_secs(3600));
/// });
/// ```
#[track_caller]
pub fn pause() {
    simulated("pause").core().clock().pause();
}

/// Lets a paused clock run on, from the time it shows.
///
/// # Panics
///
/// Outside a task, and in a runtime with workers.
#[track_caller]
pub fn resume() {
    simulated("resume").core().clock().resume();
}

/// Moves a paused clock forward by `duration` and lets the timers fire that are due by then.
///
/// Ready tasks run once before this returns. A task that sleeps in a loop may need several calls, or simply a longer sleep in
/// the caller: a paused clock moves by itself when every task waits.
///
/// # Panics
///
/// Outside a task, and when the clock runs: call [`pause`] or build the runtime with
/// [`start_paused`](crate::Builder::start_paused).
///
/// # Cancel safety
///
/// The clock is moved at the first poll; dropping the future afterwards changes nothing.
pub async fn advance(duration: Duration) {
    let single = simulated("advance");
    assert!(
        single.core().clock().advance(nanos(duration)),
        "time::advance moves a paused clock only: call time::pause() first, or build the runtime with start_paused(true)"
    );
    single.fire_timers();
    yield_now().await;
}

#[track_caller]
fn simulated(call: &str) -> &'static Single {
    let Some(runtime) = context::runtime().filter(|runtime| runtime.is_alive()) else {
        panic!(
            "time::{call} needs the runtime whose clock is meant: call it inside a task or block_on, while that runs"
        );
    };
    match flavour(runtime.core()) {
        Flavour::Single(single) => single,
        Flavour::Workers(_) => panic!(
            "time::{call} needs a runtime with one thread, and this one has workers: build it with current_thread()"
        ),
    }
}
