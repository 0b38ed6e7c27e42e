//! The hosted shape: the host calls, a slice of turns runs, and we return.
//!
//! # How it works
//!
//! ```text
//!  Idle ── a task becomes ready: ask the host ──► Queued ── the host calls ──► Running ── a slice: turn(Until) ──┐
//!   ▲  ▲                                            ▲ ▲                                                         │
//!   │  └───────────── the timer calls ──────────────┼─┼──────────────────────────────► (Running)                │
//!   │                                               │ └── Busy: ask for another call, after the host's own ─────┤
//!   └── Idle: the one timer is armed for the next deadline ─────────────────────────────────────────────────────┘
//! ```
//!
//! The host's only thread is entered for good and drives every current-thread runtime. A wake from idle asks for a microtask, which comes at once;
//! slices follow each other as macrotasks, so that the page paints and its own timers and network are served in between.
//! Wakes from idle count too: when the microtasks since the last macrotask have used up a slice's time, the next goes the
//! long way, so that a chain of promises that are ready cannot starve the page either.
//!
//! Pages turn a short `setTimeout` into one of 4 ms. So the last stretch before a deadline is waited for by a chain of macrotasks, which
//! ends with its deadline; the wait after such a chain takes the timer, however near its deadline is, and the thread gets its rest.
//!
//! # Invariants
//!
//! - **I1** Never two calls in flight: the host is asked only in `Idle`. The timer is armed besides, and its call in another
//!   state does nothing.
//! - **I2** Nothing is borrowed while a task or JavaScript runs.
//! - **I3** A trap leaves `Running` behind without unwinding. A check that the host runs after each call of ours finds it, and from
//!   then on every runtime of this instance refuses tasks (`Runtime`), those that are started later too, instead of queueing
//!   them for a turn that never comes.
//! - **I4** A slice ends at the first poll that returns after its time: it is no longer than `SLICE` and one poll.
//! - **I5** In `Idle` the timers of every runtime count as waited for (`Timers::prepare_wait`): a foreign executor may poll a
//!   sleep with an earlier deadline then, and its insertion notifies us. A slice that has seen a new runtime comes before that.

use crate::engine::core::{self, RuntimeRef};
use crate::engine::task::Runnable;
use crate::engine::turn::{Budget, Next, Queue, turn};
use crate::engine::wheel::Tick;
use crate::shape::nanos;
use crate::shape::single::Single;
use crate::shape::thread::{self, Entered};
use crate::sys;
use std::cell::Cell;
use std::time::Duration;

/// How long a slice may be: a frame of a page at 60 Hz is 16 ms, and the page needs most of it.
const SLICE: Tick = 5_000_000;

/// Pages turn a `setTimeout` shorter than this into one of this length.
const CLAMPED: Duration = Duration::from_millis(4);

/// The host's timers are that coarse.
const COARSE: Tick = 1_000_000;

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
    /// When the host's timer comes, if it is armed.
    armed: Cell<Option<Tick>>,
    /// The deadline that a chain of macrotasks hurries to.
    hurry: Cell<Option<Tick>>,
    longest: Cell<Tick>,
}

thread_local! {
    static HOSTED: Hosted = const {
        Hosted {
            state: Cell::new(State::Idle),
            used: Cell::new(0),
            later: Cell::new(false),
            armed: Cell::new(None),
            hurry: Cell::new(None),
            longest: Cell::new(0),
        }
    };
}

/// Lets the host's thread drive a runtime.
pub(crate) fn adopt(single: &'static Single, runtime: RuntimeRef) {
    let entered = thread::enter_for_good();
    sys::host::start(call, timer);
    single.want(runtime, entered);
    HOSTED.with(|hosted| {
        if hosted.state.get() == State::Trapped {
            core::lose_all(); // this one as well (I3)
        }
    });
    notify(); // a slice announces its timers (I5)
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

/// The host calls because it was asked to.
fn call() {
    HOSTED.with(|hosted| {
        if hosted.state.get() == State::Queued {
            if hosted.later.replace(false) {
                hosted.used.set(0);
            }
            hosted.slice();
        }
    });
}

/// The host's timer calls. Not in `Idle`, the slice to come looks at the deadlines (I1).
fn timer() {
    HOSTED.with(|hosted| {
        hosted.armed.set(None);
        if hosted.state.get() == State::Idle {
            hosted.used.set(0);
            hosted.slice();
        }
    });
}

/// The call of ours is over (I3).
fn check() {
    HOSTED.with(|hosted| {
        if hosted.state.get() == State::Running {
            hosted.state.set(State::Trapped);
            core::lose_all();
            sys::host::trapped();
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

    fn slice(&self) {
        self.state.set(State::Running);
        sys::host::after_this_call(check);
        thread::with_entered(|entered| {
            let Some(entered) = entered else { return }; // entered by `adopt`, before the host was asked for anything
            entered.end_wait();
            let start = sys::now();
            turn(&Source(entered), Budget::Until(start.saturating_add(SLICE)));
            let took = sys::now().saturating_sub(start);
            self.used.set(self.used.get().saturating_add(took));
            self.longest.set(self.longest.get().max(took));
            entered.tend(); // may wake sleepers of a runtime that has ended
            if entered.something_is_ready() || entered.jump() {
                // After a slice that was cut short this is a macrotask, for it has used up its time.
                return self.request(self.used.get() >= SLICE);
            }
            self.wait(entered);
        });
    }

    /// Arms the timer for the next deadline, or hurries to it where the timer would be clamped.
    fn wait(&self, entered: &Entered) {
        if self.hurry.get().is_some_and(|deadline| sys::now() < deadline) {
            return self.request(true);
        }
        let left = entered.prepare_wait();
        if left.is_some_and(|left| left.is_zero()) {
            return self.request(true); // came after this slice had looked
        }
        let deadline = left.map(|left| sys::now().saturating_add(nanos(left)));
        let rests = self.hurry.take().is_some();
        if !rests && left.is_some_and(|left| left < CLAMPED) {
            self.hurry.set(deadline);
            return self.request(true);
        }
        entered.count_wait();
        self.state.set(State::Idle);
        self.arm(left, deadline);
    }

    /// Arms the timer, unless it is armed for then or earlier: most deadlines are timeouts, which move and do not come.
    fn arm(&self, left: Option<Duration>, deadline: Option<Tick>) {
        let serves = match (self.armed.get(), deadline) {
            (Some(armed), Some(deadline)) => armed <= deadline.saturating_add(COARSE),
            (armed, None) => armed.is_none(),
            (None, Some(_)) => false,
        };
        if !serves {
            self.armed.set(deadline);
            sys::host::arm_timer(left);
        }
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
