//! The turn: fire what is due, run a budget of ready tasks, say what comes next. Written once for every shape.
//!
//! # How it works
//!
//! A shape calls `turn` in a loop and looks at what it returns: after `Busy` it gives I/O (or its host) a chance and comes
//! back, after `Idle` it waits. The queue it hands in knows where tasks come from and which timers are its own.
//!
//! - **I1** Nothing polls a task outside a turn (but for a task that is refused when it is spawned).
//! - **I2** Timers are looked at once a turn and a turn runs a bounded number of tasks (or a bounded time), so neither busy
//!   tasks nor busy timers keep the other from running.
//! - **I3** The root of a `block_on` is a task in the queue like any other: what was ready before it runs before it.

use crate::engine::task::{Outside, Runnable};
use crate::engine::wheel::Tick;

/// What a shape does after a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// More is ready: come again, after a look at I/O.
    Busy,
    /// Nothing is ready: wait for a wake.
    Idle,
    /// The loop has reached its end: the future of this `block_on` is ready, or the runtime has ended.
    Done,
}

/// How much one turn may run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Budget {
    /// A number of polls.
    Polls(u32),
    /// Until a time, where a host waits for the thread; looked at after every poll.
    Until(Tick),
}

/// Where a turn takes its tasks from.
pub(crate) trait Queue {
    /// The next task, in the order of this queue.
    fn pop(&self) -> Option<Runnable>;

    /// Fires the timers that are due.
    fn fire_timers(&self);

    /// The time, where the budget is a time.
    fn now(&self) -> Tick;

    /// A reason to end the loop now.
    fn verdict(&self) -> Option<Next>;
}

/// Runs one turn.
#[inline]
pub(crate) fn turn(queue: &impl Queue, budget: Budget) -> Next {
    let outside = Outside::begin();
    queue.fire_timers();
    let mut polls = 0;
    loop {
        if let Some(next) = queue.verdict() {
            return next;
        }
        let spent = match budget {
            Budget::Polls(most) => polls >= most,
            Budget::Until(end) => polls > 0 && queue.now() >= end,
        };
        if spent {
            return Next::Busy;
        }
        let Some(task) = queue.pop() else { return Next::Idle };
        outside.run(task);
        polls += 1;
    }
}
