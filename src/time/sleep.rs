//! Sleeping.
//!
//! # How it works
//!
//! - **I1** The state is `Waiting` exactly while the wheel may hold an entry of this future; dropping its `Timer` takes it out.
//! - **I2** A `Sleep` is ready only after it has read a clock that shows its deadline, so no host's early timer and no owner
//!   that lets its timers go can end it early: it registers again.

use crate::engine::clock::Clock;
use crate::engine::context;
use crate::engine::core::RuntimeRef;
use crate::engine::timers::{NEVER, Registered, Timers};
use crate::engine::wheel::{Key, Tick};
use crate::runtime::process_wide;
use crate::shape;
use crate::sys;
use crate::time::Instant;
use crate::util::budget;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Waits until `duration` has passed since this call.
///
/// Never early. Any duration is fine: one that is beyond the clock's range never ends. `sleep(Duration::ZERO)` lets every task run
/// that is ready on this thread now, as [`yield_now`](crate::yield_now) does.
///
/// The future belongs to the runtime that first polls it; polled by a foreign executor, to the process-wide one. If that
/// runtime ends, it goes on with the one that next polls it.
///
/// # Platforms
///
/// Natively it is some microseconds late. Under WASI it is as late as the host's clock subscription: 0.2 to 4 ms. In a browser
/// 1 to 5 ms, in hidden tabs up to a minute: it then fires once.
///
/// # Cancel safety
///
/// Dropping the future takes the timer out.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncRuntime, Instant, sleep};
///
/// AsyncRuntime::block_on(async {
///     let start = Instant::now();
///     sleep(Duration::from_millis(2)).await;
///     assert!(start.elapsed() >= Duration::from_millis(2));
/// });
/// ```
pub fn sleep(duration: Duration) -> Sleep {
    Sleep::new(Instant::now().saturating_add(duration))
}

/// Waits until `deadline`; see [`sleep`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncRuntime, Instant, sleep_until};
///
/// AsyncRuntime::block_on(async {
///     let deadline = Instant::now() + Duration::from_millis(1);
///     sleep_until(deadline).await;
///     assert!(Instant::now() >= deadline);
/// });
/// ```
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep::new(deadline)
}

/// The future of [`sleep`] and [`sleep_until`].
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Sleep {
    deadline: Instant,
    state: State,
}

enum State {
    /// Not polled yet, or reset.
    New,
    /// Its deadline had passed at the first poll; it lets the others run once.
    Yielded,
    Waiting(Timer),
    Elapsed,
}

/// An entry in the timers of a thread (I1).
struct Timer {
    timers: &'static Timers,
    runtime: RuntimeRef,
    key: Key,
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.timers.cancel(self.key);
    }
}

impl Sleep {
    pub(crate) fn new(deadline: Instant) -> Sleep {
        Sleep { deadline, state: State::New }
    }

    /// When it ends.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Says whether it has ended: true once a poll has been ready, until a [`reset`](Sleep::reset).
    pub fn is_elapsed(&self) -> bool {
        matches!(self.state, State::Elapsed)
    }

    /// Gives it another deadline. Where it has not been polled since it was made or since it ended, it must be polled to be woken.
    pub fn reset(self: Pin<&mut Self>, deadline: Instant) {
        let this = self.get_mut();
        this.deadline = deadline;
        let moved = match &this.state {
            State::Waiting(timer) => timer.timers.move_to(timer.key, deadline.as_tick()),
            _ => false,
        };
        if !moved {
            this.state = State::New;
        }
    }

    /// Polls without letting others run first when the deadline has passed, and without spending from the budget.
    pub(crate) fn poll_elapsed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut clock = context::clock();
        match &self.state {
            State::Elapsed => return Poll::Ready(()),
            State::Waiting(timer) => {
                let runtime = timer.runtime;
                if timer.timers.update(timer.key, cx.waker()) == Registered::Waiting {
                    return Poll::Pending;
                }
                // Fired, or let go by an owner that ended: nothing is left to take out. The clock by which it waited decides, if
                // that still runs.
                std::mem::forget(std::mem::replace(&mut self.state, State::New));
                if runtime.is_alive() {
                    clock = Some(runtime.core().clock());
                }
            }
            State::New | State::Yielded => {}
        }
        self.wait_from(|| clock.map_or_else(sys::now, Clock::now), cx)
    }

    /// Has it wait, where it was just made, from a reading of the clock: one reading serves for its deadline and for this.
    #[inline]
    pub(crate) fn begin(&mut self, now: Instant, cx: &mut Context<'_>) -> Poll<()> {
        self.wait_from(|| now.as_tick(), cx)
    }

    #[inline]
    fn wait_from(&mut self, now: impl FnOnce() -> Tick, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline.as_tick();
        if deadline != NEVER && now() >= deadline {
            self.state = State::Elapsed;
            return Poll::Ready(());
        }
        self.state = if deadline == NEVER { State::New } else { self.register(deadline, cx) };
        Poll::Pending
    }

    fn register(&self, deadline: Tick, cx: &mut Context<'_>) -> State {
        let Some((timers, runtime)) = timers_here() else {
            // The process-wide runtime cannot start now, or is lost: ask again, rather than never.
            cx.waker().wake_by_ref();
            return State::Yielded;
        };
        let key = timers.insert(deadline, cx.waker().clone());
        State::Waiting(Timer { timers, runtime, key })
    }
}

/// The timers for a future that is polled here, and whose they are.
fn timers_here() -> Option<(&'static Timers, RuntimeRef)> {
    let of = |runtime: RuntimeRef| shape::timers(runtime).map(|timers| (timers, runtime));
    context::runtime().and_then(of).or_else(|| process_wide().ok().and_then(of))
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let first = matches!(self.state, State::New);
        ready!(self.poll_elapsed(cx));
        if first {
            cx.waker().wake_by_ref();
        } else if budget::poll_spend(cx).is_ready() {
            return Poll::Ready(());
        }
        self.state = State::Yielded;
        Poll::Pending
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").field("deadline", &self.deadline).field("elapsed", &self.is_elapsed()).finish()
    }
}
