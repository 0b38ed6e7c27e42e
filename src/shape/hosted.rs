//! The hosted shape: the host calls, a slice of turns runs, and we return.
//!
//! # How it works
//!
//! ```text
//!  Idle ── a task becomes ready: ask the host ──► Queued ── the host calls ──► Running ── a slice: turn(Until) ──┐
//!   ▲  ▲                                            ▲ ▲                                                         │
//!   │  └───────────── the timer calls ──────────────┼─┼──────────────────────────────► (Running)                │
//!   │                                               │ └── Busy: ask for another call, after the host's own ─────┤
//!   └── Idle: arm the one timer for the next deadline ──────────────────────────────────────────────────────────┘
//! ```
//!
//! The host's only thread is entered for good and drives every current-thread runtime. A wake from idle asks for a microtask, which comes at once;
//! slices follow each other as macrotasks, so that the page paints and its own timers and network are served in between.
//! Wakes from idle count too: when the microtasks since the last macrotask have used up a slice's time, the next goes the
//! long way, so that a chain of promises that are ready cannot starve the page either.
//!
//! # Invariants
//!
//! - **I1** Never two calls in flight: the host is asked only in `Idle` (a timer may be armed besides; its call in another
//!   state does nothing).
//! - **I2** Nothing is borrowed while a task or JavaScript runs.
//! - **I3** A trap leaves `Running` behind without unwinding. A check that the host runs after each call of ours finds it, and from
//!   then on every runtime of this instance refuses tasks (`Runtime`), instead of queueing them for a turn that never comes.
//! - **I4** A slice ends at the first poll that returns after its time: it is no longer than `SLICE` and one poll.

use crate::engine::core;
use crate::engine::task::Runnable;
use crate::engine::turn::{Budget, Next, Queue, turn};
use crate::engine::wheel::Tick;
use crate::shape::single::Single;
use crate::shape::thread::{self, Entered};
use crate::sys;
use std::cell::Cell;
use std::time::Duration;

/// How long a slice may be: a frame of a page at 60 Hz is 16 ms, and the page needs most of it.
const SLICE: Tick = 5_000_000;

/// Pages turn a `setTimeout` shorter than this into one of this length; the last stretch before a deadline goes through
/// macrotasks instead, but not twice in a row.
const CLAMPED: Duration = Duration::from_millis(4);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Queued,
    Running,
    Trapped,
}

struct Hosted {
    state: Cell<State>,
    /// Time used by microtasks since the last macrotask.
    used: Cell<Tick>,
    /// The call that was asked for is a macrotask.
    later: Cell<bool>,
    /// The wait before this one was a chain of macrotasks.
    spun: Cell<bool>,
    spinning: Cell<bool>,
    longest: Cell<Tick>,
}

thread_local! {
    static HOSTED: Hosted = const {
        Hosted {
            state: Cell::new(State::Idle),
            used: Cell::new(0),
            later: Cell::new(false),
            spun: Cell::new(false),
            spinning: Cell::new(false),
            longest: Cell::new(0),
        }
    };
}

/// Lets the host's thread drive a runtime.
pub(crate) fn adopt(single: &'static Single) {
    let entered = thread::enter_for_good();
    sys::host::start(call);
    single.drive_for_good(entered);
}

/// A task has become ready: asks the host for a turn (I1).
pub(crate) fn notify() {
    HOSTED.with(|hosted| {
        if hosted.state.get() == State::Idle {
            hosted.request(hosted.used.get() >= SLICE);
        }
    });
}

/// The longest slice of this instance; zero where there is no host.
pub(crate) fn longest_slice() -> Duration {
    HOSTED.with(|hosted| Duration::from_nanos(hosted.longest.get()))
}

/// The host calls.
fn call() {
    HOSTED.with(|hosted| {
        let timer_came = hosted.state.get() == State::Idle;
        if timer_came || hosted.state.get() == State::Queued {
            thread::with_entered(|entered| {
                if let Some(entered) = entered {
                    hosted.slice(entered, timer_came);
                }
            });
        }
    });
}

/// The call of ours is over (I3).
fn check() {
    HOSTED.with(|hosted| {
        if hosted.state.get() == State::Running {
            hosted.state.set(State::Trapped);
            core::lose_all();
        }
    });
}

impl Hosted {
    fn request(&self, later: bool) {
        self.state.set(State::Queued);
        self.later.set(later);
        if later {
            sys::host::request_later();
        } else {
            sys::host::request_soon();
        }
    }

    fn slice(&self, entered: &Entered, timer_came: bool) {
        self.state.set(State::Running);
        sys::host::after_this_call(check);
        if timer_came || self.later.replace(false) {
            self.used.set(0);
        }
        entered.end_wait();
        let start = sys::now();
        let next = turn(&Source(entered), Budget::Until(start.saturating_add(SLICE)));
        let took = sys::now().saturating_sub(start);
        self.used.set(self.used.get().saturating_add(took));
        self.longest.set(self.longest.get().max(took));
        match next {
            Next::Busy => self.request(true),
            _ if entered.jump() => self.request(self.used.get() >= SLICE),
            _ => self.wait(entered),
        }
    }

    /// Arms the timer for the next deadline, or hurries to it where the timer would be clamped.
    fn wait(&self, entered: &Entered) {
        let left = entered.prepare_wait();
        let hurry = left.is_some_and(|left| left < CLAMPED) && (self.spinning.get() || !self.spun.get());
        if hurry {
            entered.end_wait();
            self.spinning.set(true);
            return self.request(true);
        }
        self.spun.set(self.spinning.replace(false));
        // From here on an earlier timer asks for a turn (`Timers`, I2); the next slice ends the wait.
        entered.count_wait();
        self.state.set(State::Idle);
        sys::host::arm_timer(left);
    }
}

/// Where a slice takes its tasks from.
struct Source<'a>(&'a Entered);

impl Queue for Source<'_> {
    fn pop(&self) -> Option<Runnable> {
        self.0.pop()
    }

    fn fire_timers(&self) {
        self.0.fire_timers();
    }

    fn now(&self) -> Tick {
        sys::now()
    }

    fn verdict(&self) -> Option<Next> {
        None
    }
}
